"""The verbs of deciding, and how each can be refused."""

from dagdeel.year.decisions.actions.carrying import AlreadyDone, CannotAdd, EditionGone, NoNextYear, carry_out
from dagdeel.year.decisions.actions.deciding import (
    DueTooEarly,
    NoConsequences,
    UnknownOwner,
    WrongState,
    propose_decision,
    take_decision,
    withdraw_decision,
)
from dagdeel.year.decisions.actions.drafts import BadConsequence, ConsequenceDraft, Wrong
from dagdeel.year.decisions.actions.findings import (
    BadMark,
    FindingClosed,
    MissingReason,
    MissingTitle,
    UnknownItem,
    UnknownTheme,
    no_action,
    note_finding,
    reopen_finding,
    set_marks,
)
from dagdeel.year.decisions.actions.next_year import Contradiction, NumbersWrong, YearExists, start_next_year

__all__ = [
    "AlreadyDone",
    "BadConsequence",
    "BadMark",
    "CannotAdd",
    "ConsequenceDraft",
    "Contradiction",
    "DueTooEarly",
    "EditionGone",
    "FindingClosed",
    "MissingReason",
    "MissingTitle",
    "NoConsequences",
    "NoNextYear",
    "NumbersWrong",
    "UnknownItem",
    "UnknownOwner",
    "UnknownTheme",
    "Wrong",
    "WrongState",
    "YearExists",
    "carry_out",
    "no_action",
    "note_finding",
    "propose_decision",
    "reopen_finding",
    "set_marks",
    "start_next_year",
    "take_decision",
    "withdraw_decision",
]

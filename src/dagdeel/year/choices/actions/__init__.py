"""The verbs of choosing: they write, atomically, with one history entry each."""

from dagdeel.year.choices.actions.choosing import agree, choose, propose, send_back
from dagdeel.year.choices.actions.refusals import (
    AlreadyDecided,
    AlreadyProposed,
    DatesInWrongOrder,
    NobodyNamed,
    NotAMentor,
    NotComplete,
    NotExempt,
    NotOffered,
    NotProposed,
    OutsideYear,
    PlanChanged,
    ReasonMissing,
    RoundClosed,
    RoundExists,
    SameHalfDayTwice,
    TooMany,
)
from dagdeel.year.choices.actions.rounds import change_round, open_round
from dagdeel.year.choices.actions.ruling import exempt, lift_exemption, set_rule, set_wishes

__all__ = [
    "AlreadyDecided",
    "AlreadyProposed",
    "DatesInWrongOrder",
    "NobodyNamed",
    "NotAMentor",
    "NotComplete",
    "NotExempt",
    "NotOffered",
    "NotProposed",
    "OutsideYear",
    "PlanChanged",
    "ReasonMissing",
    "RoundClosed",
    "RoundExists",
    "SameHalfDayTwice",
    "TooMany",
    "agree",
    "change_round",
    "choose",
    "exempt",
    "lift_exemption",
    "open_round",
    "propose",
    "send_back",
    "set_rule",
    "set_wishes",
]

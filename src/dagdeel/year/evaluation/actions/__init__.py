"""The verbs of the evaluation: make and open instruments, answer, screen remarks, hand quality to the trainers step."""

from dagdeel.year.evaluation.actions.answering import (
    AlreadyAnswered,
    Closed,
    NotAsked,
    NothingAnswered,
    OffScale,
    answer,
)
from dagdeel.year.evaluation.actions.instruments import (
    AlreadyMade,
    NotDraft,
    NotInOrder,
    WordsMissing,
    close_instrument,
    edit_question,
    hand_over_quality,
    make_instruments,
    open_instrument,
)
from dagdeel.year.evaluation.actions.screening import ReasonMissing, screen_comment

__all__ = [
    "AlreadyAnswered",
    "AlreadyMade",
    "Closed",
    "NotAsked",
    "NotDraft",
    "NotInOrder",
    "NothingAnswered",
    "OffScale",
    "ReasonMissing",
    "WordsMissing",
    "answer",
    "close_instrument",
    "edit_question",
    "hand_over_quality",
    "make_instruments",
    "open_instrument",
    "screen_comment",
]

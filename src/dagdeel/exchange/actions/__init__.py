"""The verbs of what comes in: hand in, say which column is what, say who is who, take over, take back."""

from dagdeel.exchange.actions.archiving import drop_archives, keep_archive
from dagdeel.exchange.actions.handing_in import AlreadyTaken, begin, decide, discard, set_columns
from dagdeel.exchange.actions.taking_back import NotTaken, take_back
from dagdeel.exchange.actions.taking_back import look as look_back
from dagdeel.exchange.actions.taking_over import ChangedMeanwhile, NothingNew, NotYet, counts_of, take_over

__all__ = [
    "AlreadyTaken",
    "ChangedMeanwhile",
    "NotTaken",
    "NotYet",
    "NothingNew",
    "begin",
    "counts_of",
    "decide",
    "discard",
    "drop_archives",
    "keep_archive",
    "look_back",
    "set_columns",
    "take_back",
    "take_over",
]

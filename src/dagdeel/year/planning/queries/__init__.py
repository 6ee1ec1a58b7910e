"""The questions about the plan; each in a fixed number of SQL queries, whatever the number of sessions."""

from dagdeel.year.planning.queries.board import Asked, Filters, Row, SchoolRows, asked_of, board, filtered, row_of
from dagdeel.year.planning.queries.facts import blocked, conflicts_of, conflicts_of_all, sessions_of
from dagdeel.year.planning.queries.people import (
    Told,
    TrainerChoice,
    assignments_of_person,
    assignments_of_trainer,
    diary_item,
    gone,
    history_of,
    rooms_of,
    schools_with_rooms,
    trainer_choices,
)
from dagdeel.year.planning.queries.proposals import Line, Sketch, last_proposal, sketch_of
from dagdeel.year.planning.queries.tallies import Tally, broken_promises, tally, tally_by_school, undrafted
from dagdeel.year.planning.queries.versions import (
    Change,
    Difference,
    changes_since,
    last_version,
    ready_to_publish,
    snapshot,
    told_by,
)
from dagdeel.year.planning.queries.words import Shown, in_words

__all__ = [
    "Asked",
    "Change",
    "Difference",
    "Filters",
    "Line",
    "Row",
    "SchoolRows",
    "Shown",
    "Sketch",
    "Tally",
    "Told",
    "TrainerChoice",
    "asked_of",
    "assignments_of_person",
    "assignments_of_trainer",
    "blocked",
    "board",
    "broken_promises",
    "changes_since",
    "conflicts_of",
    "conflicts_of_all",
    "diary_item",
    "filtered",
    "gone",
    "history_of",
    "in_words",
    "last_proposal",
    "last_version",
    "ready_to_publish",
    "rooms_of",
    "row_of",
    "schools_with_rooms",
    "sessions_of",
    "sketch_of",
    "snapshot",
    "tally",
    "tally_by_school",
    "told_by",
    "trainer_choices",
    "undrafted",
]

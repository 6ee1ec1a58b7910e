"""The questions about the plan; each in a fixed number of SQL queries, whatever the number of sessions."""

from dagdeel.year.planning.queries.board import Filters, Row, SchoolRows, board, chosen, row_of, schools_with_sessions
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
from dagdeel.year.planning.queries.tallies import (
    Asked,
    Tally,
    asked,
    broken_promises,
    tally,
    tally_by_school,
    undrafted,
)
from dagdeel.year.planning.queries.versions import (
    Change,
    Difference,
    changes_since,
    last_version,
    ready_to_publish,
    snapshot,
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
    "asked",
    "assignments_of_person",
    "assignments_of_trainer",
    "blocked",
    "board",
    "broken_promises",
    "changes_since",
    "chosen",
    "conflicts_of",
    "conflicts_of_all",
    "diary_item",
    "gone",
    "history_of",
    "in_words",
    "last_proposal",
    "last_version",
    "ready_to_publish",
    "rooms_of",
    "row_of",
    "schools_with_rooms",
    "schools_with_sessions",
    "sessions_of",
    "sketch_of",
    "snapshot",
    "tally",
    "tally_by_school",
    "trainer_choices",
    "undrafted",
]

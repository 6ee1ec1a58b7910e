"""The verbs of the plan. The only writers of its tables; each is atomic and writes one history entry.

`claim_seat` and `release_seat` are the exception: they run inside the enrolment's own action, which tells the history.
"""

from dagdeel.year.planning.actions.absences import AbsenceNoted, DaysReversed, end_absence, note_absence
from dagdeel.year.planning.actions.assignments import (
    AnswerNotAsked,
    NotAssigned,
    NotCompetent,
    TrainerInactive,
    assign_trainer,
    confirm_assignment,
    decline_assignment,
    unassign_trainer,
)
from dagdeel.year.planning.actions.drafting import add_session, draft_sessions
from dagdeel.year.planning.actions.moving import (
    ChangedMeanwhile,
    MindFirst,
    NothingToUndo,
    NotMoved,
    move_session,
    undo_move,
)
from dagdeel.year.planning.actions.promises import (
    AlreadyAssigned,
    MinimumAboveSeats,
    ReasonMissing,
    RoomTaken,
    SeatsBelowTaken,
    SessionClosed,
    TrainerTaken,
)
from dagdeel.year.planning.actions.proposals import (
    KIND,
    NothingToPlan,
    ProposalClosed,
    ask_proposal,
    discard_proposal,
    stop_search,
    store_proposal,
)
from dagdeel.year.planning.actions.publishing import NothingToPublish, PlanBlocked, publish_plan
from dagdeel.year.planning.actions.rooms import RoomNameTaken, add_room, change_room
from dagdeel.year.planning.actions.scheduling import (
    OutsideYear,
    RoomElsewhere,
    TimeMissing,
    TimesReversed,
    change_seats,
    schedule,
)
from dagdeel.year.planning.actions.seats import claim_seat, release_seat
from dagdeel.year.planning.actions.states import MoveNotAllowed, cancel_session, mark_held, pin, restore_session
from dagdeel.year.planning.actions.taking_over import Acceptance, OnlySupposed, Skipped, accept_proposal

__all__ = [
    "KIND",
    "AbsenceNoted",
    "Acceptance",
    "AlreadyAssigned",
    "AnswerNotAsked",
    "ChangedMeanwhile",
    "DaysReversed",
    "MindFirst",
    "MinimumAboveSeats",
    "MoveNotAllowed",
    "NotAssigned",
    "NotCompetent",
    "NotMoved",
    "NothingToPlan",
    "NothingToPublish",
    "NothingToUndo",
    "OnlySupposed",
    "OutsideYear",
    "PlanBlocked",
    "ProposalClosed",
    "ReasonMissing",
    "RoomElsewhere",
    "RoomNameTaken",
    "RoomTaken",
    "SeatsBelowTaken",
    "SessionClosed",
    "Skipped",
    "TimeMissing",
    "TimesReversed",
    "TrainerInactive",
    "TrainerTaken",
    "accept_proposal",
    "add_room",
    "add_session",
    "ask_proposal",
    "assign_trainer",
    "cancel_session",
    "change_room",
    "change_seats",
    "claim_seat",
    "confirm_assignment",
    "decline_assignment",
    "discard_proposal",
    "draft_sessions",
    "end_absence",
    "mark_held",
    "move_session",
    "note_absence",
    "pin",
    "publish_plan",
    "release_seat",
    "restore_session",
    "schedule",
    "stop_search",
    "store_proposal",
    "unassign_trainer",
    "undo_move",
]

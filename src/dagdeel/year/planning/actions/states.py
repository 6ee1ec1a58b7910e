"""A session's life after drafting: pinned, cancelled, restored, held."""

from datetime import datetime

from django.db import transaction

from dagdeel.base.history.actions import record
from dagdeel.base.people.models import Person
from dagdeel.year.planning.actions.promises import ReasonMissing, kept, locked
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import SESSION_MOVES, AssignmentState, SessionState

GONE = (AssignmentState.DECLINED, AssignmentState.WITHDRAWN)


class MoveNotAllowed(Exception):
    """A session in this state cannot go to that one."""


def _may_move(session: Session, to: SessionState) -> Session:
    fresh = locked(session)
    if to not in SESSION_MOVES[SessionState(fresh.state)]:
        raise MoveNotAllowed
    return fresh


@transaction.atomic
def cancel_session(session: Session, *, reason: str, by: Person, at: datetime) -> Session:
    """Call a session off, with the reason that people will read; frees room and trainers. Raises ReasonMissing, MoveNotAllowed.

    Enrolments are not touched: one in a cancelled session is void because the session says so.
    """
    if not reason.strip():
        raise ReasonMissing
    fresh = _may_move(session, SessionState.CANCELLED)
    before = fresh.state
    fresh.state, fresh.cancel_reason, fresh.sequence = SessionState.CANCELLED, reason.strip(), fresh.sequence + 1
    fresh.save(update_fields=["state", "cancel_reason", "sequence"])
    fresh.assignments.update(live=False)
    record(
        "session.cancelled", fresh, by=by, at=at, before={"state": before}, after={"state": fresh.state}, reason=reason
    )
    _mirror(session, fresh)
    return fresh


@transaction.atomic
def restore_session(session: Session, *, keep: bool = True, by: Person, at: datetime) -> Session:
    """A cancelled session becomes a draft again, with its moment, room and trainers (`keep`) or without.

    Raises MoveNotAllowed, and when it keeps them RoomTaken or TrainerTaken: others may have come since.
    """
    fresh = _may_move(session, SessionState.DRAFT)
    reason = fresh.cancel_reason
    fresh.state, fresh.cancel_reason = SessionState.DRAFT, ""
    staying = fresh.assignments.exclude(state__in=GONE)
    if not keep:
        fresh.day, fresh.half_day, fresh.starts, fresh.ends, fresh.room = None, "", None, None, None
    with kept():
        fresh.save(update_fields=["state", "cancel_reason", "day", "half_day", "starts", "ends", "room"])
        if keep:
            staying.update(live=True, state=AssignmentState.PROPOSED)
        else:
            staying.update(state=AssignmentState.WITHDRAWN, day=None, half_day="")
    record(
        "session.restored", fresh, by=by, at=at, before={"reason": reason}, after={"state": fresh.state, "kept": keep}
    )
    _mirror(session, fresh)
    return fresh


@transaction.atomic
def pin(session: Session, *, pinned: bool = True, by: Person, at: datetime) -> Session:
    """Keep a session as it is when a proposal is made, or let it move again."""
    fresh = locked(session)
    before = fresh.pinned
    fresh.pinned = pinned
    fresh.save(update_fields=["pinned"])
    record("session.pinned", fresh, by=by, at=at, before={"pinned": before}, after={"pinned": pinned})
    session.pinned = pinned
    return fresh


@transaction.atomic
def mark_held(session: Session, *, by: Person, at: datetime) -> Session:
    """The roster is closed: the session took place. Raises MoveNotAllowed unless it was published."""
    fresh = _may_move(session, SessionState.HELD)
    fresh.state = SessionState.HELD
    fresh.save(update_fields=["state"])
    record("session.held", fresh, by=by, at=at, after={"state": fresh.state})
    _mirror(session, fresh)
    return fresh


def _mirror(session: Session, fresh: Session) -> None:
    for name in ("state", "cancel_reason", "sequence", "day", "half_day", "starts", "ends", "room"):
        setattr(session, name, getattr(fresh, name))

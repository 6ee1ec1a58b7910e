"""When and where a session is, and how many people fit."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from dagdeel.base.history.actions import record
from dagdeel.base.people.models import Person
from dagdeel.year.planning import queries, rules
from dagdeel.year.planning.actions.promises import kept, open_to_change
from dagdeel.year.planning.models import Room, Session
from dagdeel.year.planning.states import AssignmentState, SessionState

WHEN = ("day", "half_day", "starts", "ends")
# What stands in people's calendars: a change of it is news.
TOLD = (*WHEN, "room_id")


class OutsideYear(Exception):
    """The date is not in this school year."""


class RoomElsewhere(Exception):
    """The room is of another school."""


class TimeMissing(Exception):
    """A published session keeps its date and its times."""


class TimesReversed(Exception):
    """A session ends after it begins."""


@transaction.atomic
def schedule(
    session: Session,
    *,
    day: date | None,
    half_day: str,
    starts: time | None = None,
    ends: time | None = None,
    room: Room | None = None,
    seats: int | None = None,
    minimum: int | None = None,
    catering: str | None = None,
    confirm_warnings: Iterable[str] = (),
    by: Person,
    at: datetime,
) -> tuple[rules.Conflict, ...]:
    """Set everything about when and where. Without times the usual ones of the half-day; without a room there is none.

    `seats`, `minimum` and `catering` stay as they are when not given. `confirm_warnings` are the codes that somebody saw and
    accepted; they are kept in the history. Returns what is the matter now (it need not stop anybody). Raises SessionClosed,
    OutsideYear, TimeMissing, TimesReversed, RoomElsewhere, RoomTaken, TrainerTaken, SeatsBelowTaken, MinimumAboveSeats.
    """
    fresh = open_to_change(session)
    before = _facts(fresh)
    set_when(fresh, day, half_day, starts, ends)
    if room is not None and room.school_id != fresh.school_id:
        raise RoomElsewhere
    fresh.room = room
    fresh.seats = fresh.seats if seats is None else seats
    fresh.minimum = fresh.minimum if minimum is None else minimum
    fresh.catering = fresh.catering if catering is None else catering
    save_when_and_where(fresh, before, at=at)
    after = _facts(fresh)
    record(
        "session.scheduled", fresh, by=by, at=at,
        before={name: before[name] for name in before if before[name] != after[name]},
        after={**{name: after[name] for name in after if before[name] != after[name]}, **_minded(confirm_warnings)},
    )  # fmt: skip
    _mirror(session, fresh)
    return queries.conflicts_of(fresh)


def _minded(codes: Iterable[str]) -> dict[str, list[str]]:
    minded = sorted(codes)
    return {"minded": minded} if minded else {}


def set_when(session: Session, day: date | None, half_day: str, starts: time | None, ends: time | None) -> None:
    """Give a locked session a moment, or none; raises TimeMissing, OutsideYear or TimesReversed. Nothing is written yet."""
    if day is None or not half_day:
        if session.state == SessionState.PUBLISHED:
            raise TimeMissing
        session.day, session.half_day, session.starts, session.ends = None, "", None, None
        return
    if not session.year.first_day <= day <= session.year.last_day:
        raise OutsideYear
    usual = rules.default_times(half_day, session.edition.minutes)
    session.day, session.half_day = day, half_day
    session.starts, session.ends = starts or usual[0], ends or usual[1]
    if session.starts >= session.ends:
        raise TimesReversed


def save_when_and_where(session: Session, before: dict[str, Any], *, at: datetime) -> None:
    """Write a locked session and the copies in its assignments; raises what `promises.kept` raises.

    A published session whose news changed gets a higher sequence; trainers who said yes to another moment are asked again.
    """
    after = _facts(session)
    moved = any(before[name] != after[name] for name in WHEN)
    published = session.state == SessionState.PUBLISHED
    if published and any(before[name] != after[name] for name in TOLD):
        session.sequence += 1
    with kept():
        session.save(update_fields=[*TOLD, "seats", "minimum", "catering", "sequence"])
        for assignment in session.assignments.all():
            assignment.day, assignment.half_day = session.day, session.half_day
            if published and moved and assignment.live:
                assignment.state, assignment.asked_at = AssignmentState.ASKED, at
                assignment.known = session.sequence
            assignment.save(update_fields=["day", "half_day", "state", "asked_at", "known"])


def _facts(session: Session) -> dict[str, Any]:
    return {name: getattr(session, name) for name in (*TOLD, "seats", "minimum", "catering")}


facts_of = _facts


def _mirror(session: Session, fresh: Session) -> None:
    """Let the caller's object show what was written."""
    for name in (*TOLD, "seats", "minimum", "catering", "sequence"):
        setattr(session, name, getattr(fresh, name))


@transaction.atomic
def change_seats(session: Session, *, seats: int, minimum: int | None = None, by: Person, at: datetime) -> Session:
    """More or fewer seats; raises SeatsBelowTaken, MinimumAboveSeats or SessionClosed."""
    fresh = open_to_change(session)
    before = {"seats": fresh.seats, "minimum": fresh.minimum}
    fresh.seats = seats
    fresh.minimum = fresh.minimum if minimum is None else minimum
    with kept():
        fresh.save(update_fields=["seats", "minimum"])
    record(
        "session.seats_changed", fresh, by=by, at=at, before=before, after={"seats": seats, "minimum": fresh.minimum}
    )
    session.seats, session.minimum = fresh.seats, fresh.minimum
    return fresh

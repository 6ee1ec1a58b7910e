"""The promises that the database keeps, and the exceptions that say which one was about to be broken."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Final

from django.db import IntegrityError, transaction

from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import SessionState


class RoomTaken(Exception):
    """Another session is in that room on that half-day."""


class TrainerTaken(Exception):
    """The trainer gives another session on that half-day, here or in another partnership: which one is not said."""


class SeatsBelowTaken(Exception):
    """More seats are claimed than would be left."""


class MinimumAboveSeats(Exception):
    """A session cannot need more people than it has seats."""


class AlreadyAssigned(Exception):
    """The trainer gives this session already."""


class SessionClosed(Exception):
    """The session was held or cancelled: its when and where stand."""


class ReasonMissing(Exception):
    """People who hear of it will ask why."""


# PostgreSQL names the constraint that was broken; SQLite names a check constraint, and of a unique one the columns.
BROKEN: Final[Mapping[str, type[Exception]]] = MappingProxyType(
    {
        "room_once_per_half_day": RoomTaken,
        "planning_session.room_id, planning_session.day, planning_session.half_day": RoomTaken,
        "trainer_once_per_half_day": TrainerTaken,
        "planning_assignment.person_id, planning_assignment.day, planning_assignment.half_day": TrainerTaken,
        "trainer_once_per_session": AlreadyAssigned,
        "planning_assignment.session_id, planning_assignment.trainer_id": AlreadyAssigned,
        "session_taken_within_seats": SeatsBelowTaken,
        "session_minimum_within_seats": MinimumAboveSeats,
    }
)


@contextmanager
def kept() -> Iterator[None]:
    """Write inside a savepoint; raises RoomTaken, TrainerTaken, AlreadyAssigned, SeatsBelowTaken or MinimumAboveSeats."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        said = str(error)
        for name, broken in BROKEN.items():
            if name in said:
                raise broken from error
        raise


def locked(session: Session) -> Session:
    """The session as it is now, kept still until the end of the transaction."""
    rows = Session.objects.select_for_update(of=("self",)).select_related("year", "school", "edition", "room")
    return rows.get(pk=session.pk)


def open_to_change(session: Session) -> Session:
    """The locked session; raises SessionClosed when it was held or cancelled."""
    fresh = locked(session)
    if fresh.state not in {SessionState.DRAFT, SessionState.PUBLISHED}:
        raise SessionClosed
    return fresh

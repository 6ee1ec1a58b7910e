"""The rooms of a school."""

from datetime import datetime

from django.db import IntegrityError, transaction

from dagdeel.base.history.actions import record
from dagdeel.base.partnerships.models import School
from dagdeel.base.people.models import Person
from dagdeel.year.planning.models import Room


class RoomNameTaken(Exception):
    """The school has a room of that name."""


@transaction.atomic
def add_room(school: School, *, name: str, seats: int = 20, equipment: str = "", by: Person, at: datetime) -> Room:
    """A room in which sessions can be; raises RoomNameTaken."""
    room = Room(school=school, name=name, seats=seats, equipment=equipment)
    _save(room)
    record("room.added", room, by=by, at=at, after=_facts(room))
    return room


@transaction.atomic
def change_room(room: Room, *, name: str, seats: int, equipment: str = "", by: Person, at: datetime) -> Room:
    """Another name, size or equipment; sessions that no longer fit get a warning of their own. Raises RoomNameTaken."""
    fresh = Room.objects.select_for_update().get(pk=room.pk)
    before = _facts(fresh)
    fresh.name, fresh.seats, fresh.equipment = name, seats, equipment
    _save(fresh)
    record("room.changed", fresh, by=by, at=at, before=before, after=_facts(fresh))
    return fresh


def _save(room: Room) -> None:
    try:
        with transaction.atomic():
            room.save()
    except IntegrityError as error:
        raise RoomNameTaken from error


def _facts(room: Room) -> dict[str, str | int]:
    return {"name": room.name, "seats": room.seats, "equipment": room.equipment}

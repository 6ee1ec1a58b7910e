"""Which appointment an enrolment is in somebody's calendar."""

from collections.abc import Mapping
from dataclasses import dataclass

from dagdeel.year.enrolment.models import Enrolment
from dagdeel.year.enrolment.states import EnrolmentEnd


@dataclass(frozen=True, slots=True)
class Entry:
    """An appointment: `changes` rises whenever there is something to move in the calendar."""

    uid: str
    changes: int


def entry_of(row: Enrolment, rows: Mapping[int, Enrolment]) -> Entry:
    """The appointment of this enrolment; `rows` are all enrolments of the person in that year, by id.

    Whoever changed to another session keeps the appointment of the seat that was given up: it moves to the other session.
    """
    first, changes = row, row.session.sequence
    while first.instead_of_id and (before := rows.get(first.instead_of_id)) and before.ended == EnrolmentEnd.SWAPPED:
        first, changes = before, changes + before.session.sequence + 1
    return Entry(f"enrolment-{first.pk}@dagdeel", changes)

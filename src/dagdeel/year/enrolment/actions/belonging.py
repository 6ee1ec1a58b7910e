"""Enrolments of people who turn out to be one, or who leave."""

from datetime import datetime

from django.db import transaction

from dagdeel.base.people.models import Person
from dagdeel.year.enrolment import queries, rules
from dagdeel.year.enrolment.actions.holding import end, hold_all, locked, offer_free_seats
from dagdeel.year.enrolment.models import Enrolment
from dagdeel.year.enrolment.states import HOLDS_SEAT, EnrolmentEnd, EnrolmentState
from dagdeel.year.planning.models import Session

# What somebody has counts for more than what he may get.
STRENGTH = (EnrolmentState.ENROLLED, EnrolmentState.OFFERED, EnrolmentState.WAITING)


@transaction.atomic
def merge_enrolments(keep: Person, gone: Person, *, by: Person, at: datetime) -> None:
    """Let everything of `gone` be of `keep`; of two in one session, or in one half-day, the stronger and older one stays."""
    rows = Enrolment.objects.filter(person__in=[keep, gone]).exclude(state=EnrolmentState.CANCELLED)
    held = hold_all(set(rows.values_list("session_id", flat=True)), [keep, gone])
    open_rows = [locked(row) for row in rows.order_by("pk")]
    staying: list[Enrolment] = []
    for row in sorted(open_rows, key=lambda r: (STRENGTH.index(EnrolmentState(r.state)), r.since, r.pk)):
        session = held[row.session_id]
        if _doubles(row, session, staying, held):
            end(row, EnrolmentEnd.MERGED, "merged", by=by, at=at)
        else:
            staying.append(row)
    Enrolment.objects.filter(person=gone).update(person=keep)
    Enrolment.objects.filter(by=gone).update(by=keep)
    for session in held.values():
        offer_free_seats(session, at=at)


def _doubles(row: Enrolment, session: Session, staying: list[Enrolment], held: dict[int, Session]) -> bool:
    """Whether a row that stays makes this one impossible: nobody was, or will be, in two places at once."""
    if any(other.session_id == row.session_id for other in staying):
        return True
    if row.state not in HOLDS_SEAT or session.day is None:
        return False
    seats = [held[other.session_id] for other in staying if other.state in HOLDS_SEAT]
    places = [queries.place(one) for one in seats if one.day is not None]
    return rules.hindrance(queries.place(session), places) is not None


@transaction.atomic
def give_up_all(person: Person, *, reason: str, by: Person, at: datetime) -> int:
    """Take somebody out of everything that is still to come, in the partnership we work for. How many there were."""
    rows = Enrolment.objects.filter(person=person).exclude(state=EnrolmentState.CANCELLED).select_related("session")
    coming = [row for row in rows if (starts := queries.starts_at(row.session)) is None or starts > at]
    held = hold_all({row.session_id for row in coming}, [person])
    for row in coming:
        end(locked(row), EnrolmentEnd.LEFT, "left", by=by, at=at, reason=reason)
    for session in held.values():
        offer_free_seats(session, at=at)
    return len(coming)

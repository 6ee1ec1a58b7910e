"""Seats that came free: offered to the waiting list, accepted, declined, lapsed."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.people.models import Person
from dagdeel.year.enrolment.actions.holding import (
    end,
    hold,
    hold_all,
    is_open,
    locked,
    offer_free_seats,
    refuse_clash,
    refuse_when_closed,
    take,
)
from dagdeel.year.enrolment.actions.refusals import NothingOffered, NotYours, OfferLapsed
from dagdeel.year.enrolment.models import Enrolment
from dagdeel.year.enrolment.states import HOLDS_SEAT, EnrolmentEnd, EnrolmentState, EnrolmentWay
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import SessionState


@transaction.atomic
def accept_offer(enrolment: Enrolment, *, by: Person, at: datetime) -> Enrolment:
    """Take the seat that was offered; the seat that it comes instead of is given up in the same breath.

    Raises NotYours, NothingOffered, OfferLapsed, EnrolmentClosed, and SameHalfDay or SameWorkshop when a session moved meanwhile.
    """
    row, held = _answering(enrolment, by)
    session = held[row.session_id]
    if row.offer_until is None or at > row.offer_until:
        raise OfferLapsed
    refuse_when_closed(session, at)
    refuse_clash(session, row.person, instead_of=row.instead_of)
    take(row, session, "accepted", by=by, at=at, way=EnrolmentWay.WAITING_LIST)
    leave_for(row, held, by=by, at=at)
    return row


@transaction.atomic
def decline_offer(enrolment: Enrolment, *, by: Person, at: datetime) -> Enrolment:
    """Let the seat that was offered go to the next one. Raises NotYours and NothingOffered."""
    row, held = _answering(enrolment, by)
    end(row, EnrolmentEnd.DECLINED, "declined", by=by, at=at)
    offer_free_seats(held[row.session_id], at=at)
    return row


def _answering(enrolment: Enrolment, by: Person) -> tuple[Enrolment, dict[int, Session]]:
    if by.pk != enrolment.person_id:
        raise NotYours
    instead = {enrolment.instead_of.session_id} if enrolment.instead_of else set()
    held = hold_all({enrolment.session_id, *instead}, [enrolment.person])
    row = locked(enrolment)
    if row.state != EnrolmentState.OFFERED:
        raise NothingOffered
    return row, held


def leave_for(row: Enrolment, held: dict[int, Session], *, by: Person, at: datetime) -> None:
    """Give up the seat that `row` comes instead of, if the person still has it; its session is held.

    A seat that was given up has one successor at most: nothing else comes instead of it any more.
    """
    if row.instead_of is None:
        return
    old = locked(row.instead_of)
    if old.state not in HOLDS_SEAT:
        row.instead_of = None
        row.save(update_fields=["instead_of"])
        return
    end(old, EnrolmentEnd.SWAPPED, "swapped", by=by, at=at)
    Enrolment.objects.filter(instead_of=old).exclude(pk=row.pk).update(instead_of=None)
    offer_free_seats(held[old.session_id], at=at)


@transaction.atomic
def move_up(session: Session, *, by: Person | None, at: datetime) -> list[Enrolment]:
    """Let offers lapse whose time has passed, and offer the free seats to the waiting list, in its order.

    Writes nothing when nobody can move. Each move has its own history entry: each is something that happens to a person.
    """
    session = hold(session)
    for row in _lapsed(at).filter(session=session).select_related("person", "session"):
        end(locked(row), EnrolmentEnd.LAPSED, "lapsed", by=None, at=at)
    return offer_free_seats(session, at=at, by=by) if is_open(session, at) else []


def serve(session: Session, *, at: datetime) -> None:
    """Nobody passes the waiting list: whoever waits for a seat that stands free gets it before the next one comes."""
    waits = Enrolment.objects.filter(session=session, state=EnrolmentState.WAITING)
    if waits.exists() or _lapsed(at).filter(session=session).exists():
        move_up(session, by=None, at=at)


def serve_waiting_lists(year: ProgrammeYear, *, at: datetime) -> int:
    """Whatever time brings about: lapsed offers end, and the seats that stand free are offered. How many sessions had something.

    Called by the worker; a second call finds nothing to do.
    """
    sessions = Session.objects.filter(year=year, state=SessionState.PUBLISHED, day__gte=at.date())
    lapsed = Q(pk__in=_lapsed(at).values("session"))
    free = Q(taken__lt=F("seats"), pk__in=Enrolment.objects.filter(state=EnrolmentState.WAITING).values("session"))
    found = 0
    for session in sessions.filter(lapsed | free).order_by("pk"):
        found += bool(move_up(session, by=None, at=at))
    return found


def _lapsed(at: datetime) -> QuerySet[Enrolment]:
    """Offers that nobody answered in time, and that still hold their seat."""
    return Enrolment.objects.filter(state=EnrolmentState.OFFERED, offer_until__lt=at)

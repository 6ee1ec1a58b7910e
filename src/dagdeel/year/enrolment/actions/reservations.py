"""Seats that a school keeps for a team: reserved together, named one by one, free again when their time is over."""

from datetime import datetime

from django.db import transaction

from dagdeel.base.history.actions import record
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.people.models import Person
from dagdeel.year.enrolment.actions.holding import (
    fresh,
    hold,
    offer_free_seats,
    refuse_clash,
    refuse_stranger,
    refuse_when_closed,
    said,
    standing,
    take,
)
from dagdeel.year.enrolment.actions.offers import serve
from dagdeel.year.enrolment.actions.refusals import AlreadyEnrolled, AlreadyReserved, NotThatMany
from dagdeel.year.enrolment.models import Enrolment, Reservation
from dagdeel.year.enrolment.states import HOLDS_SEAT, EnrolmentWay
from dagdeel.year.planning import actions as planning
from dagdeel.year.planning.models import Session


def reserve(session: Session, *, number: int, label: str, until: datetime, by: Person, at: datetime) -> Reservation:
    """Keep so many seats together for a team, until a moment.

    Raises NotThatMany, EnrolmentClosed, ReasonNeeded (no label), and AlreadyReserved: asked twice, the seats are kept once.
    """
    label = said(label)
    serve(session, at=at)
    with transaction.atomic():
        session = hold(session)
        refuse_when_closed(session, at)
        # the session is held: of two at once, the second one looks after the first one has written
        if Reservation.objects.filter(session=session, label__iexact=label, seats=number, until=until).exists():
            raise AlreadyReserved
        if number < 1 or not planning.claim_seat(session, number=number):
            now = fresh(session)
            raise NotThatMany(now.seats - now.taken)
        kept = Reservation.objects.create(session=session, label=label, seats=number, until=until, by=by)
        record("seats.reserved", kept, by=by, at=at, after={"seats": number, "label": label, "until": until})
        return kept


@transaction.atomic
def name_reserved(kept: Reservation, *, person: Person, by: Person, at: datetime) -> Enrolment:
    """Give one of the reserved seats to a mentor.

    Raises NotThatMany (all are named), EnrolmentClosed, NotYourSchool, AlreadyEnrolled, SameHalfDay and SameWorkshop.
    """
    session = hold(kept.session, person)
    row = Reservation.objects.select_for_update().get(pk=kept.pk)
    if row.seats < 1:
        raise NotThatMany(0)
    refuse_when_closed(session, at)
    refuse_stranger(session, person)
    there = standing(session, person)
    if there is not None and there.state in HOLDS_SEAT:
        raise AlreadyEnrolled(there)
    refuse_clash(session, person)
    row.seats -= 1
    row.save(update_fields=["seats"])
    new = there or Enrolment(session=session, person=person)
    return take(new, session, "named", by=by, at=at, way=EnrolmentWay.RESERVED, reason=row.label)


@transaction.atomic
def release_reserved(kept: Reservation, *, by: Person | None, at: datetime) -> int:
    """Free the seats that nobody was named for; they go to the waiting list. How many there were."""
    session = hold(kept.session)
    row = Reservation.objects.select_for_update().get(pk=kept.pk)
    number, row.seats = row.seats, 0
    if number:
        row.save(update_fields=["seats"])
        planning.release_seat(session, number=number)
        record("seats.released", row, by=by, at=at, before={"seats": number}, after={"seats": 0})
        offer_free_seats(session, at=at)
    return number


def release_lapsed(year: ProgrammeYear, *, at: datetime) -> int:
    """Free the seats whose time is over; called by the worker. How many seats."""
    kept = Reservation.objects.filter(session__year=year, seats__gt=0, until__lt=at).select_related("session")
    return sum(release_reserved(row, by=None, at=at) for row in kept)

"""Taking part: enrol, wait, cancel."""

from datetime import datetime

from django.db import transaction

from dagdeel.base.history.actions import record
from dagdeel.base.people.models import Person
from dagdeel.year.enrolment import queries
from dagdeel.year.enrolment.actions.holding import (
    end,
    facts,
    hold,
    locked,
    offer_free_seats,
    refuse_when_assigned,
    refuse_when_closed,
    said,
    seat,
    standing,
)
from dagdeel.year.enrolment.actions.offers import serve
from dagdeel.year.enrolment.actions.refusals import (
    AlreadyCancelled,
    AlreadyWaiting,
    CancelTooLate,
    HalfDayTaken,
    NotYours,
    SessionFull,
)
from dagdeel.year.enrolment.models import Enrolment
from dagdeel.year.enrolment.states import EnrolmentEnd, EnrolmentState, EnrolmentWay
from dagdeel.year.planning.models import Session


def enrol(session: Session, *, person: Person, by: Person, at: datetime) -> Enrolment:
    """Give a mentor a seat.

    Raises EnrolmentClosed, NotYourSchool, AssignedBySchool, ByPreference, AlreadyEnrolled, SameHalfDay, SameWorkshop, or
    SessionFull: the caller then offers the waiting list. Somebody who waits for this session leaves its waiting list. Seats that
    came free since (offers that lapsed, room that planning made) go to the waiting list first, in a transaction of their own
    that stands whatever follows.
    """
    if by.pk != person.pk:
        raise NotYours
    serve(session, at=at)
    with transaction.atomic():
        held = hold(session, person)
        refuse_when_assigned(held)
        return seat(held, person=person, by=by, at=at, way=EnrolmentWay.SELF)


def enrol_on_behalf(session: Session, *, person: Person, reason: str, by: Person, at: datetime) -> Enrolment:
    """Give a mentor a seat in the school's name. As `enrol`, also where the school assigns; raises ReasonNeeded too."""
    reason = said(reason)
    serve(session, at=at)
    with transaction.atomic():
        return seat(hold(session, person), person=person, by=by, at=at, way=EnrolmentWay.BEHALF, reason=reason)


@transaction.atomic
def join_waiting_list(session: Session, *, person: Person, by: Person, at: datetime) -> Enrolment:
    """Wait for a seat, or take one when one is free after all (see the state of the answer).

    Raises NotYours, EnrolmentClosed, NotYourSchool, AssignedBySchool, ByPreference, AlreadyEnrolled and AlreadyWaiting, and
    while seats are free also SameHalfDay and SameWorkshop. In a full session somebody whose half-day is taken may wait: the
    list passes her over until that changes.
    """
    if by.pk != person.pk:
        raise NotYours
    session = hold(session, person)
    refuse_when_assigned(session)
    return _seat_or_wait(session, person=person, by=by, at=at, way=EnrolmentWay.SELF)


@transaction.atomic
def wait_on_behalf(session: Session, *, person: Person, reason: str, by: Person, at: datetime) -> Enrolment:
    """Put a mentor on the waiting list in the school's name. As `join_waiting_list`, also where the school assigns.

    Raises ReasonNeeded too.
    """
    reason = said(reason)
    return _seat_or_wait(hold(session, person), person=person, by=by, at=at, way=EnrolmentWay.BEHALF, reason=reason)


def _seat_or_wait(
    session: Session, *, person: Person, by: Person, at: datetime, way: EnrolmentWay, reason: str = ""
) -> Enrolment:
    """A seat in a session that is held; a place on its waiting list when it is full."""
    try:
        with transaction.atomic():
            return seat(session, person=person, by=by, at=at, way=way, reason=reason)
    except SessionFull:
        pass
    except HalfDayTaken:
        if session.taken < session.seats:
            raise
    return wait(session, person=person, by=by, at=at, way=way, reason=reason)


def wait(
    session: Session, *, person: Person, by: Person, at: datetime, way: EnrolmentWay = EnrolmentWay.SELF, reason: str = "",
    instead_of: Enrolment | None = None,
) -> Enrolment:  # fmt: skip
    """Put somebody on the waiting list of a session that is held; raises EnrolmentClosed and AlreadyWaiting."""
    refuse_when_closed(session, at)
    if (there := standing(session, person)) is not None:
        raise AlreadyWaiting(there)
    waiting = Enrolment.objects.create(
        session=session, person=person, state=EnrolmentState.WAITING, since=at, by=by, told_sequence=session.sequence,
        way=way, reason=reason, instead_of=instead_of,
    )  # fmt: skip
    if way == EnrolmentWay.BEHALF:
        record("enrolment.waiting_on_behalf", waiting, by=by, at=at, after=facts(waiting), reason=reason)
    else:
        record("enrolment.waiting", waiting, by=by, at=at, after=facts(waiting))
    return waiting


@transaction.atomic
def cancel(enrolment: Enrolment, *, by: Person, at: datetime, reason: str = "") -> Enrolment:
    """Give up a seat, an offer or a place on the waiting list; a seat goes to the waiting list at once.

    The mentor may until the cut-off (raises CancelTooLate); after it, and for somebody else, it is the school that cancels, with
    a reason (raises ReasonNeeded). Once the session has begun nobody cancels: the roster tells who came. Raises AlreadyCancelled.
    """
    session = hold(enrolment.session, enrolment.person)
    row = locked(enrolment)
    if row.state == EnrolmentState.CANCELLED:
        raise AlreadyCancelled
    _refuse_cancel(row, session, by, at, reason)
    how = EnrolmentEnd.SELF if by.pk == row.person_id else EnrolmentEnd.SCHOOL
    if end(row, how, "cancelled", by=by, at=at, reason=reason.strip()):
        offer_free_seats(session, at=at)
    return row


def _refuse_cancel(row: Enrolment, session: Session, by: Person, at: datetime, reason: str) -> None:
    starts = queries.starts_at(session)
    if starts is not None and at >= starts:
        raise CancelTooLate
    if by.pk != row.person_id:
        said(reason)
    elif not queries.may_still_cancel(row, session, session.year, at):
        raise CancelTooLate

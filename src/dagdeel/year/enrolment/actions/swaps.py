"""Another session instead of this one, and a colleague instead of oneself."""

from datetime import datetime

from django.db import transaction

from dagdeel.base.history.actions import record
from dagdeel.base.people.models import Person
from dagdeel.year.enrolment import queries
from dagdeel.year.enrolment.actions.enrolments import wait
from dagdeel.year.enrolment.actions.holding import (
    facts,
    hold,
    hold_all,
    locked,
    refuse_clash,
    refuse_stranger,
    refuse_when_assigned,
    refuse_when_closed,
    seat,
    standing,
)
from dagdeel.year.enrolment.actions.offers import leave_for, serve
from dagdeel.year.enrolment.actions.refusals import (
    AlreadyEnrolled,
    CancelTooLate,
    NoSubstitute,
    NothingToSwap,
    NotYours,
    SessionFull,
)
from dagdeel.year.enrolment.models import Enrolment
from dagdeel.year.enrolment.states import HOLDS_SEAT, EnrolmentEnd, EnrolmentState, EnrolmentWay
from dagdeel.year.planning.models import Session


def swap(enrolment: Enrolment, *, to: Session, by: Person, at: datetime) -> Enrolment:
    """Change to another session. The seat that is held goes only when the new one is certain.

    When the other session is full the person joins its waiting list and keeps the seat; it goes when the offer is accepted (see
    the state of the answer). Raises NotYours, NothingToSwap, CancelTooLate (the seat can no longer be given up without asking),
    EnrolmentClosed, NotYourSchool, AssignedBySchool, AlreadyEnrolled, AlreadyWaiting, and SameHalfDay or SameWorkshop for what
    stands in the way besides.
    """
    if by.pk != enrolment.person_id:
        raise NotYours
    serve(to, at=at)
    with transaction.atomic():
        held = hold_all({enrolment.session_id, to.pk}, [enrolment.person])
        old = locked(enrolment)
        if old.state != EnrolmentState.ENROLLED or to.pk == old.session_id:
            raise NothingToSwap
        if not queries.may_still_cancel(old, held[old.session_id], held[old.session_id].year, at):
            raise CancelTooLate
        return _change(old, held, to.pk, by, at)


def _change(old: Enrolment, held: dict[int, Session], to: int, by: Person, at: datetime) -> Enrolment:
    target, person = held[to], old.person
    refuse_when_assigned(target)
    try:
        with transaction.atomic():
            new = seat(target, person=person, by=by, at=at, way=EnrolmentWay.SELF, instead_of=old)
    except SessionFull:
        refuse_clash(target, person, instead_of=old)
        return wait(target, person=person, by=by, at=at, instead_of=old)
    new.instead_of = old
    new.save(update_fields=["instead_of"])
    leave_for(new, held, by=by, at=at)
    return new


@transaction.atomic
def send_substitute(enrolment: Enrolment, *, person: Person, by: Person, at: datetime) -> Enrolment:
    """Let a colleague come in one's place: the seat passes on without coming free, until the session begins.

    Raises NotYours, NothingToSwap, CancelTooLate (it has begun), NotYourSchool, NoSubstitute (oneself), AlreadyEnrolled,
    SameHalfDay and SameWorkshop (of the colleague). A colleague who waits for this session leaves its waiting list.
    """
    if by.pk != enrolment.person_id:
        raise NotYours
    session = hold(enrolment.session, enrolment.person, person)
    old = locked(enrolment)
    if old.state != EnrolmentState.ENROLLED:
        raise NothingToSwap
    if person.pk == old.person_id:
        raise NoSubstitute
    starts = queries.starts_at(session)
    if starts is None or at >= starts:
        raise CancelTooLate
    refuse_when_closed(session, at)
    refuse_stranger(session, person)
    there = standing(session, person)
    if there is not None and there.state in HOLDS_SEAT:
        raise AlreadyEnrolled(there)
    refuse_clash(session, person)
    return _pass_on(old, there or Enrolment(session=session, person=person), session, by, at)


def _pass_on(old: Enrolment, new: Enrolment, session: Session, by: Person, at: datetime) -> Enrolment:
    """One ends and the other begins with the same seat, so that nobody can come in between."""
    before = facts(old)
    old.state, old.since, old.ended, old.by = EnrolmentState.CANCELLED, at, EnrolmentEnd.SUBSTITUTED, by
    old.save(update_fields=["state", "since", "ended", "by"])
    record("enrolment.substituted", old, by=by, at=at, before=before, after={**facts(old), "instead": new.person_id})
    new.state, new.since, new.by, new.way = EnrolmentState.ENROLLED, at, by, EnrolmentWay.SUBSTITUTE
    new.told_sequence, new.reason, new.offer_until = session.sequence, "", None
    new.save()
    record("enrolment.came_instead", new, by=by, at=at, after=facts(new))
    return new

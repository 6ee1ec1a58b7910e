"""Does a session under its minimum go on? Run it anyway, call it off, merge it with another one, or move it.

Whoever had a seat gets a choice: a seat in the other session is offered, not given; after a cancellation the own page shows where
there is room; and a session that moved can be left, or changed for another one, until it begins.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction

from dagdeel.base.history.actions import record
from dagdeel.base.people.models import Person
from dagdeel.year.enrolment import queries, rules
from dagdeel.year.enrolment.actions.enrolments import wait
from dagdeel.year.enrolment.actions.holding import (
    clashes,
    facts,
    hold,
    hold_all,
    refuse_when_closed,
    said,
    standing,
)
from dagdeel.year.enrolment.actions.refusals import CannotMerge, MindFirst, NotMoved
from dagdeel.year.enrolment.models import Enrolment, Verdict
from dagdeel.year.enrolment.states import EnrolmentState, EnrolmentWay, VerdictKind
from dagdeel.year.planning import actions as planning
from dagdeel.year.planning import rules as plan_rules
from dagdeel.year.planning.models import Room, Session


@transaction.atomic
def run_anyway(session: Session, *, reason: str, by: Person, at: datetime) -> Verdict:
    """Let a session under its minimum go on, and say why. Raises ReasonNeeded and EnrolmentClosed."""
    held = hold(session)
    refuse_when_closed(held, at)
    return _decide(held, VerdictKind.RUN, said(reason), by=by, at=at)


@transaction.atomic
def call_off(session: Session, *, reason: str, by: Person, at: datetime) -> Verdict:
    """Cancel a session that too few people chose; they read why and where there is room. Raises ReasonNeeded, EnrolmentClosed."""
    held = hold(session)
    refuse_when_closed(held, at)
    made = _decide(held, VerdictKind.CANCELLED, said(reason), by=by, at=at)
    planning.cancel_session(held, reason=made.reason, by=by, at=at)
    return made


@transaction.atomic
def merge_into(session: Session, *, into: Session, reason: str, by: Person, at: datetime) -> Verdict:
    """Cancel a session and offer whoever took part a seat in another one of the same workshop.

    Seats are offered in the order in which people enrolled, whoever finds none waits in front of nobody. The offer stands until
    the cut-off of the other session at the latest; after it until that session begins. Raises ReasonNeeded, EnrolmentClosed, and
    CannotMerge when the other session is of another workshop.
    """
    reason = said(reason)
    rows = Enrolment.objects.filter(session=session, state=EnrolmentState.ENROLLED).select_related("person")
    people = list(rows.order_by("since", "pk"))
    held = hold_all({session.pk, into.pk}, [row.person for row in people])
    here, there = held[session.pk], held[into.pk]
    refuse_when_closed(here, at)
    refuse_when_closed(there, at)
    if here.pk == there.pk or here.edition.workshop_id != there.edition.workshop_id:
        raise CannotMerge
    made = _decide(here, VerdictKind.MERGED, reason, by=by, at=at, into=there)
    planning.cancel_session(here, reason=reason, by=by, at=at)
    _invite_over(people, there, by=by, at=at)
    return made


@transaction.atomic
def move(
    session: Session, *, day: date, half_day: str, room: Room | None, reason: str, by: Person, at: datetime,
    accepted: Collection[str] = (), private: bool = False,
) -> Verdict:  # fmt: skip
    """Move a session that too few people chose to another half-day; everybody keeps the seat and reads of the choice there is.

    `accepted`: codes of the plan's warnings that somebody saw; without `private` what trainers said is not asked about: they are
    asked again. Raises ReasonNeeded, EnrolmentClosed, NotMoved, MindFirst, and what `planning.schedule` raises.
    """
    held, today = hold(session), at.astimezone(rules.ZONE).date()
    refuse_when_closed(held, at)
    left, left_half_day = held.day, held.half_day
    if day <= today or (day, half_day) == (left, left_half_day):
        raise NotMoved
    again_on = rules.asked_again_on(day, held.year.decide_days, today=today)
    made = _decide(
        held, VerdictKind.MOVED, said(reason), by=by, at=at,
        left=left, left_half_day=left_half_day, day=day, half_day=half_day, again_on=again_on,
    )  # fmt: skip
    starts, ends = (held.starts, held.ends) if half_day == left_half_day else (None, None)
    found = planning.schedule(
        held, day=day, half_day=half_day, starts=starts, ends=ends, room=room, confirm_warnings=accepted, by=by, at=at
    )
    if to_mind := plan_rules.to_mind(found, accepted, private=private):
        raise MindFirst(to_mind)
    return made


def _invite_over(rows: Sequence[Enrolment], there: Session, *, by: Person, at: datetime) -> None:
    """An offer for each who has no place there and is free then; a place on the waiting list for whoever finds no seat."""
    until = _answer_until(there, at)
    for row in rows:
        if standing(there, row.person) is not None or clashes(there, row.person, instead_of=row):
            continue
        if not planning.claim_seat(there):
            wait(there, person=row.person, by=by, at=at, instead_of=row)
            continue
        offer = Enrolment.objects.create(
            session=there, person=row.person, state=EnrolmentState.OFFERED, since=at, by=by, offer_until=until,
            told_sequence=there.sequence, instead_of=row, way=EnrolmentWay.WAITING_LIST,
        )  # fmt: skip
        record("enrolment.offered", offer, by=by, at=at, after={**facts(offer), "until": until})


def _answer_until(there: Session, at: datetime) -> datetime:
    starts = queries.starts_at(there)
    assert starts is not None  # a session that is open has a date and a time
    year = there.year
    until = rules.offer_until(at, starts=starts, cancel_days=year.cancel_days, offer_days=year.offer_days)
    return until or starts


def _decide(
    session: Session,
    kind: VerdictKind,
    reason: str,
    *,
    by: Person,
    at: datetime,
    **whereto: Session | date | str | None,
) -> Verdict:
    made = Verdict.objects.create(
        session=session, kind=kind, reason=reason, taken=session.taken, decided_at=at, by=by, **whereto
    )
    after = {
        "kind": kind,
        "taken": session.taken,
        "minimum": session.minimum,
        "day": made.day,
        "half_day": made.half_day,
    }
    record("session.decided", made, by=by, at=at, after=after, reason=reason)
    return made

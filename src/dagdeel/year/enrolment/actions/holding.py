"""Who is locked while seats move, what stands in the way of a seat, and how a seat is taken, offered and freed.

Order of locks, the same everywhere so that no two people wait for each other: first the sessions, by id, then the people, by id.
The lock on a person keeps her out of two sessions of one half-day; the seat itself is kept by planning's conditional update under
its check constraint, with or without a lock.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from dagdeel.base.history.actions import record
from dagdeel.base.people.models import Person
from dagdeel.year.choices.states import RuleChoice
from dagdeel.year.enrolment import queries, rules
from dagdeel.year.enrolment.actions.refusals import (
    AlreadyEnrolled,
    AssignedBySchool,
    ByPreference,
    EnrolmentClosed,
    NotYourSchool,
    ReasonNeeded,
    SameHalfDay,
    SameWorkshop,
    SessionFull,
)
from dagdeel.year.enrolment.models import Enrolment
from dagdeel.year.enrolment.states import HOLDS_SEAT, EnrolmentEnd, EnrolmentState, EnrolmentWay, WhyWaiting
from dagdeel.year.planning import actions as planning
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import SessionState

# Locks -------------------------------------------------------------------------------------------------------------


def hold(session: Session, *people: Person) -> Session:
    """The session as it is now, locked, and then everybody whose year may change: these people and its waiting list."""
    return hold_all([session.pk], people)[session.pk]


def hold_all(sessions: Collection[int], people: Iterable[Person] = ()) -> dict[int, Session]:
    """Several sessions at once, by id."""
    rows = Session.objects.select_for_update(of=("self",)).select_related("edition", "school", "year", "room")
    held = {session.pk: session for session in rows.filter(pk__in=sessions).order_by("pk")}
    waiting = Enrolment.objects.filter(session__in=held, state=EnrolmentState.WAITING)
    lock_people({*waiting.values_list("person_id", flat=True), *(person.pk for person in people)})
    return held


def fresh(session: Session) -> Session:
    """A session that is held already, with its seats as they are after what we just did."""
    return Session.objects.select_related("edition", "school", "year", "room").get(pk=session.pk)


def lock_people(ids: Iterable[int]) -> None:
    """Nobody else changes where these people are until we are done."""
    list(Person.objects.select_for_update().filter(pk__in=set(ids)).order_by("pk").values_list("pk"))


def locked(enrolment: Enrolment) -> Enrolment:
    """The enrolment as it is now; its session and its person are held."""
    rows = Enrolment.objects.select_for_update(of=("self",)).select_related("person", "session", "instead_of")
    return rows.get(pk=enrolment.pk)


# What stands in the way ------------------------------------------------------------------------------------------


def is_open(session: Session, at: datetime) -> bool:
    """Whether seats of this session can still be taken."""
    starts = queries.starts_at(session)
    running = session.state == SessionState.PUBLISHED and session.year.state != session.year.State.CLOSED
    return running and starts is not None and at < starts


def refuse_when_closed(session: Session, at: datetime) -> None:
    """Raises EnrolmentClosed."""
    if not is_open(session, at):
        raise EnrolmentClosed


def refuse_when_assigned(session: Session) -> None:
    """Raises AssignedBySchool, or ByPreference as long as the round about this session is not published."""
    plan = queries.plans(session.year).get(session.school_id)
    if plan is not None and plan.rule_choice == RuleChoice.ASSIGNED:
        raise AssignedBySchool
    round_ = queries.live_rounds(session.year, (session.school_id,)).of(session)
    if queries.by_preference(plan, round_):
        raise ByPreference(round_)


def refuse_stranger(session: Session, person: Person) -> None:
    """Raises NotYourSchool."""
    if not queries.mentors(session.year).filter(person=person, school=session.school).exists():
        raise NotYourSchool


def refuse_clash(session: Session, person: Person, *, instead_of: Enrolment | None = None) -> None:
    """Raises SameHalfDay or SameWorkshop. Only true while the person is locked. `instead_of` will be given up."""
    found = clashes(session, person, instead_of=instead_of)
    if found is None:
        return
    why, what = found
    other = queries.sessions_of(session.year).get(pk=what.session)
    raise SameHalfDay(other) if why == WhyWaiting.CLASH else SameWorkshop(other)


def clashes(
    session: Session, person: Person, *, instead_of: Enrolment | None = None
) -> tuple[WhyWaiting, rules.Place] | None:
    """What keeps the person out of this session, and where; None when nothing does."""
    held = queries.held_places(session.year, [person.pk]).get(person.pk, [])
    leaving = instead_of.session_id if instead_of else None
    return rules.hindrance(queries.place(session), [place for place in held if place.session != leaving])


def said(reason: str) -> str:
    """The reason without its margins; raises ReasonNeeded."""
    if not reason.strip():
        raise ReasonNeeded
    return reason.strip()


def standing(session: Session, person: Person) -> Enrolment | None:
    """Where the person stands in this session, if anywhere."""
    rows = Enrolment.objects.filter(session=session, person=person).exclude(state=EnrolmentState.CANCELLED)
    return rows.select_related("person", "session", "instead_of").first()


# Seats ---------------------------------------------------------------------------------------------------------------


def seat(
    session: Session, *, person: Person, by: Person, at: datetime, way: EnrolmentWay, reason: str = "",
    instead_of: Enrolment | None = None,
) -> Enrolment:  # fmt: skip
    """Claim a seat for somebody in a session that is held."""
    refuse_when_closed(session, at)
    refuse_stranger(session, person)
    there = standing(session, person)
    if there is not None and there.state in HOLDS_SEAT:
        raise AlreadyEnrolled(there)
    refuse_clash(session, person, instead_of=instead_of)
    if not planning.claim_seat(session):
        raise SessionFull
    verb = {EnrolmentWay.BEHALF: "enrolled_on_behalf", EnrolmentWay.PLACED: "placed"}.get(way, "enrolled")
    return take(there or Enrolment(session=session, person=person), session, verb, by=by, at=at, way=way, reason=reason)


def take(
    row: Enrolment, session: Session, verb: str, *, by: Person, at: datetime, way: EnrolmentWay, reason: str = ""
) -> Enrolment:
    """Write that somebody has the seat that was claimed for him."""
    before = facts(row) if row.pk else {}
    row.state, row.since, row.by, row.way = EnrolmentState.ENROLLED, at, by, way
    row.reason, row.told_sequence, row.offer_until = reason, session.sequence, None
    row.save()
    record(f"enrolment.{verb}", row, by=by, at=at, before=before, after=facts(row), reason=reason)
    return row


def end(row: Enrolment, how: EnrolmentEnd, verb: str, *, by: Person | None, at: datetime, reason: str = "") -> bool:
    """Write that somebody is out; whether a seat came free, which the caller gives to the waiting list.

    A lapsed offer ends by itself: then nobody is named, and the row keeps whoever made it.
    """
    before, held_seat = facts(row), row.state in HOLDS_SEAT
    row.state, row.since, row.ended, row.reason = EnrolmentState.CANCELLED, at, how, reason
    row.by, row.offer_until = by or row.by, None
    row.save(update_fields=["state", "since", "ended", "reason", "by", "offer_until"])
    record(f"enrolment.{verb}", row, by=by, at=at, before=before, after=facts(row), reason=reason)
    if held_seat:
        planning.release_seat(row.session)
    return held_seat


def offer_free_seats(session: Session, *, at: datetime, by: Person | None = None) -> list[Enrolment]:
    """Offer the free seats of a session that is held to its waiting list, by `rules.waiting_list_moves`.

    Not after the cut-off and not in a session that is closed: then a free seat is for whoever takes it.
    """
    session = fresh(session)
    starts, free = queries.starts_at(session), session.seats - session.taken
    if free <= 0 or starts is None or not is_open(session, at):
        return []
    year = session.year
    until = rules.offer_until(at, starts=starts, cancel_days=year.cancel_days, offer_days=year.offer_days)
    if until is None:
        return []
    line = {e.enrolment.pk: e for e in queries.waiting_lists(year, [session]).get(session.pk, [])}
    queue = [rules.Waiter(pk, e.enrolment.since, e.missing, e.hindrance) for pk, e in line.items()]
    moved = []
    for pk in rules.waiting_list_moves(free, queue).promoted:
        if not planning.claim_seat(session):
            break
        moved.append(_offer(line[pk].enrolment, session, until, missing=line[pk].missing, by=by, at=at))
    return moved


def _offer(
    row: Enrolment, session: Session, until: datetime, *, missing: int, by: Person | None, at: datetime
) -> Enrolment:
    before = facts(row)
    row.state, row.since, row.way = EnrolmentState.OFFERED, at, EnrolmentWay.WAITING_LIST
    row.offer_until, row.moved_at, row.moved_missing, row.told_sequence = until, at, missing, session.sequence
    row.save(update_fields=["state", "since", "way", "offer_until", "moved_at", "moved_missing", "told_sequence"])
    record("enrolment.offered", row, by=by, at=at, before=before, after={**facts(row), "until": until})
    return row


def facts(row: Enrolment) -> dict[str, object]:
    """What the history keeps of an enrolment."""
    return {"state": row.state, "person": row.person_id, "session": row.session_id, "since": row.since}

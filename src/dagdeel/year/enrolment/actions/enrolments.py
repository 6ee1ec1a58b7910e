"""Taking part: enrol, wait, move up, cancel.

Order of locks, the same everywhere so that no two people wait for each other: first the session, then the people, by id. The
lock on a person keeps her out of two sessions of one half-day; the seat itself is kept by planning's conditional update under
its check constraint, with or without a lock.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from dagdeel.base.history.actions import record
from dagdeel.base.people.models import Person
from dagdeel.year.choices.states import RuleChoice
from dagdeel.year.enrolment import queries, rules
from dagdeel.year.enrolment.models import Enrolment, RankingRound
from dagdeel.year.enrolment.states import HOLDS_SEAT, EnrolmentState, EnrolmentWay, WhyWaiting
from dagdeel.year.planning import actions as planning
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import SessionState


class EnrolmentClosed(Exception):
    """The session is not published, is cancelled, has begun, or its year is closed."""


class NotYourSchool(Exception):
    """The person is no mentor of that school in that year."""


class AssignedBySchool(Exception):
    """The school decides who takes which workshop; a mentor does not enrol."""


class ByPreference(Exception):
    """Mentors of the school rank, and are placed: nobody is enrolled before `round` is published (None: it is not open yet)."""

    def __init__(self, round_: RankingRound | None) -> None:
        super().__init__(round_)
        self.round = round_


class SessionFull(Exception):
    """No seat is free, or those that are free belong to the waiting list; offer the waiting list."""


class HalfDayTaken(Exception):
    """Another seat of the same person stands in the way: `other` is its session."""

    def __init__(self, other: Session) -> None:
        super().__init__(str(other))
        self.other = other


class SameHalfDay(HalfDayTaken):
    """The person already has a session in that half-day."""


class SameWorkshop(HalfDayTaken):
    """The person already takes that workshop in another session."""


class AlreadyEnrolled(Exception):
    """The person already has a seat in this session."""

    def __init__(self, enrolment: Enrolment) -> None:
        super().__init__(str(enrolment.pk))
        self.enrolment = enrolment


class AlreadyWaiting(AlreadyEnrolled):
    """The person already stands on the waiting list of this session."""


class AlreadyCancelled(Exception):
    """Nothing is left to cancel."""


class CancelTooLate(Exception):
    """The last day for cancelling has passed (or the session has begun); only the school can cancel now."""


class ReasonNeeded(Exception):
    """Whoever does something for somebody else says why."""


class NotYours(Exception):
    """A mentor enrols and cancels for himself only."""


def enrol(session: Session, *, person: Person, by: Person, at: datetime) -> Enrolment:
    """Give a mentor a seat.

    Raises EnrolmentClosed, NotYourSchool, AssignedBySchool, ByPreference, AlreadyEnrolled, SameHalfDay, SameWorkshop, or
    SessionFull: the caller then offers the waiting list. Somebody who waits for this session leaves its waiting list. Seats that
    came free since (because planning made room) go to the waiting list first, in a transaction of their own that stands
    whatever follows.
    """
    if by.pk != person.pk:
        raise NotYours
    _serve_waiting_list(session, at)
    with transaction.atomic():
        held = _hold(session, person)
        _refuse_when_assigned(held)
        return _seat(held, person=person, by=by, at=at, way=EnrolmentWay.SELF)


def enrol_on_behalf(session: Session, *, person: Person, reason: str, by: Person, at: datetime) -> Enrolment:
    """Give a mentor a seat in the school's name. As `enrol`, also where the school assigns; raises ReasonNeeded too."""
    reason = _said(reason)
    _serve_waiting_list(session, at)
    with transaction.atomic():
        held = _hold(session, person)
        return _seat(held, person=person, by=by, at=at, way=EnrolmentWay.BEHALF, reason=reason)


@transaction.atomic
def join_waiting_list(session: Session, *, person: Person, by: Person, at: datetime) -> Enrolment:
    """Put a mentor on the waiting list, or in a seat when one is free after all (see the state of the answer).

    Raises EnrolmentClosed, NotYourSchool, AssignedBySchool, ByPreference, AlreadyEnrolled and AlreadyWaiting, and while seats
    are free also SameHalfDay and SameWorkshop. In a full session somebody whose half-day is taken may wait: the list passes her
    over until that changes.
    """
    session = _hold(session, person)
    if by.pk == person.pk:
        _refuse_when_assigned(session)
    try:
        with transaction.atomic():
            way = EnrolmentWay.SELF if by.pk == person.pk else EnrolmentWay.BEHALF
            return _seat(session, person=person, by=by, at=at, way=way)
    except SessionFull:
        pass
    except HalfDayTaken:
        if session.taken < session.seats:
            raise
    if (standing := _standing(session, person)) is not None:
        raise AlreadyWaiting(standing)
    waiting = Enrolment.objects.create(
        session=session, person=person, state=EnrolmentState.WAITING, since=at, by=by, told_sequence=session.sequence
    )
    record("enrolment.waiting", waiting, by=by, at=at, after=_facts(waiting))
    return waiting


@transaction.atomic
def cancel(enrolment: Enrolment, *, by: Person, at: datetime, reason: str = "") -> Enrolment:
    """Give up a seat or a place on the waiting list; a seat goes to the waiting list at once.

    The mentor may until the cut-off (raises CancelTooLate); after it, and for somebody else, it is the school that cancels, with
    a reason (raises ReasonNeeded). Once the session has begun nobody cancels: the roster tells who came. Raises AlreadyCancelled.
    """
    session = _hold(enrolment.session, enrolment.person)
    enrolment = (
        Enrolment.objects.select_for_update(of=("self",)).select_related("person", "session").get(pk=enrolment.pk)
    )
    if enrolment.state == EnrolmentState.CANCELLED:
        raise AlreadyCancelled
    _refuse_cancel(enrolment, session, by, at, reason)
    before = _facts(enrolment)
    held_seat = enrolment.state in HOLDS_SEAT
    enrolment.state, enrolment.since, enrolment.by = EnrolmentState.CANCELLED, at, by
    enrolment.reason, enrolment.offer_until = reason.strip(), None
    enrolment.save(update_fields=["state", "since", "by", "reason", "offer_until"])
    record(
        "enrolment.cancelled", enrolment, by=by, at=at, before=before, after=_facts(enrolment), reason=reason.strip()
    )
    if held_seat:
        planning.release_seat(session)
        _move_up(_fresh(session), at=at)
    return enrolment


@transaction.atomic
def move_up(session: Session, *, by: Person | None, at: datetime) -> list[Enrolment]:
    """Give free seats to the waiting list, in its order: for seats that planning added or that an obstacle left free.

    Writes nothing when nobody can move. Each move has its own history entry: each is something that happens to a person.
    """
    session = _hold(session)
    return _move_up(session, at=at, by=by) if _is_open(session, at) else []


# Locks -------------------------------------------------------------------------------------------------------------


def _hold(session: Session, *people: Person) -> Session:
    """The session as it is now, locked, and then everybody whose year may change: these people and its waiting list."""
    held = _fresh(session)
    waiting = Enrolment.objects.filter(session=session, state=EnrolmentState.WAITING).values_list(
        "person_id", flat=True
    )
    _lock_people({*waiting, *(person.pk for person in people)})
    return held


def hold_all(sessions: Iterable[int], people: Iterable[int]) -> None:
    """Lock many sessions, and then these people, for as long as the transaction lasts."""
    list(Session.objects.select_for_update().filter(pk__in=set(sessions)).order_by("pk").values_list("pk"))
    _lock_people(people)


def _fresh(session: Session) -> Session:
    rows = Session.objects.select_for_update(of=("self",)).select_related("edition", "school", "year", "room")
    return rows.get(pk=session.pk)


def _lock_people(ids: Iterable[int]) -> None:
    list(Person.objects.select_for_update().filter(pk__in=set(ids)).order_by("pk").values_list("pk"))


# What stands in the way ------------------------------------------------------------------------------------------


def _is_open(session: Session, at: datetime) -> bool:
    starts = queries.starts_at(session)
    running = session.state == SessionState.PUBLISHED and session.year.state != session.year.State.CLOSED
    return running and starts is not None and at < starts


def _refuse_when_assigned(session: Session) -> None:
    """Raises AssignedBySchool, or ByPreference as long as the round about this session is not published."""
    plan = queries.plans(session.year).get(session.school_id)
    if plan is not None and plan.rule_choice == RuleChoice.ASSIGNED:
        raise AssignedBySchool
    round_ = queries.live_rounds(session.year, [session.school_id]).of(session)
    if queries.by_preference(plan, round_):
        raise ByPreference(round_)


def _refuse_cancel(enrolment: Enrolment, session: Session, by: Person, at: datetime, reason: str) -> None:
    starts = queries.starts_at(session)
    if starts is not None and at >= starts:
        raise CancelTooLate
    if by.pk != enrolment.person_id:
        _said(reason)
    elif not queries.may_still_cancel(enrolment, session, session.year, at):
        raise CancelTooLate


def _said(reason: str) -> str:
    if not reason.strip():
        raise ReasonNeeded
    return reason.strip()


def _refuse_clash(session: Session, person: Person) -> None:
    """Raises SameHalfDay or SameWorkshop. Only true while the person is locked."""
    held = queries.held_places(session.year, [person.pk]).get(person.pk, ())
    found = rules.hindrance(queries.place(session), held)
    if found is None:
        return
    why, what = found
    other = queries.sessions_of(session.year).get(pk=what.session)
    raise SameHalfDay(other) if why == WhyWaiting.CLASH else SameWorkshop(other)


def _standing(session: Session, person: Person) -> Enrolment | None:
    rows = Enrolment.objects.filter(session=session, person=person).exclude(state=EnrolmentState.CANCELLED)
    return rows.select_related("person", "session").first()


def _serve_waiting_list(session: Session, at: datetime) -> None:
    """Nobody passes the waiting list: whoever waits for a seat that stands free gets it before the next one comes."""
    if Enrolment.objects.filter(session=session, state=EnrolmentState.WAITING).exists():
        move_up(session, by=None, at=at)


# Seats ---------------------------------------------------------------------------------------------------------------


def _seat(
    session: Session, *, person: Person, by: Person, at: datetime, way: EnrolmentWay, reason: str = ""
) -> Enrolment:
    """Claim a seat for somebody in a session that is held."""
    if not _is_open(session, at):
        raise EnrolmentClosed
    if not queries.mentors(session.year).filter(person=person, school=session.school).exists():
        raise NotYourSchool
    standing = _standing(session, person)
    if standing is not None and standing.state in HOLDS_SEAT:
        raise AlreadyEnrolled(standing)
    _refuse_clash(session, person)
    if not planning.claim_seat(session):
        raise SessionFull
    before = _facts(standing) if standing else {}
    seat = standing or Enrolment(session=session, person=person)
    seat.state, seat.since, seat.by, seat.way = EnrolmentState.ENROLLED, at, by, way
    seat.reason, seat.told_sequence = reason, session.sequence
    seat.save()
    verb = {EnrolmentWay.BEHALF: "enrolled_on_behalf", EnrolmentWay.PLACED: "placed"}.get(way, "enrolled")
    record(f"enrolment.{verb}", seat, by=by, at=at, before=before, after=_facts(seat), reason=reason)
    return seat


give_seat = _seat


def _move_up(session: Session, *, at: datetime, by: Person | None = None) -> list[Enrolment]:
    """Fill the free seats of a session that is held from its waiting list, by `rules.waiting_list_moves`."""
    free, starts = session.seats - session.taken, queries.starts_at(session)
    if free <= 0 or starts is None or not _is_open(session, at):
        return []
    line = {e.enrolment.pk: e for e in queries.waiting_lists(session.year, [session]).get(session.pk, [])}
    queue = [rules.Waiter(pk, e.enrolment.since, e.missing, e.hindrance) for pk, e in line.items()]
    moved = []
    for pk in rules.waiting_list_moves(free, queue, at=at, starts=starts).promoted:
        if not planning.claim_seat(session):
            break
        enrolment = line[pk].enrolment
        before = _facts(enrolment)
        enrolment.state, enrolment.since, enrolment.way = EnrolmentState.ENROLLED, at, EnrolmentWay.WAITING_LIST
        enrolment.told_sequence = session.sequence
        enrolment.save(update_fields=["state", "since", "way", "told_sequence"])
        record("enrolment.moved_up", enrolment, by=by, at=at, before=before, after=_facts(enrolment))
        moved.append(enrolment)
    return moved


def _facts(enrolment: Enrolment) -> dict[str, object]:
    return {
        "state": enrolment.state,
        "person": enrolment.person_id,
        "session": enrolment.session_id,
        "since": enrolment.since,
    }

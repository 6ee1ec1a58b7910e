"""A round is placed: asked of the worker, changed by hand, and published."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dagdeel.base.history.actions import record
from dagdeel.base.jobs import actions as jobs
from dagdeel.base.jobs.models import Job
from dagdeel.base.people.models import Person
from dagdeel.year.enrolment import placement as placing
from dagdeel.year.enrolment import queries, rules
from dagdeel.year.enrolment.actions.enrolments import (
    AlreadyEnrolled,
    EnrolmentClosed,
    HalfDayTaken,
    NotYourSchool,
    ReasonNeeded,
    SessionFull,
    give_seat,
    hold_all,
)
from dagdeel.year.enrolment.actions.rounds import NotInRound, WrongState, locked_round, move
from dagdeel.year.enrolment.models import Placement, Ranking, RankingRound
from dagdeel.year.enrolment.states import EnrolmentWay, RoundState
from dagdeel.year.planning import actions as planning
from dagdeel.year.planning.models import Session

KIND = "enrolment.placement"
REMEMBER_YEARS = 1  # what was said last year decides who goes first this year; before that it decides nothing


class StillOpen(Exception):
    """Mentors may still rank."""


class PlacementChanged(Exception):
    """Somebody changed the placement after this page was opened."""


class NotPlaced(Exception):
    """This person is not in the placement, and no mentor of the school."""


class RulesBroken(Exception):
    """What the judge finds: nobody publishes before it is settled."""

    def __init__(self, faults: Sequence[rules.Fault]) -> None:
        super().__init__(len(faults))
        self.faults = list(faults)


@transaction.atomic
def ask_placement(round_: RankingRound, *, by: Person, at: datetime) -> Job:
    """Let the worker place a round, or place it once more with what is locked; the same question twice is one job.

    A round past its last day is closed by it. Raises StillOpen and WrongState.
    """
    held = locked_round(round_)
    if held.state == RoundState.OPEN and not rules.ranking_is_over(held.state, at.date(), closes=held.closes):
        raise StillOpen
    if held.state == RoundState.OPEN:
        move(held, RoundState.CLOSED)
        held.save(update_fields=["state"])
    if held.state not in {RoundState.CLOSED, RoundState.PLACED}:
        raise WrongState
    before = queries.placements_of(held).first()
    parameters = {
        "round": held.pk,
        "seed": before.number + 1 if before else 1,
        "locked": before.locked if before else [],
    }
    asked = jobs.ask(KIND, rules.job_about(held.pk), parameters=parameters, year=held.year, by=by, at=at)
    if asked.new:
        record("placement.asked", held, by=by, at=at, after={"seed": parameters["seed"], "state": held.state})
    return asked.job


@transaction.atomic
def keep_placement(
    round_: RankingRound, found: placing.Found, *, locked: Sequence[Sequence[str]] = (), by: Person, at: datetime
) -> Placement:
    """Keep what the engine found, in the place of what it found before. Raises WrongState: the round was withdrawn meanwhile."""
    held = locked_round(round_)
    move(held, RoundState.PLACED)
    held.save(update_fields=["state"])
    earlier = queries.placements_of(held).first()
    made = earlier or Placement(round=held, number=0)
    made.number += 1
    made.made_at, made.asked_by = at, by
    made.engine, made.version, made.seed = found.engine, found.version, found.seed
    made.problem, made.plan, made.reasons = found.problem, found.plan, found.reasons
    made.seats, made.closed = found.plan["placements"], found.plan["closed"]
    made.locked = [list(pair) for pair in locked]
    made.revision += 1
    made.save()
    after = {"number": made.number, "seed": made.seed, "engine": made.engine, "proven": found.plan["proven"]}
    record("placement.made", held, by=by, at=at, after=after)
    return made


@transaction.atomic
def adjust_placement(
    placement: Placement,
    *,
    person: Person,
    sessions: Sequence[Session],
    locked: Sequence[Session] = (),
    reason: str = "",
    revision: int,
    by: Person,
    at: datetime,
) -> Placement:
    """Give one person other seats, none, or lock those she has. Any seats may be given: the judge says what is wrong with them.

    Other seats need a reason, which that person reads. Raises WrongState, PlacementChanged, NotPlaced, NotInRound, ReasonNeeded.
    """
    held = _held(placement, revision)
    name, given = rules.person_id(person.pk), [rules.session_id(session.pk) for session in sessions]
    mentors = queries.mentors(held.round.year).filter(person=person, school=held.round.school)
    if name not in held.seats and not mentors.exists():
        raise NotPlaced
    if not {session.pk for session in sessions} <= set(queries.sessions_in(held.round).values_list("pk", flat=True)):
        raise NotInRound
    before = list(held.seats.get(name, ()))
    if sorted(given) != sorted(before):
        if not reason.strip():
            raise ReasonNeeded
        held.reasons.setdefault("by_hand", {})[name] = reason.strip()
    if sorted(given) == sorted(held.plan["placements"].get(name, ())):
        held.reasons.get("by_hand", {}).pop(name, None)
    held.seats[name] = given
    kept = [pair for pair in held.locked if pair[0] != name]
    held.locked = kept + [[name, pair] for pair in given if pair in {rules.session_id(s.pk) for s in locked}]
    held.revision += 1
    held.save(update_fields=["seats", "locked", "reasons", "revision"])
    told = {"person": person.pk, "locked": [rules.key_of(seat) for who, seat in held.locked if who == name]}
    record(
        "placement.adjusted",
        held.round,
        by=by,
        at=at,
        before={"sessions": [rules.key_of(seat) for seat in before]},
        after={"sessions": [rules.key_of(seat) for seat in given], **told},
        reason=reason.strip(),
    )
    return held


@transaction.atomic
def discard_placement(placement: Placement, *, by: Person, at: datetime) -> RankingRound:
    """Throw a placement away that was not published: the round is closed, and can be opened again. Raises WrongState."""
    held = locked_round(placement.round)
    if held.state != RoundState.PLACED:
        raise WrongState
    move(held, RoundState.CLOSED)
    held.save(update_fields=["state"])
    queries.placements_of(held).delete()
    record("placement.discarded", held, by=by, at=at, before={"number": placement.number})
    return held


@transaction.atomic
def publish_placement(placement: Placement, *, revision: int, by: Person, at: datetime) -> Placement:
    """Make the enrolments, call off the sessions that stay empty, and let everybody hear what became of it: all or nothing.

    The judge looks once more, at things as they are now and as they stay until this is done. Raises RulesBroken with what it
    finds, WrongState and PlacementChanged.
    """
    held = _held(placement, revision)
    sessions = queries.sessions_in(held.round).values_list("pk", flat=True)
    hold_all(sessions, [rules.key_of(name) for name in held.seats])
    facts = queries.round_facts(held.round, at)
    problem = placing.problem_of(facts)
    if faults := placing.faults(problem, held.seats):
        raise RulesBroken(faults)
    made = _enrol(held, facts, by, at)
    cancelled = _call_off(held, facts, by, at)
    plan = placing.plan_of(problem, held.seats)
    if held.seats != held.plan["placements"]:
        held.reasons = {**placing.reasons_of(problem, plan), "by_hand": held.reasons.get("by_hand", {})}
    held.judged, held.closed = problem.to_json(), list(plan.closed)
    held.revision += 1
    held.save(update_fields=["judged", "closed", "reasons", "revision"])
    round_ = held.round
    move(round_, RoundState.PUBLISHED)
    round_.published_at, round_.published_by = at, by
    round_.save(update_fields=["state", "published_at", "published_by"])
    forgotten = _forget(round_)
    after = {"number": held.number, "enrolled": made, "cancelled": cancelled, "forgotten": forgotten}
    record("placement.published", round_, by=by, at=at, after=after)
    return held


def _held(placement: Placement, revision: int) -> Placement:
    """The placement as it is now, with its round locked; raises WrongState and PlacementChanged."""
    round_ = locked_round(placement.round)
    if round_.state != RoundState.PLACED:
        raise WrongState
    held = queries.placements_of(round_).get()
    if held.revision != revision:
        raise PlacementChanged
    held.round = round_
    return held


def _enrol(placement: Placement, facts: queries.RoundFacts, by: Person, at: datetime) -> int:
    """A seat for everybody who has none there yet, through the same door as any other seat."""
    people = {standing.person.pk: standing.person for standing in facts.standings}
    made = 0
    for name, seats in placement.seats.items():
        person = people[rules.key_of(name)]
        for seat in seats:
            session = facts.session[rules.key_of(seat)]
            if session.pk in facts.seats.get(person.pk, ()):
                continue
            try:
                give_seat(session, person=person, by=by, at=at, way=EnrolmentWay.PLACED)
            except SessionFull as no:
                raise RulesBroken([rules.Fault("maximum", (), (session.pk,))]) from no
            except (EnrolmentClosed, NotYourSchool, AlreadyEnrolled, HalfDayTaken) as no:
                raise RulesBroken([rules.Fault("unknown_person", (person.pk,), (session.pk,))]) from no
            made += 1
    return made


def _call_off(placement: Placement, facts: queries.RoundFacts, by: Person, at: datetime) -> list[int]:
    """A session to which nobody comes is not given: its trainer and its room are free again."""
    used = {rules.key_of(seat) for seats in placement.seats.values() for seat in seats}
    empty = [session for session in facts.sessions if session.pk not in used and not session.taken]
    for session in empty:
        planning.cancel_session(session, reason=_("Too few people chose this workshop."), by=by, at=at)
    return [session.pk for session in empty]


def _forget(round_: RankingRound) -> int:
    """What was said and placed in this school so long ago that it decides nothing any more. The enrolments stay."""
    long_ago = RankingRound.objects.filter(
        school=round_.school_id, year__first_year__lt=round_.year.first_year - REMEMBER_YEARS
    )
    Placement.objects.filter(round__in=long_ago).delete()
    said, _ = Ranking.objects.filter(round__in=long_ago).delete()
    return said

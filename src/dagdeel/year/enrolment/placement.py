"""From a ranking round to a placement problem, through the engine, and back: who goes where, and why.

`docs/the-year.md` tells in words what is decided here: who is placed, what counts as done, and who comes first in a draw.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from typing import Any, Final

from dagdeel import matching
from dagdeel.matching.explain import explain
from dagdeel.matching.problem import (
    BadProblem,
    Mentor,
    PlacementPlan,
    PlacementProblem,
    PlacementSession,
    Seat,
    problem_from_json,
)
from dagdeel.matching.process import run
from dagdeel.matching.score import score
from dagdeel.matching.solvers import NoPlan, Progress
from dagdeel.year.enrolment import rules
from dagdeel.year.enrolment.models import Placement
from dagdeel.year.enrolment.queries import RoundFacts, Standing
from dagdeel.year.enrolment.rules import key_of, person_id, session_id, workshop_id
from dagdeel.year.enrolment.states import RoundState
from dagdeel.year.planning.models import Session

ENGINE: Final = "exact"
Seats = Mapping[str, Sequence[str]]
Locks = Iterable[tuple[str, str]]


class NobodyToPlace(Exception):
    """No session is to come, or nobody is to be placed."""


class CannotBePlaced(Exception):
    """What was locked leaves no placement that keeps the rules."""


@dataclass(frozen=True)
class Found:
    """What the engine found, ready to be stored."""

    engine: str
    version: str
    seed: int
    problem: dict[str, Any]
    plan: dict[str, Any]
    reasons: dict[str, Any]


# The problem -------------------------------------------------------------------------------------------------------


def _slot(day: date | None, half_day: str) -> str:
    assert day is not None  # queries.sessions_in asks for a date
    return f"{day.isoformat()}/{half_day}"


def problem_of(facts: RoundFacts, *, locked: Locks = ()) -> PlacementProblem:
    """The round as it is now. Seats that people hold are locked, and so are these (person, session). No query."""
    people = sorted((s for s in facts.asked if facts.places(s) > 0), key=lambda s: s.person.pk)
    inside = {s.person.pk: facts.seats.get(s.person.pk, frozenset()) for s in people}
    sessions = (
        *(_session(session, sum(session.pk in seats for seats in inside.values())) for session in facts.sessions),
        *(_planned(session, session.minimum, session.seats) for session in facts.cancelled),
    )
    known = {session.id for session in sessions} | {person_id(person) for person in inside}
    held = [(person_id(person), session_id(pk)) for person, seats in inside.items() for pk in sorted(seats)]
    more = [pair for pair in locked if known >= set(pair)]
    return PlacementProblem(
        mentors=tuple(_mentor(standing, facts) for standing in people),
        sessions=sessions,
        locked=tuple(Seat(*pair) for pair in dict.fromkeys([*held, *more])),
        closed=frozenset(session_id(session.pk) for session in facts.cancelled),
    )


def _session(session: Session, inside: int) -> PlacementSession:
    """What is left to give: seats that others hold are gone, and they count for the minimum.

    A session in which somebody who is placed has a seat already goes on: whether it does is decided elsewhere.
    """
    outside = session.taken - inside
    most = session.seats - outside
    least = max(0, session.minimum - outside)
    return _planned(session, min(least, inside) if inside else min(least, most), most)


def _planned(session: Session, least: int, most: int) -> PlacementSession:
    return PlacementSession(
        session_id(session.pk),
        str(session.school_id),
        workshop_id(session.edition.workshop_id),
        _slot(session.day, session.half_day),
        least,
        most,
    )


def _mentor(standing: Standing, facts: RoundFacts) -> Mentor:
    person = standing.person.pk
    workshop = {edition.pk: workshop_id(edition.workshop_id) for edition in facts.offered}
    said, held = facts.said.get(person), facts.held.get(person, ())
    ranked = [workshop[edition] for edition in said.order if edition in workshop] if said else []
    liked = sum(edition in workshop for edition in said.liked) if said else 0
    here = [place for place in held if place.session in facts.session]
    elsewhere = [place for place in held if place.session not in facts.session]
    sits_in = [workshop[place.edition] for place in here if place.edition in workshop]
    before = {workshop_id(pk) for pk in facts.past.done.get(person, ())} - {*ranked, *sits_in}
    this_year = {workshop[place.edition] for place in elsewhere if place.edition in workshop}
    away = {_slot(*half_day) for half_day in said.blocked} if said else set()
    return Mentor(
        id=person_id(person),
        places=facts.places(standing),
        ranking=rules.whole_order(ranked, sits_in if facts.voluntary else workshop.values()),
        liked=tuple(ranked[:liked]),
        blocked=frozenset(
            (away - {_slot(place.day, place.half_day) for place in here})
            | {_slot(place.day, place.half_day) for place in elsewhere}
        ),
        done=frozenset(before | this_year),
        first_time=facts.past.goes_first(person),
        priority=int(facts.past.goes_first(person)),
        indifferent=not ranked,
    )


def stored_problem(placement: Placement, *, judged: bool = False) -> PlacementProblem:
    """The problem that was solved, or the one by which the publication was judged."""
    found = problem_from_json(placement.judged if judged else placement.problem)
    assert isinstance(found, PlacementProblem)  # nothing else is stored there
    return found


# The plan ----------------------------------------------------------------------------------------------------------


def place(
    problem: PlacementProblem,
    *,
    seed: int,
    seconds: float,
    progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Found:
    """Who goes where, and why, found in a process of its own. The same problem and seed give the same plan.

    Raises NobodyToPlace and CannotBePlaced; a process that breaks is an error of its own.
    """
    if not problem.mentors or all(session.id in problem.closed for session in problem.sessions):
        raise NobodyToPlace
    try:
        plan = run(problem, engine=ENGINE, seed=seed, seconds=seconds, progress=progress, cancel=stop)
    except (BadProblem, NoPlan) as no:
        raise CannotBePlaced(str(no)) from no
    return Found(plan.engine, version("dagdeel"), seed, problem.to_json(), plan.to_json(), reasons_of(problem, plan))


def recompute(placement: Placement, *, seconds: float) -> Found:
    """The placement once more from what was stored: the same plan, when the engine is the same."""
    return place(stored_problem(placement), seed=placement.seed, seconds=seconds)


def plan_of(problem: PlacementProblem, seats: Seats) -> PlacementPlan:
    """These seats as a plan: a session in which nobody is placed does not go on."""
    placed = {person: tuple(sessions) for person, sessions in seats.items()}
    used = {session for sessions in placed.values() for session in sessions}
    return PlacementPlan(placed, closed=tuple(session.id for session in problem.sessions if session.id not in used))


def values_of(problem: PlacementProblem, seats: Seats) -> dict[str, float]:
    """The goals of these seats, which break no rule, by name."""
    return dict(score(problem, plan_of(problem, seats)))


# The reasons --------------------------------------------------------------------------------------------------------


def reasons_of(problem: PlacementProblem, plan: PlacementPlan) -> dict[str, Any]:
    """Why a wish was not given, by person and workshop, and why a session does not go on: codes and facts, no names."""
    wishes: dict[str, dict[str, list[dict[str, Any]]]] = {}
    closed: dict[str, list[dict[str, Any]]] = {}
    for item in explain(problem, plan):
        told = [{"kind": reason.kind, "facts": _plain(reason.facts)} for reason in item.reasons]
        if item.question == "wish":
            wishes.setdefault(item.about[0], {})[item.about[1]] = told
        else:
            closed[item.about[0]] = told
    return {"wishes": wishes, "closed": closed}


def _plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in facts.items()}


# The judge ----------------------------------------------------------------------------------------------------------


def faults(problem: PlacementProblem, seats: Seats) -> list[rules.Fault]:
    """Every rule that these seats break in this problem; none means that they may be published."""
    return [
        rules.Fault(
            violation.rule,
            tuple(key_of(name) for name in violation.about if name.startswith("m")),
            tuple(key_of(name) for name in violation.about if name.startswith("s")),
        )
        for violation in matching.violations(problem, plan_of(problem, seats))
    ]


def broken_placements() -> Iterable[str]:
    """Published placements that break a rule of the problem by which they were judged: over all partnerships."""
    published = Placement.everywhere.filter(round__state=RoundState.PUBLISHED).order_by("pk")
    for placement in published.iterator():
        if placement.judged is None:
            yield f"Placement {placement.pk} was published and never judged."
            continue
        problem = stored_problem(placement, judged=True)
        for violation in matching.violations(problem, plan_of(problem, placement.seats)):
            yield f"Placement {placement.pk}: {violation.sentence}."

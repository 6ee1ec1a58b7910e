"""What the judge of `matching` says of what is stored and of what is published, for the doctor."""

from collections.abc import Iterator
from typing import Any

from dagdeel import matching
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.matching.problem import (
    Assignment as Given,
)
from dagdeel.matching.problem import (
    Rules,
    School,
    TimetablePlan,
    TimetableProblem,
    Trainer,
    plan_from_json,
    problem_from_json,
)
from dagdeel.matching.problem import (
    Session as Piece,
)
from dagdeel.year.planning.models import Assignment, PlanProposal
from dagdeel.year.planning.optimise.world import slot_of
from dagdeel.year.planning.states import SessionState

NEVER = 10_000  # more than anybody gives
TOLERANCE = 1e-6


def broken_plans() -> Iterator[str]:
    """Stored proposals that break a rule of their own problem or say of themselves what is not so, and published plans in
    which somebody stands twice. What people may decide against the rules (too soon, too often, not said) is a warning on
    the page and no broken promise.
    """
    open_years = ProgrammeYear.everywhere.exclude(state=ProgrammeYear.State.CLOSED)
    kept = PlanProposal.everywhere.filter(year__in=open_years).exclude(state=PlanProposal.State.DISCARDED)
    for proposal in kept:
        for sentence in _about(proposal.problem, proposal.plan):
            yield f"proposal {proposal.pk}: {sentence}"
    for year in open_years.order_by("pk"):
        for violation in _published(year):
            yield f"plan of year {year.pk}: {violation.sentence}"


def _about(problem_json: dict[str, Any], plan_json: dict[str, Any]) -> Iterator[str]:
    try:
        problem, plan = problem_from_json(problem_json), plan_from_json(plan_json)
    except matching.BadProblem as no:
        yield f"cannot be read: {no}"
        return
    broken = matching.violations(problem, plan)
    yield from (violation.sentence for violation in broken)
    if not broken:
        said = {goal.name: goal.value for goal in plan.goals}
        for name, value in matching.score(problem, plan):
            if abs(said.get(name, float("inf")) - value) > TOLERANCE:
                yield f"says {said.get(name)} for {name}, which is {value}"


def _published(year: ProgrammeYear) -> tuple[matching.Violation, ...]:
    """Everybody at one place at a time, over all partnerships."""
    told = (SessionState.PUBLISHED, SessionState.HELD)
    live = Assignment.everywhere.filter(live=True, day__isnull=False)
    ours = list(live.filter(session__year=year, session__state__in=told).order_by("id"))
    if not ours:
        return ()
    people = {a.person_id for a in ours}
    others = list(live.filter(person__in=people).exclude(pk__in=[a.pk for a in ours]).order_by("id"))
    return _judged([*ours, *others])


def _judged(rows: list[Assignment]) -> tuple[matching.Violation, ...]:
    slots = {f"assignment-{a.pk}": slot_of(a.day, a.half_day) for a in rows if a.day}
    plan = TimetablePlan(
        {f"assignment-{a.pk}": Given(f"person-{a.person_id}", slots[f"assignment-{a.pk}"]) for a in rows}
    )
    people: dict[str, set[str]] = {}
    for given in plan.assignments.values():
        people.setdefault(given.trainer, set()).add(given.slot)
    problem = TimetableProblem(
        schools=(School("all", frozenset({"all"}), dict.fromkeys(slots.values(), 0)),),
        sessions=tuple(Piece(name, "all", "all", (slot,)) for name, slot in slots.items()),
        trainers=tuple(
            Trainer(name, "all", {"all": 0}, frozenset(found), frozenset(), NEVER) for name, found in people.items()
        ),
        travel_km={},
        rules=Rules(0, NEVER, 0),
    )
    return matching.violations(problem, plan)

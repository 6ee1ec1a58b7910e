"""The question to the engine and the answer as it is stored: the plan, its reasons, and the plan of today beside it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.matching.explain import Explanation, explain, explain_locks
from dagdeel.matching.problem import (
    BadProblem,
    TimetablePlan,
    TimetableProblem,
    plan_from_json,
    problem_from_json,
)
from dagdeel.matching.process import SolverGone, reasons, run
from dagdeel.matching.score import score
from dagdeel.matching.solvers import NoPlan, Progress
from dagdeel.year.planning import queries
from dagdeel.year.planning.models import PlanProposal, Session
from dagdeel.year.planning.optimise.engine import engine, version
from dagdeel.year.planning.optimise.problem import present_of, problem_of
from dagdeel.year.planning.optimise.question import CannotHold, Question, WhatIf
from dagdeel.year.planning.optimise.reasons import reasons_of, told_in_both
from dagdeel.year.planning.optimise.world import NothingMoves, World, read, slot_of

Tell = Callable[[str, float, float | None, float], None]


class NoAnswer(Exception):
    """The engine found no plan that keeps what has to stay, or did not answer in time."""


@dataclass(frozen=True)
class Proposed:
    """What the engine found, ready to be stored."""

    engine: str
    version: str
    problem: dict[str, Any]
    plan: dict[str, Any]


def something_moves(year: ProgrammeYear, question: Question, *, today: date) -> bool:
    """Whether there is anything to ask; the same queries as a search, without searching."""
    return bool(read(year, question, today=today).moving)


def propose(
    year: ProgrammeYear,
    question: Question,
    *,
    today: date,
    seconds: float,
    explaining: float = 0.0,
    tell: Tell | None = None,
    enter: Callable[[str], None] = lambda stage: None,
    stop: Callable[[], bool] | None = None,
) -> Proposed:
    """A plan for every session that may move, as the year is today; nothing is written.

    Searching takes at most `seconds` (twice that for a supposition), checking the reasons `explaining`; `enter` hears of what comes
    after the search, "baseline" and "reasons". Raises NothingMoves, NoAnswer, and CannotHold for lines that cannot stay.
    """
    world = read(year, question, today=today)
    problem = problem_of(world)
    present = present_of(world, problem)
    search = _Search(engine(), question.seed, seconds, stop)
    plan = search.plan(problem, present, tell)
    baseline = None
    if question.what_if:
        enter("baseline")
        baseline = _baseline(world, search)
    enter("reasons")
    stored = {
        **plan.to_json(),
        "start": present.to_json()["assignments"],
        "present": [list(pair) for pair in score(problem, present)],
        "now": {f"session-{s.pk}": _now(s) for s in world.moving},
        "reasons": reasons_of(problem, world, search.explained(problem, plan, explaining)),
        "baseline": baseline,
    }
    return Proposed(search.engine, version(search.engine), problem.to_json(), stored)


@dataclass(frozen=True)
class _Search:
    """How the engine is asked."""

    engine: str
    seed: int
    seconds: float
    stop: Callable[[], bool] | None

    def plan(self, problem: TimetableProblem, start: TimetablePlan, tell: Tell | None = None) -> TimetablePlan:
        """The plan, never worse than `start`; raises NoAnswer and CannotHold."""

        def heard(progress: Progress) -> None:
            if tell is not None:
                tell(progress.goal, progress.value, progress.bound, progress.seconds)

        how: dict[str, Any] = {"engine": self.engine, "seed": self.seed, "seconds": self.seconds, "previous": start}
        try:
            return run(problem, progress=heard, cancel=self.stop, **how)
        except BadProblem as no:
            if (clash := explain_locks(problem)) is None:
                raise
            raise CannotHold(told_in_both(clash.reasons)) from no
        except NoPlan as no:
            raise NoAnswer from no
        except SolverGone as no:
            if no.kind != "limit":  # the machine is at fault: another attempt may do better
                raise
            raise NoAnswer from no

    def explained(self, problem: TimetableProblem, plan: TimetablePlan, seconds: float) -> tuple[Explanation, ...]:
        """Why the plan is as it is; what was not checked in time is told with the rest as it stands."""
        if not seconds:
            return explain(problem, plan)
        names = [session.id for session in problem.sessions if session.id.startswith("session-")]
        how: dict[str, Any] = {"engine": self.engine, "seed": self.seed, "seconds": seconds, "about": names}
        try:
            return reasons(problem, plan, cancel=self.stop, **how)
        except SolverGone:
            return explain(problem, plan)


def _now(session: Session) -> dict[str, Any]:
    """Where a session was when it was asked: what changed since is not taken over blindly."""
    slot = "" if session.day is None else slot_of(session.day, session.half_day)
    return {"slot": slot, "trainers": sorted(a.trainer_id for a in queries.live(session))}


def _baseline(world: World, search: _Search) -> list[list[Any]] | None:
    """The goals of the same question without the supposition: what it makes of a difference. None: nothing moves then."""
    plain = read(world.year, replace(world.question, what_if=WhatIf()), today=world.today)
    try:
        problem = problem_of(plain)
        return [[goal.name, goal.value] for goal in search.plan(problem, present_of(plain, problem)).goals]
    except (NothingMoves, CannotHold, NoAnswer):
        return None


def recompute(proposal: PlanProposal, *, seconds: float) -> TimetablePlan:
    """The same problem, seed, start and engine once more: the same plan, unless time cut in, then or now."""
    problem = problem_from_json(proposal.problem)
    assert isinstance(problem, TimetableProblem)
    start = plan_from_json({"assignments": proposal.plan["start"], "uncovered": [], "goals": []})
    assert isinstance(start, TimetablePlan)
    left = tuple(s.id for s in problem.sessions if s.id not in start.assignments)
    return run(
        problem,
        engine=proposal.engine,
        seed=proposal.seed,
        seconds=seconds,
        previous=replace(start, uncovered=left),
    )

"""Solve a problem with an engine, and vouch for the answer: the judge and the score have the last word."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TypedDict, TypeVar, Unpack, overload

from dagdeel.matching.check import check_locks, violations
from dagdeel.matching.possible import PlacementFacts, TimetableFacts
from dagdeel.matching.problem import (
    PlacementPlan,
    PlacementProblem,
    Plan,
    Problem,
    TimetablePlan,
    TimetableProblem,
)
from dagdeel.matching.problem.goals import settle
from dagdeel.matching.score import placement_score, timetable_score
from dagdeel.matching.solvers import DEFAULT_ENGINE, Answer, Brief, Progress, engine_named

P = TypeVar("P", PlacementPlan, TimetablePlan)


class Options(TypedDict, total=False):
    """How ``solve`` is asked; it says what each means."""

    engine: str
    seed: int
    seconds: float
    previous: Plan | None
    progress: Callable[[Progress], None] | None
    cancel: Callable[[], bool] | None


@overload
def solve(problem: PlacementProblem, **options: Unpack[Options]) -> PlacementPlan: ...


@overload
def solve(problem: TimetableProblem, **options: Unpack[Options]) -> TimetablePlan: ...


def solve(
    problem: Problem,
    *,
    engine: str = DEFAULT_ENGINE,
    seed: int = 0,
    seconds: float = 60.0,
    previous: Plan | None = None,
    progress: Callable[[Progress], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Plan:
    """The best plan the engine finds within ``seconds``, with each goal's value, bound and proof.

    ``previous`` is a plan to start from: the answer is never worse; one that breaks a rule of this problem
    is not used. ``cancel`` is asked often and stops the search; what was found so far is returned. The same
    problem and seed give the same plan unless time or cancel cut in. Raises BadProblem for a lock that
    cannot hold, NoPlan when the engine finds no way to keep the locks, ValueError for an unknown engine.
    """
    started = time.monotonic()
    chosen = engine_named(engine)
    check_locks(problem)
    brief = Brief(
        seed, started + seconds, cancel or (lambda: False), progress or (lambda _: None), started, problem.tolerance
    )
    if isinstance(problem, PlacementProblem):
        seats = PlacementFacts(problem)
        placed = chosen.place(seats, _usable(problem, previous, PlacementPlan), brief)
        return _vouch(problem, placed, placement_score(seats, placed.plan), brief, engine)
    board = TimetableFacts(problem)
    planned = chosen.schedule(board, _usable(problem, previous, TimetablePlan), brief)
    return _vouch(problem, planned, timetable_score(problem, planned.plan), brief, engine)


def _usable(problem: Problem, previous: Plan | None, kind: type[P]) -> P | None:
    return previous if isinstance(previous, kind) and not violations(problem, previous) else None


def _vouch(problem: Problem, answer: Answer[P], values: tuple[tuple[str, float], ...], brief: Brief, engine: str) -> P:
    if broken := violations(problem, answer.plan):
        raise AssertionError(f"engine {engine} broke a rule: {broken[0].sentence}")
    goals = settle(values, [answer.bounds.get(name) for name, _ in values], problem.tolerance)
    for goal in goals:
        brief.tell(goal.name, goal.value, goal.bound)
    seconds = round(time.monotonic() - brief.started, 3)
    return replace(answer.plan, goals=goals, seed=brief.seed, seconds=seconds, engine=engine)

"""Why the plan is as it is: per session its trainer and half-day, per mentor the wishes not given."""

import time
from collections.abc import Callable, Collection, Iterator

from dagdeel.matching.explain.again import Again
from dagdeel.matching.explain.changes import (
    AlsoOn,
    Change,
    Locked,
    MaximumOf,
    Seated,
    SeatsOf,
    WithoutTrainer,
    change_from_json,
    change_to_json,
)
from dagdeel.matching.explain.clash import explain_locks
from dagdeel.matching.explain.giving import explain_timetable
from dagdeel.matching.explain.reasons import Explanation, Language, Naming, Reason, plain
from dagdeel.matching.explain.what_if import Difference, WhatIf, what_if
from dagdeel.matching.explain.wishes import explain_placement
from dagdeel.matching.problem import (
    PlacementPlan,
    PlacementProblem,
    Plan,
    Problem,
    TimetablePlan,
    TimetableProblem,
)
from dagdeel.matching.solvers import DEFAULT_ENGINE

__all__ = [
    "Again",
    "AlsoOn",
    "Change",
    "Difference",
    "Explanation",
    "Language",
    "Locked",
    "MaximumOf",
    "Naming",
    "Reason",
    "Seated",
    "SeatsOf",
    "WhatIf",
    "WithoutTrainer",
    "change_from_json",
    "change_to_json",
    "explain",
    "explain_locks",
    "explained",
    "plain",
    "what_if",
]


def explain(
    problem: Problem,
    plan: Plan,
    *,
    seconds: float = 0.0,
    each: float = 10.0,
    engine: str = DEFAULT_ENGINE,
    seed: int = 0,
    about: Collection[str] = (),
    cancel: Callable[[], bool] | None = None,
) -> tuple[Explanation, ...]:
    """Explanations in the order of the problem; the plan must break no rule (see ``check.violations``).

    Changes are verified by solving again, at most ``each`` seconds for one and ``seconds`` in all; what is not
    solved within that is explained with the rest of the plan as it is. ``about``: only these people, sessions or
    trainers.
    """
    until = time.monotonic() + seconds
    again = Again(problem, plan, engine, seed, each, until, cancel or (lambda: False))
    return tuple(explained(problem, plan, again, about))


def explained(problem: Problem, plan: Plan, again: Again, about: Collection[str] = ()) -> Iterator[Explanation]:
    """As ``explain``, one by one."""
    if isinstance(problem, PlacementProblem) and isinstance(plan, PlacementPlan):
        yield from explain_placement(problem, plan, again, about)
    elif isinstance(problem, TimetableProblem) and isinstance(plan, TimetablePlan):
        yield from explain_timetable(problem, plan, again, about)
    else:
        raise TypeError("the plan is of another kind than the problem")

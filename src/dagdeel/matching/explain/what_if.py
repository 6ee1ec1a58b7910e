"""What if: change a problem, solve it, and lay the two plans side by side, goal by goal and line by line."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Self

from dagdeel.matching.explain.changes import Change
from dagdeel.matching.problem import PlacementPlan, PlacementProblem, Plan, Problem, TimetablePlan, TimetableProblem
from dagdeel.matching.problem.goals import TOLERANCE, is_maximised
from dagdeel.matching.score import score
from dagdeel.matching.solve import solve
from dagdeel.matching.solvers import DEFAULT_ENGINE, Progress


@dataclass(frozen=True)
class GoalChange:
    """``proven``: both values are."""

    name: str
    before: float | None
    after: float | None
    proven: bool

    @property
    def better(self) -> bool | None:
        """None when it is as good, or one plan does not have this goal."""
        if self.before is None or self.after is None or abs(self.after - self.before) <= TOLERANCE:
            return None
        return (self.after < self.before) == (not is_maximised(self.name))

    def to_json(self) -> dict[str, object]:
        shown: dict[str, object] = {"name": self.name, "before": self.before, "after": self.after}
        return {**shown, "better": self.better, "proven": self.proven}


@dataclass(frozen=True)
class Line:
    """A session of a timetable or a person of a placement whose lot differs.

    ``before`` and ``after``: (trainer, half-day) or nothing; or the sessions of the person.
    """

    id: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        return {"id": self.id, "before": list(self.before), "after": list(self.after)}


@dataclass(frozen=True)
class Difference:
    """Two plans beside each other. ``closed`` and ``opened``: sessions of a placement that stop or start to run."""

    goals: tuple[GoalChange, ...]
    lines: tuple[Line, ...]
    closed: tuple[str, ...] = ()
    opened: tuple[str, ...] = ()

    @property
    def verdict(self) -> Literal["better", "worse", "equal"]:
        """By the first goal that differs."""
        first = next((goal.better for goal in self.goals if goal.better is not None), None)
        return "equal" if first is None else "better" if first else "worse"

    def to_json(self) -> dict[str, object]:
        return {
            "verdict": self.verdict,
            "goals": [goal.to_json() for goal in self.goals],
            "lines": [line.to_json() for line in self.lines],
            "closed": list(self.closed),
            "opened": list(self.opened),
        }

    @classmethod
    def between(cls, before: tuple[Problem, Plan], after: tuple[Problem, Plan]) -> Self:
        """From one plan to another, each of its own problem; sessions and people in the order of the first."""
        goals = _goals(before, after)
        one, other = before[1], after[1]
        if isinstance(one, TimetablePlan) and isinstance(other, TimetablePlan):
            given = {name: (a.trainer, a.slot) for name, a in one.assignments.items()}
            gives = {name: (a.trainer, a.slot) for name, a in other.assignments.items()}
            return cls(goals, _lines(_order(before[0], after[0]), given, gives))
        if isinstance(one, PlacementPlan) and isinstance(other, PlacementPlan):
            lines = _lines(_order(before[0], after[0]), one.placements, other.placements)
            closed = tuple(name for name in other.closed if name not in one.closed)
            return cls(goals, lines, closed, tuple(name for name in one.closed if name not in other.closed))
        raise TypeError("the plans are of two kinds")


def _goals(before: tuple[Problem, Plan], after: tuple[Problem, Plan]) -> tuple[GoalChange, ...]:
    old, new = dict(score(*before)), dict(score(*after))
    proven = [{goal.name for goal in plan.goals if goal.proven} for _, plan in (before, after)]
    names = [*new, *(name for name in old if name not in new)]
    return tuple(
        GoalChange(name, old.get(name), new.get(name), name in proven[0] and name in proven[1]) for name in names
    )


def _order(*problems: Problem) -> list[str]:
    rows = [p.mentors if isinstance(p, PlacementProblem) else p.sessions for p in problems]
    return list(dict.fromkeys(entry.id for row in rows for entry in row))


def _lines(
    names: Sequence[str], old: Mapping[str, tuple[str, ...]], new: Mapping[str, tuple[str, ...]]
) -> tuple[Line, ...]:
    pairs = ((name, old.get(name, ()), new.get(name, ())) for name in names)
    return tuple(Line(name, a, b) for name, a, b in pairs if sorted(a) != sorted(b))


# What if


@dataclass(frozen=True)
class WhatIf:
    """The changed problem, its plan and what is different."""

    problem: Problem
    plan: Plan
    difference: Difference


def what_if(
    problem: Problem,
    plan: Plan | None,
    changes: Sequence[Change],
    *,
    keep: bool = False,
    engine: str = DEFAULT_ENGINE,
    seed: int = 0,
    seconds: float = 60.0,
    progress: Callable[[Progress], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> WhatIf:
    """Solve the problem with the changes; without a plan to compare with, it is solved as it is first.

    ``keep``: change as little as possible of the plan of a timetable, as after an illness, rather than plan anew.
    Raises BadProblem for a change that does not fit, or that breaks a lock; NoPlan.
    """
    until = time.monotonic() + seconds
    if plan is None:
        plan = solve(problem, engine=engine, seed=seed, seconds=seconds / 2, progress=progress, cancel=cancel)
    changed = problem
    for change in changes:
        changed = change.of(changed)
    if keep and isinstance(changed, TimetableProblem) and isinstance(plan, TimetablePlan):
        changed = replace(changed, previous=plan.assignments)
    left = max(0.0, until - time.monotonic())
    new = solve(changed, engine=engine, seed=seed, seconds=left, previous=plan, progress=progress, cancel=cancel)
    return WhatIf(changed, new, Difference.between((problem, plan), (changed, new)))

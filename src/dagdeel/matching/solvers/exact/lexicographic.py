"""One goal after another: each is minimised among the solutions that are best on all goals before it."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from dagdeel.matching.solvers import Brief
from dagdeel.matching.solvers.exact.program import Outcome, Program, Status, Vector

CLOSE = 1e-6
"""Two values of a goal that differ less are the same (as in ``problem.goals.TOLERANCE``)."""
SURE = 1e-3
"""A bound is raised to the next step only when it lies above the one before by more than this part of a step:
more than the tolerances of HiGHS can account for, so rather a weaker bound than a false one."""


@dataclass(frozen=True)
class Aim:
    """A goal: minimise constant + costs · columns. ``step``: all its values differ by multiples of this from
    ``constant`` (1 for whole costs of whole columns); 0 when no such number is known."""

    name: str
    costs: Vector
    constant: float = 0.0
    step: float = 0.0

    def value(self, solution: Vector) -> float:
        return self.constant + float(self.costs @ solution)

    def rounded(self, bound: float) -> float:
        """A bound, raised to the smallest value that the goal can have above it."""
        if not self.step or not math.isfinite(bound):
            return bound
        return self.constant + self.step * math.ceil((bound - self.constant) / self.step - SURE)


@dataclass(frozen=True)
class Reached:
    """The value at which later goals were pursued, and below which no solution that is as good before gets."""

    value: float
    bound: float

    @property
    def proven(self) -> bool:
        return self.value - self.bound <= CLOSE


@dataclass
class Course:
    """A run through the goals: the best solution so far, and what is known of each goal pursued."""

    solution: Vector | None
    reached: dict[str, Reached] = field(default_factory=dict)
    infeasible: bool = False


def pursue(
    program: Program,
    aims: Sequence[Aim],
    brief: Brief,
    *,
    start: Vector | None = None,
    finish: Callable[[Vector], Vector] = lambda solution: solution,
) -> Course:
    """Pursue the goals in order; the program has the rows that it had before when this returns.

    ``start`` is a solution that holds; without tolerances the result is never worse. Each goal may take half
    of the time that is left, so that one hard goal does not take the plan from all others; a goal that is not
    proven then is held at its value, which makes the bounds of later goals true in the sense of ``Goal.bound``.
    ``finish`` sets columns that follow from the others to their true values, also those that only later goals count.
    """
    course = Course(start)
    with program.passing():
        for at, aim in enumerate(aims):
            if brief.stop():
                break
            outcome = _solve(program, aim, course.solution, brief, last=at == len(aims) - 1)
            _take(aim, course, outcome, None if outcome.solution is None else finish(outcome.solution))
            if course.solution is None:
                break
            value = aim.value(course.solution)
            brief.tell(aim.name, value, course.reached[aim.name].bound)
            used = np.flatnonzero(aim.costs)
            slack = abs(value) * brief.tolerance.get(aim.name, 0.0) + CLOSE
            program.row(used.tolist(), aim.costs[used], upper=value - aim.constant + slack)
    return course


def _solve(program: Program, aim: Aim, start: Vector | None, brief: Brief, *, last: bool) -> Outcome:
    program.minimise(aim.costs)
    if start is not None:
        program.start(start)
    highest = math.inf if start is None else aim.value(start)
    told = (math.inf, -math.inf)

    def watch(value: float, bound: float) -> None:
        nonlocal told
        value = min(highest, aim.constant + value)
        now = (value, min(value, aim.rounded(aim.constant + bound)))
        if now != told and value < math.inf and bound > -math.inf:
            told = now
            brief.tell(aim.name, *now)

    now = time.monotonic()
    return program.solve(now + (brief.deadline - now) * (1 if last else 0.5), brief.cancel, watch)


def _take(aim: Aim, course: Course, outcome: Outcome, found: Vector | None) -> None:
    if outcome.status is Status.INFEASIBLE and course.solution is None:
        course.infeasible = True
        return
    if found is not None and (course.solution is None or aim.value(found) < aim.value(course.solution) - CLOSE):
        course.solution = found
    if course.solution is not None:
        value = aim.value(course.solution)
        # HiGHS proves within its tolerances only, so its bound may lie a little above the value.
        course.reached[aim.name] = Reached(value, min(value, aim.rounded(aim.constant + outcome.bound)))

"""Solving again: the problem with one thing changed, within a time, and what that does to the goals."""

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal

from dagdeel.matching.problem import BadProblem, Plan, Problem
from dagdeel.matching.problem.goals import TOLERANCE, is_maximised
from dagdeel.matching.score import score
from dagdeel.matching.solve import solve
from dagdeel.matching.solvers import DEFAULT_ENGINE, NoPlan, Progress


class Never(Enum):
    """In place of a plan: there is none, which is proven."""

    PROVEN = "proven"


@dataclass(frozen=True)
class Verdict:
    """A plan of a changed problem beside the plan in force, on the goals of the problem as it is.

    ``goal``: the first that differs. ``sure``: every plan of the changed problem is at least so much worse.
    """

    kind: Literal["worse", "better", "tie"]
    goal: str = ""
    before: float = 0
    after: float = 0
    sure: bool = True


@dataclass
class Again:
    """``plan``: the one in force, if any. ``each``: seconds for one solving. ``until``: when to stop, on the clock of
    ``time.monotonic``."""

    problem: Problem
    plan: Plan | None
    engine: str = DEFAULT_ENGINE
    seed: int = 0
    each: float = 10.0
    until: float = float("inf")
    cancel: Callable[[], bool] = lambda: False
    _known: dict[Hashable, Plan | Never] = field(default_factory=dict)

    @property
    def over(self) -> bool:
        return self.cancel() or time.monotonic() >= self.until

    def solve(
        self, key: Hashable, changed: Callable[[], Problem], *, enough: Callable[[Progress], bool] | None = None
    ) -> Plan | Never | None:
        """The best plan of the changed problem; None when time is up or nothing is known.

        ``key`` names the change, so that it is solved once; None for one that is not met again. ``enough`` tells
        from the progress that the question is answered.
        """
        if key is not None and key in self._known:
            return self._known[key]
        if self.over:
            return None
        answered: list[bool] = []
        problem = changed()
        try:
            found: Plan | Never = solve(
                problem,
                engine=self.engine,
                seed=self.seed,
                seconds=min(self.each, self.until - time.monotonic()),
                previous=self.plan,
                progress=None if enough is None else lambda step: answered.append(True) if enough(step) else None,
                cancel=lambda: bool(answered) or self.cancel(),
            )
        except BadProblem:
            found = Never.PROVEN
        except NoPlan as no:
            if not no.proven:
                return None
            found = Never.PROVEN
        if key is not None:
            self._known[key] = found
        return found

    def compare(self, solved: Plan, shown: Plan | None = None, *, comparable: bool = True) -> Verdict:
        """``solved`` carries the proofs; ``shown`` is the same plan in terms of the problem as it is.

        ``comparable``: what is best for the changed problem is best for this one too.
        """
        assert self.plan is not None
        proven = {goal.name: goal.proven for goal in solved.goals}
        tolerance = self.problem.tolerance
        for (goal, before), (_, after) in zip(
            score(self.problem, self.plan), score(self.problem, shown or solved), strict=True
        ):
            if abs(after - before) <= tolerance.get(goal, 0.0) * max(abs(before), abs(after)) + TOLERANCE:
                continue
            if (after < before) == (not is_maximised(goal)):
                return Verdict("better", goal, before, after)
            sure = comparable and proven.get(goal, False) and not tolerance
            return Verdict("worse", goal, before, after, sure)
        return Verdict("tie")

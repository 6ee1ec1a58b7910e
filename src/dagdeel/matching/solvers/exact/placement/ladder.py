"""Several goals of small whole numbers in one: the earlier goal weighs more than all that the later ones can change.

No weights to tune: a solution of the sum is one of the goals in order, and the sum's bound falls apart into theirs.
It saves most of the time of goals that are alike, such as the seats at each rank.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from dagdeel.matching.solvers.exact.lexicographic import CLOSE, Aim, Reached
from dagdeel.matching.solvers.exact.program import Vector

MOST = 10**7
"""No sum may have more different values than this, so that HiGHS still tells neighbours apart with ease."""


@dataclass(frozen=True)
class Step:
    """A goal whose values are whole numbers: one of ``count`` from ``least`` on.

    The judge's value is ``scale`` times that: negative for what is better when larger.
    """

    aim: Aim
    least: int
    count: int
    scale: float = 1.0


@dataclass(frozen=True)
class Ladder:
    """Goals that are pursued together, in order."""

    steps: tuple[Step, ...]

    def aim(self) -> Aim:
        """The sum; a goal alone is itself."""
        first = self.steps[0].aim
        if len(self.steps) == 1:
            return first
        costs, constant, weight = 0 * first.costs, 0.0, 1
        for step in reversed(self.steps):
            costs = costs + weight * step.aim.costs
            constant += weight * (step.aim.constant - step.least)
            weight *= step.count
        return Aim(first.name, costs, constant, 1.0)

    def first(self, value: float) -> float:
        """What a value or a bound of the sum says of the first goal."""
        if len(self.steps) == 1:
            return value
        return self.steps[0].least + max(0.0, value) // prod(step.count for step in self.steps[1:])

    def reached(self, solution: Vector, sum_reached: Reached) -> dict[str, Reached]:
        """What is known of each goal at this solution; nothing of those after one that is not proven."""
        if len(self.steps) == 1:
            return {self.steps[0].aim.name: sum_reached}
        found: dict[str, Reached] = {}
        bound = round(sum_reached.bound) if sum_reached.bound > 0 else 0
        weight = prod(step.count for step in self.steps)
        for step in self.steps:
            weight //= step.count
            least, bound = divmod(bound, weight)
            value = step.aim.value(solution)
            found[step.aim.name] = Reached(value, min(value, float(step.least + least)))
            if value - found[step.aim.name].bound > CLOSE:
                break
        return found


def ladders(steps: Sequence[Step], *, together: bool = True) -> list[Ladder]:
    """The goals in order, as many together as may be."""
    found: list[list[Step]] = []
    size = 1
    for step in steps:
        size *= step.count
        if not found or not together or size > MOST:
            found.append([])
            size = step.count
        found[-1].append(step)
    return [Ladder(tuple(group)) for group in found]

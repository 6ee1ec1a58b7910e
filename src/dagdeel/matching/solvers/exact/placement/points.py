"""Points as whole numbers: what is compared exactly must not depend on the last digit of a fraction."""

from fractions import Fraction
from functools import cached_property
from math import lcm

import numpy as np

from dagdeel.matching.possible import PlacementFacts
from dagdeel.matching.problem import Mentor
from dagdeel.matching.solvers.exact.lexicographic import Aim
from dagdeel.matching.solvers.exact.placement.ladder import Step
from dagdeel.matching.solvers.exact.placement.seats import Seats

DIGITS = 6
"""Points are read up to so many digits behind the point."""
FINEST = 10**6
"""Above so many parts of the whole, sums of scaled points are fractions again, and proven to 0.000001 of a point."""


class Points:
    """Everybody's points, multiplied until they are whole; the judge's scaled points are fractions of these."""

    def __init__(self, facts: PlacementFacts) -> None:
        self.facts = facts

    @cached_property
    def _factor(self) -> int:
        """The power of ten that makes all points whole."""
        given = {value for m in self.facts.problem.mentors for value in (m.points or {}).values()}
        for digits in range(DIGITS + 1):
            if all(_is_whole(value * 10**digits) for value in given):
                return int(10**digits)
        return int(10**DIGITS)

    @cached_property
    def full(self) -> dict[str, int]:
        """Per mentor who could get any, the points of the best bundle alone."""
        return {name: round(self.facts.full_points[name] * self._factor) for name in self.facts.able}

    def of(self, mentor: Mentor, session: str) -> int:
        return round(self.facts.points(mentor, session) * self._factor)

    def share(self, name: str, sessions: "tuple[str, ...]") -> Fraction:
        """What a mentor's sessions are of the best bundle alone; 1 is all."""
        mentor = self.facts.problem.mentor[name]
        return Fraction(sum(self.of(mentor, session) for session in sessions), self.full[name])

    def sum_step(self, seats: Seats) -> Step:
        """The sum of scaled points, in parts that are whole for everybody if they are not too many."""
        parts = lcm(*(self.full[m.id] for m in seats.part.mentors if m.id in self.full))
        unit = 100 / parts if parts <= FINEST else 1.0
        costs = np.zeros(seats.program.width)
        for (name, session), column in seats.seat.items():
            if name in self.full:
                mentor = self.facts.problem.mentor[name]
                costs[column] = -self.of(mentor, session) * 100 / self.full[name] / unit
        if parts <= FINEST:
            costs = np.round(costs)
        aim = Aim("utilitarian", costs, step=1.0 if parts <= FINEST else 0.0)
        return Step(aim, 0, 1, -unit)


def _is_whole(value: float) -> bool:
    return abs(value - round(value)) < 1e-9 * max(1.0, abs(value))

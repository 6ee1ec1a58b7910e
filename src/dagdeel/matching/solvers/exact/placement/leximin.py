"""Everybody in order of happiness: after the least happy person the next, and the next, as far as time allows."""

from collections.abc import Mapping
from fractions import Fraction
from math import ceil

from dagdeel.matching.solvers import Brief
from dagdeel.matching.solvers.exact.lexicographic import SURE
from dagdeel.matching.solvers.exact.placement.bundles import Bundles
from dagdeel.matching.solvers.exact.placement.climbing import Climb, Listed, climb
from dagdeel.matching.solvers.exact.program import Outcome, Vector


class Leximin:
    """Level by level: the highest share that all the rest can reach, and as few people as can be at it.

    ``bounds`` holds what is known of the people from the least happy up; ``solution`` the best so far. What is
    settled of a level stays in the program as rows and bounds.
    """

    def __init__(self, bundles: Bundles, solution: Vector, brief: Brief) -> None:
        self.bundles = bundles
        self.program = bundles.seats.program
        self.solution = solution
        self.brief = brief
        self.bounds: list[Fraction] = []
        self._rungs = Listed(bundles.share.values())
        self._people = len(self._row(solution))

    def solve(self, floor: Fraction) -> None:
        """``floor``: what all can reach at the most, and do reach in the solution."""
        level: Fraction | None = floor
        while level is not None and self._settle(level):
            level = self._next(level) if len(self.bounds) < self._people else None

    def _settle(self, level: Fraction) -> bool:
        """As few as can be at this level, while all others are above it; whether that is proven."""
        at_level = [column for column, share in self.bundles.share.items() if share == level]
        self.program.minimise(dict.fromkeys(at_level, 1.0))
        self.program.start(self.solution)
        outcome = self.program.solve(self.brief.deadline, self.brief.cancel)
        now = round(sum(self.solution[at_level]))
        if outcome.solution is not None and round(outcome.value) < now:
            self.solution, now = outcome.solution, round(outcome.value)
        proven = max(0, ceil(outcome.bound - SURE)) if outcome.bound > 0 else 0
        self.bounds += [level] * min(proven, now)
        if proven < now:
            return False
        self.brief.tell(f"leximin_{len(self.bounds)}", float(100 * level), float(100 * level))
        self.program.row(at_level, upper=now)
        return True

    def _next(self, level: Fraction) -> Fraction | None:
        """The highest level that everybody above this one can reach, or None when time is up before it is known."""
        above = {column: share for column, share in self.bundles.share.items() if share > level}

        def low_of(solution: Vector) -> Fraction:
            return self._row(solution)[len(self.bounds)]

        def attempt(aim: Fraction) -> Outcome:
            self._allow(above, aim)
            self.program.minimise({})
            return self.program.solve(self.brief.deadline, self.brief.cancel)

        begin = Climb(low_of(self.solution), max(above.values()), self.solution)
        end = climb(begin, self._rungs, attempt, low_of)
        self.solution = end.solution
        self._allow(above, end.low)
        if end.low < end.high:
            self.bounds.append(end.high)
            return None
        return end.low

    def _allow(self, above: Mapping[int, Fraction], least: Fraction) -> None:
        """Of these columns only those worth at least so much."""
        upper = [float(share >= least) for share in above.values()]
        self.program.set_bounds(list(above), [0.0] * len(above), upper)

    def _row(self, solution: Vector) -> list[Fraction]:
        """Everybody's share, the least happy first."""
        return sorted(share for column, share in self.bundles.share.items() if solution[column] > 0.5)

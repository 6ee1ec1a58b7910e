"""How high a share everybody can reach: try, and let each answer be a plan or a proof."""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Protocol

from dagdeel.matching.solvers.exact.program import Outcome, Status, Vector


class Rungs(Protocol):
    """The shares that can occur."""

    def at_least(self, share: Fraction) -> Fraction:
        """The lowest from here up."""

    def below(self, share: Fraction) -> Fraction:
        """The highest under this."""


class Multiples:
    """All shares that whole points can be of these totals."""

    def __init__(self, totals: Iterable[int]) -> None:
        self._totals = sorted(set(totals))

    def at_least(self, share: Fraction) -> Fraction:
        return min(Fraction(ceil(share * total), total) for total in self._totals)

    def below(self, share: Fraction) -> Fraction:
        return max(Fraction(ceil(share * total) - 1, total) for total in self._totals)


class Listed:
    """These shares and no others."""

    def __init__(self, shares: Iterable[Fraction]) -> None:
        self._shares = sorted(set(shares))

    def at_least(self, share: Fraction) -> Fraction:
        return self._shares[bisect_left(self._shares, share)]

    def below(self, share: Fraction) -> Fraction:
        return self._shares[bisect_left(self._shares, share) - 1]


@dataclass(frozen=True)
class Climb:
    """The share that the solution reaches, and the highest that is not refuted."""

    low: Fraction
    high: Fraction
    solution: Vector


def climb(
    begin: Climb, rungs: Rungs, attempt: Callable[[Fraction], Outcome], low_of: Callable[[Vector], Fraction]
) -> Climb:
    """As high as can be, or until an attempt is stopped; ``high`` of the beginning is a rung."""
    low, high, solution = begin.low, begin.high, begin.solution
    while low < high:
        aim = rungs.at_least((low + high) / 2)
        outcome = attempt(aim)
        if outcome.status is Status.INFEASIBLE:
            high = max(low, rungs.below(aim))
        elif outcome.solution is not None and low_of(outcome.solution) >= aim:
            solution, low = outcome.solution, low_of(outcome.solution)
        else:
            break
    return Climb(low, high, solution)

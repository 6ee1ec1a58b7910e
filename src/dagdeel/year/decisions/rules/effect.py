"""Whether a year later it is better, worse, or cannot be told. Each list of counts says how often 1, 2, 3 … was answered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import comb, erfc, sqrt

from dagdeel.year.decisions.states import Verdict
from dagdeel.year.evaluation.rules import student

LEVEL = 0.05
FEW = 10  # up to so many answers in the smaller group chances are counted out, beyond that the normal curve is close enough


@dataclass(frozen=True, slots=True)
class Difference:
    """How much the mean of an item rose, with its 95 % interval, in points of its scale.

    `chance`: how often answers that did not change would lie at least so far apart by luck alone.
    """

    points: float
    low: float
    high: float
    chance: float

    @property
    def verdict(self) -> Verdict:
        """Better or worse only when two rules say so that look in different ways: the interval of the means leaves nought out
        (B. L. Welch, 1947), and luck alone would order the answers like this at most once in twenty times (F. Wilcoxon, 1945;
        H. B. Mann and D. R. Whitney, 1947). The second takes no distance between "agree" and "agree strongly" for granted.
        """
        if self.chance > LEVEL or self.low < 0 < self.high or not self.points:
            return Verdict.UNDECIDED
        return Verdict.BETTER if self.points > 0 else Verdict.WORSE


def difference(old: Sequence[int], new: Sequence[int]) -> Difference | None:
    """The difference of two groups of answers. None with fewer than two answers in one of them.

    The interval is that of B. L. Welch (1947): d ± t · √(s₁²/n₁ + s₂²/n₂), t at the 97.5th percentile with the degrees of
    freedom of Welch and Satterthwaite, rounded down. Where everybody gave the same answer in both groups there is nothing to
    measure it by, and it reaches from nought to the difference. The groups are taken as different people: who answered in both
    years only makes the true interval narrower.
    """
    (n1, mean1, var1), (n2, mean2, var2) = moments(old), moments(new)
    if min(n1, n2) < 2:
        return None
    a, b = var1 / n1, var2 / n2
    points, chance = mean2 - mean1, chance_of(tuple(old), tuple(new))
    if a + b == 0:
        return Difference(points, min(points, 0.0), max(points, 0.0), chance)
    freedom = (a + b) ** 2 / (a**2 / (n1 - 1) + b**2 / (n2 - 1))
    half = student(max(1, int(freedom))) * sqrt(a + b)
    return Difference(points, points - half, points + half, chance)


def moments(counts: Sequence[int]) -> tuple[int, float, float]:
    """Number, mean and variance (with n - 1) of the answers 1, 2, 3 …; noughts without answers."""
    number = sum(counts)
    if not number:
        return 0, 0.0, 0.0
    mean = sum(value * times for value, times in enumerate(counts, 1)) / number
    squares = sum(times * (value - mean) ** 2 for value, times in enumerate(counts, 1))
    return number, mean, squares / (number - 1) if number > 1 else 0.0


@lru_cache(maxsize=4096)
def chance_of(old: tuple[int, ...], new: tuple[int, ...]) -> float:
    """The two-sided chance of Wilcoxon's rank sum, given how often each answer was given in the two groups together.

    Equal answers share the middle of their ranks. With at most `FEW` answers in the smaller group every way in which those could
    have been drawn is counted (the exact permutation test, R. A. Fisher, 1935); beyond that the normal curve is taken, with the
    variance corrected for equal answers and half a step for continuity (E. L. Lehmann, *Nonparametrics*, 1975, chapter 1).
    """
    both = [a + b for a, b in zip(old, new, strict=True)]
    fewer = old if sum(old) <= sum(new) else new
    n, total = sum(fewer), sum(both)
    if not n or n == total:
        return 1.0
    ranks = _double_ranks(both)
    middle = n * (total + 1)  # twice the rank sum that is expected
    seen = abs(sum(times * rank for times, rank in zip(fewer, ranks, strict=True)) - middle)
    if n <= FEW:
        groups = [(times, rank) for times, rank in zip(both, ranks, strict=True) if times]
        reached = sum(ways for double, ways in _draws(groups, n) if abs(double - middle) >= seen)
        return min(1.0, reached / comb(total, n))
    ties = sum(times**3 - times for times in both)
    variance = n * (total - n) / 12 * (total + 1 - ties / (total * (total - 1)))
    if variance <= 0:  # everybody gave the same answer
        return 1.0
    return min(1.0, erfc(max(0.0, seen / 2 - 0.5) / sqrt(2 * variance)))


def _double_ranks(both: Sequence[int]) -> list[int]:
    """Twice the rank that all equal answers share, from the lowest answer up."""
    ranks, below = [], 0
    for times in both:
        ranks.append(2 * below + times + 1)
        below += times
    return ranks


def _draws(groups: Sequence[tuple[int, int]], n: int) -> Iterator[tuple[int, int]]:
    """Every way to draw `n` answers: twice its rank sum, and in how many ways it can come about."""
    (there, rank), rest = groups[0], groups[1:]
    if not rest:
        if n <= there:
            yield n * rank, comb(there, n)
        return
    left = sum(times for times, _ in rest)
    for taken in range(max(0, n - left), min(there, n) + 1):
        for double, ways in _draws(rest, n - taken):
            yield taken * rank + double, comb(there, taken) * ways


def beyond_luck(chances: Sequence[float]) -> list[bool]:
    """Which of many differences stand out when all are looked at together (S. Holm, 1979): the chance that even one of those
    kept is luck stays under `LEVEL`, however many were looked at."""
    kept = [False] * len(chances)
    for place, at in enumerate(sorted(range(len(chances)), key=chances.__getitem__)):
        if chances[at] > LEVEL / (len(chances) - place):
            break
        kept[at] = True
    return kept

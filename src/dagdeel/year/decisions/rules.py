"""Pure decisions: whether a year later it is better, when next year's deadlines fall, and which consequences contradict."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto
from itertools import combinations
from math import sqrt

from dagdeel.year.decisions.states import ConsequenceKind, Verdict
from dagdeel.year.evaluation.rules import student

# An item that scores under one of these asks for a finding.
LOW_MEAN = 3.0  # on the scale from 1 to 5
LOW_MARK = 6.0  # on the scale from 1 to 10
LOW_AGREE = 0.5  # share that agrees or agrees strongly
WEEK = timedelta(days=7)
FARTHEST = 8  # weeks: the longest school holiday has six

# Did it help? -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Difference:
    """How much the mean of an item rose, with its 95 % interval, in points of its scale."""

    points: float
    low: float
    high: float

    @property
    def verdict(self) -> Verdict:
        """Better or worse only when the interval leaves nought out."""
        if self.low > 0:
            return Verdict.BETTER
        return Verdict.WORSE if self.high < 0 else Verdict.UNDECIDED


def difference(old: Sequence[int], new: Sequence[int]) -> Difference | None:
    """The difference of two means; each argument says how often 1, 2, 3 … was answered. None with fewer than two answers.

    B. L. Welch (1947): d ± t · √(s₁²/n₁ + s₂²/n₂), t at the 97.5th percentile with the degrees of freedom of Welch and
    Satterthwaite, rounded down. The two years are taken as two groups of people: who answered in both only makes the true
    interval narrower.
    """
    (n1, mean1, var1), (n2, mean2, var2) = moments(old), moments(new)
    if min(n1, n2) < 2:
        return None
    a, b = var1 / n1, var2 / n2
    points = mean2 - mean1
    if a + b == 0:  # everybody gave the same answer, in both years: nothing to measure the difference by
        return Difference(points, min(points, 0.0), max(points, 0.0))
    freedom = (a + b) ** 2 / (a**2 / (n1 - 1) + b**2 / (n2 - 1))
    half = student(max(1, int(freedom))) * sqrt(a + b)
    return Difference(points, points - half, points + half)


def moments(counts: Sequence[int]) -> tuple[int, float, float]:
    """Number, mean and variance (with n - 1) of the answers 1, 2, 3 …; noughts without answers."""
    number = sum(counts)
    if not number:
        return 0, 0.0, 0.0
    mean = sum(value * times for value, times in enumerate(counts, 1)) / number
    squares = sum(times * (value - mean) ** 2 for value, times in enumerate(counts, 1))
    return number, mean, squares / (number - 1) if number > 1 else 0.0


def is_low(mean: float, agree: float | None) -> bool:
    """Whether an item asks for a finding; `agree` is None for a mark from 1 to 10."""
    return mean < LOW_MARK if agree is None else mean < LOW_MEAN or agree < LOW_AGREE


# Next year's deadlines ----------------------------------------------------------------------------------------------------


def year_later(day: date) -> date:
    """The same weekday of the same ISO week, one year on: school years keep their weeks, so nothing drifts over the years.

    A 53rd week becomes the last week of a year that has 52.
    """
    year, week, weekday = day.isocalendar()
    last = date(year + 1, 12, 28).isocalendar().week
    return date.fromisocalendar(year + 1, min(week, last), weekday)


def nearest_open(day: date, closed: Callable[[date], bool]) -> date:
    """The day itself, or the nearest same weekday that is not closed, the earlier one of two; the day when there is none."""
    for weeks in range(FARTHEST + 1):
        for found in (day - weeks * WEEK, day + weeks * WEEK):
            if not closed(found):
                return found
    return day


# What does not go together ------------------------------------------------------------------------------------------------


class Clash(Enum):
    """Why two consequences, or one and the year, cannot both be."""

    TWO_VALUES = auto()  # the same thing becomes two different things
    GONE = auto()  # a workshop goes and stays
    NOT_OFFERED = auto()  # a workshop that is not in this year's brochure
    THERE_ALREADY = auto()  # a new workshop that is there


@dataclass(frozen=True, slots=True)
class Planned:
    """A consequence in plain values: ids of workshops, and who asks for it."""

    key: int
    kind: str
    workshop: int | None = None
    merge_into: int | None = None
    field: str = ""
    value: str = ""

    @property
    def goes(self) -> bool:
        """Whether its workshop is gone next year."""
        return self.kind in {ConsequenceKind.DROP, ConsequenceKind.MERGE}


def clashes(
    planned: Sequence[Planned], offered: Iterable[int], titles: Iterable[str]
) -> Iterator[tuple[Clash, tuple[int, ...]]]:
    """What cannot be carried out, with the keys of the consequences that are in the way of each other.

    `offered`: ids of the workshops in this year's brochure; `titles`: how they are called.
    """
    there, names = set(offered), {title.casefold() for title in titles}
    for item in planned:
        wanted = {item.workshop, item.merge_into} - {None}
        if not wanted <= there:
            yield Clash.NOT_OFFERED, (item.key,)
        if item.kind == ConsequenceKind.ADD and item.value.casefold() in names:
            yield Clash.THERE_ALREADY, (item.key,)
    for group in _same_thing(planned).values():
        if len({item.value for item in group}) > 1 or (group[0].kind == ConsequenceKind.ADD and len(group) > 1):
            yield Clash.TWO_VALUES, tuple(item.key for item in group)
    for one, other in combinations(planned, 2):
        if _gone(one, other) or _gone(other, one):
            yield Clash.GONE, (one.key, other.key)


def _same_thing(planned: Iterable[Planned]) -> dict[tuple[object, ...], list[Planned]]:
    """The consequences by what they change; words without a field change nothing that could contradict."""
    found: dict[tuple[object, ...], list[Planned]] = defaultdict(list)
    for item in planned:
        if item.kind == ConsequenceKind.ADD:
            found[item.kind, item.value.casefold()].append(item)
        elif item.field:
            found[item.kind, item.workshop, item.field].append(item)
    return found


def _gone(one: Planned, other: Planned) -> bool:
    """Whether `one` takes a workshop away with which `other` does something else; dropping twice is no contradiction."""
    if not one.goes:
        return False
    if other.kind == one.kind == ConsequenceKind.DROP:
        return False
    same_merge = (one.kind, one.workshop, one.merge_into) == (other.kind, other.workshop, other.merge_into)
    return one.workshop in {other.workshop, other.merge_into} and not same_merge

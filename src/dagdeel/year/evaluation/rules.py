"""What may be shown, and what the figures are. Pure: plain numbers in, plain numbers out.

**The threshold.** What is published is a sum of *blocks*. A block holds the answers to one question (or about one goal) of at
least `threshold` people, and it is made once: whoever answers afterwards waits for a next one. So whatever one adds or subtracts,
between two views, two reports or two moments, is a sum of blocks as well, and no difference reveals a group under the threshold.
What does not fill a block on its own is pooled with what is small beside it (complementary suppression): session → workshop →
school → all workshops together. What is too little even then waits, and is carried over
the years once its questionnaire has closed.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

Counts = tuple[int, ...]  # how often each value was given; the index is the value, 0 is "not applicable"
VALUES = 11  # 0 to 10
AGREES = (4, 5)
LOWEST = 3  # the lowest threshold that a year can have
Z = 1.959963984540054  # the 97.5th percentile of the normal distribution
HALVINGS = 18  # to within a hundred thousandth of the scale
NEWTON = 60
EXACT = 1e-12
# the 97.5th percentile of Student's t for 1 to 30 degrees of freedom (any table of the t distribution)
T = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
    2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Waiting:
    """Answers about one session that nobody has seen yet: how many there are to the question, and all who ever answered there.

    `year`, `threshold`: of which year, and how many people it asks for; only where years are told together.
    """

    session: int
    workshop: int
    school: int
    answers: int
    people: frozenset[int]
    year: int = 0
    threshold: int = 0


Level = Callable[[Waiting], int]


@dataclass(frozen=True, slots=True)
class Block:
    """Answers that are shown together, for good: about which sessions and which goal (if any), how many, and the counts."""

    sessions: frozenset[int]
    goal: str
    answers: int
    counts: Counts


@dataclass(frozen=True, slots=True)
class Shown:
    """The published table of one view: its counts, the sessions in it, and the sessions that are pooled elsewhere.

    `people`: how many answered; fewer than there are answers where everybody was asked about several goals.
    """

    counts: Counts
    sessions: frozenset[int]
    left_out: int
    people: int


def given(counts: Counts) -> int:
    """How many answers lie on the scale: "not applicable" is no answer to the question."""
    return sum(counts[1:])


def total(tables: Iterable[Counts]) -> Counts:
    """The counts of several tables together."""
    return tuple(map(sum, zip((0,) * VALUES, *tables, strict=True)))


def size(parts: Collection[Waiting]) -> int:
    """How many different people gave these answers at least.

    Everybody answers once about a session, so n answers about one session are n people. Somebody who answered about k sessions may
    have given k of the answers: of everybody, k - 1 are taken off.
    """
    extra = sum(len(part.people) for part in parts) - len(frozenset[int]().union(*(part.people for part in parts)))
    return sum(part.answers for part in parts) - extra


def blocks(parts: Iterable[Waiting], threshold: int, *, over_workshops: bool = True) -> tuple[frozenset[int], ...]:
    """Divide the sessions into blocks that may be published, by session id; what is in none of them waits.

    `over_workshops`: whether what is too small within a workshop may be told together with other workshops.
    """
    levels: list[Level] = [lambda part: part.session, lambda part: part.workshop]
    if over_workshops:
        levels += [lambda part: part.school, lambda part: 0]
    return _divided(parts, levels, lambda group: size(group) >= threshold)


def blocks_over_years(parts: Iterable[Waiting], *, over_workshops: bool = True) -> tuple[frozenset[int], ...]:
    """Divide what waits after its questionnaires have closed into blocks of several years, by session id: workshop → all of them.

    Of every block there are as many people as the strictest of its years asks for. One year by itself is no block here:
    what is enough within a year is told in that year.
    """
    levels: list[Level] = [lambda part: part.workshop]
    if over_workshops:
        levels += [lambda part: 0]
    return _divided(parts, levels, _fills_years)


def _fills_years(group: Collection[Waiting]) -> bool:
    strictest = max(part.threshold for part in group)
    return len({part.year for part in group}) > 1 and size(group) >= strictest


def _divided(
    parts: Iterable[Waiting], levels: Iterable[Level], fills: Callable[[Collection[Waiting]], bool]
) -> tuple[frozenset[int], ...]:
    """At each level the groups that fill a block; what is in none of them goes on to the next level."""
    left = sorted((part for part in parts if part.answers), key=lambda part: part.session)
    made: list[frozenset[int]] = []
    for level in levels:
        groups: dict[int, list[Waiting]] = {}
        for part in left:
            groups.setdefault(level(part), []).append(part)
        made += [frozenset(part.session for part in group) for group in groups.values() if fills(group)]
        left = [part for part in left if not any(part.session in block for block in made)]
    return tuple(made)


def shown(
    found: Iterable[Block], view: Collection[int], answered: Collection[int], goal: str | None = None
) -> Shown | None:
    """The table of the sessions in view: all blocks that lie wholly in it; None when there is none.

    `answered`: the sessions about which anybody answered. `goal`: that goal's blocks alone.
    """
    here = frozenset(view)
    inside = [block for block in found if block.sessions <= here and goal in {None, block.goal}]
    if not inside:
        return None
    sessions = frozenset[int]().union(*(block.sessions for block in inside))
    by_goal: dict[frozenset[int], dict[str, int]] = {}
    for block in inside:
        goals = by_goal.setdefault(block.sessions, {})
        goals[block.goal] = goals.get(block.goal, 0) + block.answers
    people = sum(max(goals.values()) for goals in by_goal.values())
    return Shown(
        total(block.counts for block in inside), sessions, len((here & frozenset(answered)) - sessions), people
    )


# Figures -----------------------------------------------------------------------------------------------------------


def mean(counts: Counts) -> float | None:
    """The mean of the answers on the scale; None without any."""
    number = given(counts)
    return sum(value * times for value, times in enumerate(counts)) / number if number else None


@lru_cache(maxsize=8192)
def interval(counts: Counts, highest: int, people: int | None = None) -> tuple[float, float] | None:
    """The 95 % score interval of the mean of answers from 1 to `highest`; None without any.

    `people`: how many gave them, when that is fewer: then as if everybody had said the same each time, which is the widest.

    It holds every mean that these answers do not contradict: mu stays when n (mean - mu)² <= z² V(mu), where V(mu) is the variance
    of the most likely distribution over the points of the scale with mean mu. With two points it is Wilson's (E. B. Wilson,
    "Probable inference, the law of succession, and statistical inference", JASA 22, 1927); the most likely distribution is the
    one of A. B. Owen, "Empirical Likelihood", 2001, chapter 2, over all points of the scale, those that nobody chose too. So it
    never leaves the scale and is never without length when all agree. Counted out over every possible outcome, for
    peaked, flat and split distributions, it holds the true mean in at least 91 % of the cases with 5 answers and 94 % with 8; with
    3 in 85 %. Student's t falls under 45 % (the tests count). It takes the answers as a sample of what people say of such sessions.
    """
    number, middle = given(counts) if people is None else people, mean(counts)
    if middle is None:
        return None

    def farthest(end: int) -> float:
        near, far = middle, float(end)
        for _step in range(HALVINGS if near != far else 0):
            trial = (near + far) / 2
            if number * (middle - trial) ** 2 <= Z**2 * _variance(counts, trial, highest):
                near = trial
            else:
                far = trial
        return near

    return farthest(1), farthest(highest)


def _variance(counts: Counts, middle: float, highest: int) -> float:
    """The variance of the most likely distribution over 1 to `highest` with this mean (strictly between the two).

    Its chances are n(v) / n / (1 + tilt (v - mean)); what these leave lies on the far end, which nobody chose.
    """
    number = given(counts)
    answers = [(value - middle, times / number) for value, times in enumerate(counts) if value and times]
    least, most, tilt = 1 / (middle - highest), 1 / (middle - 1), 0.0
    for _step in range(NEWTON):
        pull = sum(share * far / (1 + tilt * far) for far, share in answers)
        if abs(pull) < EXACT:
            break
        least, most = (tilt, most) if pull > 0 else (least, tilt)
        closer = tilt + pull / sum(share * (far / (1 + tilt * far)) ** 2 for far, share in answers)
        tilt = closer if least < closer < most else (least + most) / 2
    chances = [(far, share / (1 + tilt * far)) for far, share in answers]
    end = (1 if tilt > 0 else highest) - middle
    chances.append((end, 1 - sum(chance for _far, chance in chances)))
    return sum(chance * far**2 for far, chance in chances)


def pulled(figures: Sequence[tuple[float, int, float]]) -> list[float]:
    """Means, each pulled to the mean of all by as much as it is uncertain: (mean, answers, sum of squared deviations) each.

    The estimate of H. Bühlmann and E. Straub ("Glaubwürdigkeit für Schadensätze", 1970; as empirical Bayes in B. Efron and C.
    Morris, "Data analysis using Stein's estimator and its generalizations", JASA 70, 1975): M + B(i) (mean(i) - M) with
    B(i) = n(i) / (n(i) + s² / t²). M is the mean of all answers, s² the variance within the groups, pooled, and t² the variance
    between them by the method of moments, never under nothing. Without a difference between the groups that chance does not
    explain (and with one group alone) every estimate is M.
    """
    total_number = sum(number for _mean, number, _squares in figures)
    if not total_number:
        return [middle for middle, _number, _squares in figures]
    overall = sum(middle * number for middle, number, _squares in figures) / total_number
    freedom = total_number - len(figures)
    within = sum(squares for _mean, _number, squares in figures) / freedom if freedom else 0.0
    spread = sum(number * (middle - overall) ** 2 for middle, number, _squares in figures)
    share = total_number - sum(number**2 for _mean, number, _squares in figures) / total_number
    between = max(0.0, (spread - (len(figures) - 1) * within) / share) if share else 0.0
    return [
        overall + (number * between / (number * between + within) if between else 0.0) * (middle - overall)
        for middle, number, _squares in figures
    ]


def squares(counts: Counts) -> float:
    """The squared deviations from the mean, together."""
    middle = mean(counts)
    return 0.0 if middle is None else sum(times * (value - middle) ** 2 for value, times in enumerate(counts) if value)


def student(freedom: int) -> float:
    """The 97.5th percentile of Student's t: a table up to 30 degrees of freedom, beyond that the series in Abramowitz and
    Stegun 26.7.5, to within 0.001."""
    if freedom <= len(T):
        return T[freedom - 1]
    return Z + (Z**3 + Z) / (4 * freedom) + (5 * Z**5 + 16 * Z**3 + 3 * Z) / (96 * freedom**2)


def share_agree(counts: Counts) -> float | None:
    """The share of the answers that agrees (4 or 5 of 5); None without answers."""
    number = given(counts)
    return sum(counts[value] for value in AGREES) / number if number else None


def wilson(agreeing: float, number: int) -> tuple[float, float]:
    """The 95 % interval of a share (E. B. Wilson, 1927): fit for small numbers, never outside 0 to 1."""
    share, square = agreeing / number, Z**2
    middle = (share + square / (2 * number)) / (1 + square / number)
    half = Z * sqrt(share * (1 - share) / number + square / (4 * number**2)) / (1 + square / number)
    return max(0.0, middle - half), min(1.0, middle + half)


def on_scale(value: int, scale: Sequence[int] | range) -> bool:
    """Whether this is an answer that can be given (a true number: True is not 1 here)."""
    return not isinstance(value, bool) and value in scale

"""What may be shown, and what the figures are. Pure: plain numbers in, plain numbers out.

**The threshold.** Every table that is published is a sum of *blocks*: sets of sessions about which at least `threshold` people gave
at least `threshold` answers to that question, made once per question. Whatever one adds or subtracts between published tables is
then a sum of blocks as well, so no difference can reveal a group under the threshold. What does not fill a block on its own is
pooled with what is small beside it (complementary suppression): session → workshop → all workshops together.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

Counts = tuple[int, ...]  # how often each value was given; the index is the value, 0 is "not applicable"
VALUES = 11  # 0 to 10
AGREES = (4, 5)
Z = 1.959963984540054  # the 97.5th percentile of the normal distribution
# the 97.5th percentile of Student's t for 1 to 30 degrees of freedom (any table of the t distribution)
T = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
    2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """The answers to one question about one session: who answered that session's questionnaire, and the counts by goal.

    A question that is not asked per goal has one table, under the empty goal.
    """

    session: int
    workshop: int
    people: frozenset[int]
    tables: Mapping[str, Counts]


@dataclass(frozen=True, slots=True)
class Shown:
    """The published table of one view: its counts, the sessions in it, and the sessions that are pooled elsewhere."""

    counts: Counts
    sessions: frozenset[int]
    left_out: int


def given(counts: Counts) -> int:
    """How many answers lie on the scale: "not applicable" is no answer to the question."""
    return sum(counts[1:])


def total(tables: Iterable[Counts]) -> Counts:
    """The counts of several tables together."""
    return tuple(map(sum, zip((0,) * VALUES, *tables, strict=True)))


def size(cells: Collection[Cell]) -> int:
    """How large the group behind these cells is at least: the people, or the answers when those are fewer.

    Within one workshop each goal has a table of its own, so the goal with the fewest answers counts. Somebody who answered
    about five sessions is still one person.
    """
    if len(cells) == 1:
        (cell,) = cells
        return min(len(cell.people), *map(given, cell.tables.values())) if cell.tables else 0
    people = frozenset[int]().union(*(cell.people for cell in cells))
    within = len({cell.workshop for cell in cells}) == 1
    goals: dict[str, int] = {}
    for cell in cells:
        for goal, counts in cell.tables.items():
            goals[goal if within else ""] = goals.get(goal if within else "", 0) + given(counts)
    return min(len(people), *goals.values()) if goals else 0


def blocks(cells: Iterable[Cell], threshold: int) -> tuple[frozenset[int], ...]:
    """Divide the sessions into blocks that may be published, by session id; empty when even all together are too few."""
    by_workshop: dict[int, list[list[Cell]]] = {}
    for cell in sorted(cells, key=lambda cell: cell.session):
        if any(given(counts) for counts in cell.tables.values()):
            by_workshop.setdefault(cell.workshop, []).append([cell])
    settled: list[list[Cell]] = []
    pending: list[list[Cell]] = []
    for parts in by_workshop.values():
        done, small = _pool(parts, threshold)
        settled += done
        pending += small
    done, _ = _pool(settled + pending, threshold)
    return tuple(frozenset(cell.session for cell in part) for part in done)


def _pool(parts: list[list[Cell]], threshold: int) -> tuple[list[list[Cell]], list[list[Cell]]]:
    """Put the parts that are too small together, and when that is too small still, with the smallest other part."""
    sizes = {id(part): size(part) for part in parts}
    large = [part for part in parts if sizes[id(part)] >= threshold]
    small = [cell for part in parts if sizes[id(part)] < threshold for cell in part]
    if not small:
        return large, []
    if size(small) < threshold:
        if not large:
            return [], [small]
        smallest = min(large, key=lambda part: sizes[id(part)])
        large.remove(smallest)
        small = [*smallest, *small]
    return [*large, small], []


def shown(
    cells: Iterable[Cell], found: Iterable[frozenset[int]], view: Collection[int], goal: str | None = None
) -> Shown | None:
    """The table of the sessions in view: all blocks that lie wholly in it; None when there is none.

    `goal`: that goal's table alone, from the blocks that lie within its own workshop.
    """
    wanted = set(view)
    by_session = {cell.session: cell for cell in cells}
    inside = [block for block in found if block <= wanted]
    if goal is not None:
        inside = [block for block in inside if all(goal in by_session[session].tables for session in block)]
    if not inside:
        return None
    sessions = frozenset[int]().union(*inside)
    tables = [
        counts
        for session in sorted(sessions)
        for key, counts in by_session[session].tables.items()
        if goal is None or key == goal
    ]
    spoken = {s for s in wanted if s in by_session and any(map(given, by_session[s].tables.values()))}
    return Shown(total(tables), sessions, len(spoken - sessions))


# Figures -----------------------------------------------------------------------------------------------------------


def mean(counts: Counts) -> float | None:
    """The mean of the answers on the scale; None without any."""
    number = given(counts)
    return sum(value * times for value, times in enumerate(counts)) / number if number else None


def margin(counts: Counts) -> float | None:
    """Half the width of the 95 % interval of the mean, by Student's t; None with fewer than two answers."""
    number, middle = given(counts), mean(counts)
    if number < 2 or middle is None:
        return None
    squares = sum(times * (value - middle) ** 2 for value, times in enumerate(counts) if value)
    return student(number - 1) * sqrt(squares / (number - 1) / number)


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


def wilson(agreeing: int, number: int) -> tuple[float, float]:
    """The 95 % interval of a share (E. B. Wilson, 1927): fit for small numbers, never outside 0 to 1."""
    share, square = agreeing / number, Z**2
    middle = (share + square / (2 * number)) / (1 + square / number)
    half = Z * sqrt(share * (1 - share) / number + square / (4 * number**2)) / (1 + square / number)
    return max(0.0, middle - half), min(1.0, middle + half)


def on_scale(value: int, scale: Sequence[int] | range) -> bool:
    """Whether this is an answer that can be given (a true number: True is not 1 here)."""
    return not isinstance(value, bool) and value in scale

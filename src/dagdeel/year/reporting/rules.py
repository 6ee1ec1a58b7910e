"""Pure arithmetic of the report. Plain values only."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Attended:
    """Somebody who was at a session: ids, and the minutes that count."""

    session: int
    person: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Turnout:
    """Who came to some sessions: different people, seats that were used, hours together, and the size of the groups."""

    people: int
    attendances: int
    hours: float
    smallest: int
    mean: float
    largest: int


def turnout(rows: Iterable[Attended], sessions: Iterable[int]) -> Turnout:
    """Sums over these held sessions (ids); one to which nobody came counts as a group of nought. Noughts without sessions."""
    groups = dict.fromkeys(sessions, 0)
    people: set[int] = set()
    minutes = 0
    for row in rows:
        if row.session in groups:
            groups[row.session] += 1
            people.add(row.person)
            minutes += row.minutes
    sizes = list(groups.values()) or [0]
    return Turnout(
        len(people), sum(sizes), round(minutes / 60, 1), min(sizes), round(sum(sizes) / len(sizes), 1), max(sizes)
    )


def share(part: int, whole: int) -> float | None:
    """From 0 to 1; None of nothing."""
    return part / whole if whole else None

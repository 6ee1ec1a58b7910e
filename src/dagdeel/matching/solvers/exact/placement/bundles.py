"""A column for every bundle of sessions that is worth enough to a mentor, on top of the columns of the seats."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np

from dagdeel.matching.possible import PlacementFacts, seat_clash
from dagdeel.matching.problem import Mentor, PlacementSession
from dagdeel.matching.solvers.exact.placement.points import Points
from dagdeel.matching.solvers.exact.placement.seats import Seats
from dagdeel.matching.solvers.exact.program import Vector

MOST = 150_000
"""No more columns than this: memory stays far below 1 GiB."""


class TooMany(Exception):
    """More bundles than the program may have."""


class Bundles:
    """Which bundle everybody who could get points has; ``share`` is what a column is worth."""

    def __init__(self, seats: Seats, points: Points, least: Fraction) -> None:
        self.seats = seats
        self.share: dict[int, Fraction] = {}
        self._column: dict[tuple[str, frozenset[str]], int] = {}
        people = [mentor for mentor in seats.part.mentors if mentor.id in points.full]
        chosen = {mentor.id: self._enough(points, mentor, least) for mentor in people}
        for mentor in people:
            inside: dict[str, list[int]] = {}
            columns: list[int] = []
            for bundle in chosen[mentor.id]:
                column = seats.program.column()
                columns.append(column)
                self.share[column] = points.share(mentor.id, bundle)
                self._column[mentor.id, frozenset(bundle)] = column
                for session in bundle:
                    inside.setdefault(session, []).append(column)
            seats.program.row(columns, lower=1, upper=1)
            for session in (s.id for s in seats.facts.open_to[mentor.id] if (mentor.id, s.id) in seats.seat):
                having = inside.get(session, [])
                values = [1, *[-1] * len(having)]
                seats.program.row([seats.seat[mentor.id, session], *having], values, lower=0, upper=0)

    def _enough(self, points: Points, mentor: Mentor, least: Fraction) -> list[tuple[str, ...]]:
        found: list[tuple[str, ...]] = []
        for bundle in bundles(self.seats, points, mentor, least):
            found.append(bundle)
            if len(self.share) + len(found) > MOST:
                raise TooMany
        return found

    def extend(self, solution: Vector) -> Vector:
        """A solution of the seats, with the columns of the bundles set."""
        full = np.zeros(self.seats.program.width)
        full[: len(solution)] = solution
        given = self.seats.settled(solution).given
        for (mentor, bundle), column in self._column.items():
            full[column] = frozenset(given[mentor]) == bundle
        return full


def bundles(seats: Seats, points: Points, mentor: Mentor, least: Fraction) -> Iterator[tuple[str, ...]]:
    """Everything the mentor could have that is worth at least this share, with what is locked."""
    facts = seats.facts
    locked = set(facts.locked.get(mentor.id, ()))
    mine = [s for s in facts.open_to[mentor.id] if (mentor.id, s.id) in seats.seat]
    free = sorted((s for s in mine if s.id not in locked), key=lambda s: -points.of(mentor, s.id))
    worth = [points.of(mentor, s.id) for s in free]
    needed = least * points.full[mentor.id]

    def grow(at: int, chosen: Sequence[PlacementSession], total: int) -> Iterator[tuple[str, ...]]:
        if total >= needed:
            yield tuple(s.id for s in chosen)
        room = mentor.places - len(chosen)
        for number in range(at, len(free)):
            if room <= 0 or total + sum(worth[number : number + room]) < needed:
                return  # what follows is worth no more
            if not any(_clash(facts, free[number], other) for other in chosen):
                yield from grow(number + 1, [*chosen, free[number]], total + worth[number])

    fixed = [s for s in mine if s.id in locked]
    return grow(0, fixed, sum(points.of(mentor, s.id) for s in fixed))


def _clash(facts: PlacementFacts, one: PlacementSession, other: PlacementSession) -> bool:
    return seat_clash(facts.problem, one, other) is not None

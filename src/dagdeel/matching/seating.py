"""A placement being made: who sits where, what a change does to the goals and whether the sizes allow it."""

from collections import Counter
from collections.abc import Mapping, Sequence

from dagdeel.matching.possible import PlacementFacts, seat_clash
from dagdeel.matching.problem import PlacementPlan, PlacementSession
from dagdeel.matching.score import mentor_row

Row = tuple[float, ...]
Bundle = tuple[str, ...]
SMALLEST = 1e-6
MOST_ROWS = 200_000
"""So many rows of goals are remembered: moves are weighed again and again."""


def is_gain(change: Sequence[float]) -> bool:
    """Whether a change of the goals is an improvement: the first goal that moves goes down."""
    return next((part < 0 for part in change if abs(part) > SMALLEST), False)


class Seating:
    """A placement being made. ``rows`` holds each mentor's part of the goals, smaller is better."""

    def __init__(self, facts: PlacementFacts) -> None:
        self.facts = facts
        self.problem = facts.problem
        self.given: dict[str, Bundle] = {mentor.id: () for mentor in self.problem.mentors}
        self.people: dict[str, dict[str, None]] = {session.id: {} for session in self.problem.sessions}
        could = Counter(s.id for m in self.problem.mentors if m.places for s in facts.open_to[m.id])
        self.hopeless = {s.id for s in self.problem.sessions if could[s.id] < s.min} | self.problem.closed
        self.closed = set(self.hopeless)
        self.locked = {name: set(sessions) for name, sessions in facts.locked.items()}
        self.needed = {seat.session for seat in self.problem.locked}
        self._rows: dict[tuple[str, Bundle], Row] = {}

    def row(self, name: str, bundle: Bundle) -> Row:
        key = (name, bundle)
        if (found := self._rows.get(key)) is None:
            if len(self._rows) > MOST_ROWS:
                self._rows.clear()
            found = self._rows[key] = self._row(name, bundle)
        return found

    def _row(self, name: str, bundle: Bundle) -> Row:
        if not self.problem.by_points:
            return mentor_row(self.facts, name, bundle)
        scaled = self.facts.scaled(self.problem.mentor[name], bundle)
        # A sum that punishes the unhappiest most stands in for the minimum: single moves can follow it.
        return (-scaled,) if self.problem.goals == ("utilitarian",) else ((100 - scaled) ** 4, -scaled)

    def set(self, name: str, bundle: Bundle) -> None:
        for session in self.given[name]:
            self.people[session].pop(name, None)
        self.given[name] = bundle
        for session in bundle:
            self.people[session][name] = None

    def room(self, session: str) -> int:
        return 0 if session in self.closed else self.problem.session[session].max - len(self.people[session])

    def spare(self, session: str) -> int:
        return len(self.people[session]) - self.problem.session[session].min

    def total(self) -> Row:
        """All goals at once; the last counts the sessions that run."""
        rows = [self.row(name, bundle) for name, bundle in self.given.items()]
        running = len(self.problem.sessions) - len(self.closed)
        return (*(sum(column) for column in zip(*rows, strict=True)), -running)

    def joining(self, name: str, session: PlacementSession) -> Bundle | None:
        """The mentor's bundle with this session added: what clashes goes, and the least wish too if full.

        None when the mentor is there already or only has locked seats to give up.
        """
        if session.id in self.given[name]:
            return None
        locked = self.locked.get(name, set())
        keep = [
            other
            for other in self.given[name]
            if other in locked or not seat_clash(self.problem, session, self.problem.session[other])
        ]
        if len(keep) >= self.problem.mentor[name].places:
            order = [s.id for s in self.facts.open_to[name]]
            loose = [other for other in keep if other not in locked]
            if not loose:
                return None
            keep.remove(max(loose, key=order.index))
        return (*keep, session.id)

    def too_small(self) -> list[PlacementSession]:
        return [s for s in self.problem.sessions if s.id not in self.closed and self.spare(s.id) < 0]

    def adding(self, name: str, session: PlacementSession) -> bool:
        """Whether the session can be added and nothing has to go for it."""
        bundle = self.joining(name, session)
        return bundle is not None and len(bundle) > len(self.given[name])

    def attempt(self, changes: Mapping[str, Bundle]) -> bool:
        """Apply the new bundles together when every session keeps its size and the goals improve."""
        change: list[float] = []
        for name, bundle in changes.items():
            old, new = self.row(name, self.given[name]), self.row(name, bundle)
            step = [b - a for a, b in zip(old, new, strict=True)]
            change = [a + b for a, b in zip(change, step, strict=True)] if change else step
        if not is_gain(change) or not self._held(changes):
            return False
        for name, bundle in changes.items():
            self.set(name, bundle)
        return True

    def _held(self, changes: Mapping[str, Bundle]) -> bool:
        """Whether every session keeps its size when these people's bundles change together."""
        sizes: Counter[str] = Counter()
        for name, bundle in changes.items():
            sizes.update(bundle)
            sizes.subtract(self.given[name])
        return all(
            (-delta <= self.spare(session)) if delta < 0 else delta <= self.room(session)
            for session, delta in sizes.items()
            if delta
        )

    def plan(self) -> PlacementPlan:
        order = {session.id: at for at, session in enumerate(self.problem.sessions)}
        return PlacementPlan(
            {name: tuple(sorted(bundle, key=order.__getitem__)) for name, bundle in self.given.items()},
            tuple(session.id for session in self.problem.sessions if session.id in self.closed),
        )

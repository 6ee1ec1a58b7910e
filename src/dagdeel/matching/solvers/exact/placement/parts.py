"""A placement falls apart where nobody can visit both: schools without visits are solved on their own."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from dagdeel.matching.possible import PlacementFacts
from dagdeel.matching.problem import Mentor, PlacementPlan, PlacementSession


@dataclass(frozen=True)
class Part:
    """Mentors and the sessions that they, and nobody else, could visit."""

    mentors: tuple[Mentor, ...]
    sessions: tuple[PlacementSession, ...]

    @cached_property
    def ids(self) -> frozenset[str]:
        return frozenset(session.id for session in self.sessions)


@dataclass(frozen=True)
class Settled:
    """What a part comes to: sessions per mentor, and the sessions that do not run."""

    given: Mapping[str, tuple[str, ...]]
    closed: frozenset[str]


@dataclass(frozen=True)
class Division:
    """What there is to decide, in parts that do not touch each other; and what is settled beforehand.

    ``idle``: mentors who can get nothing. ``closed``: sessions that cannot run. ``empty``: those that run with nobody.
    """

    parts: tuple[Part, ...]
    idle: tuple[Mentor, ...]
    closed: frozenset[str]
    empty: frozenset[str]

    def join(self, settled: Sequence[Settled]) -> PlacementPlan:
        """The plan of all parts together."""
        given: dict[str, tuple[str, ...]] = {mentor.id: () for mentor in self.idle}
        closed = set(self.closed)
        for part in settled:
            given |= part.given
            closed |= part.closed
        return PlacementPlan(given, tuple(sorted(closed)))


def divide(facts: PlacementFacts, *, whole: bool = False) -> Division:
    """Apart as far as can be; ``whole`` keeps everything in one part, for goals that are no sums."""
    problem = facts.problem
    could = Counter(s.id for m in problem.mentors if m.places for s in facts.open_to[m.id])
    closed = frozenset(s.id for s in problem.sessions if s.id in problem.closed or could[s.id] < s.min)
    wants = {m.id: [s.id for s in facts.open_to[m.id] if s.id not in closed] for m in problem.mentors if m.places}
    wants = {name: sessions for name, sessions in wants.items() if sessions}
    root = dict.fromkeys((s for sessions in wants.values() for s in sessions), "") if whole else _roots(wants)
    members: dict[str, tuple[list[Mentor], list[PlacementSession]]] = {}
    for session in problem.sessions:
        if session.id in root:
            members.setdefault(root[session.id], ([], []))[1].append(session)
    for mentor in problem.mentors:
        if mentor.id in wants:
            members[root[wants[mentor.id][0]]][0].append(mentor)
    return Division(
        tuple(Part(tuple(mentors), tuple(sessions)) for mentors, sessions in members.values()),
        tuple(mentor for mentor in problem.mentors if mentor.id not in wants),
        closed,
        frozenset(s.id for s in problem.sessions if s.id not in root and s.id not in closed),
    )


def _roots(wants: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Per session the one that stands for all that hang together with it."""
    parent: dict[str, str] = {}

    def root_of(name: str) -> str:
        parent.setdefault(name, name)
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for sessions in wants.values():
        first = root_of(sessions[0])
        for other in sessions[1:]:
            parent[root_of(other)] = first
    return {name: root_of(name) for name in list(parent)}

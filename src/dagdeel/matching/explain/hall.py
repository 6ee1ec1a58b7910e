"""Why no trainer is left: an alternating search from a session that nobody gives.

Sessions and trainers' half-days are a network: a session takes a half-day of a trainer, a half-day a place in the
trainer's week, a week a place in the trainer's year. The plan is a flow in it. From an uncovered session the search
follows what could be given instead, and what that would free; when it ends without finding room, the sessions it
saw can only be given by the trainers it saw, who together may give one fewer. The days between sessions of one
school are not in the network: where only they stand in the way, the search finds room.
"""

from collections import Counter, deque
from dataclasses import dataclass, field

from dagdeel.matching.board import Board
from dagdeel.matching.problem import Assignment
from dagdeel.matching.problem.half_days import week_of


@dataclass(frozen=True)
class Limit:
    """How many of the sessions a trainer may give: by the year's maximum, or by weeks and half-days."""

    trainer: str
    may: int
    yearly: bool


@dataclass(frozen=True)
class HallSet:
    """``sessions`` can only be given by the trainers in ``limits``, who may give one fewer together."""

    sessions: tuple[str, ...]
    limits: tuple[Limit, ...]

    @property
    def may(self) -> int:
        return sum(limit.may for limit in self.limits)


def hall_set(board: Board, session: str) -> HallSet | None:
    """The smallest set with this session that cannot all be given, in the sense that without any one of its
    sessions the others could; None when trainers leave room for it."""
    return _Search(board).run(session)


Node = tuple[str, str] | tuple[str, tuple[int, int]] | tuple[str]
"""A trainer's half-day, week or year."""


@dataclass
class _Search:
    board: Board
    sessions: dict[str, None] = field(default_factory=dict)
    nodes: dict[Node, None] = field(default_factory=dict)
    there: dict[Node, list[str]] = field(default_factory=dict)
    waiting: deque[str] = field(default_factory=deque)

    def __post_init__(self) -> None:
        for name, given in self.board.placed.items():
            for node in _nodes(given):
                self.there.setdefault(node, []).append(name)

    def run(self, session: str) -> HallSet | None:
        self._see(session)
        while self.waiting:
            for option in self.board.facts.options[self.waiting.popleft()]:
                if self._room(option):
                    return None
        return HallSet(tuple(self.sessions), tuple(self._limits()))

    def _see(self, session: str) -> None:
        if session not in self.sessions:
            self.sessions[session] = None
            self.waiting.append(session)

    def _room(self, option: Assignment) -> bool:
        """Whether this can be given without anybody giving way; if not, see who could."""
        for node in _nodes(option):
            if node in self.nodes:
                return False
            self.nodes[node] = None
            there = self.there.get(node, ())
            if len(there) >= self._most(node):
                for other in there:
                    self._see(other)
                return False
        return True

    def _most(self, node: Node) -> int:
        if len(node) == 1:
            return self.board.problem.trainer[node[0]].maximum
        return 1 if isinstance(node[1], str) else self.board.problem.rules.per_week

    def _limits(self) -> list[Limit]:
        """Per trainer what the widest nodes seen let through: the year, else its weeks, else its half-days."""
        may: Counter[str] = Counter()
        for node in self.nodes:
            may[node[0]] += 0 if any(wider in self.nodes for wider in _wider(node)) else self._most(node)
        return [Limit(trainer, count, (trainer,) in self.nodes) for trainer, count in may.items()]


def _nodes(option: Assignment) -> tuple[Node, Node, Node]:
    """From narrow to wide: what a session given so takes a place in."""
    return (option.trainer, option.slot), (option.trainer, week_of(option.slot)), (option.trainer,)


def _wider(node: Node) -> tuple[Node, ...]:
    if len(node) == 1:
        return ()
    year = (node[0],)
    return ((node[0], week_of(node[1])), year) if isinstance(node[1], str) else (year,)

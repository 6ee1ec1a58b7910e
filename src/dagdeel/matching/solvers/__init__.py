"""What an engine is, and which there are. An engine proposes; the judge and the score decide."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Generic, Protocol, TypeVar

from dagdeel.matching.possible import PlacementFacts, TimetableFacts
from dagdeel.matching.problem import PlacementPlan, TimetablePlan
from dagdeel.matching.problem.goals import TOLERANCE

P = TypeVar("P", PlacementPlan, TimetablePlan)

DEFAULT_ENGINE = "exact"


class NoPlan(Exception):
    """The engine found no plan that keeps the locks; the text says what stood in the way.

    ``proven``: there is none, rather than that none was found.
    """

    def __init__(self, text: str, *, proven: bool = False) -> None:
        super().__init__(text)
        self.proven = proven


@dataclass(frozen=True)
class Progress:
    """Where an engine is: a goal, its value so far, its bound if known, and seconds since the start."""

    goal: str
    value: float
    bound: float | None
    seconds: float

    @property
    def proven(self) -> bool:
        """Whether the value meets its bound: this goal cannot get better, given the goals before it."""
        return self.bound is not None and abs(self.value - self.bound) <= TOLERANCE


def _nobody(_: Progress) -> None:
    """Nobody listens."""


@dataclass(frozen=True)
class Brief:
    """How an engine is asked to work. ``deadline`` is on the clock of ``time.monotonic``."""

    seed: int = 0
    deadline: float = float("inf")
    cancel: Callable[[], bool] = lambda: False
    progress: Callable[[Progress], None] = _nobody
    started: float = field(default_factory=time.monotonic)
    tolerance: Mapping[str, float] = field(default_factory=dict)
    """Per goal by which part of its value it may be worse for the sake of later goals; 0 where not given."""

    def stop(self) -> bool:
        """Whether to hand in the best plan so far, now."""
        return self.cancel() or time.monotonic() >= self.deadline

    def tell(self, goal: str, value: float, bound: float | None = None) -> None:
        self.progress(Progress(goal, value, bound, time.monotonic() - self.started))


@dataclass(frozen=True)
class Answer(Generic[P]):
    """A plan that breaks no rule, and per goal name a bound in the sense of ``Goal.bound``, if known."""

    plan: P
    bounds: Mapping[str, float]


class Engine(Protocol):
    """Solves both problems. Same input and seed, same plan, unless the deadline or a cancel cuts in.

    ``start`` is a plan without violations; the answer is never worse than it. Raises NoPlan.
    """

    def place(self, facts: PlacementFacts, start: PlacementPlan | None, brief: Brief) -> Answer[PlacementPlan]: ...

    def schedule(self, facts: TimetableFacts, start: TimetablePlan | None, brief: Brief) -> Answer[TimetablePlan]: ...


def engine_named(name: str) -> Engine:
    """The engine of that name; raises ValueError that lists the names there are, or says what it needs."""
    engines: dict[str, Callable[[], Engine]] = {"greedy": _greedy, "exact": _exact, "cross": _cross}
    if name not in engines:
        raise ValueError(f"there is no engine {name!r}; there are: {', '.join(sorted(engines))}")
    return engines[name]()


def _greedy() -> Engine:
    from dagdeel.matching.solvers.greedy import Greedy

    return Greedy()


def _exact() -> Engine:
    from dagdeel.matching.solvers.exact import Exact

    return Exact()


def _cross() -> Engine:
    if find_spec("ortools") is None:
        raise ValueError("engine 'cross' checks the others and needs ortools, which is not installed")
    from dagdeel.matching.solvers.cross import Cross

    return Cross()

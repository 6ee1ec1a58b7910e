"""A goal with its value, what is known to be unreachable beyond, and whether that settles it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dagdeel.matching.problem.fields import Field

TOLERANCE = 1e-6
"""Goals in points are fractions; everything else is compared exactly by it too."""

MAXIMISED = frozenset({"open_sessions", "utilitarian", "egalitarian"})
"""These goals are better when larger; all others when smaller."""


@dataclass(frozen=True)
class Goal:
    """One goal of a plan.

    ``bound``: no plan that is at least as good on every earlier goal has a better value than this (None: not
    known). ``proven``: the value equals the bound and all earlier goals are proven, so it cannot be improved.
    """

    name: str
    value: float
    bound: float | None = None
    proven: bool = False

    def to_json(self) -> dict[str, object]:
        return {"name": self.name, "value": self.value, "bound": self.bound, "proven": self.proven}


def settle(values: Sequence[tuple[str, float]], bounds: Sequence[float | None]) -> tuple[Goal, ...]:
    """Goals in order; one is proven when it meets its bound and nothing before it is open."""
    goals: list[Goal] = []
    so_far = True
    for (name, value), bound in zip(values, bounds, strict=True):
        so_far = so_far and bound is not None and abs(value - bound) <= TOLERANCE
        goals.append(Goal(name, value, bound, so_far))
    return tuple(goals)


def ranked(values: Sequence[tuple[str, float]]) -> tuple[float, ...]:
    """The values as a tuple in which smaller is better, for comparing two plans of one problem.

    Fractions are rounded to six digits, so that two equal plans do not differ by the order of an addition.
    """
    return tuple(round(-value if name in MAXIMISED else value, 6) for name, value in values)


def read_goal(field: Field) -> Goal:
    field.only("name", "value", "bound", "proven")
    bound = field.get("bound")
    return Goal(
        field.get("name").text(),
        field.get("value").number(most=math.inf),
        None if bound.missing else bound.number(most=math.inf),
        field.get("proven").flag(),
    )

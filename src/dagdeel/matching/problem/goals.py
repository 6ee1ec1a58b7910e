"""A goal with its value, what is known to be unreachable beyond, and whether that settles it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dagdeel.matching.problem.fields import Field

TOLERANCE = 1e-6
"""Goals in points are fractions; everything else is compared exactly by it too."""

HUGE = 10**30
"""No goal gets there with the largest numbers of the largest problem."""

MAXIMISED = ("open_sessions", "utilitarian", "egalitarian", "leximin_")
"""Goals whose names begin so are better when larger; all others when smaller."""


@dataclass(frozen=True)
class Goal:
    """One goal of a plan.

    ``bound``: no plan that is at least as good on every earlier goal has a better value than this (None: not
    known). ``proven``: the value equals the bound and all earlier goals are proven, so it cannot be improved.
    ``tolerance``: the part of its bound by which it may be worse, for the sake of later goals, and still count
    as met; "as good" above is meant within it.
    """

    name: str
    value: float
    bound: float | None = None
    proven: bool = False
    tolerance: float = 0.0

    def to_json(self) -> dict[str, object]:
        return {
            "name": self.name,
            "value": self.value,
            "bound": self.bound,
            "proven": self.proven,
            "tolerance": self.tolerance,
        }


def settle(
    values: Sequence[tuple[str, float]], bounds: Sequence[float | None], tolerance: Mapping[str, float]
) -> tuple[Goal, ...]:
    """Goals in order; one is proven when it meets its bound and nothing before it is open."""
    goals: list[Goal] = []
    so_far = True
    for (name, value), bound in zip(values, bounds, strict=True):
        allowed = tolerance.get(name, 0.0)
        so_far = so_far and bound is not None and abs(value - bound) <= allowed * abs(bound) + TOLERANCE
        goals.append(Goal(name, value, bound, so_far, allowed))
    return tuple(goals)


def is_maximised(name: str) -> bool:
    return name.startswith(MAXIMISED)


def ranked(values: Sequence[tuple[str, float]]) -> tuple[float, ...]:
    """The values as a tuple in which smaller is better, for comparing two plans of one problem.

    Fractions are rounded to six digits, so that two equal plans do not differ by the order of an addition.
    """
    return tuple(round(-value if is_maximised(name) else value, 6) for name, value in values)


def read_goal(field: Field) -> Goal:
    """A goal that a plan states. Whether it is right is for the judge."""
    field.only("name", "value", "bound", "proven", "tolerance")
    bound, tolerance = field.get("bound"), field.get("tolerance")
    return Goal(
        field.get("name").text(),
        field.get("value").number(least=-HUGE, most=HUGE),
        None if bound.missing else bound.number(least=-HUGE, most=HUGE),
        field.get("proven").flag(),
        0.0 if tolerance.missing else read_share(tolerance),
    )


def read_tolerance(field: Field, is_goal: Callable[[str], bool]) -> dict[str, float]:
    """Per goal the part by which it may be worse for the sake of later goals."""
    found: dict[str, float] = {}
    for name, share in () if field.missing else field.items():
        if not is_goal(name):
            raise share.refuse("is not a goal of this problem")
        found[name] = read_share(share)
    return found


def read_share(field: Field) -> float:
    """0.01 and "1%" are the same."""
    if isinstance(field.value, str):
        match = re.fullmatch(r"([0-9]{1,3}(?:\.[0-9]{1,9})?)\s?%", field.text())
        if match is None or float(match[1]) > 100:
            raise field.refuse('must be a part of 1 or a percentage up to 100%, such as 0.01 or "1%"')
        return float(match[1]) / 100
    return float(field.number(most=1))

"""Pure rules of long work: how long a worker may be silent, how often a job is begun, and how far it is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

PULSE: Final = 1.0  # seconds between two looks of a running job at its row: so long a cancel takes at most
ATTEMPTS: Final = 3  # so often a job is begun; then the machine or the work is at fault, and somebody has to look
HANGS: Final = timedelta(minutes=15)  # a job that waits so long has no worker
EQUAL: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Goal:
    """How far one goal is: its value, and the bound beyond which no answer can come (None: not known yet)."""

    name: str
    value: float
    bound: float | None = None
    proven: bool = False


def told(progress: Mapping[str, Any], goal: str, value: float, bound: float | None, seconds: float) -> dict[str, Any]:
    """The progress with this news in it; goals keep the order in which they were first told."""
    goals: dict[str, Any] = {item["name"]: item for item in progress.get("goals", ())}
    goals[goal] = {"name": goal, "value": value, "bound": bound}
    return {**progress, "goals": list(goals.values()), "seconds": round(seconds, 1)}


def goals(progress: Mapping[str, Any]) -> tuple[Goal, ...]:
    """The goals told so far. One is proven when its value meets its bound and every goal before it is proven."""
    found: list[Goal] = []
    so_far = True
    for item in progress.get("goals", ()):
        value, bound = item["value"], item["bound"]
        so_far = so_far and bound is not None and abs(value - bound) <= EQUAL
        found.append(Goal(item["name"], value, bound, so_far))
    return tuple(found)


def proven(found: Iterable[Goal]) -> int:
    """How many goals are settled."""
    return sum(goal.proven for goal in found)

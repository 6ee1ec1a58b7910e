"""The heaviest set of sessions that one person could visit: different workshops on different half-days."""

from collections.abc import Sequence

SMALLEST = 1e-9

Choice = tuple[str, str, float]
"""Workshop, half-day, weight."""


def heaviest(choices: Sequence[Choice], most: int) -> float:
    """The weight of the heaviest ``most`` choices or fewer, no workshop and no half-day twice."""
    if len({c[0] for c in choices}) == len({c[1] for c in choices}) == len(choices):
        return sum(sorted((weight for _, _, weight in choices), reverse=True)[:most])
    weight: dict[tuple[str, str], float] = {}
    for workshop, slot, value in choices:
        weight[workshop, slot] = max(value, weight.get((workshop, slot), 0))
    taken: dict[str, str] = {}  # half-day to the workshop on it
    for _ in range(most):
        path = _best_path(weight, taken)
        if path is None:
            break
        taken |= {slot: workshop for workshop, slot in path}
    return sum(weight[workshop, slot] for slot, workshop in taken.items())


def _best_path(weight: dict[tuple[str, str], float], taken: dict[str, str]) -> list[tuple[str, str]] | None:
    """The changes that add one choice and the most weight (a longest path, by Bellman and Ford), or None.

    A workshop that is taken moves to another half-day, whose workshop moves on, until a half-day was free.
    """
    at = {workshop: slot for slot, workshop in taken.items()}
    gain: dict[str, float] = {}  # per half-day, when the path ends there
    came: dict[str, tuple[str, str | None]] = {}  # per half-day: the workshop put there, from which half-day
    for (workshop, slot), value in weight.items():
        if workshop not in at and value > gain.get(slot, -1):
            gain[slot], came[slot] = value, (workshop, None)
    changed = True
    while changed:
        changed = False
        for (workshop, slot), value in weight.items():
            here = at.get(workshop)
            if here is None or here == slot or here not in gain:
                continue
            moved = gain[here] - weight[workshop, here] + value
            if moved > gain.get(slot, -1.0) + SMALLEST:
                gain[slot], came[slot] = moved, (workshop, here)
                changed = True
    free = [slot for slot in gain if slot not in taken]
    end: str | None = max(free, key=gain.__getitem__, default=None)
    if end is None or gain[end] <= SMALLEST:
        return None
    path = []
    while end is not None:
        workshop, before = came[end]
        path.append((workshop, end))
        end = before
    return path

"""A draw that the seed decides and the order of the input does not: who stands first where plans tie."""

from collections.abc import Mapping
from dataclasses import replace
from hashlib import blake2b

from dagdeel.matching.problem import PlacementPlan, PlacementProblem


def lot(seed: int, name: str) -> bytes:
    """What this name draws: the same in every process and for every order of the input."""
    return blake2b(f"{seed} {name}".encode(), digest_size=8).digest()


def drawn(problem: PlacementProblem, seed: int) -> PlacementProblem:
    """The same problem with everything in the order of the draw, so that no engine can favour who comes first."""

    def by_lot(name: str) -> tuple[bytes, str]:
        return lot(seed, name), name

    points = problem.by_points
    return replace(
        problem,
        mentors=tuple(
            replace(m, points=_sorted(m.points)) if points else m
            for m in sorted(problem.mentors, key=lambda m: by_lot(m.id))
        ),
        sessions=tuple(sorted(problem.sessions, key=lambda s: by_lot(s.id))),
        locked=tuple(sorted(problem.locked, key=lambda seat: (by_lot(seat.mentor), seat.session))),
        conflicts=tuple(sorted((min(pair), max(pair)) for pair in problem.conflicts)),
    )


def in_order_of(problem: PlacementProblem, plan: PlacementPlan) -> PlacementPlan:
    """A plan for the drawn problem, in the order of the problem that was asked."""
    at = {session.id: number for number, session in enumerate(problem.sessions)}
    return replace(
        plan,
        placements={m.id: tuple(sorted(plan.placements.get(m.id, ()), key=at.__getitem__)) for m in problem.mentors},
        closed=tuple(sorted(set(plan.closed), key=at.__getitem__)),
    )


def _sorted(points: Mapping[str, float] | None) -> dict[str, float]:
    return dict(sorted((points or {}).items()))

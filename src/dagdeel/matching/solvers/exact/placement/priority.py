"""Ties: where plans are equally good on every goal, people of a higher priority come first."""

import numpy as np

from dagdeel.matching.solvers.exact.lexicographic import Aim
from dagdeel.matching.solvers.exact.placement.seats import Seats


def priority_aims(seats: Seats) -> list[Aim]:
    """One for every priority above the lowest, the highest first: what its people get is worth the most.

    By points that is the sum of their scaled points; by ranking K + 1 - rank per seat, with K the longest ranking.
    """
    facts = seats.facts
    levels = sorted({mentor.priority for mentor in seats.part.mentors}, reverse=True)
    costs = {level: np.zeros(seats.program.width) for level in levels[:-1]}
    for (name, session), column in seats.seat.items():
        mentor = facts.problem.mentor[name]
        if mentor.priority in costs:
            worth = facts.worst_rank + 1 - facts.rank(name, session) if mentor.points is None else 0.0
            costs[mentor.priority][column] = -(worth or facts.scaled(mentor, (session,)))
    return [
        Aim(f"priority {level}", cost, step=0.0 if facts.problem.by_points else 1.0) for level, cost in costs.items()
    ]

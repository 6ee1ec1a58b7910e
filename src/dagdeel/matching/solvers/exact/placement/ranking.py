"""The goals of a placement by ranking, each as costs over the columns of a part."""

import numpy as np

from dagdeel.matching.score import goal_names
from dagdeel.matching.solvers.exact.lexicographic import Aim
from dagdeel.matching.solvers.exact.placement.ladder import Step
from dagdeel.matching.solvers.exact.placement.seats import Seats


def ranking_steps(seats: Seats) -> list[Step]:
    """The goals in order; their values are those of the judge's score for the mentors and sessions of the part."""
    facts, mentors, width = seats.facts, seats.part.mentors, seats.program.width
    costs = {name: np.zeros(width) for name in goal_names(facts)}
    asked = sum(facts.demand[mentor.id] for mentor in mentors)
    for (mentor, session), column in seats.seat.items():
        costs["shortfall"][column] = -1
        for rank in range(2, facts.rank(mentor, session) + 1):
            costs[f"seats_at_rank_{rank}"][column] = 1
    first_timers = {mentor.id for mentor in mentors if mentor.first_time}
    for mentor, (column, _) in seats.happy.items():
        costs["without_liked"][column] = -1
        if mentor in first_timers:
            costs["first_timers_without_liked"][column] = -1
    for column in seats.runs.values():
        costs["open_sessions"][column] = -1
    constants = {"shortfall": asked, "first_timers_without_liked": len(first_timers), "without_liked": len(mentors)}
    found: list[Step] = []
    for name, cost in costs.items():
        most = constants.get(name, asked)
        aim = Aim(name, cost, constants.get(name, 0), 1.0)
        running = len(seats.runs)
        found.append(Step(aim, -running, running + 1, -1) if name == "open_sessions" else Step(aim, 0, most + 1))
    return found

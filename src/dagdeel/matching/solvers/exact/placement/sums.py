"""Placement by goals that are sums over people and sessions: every part is solved on its own."""

import time
from collections.abc import Sequence
from dataclasses import replace

from dagdeel.matching.possible import PlacementFacts
from dagdeel.matching.problem import PlacementPlan
from dagdeel.matching.solvers import Brief
from dagdeel.matching.solvers.exact.lexicographic import Course, Reached, pursue
from dagdeel.matching.solvers.exact.placement.ladder import Ladder, ladders
from dagdeel.matching.solvers.exact.placement.parts import Settled, divide
from dagdeel.matching.solvers.exact.placement.points import Points
from dagdeel.matching.solvers.exact.placement.priority import priority_aims
from dagdeel.matching.solvers.exact.placement.ranking import ranking_steps
from dagdeel.matching.solvers.exact.placement.seats import Seats
from dagdeel.matching.solvers.exact.placement.tally import Found, Tally
from dagdeel.matching.solvers.exact.program import Vector


def place_by_sums(facts: PlacementFacts, begin: PlacementPlan | None, brief: Brief) -> Found:
    """Goals by ranking, or the sum of points. A tolerance is for all together, so then there is one part."""
    division = divide(facts, whole=bool(brief.tolerance))
    tally = Tally(facts, division, begin)
    solved: list[Settled] = []
    for at, part in enumerate(division.parts):
        seats = Seats(facts, part, brief.seed)
        steps = ranking_steps(seats) if not facts.problem.by_points else [Points(facts).sum_step(seats)]
        groups = ladders(steps, together=not brief.tolerance)
        share = _share(brief, [len(other.mentors) for other in division.parts[at:]])
        start = None if begin is None else seats.vector(begin)
        aims = [group.aim() for group in groups] + priority_aims(seats)
        heard = tally.listening(share, groups, start)
        course = pursue(seats.program, aims, heard, start=start, finish=seats.finish)
        if course.solution is None:
            return Found(None, impossible=course.infeasible)
        tally.add(steps, _reached(groups, course, course.solution))
        solved.append(seats.settled(course.solution))
    return Found(division.join(solved), tally.bounds())


def _share(brief: Brief, sizes: Sequence[int]) -> Brief:
    """The first of these parts may take its share of the time that is left, by size."""
    now = time.monotonic()
    return replace(brief, deadline=now + (brief.deadline - now) * sizes[0] / sum(sizes))


def _reached(groups: Sequence[Ladder], course: Course, solution: Vector) -> dict[str, Reached]:
    found: dict[str, Reached] = {}
    for group in groups:
        if (reached := course.reached.get(group.aim().name)) is not None:
            found |= group.reached(solution, reached)
    return found

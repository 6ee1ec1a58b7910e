"""Timetables to proof: a small one in one go, a large one with half-days given only where they matter."""

from dagdeel.matching.possible import TimetableFacts
from dagdeel.matching.problem import TimetablePlan
from dagdeel.matching.solvers import Answer, Brief
from dagdeel.matching.solvers.exact.timetable.full import schedule_in_one_go
from dagdeel.matching.solvers.exact.timetable.lazy import schedule_in_rounds
from dagdeel.matching.solvers.greedy import Greedy

FULL = 500
"""Up to so many ways to give the sessions, about a school, are looked at all together."""
MOST_WAYS = 4_000_000
"""More than this take more memory than there is: then greedy answers."""


def schedule(facts: TimetableFacts, start: TimetablePlan | None, brief: Brief) -> Answer[TimetablePlan]:
    """The best plan found, with what is known of each goal; never worse than ``start``. Raises NoPlan."""
    ways = sum(map(len, facts.options.values()))
    if ways <= FULL:
        return schedule_in_one_go(facts, start, brief)
    if ways <= MOST_WAYS:
        return schedule_in_rounds(facts, start, brief)
    return Greedy().schedule(facts, start, brief)

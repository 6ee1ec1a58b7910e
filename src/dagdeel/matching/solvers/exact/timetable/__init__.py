"""Timetables to proof: half-days given only where they matter, and all ways in one go where that leaves a goal open."""

from dagdeel.matching.possible import TimetableFacts
from dagdeel.matching.problem import TimetablePlan, TimetableProblem
from dagdeel.matching.problem.goals import settle
from dagdeel.matching.score import timetable_score
from dagdeel.matching.solvers import Answer, Brief
from dagdeel.matching.solvers.exact.timetable.full import schedule_in_one_go
from dagdeel.matching.solvers.exact.timetable.lazy import schedule_in_rounds
from dagdeel.matching.solvers.greedy import Greedy

FULL = 20_000
"""Up to so many ways to give the sessions can be looked at all together."""
MOST_WAYS = 4_000_000
"""More than this take more memory than there is: then greedy answers."""


def schedule(facts: TimetableFacts, start: TimetablePlan | None, brief: Brief) -> Answer[TimetablePlan]:
    """The best plan found, with what is known of each goal; never worse than ``start``. Raises NoPlan."""
    ways = sum(map(len, facts.options.values()))
    if ways > MOST_WAYS:
        return Greedy().schedule(facts, start, brief)
    answer = schedule_in_rounds(facts, start, brief)
    if ways > FULL or brief.stop() or _is_proven(facts.problem, answer):
        return answer
    return schedule_in_one_go(facts, answer.plan, brief)


def _is_proven(problem: TimetableProblem, answer: Answer[TimetablePlan]) -> bool:
    values = timetable_score(problem, answer.plan)
    goals = settle(values, [answer.bounds.get(name) for name, _ in values], problem.tolerance)
    return all(goal.proven for goal in goals)

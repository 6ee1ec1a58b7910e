"""The greedy engine: what a careful person does, then one move at a time while it helps."""

from dagdeel.matching.possible import PlacementFacts, TimetableFacts
from dagdeel.matching.problem import PlacementPlan, TimetablePlan
from dagdeel.matching.problem.goals import ranked
from dagdeel.matching.score import placement_score, timetable_score
from dagdeel.matching.solvers import Answer, Brief
from dagdeel.matching.solvers.bounds import placement_bounds, timetable_bounds
from dagdeel.matching.solvers.greedy.placement import fill_seats
from dagdeel.matching.solvers.greedy.timetable import fill_board
from dagdeel.matching.solvers.lottery import drawn, in_order_of


class Greedy:
    """Quick and never wrong about the rules; optimal only where a bound happens to prove it."""

    def place(self, facts: PlacementFacts, start: PlacementPlan | None, brief: Brief) -> Answer[PlacementPlan]:
        plan = in_order_of(facts.problem, fill_seats(PlacementFacts(drawn(facts.problem, brief.seed)), start, brief))
        values = placement_score(facts, plan)
        if start is not None and ranked(placement_score(facts, start)) <= ranked(values):
            plan, values = start, placement_score(facts, start)
        return Answer(plan, placement_bounds(facts, dict(values), brief))

    def schedule(self, facts: TimetableFacts, start: TimetablePlan | None, brief: Brief) -> Answer[TimetablePlan]:
        plan = fill_board(facts, start, brief)
        values = timetable_score(facts.problem, plan)
        if start is not None and ranked(timetable_score(facts.problem, start)) <= ranked(values):
            plan, values = start, timetable_score(facts.problem, start)
        return Answer(plan, timetable_bounds(facts, dict(values)))

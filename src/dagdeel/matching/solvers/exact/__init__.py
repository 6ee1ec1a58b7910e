"""The exact engine: both puzzles solved to proof with HiGHS, goal after goal."""

from dagdeel.matching.possible import PlacementFacts, TimetableFacts
from dagdeel.matching.problem import PlacementPlan, TimetablePlan
from dagdeel.matching.solvers import Answer, Brief


class Exact:
    """Every goal at its best and proven, if time allows; else the best so far, with true bounds."""

    def place(self, facts: PlacementFacts, start: PlacementPlan | None, brief: Brief) -> Answer[PlacementPlan]:
        from dagdeel.matching.solvers.exact.placement import place

        return place(facts, start, brief)

    def schedule(self, facts: TimetableFacts, start: TimetablePlan | None, brief: Brief) -> Answer[TimetablePlan]:
        from dagdeel.matching.solvers.exact.timetable import schedule

        return schedule(facts, start, brief)

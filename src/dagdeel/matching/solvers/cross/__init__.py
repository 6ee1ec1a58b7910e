"""The second engine: CP-SAT with models of its own, to hold every "proven" of the exact engine against.

It needs ``ortools``, which only a development installation has.
"""

from dagdeel.matching.possible import PlacementFacts, TimetableFacts
from dagdeel.matching.problem import PlacementPlan, TimetablePlan
from dagdeel.matching.solvers import Answer, Brief


class Cross:
    """Exact as well, slower, and written apart: its models share no code with those of the exact engine."""

    def place(self, facts: PlacementFacts, start: PlacementPlan | None, brief: Brief) -> Answer[PlacementPlan]:
        from dagdeel.matching.solvers.cross.placement import place

        return place(facts, start, brief)

    def schedule(self, facts: TimetableFacts, start: TimetablePlan | None, brief: Brief) -> Answer[TimetablePlan]:
        from dagdeel.matching.solvers.cross.timetable import schedule

        return schedule(facts, start, brief)

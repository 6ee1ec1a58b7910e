"""Why the plan is as it is: per session its trainer and half-day, per mentor the wishes not given."""

from dagdeel.matching.explain.placement import explain_placement
from dagdeel.matching.explain.reasons import Explanation, Language, Reason
from dagdeel.matching.explain.timetable import explain_timetable
from dagdeel.matching.problem import (
    PlacementPlan,
    PlacementProblem,
    Plan,
    Problem,
    TimetablePlan,
    TimetableProblem,
)

__all__ = ["Explanation", "Language", "Reason", "explain"]


def explain(problem: Problem, plan: Plan) -> tuple[Explanation, ...]:
    """Explanations in the order of the problem; the plan must break no rule (see ``check.violations``)."""
    if isinstance(problem, PlacementProblem) and isinstance(plan, PlacementPlan):
        return explain_placement(problem, plan)
    if isinstance(problem, TimetableProblem) and isinstance(plan, TimetablePlan):
        return explain_timetable(problem, plan)
    raise TypeError("the plan is of another kind than the problem")

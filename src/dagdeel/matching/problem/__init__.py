"""Problems and plans as frozen values, and their JSON."""

import json
from collections.abc import Mapping

from dagdeel.matching.problem.fields import BadProblem, Field, parse_json
from dagdeel.matching.problem.goals import Goal, read_tolerance
from dagdeel.matching.problem.placement import (
    Mentor,
    PlacementPlan,
    PlacementProblem,
    PlacementSession,
    Seat,
    is_goal,
    read_placement,
    read_placement_plan,
)
from dagdeel.matching.problem.timetable import (
    GOALS,
    Assignment,
    Pin,
    Rules,
    School,
    Session,
    TimetablePlan,
    TimetableProblem,
    Trainer,
    read_timetable,
    read_timetable_plan,
)

Problem = PlacementProblem | TimetableProblem
Plan = PlacementPlan | TimetablePlan

__all__ = [
    "Assignment",
    "BadProblem",
    "Goal",
    "Mentor",
    "Pin",
    "PlacementPlan",
    "PlacementProblem",
    "PlacementSession",
    "Plan",
    "Problem",
    "Rules",
    "School",
    "Seat",
    "Session",
    "TimetablePlan",
    "TimetableProblem",
    "Trainer",
    "plan_from_json",
    "problem_from_json",
    "read_plan",
    "read_problem",
    "tolerance_of",
    "write",
]


def read_problem(text: str | bytes) -> Problem:
    """The problem in a JSON text; raises BadProblem."""
    return problem_from_json(parse_json(text))


def problem_from_json(value: object) -> Problem:
    """The problem in a parsed JSON value; raises BadProblem."""
    top = Field(value, "")
    kind = top.get("kind")
    match kind.value:
        case "placement":
            return read_placement(top)
        case "timetable":
            return read_timetable(top)
    raise kind.refuse('must be "placement" or "timetable"')


def read_plan(text: str | bytes) -> Plan:
    """The plan in a JSON text, of either kind; raises BadProblem."""
    return plan_from_json(parse_json(text))


def plan_from_json(value: object) -> Plan:
    """The plan in a parsed JSON value: with placements or with assignments; raises BadProblem."""
    top = Field(value, "")
    if "placements" in top.mapping():
        return read_placement_plan(top)
    if "assignments" in top.mapping():
        return read_timetable_plan(top)
    raise top.refuse("a plan has placements or assignments; this has neither")


def tolerance_of(problem: Problem, shares: Mapping[str, object]) -> dict[str, float]:
    """Tolerances given beside a problem, as they would be read in it; raises BadProblem."""
    goals = problem.goals if isinstance(problem, PlacementProblem) else None
    return read_tolerance(
        Field(dict(shares), "tolerance"), lambda name: name in GOALS if goals is None else is_goal(name, goals)
    )


def write(value: Problem | Plan) -> str:
    """The JSON text, in the order of the input, so that a stored problem can be compared byte by byte."""
    return json.dumps(value.to_json(), ensure_ascii=False, indent=1, allow_nan=False) + "\n"

"""A timetable in one go: every way to give a session is a column, and the goals are pursued one after another."""

from collections.abc import Mapping

from dagdeel.matching.possible import TimetableFacts
from dagdeel.matching.problem import TimetablePlan, TimetableProblem
from dagdeel.matching.problem.goals import ranked
from dagdeel.matching.score import timetable_score
from dagdeel.matching.solvers import Answer, Brief
from dagdeel.matching.solvers.exact.lexicographic import pursue
from dagdeel.matching.solvers.exact.timetable.model import Model
from dagdeel.matching.solvers.greedy import Greedy


def schedule_in_one_go(facts: TimetableFacts, start: TimetablePlan | None, brief: Brief) -> Answer[TimetablePlan]:
    """The best plan found; never worse than ``start`` and than greedy."""
    first = Greedy().schedule(facts, start, brief)
    if brief.stop():
        return first
    model = Model(facts, brief.seed)
    course = pursue(model.program, model.aims(), brief, start=model.vector(first.plan), finish=model.finish)
    plan = first.plan if course.solution is None else model.plan(course.solution)
    problem = facts.problem
    if not brief.tolerance and ranked(timetable_score(problem, plan)) > ranked(timetable_score(problem, first.plan)):
        plan = first.plan
    known = {name: reached.bound for name, reached in course.reached.items()}
    rest = _still_true(first, plan, problem, known)
    return Answer(plan, {**rest, **known})


def _still_true(
    first: Answer[TimetablePlan], plan: TimetablePlan, problem: TimetableProblem, known: Mapping[str, float]
) -> dict[str, float]:
    """Greedy's bounds of the goals that were not reached: they hold while the goals before have greedy's values."""
    before, after = timetable_score(problem, first.plan), timetable_score(problem, plan)
    found: dict[str, float] = {}
    for (name, value), (_, now) in zip(before, after, strict=True):
        if name in first.bounds:
            found[name] = first.bounds[name]
        if value != now:
            break
    return {name: bound for name, bound in found.items() if name not in known}

"""Timetables with CP-SAT: written from the rules of the docs, beside the exact engine and not from it."""

from collections import defaultdict
from datetime import date
from itertools import combinations, pairwise

from ortools.sat.python import cp_model

from dagdeel.matching.possible import TimetableFacts
from dagdeel.matching.problem import Assignment, TimetablePlan, TimetableProblem
from dagdeel.matching.score import RATHER_NOT
from dagdeel.matching.solvers import Answer, Brief, NoPlan
from dagdeel.matching.solvers.cross.goals import Sum, pursue

Given = dict[tuple[str, Assignment], cp_model.IntVar]


def schedule(facts: TimetableFacts, start: TimetablePlan | None, brief: Brief) -> Answer[TimetablePlan]:
    """The best plan; raises NoPlan when the locks cannot hold together."""
    problem, model = facts.problem, cp_model.CpModel()
    given: Given = {
        (name, option): model.new_bool_var("") for name, options in facts.options.items() for option in options
    }
    missed = {session.id: model.new_bool_var("") for session in problem.sessions}
    for name, miss in missed.items():
        model.add_exactly_one([miss, *(x for (other, _), x in given.items() if other == name)])
        pin = problem.pin.get(name)
        if pin is not None and pin.assignment is not None:
            model.add(miss == 0)
    _rules(model, problem, given)
    solver, bounds = pursue(model, _goals(model, problem, given, missed), brief)
    if solver is None:
        raise NoPlan("the locks cannot hold together")
    plan = {name: option for (name, option), x in given.items() if solver.value(x)}
    return Answer(TimetablePlan(plan, tuple(name for name in missed if name not in plan)), bounds)


def _day(slot: str) -> date:
    return date.fromisoformat(slot[:10])


def _rules(model: cp_model.CpModel, problem: TimetableProblem, given: Given) -> None:
    half_day, week, year = (defaultdict[tuple[object, ...], list[cp_model.IntVar]](list) for _ in range(3))
    for (_, option), x in given.items():
        half_day[option.trainer, option.slot].append(x)
        week[option.trainer, *_day(option.slot).isocalendar()[:2]].append(x)
        year[(option.trainer,)].append(x)
    for together in half_day.values():
        model.add_at_most_one(together)
    for together in week.values():
        model.add(sum(together) <= problem.rules.per_week)
    for (trainer,), together in year.items():
        model.add(sum(together) <= problem.trainer[str(trainer)].maximum)
    _spacing(model, problem, given)
    _touched(model, problem, given)


def _spacing(model: cp_model.CpModel, problem: TimetableProblem, given: Given) -> None:
    """Of two dates of a school that lie too close one is used at most, and once, unless it is a study day."""
    if problem.rules.spacing_days == 0:
        return
    on: defaultdict[tuple[str, date], list[cp_model.IntVar]] = defaultdict(list)
    for (name, option), x in given.items():
        on[problem.session[name].school, _day(option.slot)].append(x)
    used = {key: model.new_bool_var("") for key in on}
    for (school, day), together in on.items():
        model.add_max_equality(used[school, day], together)
        if day.isoformat() not in problem.school[school].study_days:
            model.add_at_most_one(together)
    for one, other in combinations(used, 2):
        if one[0] == other[0] and abs((one[1] - other[1]).days) < problem.rules.spacing_days:
            model.add_bool_or([used[one].negated(), used[other].negated()])


def _touched(model: cp_model.CpModel, problem: TimetableProblem, given: Given) -> None:
    if problem.rules.most_touched is None or problem.previous is None:
        return
    marks = {trainer.id: model.new_bool_var("") for trainer in problem.trainers}
    for (name, option), x in given.items():
        if problem.previous.get(name) != option:
            model.add_implication(x, marks[option.trainer])
    model.add(sum(marks.values()) <= problem.rules.most_touched)


def _goals(
    model: cp_model.CpModel, problem: TimetableProblem, given: Given, missed: dict[str, cp_model.IntVar]
) -> dict[str, Sum]:
    goals: dict[str, Sum] = {"uncovered": [(miss, 1) for miss in missed.values()]}
    if (before := problem.previous) is not None:
        goals["disruption"] = [
            (x, 3 * (before[n].slot != o.slot) + (before[n].trainer != o.trainer))
            for (n, o), x in given.items()
            if n in before
        ]
    session, trainer, school = problem.session, problem.trainer, problem.school
    top = problem.rules.quality_top
    goals["quality_loss"] = [(x, top - trainer[o.trainer].quality[session[n].workshop]) for (n, o), x in given.items()]
    load: list[tuple[cp_model.IntVar, float]] = []
    for one in problem.trainers:
        mine = [x for (_, o), x in given.items() if o.trainer == one.id]
        steps = [model.new_bool_var("") for _ in range(min(one.maximum, len(mine)))]
        model.add(sum(mine) == sum(steps))
        for one_step, next_step in pairwise(steps):
            model.add_implication(next_step, one_step)
        load += [(step, round(100 * (2 * k - 1) / one.maximum)) for k, step in enumerate(steps, 1)]
    goals["load"] = load
    goals["km"] = [(x, problem.km(session[n], o.trainer)) for (n, o), x in given.items()]
    goals["slot_cost"] = [
        (x, school[session[n].school].slots[o.slot] + RATHER_NOT * (o.slot in trainer[o.trainer].rather_not))
        for (n, o), x in given.items()
    ]
    return goals

"""The rules and goals of a timetable as a whole program: a column per session, trainer and half-day that go together.

Sessions may stay uncovered, unless a lock gives them trainer and half-day. The load is convex, so one column a step of it, filled
from the cheapest on, says what it costs. Of the half-days of a school that lie closer together than the spacing one is used; a
study day counts once, however many sessions it has.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np

from dagdeel.matching.possible import TimetableFacts
from dagdeel.matching.problem import Assignment, TimetablePlan
from dagdeel.matching.problem.half_days import date_of, day_of, week_of
from dagdeel.matching.score import disruption, load_step, quality_loss, slot_cost
from dagdeel.matching.solvers.exact.lexicographic import Aim
from dagdeel.matching.solvers.exact.program import Program, Vector
from dagdeel.matching.solvers.exact.timetable.steps import step_of

Way = tuple[str, Assignment]


class Model:
    """Columns, in this order: whether each session is uncovered; the ways; the steps of each trainer's load; then which study
    days of a school are used, and which trainers are touched."""

    def __init__(self, facts: TimetableFacts, seed: int) -> None:
        self.problem = facts.problem
        self.program = Program(seed=seed)
        self.names = [session.id for session in self.problem.sessions]
        self.ways: list[Way] = [(name, option) for name in self.names for option in facts.options[name]]
        self.program.columns(len(self.names))
        self.first = self.program.width
        self.program.columns(len(self.ways))
        self.used: dict[tuple[str, str], int] = {}
        self.touching: dict[str, int] = {}
        self._cover()
        self._load()
        self._trainers()
        self._schools()
        self._touched()

    # Rules

    def _numbers(self, ways: Iterable[int]) -> list[int]:
        return [self.first + way for way in ways]

    def _cover(self) -> None:
        of: defaultdict[str, list[int]] = defaultdict(list)
        for number, (name, _) in enumerate(self.ways):
            of[name].append(number)
        pins = self.problem.pin
        for at, name in enumerate(self.names):
            self.program.row([at, *self._numbers(of[name])], lower=1.0, upper=1.0)
            if name in pins and pins[name].assignment is not None:
                self.program.set_bounds([at], [0.0], [0.0])

    def _load(self) -> None:
        of: defaultdict[str, list[int]] = defaultdict(list)
        for number, (_, option) in enumerate(self.ways):
            of[option.trainer].append(number)
        self.steps: list[tuple[int, int, int]] = []  # column, maximum of the trainer, which step
        for trainer in self.problem.trainers:
            mine = of[trainer.id]
            most = min(trainer.maximum, len({self.ways[way][0] for way in mine}))
            steps = self.program.columns(most, whole=False)
            self.steps += [(column, trainer.maximum, k) for k, column in enumerate(steps, 1)]
            if mine:
                columns = [*self._numbers(mine), *steps]
                values = [1.0] * len(mine) + [-1.0] * len(steps)
                self.program.row(columns, values, lower=0.0, upper=0.0)

    def _trainers(self) -> None:
        half_days: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        weeks: defaultdict[tuple[str, tuple[int, int]], list[int]] = defaultdict(list)
        for number, (_, option) in enumerate(self.ways):
            half_days[option.trainer, option.slot].append(number)
            weeks[option.trainer, week_of(option.slot)].append(number)
        for mine in half_days.values():
            if len(mine) > 1:
                self.program.row(self._numbers(mine), upper=1.0)
        for mine in weeks.values():
            if len({self.ways[way][1].slot for way in mine}) > self.problem.rules.per_week:
                self.program.row(self._numbers(mine), upper=float(self.problem.rules.per_week))

    def _schools(self) -> None:
        if self.problem.rules.spacing_days == 0:
            return
        of: defaultdict[str, list[int]] = defaultdict(list)
        for number, (name, _) in enumerate(self.ways):
            of[self.problem.session[name].school].append(number)
        for school, mine in of.items():
            self._school(school, mine)

    def _school(self, school: str, mine: Sequence[int]) -> None:
        study = self.problem.school[school].study_days
        by_day: defaultdict[int, list[int]] = defaultdict(list)
        for way in mine:
            slot = self.ways[way][1].slot
            if date_of(slot) in study:
                marked = self._mark(school, way)
                if marked not in by_day[day_of(slot)]:
                    by_day[day_of(slot)].append(marked)
            else:
                by_day[day_of(slot)].append(self.first + way)
        days, last = sorted(by_day), -1
        for day in days:
            inside = [other for other in days if day <= other < day + self.problem.rules.spacing_days]
            columns = [column for other in inside for column in by_day[other]]
            if inside[-1] > last and len(columns) > 1:
                last = inside[-1]
                self.program.row(columns, upper=1.0)

    def _mark(self, school: str, way: int) -> int:
        """The column that says that the study day of this way is used."""
        day = date_of(self.ways[way][1].slot)
        if (school, day) not in self.used:
            self.used[school, day] = self.program.column()
        self.program.row([self.first + way, self.used[school, day]], [1.0, -1.0], upper=0.0)
        return self.used[school, day]

    def _touched(self) -> None:
        """How many trainers may be given what was not theirs."""
        most, before = self.problem.rules.most_touched, self.problem.previous
        if most is None or before is None:
            return
        for number, (name, option) in enumerate(self.ways):
            if before.get(name) != option:
                column = self.touching.setdefault(option.trainer, -1)
                if column < 0:
                    column = self.touching[option.trainer] = self.program.column()
                self.program.row([self.first + number, column], [1.0, -1.0], upper=0.0)
        if self.touching:
            self.program.row(list(self.touching.values()), upper=float(most))

    # Goals

    def aims(self) -> list[Aim]:
        """The goals in order."""
        problem = self.problem
        uncovered, load = np.zeros(self.program.width), np.zeros(self.program.width)
        uncovered[: self.first] = 1.0
        for column, maximum, k in self.steps:
            load[column] = load_step(maximum, k)
        session, trainer = problem.session, problem.trainer
        found = [Aim("uncovered", uncovered, step=1.0)]
        if problem.previous is not None:
            found.append(self._aim("disruption", [disruption(problem, session[n], o) for n, o in self.ways]))
        loss = [quality_loss(problem, session[n], trainer[o.trainer]) for n, o in self.ways]
        km = [problem.km(session[n], o.trainer) for n, o in self.ways]
        cost = [slot_cost(problem, session[n], trainer[o.trainer], o.slot) for n, o in self.ways]
        found += [self._aim("quality_loss", loss), Aim("load", load, step=1.0)]
        return [*found, self._aim("km", km), self._aim("slot_cost", cost)]

    def _aim(self, name: str, costs: Sequence[float]) -> Aim:
        spread = np.zeros(self.program.width)
        spread[self.first : self.first + len(self.ways)] = costs
        return Aim(name, spread, step=step_of(np.array(costs, dtype=np.float64)))

    # Plans

    @cached_property
    def _number(self) -> dict[Way, int]:
        return {way: number for number, way in enumerate(self.ways)}

    def vector(self, plan: TimetablePlan) -> Vector:
        """A plan as a solution of the program."""
        found = np.zeros(self.program.width)
        given: defaultdict[str, int] = defaultdict(int)
        before = self.problem.previous or {}
        for at, name in enumerate(self.names):
            option = plan.assignments.get(name)
            if option is None:
                found[at] = 1.0
                continue
            found[self.first + self._number[name, option]] = 1.0
            given[option.trainer] += 1
            mark = self.used.get((self.problem.session[name].school, date_of(option.slot)))
            for column in (mark, self.touching.get(option.trainer) if before.get(name) != option else None):
                if column is not None:
                    found[column] = 1.0
        trainers = [(trainer.id, trainer.maximum) for trainer in self.problem.trainers]
        left = iter(self.steps)
        for name, _ in trainers:
            for _ in range(self._most[name]):
                column, _maximum, k = next(left)
                found[column] = float(k <= given[name])
        return found

    @cached_property
    def _most(self) -> dict[str, int]:
        sessions: defaultdict[str, set[str]] = defaultdict(set)
        for name, option in self.ways:
            sessions[option.trainer].add(name)
        return {t.id: min(t.maximum, len(sessions[t.id])) for t in self.problem.trainers}

    def finish(self, solution: Vector) -> Vector:
        """The same solution, free of the tolerances it was found with."""
        return self.vector(self.plan(solution))

    def plan(self, solution: Vector) -> TimetablePlan:
        """The plan that a solution says."""
        chosen = np.flatnonzero(solution[self.first : self.first + len(self.ways)] > 0.5)
        given = dict(self.ways[way] for way in chosen)
        ordered = {name: given[name] for name in self.names if name in given}
        return TimetablePlan(ordered, tuple(name for name in self.names if name not in given))

"""Placement with CP-SAT: a Boolean per mentor and session, goal after goal. Slow, and written apart from ``exact``.

Of the package it uses what defines the goals (demand and full points) and greedy's plan to begin with; the rules
are written here once more.
"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from threading import Event, Thread

from ortools.sat.python import cp_model

from dagdeel.matching.check import violations
from dagdeel.matching.possible import PlacementFacts
from dagdeel.matching.problem import Mentor, PlacementPlan, PlacementSession
from dagdeel.matching.problem.goals import ranked
from dagdeel.matching.score import goal_names, placement_score
from dagdeel.matching.solvers import Answer, Brief, NoPlan
from dagdeel.matching.solvers.bounds import placement_bounds
from dagdeel.matching.solvers.greedy import Greedy

FINEST = 10**12
"""No more parts of a person's full points: CP-SAT counts in whole numbers of 64 bits."""


def place(facts: PlacementFacts, start: PlacementPlan | None, brief: Brief) -> Answer[PlacementPlan]:
    """The best plan in the time there is; raises NoPlan."""
    try:
        begin: PlacementPlan | None = Greedy().place(facts, start, brief).plan
    except NoPlan:
        begin = None
    model = _Model(facts)
    bounds = model.pursue(begin, brief)
    plans = [plan for plan in (model.plan, begin) if plan is not None and not violations(facts.problem, plan)]
    if not plans:
        raise NoPlan("no placement that keeps the locks was found")
    best = plans[0] if brief.tolerance else min(plans, key=lambda plan: ranked(placement_score(facts, plan)))
    return Answer(best, placement_bounds(facts, dict(placement_score(facts, best)), brief) | bounds)


@dataclass(frozen=True)
class _Goal:
    """What is maximised; a bound of it is ``constant + scale · bound`` of the goal."""

    name: str
    terms: cp_model.LinearExprT
    constant: float = 0
    scale: float = 1


@dataclass
class _Model:
    facts: PlacementFacts
    plan: PlacementPlan | None = None
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)

    def __post_init__(self) -> None:
        problem, model = self.facts.problem, self.model
        self.runs = {s.id: model.new_bool_var(f"{s.id} runs") for s in problem.sessions}
        self.visits = {
            (m.id, s.id): model.new_bool_var(f"{m.id} visits {s.id}")
            for m in problem.mentors
            for s in problem.sessions
            if _may_visit(m, s)
        }
        for mentor in problem.mentors:
            self._add_rules_of(mentor)
        for session in problem.sessions:
            guests = [seat for (_, name), seat in self.visits.items() if name == session.id]
            model.add(sum(guests) >= session.min).only_enforce_if(self.runs[session.id])
            model.add(sum(guests) <= session.max * self.runs[session.id])
        for name in problem.closed:
            model.add(self.runs[name] == 0)
        for lock in problem.locked:
            seat = self.visits.get((lock.mentor, lock.session))
            model.add_bool_or([seat] if seat is not None else [])

    def _add_rules_of(self, mentor: Mentor) -> None:
        mine = [s for s in self.facts.problem.sessions if (mentor.id, s.id) in self.visits]
        self.model.add(sum(self.visits[mentor.id, s.id] for s in mine) <= mentor.places)
        pairs = {frozenset(pair) for pair in self.facts.problem.conflicts}
        for at, one in enumerate(mine):
            for other in mine[at + 1 :]:
                if one.workshop == other.workshop or one.slot == other.slot or {one.id, other.id} in pairs:
                    self.model.add_at_most_one(self.visits[mentor.id, one.id], self.visits[mentor.id, other.id])

    # Goals

    def goals(self) -> Iterable[_Goal]:
        if self.facts.problem.goals == ("leximin",):
            return self._levels()
        return self._by_points() if self.facts.problem.by_points else self._by_ranking()

    def _by_ranking(self) -> Iterable[_Goal]:
        mentors = self.facts.problem.mentors
        yield _Goal("shortfall", sum(self.visits.values()), sum(self.facts.demand.values()), -1)
        served = {m.id: self._served(m) for m in mentors}
        first = [m for m in mentors if m.first_time]
        yield _Goal("first_timers_without_liked", sum(served[m.id] for m in first), len(first), -1)
        yield _Goal("without_liked", sum(served.values()), len(mentors), -1)
        for rank in range(self.facts.worst_rank, 1, -1):
            worse = [
                seat
                for (name, session), seat in self.visits.items()
                if self.facts.problem.mentor[name].ranking.index(self.facts.problem.session[session].workshop)
                >= rank - 1
            ]
            yield _Goal(f"seats_at_rank_{rank}", -sum(worse), 0, -1)
        yield _Goal("open_sessions", sum(self.runs.values()))

    def _served(self, mentor: Mentor) -> cp_model.IntVar:
        """Whether this mentor gets a liked workshop."""
        served = self.model.new_bool_var(f"{mentor.id} gets a liked workshop")
        workshop_of = {s.id: s.workshop for s in self.facts.problem.sessions}
        liked = [v for (name, s), v in self.visits.items() if name == mentor.id and workshop_of[s] in mentor.liked]
        self.model.add_bool_or(liked).only_enforce_if(served)
        return served

    def _points(self) -> dict[str, tuple[cp_model.LinearExprT, int]]:
        """Per mentor who could get any: points received and at best, as whole numbers."""
        found: dict[str, tuple[cp_model.LinearExprT, int]] = {}
        for mentor in self.facts.problem.mentors:
            given = {s: Fraction(str(p)) for s, p in (mentor.points or {}).items()}
            whole = lcm(*(p.denominator for p in given.values()))
            terms = [int(given[s] * whole) * v for (name, s), v in self.visits.items() if name == mentor.id]
            full = round(self.facts.full_points[mentor.id] * whole)
            if full > 0:
                found[mentor.id] = (sum(terms), full)
        return found

    def _by_points(self) -> Iterable[_Goal]:
        points = self._points()
        parts = lcm(*(full for _, full in points.values()))
        if parts > FINEST:
            raise NoPlan("these points are too fine for the engine that checks the others")
        if "egalitarian" in self.facts.problem.goals:
            least = self.model.new_int_var(0, parts if points else 0, "the least of all")
            for received, full in points.values():
                self.model.add(least <= received * (parts // full))
            yield _Goal("egalitarian", least, 0, 100 / parts)
        total = sum(received * (parts // full) for received, full in points.values())
        yield _Goal("utilitarian", total, 0, 100 / parts)

    def _levels(self) -> Iterable[_Goal]:
        """For every share that occurs, from below: as many people as can be who reach it."""
        points = self._points()
        shares = sorted({share for name, (_, full) in points.items() for share in self._shares(name, full)})
        for share in shares[1:]:
            reach = []
            for name, (received, full) in points.items():
                reaches = self.model.new_bool_var(f"{name} reaches {share}")
                needed = share * full
                self.model.add(received >= -(-needed.numerator // needed.denominator)).only_enforce_if(reaches)
                reach.append(reaches)
            yield _Goal(str(share), sum(reach))

    def _shares(self, name: str, full: int) -> set[Fraction]:
        sums = {Fraction(0)}
        given = self.facts.problem.mentor[name].points or {}
        best = Fraction(str(self.facts.full_points[name]))
        for value in given.values():
            sums |= {found + Fraction(str(value)) for found in sums}
        return {found / best for found in sums if found <= best}

    # Solving

    def pursue(self, begin: PlacementPlan | None, brief: Brief) -> dict[str, float]:
        """Goal after goal; the bounds per goal of the score."""
        bounds: dict[str, float] = {}
        levels: list[tuple[str, int, bool]] = []
        if begin is not None:
            self._hint(begin)
        goals = list(self.goals())
        for goal in goals:
            if brief.stop():
                break
            solver = cp_model.CpSolver()
            solver.parameters.num_workers = 1
            solver.parameters.random_seed = brief.seed % 2**31
            solver.parameters.max_time_in_seconds = max(0.0, min(1e6, brief.deadline - time.monotonic()))
            self.model.maximize(goal.terms)
            status = _solve(solver, self.model, brief)
            if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
                break
            value, bound = round(solver.objective_value), round(solver.best_objective_bound)
            self.plan = self._plan(solver)
            self._hint(self.plan)
            bounds[goal.name] = round(goal.constant + goal.scale * bound, 6)
            levels.append((goal.name, value, value == bound))
            brief.tell(goal.name, goal.constant + goal.scale * value, bounds[goal.name])
            share = Fraction(str(brief.tolerance.get(goal.name, 0.0)))
            worst = goal.constant + goal.scale * value
            give = abs(Fraction(worst) * share / Fraction(goal.scale))
            self.model.add(goal.terms >= value - int(give))
        if self.facts.problem.goals == ("leximin",):
            return self._row(levels, finished=len(levels) == len(goals))
        return bounds

    def _row(self, levels: list[tuple[str, int, bool]], *, finished: bool) -> dict[str, float]:
        """Bounds for everybody from the least happy up, from how many reach each share."""
        names = goal_names(self.facts)
        row: list[float] = []
        reached = Fraction(0)
        for name, count, proven in levels:
            if not proven:
                finished = False
                break
            row += [round(float(100 * reached), 6)] * (len(names) - count - len(row))
            reached = Fraction(name)
        if finished:
            row += [round(float(100 * reached), 6)] * (len(names) - len(row))
        return dict(zip(names, row, strict=False))

    def _hint(self, plan: PlacementPlan) -> None:
        self.model.clear_hints()  # type: ignore[no-untyped-call]  # ortools ships no types for it
        for (mentor, session), seat in self.visits.items():
            self.model.add_hint(seat, session in plan.placements[mentor])
        for session, runs in self.runs.items():
            self.model.add_hint(runs, session not in plan.closed)

    def _plan(self, solver: cp_model.CpSolver) -> PlacementPlan:
        given: Mapping[str, list[str]] = {mentor.id: [] for mentor in self.facts.problem.mentors}
        for session in self.facts.problem.sessions:
            for mentor in self.facts.problem.mentors:
                seat = self.visits.get((mentor.id, session.id))
                if seat is not None and solver.boolean_value(seat):
                    given[mentor.id].append(session.id)
        closed = tuple(name for name, runs in self.runs.items() if not solver.boolean_value(runs))
        return PlacementPlan({name: tuple(sessions) for name, sessions in given.items()}, closed)


def _solve(solver: cp_model.CpSolver, model: cp_model.CpModel, brief: Brief) -> cp_model.CpSolverStatus:
    """Solve, and stop soon after a cancel."""
    done = Event()

    def watch() -> None:
        while not done.wait(0.05):
            if brief.cancel():
                solver.stop_search()

    watcher = Thread(target=watch, daemon=True)
    watcher.start()
    try:
        return solver.solve(model)
    finally:
        done.set()
        watcher.join()


def _may_visit(mentor: Mentor, session: PlacementSession) -> bool:
    wished = session.workshop in mentor.ranking if mentor.points is None else session.id in mentor.points
    near = mentor.schools is None or session.school in mentor.schools
    return wished and near and session.workshop not in mentor.done and session.slot not in mentor.blocked

"""A relaxation of a timetable, one goal after another: what each goal is at least, and which ways could reach that.

Each goal is first solved as a linear program over few ways; the values of its rows tell which others have to enter.
If the solution is not whole, the ways that could be part of a better whole one are searched. Then everything that no
solution of that value can have is fixed, so that the next goal looks at little.
"""

from bisect import bisect_left
from dataclasses import dataclass

import numpy as np

from dagdeel.matching.solvers import Brief
from dagdeel.matching.solvers.exact.lexicographic import CLOSE, Aim
from dagdeel.matching.solvers.exact.program import Outcome, Status
from dagdeel.matching.solvers.exact.timetable.lazy.rows import Rows
from dagdeel.matching.solvers.exact.timetable.lazy.table import Flags, Ids, Table, Vector
from dagdeel.matching.solvers.exact.timetable.lazy.ways import Ways, first_of_each

NARROW = 4
"""About so many ways a session are searched first."""
ENTERING = 4
"""So many ways a session enter at once."""
NOISE = 1e-9
LATE = frozenset({"km", "slot_cost"})
"""Goals for which the goals before have left few ways."""


class Stopped(Exception):
    """Time is up, somebody cancelled, or HiGHS gave up."""


class Missed(Exception):
    """A value that was taken on trust cannot be reached."""


@dataclass(frozen=True)
class Level:
    """What a relaxation says of one goal. ``bound`` holds for its whole solutions, ``floor`` is that of the linear
    program, above which ``excess`` says what using a way costs at least."""

    goal: str
    value: float
    allowed: float
    """The value within which later goals look."""
    bound: float
    floor: float
    excess: Vector


class Relaxation:
    """Goals are settled in order, each among the solutions that are best on those before."""

    def __init__(self, table: Table, ways: Ways, brief: Brief, first: Ids) -> None:
        self.table, self.ways, self.brief = table, ways, brief
        self.model = Rows(table, ways, brief.seed)
        self.program = self.model.program
        self.alive: Flags = np.ones(len(ways), dtype=np.bool_)
        self.levels: list[Level] = []
        self.held: dict[str, int | None] = {}
        """Goals whose value fixing alone does not keep, and the row that keeps it, if it takes one."""
        self.solution: Vector = np.zeros(0)
        self.known = False
        """Whether ``solution`` is whole."""
        self.low = np.zeros(self.program.width)
        self.high = np.concatenate([~table.fixed, np.ones(self.program.width - len(table.fixed))]).astype(np.float64)
        self._enter(first)

    def prepare(self) -> Vector:
        """Let the ways enter that matter for the first goals together; each alone would leave too much open.

        Returns what using each way costs, roughly.
        """
        return self._continuous("rough")[1]

    def begin(self, chosen: Ids) -> None:
        """Ways that keep every rule together, to be improved upon."""
        self._enter(chosen[~self.model.has()[chosen]])
        self.solution, self.known = self.model.solution(chosen), True

    def settle(self, goal: str, *, search: bool = True) -> Level:
        """The goal's least value, given the goals before; raises Stopped, and Missed.

        Without ``search`` the smallest value that the linear program leaves open is taken on trust; a later search
        that finds a solution proves it, and one that finds that there is none raises Missed.
        """
        last = self.solution if self.known else None
        if goal in LATE:
            self.program.forget()
        floor, excess, outcome = self._continuous(goal)
        assert outcome.solution is not None
        bound = max(floor, self._raised(goal, floor))
        highest = np.inf if last is None else float(self.model.spread(goal)[: len(last)] @ last)
        if self._is_whole(outcome.solution):
            highest = self._keep(goal, outcome.solution)
        elif highest > bound + CLOSE:
            if search:
                highest, bound = self._search(goal, floor, excess, last)
            else:
                highest, self.known = bound, False
        level = self._note(goal, highest, bound, floor, excess)
        self._fix(level, outcome)
        return level

    def _note(self, goal: str, value: float, bound: float, floor: float, excess: Vector) -> Level:
        allowed = value + abs(value) * self.brief.tolerance.get(goal, 0.0)
        self.levels.append(Level(goal, value, allowed, bound, floor, excess))
        return self.levels[-1]

    def leeway(self, goal: str) -> float:
        """How much worse than the bound of the linear program a goal may be."""
        return next((level.allowed - level.floor for level in self.levels if level.goal == goal), 0.0) + CLOSE

    def inherit(self, other: "Relaxation") -> None:
        """Look only at solutions that are as good as those of ``other`` on every goal that it settled."""
        shared = len(self.table.school) + len(self.model.step_cost)
        self.low[:shared], self.high[:shared] = other.low[:shared], other.high[:shared]
        self.program.set_bounds(range(shared), self.low[:shared], self.high[:shared])
        for level in other.levels:
            if level.goal in other.held:
                self._hold(level)

    def chosen(self) -> Ids:
        """The ways of the last solution, in order."""
        used = np.flatnonzero(self.solution[self.model.first :] > 0.5)
        return np.sort(self.model.entered[used])

    # Continuous

    def _continuous(self, goal: str) -> tuple[float, Vector, Outcome]:
        """Bound, and what each way costs above what the rows are worth; all ways considered."""
        model, costs = self.model, self._costs(goal)
        while True:
            self.program.minimise(model.spread(goal))
            outcome = self._solve()
            assert outcome.duals is not None
            excess = costs - model.prices(outcome.duals) - self._charged(outcome.duals)
            missing = self.alive & ~model.has()
            cheap = missing & (excess < -CLOSE)
            if not cheap.any():
                break
            ways = np.flatnonzero(cheap)
            self._enter(ways[first_of_each(self.ways.session[ways], excess[ways], ENTERING)])
        least = np.zeros(len(self.table.school))
        np.minimum.at(least, self.ways.session[missing], excess[missing])
        return outcome.bound + float(least.sum()), excess, outcome

    def _charged(self, duals: Vector) -> Vector:
        """What the rows that hold earlier goals charge each way."""
        found = np.zeros(len(self.ways))
        for goal, row in self.held.items():
            if row is not None:
                found += duals[bisect_left(self.program.rows, row)] * self._costs(goal)
        return found

    def _costs(self, goal: str) -> Vector:
        if goal in {"uncovered", "load"}:
            return np.zeros(len(self.ways))
        return self.ways.costs("quality_loss" if goal == "rough" else goal)

    def _solve(self) -> Outcome:
        outcome = self.program.solve(self.brief.deadline, self.brief.cancel, entered=True)
        if outcome.status is Status.INFEASIBLE:
            raise Missed
        if outcome.status is not Status.OPTIMAL:
            raise Stopped
        return outcome

    # Whole

    def _keep(self, goal: str, solution: Vector) -> float:
        """Take over a whole solution, free of the tolerances it was found with; returns its value."""
        used = np.flatnonzero(solution[self.model.first :] > 0.5)
        self.solution, self.known = self.model.solution(self.model.entered[used]), True
        return float(self.model.spread(goal) @ self.solution)

    def _is_whole(self, solution: Vector) -> bool:
        part = solution[self.model.first :]
        return bool(np.all(np.abs(part - np.round(part)) <= CLOSE))

    def _search(self, goal: str, floor: float, excess: Vector, last: Vector | None) -> tuple[float, float]:
        """The least whole value and its bound: among ways little above the floor, then further as far as it takes."""
        highest = np.inf if last is None else float(self.model.spread(goal)[: len(last)] @ last)
        basis, order = self.program.basis(), np.sort(excess[self.alive])
        count, bound = NARROW * len(self.table.school), max(floor, self._raised(goal, floor))
        while highest > bound + CLOSE:
            width = min(float(order[min(len(order) - 1, count)]), highest - floor)
            outcome = self._within(goal, excess, width, last)
            if outcome.solution is not None and outcome.value < highest - CLOSE:
                highest = self._keep(goal, outcome.solution)
                last = self.solution
            if outcome.status is Status.STOPPED:
                bound = max(bound, min(self._raised(goal, outcome.bound), floor + width, highest))
                self._note(goal, highest, bound, floor, excess)
                raise Stopped
            if highest <= floor + width + CLOSE:
                bound = highest
            elif width >= order[-1] - CLOSE:
                if highest == np.inf:
                    raise Missed
                bound = highest
            count = 4 * count if highest == np.inf else len(order)
        self.program.set_basis(basis)
        return highest, bound

    def _within(self, goal: str, excess: Vector, width: float, last: Vector | None) -> Outcome:
        """The least value with ways up to ``width`` above the floor."""
        model, program = self.model, self.program
        self._enter(np.flatnonzero(self.alive & ~model.has() & (excess <= width + CLOSE)))
        columns = np.arange(model.first, program.width)
        high = np.where(excess[model.entered] <= width + CLOSE, self.high[columns], self.low[columns])
        program.minimise(model.spread(goal))
        program.set_bounds(columns.tolist(), self.low[columns], high)
        program.set_whole(columns.tolist())
        if last is not None:
            program.start(np.append(last, np.zeros(program.width - len(last))))
        outcome = program.solve(self.brief.deadline, self.brief.cancel)
        program.set_whole(columns.tolist(), False)
        program.set_bounds(columns.tolist(), self.low[columns], self.high[columns])
        return outcome

    # Fixing

    def _fix(self, level: Level, outcome: Outcome) -> None:
        """Only what can be part of a solution with this value stays."""
        assert outcome.reduced is not None
        assert outcome.duals is not None
        model, program = self.model, self.program
        gap = max(0.0, level.allowed - level.floor)
        reduced = np.append(outcome.reduced, level.excess[model.entered[len(outcome.reduced) - model.first :]])
        free = self.high > self.low
        if gap > CLOSE:
            free[len(self.table.fixed) + len(model.step_cost) : model.first] = False  # these columns are not whole
        none, one = free & (reduced > gap + CLOSE), free & (reduced < -gap - CLOSE)
        self.high = np.where(none, self.low, self.high)
        self.low = np.where(one, self.high, self.low)
        self.alive &= level.excess <= gap + CLOSE
        sure = model.entered[self.low[model.first :] > 0]
        given = self.ways.session[sure]
        self.alive &= ~np.isin(self.ways.session, given)
        self.alive[sure] = True  # used, whatever they cost
        self.high[given] = 0.0
        program.set_bounds(range(program.width), self.low, self.high)
        worth = outcome.duals[model.equalities :]
        vague = bool(np.any(np.abs(reduced[self.high > self.low]) > NOISE))
        if gap > CLOSE or vague:
            self._hold(level)
        elif len(tight := np.flatnonzero(np.abs(worth) > CLOSE)):
            self.held[level.goal] = None
            program.tighten([program.rows[model.equalities + at] for at in tight.tolist()], worth[tight])

    def _hold(self, level: Level) -> None:
        """Keep the goal at its value by a row: where fixing does not say it all."""
        costs = self.model.spread(level.goal)
        used = np.flatnonzero(costs)
        self.held[level.goal] = self.program.row(used.tolist(), costs[used], upper=level.allowed + CLOSE)

    def _enter(self, ways: Ids) -> None:
        held = [(row, self._costs(goal)[ways]) for goal, row in self.held.items() if row is not None]
        self.model.enter(ways, held)
        self.low = np.append(self.low, np.zeros(len(ways)))
        self.high = np.append(self.high, np.ones(len(ways)))

    def _raised(self, goal: str, bound: float) -> float:
        return Aim(goal, np.zeros(0), step=self.table.steps.get(goal, 0.0)).rounded(bound)

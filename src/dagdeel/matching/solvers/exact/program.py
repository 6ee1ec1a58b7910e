"""A linear or integer program that grows and shrinks, solved by HiGHS: the few things both puzzles need of it.

What HiGHS says is a claim. A solution comes back with its whole columns made whole, and its value is computed
from that; the bound of a linear program is computed anew from the dual values; whoever asks lets the judge of
the package look at the plan itself.
"""

import math
import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum

import highspy
import numpy as np
from highspy import HighsModelStatus
from highspy.highs import HighsCallbackEvent
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Whole = NDArray[np.int64]
Numbers = Vector | Sequence[float]

CHECK_EVERY = 0.02
"""Seconds between two looks at the clock and the cancel: HiGHS asks thousands of times a second."""

DUAL, PRIMAL = 1, 4
"""Ways of the simplex, as HiGHS numbers them."""

WIDE = 10_000
"""Of programs with more columns HiGHS neither looks for symmetries nor begins when it could not end its preparations
in time: it does both without a look at the clock."""
PREPARING = 1e-4
"""Seconds a column that those take."""

ROUNDING = 1e-6
"""By which part a row may seem broken when a sum of fractions is added up in another order."""


class Status(Enum):
    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    STOPPED = "stopped"
    """By the clock, by a cancel or by a numerical difficulty; there may be a solution and there is a bound."""


@dataclass(frozen=True)
class Outcome:
    """What became of a minimisation. ``bound``: no solution has a smaller value; ``-inf`` when not known.

    ``duals`` (one per row, in the order of ``Program.rows``) and ``reduced`` (what a column costs above them) only
    for a program without whole columns.
    """

    status: Status
    value: float = math.inf
    bound: float = -math.inf
    solution: Vector | None = None
    duals: Vector | None = None
    reduced: Vector | None = None


class Program:
    """Minimise costs over columns with bounds, whole or continuous, under rows with bounds.

    A row is known by a number that never changes and is never used again, so that rows can go. Columns stay.
    """

    def __init__(self, *, seed: int = 0) -> None:
        self._highs = highspy.Highs()
        for name, value in {
            "output_flag": False,
            "threads": 1,
            "parallel": "off",
            "random_seed": seed % 2**31,
            "mip_rel_gap": 0.0,
            "mip_abs_gap": 0.0,
        }.items():
            self._highs.setOptionValue(name, value)
        self._stop: Callable[[], bool] = lambda: False
        self._watch: Callable[[float, float], None] = lambda value, bound: None
        self._next_look = 0.0
        for callback in (self._highs.cbSimplexInterrupt, self._highs.cbIpmInterrupt, self._highs.cbMipInterrupt):
            callback.subscribe(self._look)
        self._lower: list[float] = []
        self._upper: list[float] = []
        self._whole: list[bool] = []
        self._passed = 0  # columns that HiGHS has
        self._rows: list[int] = []
        self._waiting: list[tuple[Sequence[int], Numbers, float, float]] = []  # rows that HiGHS has not yet
        self._serial = 0
        self._costs: Vector = np.zeros(0)
        self._start: Vector | None = None

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self._lower)

    @property
    def rows(self) -> Sequence[int]:
        """The rows there are, in order."""
        return self._rows

    @property
    def has_whole(self) -> bool:
        return any(self._whole)

    # Building

    def column(self, lower: float = 0.0, upper: float = 1.0, *, whole: bool = True) -> int:
        """A new column; its number counts from 0."""
        self._lower.append(lower)
        self._upper.append(upper)
        self._whole.append(whole)
        return self.width - 1

    def columns(self, count: int, lower: float = 0.0, upper: float = 1.0, *, whole: bool = True) -> range:
        """``count`` new columns alike."""
        first = self.width
        self._lower += [lower] * count
        self._upper += [upper] * count
        self._whole += [whole] * count
        return range(first, self.width)

    def enter(
        self, starts: Whole, rows: Whole, values: Numbers, *, lower: float = 0.0, upper: float = 1.0, whole: bool = True
    ) -> range:
        """New columns in rows that are there already: column k in rows[starts[k]:starts[k + 1]], with those values."""
        self._pass()
        added = self.columns(len(starts) - 1, lower, upper, whole=whole)
        index = np.searchsorted(np.array(self._rows), rows).astype(np.int32)
        low, high = (_numbers(side[added.start :]) for side in (self._lower, self._upper))
        count, begins = len(added), starts[:-1].astype(np.int32)
        self._highs.addCols(count, np.zeros(count), low, high, len(index), begins, index, _numbers(values))
        if whole:
            self._highs.changeColsIntegrality(count, _indices(added), np.ones(count, dtype=np.uint8))
        self._passed = self.width
        return added

    def row(
        self,
        columns: Sequence[int],
        values: Numbers | None = None,
        *,
        lower: float = -math.inf,
        upper: float = math.inf,
    ) -> int:
        """A new row: lower ≤ Σ values · columns ≤ upper (values: all 1 if not given). No column twice."""
        self._waiting.append((columns, np.ones(len(columns)) if values is None else values, lower, upper))
        self._serial += 1
        self._rows.append(self._serial)
        return self._serial

    def remove(self, rows: Iterable[int]) -> None:
        """Rows that no longer hold; the others keep their numbers."""
        if not (gone := set(rows)):
            return
        self._pass()
        at = [bisect_left(self._rows, row) for row in sorted(gone)]
        self._highs.deleteRows(len(at), np.array(at, dtype=np.int32))
        self._rows = [row for row in self._rows if row not in gone]

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Rows that are made inside hold only inside: what tightens one question must not leak into the next."""
        before = self._serial
        try:
            yield
        finally:
            self.remove([row for row in self._rows if row > before])

    def set_row(self, row: int, lower: float = -math.inf, upper: float = math.inf) -> None:
        """New bounds for a row."""
        self._pass()
        self._highs.changeRowBounds(bisect_left(self._rows, row), lower, upper)

    def tighten(self, rows: Iterable[int], duals: Numbers) -> None:
        """Hold rows at the end that their values in an optimal solution speak for."""
        self._pass()
        lp = self._highs.getLp()
        low, high = np.array(lp.row_lower_), np.array(lp.row_upper_)
        for row, dual in zip(rows, duals, strict=True):
            at = bisect_left(self._rows, row)
            end = float(low[at] if dual > 0 else high[at])
            if math.isfinite(end):
                self._highs.changeRowBounds(at, end, end)

    def set_bounds(self, columns: Sequence[int], lower: Numbers, upper: Numbers) -> None:
        """New bounds for columns."""
        self._pass()
        for column, low, high in zip(columns, lower, upper, strict=True):
            self._lower[column], self._upper[column] = float(low), float(high)
        self._highs.changeColsBounds(len(columns), _indices(columns), _numbers(lower), _numbers(upper))

    def set_whole(self, columns: Sequence[int], whole: bool = True) -> None:
        """Make columns whole, or continuous again."""
        self._pass()
        for column in columns:
            self._whole[column] = whole
        self._highs.changeColsIntegrality(len(columns), _indices(columns), np.full(len(columns), whole, np.uint8))

    def minimise(self, costs: Numbers | Mapping[int, float]) -> None:
        """What is minimised from now on: all costs, or those that are not 0."""
        self._pass()
        if isinstance(costs, Mapping):
            self._costs = np.zeros(self.width)
            self._costs[_indices(list(costs))] = list(costs.values())
        else:
            self._costs = _numbers(costs)
        self._highs.changeColsCost(self.width, np.arange(self.width, dtype=np.int32), self._costs)

    # Starting warm

    def start(self, solution: Vector) -> None:
        """A solution that holds, to begin the next solve of a program with whole columns with."""
        self._start = solution

    def basis(self) -> object:
        """Where the last solve of a continuous program ended; to be handed back to ``set_basis``."""
        return self._highs.getBasis()

    def set_basis(self, basis: object) -> None:
        """Begin the next solve of a continuous program there. Without it, it begins where the last one ended."""
        self._pass()
        self._highs.setBasis(basis)

    def forget(self) -> None:
        """Begin the next solve from nothing: much of the program may have become fixed, and is left out then."""
        self._pass()
        self._highs.clearSolver()

    # Solving

    def solve(
        self,
        deadline: float = math.inf,
        stop: Callable[[], bool] = lambda: False,
        watch: Callable[[float, float], None] = lambda value, bound: None,
        *,
        entered: bool = False,
    ) -> Outcome:
        """Minimise until proven, until ``deadline`` on the clock of ``time.monotonic``, or until ``stop()``.

        ``watch`` is told the best value and the bound now and then while whole columns are searched.
        ``entered``: since the last solve of a continuous program columns were added or costs changed, and no row:
        where that ended still holds, and the primal simplex goes on from there.
        """
        self._pass()
        primal = entered and self._highs.getBasis().valid
        self._highs.setOptionValue("simplex_strategy", PRIMAL if primal else DUAL)
        self._watch = watch
        if len(self._costs) < self.width:
            self.minimise(np.append(self._costs, np.zeros(self.width - len(self._costs))))
        self._stop = lambda: stop() or time.monotonic() >= deadline
        wide = self.has_whole and self.width > WIDE
        if wide and deadline - time.monotonic() < PREPARING * self.width:
            self._start = None
            return Outcome(Status.STOPPED)
        self._highs.setOptionValue("mip_detect_symmetry", not wide)
        status = self._run(deadline)
        if status in _TRY_AGAIN and not self._stop():
            self._highs.clearSolver()
            self._highs.setOptionValue("presolve", "off")
            status = self._run(deadline)
            self._highs.setOptionValue("presolve", "choose")
        self._start = None
        return self._outcome(status)

    def _run(self, deadline: float) -> HighsModelStatus:
        if self._start is not None and self.has_whole:
            self._highs.setSolution(self.width, np.arange(self.width, dtype=np.int32), self._start)
        # HiGHS 1.13 counts the time of a continuous program from the first solve, of a whole one from this one.
        spent = 0.0 if self.has_whole else self._highs.getRunTime()
        left = max(0.0, deadline - time.monotonic())
        self._highs.setOptionValue("time_limit", spent + left if left < math.inf else highspy.kHighsInf)
        self._next_look = 0.0
        self._highs.run()
        return self._highs.getModelStatus()

    def _look(self, event: HighsCallbackEvent) -> None:
        now = time.monotonic()
        if now >= self._next_look:
            self._next_look = now + CHECK_EVERY
            event.interrupt(self._stop())  # also says no: an interrupt outlives the solve it ended
            if event.callback_type == highspy.cb.HighsCallbackType.kCallbackMipInterrupt:
                told = event.data_out
                self._watch(told.mip_primal_bound, told.mip_dual_bound)

    def _outcome(self, status: HighsModelStatus) -> Outcome:
        if status == HighsModelStatus.kModelEmpty:
            return Outcome(Status.OPTIMAL, 0.0, 0.0, np.zeros(self.width))
        if status in {HighsModelStatus.kInfeasible, HighsModelStatus.kUnboundedOrInfeasible}:
            return Outcome(Status.INFEASIBLE)
        done = Status.OPTIMAL if status == HighsModelStatus.kOptimal else Status.STOPPED
        info, found = self._highs.getInfo(), self._highs.getSolution()
        duals: Vector | None = None
        reduced: Vector | None = None
        bound = float(info.mip_dual_bound) if self.has_whole else -math.inf
        if not self.has_whole and found.dual_valid:
            duals = np.array(found.row_dual)
            bound, reduced = self._weigh(duals)
        if not found.value_valid or info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return Outcome(Status.STOPPED, bound=bound, duals=duals, reduced=reduced)
        solution = self.tidy(np.array(found.col_value))
        if not self.holds(solution):
            return Outcome(Status.STOPPED, bound=bound, duals=duals, reduced=reduced)
        return Outcome(done, float(self._costs @ solution), bound, solution, duals, reduced)

    def tidy(self, solution: Vector) -> Vector:
        """The solution with whole columns whole and every column within its bounds."""
        whole = np.array(self._whole, dtype=bool)
        return np.clip(np.where(whole, np.round(solution), solution), self._lower, self._upper)

    def holds(self, solution: Vector) -> bool:
        """Whether a solution keeps every row and every bound, but for the last digits of a sum."""
        self._pass()
        line, column, value = self._entries()
        sums = np.bincount(line, weights=value * solution[column], minlength=len(self._rows)).astype(np.float64)
        lp = self._highs.getLp()
        return _within(sums, np.array(lp.row_lower_), np.array(lp.row_upper_)) and _within(
            solution, np.array(self._lower), np.array(self._upper)
        )

    def _weigh(self, duals: Vector) -> tuple[float, Vector]:
        """The bound that these prices of the rows give, whatever they are: weak duality, free of tolerances; and
        what each column costs above them."""
        lp = self._highs.getLp()
        low, high = np.array(lp.row_lower_), np.array(lp.row_upper_)
        duals = np.where(((duals > 0) & np.isinf(low)) | ((duals < 0) & np.isinf(high)), 0.0, duals)
        line, column, value = self._entries()
        taken = np.bincount(column, weights=value * duals[line], minlength=self.width)
        reduced = self._costs - taken
        return _least(duals, low, high) + _least(reduced, np.array(self._lower), np.array(self._upper)), reduced

    def _entries(self) -> tuple[NDArray[np.int64], NDArray[np.int64], Vector]:
        """Row, column and value of everything in the matrix, as HiGHS has it."""
        matrix = self._highs.getLp().a_matrix_
        starts, index = np.array(matrix.start_), np.array(matrix.index_, dtype=np.int64)
        major = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
        value = np.array(matrix.value_, dtype=np.float64)
        return (index, major, value) if matrix.format_ == highspy.MatrixFormat.kColwise else (major, index, value)

    # Handing over to HiGHS in one go: one call per column would take most of the time

    def _pass(self) -> None:
        if fresh := self.width - self._passed:
            numbers = np.arange(self._passed, self.width, dtype=np.int32)
            self._highs.addVars(fresh, _numbers(self._lower[self._passed :]), _numbers(self._upper[self._passed :]))
            if self.has_whole:
                kinds = np.array(self._whole[self._passed :], dtype=np.uint8)
                self._highs.changeColsIntegrality(fresh, numbers, kinds)
            self._passed = self.width
        if self._waiting:
            columns, values, lower, upper = zip(*self._waiting, strict=True)
            lengths = [len(part) for part in columns]
            starts = np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int32)
            index = _indices(np.concatenate([_indices(part) for part in columns]))
            value = np.concatenate([_numbers(part) for part in values])
            self._highs.addRows(len(lengths), _numbers(lower), _numbers(upper), len(index), starts, index, value)
            self._waiting = []


_TRY_AGAIN = frozenset(
    {
        HighsModelStatus.kUnknown,
        HighsModelStatus.kSolveError,
        HighsModelStatus.kPostsolveError,
        HighsModelStatus.kPresolveError,
        HighsModelStatus.kNotset,
        HighsModelStatus.kUnboundedOrInfeasible,
    }
)


def _within(values: Vector, low: Vector, high: Vector) -> bool:
    slack = ROUNDING * (1 + np.abs(values))
    return bool(np.all(values >= low - slack) and np.all(values <= high + slack))


def _least(weights: Vector, low: Vector, high: Vector) -> float:
    """The least that Σ weights · x can be with low ≤ x ≤ high."""
    used = np.abs(weights) > 0
    ends = np.where(weights > 0, low, high)
    return float(np.sum(weights[used] * ends[used]))


def _indices(numbers: Sequence[int] | NDArray[np.int32]) -> NDArray[np.int32]:
    return np.asarray(numbers, dtype=np.int32)


def _numbers(numbers: Numbers) -> Vector:
    return np.asarray(numbers, dtype=np.float64)

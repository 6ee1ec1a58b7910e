"""The layer over HiGHS: what it is told is what it solves, and what it claims is not taken on trust."""

import math
import random
import time
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dagdeel.matching.solvers import Brief
from dagdeel.matching.solvers.exact.lexicographic import Aim, pursue
from dagdeel.matching.solvers.exact.program import Program, Status, Vector

seeds = st.integers(0, 10**6)


def small(seed: int, whole: bool = True) -> tuple[Program, list[tuple[list[int], list[int], int]]]:
    """Five columns from 0 to 2 under three rows Σ ≤."""
    dice = random.Random(seed)
    program = Program(seed=seed)
    program.columns(5, 0, 2, whole=whole)
    rows = []
    for _ in range(3):
        columns = sorted(dice.sample(range(5), k=3))
        rows.append((columns, [dice.randint(-2, 4) for _ in columns], dice.randint(1, 6)))
        program.row(columns, rows[-1][1], upper=rows[-1][2])
    return program, rows


def points(rows: list[tuple[list[int], list[int], int]]) -> list[Vector]:
    """Every whole solution."""
    every = (np.array(x, dtype=float) for x in product(range(3), repeat=5))
    return [x for x in every if all(np.dot(x[columns], values) <= upper for columns, values, upper in rows)]


def costs(seed: int) -> Vector:
    dice = random.Random(seed)
    return np.array([dice.randint(-5, 5) for _ in range(5)], dtype=float)


@settings(max_examples=60, deadline=None)
@given(seeds)
def test_a_whole_program_reaches_the_least_of_all_solutions(seed: int) -> None:
    program, rows = small(seed)
    program.minimise(costs(seed))
    outcome = program.solve()
    assert outcome.status is Status.OPTIMAL
    least = min(float(costs(seed) @ x) for x in points(rows))
    assert outcome.value == outcome.bound == pytest.approx(least)


@settings(max_examples=60, deadline=None)
@given(seeds)
def test_the_bound_of_a_continuous_program_is_its_value_and_true(seed: int) -> None:
    program, rows = small(seed, whole=False)
    program.minimise(costs(seed))
    outcome = program.solve()
    assert outcome.bound == pytest.approx(outcome.value, abs=1e-6)
    assert outcome.bound <= min(float(costs(seed) @ x) for x in points(rows)) + 1e-9


@settings(max_examples=60, deadline=None)
@given(seeds)
def test_goals_in_order_reach_the_lexicographic_best_and_leave_no_row_behind(seed: int) -> None:
    program, rows = small(seed)
    aims = [Aim(str(n), costs(seed + n), step=1.0) for n in range(3)]
    before = list(program.rows)
    course = pursue(program, aims, Brief())
    best = min(tuple(aim.value(x) for aim in aims) for x in points(rows))
    assert course.solution is not None
    assert tuple(aim.value(course.solution) for aim in aims) == best
    assert tuple(course.reached[aim.name].value for aim in aims) == best
    assert all(course.reached[aim.name].proven for aim in aims)
    assert list(program.rows) == before
    program.minimise(aims[2].costs)
    assert program.solve().value == min(aims[2].value(x) for x in points(rows))


def test_a_tolerance_lets_a_goal_be_worse_for_the_next() -> None:
    program = Program()
    program.columns(2, 0, 100)
    program.row([0, 1], lower=100)
    aims = [Aim("first", np.array([1.0, 2.0]), step=1), Aim("second", np.array([1.0, 0.0]), step=1)]
    strict = pursue(program, aims, Brief())
    eased = pursue(program, aims, Brief(tolerance={"first": 0.1}))
    assert strict.solution is not None
    assert eased.solution is not None
    assert strict.solution.tolist() == [100, 0]
    assert eased.solution.tolist() == [90, 10]


def test_removed_rows_no_longer_hold_and_the_others_keep_their_number() -> None:
    program = Program()
    program.column(0, 10)
    loose, tight, middle = (program.row([0], lower=low) for low in (1, 7, 4))
    program.minimise([1])
    values = [program.solve().value]
    program.remove([tight])
    values.append(program.solve().value)
    program.set_row(middle, lower=2)
    values.append(program.solve().value)
    program.remove([middle])
    values.append(program.solve().value)
    assert values == [7, 4, 2, 1]
    assert list(program.rows) == [loose]


def test_columns_can_come_later_and_change_kind() -> None:
    program = Program()
    program.column(0, 1, whole=False)
    row = program.row([0], [2], upper=1)
    program.minimise([-1])
    assert program.solve().value == -0.5
    program.set_whole([0])
    assert program.solve().value == 0
    program.column(0, 3, whole=True)
    program.row([0, 1], [1, 2], upper=5)
    program.minimise({1: -1.0, 0: -1.0})
    assert program.solve().value == -2
    program.set_bounds([1], [0], [1])
    assert program.solve().value == -1
    program.remove([row])
    assert program.solve().value == -2


def test_what_cannot_be_is_infeasible() -> None:
    program = Program()
    program.column()
    program.row([0], lower=2)
    assert program.solve().status is Status.INFEASIBLE
    assert pursue(program, [Aim("only", np.ones(1))], Brief()).infeasible


def hard() -> Program:
    """A program that takes minutes."""
    dice = random.Random(1)
    program = Program()
    program.columns(600)
    for _ in range(300):
        program.row(sorted(dice.sample(range(600), k=20)), [dice.randint(1, 20) for _ in range(20)], upper=37)
    program.minimise([-dice.randint(1, 100) for _ in range(600)])
    return program


def test_time_is_kept_also_by_the_second_solve_and_the_bound_is_on_the_right_side() -> None:
    program = hard()
    for _ in range(2):
        began = time.monotonic()
        outcome = program.solve(began + 0.6)
        assert time.monotonic() - began < 3
        assert outcome.status is Status.STOPPED
        assert outcome.bound < outcome.value < 0
    program.set_whole(range(600), False)
    assert program.solve(time.monotonic() + 20).status is Status.OPTIMAL


def test_a_cancel_stops_it_and_who_watches_is_told() -> None:
    told: list[tuple[float, float]] = []
    outcome = hard().solve(stop=lambda: len(told) > 3, watch=lambda value, bound: told.append((value, bound)))
    assert outcome.status is Status.STOPPED
    assert all(bound <= value for value, bound in told)


def test_a_start_is_never_lost() -> None:
    program = hard()
    start = np.zeros(600)
    aim = Aim("only", np.array([-1.0] * 600), step=1)
    course = pursue(program, [aim], Brief(cancel=lambda: True), start=start)
    assert course.solution is start
    stopped = pursue(program, [aim], Brief(deadline=time.monotonic() + 0.3), start=start)
    assert stopped.solution is not None
    reached = stopped.reached["only"]
    assert reached.bound <= reached.value <= 0
    assert reached.bound == math.floor(reached.bound)

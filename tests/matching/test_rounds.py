"""Half-days given only where they matter: the same answer as all at once, as another engine, and as every plan there is."""

import time
from collections.abc import Callable
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dagdeel.matching import generate, solve, violations
from dagdeel.matching.possible import TimetableFacts
from dagdeel.matching.problem import Goal, Pin, Rules, School, Session, TimetablePlan, TimetableProblem, Trainer
from dagdeel.matching.problem.goals import ranked, settle
from dagdeel.matching.score import timetable_score
from dagdeel.matching.solvers import Answer, Brief
from dagdeel.matching.solvers.exact.program import Program
from dagdeel.matching.solvers.exact.timetable.full import schedule_in_one_go
from dagdeel.matching.solvers.exact.timetable.lazy import schedule_in_rounds
from dagdeel.matching.solvers.exact.timetable.steps import step_of
from tests.matching import tiny

seeds = st.integers(0, 10**6)
limits = st.sampled_from([None, 0, 1])


def brief(problem: TimetableProblem, cancel: Callable[[], bool] = lambda: False) -> Brief:
    return Brief(deadline=time.monotonic() + 60, cancel=cancel, tolerance=problem.tolerance)


def goals_of(problem: TimetableProblem, answer: Answer[TimetablePlan]) -> tuple[Goal, ...]:
    assert violations(problem, answer.plan) == ()
    values = timetable_score(problem, answer.plan)
    return settle(values, [answer.bounds.get(name) for name, _ in values], problem.tolerance)


def in_rounds(problem: TimetableProblem, *, small: int = 0, at_once: int = 10**6) -> tuple[Goal, ...]:
    """Goals reached with the rounds forced upon a small problem, all of them proven."""
    answer = schedule_in_rounds(TimetableFacts(problem), None, brief(problem), small=small, at_once=at_once)
    goals = goals_of(problem, answer)
    assert all(goal.proven for goal in goals)
    return goals


def in_one_go(problem: TimetableProblem) -> tuple[Goal, ...]:
    return goals_of(problem, schedule_in_one_go(TimetableFacts(problem), None, brief(problem)))


def values(goals: tuple[Goal, ...]) -> list[float]:
    return [goal.value for goal in goals]


@settings(max_examples=30, deadline=None)
@given(seeds, st.booleans(), limits)
def test_rounds_reach_the_best_of_all_plans(seed: int, before: bool, touched: int | None) -> None:
    problem = tiny.timetable(seed, before=before, touched=touched)
    legal = [p for p in tiny.every_timetable(problem) if tiny.timetable_is_legal(problem, p)]
    assert tuple(values(in_rounds(problem))) == min(ranked(timetable_score(problem, plan)) for plan in legal)


@settings(max_examples=40, deadline=None)
@given(seeds, st.booleans(), limits, st.sampled_from([0, 10**6]))
def test_rounds_and_all_at_once_agree(seed: int, before: bool, touched: int | None, small: int) -> None:
    problem = tiny.timetable(seed, sessions=6, before=before, touched=touched)
    assert values(in_rounds(problem, small=small)) == values(in_one_go(problem))


@settings(max_examples=12, deadline=None)
@given(seeds, st.booleans())
def test_rounds_and_the_engine_that_cross_checks_agree(seed: int, tight: bool) -> None:
    problem = generate.timetable(schools=1, seed=seed, tight=tight)
    assert values(in_rounds(problem)) == values(solve(problem, engine="cross", seconds=60).goals)


def changed(problem: TimetableProblem, plan: TimetablePlan, how: str) -> TimetableProblem:
    """The problem with something that few problems have."""
    given = list(plan.assignments.items())
    match how:
        case "ill" | "few touched":
            ill = given[0][1].trainer
            trainers = tuple(replace(t, available=frozenset()) if t.id == ill else t for t in problem.trainers)
            most = 2 if how == "few touched" else None
            rules = replace(problem.rules, most_touched=most)
            return replace(problem, trainers=trainers, previous=plan.assignments, rules=rules)
        case "pinned":
            pins = (Pin(name, a.trainer if at % 3 else None, a.slot) for at, (name, a) in enumerate(given[:6]))
            return replace(problem, locked=tuple(pins))
        case "study days":
            schools = (replace(s, study_days=frozenset(x[:10] for x in list(s.slots)[:2])) for s in problem.schools)
            return replace(problem, schools=tuple(schools))
    return problem


@pytest.mark.parametrize("how", ["as it is", "ill", "few touched", "pinned", "study days"])
@pytest.mark.parametrize("seed", range(2))
def test_rounds_and_all_at_once_agree_whatever_the_problem_has(how: str, seed: int) -> None:
    problem = generate.timetable(schools=2, seed=seed, tight=bool(seed))
    plan = schedule_in_one_go(TimetableFacts(problem), None, brief(problem)).plan
    asked = changed(problem, plan, how)
    assert values(in_rounds(asked)) == values(in_one_go(asked))


@pytest.mark.parametrize("seed", range(4))
def test_within_a_tolerance_rounds_prove_every_goal(seed: int) -> None:
    problem = generate.timetable(schools=2, seed=seed, tight=True)
    in_rounds(replace(problem, tolerance={"quality_loss": 0.02, "load": 0.01}))


@settings(max_examples=40, deadline=None)
@given(seeds, st.sampled_from([6, 12]))
def test_where_not_all_best_solutions_get_half_days_at_once_the_bounds_stay_true(seed: int, at_once: int) -> None:
    problem = tiny.timetable(seed, sessions=6)
    answer = schedule_in_rounds(TimetableFacts(problem), None, brief(problem), small=0, at_once=at_once)
    for goal, reached in zip(goals_of(problem, answer), in_one_go(problem), strict=True):
        assert goal.bound is not None
        assert goal.bound <= reached.value + 1e-6
        if goal.value > reached.value:
            break


@settings(max_examples=15, deadline=None)
@given(seeds, st.booleans(), st.sampled_from([0, 10**6]))
def test_kilometres_and_qualities_may_be_fractions(seed: int, tight: bool, small: int) -> None:
    problem = generate.timetable(schools=2, seed=seed, tight=tight)
    dice = Random(seed)
    travel = {
        school: {t: 3.14159 * km + dice.random() for t, km in row.items()} for school, row in problem.travel_km.items()
    }
    trainers = tuple(
        replace(t, quality={w: value - dice.random() for w, value in t.quality.items()}) for t in problem.trainers
    )
    asked = replace(problem, travel_km=travel, trainers=trainers)
    assert values(in_rounds(asked, small=small)) == pytest.approx(values(in_one_go(asked)), abs=1e-5)


@settings(max_examples=15, deadline=None)
@given(seeds)
def test_rounds_and_all_at_once_agree_where_trainers_are_short(seed: int) -> None:
    problem = generate.timetable(schools=4, seed=seed, tight=True)
    assert values(in_rounds(problem)) == values(in_one_go(problem))


@settings(max_examples=15, deadline=None)
@given(seeds, st.integers(0, 400), st.booleans())
def test_stopped_at_any_moment_the_plan_holds_and_the_bounds_are_true(seed: int, moment: int, tight: bool) -> None:
    problem = generate.timetable(schools=3, seed=seed, tight=tight)
    asked = iter(range(10**9))
    cancel = lambda: next(asked) >= moment  # noqa: E731 - it counts how often it is asked
    answer = schedule_in_rounds(TimetableFacts(problem), None, brief(problem, cancel), small=0)
    best = in_rounds(problem)
    for goal, reached in zip(goals_of(problem, answer), best, strict=True):
        assert goal.bound is not None
        assert goal.bound <= reached.value + 1e-6
        assert goal.value >= reached.value
        if goal.value > reached.value:
            assert not goal.proven
            break


@pytest.mark.parametrize("seed", range(3))
def test_rounds_are_never_worse_than_their_start(seed: int) -> None:
    problem = generate.timetable(schools=3, seed=seed)
    facts = TimetableFacts(problem)
    start = schedule_in_rounds(facts, None, brief(problem)).plan
    again = schedule_in_rounds(facts, start, brief(problem, lambda: True)).plan
    assert ranked(timetable_score(problem, again)) == ranked(timetable_score(problem, start))


def test_the_same_seed_gives_the_same_plan_in_rounds() -> None:
    problem = generate.timetable_of("partnership", seed=5, tight=True)
    facts = TimetableFacts(problem)
    one, other = (schedule_in_rounds(facts, None, brief(problem), small=0).plan for _ in range(2))
    assert one == other


def test_ten_partnerships_are_proven_on_every_goal() -> None:
    problem = generate.timetable_of("ten", seed=1, tight=True)
    told: list[tuple[str, float | None]] = []
    plan = solve(problem, seconds=60, progress=lambda now: told.append((now.goal, now.bound)))
    assert plan.proven
    assert violations(problem, plan) == ()
    assert {goal for goal, bound in told if bound is not None} == {goal.name for goal in plan.goals}


def test_a_column_that_enters_later_stands_in_the_rows_that_are_there() -> None:
    program = Program()
    first = program.column(whole=False)
    kept, gone, other = (program.row([first], upper=1.0) for _ in range(3))
    program.remove([gone])
    program.enter(np.array([0, 2]), np.array([kept, other]), [1.0, 2.0], whole=False)
    program.minimise([0.0, -1.0])
    outcome = program.solve(entered=True)
    assert outcome.value == pytest.approx(-0.5)
    assert outcome.reduced is not None


def test_the_step_of_a_goal_divides_all_its_values() -> None:
    assert step_of(np.array([4.0, 6.0, 0.0])) == 2.0
    assert step_of(np.array([0.5, 1.25])) == 0.25
    assert step_of(np.array([1 / 3])) == 0.0


@pytest.mark.parametrize("seed", [2, 4, 5, 10])
def test_what_is_within_the_value_of_a_goal_stays_where_its_linear_program_says_less(seed: int) -> None:
    """The least whole value lies above the floor: ways between the two are part of the best plan, and are not fixed away."""
    problem = tiny.timetable(seed, sessions=6, before=True, touched=1)
    assert values(in_rounds(problem)) == values(in_one_go(problem))


def test_of_ways_that_were_left_out_nothing_is_concluded() -> None:
    """Three sessions of one trainer at three schools; two half-days each at once. The best plan needs the third of A, at 2:
    without it B has to move, at 5, and that is no bound."""
    first, second, third, fourth, fifth = (f"2016-{month}-08/am" for month in ("06", "09", "10", "11", "12"))
    prices = {
        "A": {first: 0, second: 1, third: 2},
        "B": {first: 0, fifth: 5},
        "C": {second: 0, fourth: 9},
    }
    problem = TimetableProblem(
        tuple(School(name, frozenset({"I"}), slots, frozenset()) for name, slots in prices.items()),
        tuple(Session(name, name, "W", tuple(slots)) for name, slots in prices.items()),
        (Trainer("t", "I", {"W": 50}, frozenset({first, second, third, fourth, fifth}), frozenset(), 3),),
        {name: {"t": 1} for name in prices},
        Rules(0, 2, 50, None),
    )
    answer = schedule_in_rounds(TimetableFacts(problem), None, brief(problem), small=0, at_once=6)
    assert dict(timetable_score(problem, answer.plan))["uncovered"] == 0
    assert in_one_go(problem)[-1].value == 2
    assert answer.bounds["slot_cost"] <= 2


@pytest.mark.parametrize("seed", [0, 1, 3])
def test_rounds_that_stop_before_time_is_up_leave_the_rest_of_it_to_moves(seed: int) -> None:
    """A step stops once, as where it could not end in time: moves make the plan better than it was, and only then."""
    problem = generate.timetable(schools=2, seed=seed)
    facts = TimetableFacts(problem)

    def stopped(at: Callable[[int], bool]) -> tuple[float, ...]:
        asked = iter(range(10**9))
        answer = schedule_in_rounds(facts, None, brief(problem, lambda: at(next(asked))), small=0)
        assert violations(problem, answer.plan) == ()
        return ranked(timetable_score(problem, answer.plan))

    assert stopped(lambda asked: asked == 1) < stopped(lambda asked: asked >= 1)

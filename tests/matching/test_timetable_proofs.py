"""Timetables: two engines, written apart, agree on every proof of small problems, and with every plan of the tiniest."""

from dataclasses import replace
from random import Random
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dagdeel.matching import BadProblem, generate, solve, violations
from dagdeel.matching.problem import Plan, Problem, TimetableProblem
from dagdeel.matching.problem.goals import ranked
from dagdeel.matching.score import score
from dagdeel.matching.solvers import NoPlan
from tests.matching import tiny

seeds = st.integers(0, 10**6)
T = TypeVar("T")


def answer(problem: Problem, engine: str, seed: int = 1) -> Plan | None:
    """The plan of that engine; None when nothing keeps the locks."""
    try:
        return solve(problem, engine=engine, seed=seed, seconds=60)
    except (BadProblem, NoPlan):
        return None


def agree(problem: Problem) -> None:
    """Both engines reach the same, prove all of it, and the judge finds nothing."""
    exact, cross = answer(problem, "exact"), answer(problem, "cross")
    assert (exact is None) == (cross is None)
    if exact is None or cross is None:
        return
    assert violations(problem, exact) == violations(problem, cross) == ()
    assert ranked(score(problem, exact)) == pytest.approx(ranked(score(problem, cross)), abs=1e-4)
    assert exact.proven


@settings(max_examples=3, deadline=None)
@given(seeds, st.booleans())
def test_timetables_of_a_school(seed: int, tight: bool) -> None:
    agree(generate.timetable(schools=1, seed=seed, tight=tight))


@settings(max_examples=20, deadline=None)
@given(seeds, st.booleans())
def test_tiny_timetables_against_every_way_to_fill_them_in(seed: int, before: bool) -> None:
    problem = tiny.timetable(seed, before=before)
    plan = answer(problem, "exact")
    assert plan is not None
    legal = [p for p in tiny.every_timetable(problem) if tiny.timetable_is_legal(problem, p)]
    assert ranked(score(problem, plan)) == min(ranked(score(problem, other)) for other in legal)
    assert plan.proven
    agree(problem)


@settings(max_examples=3, deadline=None)
@given(seeds)
def test_after_an_illness_the_least_is_moved(seed: int) -> None:
    problem = generate.timetable(schools=1, seed=seed)
    plan = solve(problem, engine="exact", seconds=60)
    ill = next(iter(plan.assignments.values())).trainer
    trainers = tuple(replace(t, available=frozenset()) if t.id == ill else t for t in problem.trainers)
    agree(replace(problem, trainers=trainers, previous=plan.assignments))


@settings(max_examples=10, deadline=None)
@given(seeds, st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_no_goal(seed: int, dice: Random) -> None:
    problem = generate.timetable(schools=1, seed=seed, tight=True)
    mixed = replace(problem, sessions=_mixed(problem.sessions, dice), trainers=_mixed(problem.trainers, dice))
    one, other = solve(problem, engine="exact"), solve(mixed, engine="exact")
    assert ranked(score(problem, one)) == ranked(score(mixed, other))


def _mixed(rows: tuple[T, ...], dice: Random) -> tuple[T, ...]:
    return tuple(dice.sample(rows, len(rows)))


@settings(max_examples=10, deadline=None)
@given(seeds)
def test_relaxing_a_rule_never_leaves_more_uncovered(seed: int) -> None:
    problem = generate.timetable(schools=1, seed=seed, tight=True)
    before = _uncovered(problem)
    wider = replace(problem, rules=replace(problem.rules, per_week=problem.rules.per_week + 1))
    closer = replace(problem, rules=replace(problem.rules, spacing_days=7))
    more = replace(problem, trainers=tuple(replace(t, maximum=t.maximum + 1) for t in problem.trainers))
    assert max(_uncovered(wider), _uncovered(closer), _uncovered(more)) <= before


def _uncovered(problem: TimetableProblem) -> float:
    return solve(problem, engine="exact").goals[0].value


def test_stopped_at_once_a_plan_is_handed_in_that_holds_and_is_not_called_proven() -> None:
    problem = generate.timetable()
    plan = solve(problem, engine="exact", cancel=lambda: True)
    assert violations(problem, plan) == ()
    assert not plan.proven
    assert ranked(score(problem, plan)) <= ranked(score(problem, solve(problem, engine="greedy", cancel=lambda: True)))

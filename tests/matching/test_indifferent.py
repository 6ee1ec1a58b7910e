"""Whoever ranks nothing fills what is left: asked for as much as the others, and before nobody's wish."""

from dataclasses import replace
from itertools import count

import pytest

from dagdeel.matching import BadProblem, read_problem, score, solve, violations
from dagdeel.matching.explain import explain
from dagdeel.matching.problem import Mentor, PlacementPlan, PlacementProblem, PlacementSession, write
from dagdeel.matching.problem.goals import ranked
from tests.matching.tiny import every_placement, placement

AM, PM = "2016-11-08/am", "2016-11-08/pm"


def _session(name: str, slot: str = AM, least: int = 0, most: int = 1) -> PlacementSession:
    return PlacementSession(f"s{name}", "X", name, slot, least, most)


def _wishes(name: str, *ranking: str, places: int = 1, liked: int = 0) -> Mentor:
    return Mentor(name, places, ranking, ranking[:liked])


def _anything(name: str, *workshops: str, places: int = 1) -> Mentor:
    return Mentor(name, places, workshops, indifferent=True)


def _best(problem: PlacementProblem) -> list[PlacementPlan]:
    allowed = [plan for plan in every_placement(problem) if not violations(problem, plan)]
    best = min(ranked(score(problem, plan)) for plan in allowed)
    return [plan for plan in allowed if ranked(score(problem, plan)) == best]


def _given(problem: PlacementProblem) -> list[dict[str, tuple[str, ...]]]:
    return [dict(plan.placements) for plan in _best(problem)]


def test_the_last_seat_goes_to_whoever_ranked_it_even_last() -> None:
    people = (_anything("any", "A", "B"), _wishes("wants", "C", "A"))
    assert _given(PlacementProblem(people, (_session("A"),))) == [{"any": (), "wants": ("sA",)}]


def test_nobody_s_wish_costs_a_wish_of_another() -> None:
    people = (_anything("any", "A", "B"), _wishes("wants", "A", "B"))
    assert _given(PlacementProblem(people, (_session("A"), _session("B")))) == [{"any": ("sB",), "wants": ("sA",)}]


def test_which_workshop_it_is_does_not_matter() -> None:
    problem = PlacementProblem((_anything("any", "A", "B"),), (_session("A"), _session("B")))
    assert len(_given(problem)) == 2


def test_nobody_is_left_without_a_seat_because_he_did_not_answer() -> None:
    people = (_anything("any", "A", "B"), _wishes("wants", "A", "B", places=1))
    problem = PlacementProblem(people, (_session("A", most=2),))
    assert _given(problem) == [{"any": ("sA",), "wants": ("sA",)}]


def test_he_helps_a_session_to_its_minimum() -> None:
    people = (_anything("any", "A", "B"), _wishes("wants", "A", "B", liked=1))
    problem = PlacementProblem(people, (_session("A", least=2, most=2), _session("B", most=2)))
    assert _given(problem) == [{"any": ("sA",), "wants": ("sA",)}]


@pytest.mark.parametrize("engine", ["greedy", "exact"])
@pytest.mark.parametrize("seed", range(25))
def test_bounds_and_proofs_hold_against_every_plan(engine: str, seed: int) -> None:
    numbers = count(seed)
    drawn = placement(seed)
    people = (replace(m, indifferent=next(numbers) % 2 == 0 and not m.liked) for m in drawn.mentors)
    problem = replace(drawn, mentors=tuple(people))
    plan = solve(problem, engine=engine, seed=seed)
    best = _best(problem)[0]
    reached = {goal.name: goal for goal in plan.goals}
    for name, value in score(problem, best):
        if reached[name].proven:
            assert reached[name].value == value
        elif reached[name].value != value:
            break
    assert explain(problem, plan) is not None


def test_it_survives_json_and_likes_nothing() -> None:
    problem = PlacementProblem((_anything("any", "A"),), (_session("A"),))
    assert read_problem(write(problem)) == problem
    with pytest.raises(BadProblem, match=r"mentors\[0\].liked: must be empty"):
        read_problem(write(replace(problem, mentors=(replace(problem.mentors[0], liked=("A",)),))))

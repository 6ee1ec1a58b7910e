"""What if: a change is applied, solved, and laid beside the plan goal by goal and line by line."""

import json
from dataclasses import replace

import pytest

from dagdeel.matching import BadProblem, generate, solve, violations
from dagdeel.matching.explain import (
    AlsoOn,
    Change,
    Difference,
    Locked,
    MaximumOf,
    Seated,
    SeatsOf,
    WithoutTrainer,
    change_from_json,
    change_to_json,
    what_if,
)
from dagdeel.matching.problem import (
    Mentor,
    Pin,
    PlacementProblem,
    PlacementSession,
    Rules,
    School,
    Session,
    TimetablePlan,
    TimetableProblem,
    Trainer,
)

TUESDAY, THURSDAY, LATER = "2016-11-08/pm", "2016-11-10/pm", "2016-12-06/pm"


def year() -> TimetableProblem:
    """The better trainer can do one of two sessions; the school allows one half-day."""
    slots = (TUESDAY, LATER)
    return TimetableProblem(
        (School("S", frozenset("I"), {TUESDAY: 0}),),
        (Session("s0", "S", "W", slots), Session("s1", "S", "W", slots)),
        (
            Trainer("good", "I", {"W": 50}, frozenset({TUESDAY, LATER}), frozenset(), 1),
            Trainer("other", "I", {"W": 40}, frozenset({TUESDAY, LATER}), frozenset(), 1),
        ),
        {},
        Rules(14, 2, 50),
    )


def lines(difference: Difference) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    return {line.id: (line.before, line.after) for line in difference.lines}


def test_without_a_trainer_another_takes_over_and_the_goals_say_what_it_costs() -> None:
    problem = year()
    plan = solve(problem)
    (name,) = plan.assignments
    found = what_if(problem, plan, [WithoutTrainer("good")])
    assert lines(found.difference) == {name: (("good", TUESDAY), ("other", TUESDAY))}
    goals = {goal.name: (goal.before, goal.after, goal.better) for goal in found.difference.goals}
    assert goals["uncovered"] == (1, 1, None)
    assert goals["quality_loss"] == (0, 10, False)
    assert found.difference.verdict == "worse"
    assert violations(found.problem, found.plan) == ()
    assert json.loads(json.dumps(found.difference.to_json()))["verdict"] == "worse"


def test_a_school_that_allows_another_half_day_gets_both_sessions() -> None:
    found = what_if(year(), None, [AlsoOn("S", (LATER,))])
    assert isinstance(found.plan, TimetablePlan)
    assert found.plan.uncovered == ()
    assert found.difference.verdict == "better"
    bound = replace(year(), sessions=tuple(replace(s, slots=(TUESDAY,)) for s in year().sessions))
    assert what_if(bound, None, [AlsoOn("S", (LATER,))]).difference.verdict == "equal"


def test_several_changes_go_together() -> None:
    found = what_if(year(), None, [AlsoOn("S", (LATER,)), MaximumOf("good", 2), Locked("s1", None, LATER)])
    assert isinstance(found.plan, TimetablePlan)
    assert {a.trainer for a in found.plan.assignments.values()} == {"good"}
    assert found.plan.assignments["s1"].slot == LATER


def test_a_lock_replaces_the_lock_that_was_there_and_can_be_taken_off() -> None:
    problem = replace(year(), locked=(Pin("s0", "other"),))
    assert Locked("s0", "good").of(problem).locked == (Pin("s0", "good"),)
    assert Locked("s0").of(problem).locked == ()
    assert WithoutTrainer("other").of(problem).locked == ()


def test_one_more_seat_and_a_forced_seat_are_laid_beside_the_plan() -> None:
    people = (Mentor("a", 1, ("A",), ("A",), first_time=True), Mentor("b", 1, ("A",), ("A",)))
    problem = PlacementProblem(people, (PlacementSession("s", "S", "A", TUESDAY, 1, 1),))
    plan = solve(problem)
    wider = what_if(problem, plan, [SeatsOf("s", 2)])
    assert lines(wider.difference) == {"b": ((), ("s",))}
    assert wider.difference.verdict == "better"
    seated = what_if(problem, plan, [Seated("b", "s")])
    assert lines(seated.difference) == {"a": (("s",), ()), "b": ((), ("s",))}
    assert seated.difference.verdict == "worse"
    closed = what_if(problem, plan, [SeatsOf("s", 3, 3)])
    assert (closed.difference.closed, closed.difference.opened) == (("s",), ())


def test_keeping_moves_no_more_than_an_illness_asks_for() -> None:
    problem = generate.timetable(seed=2)
    plan = solve(problem, seconds=5)
    ill = next(iter(plan.assignments.values())).trainer
    kept = what_if(problem, plan, [WithoutTrainer(ill)], keep=True, seconds=10)
    moved = {line.id for line in kept.difference.lines}
    assert {name for name, a in plan.assignments.items() if a.trainer == ill} <= moved
    assert len(moved) < 0.5 * len(problem.sessions)
    assert kept.difference.goals[1].name == "disruption"
    assert kept.difference.goals[1].before is None


CHANGES: list[Change] = [
    WithoutTrainer("good"),
    AlsoOn("S", (THURSDAY,)),
    MaximumOf("good", 3),
    Locked("s0", "good", TUESDAY),
    Locked("s0"),
    SeatsOf("s", 3, 1),
    SeatsOf("s", 3),
    Seated("b", "s"),
]


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_changes_survive_json(change: Change) -> None:
    assert change_from_json(json.loads(json.dumps(change_to_json(change)))) == change


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ({}, "change: is missing"),
        ({"change": "magic"}, "change: must be one of without_trainer"),
        ({"change": "also_on", "school": "S", "slots": ["monday"]}, "slots[0]: 'monday' is not a half-day"),
        ({"change": "seats_of", "session": "s", "most": 1, "least": 2}, "least: 2 is more than 1"),
        ([], "must be an object"),
    ],
)
def test_a_change_that_is_none_is_refused(value: object, told: str) -> None:
    with pytest.raises(BadProblem) as no:
        change_from_json(value)
    assert str(no.value).startswith(told)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (WithoutTrainer("z"), "there is no trainer 'z'"),
        (AlsoOn("z", ()), "there is no school 'z'"),
        (Locked("z"), "there is no session 'z'"),
        (Seated("m", "s"), "is for a placement"),
    ],
)
def test_a_change_that_does_not_fit_the_problem_is_refused(change: Change, told: str) -> None:
    with pytest.raises(BadProblem, match=told):
        change.of(year())

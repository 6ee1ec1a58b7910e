"""The judge against every plan of tiny problems, judged by rules written a second time."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dagdeel.matching import violations
from dagdeel.matching.problem import Assignment, Pin, PlacementPlan, Seat, TimetablePlan
from tests.matching import tiny

seeds = st.integers(0, 10**6)


@settings(max_examples=25, deadline=None)
@given(seeds, st.booleans())
def test_the_judge_finds_every_forbidden_placement_and_no_other(seed: int, locked: bool) -> None:
    problem = tiny.placement(seed, mentors=2)
    problem = replace(problem, locked=(Seat("m0", "s0"),) if locked else ())
    for plan in tiny.every_placement(problem):
        assert (violations(problem, plan) == ()) == tiny.placement_is_legal(problem, plan)


@settings(max_examples=25, deadline=None)
@given(
    seeds,
    st.sampled_from([(), (Pin("s0", "t0"),), (Pin("s1", None, tiny.SLOTS[0]),), (Pin("s0", "t1", tiny.SLOTS[2]),)]),
    st.sampled_from([None, 0, 1]),
)
def test_the_judge_finds_every_forbidden_timetable_and_no_other(
    seed: int, pins: tuple[Pin, ...], touched: int | None
) -> None:
    problem = replace(tiny.timetable(seed, before=touched is not None, touched=touched), locked=pins)
    for plan in tiny.every_timetable(problem):
        assert (violations(problem, plan) == ()) == tiny.timetable_is_legal(problem, plan)


def test_people_sessions_and_trainers_that_do_not_exist_are_named() -> None:
    placed = PlacementPlan({"nobody": ("s0",), "m0": ("s9",)}, ("s8",))
    found = violations(tiny.placement(1), placed)
    assert [(v.rule, v.about) for v in found] == [
        ("unknown_person", ("nobody",)),
        ("unknown_seat", ("m0", "s9")),
        ("unknown_closed", ("s8",)),
    ]
    planned = TimetablePlan({"s0": Assignment("t9", tiny.SLOTS[0])}, ())
    assert [v.about for v in violations(tiny.timetable(1), planned)] == [("s0", "t9")]


def test_a_plan_of_the_other_kind_is_a_violation() -> None:
    (found,) = violations(tiny.placement(1), TimetablePlan({}))
    assert found.rule == "kind"


@pytest.mark.parametrize("uncovered", [(), ("s0",), ("s0", "s1", "s2", "s2")])
def test_a_plan_that_hides_uncovered_sessions_is_not_right(uncovered: tuple[str, ...]) -> None:
    (found,) = violations(tiny.timetable(1), TimetablePlan({}, uncovered))
    assert found.rule == "uncovered"

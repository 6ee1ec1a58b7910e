"""Explanations: the right reason, in two languages, and no claim that the plan does not bear out."""

import string
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dagdeel.matching import generate, solve
from dagdeel.matching.explain import explain
from dagdeel.matching.explain.reasons import SENTENCES, Explanation
from dagdeel.matching.problem import (
    Assignment,
    Mentor,
    Pin,
    PlacementPlan,
    PlacementProblem,
    PlacementSession,
    Rules,
    School,
    Seat,
    Session,
    TimetablePlan,
    TimetableProblem,
    Trainer,
)
from tests.matching import tiny

TUESDAY, THURSDAY, LATER = "2016-11-08/pm", "2016-11-10/pm", "2016-12-06/pm"


def trainer(name: str, quality: int = 40, *available: str, maximum: int = 5) -> Trainer:
    return Trainer(name, "I", {"W": quality}, frozenset(available or (TUESDAY, LATER)), frozenset(), maximum)


def school_year(*trainers: Trainer, sessions: int = 1, slots: tuple[str, ...] = (TUESDAY, LATER)) -> TimetableProblem:
    return TimetableProblem(
        (School("S", frozenset("I"), dict.fromkeys(slots, 0)),),
        tuple(Session(f"s{n}", "S", "W", slots) for n in range(sessions)),
        trainers,
        {},
        Rules(14, 2, 50),
    )


def kinds(found: tuple[Explanation, ...], question: str) -> list[list[str]]:
    return [[reason.kind for reason in e.reasons] for e in found if e.question == question]


def given_by(name: str, slot: str = TUESDAY) -> TimetablePlan:
    return TimetablePlan({"s0": Assignment(name, slot)}, ())


@pytest.mark.parametrize(
    ("problem", "plan", "reasons"),
    [
        (school_year(trainer("a")), given_by("a"), ["only_qualified"]),
        (school_year(trainer("a"), trainer("b", 50, THURSDAY)), given_by("a"), ["only_free"]),
        (school_year(trainer("a"), trainer("b", 30)), given_by("a"), ["best_quality"]),
        (
            school_year(trainer("a"), trainer("b", 30), trainer("c", 50, THURSDAY)),
            given_by("a"),
            ["best_quality", "better_away"],
        ),
        (school_year(trainer("a"), trainer("b", 50)), given_by("a"), ["better_possible"]),
        (school_year(trainer("a"), trainer("b", 50, maximum=0)), given_by("a"), ["better_barred"]),
        (
            replace(school_year(trainer("a"), trainer("b", 50)), previous={"s0": Assignment("a", TUESDAY)}),
            given_by("a"),
            ["better_costs"],
        ),
        (
            replace(school_year(trainer("a"), trainer("b")), locked=(Pin("s0", "a"),)),
            given_by("a"),
            ["locked"],
        ),
    ],
)
def test_why_this_trainer(problem: TimetableProblem, plan: TimetablePlan, reasons: list[str]) -> None:
    assert kinds(explain(problem, plan), "trainer") == [reasons]


def test_the_better_trainer_is_taken_by_the_session_that_is_named() -> None:
    problem = school_year(trainer("a"), trainer("b", 50, maximum=1), sessions=2)
    plan = TimetablePlan({"s0": Assignment("a", TUESDAY), "s1": Assignment("b", LATER)}, ())
    (reason,) = explain(problem, plan)[0].reasons
    assert (reason.kind, reason.facts["sessions"]) == ("better_taken", ("s1",))


@pytest.mark.parametrize(
    ("problem", "plan", "reasons"),
    [
        (school_year(trainer("a", 40, TUESDAY)), given_by("a"), ["only_date"]),
        (school_year(trainer("a")), given_by("a"), ["cheapest_date"]),
        (replace(school_year(trainer("a")), locked=(Pin("s0", None, TUESDAY),)), given_by("a"), ["locked"]),
        (
            replace(school_year(trainer("a")), previous={"s0": Assignment("a", TUESDAY)}),
            given_by("a"),
            ["date_kept"],
        ),
        (
            replace(school_year(trainer("a")), previous={"s0": Assignment("a", LATER)}),
            given_by("a"),
            ["better_date"],
        ),
    ],
)
def test_why_this_half_day(problem: TimetableProblem, plan: TimetablePlan, reasons: list[str]) -> None:
    assert kinds(explain(problem, plan), "date") == [reasons]


@pytest.mark.parametrize(
    ("problem", "reasons"),
    [
        (school_year(), ["no_qualified"]),
        (school_year(trainer("a", 40, THURSDAY)), ["nobody_free", "weekday_helps", "available_helps"]),
        (school_year(trainer("a", maximum=0)), ["all_barred"]),
        (school_year(trainer("a")), ["could_be_covered"]),
    ],
)
def test_why_a_session_is_uncovered(problem: TimetableProblem, reasons: list[str]) -> None:
    assert kinds(explain(problem, TimetablePlan({}, ("s0",))), "uncovered") == [reasons]


def test_spacing_and_other_sessions_in_the_way_of_an_uncovered_session_are_told_apart() -> None:
    close = school_year(trainer("a", 40, TUESDAY, THURSDAY), sessions=2, slots=(TUESDAY, THURSDAY))
    found = explain(close, TimetablePlan({"s0": Assignment("a", TUESDAY)}, ("s1",)))
    assert kinds(found, "uncovered") == [["few_dates"]]
    short = school_year(trainer("a", maximum=1), sessions=2)
    found = explain(short, TimetablePlan({"s0": Assignment("a", TUESDAY)}, ("s1",)))
    assert kinds(found, "uncovered") == [["hall", "hall_yearly"]]


def session(name: str, workshop: str, slot: str = TUESDAY, least: int = 0, most: int = 1) -> PlacementSession:
    return PlacementSession(name, "S", workshop, slot, least, most)


def mentor(name: str, *ranking: str, **more: object) -> Mentor:
    return replace(Mentor(name, 1, ranking, ranking[:1]), **more)  # type: ignore[arg-type] # any field


@pytest.mark.parametrize(
    ("who", "sessions", "reasons"),
    [
        (mentor("m", "A", "B", done=frozenset("A")), [session("a", "A")], ["done"]),
        (mentor("m", "A", "B"), [], ["not_given"]),
        (mentor("m", "A", "B", schools=frozenset("T")), [session("a", "A")], ["not_given"]),
        (mentor("m", "A", "B", blocked=frozenset({TUESDAY})), [session("a", "A")], ["blocked"]),
        (mentor("m", "A", "B"), [session("a", "A", least=2, most=2)], ["session_closed"]),
        (mentor("m", "A", "B"), [session("a", "A", most=0)], ["no_seats"]),
        (mentor("m", "A", "B"), [session("a", "A")], ["improvable"]),
    ],
)
def test_why_a_wish_was_not_given(who: Mentor, sessions: list[PlacementSession], reasons: list[str]) -> None:
    problem = PlacementProblem((who,), (*sessions, session("b", "B", LATER)))
    closed = tuple(s.id for s in sessions if s.min > 1)
    plan = PlacementPlan({"m": ("b",)} if "S" in (who.schools or "S") else {"m": ()}, closed)
    wishes = [e for e in explain(problem, plan) if e.about == ("m", "A")]
    assert kinds(tuple(wishes), "wish") == [reasons]


def test_who_has_the_seat_and_which_goal_an_exchange_makes_worse_is_told() -> None:
    people = (mentor("m", "A", "B"), mentor("first", "A", "B", first_time=True))
    problem = PlacementProblem(people, (session("a", "A"), session("b", "B", LATER)))
    plan = PlacementPlan({"m": ("b",), "first": ("a",)})
    (reason,) = explain(problem, plan)[0].reasons
    assert reason.kind == "exchange_costs"
    assert (reason.facts["person"], reason.facts["goal"]) == ("first", "first_timers_without_liked")
    assert "nieuwe deelnemers zonder graag gewilde workshop" in reason.sentence("nl")
    assert reason.facts["more"] == 1


def test_a_tie_is_called_a_tie_and_a_locked_seat_is_not_given_away() -> None:
    people = (mentor("m", "A", "B"), mentor("n", "A", "B"))
    problem = PlacementProblem(people, (session("a", "A"), session("b", "B", LATER)))
    plan = PlacementPlan({"m": ("b",), "n": ("a",)})
    assert kinds(explain(problem, plan), "wish") == [["tie"]]
    locked = replace(problem, locked=(Seat("n", "a"),))
    assert kinds(explain(locked, plan), "wish") == [["nobody_can_leave"]]
    kept = replace(problem, locked=(Seat("m", "b"),))
    assert kinds(explain(kept, plan), "wish") == [["locked_elsewhere"]]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(["", "utilitarian", "egalitarian utilitarian"]), st.booleans())
def test_everything_can_be_explained_in_both_languages(seed: int, goals: str, placing: bool) -> None:
    problem = tiny.placement(seed, mentors=5, points=goals) if placing else tiny.timetable(seed, before=bool(goals))
    for explanation in explain(problem, solve(problem, seed=seed)):
        assert explanation.reasons
        for reason in explanation.reasons:
            assert reason.sentence("nl") != reason.sentence("en")


def test_greedy_leaves_no_single_gain_that_the_explanations_would_find() -> None:
    for seed in range(5):
        for problem in (generate.placement(seed=seed, tight=True), generate.timetable(seed=seed)):
            found = {reason.kind for e in explain(problem, solve(problem)) for reason in e.reasons}
            assert found & {"better_possible", "better_date", "could_be_covered", "improvable"} == set()


def test_both_sentences_of_a_reason_use_the_same_facts() -> None:
    for dutch, english in SENTENCES.values():
        facts = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (dutch, english)]
        assert facts[0] == facts[1]

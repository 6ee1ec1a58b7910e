"""Explanations: the right reason, in two languages, and no claim that the plan does not bear out."""

import json
import string
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dagdeel.matching import generate, solve
from dagdeel.matching.explain import Explanation, Language, Reason, explain, plain
from dagdeel.matching.explain.reasons import SENTENCES, What
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
        (school_year(trainer("a"), trainer("b")), given_by("a"), ["best_quality", "equal_tie"]),
        (school_year(trainer("a"), trainer("b", maximum=4)), given_by("a"), ["best_quality", "equal_costs"]),
        (school_year(trainer("a"), trainer("b", maximum=9)), given_by("a"), ["best_quality", "equal_better"]),
        (
            school_year(trainer("a"), replace(trainer("b"), available=frozenset({THURSDAY}))),
            given_by("a"),
            ["only_free"],
        ),
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


def test_an_equal_trainer_who_is_taken_is_told() -> None:
    problem = school_year(trainer("a"), trainer("b", 40, TUESDAY), sessions=2)
    plan = TimetablePlan({"s0": Assignment("a", LATER), "s1": Assignment("b", TUESDAY)}, ())
    assert kinds(explain(problem, plan), "trainer")[0] == ["best_quality", "equal_taken"]


@pytest.mark.parametrize(
    ("ill", "reasons"),
    [
        ({"available": frozenset({LATER})}, ["moved", "was_away"]),
        ({"maximum": 0}, ["moved", "was_barred"]),
        ({"quality": {}}, ["moved", "was_not_qualified"]),
        ({"institute": "J"}, ["moved", "was_institute"]),
        ({"id": "new"}, ["moved", "was_gone"]),
        ({}, ["moved", "kept_better"]),
    ],
)
def test_what_changed_is_told_from_old_to_new_with_why(ill: dict[str, object], reasons: list[str]) -> None:
    was = replace(trainer("was", 50), **ill)  # type: ignore[arg-type] # any field
    problem = replace(school_year(was, trainer("a")), previous={"s0": Assignment("was", TUESDAY)})
    found = explain(problem, given_by("a"))
    assert kinds(found, "changed") == [reasons]
    (moved, *_) = found[0].reasons
    assert moved.sentence("nl") == ("Was was, dinsdagmiddag 8 november 2016; wordt a, dinsdagmiddag 8 november 2016.")
    lost = explain(problem, TimetablePlan({}, ("s0",)))
    assert lost[0].reasons[0].kind == "was_given"


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


def test_explanations_can_be_stored_and_told_with_names() -> None:
    problem = generate.timetable(seed=3, tight=True)
    found = explain(problem, solve(problem, seconds=5))
    for explanation in found:
        stored = json.loads(json.dumps(explanation.to_json()))
        assert Explanation.from_json(stored) == explanation

    def naming(what: What, name: str, language: Language) -> str:
        return (
            f"mevrouw {name}"
            if what == "trainer"
            else f"<{name}>"
            if what == "session"
            else plain(what, name, language)
        )

    told = [reason.sentence("nl", naming) for explanation in found for reason in explanation.reasons]
    assert any("mevrouw T" in sentence for sentence in told)
    assert not any(" T1 " in sentence.replace("mevrouw T1 ", "") for sentence in told)
    assert explanation.to_json(naming)["reasons"] == [r.to_json(naming) for r in explanation.reasons]


def test_a_half_day_is_told_in_words_and_a_number_with_a_comma() -> None:
    reason = Reason("only_date", {"slot": "2016-11-08/pm", "trainer": "t"})
    assert reason.sentence("nl").startswith("Dinsdagmiddag 8 november 2016 is het enige dagdeel")
    assert reason.sentence("en").startswith("Tuesday afternoon 8 November 2016 is the only half-day")
    reason = Reason("best_quality", {"trainer": "t", "quality": 46.5})
    assert "(46,5)" in reason.sentence("nl")
    assert "(46.5)" in reason.sentence("en")
    many = Reason("blocked", {"sessions": tuple(f"s{n}" for n in range(9))})
    assert "(s0, s1, s2, s3, s4 en nog 4)" in many.sentence("nl")
    assert "(s0 and s1)" in Reason("blocked", {"sessions": ("s0", "s1")}).sentence("en")


def test_who_asked_for_nothing_and_who_can_give_nothing_is_told() -> None:
    nobody = (mentor("m", "A", places=0), mentor("n"))
    found = explain(PlacementProblem(nobody, (session("a", "A"),)), PlacementPlan({"m": (), "n": ()}))
    assert kinds(found, "no_wish") == [["no_places_asked"], ["no_wish"]]
    idle = (trainer("a"), replace(trainer("b"), available=frozenset()), trainer("c", maximum=0))
    other = replace(trainer("d"), quality={"X": 1})
    found = explain(school_year(*idle, other), given_by("a"))
    assert [(e.about, [r.kind for r in e.reasons]) for e in found if e.question == "idle"] == [
        (("b",), ["never_available"]),
        (("c",), ["may_give_none"]),
        (("d",), ["gives_no_workshop"]),
    ]


def test_both_sentences_of_a_reason_use_the_same_facts() -> None:
    for dutch, english in SENTENCES.values():
        facts = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (dutch, english)]
        assert facts[0] == facts[1]

"""Problems in and out of JSON, and what a bad file is told."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagdeel.matching import BadProblem, generate, read_plan, read_problem, solve
from dagdeel.matching.problem import Problem, problem_from_json, write

SLOT = "2016-11-08/pm"


def placement() -> dict[str, Any]:
    return {
        "kind": "placement",
        "mentors": [
            {
                "id": "m1",
                "places": 2,
                "ranking": ["W3", "W1"],
                "liked": ["W3"],
                "blocked": [],
                "done": [],
                "first_time": True,
                "schools": ["S1"],
            }
        ],
        "sessions": [
            {"id": "S1.W3.1", "school": "S1", "workshop": "W3", "slot": SLOT, "min": 0, "max": 5},
            {"id": "S1.W1.1", "school": "S1", "workshop": "W1", "slot": SLOT, "min": 0, "max": 5},
        ],
        "locked": [],
        "closed": [],
    }


def timetable() -> dict[str, Any]:
    return {
        "kind": "timetable",
        "schools": [{"id": "S", "institutes": ["I"], "slots": {SLOT: 0, "2016-11-10/pm": 2}}],
        "sessions": [
            {"id": "A", "school": "S", "workshop": "W", "slots": [SLOT, "2016-11-10/pm"]},
            {"id": "B", "school": "S", "workshop": "W", "slots": [SLOT, "2016-11-10/pm"]},
        ],
        "trainers": [
            {
                "id": "T",
                "institute": "I",
                "quality": {"W": 46},
                "available": [SLOT],
                "rather_not": [],
                "maximum": 6,
            }
        ],
        "travel_km": {"S": {"T": 12}},
        "rules": {"spacing_days": 14, "per_week": 2, "quality_top": 50},
        "locked": [],
        "previous": None,
    }


def changed(problem: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """The problem with one place in its JSON replaced; ``path`` like sessions.0.min."""
    at: Any = problem
    *way, last = path.split(".")
    for step in way:
        at = at[int(step)] if isinstance(at, list) else at[step]
    at[int(last) if isinstance(at, list) else last] = value
    return problem


BAD = [
    (placement, "sessions.0.min", 7, "sessions[0].min: 7 is more than max 5"),
    (placement, "sessions.1.id", "S1.W3.1", "sessions[1].id: session 'S1.W3.1' is already at sessions[0]"),
    (placement, "sessions.0.slot", "2016-11-31/pm", "sessions[0].slot: '2016-11-31/pm' is not a half-day"),
    (placement, "sessions.0.slot", "2016-11-08", "sessions[0].slot: '2016-11-08' is not a half-day"),
    (placement, "sessions.0.max", float("nan"), "sessions[0].max: must be a finite number"),
    (placement, "sessions.0.max", True, "sessions[0].max: must be a number, not true"),
    (placement, "sessions.0.max", None, "sessions[0].max: is missing"),
    (placement, "mentors.0.places", -1, "mentors[0].places: -1 is less than 0"),
    (placement, "mentors.0.places", 1.5, "mentors[0].places: 1.5 is not a whole number"),
    (placement, "mentors.0.liked", ["W1"], "mentors[0].liked: must be the beginning of ranking"),
    (placement, "mentors.0.ranking", ["W3", "W3"], "mentors[0].ranking[1]: 'W3' is there twice"),
    (placement, "mentors.0.blocked", ["monday"], "mentors[0].blocked[0]: 'monday' is not a half-day"),
    (placement, "mentors.0.rankng", [], "mentors[0].rankng: is not a known key; was 'ranking' meant?"),
    (placement, "locked", [{"mentor": "m9", "session": "S1.W3.1"}], "locked[0].mentor: there is no mentor"),
    (placement, "closed", ["S9"], "closed[0]: there is no session 'S9'"),
    (placement, "conflicts", [["S1.W3.1", "S1.W3.1"]], "conflicts[0]: a session cannot conflict with itself"),
    (placement, "goals", ["fair"], 'goals: must be ["utilitarian"]'),
    (placement, "goals", ["utilitarian"], "mentors[0].ranking: the goals of this problem count points"),
    (placement, "mentors.0.points", {"S1.W3.1": 3}, 'mentors[0].points: say with "goals"'),
    (placement, "mentors", [{"id": "m"}] * 100_000, "mentors: 100000 mentors are more than the limit of 5000"),
    (placement, "kind", "puzzle", 'kind: must be "placement" or "timetable"'),
    (timetable, "sessions.0.school", "Z", "sessions[0].school: there is no school 'Z'"),
    (timetable, "schools.0.slots", {"friday": 1}, "schools[0].slots.friday: 'friday' is not a half-day"),
    (timetable, "trainers.0.quality.W", 51, "trainers[0].quality.W: 51 is more than rules.quality_top 50"),
    (timetable, "travel_km.S", {"Z": 1}, "travel_km.S.Z: there is no trainer 'Z'"),
    (timetable, "rules", None, "rules: is missing"),
    (timetable, "locked", [{"session": "A"}], "locked[0]: locks neither a trainer nor a slot"),
    (
        timetable,
        "locked",
        [{"session": "A", "trainer": "T"}, {"session": "A", "slot": SLOT}],
        "locked[1]: session 'A' is already locked at locked[0]",
    ),
    (timetable, "previous", {"Z": {"trainer": "T", "slot": SLOT}}, "previous.Z: there is no session 'Z'"),
]


@pytest.mark.parametrize(("make", "path", "value", "message"), BAD, ids=[row[3][:50] for row in BAD])
def test_a_bad_file_is_told_its_place(make: Any, path: str, value: object, message: str) -> None:
    with pytest.raises(BadProblem) as no:
        read_problem(json.dumps(changed(make(), path, value)))
    assert str(no.value).startswith(message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "this is not JSON"),
        ("[]", "must be an object, not []"),
        ('{"kind": "placement", "kind": "timetable"}', 'the key "kind" appears twice in this object'),
        ("[" * 100_000, "the JSON is nested too deeply"),
        ('{"kind": "placement", "mentors": [], "sessions": []}', "mentors: the problem is empty"),
    ],
)
def test_what_is_no_problem_at_all_is_told_so(text: str, message: str) -> None:
    with pytest.raises(BadProblem) as no:
        read_problem(text)
    assert str(no.value).startswith(message)


LOCKS = [
    (placement, [{"mentor": "m1", "session": "S1.W3.1"}, {"mentor": "m1", "session": "S1.W1.1"}], "one half-day"),
    (timetable, [{"session": "A", "trainer": "T", "slot": "2016-11-10/pm"}], "T is not available"),
    (
        timetable,
        [{"session": "A", "slot": SLOT}, {"session": "B", "trainer": "T", "slot": SLOT}],
        "less than 14 days apart",
    ),
]


@pytest.mark.parametrize(("make", "locks", "message"), LOCKS)
def test_a_lock_that_breaks_a_rule_is_refused_with_the_rule(make: Any, locks: list[object], message: str) -> None:
    with pytest.raises(BadProblem, match=message) as no:
        solve(problem_from_json(changed(make(), "locked", locks)))
    assert no.value.path == f"locked[{len(locks) - 1}]"


def test_a_locked_session_that_cannot_reach_its_minimum_is_refused() -> None:
    problem = changed(placement(), "sessions.0.min", 2)
    problem["locked"] = [{"mentor": "m1", "session": "S1.W3.1"}]
    with pytest.raises(BadProblem, match="cannot run: min 2, and only 1 people could come"):
        solve(problem_from_json(problem))


def test_0_places_and_a_trainer_who_is_never_available_are_fine() -> None:
    nobody = solve(problem_from_json(changed(placement(), "mentors.0.places", 0)))
    assert nobody.placements == {"m1": ()}  # type: ignore[union-attr] # a placement
    never = solve(problem_from_json(changed(timetable(), "trainers.0.available", [])))
    assert never.uncovered == ("A", "B")  # type: ignore[union-attr] # a timetable


@given(st.integers(0, 10**6), st.booleans(), st.booleans())
def test_problems_and_plans_survive_json(seed: int, tight: bool, placing: bool) -> None:
    problem: Problem = (
        generate.placement(mentors=6, seed=seed, tight=tight) if placing else generate.timetable(seed=seed, tight=tight)
    )
    assert read_problem(write(problem)) == problem
    plan = solve(problem, seconds=0)
    assert read_plan(write(plan)) == plan

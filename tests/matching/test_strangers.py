"""Files that nobody here wrote: the documented JSON as it is documented, and anything that is not it."""

import io
import json
import random
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dagdeel.matching import generate
from dagdeel.matching.__main__ import main

pytestmark = pytest.mark.once

PLACEMENT: dict[str, Any] = {
    "kind": "placement",
    "mentors": [
        {
            "id": "m1",
            "places": 2,
            "ranking": ["W3", "W1", "W4", "W2"],
            "liked": ["W3", "W1"],
            "blocked": ["2016-11-08/am"],
            "done": ["W2"],
            "first_time": True,
            "schools": ["S1"],
        }
    ],
    "sessions": [{"id": "S1.W3.1", "school": "S1", "workshop": "W3", "slot": "2016-11-08/pm", "min": 1, "max": 20}],
    "locked": [{"mentor": "m1", "session": "S1.W3.1"}],
    "closed": [],
}
TIMETABLE: dict[str, Any] = {
    "kind": "timetable",
    "schools": [{"id": "P0S1", "institutes": ["I1", "I2"], "slots": {"2016-11-08/pm": 0, "2016-11-10/ev": 2}}],
    "sessions": [{"id": "P0S1W3", "school": "P0S1", "workshop": "W3", "slots": ["2016-11-08/pm", "2016-11-10/ev"]}],
    "trainers": [
        {
            "id": "T1",
            "institute": "I1",
            "quality": {"W3": 46},
            "available": ["2016-11-08/pm"],
            "rather_not": [],
            "maximum": 6,
        }
    ],
    "travel_km": {"P0S1": {"T1": 12}},
    "rules": {"spacing_days": 14, "per_week": 2, "quality_top": 50},
    "locked": [{"session": "P0S1W3", "trainer": "T1", "slot": "2016-11-08/pm"}],
    "previous": None,
}
GIVEN = {"trainer": "T1", "slot": "2016-11-08/pm"}


class Stdin:
    def __init__(self, text: bytes) -> None:
        self.buffer = io.BytesIO(text)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    def run(*arguments: str, stdin: object = b"") -> tuple[int, Any, str]:
        text = stdin if isinstance(stdin, bytes) else json.dumps(stdin).encode()
        monkeypatch.setattr("sys.stdin", Stdin(text))
        code = main(arguments)
        out, err = capsys.readouterr()
        return code, json.loads(out) if out else None, err

    return run


def with_(problem: dict[str, Any], **more: object) -> dict[str, Any]:
    return {**problem, **more}


def without(problem: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in problem.items() if key not in keys}


def points(*goals: str) -> dict[str, Any]:
    mentor = {"id": "m1", "places": 1, "points": {"S1.W3.1": 3.5}}
    return with_(without(PLACEMENT, "locked", "closed"), mentors=[mentor], goals=list(goals))


@pytest.mark.parametrize(
    "problem",
    [
        PLACEMENT,
        without(PLACEMENT, "locked", "closed"),
        with_(PLACEMENT, mentors=[{"id": "m1", "places": 1.0, "ranking": ["W3"]}]),
        with_(PLACEMENT, goals=None, conflicts=None, note={"anything": [1, None]}),
        points("utilitarian"),
        points("egalitarian", "utilitarian"),
        with_(
            points("utilitarian"),
            sessions=[{**PLACEMENT["sessions"][0], "id": n} for n in ("S1.W3.1", "b")],
            conflicts=[["S1.W3.1", "b"]],
        ),
    ],
)
def test_placements_as_documented_are_solved(run: Any, problem: dict[str, Any]) -> None:
    code, plan, _ = run("placement", stdin=problem)
    assert code == 0
    assert {"placements", "closed", "goals", "proven", "seed", "seconds"} <= plan.keys()
    assert plan["placements"] == {"m1": ["S1.W3.1"]}
    assert {"name", "value", "bound"} <= plan["goals"][0].keys()
    assert run("check", stdin={"problem": problem, "plan": plan})[0] == 0
    assert run("explain", "--seconds", "1", stdin={"problem": problem, "plan": plan})[0] == 0


@pytest.mark.parametrize(
    "problem",
    [
        TIMETABLE,
        without(TIMETABLE, "locked", "previous", "travel_km"),
        with_(TIMETABLE, previous={"P0S1W3": GIVEN}),
        with_(TIMETABLE, previous={"assignments": {"P0S1W3": GIVEN}, "uncovered": [], "goals": []}),
        with_(TIMETABLE, rules={"spacing_days": 14.0, "per_week": 2.0, "quality_top": 50.0, "most_touched": 1}),
        with_(TIMETABLE, schools=[{**TIMETABLE["schools"][0], "study_days": ["2016-11-08"]}]),
        with_(TIMETABLE, tolerance={"quality_loss": 0.01, "load": "5%"}),
    ],
)
def test_timetables_as_documented_are_solved(run: Any, problem: dict[str, Any]) -> None:
    code, plan, told = run("timetable", stdin=problem)
    assert code == 0
    assert {"assignments", "uncovered", "goals", "proven", "seed", "seconds"} <= plan.keys()
    assert plan["assignments"] == {"P0S1W3": GIVEN}
    assert {"goal", "value", "bound", "proven", "seconds"} == json.loads(told.splitlines()[-1]).keys()
    assert run("check", stdin={"problem": problem, "plan": plan})[0] == 0
    assert run("explain", "--seconds", "1", stdin={"problem": problem, "plan": plan})[0] == 0


def test_a_plan_of_somebody_else_needs_only_what_is_documented(run: Any) -> None:
    bare = {"assignments": {"P0S1W3": GIVEN}, "uncovered": []}
    code, verdict, _ = run("check", stdin={"problem": TIMETABLE, "plan": bare})
    assert (code, verdict["violations"]) == (0, [])
    stated = {**bare, "goals": [{"name": "uncovered", "value": 0, "bound": -1}, {"name": "km", "value": 13}]}
    code, verdict, _ = run("check", stdin={"problem": TIMETABLE, "plan": stated})
    assert (code, verdict["misstated"]) == (1, [{"name": "km", "stated": 13, "value": 12}])


def test_a_tolerance_is_shown_in_the_plan(run: Any) -> None:
    code, plan, _ = run("timetable", "--tolerance", "quality_loss=1%", "--tolerance", "km=0.05", stdin=TIMETABLE)
    assert code == 0
    assert {goal["name"]: goal["tolerance"] for goal in plan["goals"]} == {
        "uncovered": 0,
        "quality_loss": 0.01,
        "load": 0,
        "km": 0.05,
        "slot_cost": 0,
    }
    code, _, told = run("timetable", "--tolerance", "quality=1%", stdin=TIMETABLE)
    assert (code, told) == (3, "bad input: tolerance.quality: is not a goal of this problem\n")


@pytest.mark.parametrize("share", ["101%", "lots", 2, -0.1, "nan", [1]])
def test_a_tolerance_is_a_part_of_one_or_a_percentage(run: Any, share: object) -> None:
    code, _, told = run("timetable", stdin=with_(TIMETABLE, tolerance={"km": share}))
    assert code == 3
    assert told.startswith("bad input: tolerance.km: ")


@pytest.mark.parametrize(
    ("stdin", "told"),
    [
        (b"", "there is nothing here: a problem in JSON was expected"),
        (b" \n", "there is nothing here: a problem in JSON was expected"),
        (b'{"kind": "\xff"}', "this is not UTF-8 (at byte 10)"),
        (b'{"kind": 1' + b"0" * 5000 + b"}", "a number has more digits than can be read"),
        (b'{"kind": ' + b"[" * 50_000, "the JSON is nested too deeply"),
        (b"[1]", "must be an object, not a list"),
        (
            b'{"kind": "placement", "mentors": [{"id": 1, "id": 2}]}',
            'mentors[0]: the key "id" appears twice in this object',
        ),
        (b'{"kind": "timetable", "rules": [[[[]]]]}', "rules: must be an object, not a list"),
        (b'{"kind": "placement"}', "sessions: is missing"),
    ],
)
def test_what_is_no_problem_is_told_so_in_one_line(run: Any, stdin: bytes, told: str) -> None:
    code, out, err = run("placement", stdin=stdin)
    assert (code, out, err) == (3, None, f"bad input: {told}\n")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1, 1e300, 10**400, "7", True, [], {}])
def test_no_number_of_another_kind_is_let_through(run: Any, value: object) -> None:
    for problem, path in (
        (with_(PLACEMENT, sessions=[{**PLACEMENT["sessions"][0], "max": value}]), "sessions[0].max"),
        (with_(TIMETABLE, travel_km={"P0S1": {"T1": value}}), "travel_km.P0S1.T1"),
    ):
        code, _, told = run(problem["kind"], stdin=json.dumps(problem).encode())
        assert code == 3
        assert told.startswith(f"bad input: {path}: ")
        assert len(told) < 150


def test_texts_that_cannot_be_shown_never_reach_the_terminal(run: Any) -> None:
    for text in ("\ud800", "a\nb", "\x1b[2J", "x" * 300):
        code, _, told = run("timetable", stdin=with_(TIMETABLE, trainers=[{**TIMETABLE["trainers"][0], "id": text}]))
        assert (code, told.count("\n")) == (3, 1)
        code, _, told = run("timetable", stdin=with_(TIMETABLE, rules={text: 1}))
        assert (code, told.count("\n")) == (3, 1)
        assert told.isascii()


def test_too_many_are_refused_with_the_limit(run: Any) -> None:
    many = with_(PLACEMENT, mentors=[PLACEMENT["mentors"][0]] * 100_000)
    code, _, told = run("placement", stdin=many)
    assert (code, told) == (3, "bad input: mentors: 100000 mentors are more than the limit of 5000\n")


# Anything at all


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every (container, key) in a JSON value."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in list(pairs):
        yield value, key
        yield from places(inner)


ODD: list[Any] = [
    None, True, -1, 0, 1, 3, 10**6, 2.5, 1e400, float("nan"), 10**40, "", "W1", "T1", "m1", "2016-11-08/pm", "\ud800",
    "2016-02-30/am", "é", [], {}, [[]], {"a": 1}, ["W1", "W1"], ["2016-11-08/pm"], [{}], {"session": "x"}, "9" * 300,
]  # fmt: skip


def mutated(problem: Any, dice: random.Random) -> bytes:
    for _ in range(dice.randint(1, 3)):
        container, key = dice.choice(list(places(problem)))
        others = list(places(problem))
        what = dice.random()
        if what < 0.15 and isinstance(container, dict):
            del container[key]
        elif what < 0.3 and isinstance(container, list):
            container.append(container[key])
        elif what < 0.5:
            other, other_key = dice.choice(others)
            container[key] = deepcopy(other[other_key])
        elif what < 0.55 and isinstance(container, dict):
            container[dice.choice([str(odd) for odd in ODD])] = container[key]
        else:
            container[key] = deepcopy(dice.choice(ODD))
    text = json.dumps(problem).encode()
    if dice.random() < 0.1:
        at = dice.randrange(len(text))
        text = text[:at] + bytes([dice.randrange(256)]) + text[at + 1 :]
    return text


def sample(kind: str, dice: random.Random) -> Any:
    if kind == "placement":
        problem = generate.placement(mentors=6, workshops=4, seed=dice.randrange(50), tight=dice.random() < 0.5)
        return json.loads(json.dumps(problem.to_json())) if dice.random() < 0.7 else json.loads(json.dumps(PLACEMENT))
    timetable = generate.timetable_of("school", seed=dice.randrange(50), tight=dice.random() < 0.5)
    return json.loads(json.dumps(timetable.to_json())) if dice.random() < 0.5 else json.loads(json.dumps(TIMETABLE))


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 10**9), st.sampled_from(["placement", "timetable"]))
def test_whatever_comes_in_one_sentence_or_a_plan_comes_out(seed: int, kind: str) -> None:
    dice = random.Random(seed)
    text = mutated(sample(kind, dice), dice)
    with pytest.MonkeyPatch.context() as patch:
        out, err = io.StringIO(), io.StringIO()
        patch.setattr("sys.stdin", Stdin(text))
        patch.setattr("sys.stdout", out)
        patch.setattr("sys.stderr", err)
        code = main([kind, "--seconds", "2", "--quiet"])
        if code == 0:
            both = json.dumps({"problem": json.loads(text), "plan": json.loads(out.getvalue())}).encode()
            for command in (["check"], ["explain", "--seconds", "0.2"]):
                patch.setattr("sys.stdin", Stdin(both))
                assert main(command) == 0
    assert code in {0, 3, 4}
    assert err.getvalue().count("\n") == (code != 0)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9), st.sampled_from(["placement", "timetable"]), st.sampled_from(["check", "explain"]))
def test_whatever_plan_comes_in_it_is_judged_or_refused(seed: int, kind: str, command: str) -> None:
    dice = random.Random(seed)
    problem = PLACEMENT if kind == "placement" else TIMETABLE
    good = {"goals": [{"name": "km", "value": 1, "bound": 1}], "seed": 1, "seconds": 0.1, "proven": True}
    plans = {"placement": {"placements": {"m1": ["S1.W3.1"]}, "closed": []}}
    plans["timetable"] = {"assignments": {"P0S1W3": GIVEN}, "uncovered": []}
    plan = mutated(json.loads(json.dumps({**good, **plans[kind]})), dice)
    text = b'{"problem": ' + json.dumps(problem).encode() + b', "plan": ' + plan + b"}"
    with pytest.MonkeyPatch.context() as patch:
        out, err = io.StringIO(), io.StringIO()
        patch.setattr("sys.stdin", Stdin(text))
        patch.setattr("sys.stdout", out)
        patch.setattr("sys.stderr", err)
        code = main([command])
    assert code in {0, 1, 3}
    assert err.getvalue().count("\n") == (code == 3)
    out.getvalue().encode()


def test_a_plan_file_that_cannot_be_read_is_refused(run: Any, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.json"):
        code, _, told = run("timetable", "--previous", str(path), stdin=TIMETABLE)
        assert (code, told.startswith("bad input: plan: ")) == (3, True)

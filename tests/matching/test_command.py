"""The command line: JSON in, JSON out, exit codes, and one sentence for bad input."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from dagdeel.matching import generate, solve
from dagdeel.matching.__main__ import main
from dagdeel.matching.problem import write


class Stdin:
    def __init__(self, text: str) -> None:
        self.buffer = io.BytesIO(text.encode())


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    def run(*arguments: str, stdin: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", Stdin(stdin))
        code = main(arguments)
        out, err = capsys.readouterr()
        return code, out, err

    return run


@pytest.mark.parametrize("kind", ["placement", "timetable"])
def test_generate_solve_check_and_explain_pass_json_along(run: Any, kind: str) -> None:
    code, problem, _ = run("generate", kind, "--seed", "3", "--tight")
    assert code == 0
    code, plan, progress = run(kind, "--seed", "1", stdin=problem)
    assert code == 0
    assert "bound" in progress
    both = json.dumps({"problem": json.loads(problem), "plan": json.loads(plan)})
    code, verdict, _ = run("check", stdin=both)
    assert code == 0
    assert json.loads(verdict)["violations"] == json.loads(verdict)["misstated"] == []
    code, reasons, _ = run("explain", stdin=both)
    assert code == 0
    assert json.loads(reasons)[0]["reasons"][0]["nl"]


def test_check_fails_a_plan_that_breaks_a_rule_or_misstates_a_goal(run: Any, tmp_path: Path) -> None:
    problem = generate.timetable(seed=1)
    plan = json.loads(write(solve(problem)))
    plan["goals"][0]["value"] += 1
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(plan))
    code, verdict, _ = run("check", "--plan", str(path), stdin=write(problem))
    assert code == 1
    assert [wrong["name"] for wrong in json.loads(verdict)["misstated"]] == ["uncovered"]
    plan["uncovered"].append("nowhere")
    path.write_text(json.dumps(plan))
    code, verdict, _ = run("check", "--plan", str(path), stdin=write(problem))
    assert code == 1
    assert json.loads(verdict)["violations"][0]["rule"] == "uncovered"


@pytest.mark.parametrize(
    ("arguments", "stdin", "message"),
    [
        (["placement"], "", "bad input: there is nothing here"),
        (["placement"], '{"kind": "timetable"}', "bad input: rules: is missing"),
        (["placement"], write(generate.timetable()), "bad input: kind: the command is placement"),
        (["check"], write(generate.timetable()), 'bad input: give {"problem": …, "plan": …} on stdin'),
        (["check", "--plan", "/nowhere.json"], write(generate.timetable()), "bad input: plan: /nowhere.json cannot"),
    ],
)
def test_bad_input_gets_one_sentence_and_its_own_exit_code(
    run: Any, arguments: list[str], stdin: str, message: str
) -> None:
    code, out, err = run(*arguments, stdin=stdin)
    assert (code, out) == (3, "")
    assert err.startswith(message)
    assert err.count("\n") == 1


def test_locks_that_no_plan_keeps_have_their_own_exit_code(run: Any) -> None:
    """Two locked sessions need the same two people on one half-day."""
    people = [{"id": f"m{n}", "places": 1, "ranking": ["A", "B"], "liked": []} for n in (1, 2, 3)]
    sessions = [
        {"id": w, "school": "S", "workshop": w, "slot": "2016-11-08/pm", "min": 2, "max": 3} for w in ("A", "B")
    ]
    locked = [{"mentor": "m1", "session": "A"}, {"mentor": "m2", "session": "B"}]
    problem = {"kind": "placement", "mentors": people, "sessions": sessions, "locked": locked}
    code, out, err = run("placement", stdin=json.dumps(problem))
    assert (code, out) == (4, "")
    assert err.splitlines()[-1].startswith("no plan: ")


@pytest.mark.parametrize(
    "arguments", [[], ["placement", "--engine", "magic"], ["timetable", "--seconds", "nan"], ["generate", "cake"]]
)
def test_a_wrong_command_line_is_refused(run: Any, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        run(*arguments)
    assert stop.value.code == 2


def test_explanations_are_told_as_text_about_whom_was_asked(run: Any) -> None:
    _, problem, _ = run("generate", "placement", "--mentors", "12", "--seed", "3", "--tight")
    code, text, _ = run("explain", "--language", "nl", "--seconds", "2", "--about", "m2", stdin=problem)
    assert code == 0
    headings = [line for line in text.splitlines() if not line.startswith(" ")]
    assert headings
    assert all(line.startswith("wish · m2 · ") for line in headings)
    _, text, _ = run("explain", "--language", "en", "--seconds", "2", "--about", "m2", stdin=problem)
    assert "This person" in text or "seats" in text
    code, _, told = run("explain", "--about", "m99", stdin=problem)
    assert (code, told) == (3, "bad input: --about: there is nothing called 'm99'\n")


def test_locks_that_cannot_be_are_explained_too(run: Any) -> None:
    slot = "2016-11-08/pm"
    people = [{"id": "m", "places": 2, "ranking": ["A", "B"], "liked": []}]
    sessions = [{"id": w, "school": "S", "workshop": w, "slot": slot, "min": 0, "max": 3} for w in ("A", "B")]
    locked = [{"mentor": "m", "session": "A"}, {"mentor": "m", "session": "B"}]
    problem = {"kind": "placement", "mentors": people, "sessions": sessions, "locked": locked}
    code, out, err = run("explain", "--language", "nl", stdin=json.dumps(problem))
    assert code == 3
    assert err == "bad input: locked[1]: m gets two sessions on one half-day: A and B\n"
    assert out.splitlines()[1:] == [
        "  m is vastgezet op A.",
        "  m is vastgezet op B.",
        "  m krijgt twee sessies op één dagdeel: A en B.",
    ]


def test_a_change_is_laid_beside_the_plan(run: Any) -> None:
    _, problem, _ = run("generate", "timetable", "--size", "school", "--seed", "1")
    _, plan, _ = run("timetable", "--seconds", "2", stdin=problem)
    trainer = next(iter(json.loads(plan)["assignments"].values()))["trainer"]
    both = json.dumps({"problem": json.loads(problem), "plan": json.loads(plan)})
    change = json.dumps({"change": "without_trainer", "trainer": trainer})
    code, out, _ = run("explain", "--change", change, "--seconds", "2", stdin=both)
    found = json.loads(out)
    assert code == 0
    assert found["difference"]["lines"]
    assert trainer not in {given["trainer"] for given in found["plan"]["assignments"].values()}
    with pytest.raises(SystemExit):
        run("explain", "--change", '{"change": "magic"}', stdin=both)

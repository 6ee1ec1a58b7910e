"""Solving in a process of its own, with real processes: what comes back, and that nothing is left running."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dagdeel.matching import BadProblem, generate, solve, violations
from dagdeel.matching.explain import explain
from dagdeel.matching.problem import Mentor, PlacementProblem, PlacementSession, Seat
from dagdeel.matching.process import SolverGone, reasons, run
from dagdeel.matching.solvers import NoPlan, Progress

pytestmark = pytest.mark.once

SLOT = "2016-11-08/pm"
LONG = generate.placement(mentors=1500, tight=True)
"""Greedy finds something to improve in it for minutes."""


def children(of: int) -> list[int]:
    """Processes that run and were started by this one."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = entry.read_text().rsplit(")", 1)[1].split()[:2]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(parent) == of and state != "Z":
            found.append(int(entry.parent.name))
    return found


def until(true: Callable[[], bool], seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("problem", [generate.placement(seed=2), generate.timetable(seed=2)], ids=["place", "time"])
def test_the_plan_is_the_one_that_solve_gives_and_progress_arrives(
    problem: PlacementProblem,
) -> None:
    told: list[Progress] = []
    plan = run(problem, engine="greedy", seed=3, progress=told.append)
    here = solve(problem, engine="greedy", seed=3)
    assert {**plan.to_json(), "seconds": 0} == {**here.to_json(), "seconds": 0}
    assert [(p.goal, p.value, p.bound) for p in told[-len(plan.goals) :]] == [
        (goal.name, goal.value, goal.bound) for goal in plan.goals
    ]


def test_a_previous_plan_is_the_start() -> None:
    problem = generate.timetable(seed=4)
    start = solve(problem, seconds=5)
    assert run(problem, engine="greedy", seconds=0, seed=9, previous=start).assignments == start.assignments


def test_cancel_hands_in_the_best_plan_so_far() -> None:
    started = time.monotonic()
    told: list[Progress] = []
    plan = run(LONG, engine="greedy", seconds=300, progress=told.append, cancel=lambda: bool(told))
    assert violations(LONG, plan) == ()
    assert time.monotonic() - started < 200


def test_a_cancel_before_the_process_could_listen_still_gives_a_plan() -> None:
    problem = generate.timetable(seed=4)
    assert violations(problem, run(problem, engine="greedy", cancel=lambda: True)) == ()


def test_a_process_that_does_not_answer_is_ended() -> None:
    before = children(os.getpid())  # a browser of another test, for one
    with pytest.raises(SolverGone, match="did not answer in time") as gone:
        run(LONG, engine="greedy", seconds=0, grace=0.3)
    assert gone.value.kind == "limit"
    assert children(os.getpid()) == before


def test_a_process_that_does_not_answer_a_cancel_is_ended() -> None:
    before = set(children(os.getpid()))

    def stop_it() -> bool:
        for child in {*children(os.getpid())} - before:
            os.kill(child, signal.SIGSTOP)
        return True

    started = time.monotonic()
    with pytest.raises(SolverGone) as gone:
        run(LONG, engine="greedy", seconds=300, cancel=stop_it, grace=1)
    assert gone.value.kind == "limit"
    assert time.monotonic() - started < 60


def test_reasons_are_those_of_explain_and_a_cancel_leaves_them_quick() -> None:
    problem = generate.placement(mentors=12, seed=3, tight=True)
    plan = solve(problem, seconds=5)
    assert reasons(problem, plan, engine="greedy", seconds=0) == explain(problem, plan)
    assert reasons(problem, plan, engine="greedy", seconds=100, cancel=lambda: True)
    (one,) = {e.about[0] for e in reasons(problem, plan, engine="greedy", seconds=0, about=["m2"])}
    assert one == "m2"


def test_refusals_are_those_of_solve() -> None:
    twice = PlacementProblem((Mentor("m", 1, ("A",)), Mentor("m", 1)), ())
    with pytest.raises(BadProblem) as no:
        run(twice, engine="greedy")
    assert (no.value.path, no.value.sentence) == (
        "mentors[1].id",
        "mentor 'm' is already at mentors[0]",
    )
    people = tuple(Mentor(f"m{n}", 1, ("A", "B")) for n in range(3))
    sessions = tuple(PlacementSession(w, "S", w, SLOT, 2, 3) for w in "AB")
    locked = PlacementProblem(people, sessions, locked=(Seat("m0", "A"), Seat("m1", "B")))
    with pytest.raises(NoPlan, match="no way was found to bring the locked session B to its minimum"):
        run(locked, engine="greedy")
    with pytest.raises(ValueError, match="there is no engine 'magic'"):
        run(twice, engine="magic")


def test_a_process_killed_from_outside_is_told_apart() -> None:
    before = set(children(os.getpid()))

    def kill(_: Progress) -> None:
        for child in {*children(os.getpid())} - before:
            os.kill(child, signal.SIGKILL)

    with pytest.raises(SolverGone, match="ended from outside") as gone:
        run(LONG, engine="greedy", progress=kill)
    assert gone.value.kind == "killed"


def test_a_crash_leaves_its_last_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys; sys.setrecursionlimit(50)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(SolverGone, match="stopped with an error") as gone:
        run(generate.placement(), engine="greedy")
    assert gone.value.kind == "crashed"
    assert "RecursionError" in gone.value.last_words


def test_when_the_listener_raises_the_process_is_gone() -> None:
    before = children(os.getpid())

    def complain(_: Progress) -> None:
        raise RuntimeError("no more")

    with pytest.raises(RuntimeError, match="no more"):
        run(LONG, engine="greedy", progress=complain)
    assert children(os.getpid()) == before


def test_the_process_ends_when_the_one_that_asked_is_killed() -> None:
    code = (
        "from dagdeel.matching import generate, process;"
        "process.run(generate.placement(mentors=1500, tight=True), engine='greedy', seconds=300)"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen([sys.executable, "-c", code], env=env) as asker:
        assert until(lambda: children(asker.pid) != [])
        (child,) = children(asker.pid)
        time.sleep(1.5)  # past the start, into the search
        asker.kill()
        asker.wait()
    try:
        assert until(lambda: not running(child))
    finally:
        if running(child):
            os.kill(child, signal.SIGKILL)


def running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False

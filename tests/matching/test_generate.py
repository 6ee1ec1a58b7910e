"""Invented problems: of the size that is asked, the same for a seed, and tight where tight is asked."""

import subprocess
import sys

import pytest

from dagdeel.matching import generate, read_problem, solve
from dagdeel.matching.possible import TimetableFacts
from dagdeel.matching.problem import problem_from_json, write


@pytest.mark.parametrize(
    ("size", "sessions", "trainers"),
    [("school", 8, (6, 6)), ("partnership", 32, (8, 12)), ("ten", 320, (85, 110)), ("hundred", 3200, (880, 1050))],
)
@pytest.mark.parametrize("tight", [False, True])
def test_timetables_have_the_size_that_was_asked(
    size: str, sessions: int, trainers: tuple[int, int], tight: bool
) -> None:
    for seed in range(1 if size == "hundred" else 3):
        problem = generate.timetable_of(size, seed=seed, tight=tight)
        assert len(problem.sessions) == sessions
        assert trainers[0] <= len(problem.trainers) <= trainers[1]
        assert read_problem(write(problem)) == problem
        assert all(TimetableFacts(problem).qualified.values()) or tight


@pytest.mark.parametrize(("size", "people", "schools"), [("school", 40, 1), ("partnership", 160, 4), ("ten", 1000, 40)])
def test_placements_have_the_size_that_was_asked(size: str, people: int, schools: int) -> None:
    problem = generate.placement_of(size, seed=1)
    assert (len(problem.mentors), len({s.school for s in problem.sessions})) == (people, schools)
    assert len(generate.placement_of(size, mentors=97).mentors) == 97
    assert any(len(m.schools or ()) > 1 for m in problem.mentors) == (schools > 1)
    assert read_problem(write(problem)) == problem


def test_five_thousand_people_are_still_accepted() -> None:
    problem = generate.placement_of("hundred", mentors=5000)
    assert len(problem_from_json(problem.to_json()).mentors) == 5000  # type: ignore[union-attr] # a placement


@pytest.mark.parametrize("seed", range(6))
def test_tight_leaves_somebody_or_something_short_whatever_is_planned(seed: int) -> None:
    for problem in (
        generate.placement(mentors=40, seed=seed, tight=True),
        generate.timetable(seed=seed, tight=True),
        generate.timetable_of("ten", seed=seed, tight=True),
    ):
        bound = solve(problem, engine="greedy", seconds=0).goals[0].bound
        assert bound is not None
        assert bound > 0


def test_the_same_seed_gives_the_same_problem_in_another_process() -> None:
    code = (
        "from dagdeel.matching import generate; from dagdeel.matching.problem import write;"
        "print(write(generate.timetable(seed=3, tight=True)), write(generate.placement_of('partnership', seed=3)))"
    )
    texts = set()
    for hashes in ("1", "2"):
        env = {"PYTHONHASHSEED": hashes, "PYTHONPATH": ":".join(sys.path)}
        done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
        texts.add(done.stdout)
    assert len(texts) == 1

"""The course preferences of real people (PrefLib 00009): the happiest that the least happy person can be."""

from pathlib import Path

import pytest

from dagdeel.matching import solve, violations
from dagdeel.matching.preflib import courses

FOLDERS = [above / "shared" for above in Path(__file__).resolve().parents[3:]]
SHARED = next((folder for folder in FOLDERS if folder.exists()), FOLDERS[0])
FOLDER = SHARED / "data" / "agh-course-selection"
YEARS = {2003: "00009-00000001.soc", 2004: "00009-00000002.soc"}

present = pytest.mark.skipif(not FOLDER.exists(), reason=f"the real course preferences are not in {FOLDER}")


@present
@pytest.mark.parametrize(
    ("year", "places", "seats", "least"),
    [
        (2003, 1, 20, 77.8),
        (2003, 2, 40, 82.4),
        (2004, 1, 24, 71.4),
        (2004, 2, 48, 76.9),
        (2004, 2, 56, 76.9),
        (2004, 2, 57, 84.6),
    ],
)
def test_the_least_happy_of_real_people_is_as_happy_as_can_be(year: int, places: int, seats: int, least: float) -> None:
    text = (FOLDER / YEARS[year]).read_text()
    problem = courses(text, places=places, seats=seats, goals=("egalitarian", "utilitarian"))
    plan = solve(problem, seconds=60)
    assert violations(problem, plan) == ()
    assert plan.proven
    assert plan.goals[0].value == pytest.approx(least, abs=0.05)


@present
@pytest.mark.parametrize(("year", "seats"), [(2003, 20), (2004, 24)])
def test_the_sum_of_real_people_is_proven(year: int, seats: int) -> None:
    text = (FOLDER / YEARS[year]).read_text()
    assert solve(courses(text, places=1, seats=seats, goals=("utilitarian",)), seconds=60).proven


def test_a_file_of_rankings_becomes_a_placement_by_points() -> None:
    text = "# TITLE: two people\n2: 2,1\n1: 1,2\n"
    problem = courses(text, places=1, seats=2, goals=("utilitarian",))
    assert [dict(m.points or {}) for m in problem.mentors] == [{"c2": 2, "c1": 1}] * 2 + [{"c1": 2, "c2": 1}]
    assert solve(problem).goals[0].value == 300

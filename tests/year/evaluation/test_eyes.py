"""Every page and every file of every role, before and after each answer: nobody sees who said what."""

import importlib
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest

from dagdeel.base.partnerships.permissions import Role
from tests.year.evaluation.adversary import Answer, Population, World, exchanged, let_answer, play
from tests.year.evaluation.eyes import Eyes, decide
from tests.year.evaluation.stage import DECEMBER
from tests.year.evaluation.test_adversary import ALL_DIFFERENT, all_that_came_in, worlds

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# Three people answered about a session of the year before, and that led to a decision. Now three answer about the same workshop;
# three are enough to be shown. About another session one person has answered, and waits.
BEFORE = tuple(Answer(0, person, ALL_DIFFERENT[person]) for person in range(3))
WAITS = Answer(2, 8, ALL_DIFFERENT[4])
ANSWERS = (Answer(1, 5, ALL_DIFFERENT[0]), Answer(1, 6, ALL_DIFFERENT[2]), Answer(1, 7, ALL_DIFFERENT[3]))
SESSIONS = ((0, 0, frozenset(range(3))), (0, 0, frozenset({5, 6, 7})), (1, 0, frozenset({8, 9})))
POPULATION = Population(SESSIONS, ANSWERS, threshold=3, earlier=frozenset({0}))


def stories(population: Population = POPULATION) -> Iterator[World]:
    for world in worlds(population):
        world.cast.partnership.demo_day = DECEMBER.date()
        world.cast.partnership.save()
        decide(world, BEFORE)
        let_answer(world, WAITS)
        yield world


@pytest.fixture
def world(db: None) -> Iterator[World]:
    yield from stories()


@pytest.mark.parametrize("role", list(Role))
def test_two_people_can_exchange_their_answers_and_nothing_that_this_role_opens_ever_shows_it(
    world: World, role: Role
) -> None:
    eyes = Eyes(world, role)
    moments = play(world, eyes)
    again = play(world, eyes, exchanged(ANSWERS, 0, 2))
    blocks = [sum(moment.blocks.values()) for moment in moments]
    assert blocks == [1, 1, 1, 2]  # the last of the three is the moment at which they are shown
    for one, other in zip(moments, again, strict=True):
        for where, body in one.seen.items():
            assert body.splitlines() == other.seen[where].splitlines(), where
    sys.stdout.write(
        f"\n{role}: {len(eyes.urls)} pages and files, {sum(len(m.seen) for m in (*moments, *again))} looks\n"
    )
    if role == Role.PROGRAMME_LEAD:
        changed = {where for where in moments[2].seen if moments[2].seen[where] != moments[3].seen[where]}
        for ending in (
            "effect.csv",
            "effect.xlsx",
            "effect.svg",
            "report.pdf",
            "report.xlsx",
            "goals.xlsx",
            "years.svg",
        ):
            assert any(ending in where for where in changed), f"{ending} never shows anything"


def test_when_what_waits_is_read_as_well_the_exchange_is_on_the_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """The eyes are open: when figures follow every answer at once, it is seen what the third said and what the fourth."""
    reading = importlib.import_module("dagdeel.year.evaluation.queries.results")
    monkeypatch.setattr(reading, "_blocks", all_that_came_in)
    fourth = (*ANSWERS, Answer(1, 9, ALL_DIFFERENT[1]))
    sessions = (SESSIONS[0], (0, 0, frozenset({5, 6, 7, 9})), SESSIONS[2])
    for world in stories(replace(POPULATION, sessions=sessions, answers=fourth)):
        eyes = Eyes(world, Role.COUNCIL_MEMBER)
        moments = play(world, eyes)
        again = play(world, eyes, exchanged(fourth, 2, 3))
        seen = {where for where, body in moments[3].seen.items() if body != again[3].seen[where]}
        assert {ending for where in seen for ending in (".csv", ".xlsx", ".svg", ".pdf") if ending in where} == {
            ".csv", ".xlsx", ".svg", ".pdf",
        }  # fmt: skip

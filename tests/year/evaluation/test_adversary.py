"""Nobody learns a single answer: not by subtracting, not by order, not by timing, not by what rows are called; and with any guard
removed somebody does.
"""

import importlib
import itertools
import random
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some

from dagdeel.base.partnerships import scope
from dagdeel.year.evaluation import actions, queries, rules
from dagdeel.year.evaluation.models import Comment, Instrument, Respondent, Tally
from tests.cast import make_cast
from tests.year.evaluation.adversary import (
    Answer,
    Population,
    Sheet,
    World,
    build,
    exchangeable,
    exchanged,
    figures,
    let_answer,
    play,
    subtracted,
    tables,
)
from tests.year.evaluation.stage import DECEMBER

PHASES = (Phase.explicit, Phase.reuse, Phase.generate)  # a population that gives somebody away is small enough to read
pytestmark = pytest.mark.django_db


class _Undo(Exception):
    """What one example did goes."""


def worlds(population: Population) -> Iterator[World]:
    """The population in the database, once; afterwards it is gone."""
    try:
        with transaction.atomic():
            cast = make_cast()
            with scope.of(cast.partnership):
                yield build(cast, population)
            raise _Undo
    except _Undo:
        pass


values = some.one_of(some.none(), some.integers(0, 5))
sheets = some.builds(Sheet, useful=some.integers(1, 5), trainer=values, goals=values)


@some.composite
def populations(draw: Any) -> Population:
    """Up to five sessions of one to seven people out of ten; most of them answer, mixed through each other."""
    sessions = tuple(
        (
            draw(some.integers(0, 1)),
            draw(some.integers(0, 1)),
            draw(some.frozensets(some.integers(0, 9), min_size=1, max_size=7)),
        )
        for _ in range(draw(some.integers(1, 5)))
    )
    asked = [(number, person) for number, (_w, _s, people) in enumerate(sessions) for person in sorted(people)]
    order = draw(some.permutations(asked))[: draw(some.integers(1, len(asked)))]
    answers = []
    for number, person in order:
        sheet = draw(sheets)
        remark = f"Van {person} over {number}" if draw(some.booleans()) else ""
        answers.append(Answer(number, person, Sheet(sheet.useful, sheet.trainer, sheet.goals, remark)))
    presses, closes = (draw(some.frozensets(some.integers(0, len(answers) - 1), max_size=most)) for most in (3, 2))
    earlier = draw(some.frozensets(some.integers(0, len(sessions) - 1)))
    moment = draw(some.sampled_from(["session", "later"]))
    return Population(sessions, tuple(answers), presses, draw(some.integers(3, 5)), earlier, closes, moment)


# Nobody learns anything ----------------------------------------------------------------------------------------------


@settings(
    deadline=None,
    max_examples=12,
    phases=PHASES,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(populations(), some.randoms(use_true_random=False))
def test_no_difference_between_views_or_moments_reveals_a_small_group(
    population: Population, chance: random.Random
) -> None:
    """And two people whose answers wait together can exchange them without anybody seeing anything else, ever."""
    for world in worlds(population):
        moments = play(world, figures)
        spoils = subtracted(moments, population.threshold)
        assert spoils.learned == []
        pairs = exchangeable(world, moments)
        if pairs:
            one, other = chance.choice(pairs)
            again = play(world, figures, exchanged(population.answers, one, other))
            assert [moment.seen for moment in again] == [moment.seen for moment in moments]
        assert list(queries.broken_promises()) == []


ALL_DIFFERENT = tuple(Sheet(useful=1 + n % 5, trainer=5 - n % 5, goals=1 + n % 5, remark=f"Zin {n}") for n in range(7))


def one_by_one(number: int, *, presses: bool) -> Population:
    """One session of seven people, of whom so many answer; perhaps the lead presses after each of them."""
    answers = tuple(Answer(0, n, ALL_DIFFERENT[n]) for n in range(number))
    return Population(((0, 0, frozenset(range(7))),), answers, frozenset(range(number)) if presses else frozenset())


def test_whoever_answers_after_a_group_was_shown_waits_for_others() -> None:
    """Five are shown; the sixth alone would be the difference between now and a moment ago."""
    for world in worlds(one_by_one(6, presses=True)):
        moments = play(world, figures)
        assert subtracted(moments, 5).learned == []
        assert [sum(moment.blocks.values()) for moment in moments] == [0, 0, 0, 0, 0, 1, 1]


def test_five_who_answered_can_exchange_their_answers() -> None:
    for world in worlds(one_by_one(7, presses=False)):
        moments = play(world, figures)
        assert len(exchangeable(world, moments)) == 7 * 6 / 2
        for pair in ((0, 6), (2, 3)):
            again = play(world, figures, exchanged(world.population.answers, *pair))
            assert [moment.seen for moment in again] == [moment.seen for moment in moments]


def two_years(number: int = 6) -> Population:
    """One workshop in two years: three answer about each, and everything closes after every answer from the third on."""
    sessions = ((0, 0, frozenset(range(5))), (0, 0, frozenset(range(5, 10))))
    answers = tuple(Answer(n // 3, n % 3 + 5 * (n // 3), ALL_DIFFERENT[n]) for n in range(number))
    return Population(
        sessions, answers, earlier=frozenset({0}), closes=frozenset(range(2, number)), threshold=5
    )  # fmt: skip


def test_what_is_told_over_the_years_is_never_seen_in_part() -> None:
    """Three of one year and two of the other are five; the sixth waits again."""
    for world in worlds(two_years()):
        moments = play(world, figures)
        assert subtracted(moments, 5).learned == []
        shown = [bool(tables(moment)) for moment in moments]
        assert shown == [False] * 5 + [True, True]
        assert {name for name, _what in tables(moments[-1])} >= {"over years {}"}
        assert all(name.startswith("over years") for name, _what in tables(moments[-1]))
        assert moments[-1].blocks == moments[-2].blocks
        assert list(queries.broken_promises()) == []


# With a guard removed somebody learns something ------------------------------------------------------------------------


def too_lenient(parts: Collection[rules.Waiting]) -> int:
    """Everybody who ever answered counts, not only those who wait."""
    return len(frozenset[int]().union(*(part.people for part in parts)))


def test_without_the_threshold_the_first_answer_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "size", lambda parts: 99)
    world_learns(one_by_one(6, presses=True), threshold_shown=1)


def test_some_weeks_later_the_same_guards_hold_and_the_same_is_learned_without(monkeypatch: pytest.MonkeyPatch) -> None:
    later = replace(one_by_one(6, presses=True), moment="later")
    for world in worlds(later):
        moments = play(world, figures)
        assert subtracted(moments, 5).learned == []
        told = [[one for one in moment.seen["evidence"] if one is not None] for moment in moments]
        assert [len(one) for one in told] == [0] * 5 + [2, 2]
        assert {(one.moment, one.n) for one in told[-1]} == {("later", 5)}
        assert moments[5].seen["suggested"] == moments[6].seen["suggested"]
    monkeypatch.setattr(rules, "size", too_lenient)
    world_learns(later, threshold_shown=1)


def test_when_those_who_were_shown_count_again_the_last_one_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "size", too_lenient)
    world_learns(one_by_one(6, presses=True), threshold_shown=1)


def test_without_pooling_a_small_session_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def alone(parts: Collection[rules.Waiting], _threshold: int, **_: bool) -> tuple[frozenset[int], ...]:
        return tuple(frozenset({part.session}) for part in parts if part.answers)

    monkeypatch.setattr(rules, "blocks", alone)
    sessions = ((0, 0, frozenset(range(7))), (0, 0, frozenset({8, 9})))
    answers = (*one_by_one(6, presses=False).answers, Answer(1, 8, ALL_DIFFERENT[1]))
    world_learns(Population(sessions, answers, frozenset({6})), threshold_shown=1)


def test_when_a_year_shows_its_part_of_what_was_told_over_the_years_it_is_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Tally._meta.get_field("over_years"), "get_prep_value", lambda value: False)
    world_learns(two_years(), threshold_shown=1)


def test_when_who_answered_in_both_years_counts_twice_somebody_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three people answer in both years; six answers are not six people."""
    sessions = ((0, 0, frozenset(range(3))), (0, 0, frozenset(range(3))))
    answers = tuple(Answer(n // 3, n % 3, ALL_DIFFERENT[n]) for n in range(6))
    three = Population(sessions, answers, earlier=frozenset({0}), closes=frozenset({5}))
    for world in worlds(three):
        assert not tables(play(world, figures)[-1])
    monkeypatch.setattr(rules, "size", lambda parts: sum(part.answers for part in parts))
    for world in worlds(three):
        assert tables(play(world, figures)[-1])


def world_learns(population: Population, *, threshold_shown: int) -> None:
    """The year has no threshold worth the name for what is read, so that only the rule on trial stands in the way."""
    for world in worlds(population):
        moments = play(world, lambda world: unguarded(world, threshold_shown))
        assert subtracted(moments, population.threshold).learned


def unguarded(world: World, threshold: int) -> dict[Any, Any]:
    """What is seen when the second look at the size of a block, on reading, is not there either."""
    kept = world.cast.year.threshold
    type(world.cast.year).objects.filter(pk=world.cast.year.pk).update(threshold=3)
    world.cast.year.threshold = threshold
    try:
        return figures(world)
    finally:
        world.cast.year.threshold = kept
        type(world.cast.year).objects.filter(pk=world.cast.year.pk).update(threshold=kept)


def test_when_what_waits_is_read_as_well_an_exchange_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures that follow every answer at once, above the threshold, tell what the sixth and the seventh said."""
    reading = importlib.import_module("dagdeel.year.evaluation.queries.results")
    monkeypatch.setattr(reading, "_blocks", all_that_came_in)
    for world in worlds(one_by_one(7, presses=False)):
        moments = play(world, figures)
        again = play(world, figures, exchanged(world.population.answers, 5, 6))
        assert [moment.seen for moment in again] != [moment.seen for moment in moments]
        assert subtracted(moments, 5).learned


def all_that_came_in(instrument: Instrument) -> dict[int, list[rules.Block]]:
    """Every session by itself, as soon as it has enough answers."""
    counts: dict[tuple[int, int, str], list[int]] = {}
    rows: Any = Tally.objects.filter(question__instrument=instrument).values_list(
        "question", "session", "goal_key", "value", "count"
    )
    for question, session, goal, value, count in rows:
        key = (question, session, str(goal) if goal else "")
        counts.setdefault(key, [0] * rules.VALUES)[value] += count
    found: dict[int, list[rules.Block]] = {}
    for (question, session, goal), numbers in counts.items():
        answers = sum(numbers[1:])
        if answers >= instrument.year.threshold:
            found.setdefault(question, []).append(rules.Block(frozenset({session}), goal, answers, tuple(numbers)))
    return found


def test_a_remark_that_waits_is_read_by_nobody_and_the_database_says_so() -> None:
    for world in worlds(one_by_one(4, presses=True)):
        for answer in world.population.answers:
            let_answer(world, answer)
        assert actions.publish(world.instrument, by=world.cast.programme_lead, at=DECEMBER, all_of_it=True) == 0
        assert queries.to_screen(world.cast.year) == 0
        assert not queries.screening_queue(world.cast.year).exists()
        with pytest.raises(IntegrityError), transaction.atomic():
            actions.screen_comment(Comment.objects.all()[0], release=True, by=world.cast.programme_lead, at=DECEMBER)


# Order and names -------------------------------------------------------------------------------------------------------

ROUNDS, LUCK = (
    24,
    15,
)  # by chance the last of five is guessed in one of five; more than LUCK has one chance in some hundred thousand


def guessed(world: World) -> int:
    """How often the remark at the end of the screening queue, or that was stored last, is of the last who answered."""
    right = 0
    for _ in range(ROUNDS):
        Comment.objects.all().delete()
        Tally.objects.all().delete()
        Respondent.objects.all().delete()
        for answer in world.population.answers:
            actions.answer(
                world.instrument, person=world.people[answer.person], session=world.sessions[0], answers={"useful": 4},
                goal_answers={}, comments={"remark": answer.sheet.remark}, at=DECEMBER,
            )  # fmt: skip
        queue = list(queries.screening_queue(world.cast.year).values_list("text", flat=True))
        assert len(queue) == 5
        right += queue[-1] == world.population.answers[-1].sheet.remark
    return right


def five() -> Population:
    return Population(((0, 0, frozenset(range(5))),), tuple(Answer(0, n, ALL_DIFFERENT[n]) for n in range(5)))


def test_the_order_of_remarks_says_nothing_about_who_came_last() -> None:
    for world in worlds(five()):
        assert guessed(world) <= LUCK


def test_with_names_that_count_up_the_last_one_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    count = itertools.count(1)
    monkeypatch.setattr(Comment._meta.get_field("id"), "default", lambda: UUID(int=next(count)))
    monkeypatch.setattr(Comment._meta.get_field("id"), "_get_default", lambda: UUID(int=next(count)))
    for world in worlds(five()):
        assert guessed(world) > LUCK

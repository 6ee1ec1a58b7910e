"""What is too little in every single year is told over the years, once it is enough, and nowhere else."""

from collections.abc import Collection

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as some

from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.people.models import Person
from dagdeel.year.catalogue.models import Workshop
from dagdeel.year.evaluation import actions, queries, rules
from dagdeel.year.evaluation.models import Tally
from dagdeel.year.evaluation.queries import Answers, OverYears, Results, TooSmall
from dagdeel.year.evaluation.rules import Waiting
from dagdeel.year.evaluation.states import Audience, Moment
from dagdeel.year.evaluation.step import STEP
from dagdeel.year.planning.models import Session
from tests import cast as make
from tests.cast import Cast
from tests.year.evaluation.stage import DECEMBER, Stage
from tests.year.evaluation.test_pages import staged, text, url
from tests.year.evaluation.test_results_pages import last_year, lines

# On plain numbers ------------------------------------------------------------------------------------------------------


def part(session: int, workshop: int, year: int, people: Collection[int], *, threshold: int = 5) -> Waiting:
    """A session about which these people answered, and all of it waits."""
    return Waiting(session, workshop, 1, len(people), frozenset(people), year, threshold)


def divided(*parts: Waiting) -> list[set[int]]:
    return [set(block) for block in rules.blocks_over_years(parts)]


def test_years_of_one_workshop_come_before_other_workshops() -> None:
    parts = part(1, 1, 2015, range(3)), part(2, 1, 2016, range(3, 6)), part(3, 2, 2016, range(6, 8))
    assert divided(*parts) == [{1, 2}]
    assert divided(*parts, part(4, 3, 2015, range(8, 11))) == [{1, 2}, {3, 4}]


def test_who_answers_every_year_is_one_person() -> None:
    assert divided(part(1, 1, 2015, range(3)), part(2, 1, 2016, range(3))) == []
    assert divided(part(1, 1, 2015, range(3)), part(2, 1, 2016, range(1, 5))) == [{1, 2}]


def test_the_strictest_year_counts() -> None:
    parts = part(1, 1, 2015, range(3)), part(2, 1, 2016, range(3, 6), threshold=7)
    assert divided(*parts) == []
    assert divided(*parts, part(3, 1, 2014, {7})) == [{1, 2, 3}]


def test_one_year_alone_is_told_in_that_year() -> None:
    assert divided(part(1, 1, 2016, range(3)), part(2, 1, 2016, range(3, 6))) == []


waiting = some.builds(
    part, some.integers(1, 999), some.integers(1, 3), some.integers(2014, 2016),
    some.frozensets(some.integers(0, 12), min_size=1, max_size=6), threshold=some.integers(3, 6),
)  # fmt: skip


@given(some.lists(waiting, unique_by=lambda one: one.session, max_size=8))
def test_every_block_has_as_many_people_as_its_strictest_year_asks_for(parts: list[Waiting]) -> None:
    made = rules.blocks_over_years(parts)
    assert sum(map(len, made)) == len(frozenset[int]().union(*made))
    for block in made:
        inside = [one for one in parts if one.session in block]
        there = len(frozenset[int]().union(*(one.people for one in inside)))
        assert there >= max(one.threshold for one in inside)
        assert len({one.year for one in inside}) > 1


# Through the doors -----------------------------------------------------------------------------------------------------


def small(stage: Stage, before: Stage, *, here: int = 3, then: int = 3) -> tuple[Session, Session]:
    """The same workshop in two years, in each of which too few answered; nothing has closed."""
    edition = make.edition(stage.cast.year)
    earlier = make.edition(before.participant.year, workshop=edition.workshop)
    last, now = before.held(earlier, number=7), stage.held(edition, number=7)
    before.answers_only(last, then, 2)
    stage.answers_only(now, here, 5)
    return last, now


def close(*stages: Stage) -> None:
    for stage in stages:
        actions.close_instrument(stage.participant, by=stage.cast.programme_lead, at=DECEMBER)


def together(year: ProgrammeYear, workshop: Workshop | None = None) -> OverYears:
    """The item about the length, of a workshop or of everything."""

    def view(answers: Answers, _year: ProgrammeYear) -> Collection[int]:
        return answers.view(workshop=workshop.pk) if workshop else answers.everything()

    found = queries.over_years(year, Audience.PARTICIPANT, Moment.SESSION, view)
    return next(item for item in found if item.key == "length")


def test_what_stays_too_little_in_two_years_is_shown_over_both_and_in_neither(stage: Stage) -> None:
    before = last_year(stage)
    last, now = small(stage, before)
    close(before)
    assert together(stage.cast.year).together is None  # this year may still bring more
    close(stage)
    for workshop in (None, now.edition.workshop):
        item = together(stage.cast.year, workshop)
        assert item.together is not None
        assert (item.together.counts, item.together.n, item.carried) == ((0, 3, 0, 0, 3), 6, 6)
        assert [one.figures or one.everywhere for one in item.years] == [None, None]
    for year in (stage.cast.year, last.year):
        for where in ({}, {"workshop": now.edition.workshop}, {"school": stage.cast.school}):
            assert isinstance(queries.results(year, Audience.PARTICIPANT, **where), TooSmall)
    assert Entry.objects.get(verb="instrument.published_over_years").after["blocks"] > 0
    assert list(queries.broken_promises()) == []
    assert STEP.follow(stage.cast.year, DECEMBER) == 0  # it is made once


def test_a_beat_of_the_worker_makes_it_when_the_other_year_closed_later(stage: Stage) -> None:
    before = last_year(stage)
    small(stage, before)
    close(stage)
    before.participant.year.state = ProgrammeYear.State.CLOSED
    before.participant.year.save()
    assert STEP.follow(stage.cast.year, DECEMBER) > 0
    assert together(stage.cast.year).carried == 6


def test_who_answers_once_more_waits_and_what_was_shown_stays(stage: Stage) -> None:
    before = last_year(stage)
    _last, now = small(stage, before)
    close(before, stage)
    shown = together(stage.cast.year).together
    actions.open_instrument(stage.participant, by=stage.cast.programme_lead, at=DECEMBER)
    stage.answer(now, stage.people[now.pk][6], 1)
    close(stage)
    assert together(stage.cast.year).together == shown


def test_a_stricter_year_hides_it(stage: Stage) -> None:
    before = last_year(stage)
    small(stage, before)
    close(before, stage)
    ProgrammeYear.objects.filter(pk=before.participant.year.pk).update(threshold=7)
    assert together(stage.cast.year).together is None


def test_a_workshop_has_no_part_of_what_was_told_with_others(stage: Stage) -> None:
    before = last_year(stage)
    small(stage, before, here=2, then=1)
    small(stage, before, here=1, then=2)
    close(before, stage)
    workshops = Workshop.objects.filter(editions__year=stage.cast.year)
    assert together(stage.cast.year).carried == 6
    assert [together(stage.cast.year, one).together for one in workshops] == [None, None]


def test_heads_of_two_years_are_told_together_and_each_of_them_once(stage: Stage) -> None:
    before = last_year(stage)
    people = [make.person() for _ in range(6)]
    for who in people:
        make.membership(who, Role.HEAD, school=stage.cast.school, from_year=2015)
    asked = [year.instruments.get(audience=Audience.HEAD) for year in (before.participant.year, stage.cast.year)]

    def answered(place: int, who: list[Person]) -> None:
        for one in who:
            actions.answer(
                asked[place], person=one, answers={"organisation": 4}, goal_answers={}, comments={}, at=DECEMBER
            )

    answered(0, people[:3])
    answered(1, people[:2])
    for one in asked:
        actions.close_instrument(one, by=stage.cast.programme_lead, at=DECEMBER)

    def shown() -> int:
        found = queries.over_years(
            stage.cast.year, Audience.HEAD, Moment.YEAR, lambda answers, _year: answers.everything()
        )
        return next(item.carried for item in found if item.key == "organisation")

    assert shown() == 0
    actions.open_instrument(asked[1], by=stage.cast.programme_lead, at=DECEMBER)
    answered(1, people[3:5])
    actions.close_instrument(asked[1], by=stage.cast.programme_lead, at=DECEMBER)
    assert shown() == 7  # of five people: two of them answered in both years
    assert list(queries.broken_promises()) == []


def test_the_doctor_finds_a_block_of_two_years_that_a_year_would_show(stage: Stage) -> None:
    before = last_year(stage)
    small(stage, before)
    close(before, stage)
    Tally.objects.filter(question__instrument=stage.participant).update(over_years=False)
    assert any("and over the years" in promise for promise in queries.broken_promises())
    with pytest.raises(IntegrityError), transaction.atomic():
        Tally.objects.update(block=None, over_years=True)


def test_the_page_and_the_file_tell_it(cast: Cast) -> None:
    cast.partnership.demo_day = DECEMBER.date()
    cast.partnership.save()
    with staged(cast) as stage:
        before = last_year(stage)
        stage.answers(stage.held(number=6), 6, 5)  # so that there is a line to draw
        small(stage, before)
        close(before, stage)
    client = cast.client("programme_lead")
    assert "6 daarvan in geen enkel jaar apart" in text(client.get(url(cast, "years")))
    rows = [row for row in lines(client.get(url(cast, "years_sheet", "csv"))) if row[0].startswith("De lengte")]
    assert [(row[1], row[2]) for row in rows] == [("2015-2016", ""), ("2016-2017", "6"), ("Alle jaren samen", "12")]


def test_results_of_the_year_do_not_change_when_years_are_told_together(stage: Stage) -> None:
    before = last_year(stage)
    stage.answers(stage.held(number=6), 6, 5)
    small(stage, before)
    shown = queries.results(stage.cast.year, Audience.PARTICIPANT)
    close(before, stage)
    after = queries.results(stage.cast.year, Audience.PARTICIPANT)
    assert isinstance(shown, Results)
    assert isinstance(after, Results)
    assert shown.rows == after.rows

"""When answers are shown: everybody answered, nobody is waited for any more, or the lead says so; and never otherwise."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.permissions import Role
from dagdeel.year.attendance.models import Roster
from dagdeel.year.evaluation import actions, queries
from dagdeel.year.evaluation.models import Instrument
from dagdeel.year.evaluation.queries import Results, TooSmall
from dagdeel.year.evaluation.states import Audience
from dagdeel.year.evaluation.step import STEP
from dagdeel.year.planning.models import Session
from tests import cast as make
from tests.cast import Cast
from tests.year.evaluation.stage import DECEMBER, Stage, make_stage


def some(stage: Stage, session: Session, first: int, last: int, value: int = 4) -> None:
    """Some of the people of a session answer; nobody presses anything."""
    for who in stage.people[session.pk][first:last]:
        stage.answer(session, who, value)


def said(stage: Stage, session: Session | None = None) -> Results | TooSmall:
    return queries.results(stage.cast.year, Audience.PARTICIPANT, session=session)


def beat(stage: Stage, days: int) -> int:
    """What the worker does so many days after the session."""
    return STEP.follow(stage.cast.year, DECEMBER + timedelta(days=days))


def held(stage: Stage, number: int = 7, **fields: Any) -> Session:
    return stage.held(number=number, day=DECEMBER.date(), **fields)


def test_the_last_answer_shows_all_of_a_session(stage: Stage) -> None:
    session = held(stage)
    some(stage, session, 0, 6)
    assert said(stage, session) == TooSmall(6, 7, waits=True)
    assert str(said(stage, session)).startswith("6 van 7 hebben geantwoord. U ziet hun antwoorden samen")
    some(stage, session, 6, 7)
    assert isinstance(said(stage, session), Results)


def test_while_the_attendance_list_is_open_more_people_may_come(stage: Stage) -> None:
    session = held(stage)
    Roster.objects.update(closed_at=None, closed_by=None)
    some(stage, session, 0, 7)
    assert said(stage, session) == TooSmall(7, 7, waits=True)
    Roster.objects.update(closed_at=DECEMBER, closed_by=stage.cast.programme_lead)
    assert beat(stage, 0) == 1
    assert isinstance(said(stage, session), Results)


def test_after_ten_days_nobody_is_waited_for_and_a_second_beat_does_nothing(stage: Stage) -> None:
    session = held(stage)
    some(stage, session, 0, 6)
    assert [beat(stage, days) for days in (0, 9, 10, 10)] == [0, 0, 1, 0]
    assert isinstance(said(stage, session), Results)
    (told,) = Entry.objects.filter(verb="instrument.published")
    assert (told.by_name, told.after) == ("", {"blocks": 1})


def test_closing_shows_what_there_is(stage: Stage) -> None:
    session = held(stage)
    some(stage, session, 0, 5)
    actions.close_instrument(stage.participant, by=stage.cast.programme_lead, at=DECEMBER)
    assert isinstance(said(stage, session), Results)


def test_late_answers_are_shown_with_those_of_other_sessions_of_the_workshop(stage: Stage) -> None:
    first, second = held(stage), None
    second = held(stage, edition=first.edition, half_day="am")
    some(stage, first, 0, 5)
    beat(stage, 10)
    some(stage, first, 5, 7, value=1)
    some(stage, second, 0, 3, value=1)
    alone = said(stage, first)
    assert isinstance(alone, Results)
    assert beat(stage, 10) == 1
    together = queries.results(stage.cast.year, Audience.PARTICIPANT, workshop=first.edition.workshop)
    assert said(stage, first).rows == alone.rows  # type: ignore[union-attr]  # it was shown before
    assert isinstance(together, Results)
    useful = together.figures("useful")
    assert useful is not None
    assert useful.counts == (5, 0, 0, 5, 0)


def test_the_year_is_shown_when_the_evaluation_closes(stage: Stage) -> None:
    stage.cast.year.evaluation_due = DECEMBER.date() + timedelta(days=5)
    stage.cast.year.save()
    instrument = Instrument.objects.get(audience=Audience.HEAD)
    people = [make.person() for _ in range(6)]
    for who in people:
        make.membership(who, Role.HEAD, school=stage.cast.school)
    for who in people[:5]:
        actions.answer(instrument, person=who, answers={"organisation": 4}, goal_answers={}, comments={}, at=DECEMBER)
    assert [beat(stage, days) for days in (0, 5, 6)] == [0, 0, 1]


def test_a_higher_threshold_hides_what_is_now_too_small(stage: Stage) -> None:
    session = held(stage, number=6)
    some(stage, session, 0, 6)
    assert isinstance(said(stage, session), Results)
    stage.cast.year.threshold = 7
    stage.cast.year.save()
    assert isinstance(said(stage, session), TooSmall)


def test_a_page_says_that_not_everybody_who_answered_is_in_its_figures(cast: Cast) -> None:
    cast.partnership.demo_day = DECEMBER.date()
    cast.partnership.save()
    with scope.of(cast.partnership):
        stage = make_stage(cast)
        session = held(stage)
        some(stage, session, 0, 5)
        stage.publish()
        some(stage, session, 5, 6)
    page = cast.client("programme_lead").get(cast.url(f"evaluation/sessions/{session.pk}/")).content.decode()
    assert "6 hebben geantwoord; hoogstens 5 van hen tellen mee in deze cijfers" in page


def pressed(cast: Cast, instrument: Instrument) -> str:
    client: Client = cast.client("programme_lead")
    address = cast.url(f"evaluation/instruments/{instrument.pk}/publish/")
    return client.post(address, follow=True).content.decode()


@pytest.mark.parametrize(
    ("number", "told"), [(4, "Er wachten te weinig antwoorden"), (6, "van 1 groep zijn nu te zien")]
)
def test_the_lead_shows_what_has_come_in(cast: Cast, number: int, told: str) -> None:
    with scope.of(cast.partnership):
        stage = make_stage(cast)
        session = held(stage)
        some(stage, session, 0, number)
    page = cast.client("programme_lead").get(cast.url("evaluation/instruments/")).content.decode()
    assert "Toon wat binnen is" in page
    assert told in pressed(cast, stage.participant)
    with scope.of(cast.partnership):
        assert isinstance(said(stage, session), Results) == (number == 6)

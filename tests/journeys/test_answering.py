"""Answering on a phone: one thumb, a call in between, no mouse, and without JavaScript as well."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.links import Purpose
from dagdeel.year.evaluation.models import Tally
from tests.cast import Cast
from tests.journeys.conftest import Visit
from tests.year.evaluation.stage import DECEMBER, make_stage

pytestmark = pytest.mark.browser

NARROWEST = 360
KEPT = "Object.keys(localStorage).filter(key => key.startsWith('answers '))"
OFTEN = "Hoe vaak hebt u het gebruikt?"


def look_back(cast: Cast, live_server: LiveServer) -> tuple[str, int]:
    """The address of the questions of some weeks later, for one participant; and the session."""
    with scope.of(cast.partnership):
        cast.partnership.demo_day = DECEMBER.date()
        cast.partnership.save()
        stage = make_stage(cast)
        session = stage.held(day=DECEMBER.date() - timedelta(weeks=12))
        assert stage.later is not None
        token = cast.link(stage.people[session.pk][0], Purpose.EVALUATION)
    return f"{live_server}/e/{token}/{stage.later.pk}/{session.pk}/", session.pk


def counted(cast: Cast, session: int) -> dict[str, int]:
    with scope.of(cast.partnership):
        rows = Tally.objects.filter(session=session, count__gt=0, value__gt=0, goal_key__isnull=True)
        return dict(rows.values_list("question__item__key", "value"))


def choose(page: Page, question: str, answer: str) -> None:
    group = page.locator("fieldset", has=page.locator("legend", has_text=question))
    group.locator("label", has_text=answer).first.click()


def test_answers_wait_on_the_phone_until_they_are_sent_and_are_gone_after(
    visit: Visit, live_server: LiveServer, cast: Cast
) -> None:
    here, session = look_back(cast, live_server)
    page = visit(width=NARROWEST)
    page.goto(here)
    visit.accessible(page)
    assert not page.get_by_text(OFTEN).is_visible()
    choose(page, "Hebt u iets uit de workshop gebruikt?", "Ja")
    choose(page, OFTEN, "Elke week of vaker")
    choose(page, "Ik merk het aan mijn studenten.", "5")
    page.locator("textarea").fill("Tijd om samen te oefenen.")
    visit.accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") == NARROWEST

    page.reload()  # an empty battery
    assert page.get_by_text("Uw antwoorden van eerder zijn ingevuld").is_visible()
    assert page.locator("textarea").input_value() == "Tijd om samen te oefenen."
    assert page.get_by_text(OFTEN).is_visible()

    choose(page, "Hebt u iets uit de workshop gebruikt?", "Nee")
    assert not page.get_by_text(OFTEN).is_visible()
    with page.expect_navigation():
        page.get_by_role("button", name="Mijn antwoorden versturen").click()
    assert page.get_by_text("Uw antwoorden zijn geteld").is_visible()
    assert page.evaluate(KEPT) == []
    assert counted(cast, session) == {"used": 3, "students": 5}  # how often was not asked after all


def test_somebody_begins_anew_and_nothing_stays(visit: Visit, live_server: LiveServer, cast: Cast) -> None:
    here, _session = look_back(cast, live_server)
    page = visit(width=NARROWEST)
    page.goto(here)
    choose(page, "Hebt u iets uit de workshop gebruikt?", "Ja")
    page.reload()
    page.get_by_role("button", name="Opnieuw beginnen").click()
    assert page.evaluate(KEPT) == []
    assert page.locator("input:checked").count() == 0
    assert not page.get_by_text(OFTEN).is_visible()


def test_without_a_mouse(visit: Visit, live_server: LiveServer, cast: Cast) -> None:
    here, session = look_back(cast, live_server)
    page = visit()
    page.goto(here)
    page.locator("input[name=used]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "how_often"  # it opened where the focus goes next
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.get_by_role("button", name="Mijn antwoorden versturen").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert counted(cast, session) == {"used": 1, "how_often": 3, "hindered": 1}


def test_without_javascript_what_was_not_asked_does_not_count(
    visit: Visit, live_server: LiveServer, cast: Cast
) -> None:
    here, session = look_back(cast, live_server)
    page = visit.browser.new_context(java_script_enabled=False).new_page()
    page.goto(here)
    assert page.get_by_text("Alleen als u bij “Hebt u iets uit de workshop gebruikt?”").is_visible()
    choose(page, "Hebt u iets uit de workshop gebruikt?", "Nee")
    choose(page, OFTEN, "Elke week of vaker")
    page.get_by_role("button", name="Mijn antwoorden versturen").click()
    assert page.get_by_text("Uw antwoorden zijn geteld").is_visible()
    assert counted(cast, session) == {"used": 3}

"""A card of the planning board goes to another half-day: by hand, by keyboard alone, and by the form on a phone."""

from datetime import date
from io import BytesIO

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from pytest_django.live_server_helper import LiveServer

from dagdeel.base.partnerships import scope
from dagdeel.year.planning import actions
from dagdeel.year.planning.models import Session
from tests.cast import Cast
from tests.journeys.conftest import PHONE, Visit
from tests.year.planning.builders import DECEMBER, TUESDAY, Story, story

pytestmark = pytest.mark.browser


@pytest.fixture
def tale(cast: Cast) -> Story:
    """One session on a Tuesday with its trainer, published; the school also offers a Thursday of that month."""
    with scope.of(cast.partnership):
        cast.partnership.demo_day = cast.now.date()
        cast.partnership.save()
        told = story(cast)
        first = told.place(told.drafts()[0], room=told.room)
        actions.assign_trainer(first, trainer=told.trainer, **told.at)
        actions.publish_plan(cast.year, **told.at)
    return told


def day_of(tale: Story) -> date | None:
    with scope.of(tale.cast.partnership):
        return Session.objects.order_by("pk")[0].day


def board(visit: Visit, server: LiveServer, tale: Story, query: str = "?every=on", *, width: int = 1280) -> Page:
    page = visit(width=width)
    cookie = tale.cast.client("programme_lead").cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": str(server)}])
    page.goto(f"{server}{tale.cast.url('planning/board/')}{query}")
    return page


def test_a_card_is_dragged_its_meaning_read_and_the_move_taken_back(
    visit: Visit, live_server: LiveServer, tale: Story
) -> None:
    page = board(visit, live_server, tale)
    visit.accessible(page)
    card, dialog = page.locator(".plan td .plan-card"), page.locator("#plan-move")
    card.drag_to(page.locator("tr[data-day='2016-11-10'][data-half=pm] td").first)
    expect(dialog).to_contain_text("Dit dagdeel hoort niet bij de dagdelen die de school heeft aangeboden")
    expect(dialog).to_contain_text("krijgt opnieuw de vraag of dit dagdeel past")
    visit.accessible(page)

    dialog.get_by_role("button", name="Terugzetten").click()
    expect(dialog).not_to_be_visible()
    assert day_of(tale) == TUESDAY

    card.drag_to(page.locator("tr[data-day='2016-11-10'][data-half=pm] td").first)
    with page.expect_navigation():
        dialog.get_by_role("button", name="Toch verplaatsen").click()
    expect(page.locator("tr[data-day='2016-11-10'][data-half=pm] .plan-card")).to_be_visible()
    assert day_of(tale) == date(2016, 11, 10)

    with page.expect_navigation():
        page.get_by_role("button", name="Verplaatsing terugdraaien").click()
    expect(page.locator("tr[data-day='2016-11-08'][data-half=pm] .plan-card")).to_be_visible()
    assert day_of(tale) == TUESDAY


def test_a_card_is_carried_with_the_arrows_and_a_voice_says_what_each_place_means(
    visit: Visit, live_server: LiveServer, tale: Story
) -> None:
    page = board(visit, live_server, tale)
    live = page.locator("#plan-live")
    page.locator(".plan td .plan-grip").focus()
    page.keyboard.press("Enter")
    expect(live).to_contain_text("Opgepakt")
    page.keyboard.press("ArrowUp")
    expect(live).to_contain_text("di 8 november ochtend")
    expect(live).to_contain_text("Let op: Dit dagdeel hoort niet bij")
    page.keyboard.press("ArrowRight")
    expect(live).to_contain_text("Een sessie blijft op de eigen school")
    page.keyboard.press("Escape")
    expect(live).to_contain_text("Teruggezet")
    assert page.locator(".plan-held, .plan-target").count() == 0

    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#plan-move")).to_contain_text("woensdag 9 november 2016, middag")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert day_of(tale) == date(2016, 11, 9)
    expect(page.locator(".plan td .plan-grip")).to_be_focused()


def test_a_card_that_nothing_happened_to_gets_the_focus_back(
    visit: Visit, live_server: LiveServer, tale: Story
) -> None:
    page = board(visit, live_server, tale)
    page.locator(".plan td .plan-grip").focus()
    for key in ("Enter", "ArrowUp", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("#plan-move")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#plan-move")).not_to_be_visible()
    assert page.evaluate("document.activeElement.className") == "plan-grip"
    assert day_of(tale) == TUESDAY


def test_on_a_phone_a_session_is_moved_with_the_form(visit: Visit, live_server: LiveServer, tale: Story) -> None:
    page = board(visit, live_server, tale, width=PHONE)
    visit.accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE
    page.locator(".plan td").get_by_role("link", name="Verplaatsen").click()
    page.get_by_label("Datum").fill(DECEMBER.isoformat())
    page.get_by_role("button", name="Laat zien wat dit betekent").click()
    visit.accessible(page)
    page.get_by_role("button", name="Verplaatsen", exact=True).click()
    page.get_by_text("is verplaatst").wait_for()
    assert day_of(tale) == DECEMBER


def test_a_month_prints_on_one_landscape_page(visit: Visit, live_server: LiveServer, tale: Story) -> None:
    page = board(visit, live_server, tale, "")
    paper = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))
    (sheet,) = paper.pages
    assert sheet.mediabox.width > sheet.mediabox.height
    assert "november 2016" in sheet.extract_text()
    assert "Oppakken" not in sheet.extract_text()

"""From anywhere to anything with the keyboard."""

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from dagdeel.base.partnerships import scope
from tests.cast import Cast, brochure
from tests.journeys.conftest import PHONE, Visit

pytestmark = pytest.mark.browser


def test_the_lead_goes_to_a_workshop_without_a_mouse(visit: Visit, live_server: LiveServer, cast: Cast) -> None:
    with scope.of(cast.partnership):
        offer = brochure(cast.year, 2)
    page = visit()
    visit.sign_in(page, live_server, cast.client("programme_lead"))
    page.goto(f"{live_server}{cast.url()}")

    page.keyboard.press("Control+k")
    search = page.get_by_role("searchbox", name="Zoeken")
    expect(search).to_be_focused()
    page.get_by_role("dialog").get_by_role("link", name="Alle data van het jaar").wait_for()
    visit.accessible(page)
    search.type(offer[1].title)
    page.get_by_role("dialog").get_by_role("link", name=offer[1].title).first.wait_for()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("dialog").get_by_role("link").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(search).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(offer[1].title)

    page.keyboard.press("/")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_search_is_there_on_a_phone(visit: Visit, live_server: LiveServer, cast: Cast) -> None:
    page = visit(width=PHONE)
    visit.sign_in(page, live_server, cast.client("programme_lead"))
    page.goto(f"{live_server}{cast.url()}")
    page.get_by_role("link", name="Zoek mensen").click()
    page.get_by_role("searchbox").fill(cast.mentor.surname)
    page.get_by_role("dialog").get_by_role("link", name=str(cast.mentor)).wait_for()
    visit.accessible(page)


def test_a_view_of_a_list_is_kept_by_name(visit: Visit, live_server: LiveServer, cast: Cast) -> None:
    page = visit()
    visit.sign_in(page, live_server, cast.client("programme_lead"))
    people = f"{live_server}{cast.url('administration/')}"
    page.goto(f"{people}?role=mentor&sort=email")
    page.get_by_text("Weergave", exact=True).click()
    page.get_by_label("Voornaam").check()
    page.get_by_role("button", name="Tonen").click()
    page.wait_for_url(lambda url: "column=given" in url)
    page.get_by_text("Weergave", exact=True).click()
    page.get_by_label("Naam van deze weergave").fill("Begeleiders")
    page.get_by_role("button", name="Bewaren").click()
    visit.accessible(page)

    page.goto(people)
    page.get_by_text("Weergave", exact=True).click()
    page.get_by_role("link", name="Begeleiders").click()
    page.wait_for_url(lambda url: "role=mentor" in url and "sort=email" in url and "column=given" in url)
    expect(page.get_by_role("columnheader", name="Voornaam")).to_be_visible()

    page.get_by_text("Weergave", exact=True).click()
    page.get_by_role("button", name="Gooi de weergave Begeleiders weg").click()
    expect(page.get_by_role("link", name="Begeleiders", exact=True)).to_have_count(0)

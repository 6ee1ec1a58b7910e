"""Nothing that somebody typed gets lost: by leaving, by coming back, or by signing in again."""

import pytest
from playwright.sync_api import Dialog, Page, expect
from pytest_django.live_server_helper import LiveServer

from dagdeel.base.partnerships import scope
from tests.cast import Cast, edition
from tests.journeys.conftest import Visit

pytestmark = pytest.mark.browser
BACK = "Wat u eerder typte en niet bewaarde, staat er weer."


@pytest.fixture
def page(visit: Visit, live_server: LiveServer, cast: Cast) -> Page:
    """The page on which the lead writes an edition."""
    with scope.of(cast.partnership):
        made = edition(cast.year, "Het nagesprek")
    opened = visit()
    visit.sign_in(opened, live_server, cast.client("programme_lead"))
    opened.goto(f"{live_server}{cast.url(f'catalogue/{made.pk}/edit/')}")
    return opened


def _type(page: Page) -> None:
    summary = page.locator("[name=summary]")
    summary.click()
    summary.fill("Tien minuten na de les")


def test_leaving_with_something_typed_asks_first(page: Page, live_server: LiveServer) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", stay)
    _type(page)
    page.get_by_role("link", name="Dagdeel").first.click()
    page.wait_for_url(lambda url: not url.endswith("/edit/"))
    assert asked == ["beforeunload"]

    page.go_back()
    expect(page.get_by_text(BACK)).to_be_visible()
    assert page.locator("[name=summary]").input_value() == "Tien minuten na de les"


def test_what_was_typed_can_be_thrown_away(page: Page, visit: Visit) -> None:
    before = page.locator("[name=summary]").input_value()
    page.on("dialog", lambda dialog: dialog.accept())
    _type(page)
    page.reload()
    expect(page.get_by_text(BACK)).to_be_visible()
    visit.accessible(page)
    page.get_by_role("button", name="Weggooien").click()
    assert page.locator("[name=summary]").input_value() == before
    page.reload()
    expect(page.get_by_text(BACK)).to_have_count(0)


def test_what_was_saved_is_no_draft(page: Page) -> None:
    address = page.url
    _type(page)
    page.locator("main form[method=post]").get_by_role("button", name="Opslaan").first.click()
    page.wait_for_url(lambda url: url != address)
    page.goto(address)
    expect(page.get_by_text(BACK)).to_have_count(0)
    assert page.locator("[name=summary]").input_value() == "Tien minuten na de les"


def test_typing_survives_a_session_that_was_over(page: Page, live_server: LiveServer, visit: Visit, cast: Cast) -> None:
    address = page.url
    _type(page)
    page.context.clear_cookies()
    page.locator("main form[method=post]").get_by_role("button", name="Opslaan").first.click()
    page.wait_for_load_state()
    visit.faults.clear()  # the browser tells of the form that was refused
    visit.sign_in(page, live_server, cast.client("programme_lead"))
    page.goto(address)
    expect(page.get_by_text(BACK)).to_be_visible()
    assert page.locator("[name=summary]").input_value() == "Tien minuten na de les"

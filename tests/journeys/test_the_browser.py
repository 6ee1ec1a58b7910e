"""The browser, the server and the database of the journeys work together, and would notice what is wrong."""

import pytest
from pytest_django.live_server_helper import LiveServer

from tests.journeys.conftest import DESKTOP, PHONE, Visit

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_a_page_of_the_house_is_served_and_accessible(visit: Visit, live_server: LiveServer, width: int) -> None:
    page = visit(width=width)
    page.goto(f"{live_server}/about/accessibility/")
    assert page.locator("html").get_attribute("lang") == "nl"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    visit.accessible(page)


def test_an_inaccessible_page_is_noticed(visit: Visit) -> None:
    page = visit()
    page.set_content("<!doctype html><html lang='nl'><title>x</title><main><img src='data:,'></main>")
    with pytest.raises(AssertionError, match="image-alt"):
        visit.accessible(page)


def test_an_error_in_the_console_is_noticed(visit: Visit) -> None:
    page = visit()
    page.evaluate("console.error('something broke')")
    page.wait_for_timeout(50)
    assert [fault.endswith("something broke") for fault in visit.faults] == [True]
    visit.faults.clear()


def test_the_browser_does_not_reach_the_world_outside(visit: Visit) -> None:
    page = visit()
    reached = page.evaluate("fetch('http://example.org/', {mode: 'no-cors'}).then(() => true, () => false)")
    assert reached is False
    visit.faults.clear()

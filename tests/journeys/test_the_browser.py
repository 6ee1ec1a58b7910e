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


def test_what_takes_longer_than_a_second_says_so_until_the_page_is_seen_again(
    visit: Visit, live_server: LiveServer
) -> None:
    page = visit()
    page.goto(f"{live_server}/about/accessibility/")
    page.evaluate("addEventListener('click', event => event.preventDefault())")  # what was asked for does not come
    sign = page.locator("#busy")
    page.get_by_role("link", name="Dagdeel").first.click()
    assert sign.inner_text() == ""
    sign.filter(has_text="Even geduld").wait_for(state="visible", timeout=5000)
    visit.accessible(page)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow'))")
    assert sign.inner_text() == ""
    page.locator("main").click()
    page.wait_for_timeout(1300)
    assert sign.inner_text() == ""


def test_the_browser_does_not_reach_the_world_outside(visit: Visit) -> None:
    page = visit()
    reached = page.evaluate("fetch('http://example.org/', {mode: 'no-cors'}).then(() => true, () => false)")
    assert reached is False
    visit.faults.clear()

"""By keyboard alone: whoever cannot hold a mouse enrols as easily as a colleague."""

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from dagdeel.base.partnerships import scope
from tests.cast import Cast, agreed_plan, brochure, session
from tests.journeys.conftest import Visit

pytestmark = pytest.mark.browser

FOCUSED = "document.activeElement"
# What is focused has a ring or another outline that is thick enough to be seen, and is not hidden under a bar.
VISIBLE = """() => {
    const it = document.activeElement, style = getComputedStyle(it), box = it.getBoundingClientRect();
    const there = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 && (it.contains(there) || there?.contains(it));
}"""


def tab_to(page: Page, name: str) -> None:
    """Press Tab until something with this name has the focus; on the way everything that has it must show it."""
    for _ in range(40):
        page.keyboard.press("Tab")
        words = page.evaluate(f"{FOCUSED}.getAttribute('aria-label') || {FOCUSED}.innerText")
        assert page.evaluate(VISIBLE), f"nobody sees that “{words}” has the focus"
        if name in words:
            return
    pytest.fail(f"“{name}” is not reached with Tab")


def test_a_mentor_enrols_and_cancels_without_a_mouse(visit: Visit, live_server: LiveServer, cast: Cast) -> None:
    with scope.of(cast.partnership):
        cast.partnership.demo_day = cast.now.date()
        cast.partnership.save()
        offer = brochure(cast.year, 2)
        agreed_plan(cast.year, cast.school, offer, cast.head)
        session(offer[0], cast.school)
    page = visit()
    page.goto(f"{live_server}/m/{cast.link(cast.mentor)}/")

    page.keyboard.press("Tab")
    assert page.evaluate(f"{FOCUSED}.innerText") == "Naar de inhoud"
    page.keyboard.press("Enter")
    tab_to(page, f"Meedoen aan {offer[0].title}")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.get_by_text(f"U doet mee aan {offer[0].title}").wait_for()

    tab_to(page, "Afmelden")
    page.keyboard.press("Enter")
    tab_to(page, "Ja, meld mij af")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.get_by_text(f"U doet niet meer mee aan {offer[0].title}").wait_for()


def test_the_menu_of_a_person_opens_and_closes_without_a_mouse(
    visit: Visit, live_server: LiveServer, cast: Cast
) -> None:
    page = visit()
    visit.sign_in(page, live_server, cast.client("head"))
    page.goto(f"{live_server}{cast.url()}")
    tab_to(page, str(cast.head))
    page.keyboard.press("Enter")
    tab_to(page, "Uitloggen")

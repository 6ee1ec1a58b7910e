"""By keyboard alone: whoever cannot hold a mouse enrols as easily as a colleague."""

from datetime import date

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.models import Partnership
from dagdeel.year.choices.models import ChosenEdition, SchoolPlan
from dagdeel.year.choices.states import PlanState
from dagdeel.year.decisions.models import Consequence, Decision, Finding
from dagdeel.year.decisions.states import Body, ConsequenceKind, DecisionState
from dagdeel.year.enrolment import actions as enrolling
from tests.cast import NOW, Cast, agreed_plan, assignment, brochure, choice_round, enrolment, mentors, session, trainer
from tests.journeys.conftest import Visit

pytestmark = pytest.mark.browser

FOCUSED = "document.activeElement"
# What is focused has a ring or another outline that is thick enough to be seen, and is not hidden under a bar.
VISIBLE = """() => {
    const it = document.activeElement, style = getComputedStyle(it), box = it.getBoundingClientRect();
    const there = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 && (it.contains(there) || there?.contains(it));
}"""


# By what name it is known, and after which it comes in the order of the page.
NAMED = """() => {
    const it = document.activeElement;
    return it.getAttribute('aria-label') || it.innerText || it.labels?.[0]?.innerText || '';
}"""
IN_ORDER = """() => {
    const it = document.activeElement, before = window.focusedBefore;
    window.focusedBefore = it;
    const follows = before?.isConnected ? before.compareDocumentPosition(it) & Node.DOCUMENT_POSITION_FOLLOWING : true;
    return Boolean(follows) && it.tabIndex <= 0;
}"""


def tab_to(page: Page, name: str) -> None:
    """Press Tab until something with this name has the focus; on the way everything shows it, and comes in its turn."""
    for _ in range(40):
        page.keyboard.press("Tab")
        words = page.evaluate(NAMED)
        assert page.evaluate(VISIBLE), f"nobody sees that “{words}” has the focus"
        assert page.evaluate(IN_ORDER), f"“{words}” does not come in its turn"
        if name in words:
            return
    pytest.fail(f"“{name}” is not reached with Tab")


def skip_to_content(page: Page) -> None:
    """The first Tab of every page offers to pass by what stands on all of them."""
    page.keyboard.press("Tab")
    assert page.evaluate(NAMED) == "Naar de inhoud"
    page.keyboard.press("Enter")


def enter(page: Page, name: str, *, first: bool = True) -> None:
    """Go to a link or a button by Tab, from the beginning of the content, and press it."""
    if first:
        skip_to_content(page)
    tab_to(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def at_home(visit: Visit, live_server: LiveServer, cast: Cast, role: str, day: date) -> Page:
    """Somebody signed in, on her home page of that day."""
    Partnership.objects.filter(pk=cast.partnership.pk).update(demo_day=day)
    page = visit()
    page.set_default_timeout(10_000)
    visit.sign_in(page, live_server, cast.client(role))
    page.goto(f"{live_server}{cast.url()}")
    return page


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


def test_a_school_educator_chooses_four_workshops_without_a_mouse(
    visit: Visit, live_server: LiveServer, cast: Cast
) -> None:
    with scope.of(cast.partnership):
        offer = brochure(cast.year, 6)
        choice_round(cast.year)
        SchoolPlan.objects.create(year=cast.year, school=cast.school)
    page = at_home(visit, live_server, cast, "school_educator", date(2016, 4, 11))
    enter(page, "Kiezen")
    skip_to_content(page)
    for item in offer[1:5]:
        tab_to(page, item.title)
        page.keyboard.press("Space")
    page.get_by_text("4 van 4 aangevinkt").wait_for()
    enter(page, "Keuze opslaan", first=False)
    enter(page, "Voorleggen")
    page.get_by_text("Voorgelegd.").wait_for()


def test_a_head_agrees_and_sends_the_invitation_without_a_mouse(
    visit: Visit, live_server: LiveServer, cast: Cast
) -> None:
    with scope.of(cast.partnership):
        offer = brochure(cast.year, 4)
        choice_round(cast.year)
        plan = SchoolPlan.objects.create(
            year=cast.year,
            school=cast.school,
            state=PlanState.PROPOSED,
            proposed_by=cast.school_educator,
            proposed_at=NOW,
        )
        for i, item in enumerate(offer):
            ChosenEdition.objects.create(plan=plan, edition=item, position=i + 1)
        mentors(cast.school, 2)
    page = at_home(visit, live_server, cast, "head", date(2016, 4, 12))
    enter(page, "Beslissen")
    enter(page, "Akkoord")
    page.get_by_text("Akkoord. Dit zijn de workshops van uw school.").wait_for()

    with scope.of(cast.partnership):
        session(offer[0], cast.school)
        enrolling.draft_invitation(
            cast.year, cast.school, subject="Komt u ook?", text="Beste collega", by=cast.school_educator, at=NOW
        )
    page = at_home(visit, live_server, cast, "head", date(2016, 9, 1))
    enter(page, "Lezen en ondertekenen")
    skip_to_content(page)
    tab_to(page, "Ondertekenen en versturen")
    page.keyboard.press("Enter")
    enter(page, "Ja, verstuur op mijn naam", first=False)
    page.get_by_text("De uitnodiging is verstuurd").wait_for()


def test_a_trainer_marks_a_full_roster_without_a_mouse(visit: Visit, live_server: LiveServer, cast: Cast) -> None:
    with scope.of(cast.partnership):
        offer = brochure(cast.year, 1)
        agreed_plan(cast.year, cast.school, offer, cast.head)
        today = session(offer[0], cast.school)
        assignment(today, trainer(cast.trainer, cast.institute, *offer))
        people = mentors(cast.school, 12)
        for person in people:
            enrolment(person, today)
    page = at_home(visit, live_server, cast, "trainer", date(2016, 11, 8))
    enter(page, "Naar de lijst")
    skip_to_content(page)
    tab_to(page, "Allen aanwezig")
    page.keyboard.press("Enter")
    page.get_by_text("12 van 12").first.wait_for()
    tab_to(page, "afgemeld")  # the list was replaced: the next Tab goes on from where it was
    page.keyboard.press("Enter")
    page.locator(".roster-who", has_text="afgemeld").wait_for()
    assert page.evaluate(NAMED) == "afgemeld", "the focus stays on what was tapped"
    for _ in range(60):
        page.keyboard.press("Tab")
        if "Sluit de lijst" in page.evaluate(NAMED):
            break
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.get_by_text("De lijst is gesloten").wait_for()


def test_a_lead_does_what_is_asked_without_a_mouse(visit: Visit, live_server: LiveServer, cast: Cast) -> None:
    with scope.of(cast.partnership):
        finding = Finding.objects.create(year=cast.year, title="Te kort")
        decision = Decision.objects.create(
            year=cast.year, finding=finding, title="Langer", body=Body.COUNCIL, day=date(2017, 6, 7), reason="Omdat",
            owner=cast.programme_lead,
        )  # fmt: skip
        Consequence.objects.create(decision=decision, kind=ConsequenceKind.KEEP, description="Zo laten")
    page = at_home(visit, live_server, cast, "programme_lead", date(2017, 6, 8))
    enter(page, "Vastleggen")
    enter(page, "Het is genomen")
    page.get_by_text("Het besluit is genomen.").wait_for()
    with scope.of(cast.partnership):
        assert Decision.objects.get().state == DecisionState.TAKEN

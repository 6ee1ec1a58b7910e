"""The commonest tasks, from the first page that somebody sees to done: how many clicks and fields each takes, with a ceiling.

A click is a press of a mouse or a thumb, as the browser itself counts it; a field is one in which something was typed or chosen
from a list. The suite prints them as a table at its end. A task over its ceiling is a page to mend.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.links import Purpose
from dagdeel.year.attendance import actions as attendance
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.certificates import actions as certificates
from dagdeel.year.choices import actions as choices
from dagdeel.year.choices.models import SchoolPlan
from dagdeel.year.choices.states import RuleChoice
from dagdeel.year.enrolment import actions as enrolment
from dagdeel.year.enrolment.models import Invitation
from dagdeel.year.planning.models import Session
from tests import cast as build
from tests.cast import NOW, Cast
from tests.journeys.conftest import DESKTOP, PHONE, Visit
from tests.year.evaluation.stage import DECEMBER, make_stage

pytestmark = pytest.mark.browser

# Kept over pages, in the tab itself; what a label passes on to its box is no press of its own.
COUNT = """() => {
    let store = null;
    try { store = sessionStorage } catch { }
    if (!store) return;  // a paper in the browser's viewer
    const kept = JSON.parse(store.pressed || '{"clicks": 0, "fields": []}');
    const keep = () => { store.pressed = JSON.stringify(kept) };
    addEventListener('pointerdown', () => { kept.clicks += 1; keep() }, true);
    addEventListener('input', event => {
        const it = event.target, name = location.pathname + ' ' + (it.name || it.id);
        if (!['checkbox', 'radio'].includes(it.type) && !kept.fields.includes(name)) { kept.fields.push(name); keep() }
    }, true);
}"""
Facts = dict[str, Any]
GROUP = 12  # people in a workshop
SPRING, JUNE, SEPTEMBER = date(2016, 4, 12), date(2016, 6, 3), date(2016, 9, 8)
OCTOBER, NOVEMBER = date(2016, 10, 4), date(2016, 11, 8)


@dataclass
class Desk:
    """One task: the browser of whoever does it, on her first page."""

    cast: Cast
    page: Page
    site: str
    facts: Facts = field(default_factory=dict)

    def opens(self, path: str = "") -> None:
        """The page on which she begins: it does not count."""
        self.page.goto(self.site + (path or self.cast.url()))

    def press(self, words: str, role: Literal["button", "link"] = "button", *, moves: bool = True) -> None:
        """Press what is called so."""
        what = self.page.locator("main").get_by_role(role, name=words, exact=True).first
        if not moves:
            return what.click()
        with self.page.expect_navigation():
            what.click()
        return None

    def reads(self, *sentences: str) -> None:
        """The page says so, without anything having to be opened."""
        for words in sentences:
            expect(self.page.locator("main").get_by_text(words).first).to_be_visible()

    def counted(self) -> tuple[int, int]:
        """Clicks and fields until now."""
        kept = json.loads(self.page.evaluate("sessionStorage.pressed") or '{"clicks": 0, "fields": []}')
        return kept["clicks"], len(kept["fields"])


@dataclass(frozen=True)
class Task:
    """What is done, by whom, on which day, and what it may take."""

    title: str
    role: str
    day: date
    clicks: int
    fields: int
    before: Callable[[Cast], Facts]  # in the open scope
    play: Callable[[Desk], None]
    width: int = DESKTOP

    def __str__(self) -> str:
        return self.title


# Before: what others did ----------------------------------------------------------------------------------------------


def _a_round(cast: Cast) -> Facts:
    """Schools choose four of eight workshops."""
    build.brochure(cast.year, 8)
    choices.open_round(cast.year, opens=date(2016, 3, 1), deadline=date(2016, 6, 1), by=cast.programme_lead, at=NOW)
    return {"plan": SchoolPlan.objects.get(school=cast.school).pk}


def _a_proposal(cast: Cast) -> Facts:
    """The school educator has chosen."""
    numbers = _a_round(cast)
    plan, at = SchoolPlan.objects.get(pk=numbers["plan"]), datetime.combine(SPRING, NOW.timetz())
    four = list(Edition.objects.all()[:4])
    choices.choose(plan, editions=four, revision=plan.revision, by=cast.school_educator, at=at)
    plan.refresh_from_db()
    choices.propose(plan, revision=plan.revision, by=cast.school_educator, at=at)
    return numbers


def _a_plan(cast: Cast) -> Facts:
    """Four workshops at the school, with a trainer; its mentors take two each."""
    offer = build.brochure(cast.year, 4)
    build.agreed_plan(cast.year, cast.school, offer, cast.head, rule_count=2, rule_choice=RuleChoice.OWN)
    trainer = build.trainer(cast.trainer, cast.institute, *offer)
    for number, edition in enumerate(offer):
        build.assignment(build.session(edition, cast.school, day=NOVEMBER + timedelta(weeks=2 * number)), trainer)
    build.mentors(cast.school, GROUP - 1)
    return {"first": Session.objects.order_by("day")[0].pk}


def _a_letter(cast: Cast) -> Facts:
    """The invitation is written."""
    numbers = _a_plan(cast)
    enrolment.draft_invitation(
        cast.year, cast.school, subject="Komt u ook?", text="Welkom.", by=cast.school_educator, at=NOW
    )
    return numbers


def _a_sent_letter(cast: Cast) -> Facts:
    """It was sent, and nobody did anything."""
    facts = _a_letter(cast)
    enrolment.send_invitation(Invitation.objects.get(), by=cast.head, at=NOW)
    return facts


def _a_group(cast: Cast) -> Facts:
    """Today's workshop, with everybody in it."""
    numbers = _a_plan(cast)
    session = Session.objects.get(pk=numbers["first"])
    for membership in cast.school.memberships.filter(role="mentor").select_related("person"):
        build.enrolment(membership.person, session)
    return numbers


def _a_certificate(cast: Cast) -> Facts:
    """The workshop was held and the certificates are there."""
    numbers = _a_group(cast)
    session, at = Session.objects.get(pk=numbers["first"]), datetime.combine(NOVEMBER, NOW.timetz()).replace(hour=18)
    attendance.mark_all_present(session, but={}, by=cast.trainer, at=at)
    attendance.close_roster(session, by=cast.trainer, at=at)
    certificates.issue_all(cast.year, by=cast.programme_lead, at=at)
    return numbers


def _a_trainer(cast: Cast) -> Facts:
    """Somebody of whom it is not known when she can."""
    build.trainer(cast.trainer, cast.institute, *build.brochure(cast.year, 4))
    return {}


def _a_question(cast: Cast) -> Facts:
    """Participants are asked what they thought of it."""
    stage = make_stage(cast)
    session = stage.held()
    token = cast.link(stage.people[session.pk][0], Purpose.EVALUATION)
    return {"link": f"/e/{token}/{stage.participant.pk}/{session.pk}/"}


# The tasks ------------------------------------------------------------------------------------------------------------


def enrol(desk: Desk) -> None:
    desk.opens()
    desk.press("Kiezen", "link")
    desk.press("Meedoen aan " + _title(desk))
    desk.reads("U doet mee aan " + _title(desk))


def _title(desk: Desk) -> str:
    with scope.of(desk.cast.partnership):
        return Session.objects.select_related("edition").get(pk=desk.facts["first"]).edition.title


def choose(desk: Desk) -> None:
    desk.opens()
    desk.press("Kiezen", "link")
    for box in desk.page.locator("label.choice").all()[:4]:
        box.click()
    desk.press("Keuze opslaan")
    desk.press("Voorleggen")
    desk.reads("Voorgelegd.")


def say_what_suits(desk: Desk) -> None:
    desk.opens()
    desk.press("Kiezen", "link")
    desk.press("Dagdelen en wensen opgeven", "link")
    at_once = desk.page.locator(".card", has=desk.page.get_by_role("heading", name="Een weekdag in één keer")).last
    for words in ("dinsdag", "middag", "mogelijk"):
        at_once.get_by_text(words, exact=True).first.click()
    desk.press("Invullen")
    desk.reads("dagdelen zijn ingevuld")


def remind(desk: Desk) -> None:
    desk.opens()
    desk.press("Bekijken en herinneren", "link")
    desk.press("Stuur een herinnering")
    desk.reads(f"{GROUP} begeleiders")


def agree(desk: Desk) -> None:
    desk.opens()
    desk.press("Beslissen", "link")
    desk.press("Akkoord")
    desk.reads("Akkoord. Dit zijn de workshops van uw school.")


def see_who_is_late(desk: Desk) -> None:
    desk.opens()
    desk.reads("2 scholen zijn te laat", "School A en School B")


def sign(desk: Desk) -> None:
    desk.opens()
    desk.press("Lezen en ondertekenen", "link")
    desk.page.locator("summary", has_text="Ondertekenen en versturen").click()
    desk.press("Ja, verstuur op mijn naam")
    desk.reads("De uitnodiging is verstuurd")


def shift(desk: Desk) -> None:
    desk.opens()
    with desk.page.expect_navigation():
        desk.page.locator("ul.dates li").get_by_role("link", name="Verschuiven").first.click()
    desk.page.locator("input[name=day]").fill("2016-06-20")
    desk.press("Laat zien wat dit betekent")
    desk.press("Verschuiven")
    desk.reads("ligt nu op de nieuwe dag")


def say_when(desk: Desk) -> None:
    desk.opens()
    desk.press("Invullen", "link")
    for words in ("dinsdag", "middag", "kan"):
        desk.page.locator("main").get_by_text(words, exact=True).first.click()
    desk.press("Invullen")
    desk.reads("dagdelen zijn ingevuld")


def take_the_roster(desk: Desk) -> None:
    desk.opens()
    desk.press("Naar de lijst", "link")
    desk.press("Allen aanwezig", moves=False)
    desk.reads(f"{GROUP} van {GROUP}")
    desk.press("Sluit de lijst")
    desk.reads("De lijst is gesloten")


def take_the_certificate_home(desk: Desk) -> None:
    desk.opens()
    desk.press("Mijn certificaten", "link")
    with desk.page.expect_response(lambda answer: answer.headers["content-type"] == "application/pdf") as found:
        desk.press("Certificaat van " + _title(desk) + " (pdf)", "link")
    assert found.value.ok
    desk.page.go_back()


def evaluate(desk: Desk) -> None:
    """From the link in the mail: every question, and a remark."""
    desk.opens(desk.facts["link"])
    for question in desk.page.locator("fieldset.scale").all():
        question.locator("label.scale-choice").nth(3).click()
    desk.page.locator("textarea").first.fill("Meer tijd om te oefenen.")
    desk.press("Mijn antwoorden versturen")
    desk.reads("Dank u wel")


TASKS = (
    Task("enrol in a workshop", "mentor", SEPTEMBER, 2, 0, _a_plan, enrol, PHONE),
    Task("evaluate a workshop, from the mail", "mentor", DECEMBER.date(), 12, 1, _a_question, evaluate, PHONE),
    Task("mark a full roster", "trainer", NOVEMBER, 3, 0, _a_group, take_the_roster, PHONE),
    Task("submit the choice of four workshops", "school_educator", SPRING, 8, 0, _a_round, choose),
    Task("say which half-days suit the school", "school_educator", SPRING, 6, 0, _a_round, say_what_suits),
    Task("remind who is short of the rule", "school_educator", OCTOBER, 2, 0, _a_sent_letter, remind),
    Task("see which schools are late", "programme_lead", JUNE, 0, 0, _a_round, see_who_is_late),
    Task("agree to the school's choice", "head", SPRING, 2, 0, _a_proposal, agree, PHONE),
    Task("sign and send the invitation", "head", SEPTEMBER, 3, 0, _a_letter, sign, PHONE),
    Task("shift a deadline", "programme_lead", JUNE, 3, 1, _a_round, shift),
    Task("say on which half-days one can", "trainer", JUNE, 5, 0, _a_trainer, say_when, PHONE),
    Task("take a certificate home", "mentor", NOVEMBER + timedelta(days=1), 2, 0, _a_certificate, take_the_certificate_home, PHONE),
)  # fmt: skip


@pytest.mark.parametrize("task", TASKS, ids=str)
def test_a_task_takes_no_more_than_its_ceiling(
    visit: Visit, live_server: LiveServer, cast: Cast, task: Task, record_property: Callable[[str, object], None]
) -> None:
    cast.partnership.demo_day = task.day
    cast.partnership.save(update_fields=["demo_day"])
    with scope.of(cast.partnership):
        numbers = task.before(cast)
    page = visit(width=task.width)
    page.set_default_timeout(10_000)
    page.add_init_script(f"({COUNT})()")
    visit.sign_in(page, live_server.url, cast.client(task.role))
    desk = Desk(cast, page, live_server.url, numbers)
    task.play(desk)
    clicks, fields = desk.counted()
    record_property("clicks", (task.title, task.role, clicks, fields, task.clicks, task.fields))
    assert clicks <= task.clicks
    assert fields <= task.fields

"""From an empty installation to a brochure that schools choose from: what a new programme lead does, counted."""

import re
from dataclasses import dataclass, field
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.models import Partnership
from dagdeel.year.catalogue.models import Brochure, Edition
from dagdeel.year.choices.models import ChoiceRound, SchoolPlan
from tests.journeys.conftest import PHONE, Visit

LEAD = "noor@example.org"
CLICKS, FIELDS = 27, 25  # for two schools; half an hour leaves more than half a minute for each


@dataclass
class Beginner:
    """A new programme lead: every click and every field that she fills in is counted."""

    page: Page
    visit: Visit
    clicks: int = 0
    filled: int = 0
    seen: list[str] = field(default_factory=list)

    def follows(self, text: str) -> None:
        self.clicks += 1
        self.page.get_by_role("link", name=text).first.click()
        self._looks()

    def presses(self, text: str) -> None:
        self.clicks += 1
        self.page.get_by_role("button", name=text, exact=True).first.click()
        self._looks()

    def writes(self, *fields: tuple[str, str]) -> None:
        for selector, value in fields:
            self.filled += 1
            box = self.page.locator(selector)
            if box.evaluate("it => it.tagName") == "SELECT":
                box.select_option(label=value)
            else:
                box.fill(value)

    def ticks(self, *labels: str) -> None:
        for label in labels:
            self.clicks += 1
            self.page.get_by_label(label, exact=True).check()

    def reads(self, text: str) -> None:
        expect(self.page.locator("body")).to_contain_text(text)

    def _looks(self) -> None:
        """On every page that she comes to: nothing for axe to complain about, and no scrolling sideways."""
        if self.page.url not in self.seen:
            self.seen.append(self.page.url)
            self.visit.accessible(self.page)
            assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), self.page.url


def _told_by_init(site: str) -> str:
    """The operator's part: one command, and the address that it prints."""
    out = StringIO()
    words = {"name": "Opleidingsschool De Start", "lead": LEAD, "given": "Noor", "surname": "de Wit"}
    call_command("init", stdout=out, no_input=True, slug="start", **words)
    found = re.search(r"http\S+", out.getvalue())
    assert found is not None
    return found[0].replace("http://127.0.0.1:8000", site)


def _signs_in(lead: Beginner, address: str) -> None:
    lead.page.goto(address)
    lead.writes(("[name=email]", LEAD))
    lead.page.locator("main button[type=submit], main button").first.click()
    code = re.search(r"^\s*([A-Z0-9-]{6,})\s*$", str(mail.outbox[-1].body), re.MULTILINE)
    assert code is not None, mail.outbox[-1].body
    lead.writes(("[name=code]", code[1]))
    lead.page.locator("main button").first.click()
    lead.clicks += 2


def _people(lead: Beginner) -> None:
    staff = (("Anna", "Berg", "rector"), ("Bas", "Smit", "schoolopleider"))
    for school in ("School A", "School B"):
        for given, surname, role in staff:
            lead.follows("Mensen toevoegen")
            letter = school[-1].lower()
            lead.writes(
                ("[name=given_name]", given), ("[name=surname]", f"{surname} {letter.upper()}"),
                ("[name=email]", f"{given}.{letter}@example.org".lower()), ("[name=role]", role), ("[name=school]", school),
            )  # fmt: skip
            lead.presses("Toevoegen")


@pytest.mark.browser
@pytest.mark.parametrize("width", [PHONE, 1280])
def test_a_new_lead_goes_from_an_empty_year_to_an_open_choice(
    visit: Visit, live_server: LiveServer, width: int
) -> None:
    address = _told_by_init(str(live_server))
    lead = Beginner(visit(width=width), visit)
    _signs_in(lead, address)
    lead.reads("0 van 6 klaar")

    lead.follows("Scholen toevoegen")
    for name in ("School A", "School B"):
        lead.writes(("[name=school-name]", name))
        lead.presses("School toevoegen")
    lead.writes(("[name=institute-name]", "Instituut Noord"))
    lead.presses("Instituut toevoegen")
    lead.reads("1 van 6 klaar")

    _people(lead)
    lead.reads("2 van 6 klaar")

    lead.follows("Data vastleggen")
    lead.reads("De lege data zijn voor u ingevuld")
    lead.presses("De instellingen opslaan")
    lead.reads("3 van 6 klaar")

    lead.follows("Voorbeelden kiezen")
    titles = ("Bumpy moments", "De weekreflectie", "Het nagesprek", "De startende leraar")
    lead.ticks(*titles)
    lead.presses("Hier concepten van maken")
    lead.reads("4 van 6 klaar")

    lead.follows("Naar de brochure")
    lead.presses("Deze workshops publiceren")
    lead.presses("De brochure uitbrengen")
    lead.reads("5 van 6 klaar")
    for title in titles:
        lead.reads(title)

    lead.follows("Ronde openen")
    lead.presses("Ronde openen")
    lead.reads("De ronde is open")
    assert "van 6 klaar" not in lead.page.content()  # finished, so gone

    with scope.of(Partnership.objects.get()):
        assert Brochure.objects.get().released_at is not None
        assert [edition.state for edition in Edition.objects.all()] == ["published"] * 4
        assert (ChoiceRound.objects.count(), SchoolPlan.objects.count()) == (1, 2)
    assert (lead.clicks, lead.filled) == (CLICKS, FIELDS)

"""From what people said to the line of the brochure and back, by following links; and the two brochures beside each other."""

import re
from datetime import date
from html import unescape
from io import BytesIO
from typing import cast

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.year.catalogue import actions as catalogue
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.decisions import actions
from dagdeel.year.decisions.actions import ConsequenceDraft
from dagdeel.year.decisions.models import Decision
from dagdeel.year.decisions.states import ConsequenceKind
from tests.year.decisions.stage import REASON, Stage
from tests.year.evaluation.stage import make_stage as make_answers

Kind = ConsequenceKind


def links(client: Client, address: str) -> set[str]:
    """Where the content of a page leads, without its bars and its own address."""
    page = client.get(address).content.decode()
    main = page.split("<main", 1)[1].split("</main", 1)[0]
    found = {re.split("[#?]", unescape(to))[0] for to in re.findall(r'href="([^"]+)"', main)} - {address}
    return {to for to in found if to.startswith("/proef") and not to.endswith((".pdf", ".csv", ".xlsx", ".svg"))}


def clicks(client: Client, start: str, goal: str, most: int = 3) -> int:
    """How many links lie between two pages at least."""
    seen, edge = {start}, {start}
    for number in range(1, most + 1):
        edge = {to for at in edge for to in links(client, at)} - seen
        if goal in edge:
            return number
        seen |= edge
    raise AssertionError(f"{goal} is not within {most} clicks of {start}")


def began(stage: Stage) -> ProgrammeYear:
    """The next year with its whole brochure published."""
    year = actions.start_next_year(stage.cast.year, **stage.who)
    for edition in Edition.objects.filter(year=year, state="draft"):
        catalogue.submit_for_review(edition, **stage.who)
        catalogue.publish_edition(edition, **stage.who)
    return year


def changed(stage: Stage) -> tuple[Decision, ProgrammeYear]:
    """A workshop with other methods and a longer year, published."""
    methods = ConsequenceDraft(
        Kind.CHANGE,
        "Meer oefenen",
        workshop=stage.editions[0].workshop,
        field="methods",
        value="Eerst doen, dan praten",
    )
    decision = stage.take(methods, stage.longer(), finding=stage.finding("Te weinig oefening"))
    return decision, began(stage)


def finding_of(stage: Stage, decision: Decision) -> str:
    return stage.cast.url(f"decisions/findings/{decision.finding_id}/")


@pytest.mark.parametrize("who", ["programme_lead", "head", "council_member", "school_educator"])
def test_a_finding_and_its_line_in_the_brochure_are_two_clicks_apart(stage: Stage, who: str) -> None:
    decision, year = changed(stage)
    edition = Edition.objects.get(year=year, workshop=stage.editions[0].workshop_id)
    line = reverse("catalogue:edition", args=[stage.cast.partnership.slug, year, edition.pk])
    client = stage.cast.client(who)
    assert client.get(line).status_code == 200

    assert clicks(client, finding_of(stage, decision), line) <= 2
    assert clicks(client, line, finding_of(stage, decision)) <= 2


def test_a_finding_and_the_agreement_that_it_changed_are_two_clicks_apart(stage: Stage) -> None:
    decision, year = changed(stage)
    line = f"/{stage.cast.partnership.slug}/{year}/catalogue/changes/"
    client = stage.cast.client("council_member")

    assert clicks(client, finding_of(stage, decision), line) <= 2
    assert clicks(client, line, finding_of(stage, decision)) <= 2
    assert 'id="setting-session_minutes"' in client.get(line).content.decode()


@pytest.mark.parametrize("who", ["programme_lead", "council_member", "controller"])
def test_a_finding_and_the_amount_that_it_changed_are_two_clicks_apart(stage: Stage, who: str) -> None:
    decision = stage.take(ConsequenceDraft(Kind.BUDGET, "Eten", field="catering", value="6000"))
    year = began(stage)
    line = reverse("budget:index", args=[stage.cast.partnership.slug, year])
    client = stage.cast.client(who)

    assert 'id="line-catering"' in client.get(line).content.decode()
    assert clicks(client, finding_of(stage, decision), line) <= 2
    assert clicks(client, line, finding_of(stage, decision)) <= 2


def test_an_amount_says_why_it_changed_and_another_does_not(stage: Stage) -> None:
    decision = stage.take(ConsequenceDraft(Kind.BUDGET, "Eten", field="catering", value="6000"))
    year = began(stage)
    client = stage.cast.client("controller")
    why = f"/{stage.cast.partnership.slug}/{year}/decisions/why/budget/"

    for address in (why, f"{why}catering/"):
        shown = client.get(address, headers={"HX-Request": "true"}).content.decode()
        assert "Veranderd, want:" in shown
        assert REASON in shown
        assert decision.title in shown
    assert "Geen bedrag van dit jaar" in client.get(f"{why}travel/").content.decode()
    assert client.get(f"{why}soep/").status_code == 404
    actions.undo(decision.consequences.get(), reason="Toch niet", **stage.who)
    assert "Geen bedrag van dit jaar" in client.get(why).content.decode()


def test_a_workshop_that_went_leads_to_where_that_is_told(stage: Stage) -> None:
    decision = stage.take(ConsequenceDraft(Kind.DROP, "Vervalt", workshop=stage.editions[1].workshop))
    year = began(stage)
    line = f"/{stage.cast.partnership.slug}/{year}/catalogue/changes/"
    client = stage.cast.client("head")

    assert clicks(client, finding_of(stage, decision), line) <= 2
    assert clicks(client, line, finding_of(stage, decision)) <= 2


def test_the_brochure_says_why_a_line_changed(stage: Stage) -> None:
    _decision, year = changed(stage)
    page = f"/{stage.cast.partnership.slug}/{year}/catalogue/brochure/"

    shown = stage.cast.client("mentor").get(page).content.decode()
    paper = PdfReader(BytesIO(stage.cast.client("mentor").get(f"{page[:-1]}.pdf").content))

    assert "Veranderd, want:" in shown
    assert shown.count(REASON) == 1
    assert REASON in " ".join("\n".join(sheet.extract_text() for sheet in paper.pages).split())


# Two brochures beside each other ------------------------------------------------------------------------------------------


def test_the_reason_of_an_agreement_is_read_by_everybody(stage: Stage) -> None:
    changed(stage)
    address = f"/{stage.cast.partnership.slug}/2017-2018/decisions/why/setting/session_minutes/"

    mentor = stage.cast.client("mentor").get(address).content.decode()
    assert REASON in mentor
    assert "Te weinig oefening" in mentor
    assert "Meer oefenen" not in mentor  # another consequence of the same decision
    assert "/decisions/findings/" not in mentor
    other = address.replace("session_minutes", "threshold")
    assert "geen besluit" in stage.cast.client("mentor").get(other).content.decode()
    assert stage.cast.client("mentor").get(address.replace("session_minutes", "label")).status_code == 404


def paper_of(stage: Stage, who: str = "council_member") -> str:
    response = stage.cast.client(who).get(f"/{stage.cast.partnership.slug}/2017-2018/decisions/changes.pdf")
    read = PdfReader(BytesIO(response.content))
    root = cast("DictionaryObject", read.trailer["/Root"])
    assert "/StructTreeRoot" in root
    assert str(root["/Lang"]).startswith("nl")
    return " ".join("\n".join(sheet.extract_text() for sheet in read.pages).split())


def test_the_two_brochures_stand_on_paper_with_words_reasons_and_figures(stage: Stage) -> None:
    answers = make_answers(stage.cast)
    answers.answers(answers.held(stage.editions[0], number=9), 9, length=2)
    stage.take(stage.longer(), finding=stage.finding("Te kort", item_key="length"), title="Langer")
    stage.take(ConsequenceDraft(Kind.DROP, "Vervalt", workshop=stage.editions[1].workshop), title="Weg ermee")
    stage.take(
        ConsequenceDraft(
            Kind.CHANGE, "Anders", workshop=stage.editions[0].workshop, field="audience", value="Alle begeleiders"
        ),
        title="Voor iedereen",
    )
    began(stage)

    told = paper_of(stage)

    for words in (
        "2016-2017", "3,5 uur 4 uur", "Te kort. ‘De lengte van de workshop was goed.’ gemiddeld 2,0", "Langer",
        stage.editions[1].title, "Weg ermee", "Alle begeleiders", "Voor iedereen", REASON, "Ongewijzigd",
        stage.editions[2].title, "Nog niet gemeten",
    ):  # fmt: skip
        assert words in told, words


def test_drafts_are_not_on_the_paper_of_who_may_not_read_them(stage: Stage) -> None:
    stage.take(ConsequenceDraft(Kind.ADD, "Nieuw", value="Nog geheim"))
    actions.start_next_year(stage.cast.year, **stage.who)

    assert "Nog geheim" in paper_of(stage, "programme_lead")
    assert "Nog geheim" not in paper_of(stage, "mentor")


def test_without_an_earlier_year_the_page_says_so(stage: Stage) -> None:
    response = stage.cast.client("head").get(stage.cast.url("decisions/changes.pdf"), follow=True)

    assert "Nog niets om mee te vergelijken" in response.content.decode()


def test_the_paper_asks_as_many_queries_for_three_decisions_as_for_one(stage: Stage) -> None:
    stage.take(stage.longer())
    actions.start_next_year(stage.cast.year, **stage.who)

    def asked() -> int:
        client = stage.cast.client("head")
        with CaptureQueriesContext(connection) as captured:
            address = f"/{stage.cast.partnership.slug}/2017-2018/decisions/changes.pdf"
            assert client.get(address).status_code == 200
        return len(captured)

    asked()
    once = asked()
    for place in (0, 1):
        draft = ConsequenceDraft(Kind.DROP, "Weg", workshop=stage.editions[place].workshop)
        actions.carry_out(stage.take(draft, day=date(2017, 4, 26)), **stage.who)
    assert asked() == once

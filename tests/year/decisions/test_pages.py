"""The pages of the decisions: who sees what, what a form keeps, and how the year goes round."""

import re
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any, cast
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.base.partnerships.permissions import Role
from dagdeel.outputs.mail.models import Mail
from dagdeel.year.budget import actions as budget
from dagdeel.year.budget.models import Rate
from dagdeel.year.budget.states import RateKind
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.catalogue.states import EditionState
from dagdeel.year.decisions import actions
from dagdeel.year.decisions.actions import ConsequenceDraft
from dagdeel.year.decisions.forms import LISTED
from dagdeel.year.decisions.models import Decision, Finding
from dagdeel.year.decisions.states import ConsequenceKind, DecisionState, FindingState
from dagdeel.year.evaluation.models import Instrument
from tests.cast import Cast, membership, person
from tests.year.decisions.stage import Stage

Kind = ConsequenceKind


def form(cast: Cast, **values: str) -> dict[str, str]:
    """A decision that holds, but for these values."""
    return {
        "title": "Langer", "reason": "Meer oefentijd", "body": "council", "day": "2017-04-25", "due": "",
        "owner": str(cast.programme_lead.pk), "c0-kind": "setting", "c0-description": "Naar vier uur",
        "c0-field": "setting.session_minutes", "c0-value": "240", **values,
    }  # fmt: skip


def post(stage: Stage, path: str, data: dict[str, Any] | None = None, who: str = "programme_lead") -> Any:
    return stage.cast.client(who).post(stage.cast.url(f"decisions/{path}"), data or {})


def get(stage: Stage, path: str = "", who: str = "programme_lead") -> Any:
    return stage.cast.client(who).get(stage.cast.url(f"decisions/{path}"))


def text(response: Any) -> str:
    return str(response.content.decode())


# Who ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [("programme_lead", 200), ("head", 200), ("council_member", 200), ("mentor", 403), ("trainer", 403), ("stranger", 404)],
)  # fmt: skip
def test_who_reads_findings(stage: Stage, who: str, status: int) -> None:
    finding = stage.finding()

    assert get(stage, "", who).status_code == status
    assert get(stage, f"findings/{finding.pk}/", who).status_code == status


@pytest.mark.parametrize("who", ["head", "council_member", "school_educator"])
def test_only_the_programme_lead_writes(stage: Stage, who: str) -> None:
    decision = stage.propose(stage.longer())

    for path in (
        "next-year/", f"{decision.pk}/take/", f"{decision.pk}/withdraw/", f"findings/{decision.finding_id}/propose/",
    ):  # fmt: skip
        assert post(stage, path, {"reason": "x"}, who).status_code == 403
    assert ProgrammeYear.objects.count() == 1


@pytest.mark.parametrize("who", ["mentor", "trainer", "head"])
def test_everybody_in_the_partnership_reads_what_was_done_with_what_they_said(stage: Stage, who: str) -> None:
    stage.take(stage.longer(), title="Vier uur per workshop")
    actions.no_action(stage.finding("De zaal was koud"), reason="Is verholpen", **stage.who)

    shown = text(get(stage, "said/", who))

    assert "Vier uur per workshop" in shown
    assert "Is verholpen" in shown


def test_a_decision_of_another_year_is_not_found(stage: Stage) -> None:
    decision = stage.take(stage.longer())
    began = actions.start_next_year(stage.cast.year, **stage.who)

    client = stage.cast.client("programme_lead")
    assert client.get(f"/{stage.cast.partnership.slug}/{began}/decisions/{decision.pk}/").status_code == 404


# Forms ----------------------------------------------------------------------------------------------------------------


def test_a_finding_is_noted_from_the_page(stage: Stage) -> None:
    response = post(stage, "findings/new/", {"title": "De groep is te groot", "audience": "participant"})

    finding = Finding.objects.get()
    assert response.headers["Location"].endswith(f"/findings/{finding.pk}/")


def test_a_decision_with_its_consequence_is_proposed_from_the_page(stage: Stage) -> None:
    finding = stage.finding()

    response = post(stage, f"findings/{finding.pk}/propose/", form(stage.cast))

    decision = Decision.objects.get()
    item = decision.consequences.get()
    assert response.status_code == 302
    assert (item.kind, item.field, item.value) == (Kind.SETTING, "session_minutes", "240")


BUDGET = {"c0-kind": "budget", "c0-field": "budget.catering", "c0-value": "750", "c0-per_school": "on"}


def test_what_a_consequence_costs_shows_while_it_is_typed(stage: Stage) -> None:
    School.objects.create(name="Tweede")
    asked = f"costs/c0/?{urlencode(BUDGET)}"
    schools = School.objects.count()

    assert f"€ {750 * schools:,}".replace(",", ".") in text(get(stage, asked)).replace("\xa0", " ")
    assert "verandert hierdoor niet vanzelf" in text(get(stage, "costs/c0/?c0-kind=change"))
    assert "jaar meer" not in text(get(stage, "costs/c1/?" + urlencode(BUDGET)))
    assert get(stage, "costs/c9/").status_code == 404
    for odd in ("9" * 40, "-1", "soep"):
        assert get(stage, f"costs/c0/?c0-kind=budget&c0-field=budget.catering&c0-value={odd}").status_code == 200
        assert get(stage, f"costs/c0/?c0-kind=setting&c0-field=setting.group_maximum&c0-value={odd}").status_code == 200


def test_without_a_script_a_button_says_what_it_costs_and_keeps_what_was_typed(stage: Stage) -> None:
    School.objects.create(name="Tweede")
    typed = form(stage.cast) | BUDGET | {"title": "Geld voor eten", "recalculate": "1"}

    response = post(stage, f"findings/{stage.finding().pk}/propose/", typed)

    shown = response.content.decode()
    assert response.status_code == 200
    assert f"€ {750 * School.objects.count():,}".replace(",", ".") in text(response).replace("\xa0", " ")
    assert 'value="Geld voor eten"' in shown
    assert re.search(r'value="budget.catering" selected', shown)
    assert not Decision.objects.exists()


def test_a_change_that_replaces_nothing_is_told_in_words_instead_of_a_bare_arrow(stage: Stage) -> None:
    finding = stage.finding()
    post(stage, f"findings/{finding.pk}/propose/", form(stage.cast))
    decision = Decision.objects.get()
    decision.consequences.update(before="")

    page = text(get(stage, f"{decision.pk}/"))

    assert "wordt: " in page
    assert "· →" not in page


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"reason": " "}, "Geef de reden"),
        ({"title": ""}, "Zeg in één zin"),
        ({"due": "2017-04-24"}, "vóór de vergadering"),
        ({"c0-kind": "", "c0-description": "", "c0-field": "", "c0-value": ""}, "Zeg wat er verandert"),
        ({"c0-kind": ""}, "Kies wat voor verandering"),
        ({"c0-kind": "drop"}, "Kies een workshop"),
        ({"c0-field": ""}, "Kies een afspraak van het jaar"),
        ({"c0-field": "setting.weather"}, "weather"),
        ({"c0-value": "drie"}, "geheel getal"),
        ({"c0-value": "7"}, "Dit past er niet bij"),
        ({"c0-description": ""}, "Zeg in woorden"),
        ({"c1-kind": "add", "c1-description": "Nieuw"}, "Vul in wat het wordt"),
        ({"owner": "0"}, "geldige keuze"),
    ],
)
def test_what_does_not_hold_is_said_beside_the_field_and_everything_typed_is_kept(
    stage: Stage, values: dict[str, str], sentence: str
) -> None:
    finding = stage.finding()

    response = post(
        stage, f"findings/{finding.pk}/propose/", form(stage.cast, **{"title": "Zo typte ik het", **values})
    )

    assert response.status_code == 422
    shown = text(response)
    assert sentence.lower() in shown.lower()
    assert "Meer oefentijd" in shown or "reason" in values
    assert "Zo typte ik het" in shown or "title" in values
    assert not Decision.objects.exists()


def test_a_field_of_another_kind_than_the_chosen_one_is_no_field(stage: Stage) -> None:
    values = {"c0-kind": "budget", "c0-value": "600"}

    response = post(stage, f"findings/{stage.finding().pk}/propose/", form(stage.cast, **values))

    assert response.status_code == 422
    assert "Kies een categorie" in text(response)


def test_nothing_done_without_a_reason_opens_the_question_again(stage: Stage) -> None:
    finding = stage.finding()

    response = post(stage, f"findings/{finding.pk}/no-action/", {"reason": ""})

    assert response.status_code == 422
    assert "Geef de reden" in text(response)
    assert post(stage, f"findings/{finding.pk}/no-action/", {"reason": "Gaat goed"}).status_code == 302
    finding.refresh_from_db()
    assert finding.state == FindingState.NO_ACTION


def test_a_withdrawal_without_a_reason_keeps_the_decision(stage: Stage) -> None:
    decision = stage.propose(stage.longer())

    assert post(stage, f"{decision.pk}/withdraw/", {"reason": ""}).status_code == 422
    assert post(stage, f"{decision.pk}/withdraw/", {"reason": "Toch niet"}).status_code == 302
    decision.refresh_from_db()
    assert decision.state == DecisionState.WITHDRAWN


def test_taking_twice_says_so(stage: Stage) -> None:
    decision = stage.propose(stage.longer())

    post(stage, f"{decision.pk}/take/")
    client = stage.cast.client("programme_lead")
    again = client.post(stage.cast.url(f"decisions/{decision.pk}/take/"), follow=True)

    assert "wacht er niet meer op" in text(again)


# Round the year ---------------------------------------------------------------------------------------------------------


def test_the_next_year_is_shown_before_it_is_started(stage: Stage) -> None:
    stage.take(stage.longer(), ConsequenceDraft(Kind.ADD, "Nieuw", value="Begeleide intervisie"))

    shown = text(get(stage, "next-year/"))

    assert "Begeleide intervisie" in shown
    assert "4 uur" in shown
    assert ProgrammeYear.objects.count() == 1


def test_starting_leads_to_what_changed_and_a_second_start_says_no(stage: Stage) -> None:
    stage.take(stage.longer())

    every = {"workshops": [edition.workshop_id for edition in stage.editions]}
    response = post(stage, "next-year/", every)
    assert response.headers["Location"].endswith("/2017-2018/catalogue/changes/")
    again = post(stage, "next-year/", every)

    assert again.status_code == 422
    assert "al begonnen" in text(again)
    assert ProgrammeYear.objects.count() == 2


def test_what_is_unticked_stays_behind_with_its_reason_and_the_days_are_those_that_were_typed(stage: Stage) -> None:
    budget.set_rate(stage.cast.year, kind=RateKind.DELIVERY, amount=Decimal(400), **stage.who)
    stays, *left = [edition.workshop_id for edition in stage.editions]
    shown = text(get(stage, "next-year/"))
    assert shown.count('name="workshops"') == shown.count(" checked> <span>") == 3

    data = {"workshops": [stays], "rates": "on", "questionnaires": "on", "plan_due": "2017-06-28"}
    refused = post(stage, "next-year/", data)
    assert refused.status_code == 422
    assert "Zeg waarom" in text(refused)
    assert text(refused).count(" checked> <span>") == 1
    assert ProgrammeYear.objects.count() == 1

    assert post(stage, "next-year/", {**data, "why": "Te weinig vraag"}).status_code == 302
    year = ProgrammeYear.objects.get(first_year=2017)
    assert year.plan_due == date(2017, 6, 28)
    gone = Edition.objects.filter(year=year, state=EditionState.WITHDRAWN)
    assert {(e.workshop_id, e.change_reason) for e in gone} == {(pk, "Te weinig vraag") for pk in left}
    rate = Rate.objects.get(year=year)
    assert (rate.kind, rate.amount, rate.from_day) == ("delivery", Decimal(400), year.first_day)
    assert Instrument.objects.filter(year=year).exists()


def test_rates_and_questionnaires_that_are_unticked_stay_behind(stage: Stage) -> None:
    budget.set_rate(stage.cast.year, kind=RateKind.DELIVERY, amount=Decimal(400), **stage.who)
    post(stage, "next-year/", {"workshops": [edition.workshop_id for edition in stage.editions]})
    year = ProgrammeYear.objects.get(first_year=2017)
    assert not Rate.objects.filter(year=year).exists()
    assert not Instrument.objects.filter(year=year).exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"plan_due": "2017-01-01"}, "Dit komt vóór"),
        ({"plan_due": "2030-01-01"}, "Deze dag ligt te ver van het schooljaar."),
        ({"plan_due": "geen dag"}, ""),
        ({"workshops": ["²"]}, ""),
        ({"workshops": ["99999999999999999999"]}, ""),
    ],
)
def test_a_year_does_not_begin_with_what_cannot_be(stage: Stage, typed: dict[str, Any], sentence: str) -> None:
    every = {"workshops": [edition.workshop_id for edition in stage.editions]}
    response = post(stage, "next-year/", {**every, **typed})
    assert response.status_code == 422
    assert sentence in text(response)
    assert ProgrammeYear.objects.count() == 1


def test_a_workshop_with_a_decision_is_not_left_out(stage: Stage) -> None:
    stage.take(ConsequenceDraft(Kind.CHANGE, "Beter", workshop=stage.editions[0].workshop))
    shown = text(get(stage, "next-year/"))
    assert f'value="{stage.editions[0].workshop_id}" checked' not in shown
    assert f'value="{stage.editions[1].workshop_id}" checked' in shown


def test_a_date_that_leaves_a_holiday_says_so(stage: Stage) -> None:
    stage.cast.year.report_due = date(2017, 7, 28)
    stage.cast.year.save()
    assert "Verschoven: 27 jul valt in Zomervakantie" in text(get(stage, "next-year/"))


def test_contradictions_are_shown_with_their_decisions(stage: Stage) -> None:
    for value in ("5", "6"):
        stage.take(ConsequenceDraft(Kind.SETTING, f"Drempel {value}", field="threshold", value=value))

    response = post(stage, "next-year/")

    assert response.status_code == 422
    assert "gaat niet samen" in text(response)
    assert "Drempel 5" in text(response)
    assert "Drempel 6" in text(response)


def test_from_a_brochure_line_to_the_decision_and_back(stage: Stage) -> None:
    decision = stage.take(
        ConsequenceDraft(Kind.CHANGE, "Beter", workshop=stage.editions[0].workshop), title="Beter maken"
    )
    began = actions.start_next_year(stage.cast.year, **stage.who)
    edition = Edition.objects.get(year=began, workshop=stage.editions[0].workshop)
    address = f"/{stage.cast.partnership.slug}/{began}/decisions/why/{edition.pk}/"

    lead = stage.cast.client("programme_lead")
    whole, part = lead.get(address), lead.get(address, headers={"HX-Request": "true"})

    assert f"/2016-2017/decisions/{decision.pk}/" in text(part)
    assert "<html" in text(whole)
    assert "<html" not in text(part)
    assert "Beter maken" in text(whole)
    assert stage.cast.client("mentor").get(address).status_code == 403  # a draft is for its makers


def test_a_late_decision_is_carried_out_from_its_page(stage: Stage) -> None:
    actions.start_next_year(stage.cast.year, **stage.who)
    decision = stage.take(stage.longer())
    assert "Voer alles uit" in text(get(stage, f"{decision.pk}/"))

    post(stage, f"{decision.pk}/carry-out/{stage.only(decision).pk}/")

    decision.refresh_from_db()
    assert decision.state == DecisionState.CARRIED_OUT


# Register -----------------------------------------------------------------------------------------------------------------


def test_the_register_is_filtered_by_body_and_state(stage: Stage) -> None:
    stage.take(stage.longer(), title="Van de raad")
    stage.propose(stage.longer(), title="Van de stuurgroep", body="steering")

    shown = text(get(stage, "register/?body=steering"))
    assert "Van de stuurgroep" in shown
    assert "Van de raad" not in shown
    assert "Van de raad" in text(get(stage, "register/?state=taken"))
    assert "Geen besluit van deze soort" in text(get(stage, "register/?state=withdrawn"))
    assert "Van de raad" in text(get(stage, "register.csv?body=council"))
    assert "Van de raad" not in text(get(stage, "register.csv?body=steering"))


def test_the_register_shows_the_findings_without_an_end(stage: Stage) -> None:
    loose, proposed = stage.finding("Te warm"), stage.finding("Te laat")
    stage.propose(stage.longer(), finding=proposed)

    shown = text(get(stage, "register/", "council_member"))
    assert "Bevindingen zonder einde" in shown
    assert "Te warm" in shown.split("Bevindingen zonder einde")[1].split("<form")[0]
    assert "Te laat" not in shown.split("Bevindingen zonder einde")[1].split("<form")[0]

    actions.no_action(loose, reason="Is verholpen", **stage.who)
    assert "Bevindingen zonder einde" not in text(get(stage, "register/", "council_member"))


def test_the_register_on_paper_is_a_tagged_pdf(stage: Stage) -> None:
    stage.take(stage.longer())

    response = get(stage, "register.pdf?body=council")

    read = PdfReader(BytesIO(response.content))
    root = cast("DictionaryObject", read.trailer["/Root"])
    assert "/StructTreeRoot" in root
    assert str(root["/Lang"]).startswith("nl")
    assert "Het wordt anders" in read.pages[0].extract_text()


@pytest.mark.parametrize("path", ["", "register/", "said/", "next-year/"])
def test_lists_ask_as_often_for_three_as_for_one(stage: Stage, path: str) -> None:
    def asked() -> int:
        client = stage.cast.client("programme_lead")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(stage.cast.url(f"decisions/{path}")).status_code == 200
        return len(captured)

    stage.take(stage.longer())
    stage.propose(stage.longer())
    asked()
    once = asked()
    for _ in range(2):
        stage.take(stage.longer())
        stage.propose(stage.longer())

    assert asked() == once


def test_the_pages_speak_english_too(stage: Stage) -> None:
    decision = stage.propose(stage.longer())
    lead = stage.cast.programme_lead
    lead.language = "en"
    lead.save()

    for path in (
        "",
        "register/",
        "said/",
        "next-year/",
        f"{decision.pk}/",
        f"findings/{decision.finding_id}/",
        "findings/new/",
    ):
        assert '<html lang="en"' in text(get(stage, path))
    assert "Propose another decision" in text(get(stage, f"findings/{decision.finding_id}/"))


def test_no_mail_is_made_by_looking(stage: Stage) -> None:
    stage.take(stage.longer())
    get(stage)

    assert not Mail.objects.exists()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_findings_are_a_list_as_a_file(inside: Cast, kind: str) -> None:
    Finding.objects.create(year=inside.year, title="Te kort")
    response = inside.client("head").get(inside.url(f"decisions/findings.{kind}"))
    assert response.status_code == 200
    if kind == "csv":
        assert "Te kort" in response.content.decode("utf-8-sig")


def test_of_very_many_people_the_one_who_sees_to_it_is_named(stage: Stage) -> None:
    made = [person("Ans", f"Vries{number}") for number in range(LISTED)] + [person("Bo", "Smit"), person("Bo", "Smit")]
    for one in made:
        membership(one, Role.DEVELOPER)
    finding = stage.finding()
    page = text(get(stage, f"findings/{finding.pk}/"))
    assert '<select name="owner"' not in page
    assert f'name="owner" value="{stage.cast.programme_lead}"' in page
    for typed, sentence in (("Niemand", "Niemand hier heet zo"), ("Bo Smit", "Meer dan één persoon")):
        refused = post(stage, f"findings/{finding.pk}/propose/", form(stage.cast, owner=typed))
        assert refused.status_code == 422
        assert sentence in text(refused)
        assert f'value="{typed}"' in text(refused)
    assert post(stage, f"findings/{finding.pk}/propose/", form(stage.cast, owner="ans vries7")).status_code == 302
    assert Decision.objects.get(title="Langer").owner == made[7]

"""The pages of the catalogue: who reads what, in both languages, and how a page says no."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dagdeel.base.partnerships import scope
from dagdeel.year.catalogue import actions
from dagdeel.year.catalogue.models import Brochure, Edition, Material, Proposal
from dagdeel.year.catalogue.states import EditionState, ProposalState
from tests.cast import Cast, brochure, edition, programme_year


@pytest.fixture
def offer(inside: Cast) -> Cast:
    """Two years: last year's workshop, this year's brochure with it, a draft, an idea and a material."""
    old = edition(programme_year(2015), "Feedback geven")
    brochure(inside.year, 2, public=True, introduction="Welkom.")
    edition(
        inside.year, "Feedback geven nu", workshop=old.workshop, based_on=old, change="changed", change_reason="Langer."
    )
    edition(inside.year, "Nog niet af", state=EditionState.DRAFT, version=0, goals=0)
    actions.submit_proposal(
        inside.year, title="Coachen op afstand", idea="Omdat het kan.", by=inside.developer, at=inside.now
    )
    actions.add_material(
        Edition.objects.get(title="Feedback geven nu"), title="Kijkwijzer", url="https://example.org/kijkwijzer",
        visible_from=date(2016, 10, 1), visible_until=date(2016, 10, 31), by=inside.programme_lead, at=inside.now,
    )  # fmt: skip
    return inside


def page_of(cast: Cast, title: str) -> str:
    return cast.url(f"catalogue/{Edition.everywhere.get(title=title).pk}/")


GETS = [
    "catalogue/", "catalogue/brochure/", "catalogue/changes/", "catalogue/proposals/", "catalogue/proposals/new/",
    "catalogue/new/", "catalogue/brochure/settings/", "catalogue/offer.csv", "catalogue/offer.xlsx",
]  # fmt: skip
FOR_ALL = {"catalogue/", "catalogue/brochure/", "catalogue/changes/", "catalogue/offer.csv", "catalogue/offer.xlsx"}
FOR_MAKERS = {"catalogue/proposals/", "catalogue/proposals/new/"}


@pytest.mark.parametrize("path", GETS)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_page_opens_in_both_languages(offer: Cast, path: str, language: str) -> None:
    offer.programme_lead.language = language
    offer.programme_lead.save()
    answer = offer.client("programme_lead").get(offer.url(path))
    assert answer.status_code == 200
    if answer.headers["Content-Type"].startswith("text/html"):
        assert f'<html lang="{language}">' in answer.content.decode()


@pytest.mark.parametrize("path", GETS)
@pytest.mark.parametrize(
    "role", ["mentor", "trainer", "head", "developer", "school_educator", "hr_officer", "stranger"]
)
def test_each_role_opens_its_own_pages_only(offer: Cast, path: str, role: str) -> None:
    if role == "stranger":
        expected = 404
    elif path in FOR_ALL or (path in FOR_MAKERS and role in {"developer", "school_educator"}):
        expected = 200
    else:
        expected = 403
    assert offer.client(role).get(offer.url(path)).status_code == expected


def test_a_draft_is_for_its_makers(offer: Cast) -> None:
    draft = page_of(offer, "Nog niet af")
    statuses = {role: offer.client(role).get(draft).status_code for role in ("mentor", "developer", "stranger")}
    assert statuses == {"mentor": 403, "developer": 200, "stranger": 404}
    assert "Nog niet af" not in offer.client("mentor").get(offer.url("catalogue/")).content.decode()


def test_signed_out_leads_to_signing_in(offer: Cast) -> None:
    assert Client().get(offer.url("catalogue/")).status_code == 302


@pytest.mark.parametrize("part", ["", "brochure.pdf"])
def test_the_public_page_opens_only_when_it_is_public_and_released(offer: Cast, part: str) -> None:
    address = f"/b/{offer.partnership.slug}/{offer.year}/{part}"
    assert Client().get(address).status_code == 200
    row = Brochure.objects.get()
    Brochure.objects.update(public=False)
    assert Client().get(address).status_code == 404
    Brochure.objects.update(public=True, released_at=None)
    assert Client().get(address).status_code == 404
    row.save()
    assert Client().get(f"/b/{offer.partnership.slug}/2019-2020/{part}").status_code == 404
    assert Client().get(f"/b/nergens/{offer.year}/{part}").status_code == 404


def test_the_public_page_shows_no_draft(offer: Cast) -> None:
    text = Client().get(f"/b/{offer.partnership.slug}/{offer.year}/").content.decode()
    assert "Feedback geven nu" in text
    assert "Nog niet af" not in text
    assert "Welkom." in text


def test_what_is_typed_stays_and_the_sentence_stands_beside_the_field(offer: Cast) -> None:
    edition = Edition.objects.get(title="Nog niet af")
    data = form_of(edition, minimum="30", maximum="20", summary="Dit wil ik houden.")
    answer = offer.client("programme_lead").post(offer.url(f"catalogue/{edition.pk}/edit/"), data)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Dit wil ik houden." in text
    assert re.search(r'id="id_maximum_error".*?kleiner dan de kleinste groep', text, re.S)
    edition.refresh_from_db()
    assert edition.summary != "Dit wil ik houden."


def form_of(edition: Edition, **given: Any) -> dict[str, Any]:
    return {
        "title": edition.title, "summary": edition.summary, "audience": edition.audience, "level": "", "prior_knowledge": "",
        "content": edition.content, "methods": "", "preparation": "", "minutes": "210", "minimum": "5", "maximum": "20",
        "certificate_hours": "3.5", "competence": "", "equipment": "", "language": "nl", "position": "3", "change": "new",
        "change_reason": "", **given,
    }  # fmt: skip


def test_an_edition_goes_from_nothing_to_the_brochure_in_the_browser(offer: Cast) -> None:
    client = offer.client("programme_lead")
    answer = client.post(offer.url("catalogue/new/"), {"title": "Moreel beraad"})
    made = Edition.objects.get(title="Moreel beraad")
    assert answer.headers["Location"] == offer.url(f"catalogue/{made.pk}/edit/")
    text = form_of(made, summary="Kort.", audience="Iedereen", content="Wat.", goal_1="Een.", goal_2="Twee.")
    assert client.post(offer.url(f"catalogue/{made.pk}/edit/"), text).status_code == 302
    assert client.post(offer.url(f"catalogue/{made.pk}/submit/")).status_code == 302
    assert client.post(offer.url(f"catalogue/{made.pk}/publish/")).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.version) == (EditionState.PUBLISHED, 1)


def test_publishing_without_goals_says_so_and_does_nothing(offer: Cast) -> None:
    edition = Edition.objects.get(title="Nog niet af")
    actions.submit_for_review(edition, by=offer.programme_lead, at=offer.now)
    answer = offer.client("programme_lead").post(offer.url(f"catalogue/{edition.pk}/publish/"))
    assert answer.status_code == 422
    assert "twee tot vijf doelen" in answer.content.decode()
    edition.refresh_from_db()
    assert edition.state == EditionState.REVIEW


def test_sending_back_without_a_remark_keeps_the_question_open(offer: Cast) -> None:
    edition = Edition.objects.get(title="Nog niet af")
    actions.submit_for_review(edition, by=offer.programme_lead, at=offer.now)
    answer = offer.client("programme_lead").post(offer.url(f"catalogue/{edition.pk}/send-back/"), {})
    assert answer.status_code == 422
    assert '<details class="confirm" open>' in answer.content.decode()


def test_releasing_waits_for_drafts_and_says_which(offer: Cast) -> None:
    Brochure.objects.update(released_at=None)
    client = offer.client("programme_lead")
    answer = client.post(offer.url("catalogue/brochure/release/"), follow=True)
    assert "Nog niet af" in answer.content.decode()
    assert Brochure.objects.get().released_at is None
    actions.withdraw_edition(
        Edition.objects.get(title="Nog niet af"), reason="Later.", by=offer.programme_lead, at=offer.now
    )
    client.post(offer.url("catalogue/brochure/release/"))
    assert Brochure.objects.get().released_at is not None


def test_what_changed_shows_the_reason_beside_the_words(offer: Cast) -> None:
    text = offer.client("mentor").get(offer.url("catalogue/changes/")).content.decode()
    assert "Langer." in text
    assert "<ins>nu</ins>" in text


def test_a_material_opens_for_a_mentor_within_its_window_only(offer: Cast) -> None:
    address = offer.url(f"catalogue/materials/{Material.objects.get().pk}/")
    statuses = {}
    for day in (date(2016, 9, 30), date(2016, 10, 1), date(2016, 10, 31), date(2016, 11, 1)):
        offer.partnership.demo_day = day
        offer.partnership.save()
        statuses[day.isoformat()] = offer.client("mentor").get(address).status_code
    assert statuses == {"2016-09-30": 403, "2016-10-01": 302, "2016-10-31": 302, "2016-11-01": 403}
    assert offer.client("trainer").get(address).status_code == 302
    assert offer.client("stranger").get(address).status_code == 404


def test_an_idea_is_handed_in_and_becomes_a_draft(offer: Cast) -> None:
    idea = {"title": "Kleur bekennen", "idea": "Over diversiteit.", "for_whom": "", "workshop": ""}
    assert offer.client("developer").post(offer.url("catalogue/proposals/new/"), idea).status_code == 302
    proposal = Proposal.objects.get(title="Kleur bekennen")
    lead = offer.client("programme_lead")
    accept = offer.url(f"catalogue/proposals/{proposal.pk}/accept/")
    assert offer.client("developer").post(accept).status_code == 403
    assert lead.post(accept, {f"accept_{proposal.pk}-title": ""}).status_code == 422
    assert lead.post(accept, {f"accept_{proposal.pk}-title": "Kleur bekennen"}).status_code == 302
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.ACCEPTED
    assert proposal.edition is not None
    lead.post(accept, {f"accept_{proposal.pk}-title": "Nog eens"})  # a second click does nothing more
    assert Edition.objects.filter(title__in=["Kleur bekennen", "Nog eens"]).count() == 1


def test_another_years_edition_is_not_found_in_this_year(offer: Cast) -> None:
    old = Edition.objects.get(year__first_year=2015)
    assert offer.client("programme_lead").get(offer.url(f"catalogue/{old.pk}/")).status_code == 404


def test_the_addresses_of_other_steps_are_stable(offer: Cast) -> None:
    assert reverse("catalogue:index", args=[offer.partnership.slug, offer.year]) == offer.url("catalogue/")
    with scope.of(offer.partnership):
        assert Edition.objects.exists()


def test_edits_that_wait_are_shown_to_the_makers_only(offer: Cast) -> None:
    made = Edition.objects.get(title="Feedback geven nu")
    actions.edit_edition(made, fields={"summary": "Een langere samenvatting."}, by=offer.programme_lead, at=offer.now)
    address = page_of(offer, "Feedback geven nu")
    assert "<ins>langere</ins>" in offer.client("programme_lead").get(address).content.decode()
    assert "langere" not in offer.client("mentor").get(address).content.decode()

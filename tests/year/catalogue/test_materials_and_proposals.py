"""Files and links of an edition, and ideas of working groups."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from dagdeel.base.history.models import Entry
from dagdeel.year.catalogue import actions, queries, rules
from dagdeel.year.catalogue.models import Edition, Material, Proposal
from dagdeel.year.catalogue.states import ChangeKind, EditionState, ProposalState
from tests.cast import Cast, edition, programme_year

PDF = b"%PDF-1.7 inhoud"


def add(cast: Cast, to: Edition, **given: Any) -> Material:
    given = {"title": "Kijkwijzer", "url": "https://example.org/x", **given}
    return actions.add_material(to, by=cast.programme_lead, at=cast.now, **given)


def a_file(content: bytes = PDF, name: str = "kijkwijzer.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def test_a_replaced_file_is_the_next_version_and_the_newest_is_shown(inside: Cast) -> None:
    made = edition(inside.year)
    add(inside, made, url="", file=a_file())
    second = add(inside, made, url="", file=a_file(PDF + b" beter"))
    assert (second.version, second.content_type, second.size) == (2, "application/pdf", len(PDF) + 6)
    assert queries.materials_of(made) == (second,)
    with second.file.open() as kept:
        assert kept.read() == PDF + b" beter"


@pytest.mark.parametrize("given", [{"url": ""}, {"file": a_file()}])
def test_a_material_is_one_file_or_one_link(inside: Cast, given: dict[str, Any]) -> None:
    with pytest.raises(actions.FileOrLink):
        add(inside, edition(inside.year), **given)


def test_a_window_does_not_close_before_it_opens(inside: Cast) -> None:
    with pytest.raises(actions.WindowReversed):
        add(inside, edition(inside.year), visible_from=date(2016, 10, 2), visible_until=date(2016, 10, 1))


def test_a_file_that_is_not_what_it_says_leaves_nothing_behind(inside: Cast) -> None:
    with pytest.raises(rules.NotWhatItSays):
        add(inside, edition(inside.year), url="", file=a_file(b"<script>"))
    assert not Material.objects.exists()
    assert not Entry.objects.exists()


def test_removing_takes_all_versions_and_their_files(inside: Cast, django_capture_on_commit_callbacks: Any) -> None:
    made = edition(inside.year)
    first = add(inside, made, url="", file=a_file())
    second = add(inside, made, url="", file=a_file())
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_material(second, by=inside.programme_lead, at=inside.now)
    assert not Material.objects.exists()
    assert not any(file.storage.exists(str(file.name)) for file in (first.file, second.file))


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"<html>", "a.pdf", "iets anders dan de naam zegt"),
        (PDF, "a.exe", "nemen we niet aan"),
        (PDF, "a.pdf", "te groot"),
    ],
)
def test_a_refused_upload_says_why_beside_the_field_and_keeps_what_was_typed(
    inside: Cast, settings: Any, content: bytes, name: str, sentence: str
) -> None:
    if sentence == "te groot":
        settings.UPLOAD_LIMIT = 4
    made = edition(inside.year)
    data = {"material-title": "Mijn kijkwijzer", "material-file": a_file(content, name)}
    answer = inside.client("programme_lead").post(inside.url(f"catalogue/{made.pk}/materials/"), data)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Mijn kijkwijzer" in text
    assert sentence in text
    assert 'id="id_material-file_error"' in text
    assert not Material.objects.exists()


def test_a_file_is_downloaded_and_never_shown_in_the_page(inside: Cast) -> None:
    material = add(inside, edition(inside.year), url="", file=a_file())
    answer = inside.client("mentor").get(inside.url(f"catalogue/materials/{material.pk}/"))
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="kijkwijzer.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]  # a file is streamed


def test_a_material_of_a_draft_is_not_for_mentors(inside: Cast) -> None:
    material = add(inside, edition(inside.year, state=EditionState.DRAFT))
    address = inside.url(f"catalogue/materials/{material.pk}/")
    assert inside.client("mentor").get(address).status_code == 403
    assert inside.client("trainer").get(address).status_code == 403
    assert inside.client("school_educator").get(address).status_code == 302


def test_the_database_wants_a_file_or_a_link(inside: Cast) -> None:
    made = edition(inside.year)
    with pytest.raises(IntegrityError), transaction.atomic():
        Material.objects.create(edition=made, title="Niets")


# Ideas ----------------------------------------------------------------------------------------------------------------


def submit(cast: Cast, **given: Any) -> Proposal:
    given = {"title": "Coachen op afstand", "idea": "Studenten wonen verder weg.", **given}
    return actions.submit_proposal(cast.year, by=cast.developer, at=cast.now, **given)


@pytest.mark.parametrize("given", [{"title": " "}, {"idea": ""}])
def test_an_idea_has_a_title_and_words(inside: Cast, given: dict[str, str]) -> None:
    with pytest.raises(actions.IdeaMissing):
        submit(inside, **given)


def test_an_accepted_idea_is_the_beginning_of_a_new_workshop(inside: Cast) -> None:
    proposal = submit(inside, for_whom="alle vakken")
    made = actions.accept_proposal(
        proposal, title="Online begeleiden", remark="Graag!", by=inside.programme_lead, at=inside.now
    )
    assert (made.state, made.change, made.title) == (EditionState.DRAFT, ChangeKind.NEW, "Online begeleiden")
    assert (made.summary, made.audience) == ("Studenten wonen verder weg.", "alle vakken")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.edition, proposal.remark) == (ProposalState.ACCEPTED, made, "Graag!")


def test_an_accepted_idea_about_a_workshop_continues_its_last_edition(inside: Cast) -> None:
    old = edition(programme_year(2015), "Feedback geven")
    proposal = submit(inside, workshop=old.workshop)
    made = actions.accept_proposal(proposal, title="Feedback geven", by=inside.programme_lead, at=inside.now)
    assert (made.based_on, made.change, made.change_reason) == (old, ChangeKind.CHANGED, proposal.idea)
    assert [goal.key for goal in made.goals.all()] == [goal.key for goal in old.goals.all()]


def test_an_idea_about_a_workshop_of_this_year_stays_undecided(inside: Cast) -> None:
    proposal = submit(inside, workshop=edition(inside.year).workshop)
    with pytest.raises(actions.AlreadyInYear):
        actions.accept_proposal(proposal, title="Nog eens", by=inside.programme_lead, at=inside.now)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.SUBMITTED


def test_an_idea_is_decided_once_and_declined_with_a_reason(inside: Cast) -> None:
    proposal = submit(inside)
    with pytest.raises(actions.RemarkMissing):
        actions.decline_proposal(proposal, remark=" ", by=inside.programme_lead, at=inside.now)
    actions.decline_proposal(proposal, remark="Bestaat al.", by=inside.programme_lead, at=inside.now)
    with pytest.raises(actions.AlreadyDecided):
        actions.accept_proposal(proposal, title="Toch", by=inside.programme_lead, at=inside.now)
    assert [entry.verb for entry in Entry.objects.order_by("id")] == ["proposal.submitted", "proposal.declined"]

"""The brochure: its release, its paper, and what changed between two years."""

from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from pypdf import PdfReader

from dagdeel.base.history.models import Entry
from dagdeel.year.catalogue import actions, queries
from dagdeel.year.catalogue.documents import brochure_pdf
from dagdeel.year.catalogue.models import Edition, Goal
from dagdeel.year.catalogue.states import ChangeKind, EditionState
from tests.cast import Cast, brochure, edition, programme_year


def test_the_brochure_is_released_when_everything_is_published(inside: Cast) -> None:
    edition(inside.year)
    actions.set_brochure(inside.year, introduction=" Welkom. ", public=True, by=inside.programme_lead, at=inside.now)
    actions.release_brochure(inside.year, by=inside.programme_lead, at=inside.now)
    found = queries.brochure(inside.year)
    assert (found.introduction, found.released_at, found.open_to_all) == ("Welkom.", inside.now, True)
    assert [entry.verb for entry in Entry.objects.order_by("id")] == ["brochure.set", "brochure.released"]


def test_an_empty_brochure_is_not_released(inside: Cast) -> None:
    edition(inside.year, state=EditionState.WITHDRAWN)
    with pytest.raises(actions.NothingPublished):
        actions.release_brochure(inside.year, by=inside.programme_lead, at=inside.now)


@pytest.mark.parametrize("state", [EditionState.DRAFT, EditionState.REVIEW])
def test_a_brochure_in_the_making_is_not_released(inside: Cast, state: EditionState) -> None:
    edition(inside.year)
    edition(inside.year, "Nog niet", state=state)
    with pytest.raises(actions.StillInTheMaking) as no:
        actions.release_brochure(inside.year, by=inside.programme_lead, at=inside.now)
    assert no.value.titles == ("Nog niet",)
    assert queries.brochure(inside.year).released_at is None


@pytest.mark.parametrize(("language", "tag", "word"), [("nl", "nl", "Inhoud"), ("en", "en", "Contents")])
def test_the_paper_is_tagged_and_has_a_spread_per_workshop(inside: Cast, language: str, tag: str, word: str) -> None:
    editions = brochure(inside.year, 3, introduction="Welkom bij **ons**.")
    with translation.override(language):
        paper = PdfReader(BytesIO(brochure_pdf(queries.brochure(inside.year))))
    root: Any = paper.trailer["/Root"]
    assert root["/Lang"].startswith(tag)
    assert root["/MarkInfo"]["/Marked"]
    assert len(paper.pages) == 3 + 2 * 3  # the cover, the introduction, the contents; a spread each
    assert word in paper.pages[2].extract_text()
    for place, made in enumerate(editions):
        text = " ".join(paper.pages[3 + 2 * place].extract_text().split())
        assert made.title in text
        assert all(goal.text in text for goal in made.goals.all())


def test_what_people_type_never_becomes_a_command_on_paper(inside: Cast) -> None:
    edition(inside.year, "#import `x` $ *sterren* ]", content='#read("/etc/passwd") [')
    paper = PdfReader(BytesIO(brochure_pdf(queries.brochure(inside.year))))
    assert "#read" in paper.pages[4].extract_text()


# What changed ---------------------------------------------------------------------------------------------------------


def test_every_kind_of_change_is_told_with_its_reason(inside: Cast) -> None:
    old_year = programme_year(2015)
    by = {"by": inside.programme_lead, "at": inside.now}
    same, changed, gone, away = (edition(old_year, title) for title in ("Zelfde", "Anders", "Weg", "Opgegaan"))
    edition(inside.year, "Zelfde", workshop=same.workshop, based_on=same, change=ChangeKind.UNCHANGED)
    _copy_goals(same)
    edition(inside.year, "Anders nu", workshop=changed.workshop, change=ChangeKind.CHANGED, change_reason="Te kort.")
    merged = edition(inside.year, "Nieuw")
    carry: dict[str, Any] = {"to_year": inside.year, "change_reason": "Te weinig vraag.", **by}
    actions.carry_over_edition(gone, change=ChangeKind.DROPPED, **carry)
    actions.carry_over_edition(away, change=ChangeKind.MERGED, merged_into=merged, **carry)
    found = queries.changes_between(old_year, inside.year)
    told = {line.title: (line.kind, [reason.text for reason in line.reasons]) for line in found.workshops}
    assert told == {
        "Zelfde": (ChangeKind.UNCHANGED, []),
        "Anders nu": (ChangeKind.CHANGED, ["Te kort."]),
        "Nieuw": (ChangeKind.NEW, []),
        "Weg": (ChangeKind.DROPPED, ["Te weinig vraag."]),
        "Opgegaan": (ChangeKind.MERGED, ["Te weinig vraag."]),
    }
    assert next(line for line in found.workshops if line.title == "Opgegaan").merged_into == "Nieuw"


def _copy_goals(old: Edition) -> None:
    """The unchanged edition of this year says exactly what last year's said."""
    new = Edition.objects.get(based_on=old)
    for was, now in zip(old.goals.all(), new.goals.all(), strict=True):
        Goal.objects.filter(pk=now.pk).update(text=was.text, key=was.key)


def test_a_new_agreement_of_the_year_is_no_change_of_the_workshop(inside: Cast) -> None:
    old_year = programme_year(2015, session_minutes=120)
    old = edition(old_year, "Zelfde", minutes=120, certificate_hours="2.0")
    new = actions.carry_over_edition(
        old, to_year=inside.year, change=ChangeKind.UNCHANGED, by=inside.programme_lead, at=inside.now
    )
    found = queries.changes_between(old_year, inside.year, drafts=True)
    line = found.workshops[0]
    assert (line.kind, line.edition, line.changes) == (ChangeKind.UNCHANGED, new, ())
    assert next((change.name, change.new) for change in line.follows) == ("minutes", 210)
    assert [(change.name, change.old, change.new) for change in found.settings] == [("session_minutes", 120, 210)]


def test_a_draft_of_the_new_year_is_shown_to_its_makers_only(inside: Cast) -> None:
    old_year = programme_year(2015)
    edition(inside.year, "Concept", state=EditionState.DRAFT)
    assert queries.changes_between(old_year, inside.year).workshops == ()
    assert len(queries.changes_between(old_year, inside.year, drafts=True).workshops) == 1


def test_a_reason_from_a_year_between_is_kept(inside: Cast) -> None:
    first, middle = programme_year(2014), programme_year(2015)
    old = edition(first, "Weg")
    actions.carry_over_edition(
        old, to_year=middle, change=ChangeKind.DROPPED, change_reason="In 2015 gestopt.", by=inside.programme_lead,
        at=inside.now,
    )  # fmt: skip
    line = queries.changes_between(first, inside.year).workshops[0]
    assert (line.kind, line.reasons[0].year, line.reasons[0].text) == (ChangeKind.DROPPED, middle, "In 2015 gestopt.")


@pytest.mark.parametrize("path", ["", "brochure/", "changes/", "proposals/", "offer.csv"])
def test_a_page_asks_as_much_for_three_rows_as_for_one(inside: Cast, path: str) -> None:
    old_year = programme_year(2015)
    lead = inside.client("programme_lead")

    def add() -> None:
        old = edition(old_year)
        edition(inside.year, workshop=old.workshop, based_on=old)
        actions.submit_proposal(inside.year, title="Idee", idea="Zo.", by=inside.developer, at=inside.now)

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert lead.get(inside.url(f"catalogue/{path}")).status_code == 200
        return len(asked)

    add()
    with_one = count()
    add()
    add()
    assert count() == with_one

"""The brochure of a school: what it chose is marked, with its date; and the way to enrol."""

from io import BytesIO

from django.utils import translation
from pypdf import PdfReader

from dagdeel.base.partnerships import scope
from tests import cast as build
from tests.cast import Cast


def _pages(cast: Cast, who: str, school: int) -> list[str]:
    response = cast.client(who).get(cast.url(f"enrolment/schools/{school}/brochure.pdf"))
    assert response.status_code == 200
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(response.content)).pages]


def test_the_schools_own_workshops_are_marked_and_the_others_are_not(cast: Cast) -> None:
    with scope.of(cast.partnership), translation.override("nl"):
        offer = build.brochure(cast.year, 3)
        build.agreed_plan(cast.year, cast.school, offer[:2], cast.head)
        build.session(offer[0], cast.school)
    pages = _pages(cast, "school_educator", cast.school.pk)
    own = next(page for page in pages if f"Op {cast.school.name}" in page)
    assert offer[0].title in own
    assert "De datum volgt." in own  # of the second, which has no session yet
    assert cast.url("enrolment/mine/").strip("/") in own.replace(" ", "")
    marked = [page for page in pages if "Op uw school" in page]
    assert [edition.title for edition in offer if any(edition.title in page for page in marked)] == [
        offer[0].title,
        offer[1].title,
    ]


def test_a_school_that_did_not_choose_has_the_brochure_without_marks(cast: Cast) -> None:
    with scope.of(cast.partnership):
        build.brochure(cast.year, 2)
    pages = _pages(cast, "head", cast.school.pk)
    assert not any("Op uw school" in page for page in pages)


def test_the_brochure_of_another_school_stays_shut(cast: Cast) -> None:
    response = cast.client("school_educator").get(cast.url(f"enrolment/schools/{cast.other_school.pk}/brochure.pdf"))
    assert response.status_code in {403, 404}

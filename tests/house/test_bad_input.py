"""Bad input that has no test with its step: a clear Dutch sentence beside the field, what was typed kept, nothing half done."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from dagdeel.year.catalogue.models import Edition, Material
from tests import cast as build
from tests.cast import Cast

BEYOND = "9" * 30  # more than fits in any database
SUPERSCRIPT = "²"  # a digit to Python's isdigit(), and no number


def _bomb() -> bytes:
    """A small file named as a Word document that unpacks to 60 MB of nothing."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "x")
        archive.writestr("word/document.xml", b"\0" * 60_000_000)
    return out.getvalue()


def test_a_zip_bomb_is_refused_beside_the_field_and_the_title_stays(inside: Cast) -> None:
    made = build.edition(inside.year)
    data = {"material-title": "Mijn kijkwijzer", "material-file": SimpleUploadedFile("a.docx", _bomb())}
    answer = inside.client("programme_lead").post(inside.url(f"catalogue/{made.pk}/materials/"), data)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "van binnen veel groter dan het lijkt" in text
    assert 'id="id_material-file_error"' in text
    assert "Mijn kijkwijzer" in text
    assert not Material.objects.exists()


@pytest.mark.parametrize("typed", [BEYOND, SUPERSCRIPT, "-1", "x"])
@pytest.mark.parametrize(
    ("page", "field"),
    [("attendance:index", "school"), ("administration:index", "school"), ("planning:index", "school")],
)
def test_a_filter_that_is_no_number_of_ours_breaks_no_page(cast: Cast, page: str, field: str, typed: str) -> None:
    url = reverse(page, args=[cast.partnership.slug, cast.year])
    assert cast.client("programme_lead").get(url, {field: typed}).status_code == 200


@pytest.mark.parametrize("typed", [BEYOND, SUPERSCRIPT, "-1", "x"])
def test_a_choice_that_is_no_number_of_ours_is_refused_and_nothing_is_chosen(inside: Cast, typed: str) -> None:
    build.brochure(inside.year, 4)
    build.choice_round(inside.year)
    plan = build.agreed_plan(inside.year, inside.school, list(Edition.objects.all()), inside.head)
    url = inside.url(f"choices/{plan.pk}/choose/")
    answer = inside.client("school_educator").post(url, {"editions": [typed], "revision": "0"})
    assert answer.status_code == 422
    assert plan.chosen.count() == 4

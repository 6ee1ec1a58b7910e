"""Files are handed out in one place: a safe name, kept by no browser, and a file that is gone is not found."""

from pathlib import Path

import pytest
from django.core.files.storage import InMemoryStorage
from django.db.models.fields.files import FieldFile, FileField
from django.http import Http404

import dagdeel
from dagdeel.base.people.models import Person
from dagdeel.outputs.files import made_file, stored_file

SOURCE = Path(dagdeel.__file__).parent


def stored(name: str, content: bytes = b"") -> FieldFile:
    """A file in a storage; without content it is gone from there."""
    storage = InMemoryStorage()
    if content:
        with storage.open(name, "wb") as there:
            there.write(content)
    return FieldFile(Person(), FileField(storage=storage), name)


@pytest.mark.parametrize(("stem", "name"), [("Notulen: één/twee", "notulen-eentwee.pdf"), ('";\r\n', "dagdeel.pdf")])
def test_a_name_is_made_safe_and_nothing_is_kept(stem: str, name: str) -> None:
    for answer in (made_file(b"x", "application/pdf", stem, "pdf"), stored_file(stored("a.pdf", b"x"), "", stem)):
        assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
        assert (answer["Cache-Control"], answer["X-Content-Type-Options"]) == ("no-store", "nosniff")


def test_what_was_made_can_be_shown_instead() -> None:
    shown = made_file("tekst", "text/plain; charset=utf-8", "Brief", "txt", download=False)
    assert (shown["Content-Disposition"], shown.content) == ('inline; filename="brief.txt"', b"tekst")


def test_a_stored_file_keeps_its_kind_and_its_ending() -> None:
    answer = stored_file(stored("2016/beeld.PNG", b"x"), "image/png", "Beeld")
    assert (answer["Content-Type"], b"".join(answer)) == ("image/png", b"x")
    assert answer["Content-Disposition"] == 'attachment; filename="beeld.PNG"'
    assert stored_file(stored("a", b"x"), "", "a")["Content-Type"] == "application/octet-stream"


@pytest.mark.parametrize("name", ["", "weg.pdf"])
def test_a_file_that_is_not_there_is_not_found(name: str) -> None:
    with pytest.raises(Http404):
        stored_file(stored(name), "application/pdf", "weg")


def test_nobody_else_hands_out_files() -> None:
    by = {
        str(file.relative_to(SOURCE))
        for file in SOURCE.rglob("*.py")
        if any(
            word in file.read_text() for word in ("Content-Disposition", "FileResponse(", "content_disposition_header(")
        )
    }
    assert by - {"outputs/files.py"} == set()

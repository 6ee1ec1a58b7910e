"""The paper of a school: logo, window and signature on every letter, and pictures that cannot harm it."""

import io
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfReader

from dagdeel.base.history.models import Entry
from dagdeel.base.people.models import Person
from dagdeel.web.actions import erase_person
from dagdeel.year.enrolment import actions
from dagdeel.year.enrolment.models import Letterhead
from dagdeel.year.enrolment.states import Window
from tests import cast as builders
from tests.cast import NOW
from tests.year.enrolment.conftest import Programme

MM = 72 / 25.4
PLACES = {Window.LEFT: 25, Window.RIGHT: 120}


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def address(programme: Programme, path: str = "") -> str:
    return programme.cast.url(f"enrolment/schools/{programme.cast.school.pk}/letterhead/{path}")


def letters(programme: Programme) -> PdfReader:
    url = programme.cast.url(f"enrolment/schools/{programme.cast.school.pk}/letters.pdf")
    return PdfReader(io.BytesIO(programme.cast.client("head").get(url).content))


def send(programme: Programme, by: Person | None = None) -> None:
    cast = programme.cast
    drafted = actions.draft_invitation(cast.year, cast.school, by=cast.school_educator, at=NOW)
    actions.send_invitation(drafted, by=by or cast.head, at=NOW)


def there(name: str | None) -> bool:
    return default_storage.exists(name or "nothing")


def pictures(reader: PdfReader) -> int:
    inside: Any = reader.pages[0]["/Resources"]
    drawn = [one.get_object() for one in inside.get("/XObject", {}).values()]
    return sum(one["/Subtype"] == "/Image" for one in drawn)


def words_with_places(reader: PdfReader) -> list[tuple[float, float, str]]:
    """Every piece of text on the first page, with where it begins, in mm from the left and from the top."""
    found: list[tuple[float, float, str]] = []

    def see(text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        if text.strip():
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            found.append((x / MM, 297 - y / MM, text.strip()))

    reader.pages[0].extract_text(visitor_text=see)
    return found


@pytest.mark.parametrize("window", list(Window))
def test_the_address_and_nothing_else_stands_in_the_window_of_the_envelope(
    programme: Programme, window: Window
) -> None:
    cast = programme.cast
    cast.school.street, cast.school.postcode, cast.school.town = "Langestraat 12", "5611 AB", "Eindhoven"
    cast.school.save()
    actions.set_letterhead(cast.school, contact="040 123 45 67", window=window, by=cast.head, at=NOW)
    send(programme)
    left = PLACES[window]
    seen = " ".join(
        text for x, y, text in words_with_places(letters(programme)) if left - 1 <= x <= left + 65 and 54 <= y <= 87
    )
    mentor = min(programme.mentors, key=lambda one: one.sort_key)
    assert seen.startswith(mentor.full_name)
    assert "Langestraat 12" in seen
    assert "5611 AB Eindhoven" in seen
    assert "040" not in seen
    below = [text for x, y, text in words_with_places(letters(programme)) if 87 < y < 93]
    assert below == []


def test_the_logo_and_the_contact_of_the_school_stand_on_its_letters(programme: Programme) -> None:
    send(programme)
    assert pictures(letters(programme)) == 0
    client = programme.cast.client("school_educator")
    kept = client.post(
        address(programme), {"contact": "040 123 45 67", "window": "right", "logo": builders.picture("logo.png")}
    )
    assert kept.status_code == 302
    found = letters(programme)
    assert pictures(found) == 1
    assert "040 123 45 67" in found.pages[0].extract_text()
    assert b"<img" in client.get(address(programme)).content
    shown = client.get(address(programme, "logo/picture"))
    assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/png", "nosniff")


def test_another_logo_takes_its_place_and_its_file_goes(
    programme: Programme, django_capture_on_commit_callbacks: Any
) -> None:
    cast = programme.cast
    shared: dict[str, Any] = {"contact": "", "window": Window.LEFT, "by": cast.head, "at": NOW}
    first = actions.set_letterhead(cast.school, logo=builders.picture("een.png"), **shared).logo.name
    with django_capture_on_commit_callbacks(execute=True):
        second = actions.set_letterhead(cast.school, logo=builders.picture("twee.png"), **shared).logo.name
    assert not there(first)
    assert there(second)
    with django_capture_on_commit_callbacks(execute=True):
        actions.set_letterhead(cast.school, without_logo=True, **shared)
    assert not there(second)


def test_the_signature_stands_under_letters_of_who_signed_and_under_no_others(programme: Programme) -> None:
    cast = programme.cast
    send(programme)
    cast.client("head").post(address(programme, "signature/"), {"picture": builders.picture()})
    assert pictures(letters(programme)) == 1
    Letterhead.objects.update(signature_of=cast.school_educator)
    assert pictures(letters(programme)) == 0


def test_only_the_head_of_the_school_signs(programme: Programme) -> None:
    cast = programme.cast
    for role in ("school_educator", "programme_lead"):
        answer = cast.client(role).post(address(programme, "signature/"), {"picture": builders.picture()})
        assert answer.status_code == 403
        with pytest.raises(actions.NotTheHead):
            actions.set_signature(cast.year, cast.school, picture=builders.picture(), by=cast.people[role], at=NOW)
    assert not Letterhead.objects.exists()


def test_a_signature_goes_when_its_head_wants_so_and_when_the_head_is_forgotten(
    programme: Programme, django_capture_on_commit_callbacks: Any
) -> None:
    cast = programme.cast
    paper = actions.set_signature(cast.year, cast.school, picture=builders.picture(), by=cast.head, at=NOW)
    cast.client("head").post(address(programme, "signature/remove/"))
    paper.refresh_from_db()
    assert (paper.signature.name, paper.signature_of) == ("", None)
    again = actions.set_signature(cast.year, cast.school, picture=builders.picture(), by=cast.head, at=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(cast.head, reason="Op verzoek", by=cast.programme_lead, at=NOW)
    assert not there(again.signature.name)
    assert Letterhead.objects.get().signature.name == ""


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("logo.svg", b"<svg/>", "eindigt op .png of .jpg"),
        ("logo.png", b"GIF89a", "kan niet worden afgedrukt"),
        ("logo.png", b"\x89PNG\r\n\x1a\n and then nothing that makes sense", "kan niet worden afgedrukt"),
        ("logo.jpg", b"\xff\xd8\xff" + b"0" * (1024 * 1024), "te groot"),
    ],
)
def test_a_picture_that_cannot_be_printed_is_refused_beside_its_field(
    programme: Programme, name: str, content: bytes, sentence: str
) -> None:
    picture = SimpleUploadedFile(name, content)
    answer = programme.cast.client("head").post(
        address(programme), {"contact": "040 1", "window": "left", "logo": picture}
    )
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "040 1" in answer.content.decode()
    assert not Letterhead.objects.exists()


def test_a_letter_to_nobody_shows_the_paper_before_anything_is_sent(programme: Programme) -> None:
    cast = programme.cast
    actions.set_letterhead(cast.school, contact="", window=Window.RIGHT, logo=builders.picture(), by=cast.head, at=NOW)
    answer = cast.client("school_educator").get(address(programme, "proof.pdf"))
    reader = PdfReader(io.BytesIO(answer.content))
    assert pictures(reader) == 1
    assert "Anna van der Spek" in reader.pages[0].extract_text()
    mark: Any = reader.root_object["/MarkInfo"]
    assert mark["/Marked"]


def test_history_tells_who_changed_the_paper(programme: Programme) -> None:
    cast = programme.cast
    actions.set_letterhead(cast.school, contact="x", window=Window.LEFT, by=cast.head, at=NOW)
    actions.set_signature(cast.year, cast.school, picture=builders.picture(), by=cast.head, at=NOW)
    verbs = list(Entry.objects.filter(verb__startswith="letterhead").order_by("pk").values_list("verb", "by_id"))
    assert verbs == [("letterhead.set", cast.head.pk), ("letterhead.signature_set", cast.head.pk)]

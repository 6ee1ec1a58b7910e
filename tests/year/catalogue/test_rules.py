"""The pure decisions of the catalogue."""

import io
import struct
from datetime import date
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagdeel.year.catalogue import rules

LIMIT = 1_000_000
TEXTS = st.lists(st.text("abcde ", min_size=1, max_size=12).map(str.strip).filter(bool), max_size=5, unique=True)


@given(old=TEXTS, new=TEXTS)
def test_no_key_is_given_twice_and_the_order_is_kept(old: list[str], new: list[str]) -> None:
    matched = rules.match_goals(list(enumerate(old)), new)
    keys = [key for key, _ in matched if key is not None]
    assert [text for _, text in matched] == new
    assert len(keys) == len(set(keys))


@given(texts=TEXTS)
def test_the_same_goals_keep_their_keys_in_any_order(texts: list[str]) -> None:
    keyed = list(enumerate(texts))
    assert rules.match_goals(keyed, list(reversed(texts))) == list(reversed(keyed))


def test_a_reworded_goal_keeps_its_key_and_an_unlike_one_does_not() -> None:
    old = [("a", "U kunt een les nabespreken."), ("b", "U kent drie soorten feedback.")]
    new = ["Iets heel anders.", "U kunt elke les nabespreken."]
    assert rules.match_goals(old, new) == [(None, new[0]), ("a", new[1])]


@pytest.mark.parametrize(("number", "enough"), [(0, False), (1, False), (2, True), (5, True), (6, False)])
def test_two_to_five_goals_are_enough(number: int, enough: bool) -> None:
    assert rules.enough_goals(number) is enough


def test_blanks_do_not_fill_a_required_field() -> None:
    values = {"title": "T", "summary": " \n", "audience": "", "content": "C"}
    assert rules.missing(values) == ("summary", "audience")


@pytest.mark.parametrize(
    ("minutes", "minimum", "maximum", "wrong"),
    [(29, 5, 20, "minutes"), (601, 5, 20, "minutes"), (210, 0, 20, "minimum"), (210, 9, 8, "maximum"), (30, 1, 1, "")],
)
def test_the_first_number_that_cannot_be_is_named(minutes: int, minimum: int, maximum: int, wrong: str) -> None:
    assert rules.wrong_number({"minutes": minutes, "minimum": minimum, "maximum": maximum}) == wrong


def test_a_value_of_its_own_does_not_follow_the_year() -> None:
    old = {"session_minutes": 120, "session_hours": 2, "group_minimum": 5, "group_maximum": 20}
    new = {"session_minutes": 210, "session_hours": 3, "group_minimum": 6, "group_maximum": 20}
    values = {"minutes": 120, "minimum": 8, "maximum": 20, "title": 1}
    assert rules.follow_year(values, old, new) == {"minutes": 210, "minimum": 8, "maximum": 20, "title": 1}


def test_a_change_is_seen_in_its_sentence_without_signs_of_markdown() -> None:
    pieces = rules.compare_words("U oefent met **korte** vragen.", "U oefent thuis met korte vragen.")
    assert [(p.kind, p.text) for p in pieces] == [
        ("same", "U oefent"), ("came", "thuis"), ("same", "met korte vragen."),
    ]  # fmt: skip


@given(old=st.text("ab ", max_size=20), new=st.text("ab ", max_size=20))
def test_both_texts_can_be_read_back_from_the_pieces(old: str, new: str) -> None:
    pieces = rules.compare_words(old, new)
    assert " ".join(p.text for p in pieces if p.kind != "came").split() == old.split()
    assert " ".join(p.text for p in pieces if p.kind != "gone").split() == new.split()


@pytest.mark.parametrize(
    ("opens", "closes", "expected"),
    [
        (None, None, True),
        (date(2016, 9, 12), None, True),
        (None, date(2016, 9, 12), True),
        (date(2016, 9, 13), None, False),
        (None, date(2016, 9, 11), False),
    ],
)
def test_the_window_counts_both_its_days(opens: date | None, closes: date | None, expected: bool) -> None:
    assert rules.is_open(opens, closes, date(2016, 9, 12)) is expected


def office(part: str = "word/document.xml", more: dict[str, bytes] | None = None) -> bytes:
    """A small Office file; `more` are further parts."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in {"[Content_Types].xml": b"<Types/>", part: b"<x/>", **(more or {})}.items():
            archive.writestr(name, content)
    return out.getvalue()


def inspect(name: str, content: bytes, limit: int = LIMIT) -> str:
    return rules.inspect_upload(name, len(content), io.BytesIO(content), limit)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", b"%PDF-1.7 ...", "application/pdf"),
        ("A.PNG", b"\x89PNG\r\n\x1a\n...", "image/png"),
        ("a.jpeg", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("a.md", "Één zin.".encode(), "text/markdown; charset=utf-8"),
        ("a.docx", office(), rules.KINDS[".docx"]),
        ("a.pptx", office("ppt/presentation.xml"), rules.KINDS[".pptx"]),
        ("a.xlsx", office("xl/workbook.xml"), rules.KINDS[".xlsx"]),
    ],
)
def test_a_file_that_is_what_it_says_is_taken(name: str, content: bytes, kind: str) -> None:
    assert inspect(name, content) == kind


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"<html>"),
        ("a.pdf", b""),
        ("a.png", b"\xff\xd8\xff"),
        ("a.txt", b"MZ\x00\x01"),
        ("a.txt", b"\xff\xfe"),
        ("a.docx", b"PK but no archive"),
        ("a.docx", office("xl/workbook.xml")),
        ("a.docx", office(more={"word/vbaProject.bin": b"macro"})),
    ],
)
def test_a_file_that_is_something_else_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(rules.NotWhatItSays):
        inspect(name, content)


@pytest.mark.parametrize("name", ["a.exe", "a.html", "a.svg", "a.docm", "a", ".pdf"])
def test_other_kinds_are_refused_by_their_name(name: str) -> None:
    with pytest.raises(rules.KindRefused):
        inspect(name, b"%PDF-1.7")


def test_a_file_over_the_limit_is_refused() -> None:
    with pytest.raises(rules.TooLarge):
        inspect("a.pdf", b"%PDF-" + bytes(100), limit=50)


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(rules.ZipBomb):
        inspect("a.docx", office(more={"word/media/image1.png": bytes(50_000_000)}))


def test_a_zip_with_too_many_parts_is_refused() -> None:
    with pytest.raises(rules.ZipBomb):
        inspect("a.docx", office(more={f"word/{n}.xml": b"" for n in range(rules.UNPACKED_FILES)}))


def test_a_zip_that_lies_about_its_sizes_is_refused() -> None:
    content = office(more={"word/media/image1.png": bytes(9_000_000)})
    lying = content.replace(struct.pack("<I", 9_000_000), struct.pack("<I", 9_000))
    with pytest.raises(rules.NotWhatItSays):
        inspect("a.docx", lying)

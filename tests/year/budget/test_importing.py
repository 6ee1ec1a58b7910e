"""The controller's workbook, and the invoice beside what was booked."""

import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from dagdeel.base.history.models import Entry
from dagdeel.year.budget import actions, queries
from dagdeel.year.budget.models import Actual
from dagdeel.year.budget.rules.importing import Known, Why, folded, read
from dagdeel.year.budget.states import Category
from tests.cast import Cast

HEAD = ("Boekdatum", "Kostensoort", "Bedrag (EUR)", "Factuurnummer", "Omschrijving", "School", "Grootboek")
GOOD = (date(2016, 10, 3), "Catering", 250.5, "F-1", "Broodjes", "school a", "4010")
KNOWN = Known(
    {"catering": Category.CATERING, "drukwerk": Category.PRINTING},
    {"schoola": 7},
    date(2016, 2, 1),
    date(2017, 12, 31),
    {},
)


def workbook(*rows: Sequence[Any], name: str = "uitgaven.xlsx") -> SimpleUploadedFile:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    out = BytesIO()
    book.save(out)
    return SimpleUploadedFile(name, out.getvalue())


def hand_in(cast: Cast, file: Any, role: str = "controller") -> Any:
    return cast.client(role).post(cast.url("budget/actuals/import/"), {"file": file})


def book_it(cast: Cast, response: Any) -> Any:
    payload = response.context["payload"]
    return cast.client("controller").post(cast.url("budget/actuals/import/book/"), {"payload": payload})


# Rules --------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("called", ["Uitvoering", "workshops geven", "Delivery"])
def test_what_a_controller_calls_giving_workshops_is_that_category(inside: Cast, called: str) -> None:
    found = read([HEAD, (date(2016, 10, 3), called, 250.5, "F-1", "", "", "")], queries.known(inside.year))
    assert [booking.category for booking in found.bookings] == [Category.DELIVERY]


def test_columns_are_recognised_by_the_names_that_people_use() -> None:
    found = read([("Uitgaven 2016",), HEAD, GOOD], KNOWN)
    assert found.columns == dict(
        zip(("day", "category", "amount", "reference", "description", "school"), HEAD, strict=False)
    )
    assert found.ignored == ("Grootboek",)
    (one,) = found.bookings
    assert (one.row, one.category, one.amount, one.day, one.school) == (
        3, Category.CATERING, Decimal("250.50"), date(2016, 10, 3), 7,
    )  # fmt: skip


def test_a_missing_column_is_named() -> None:
    assert read([("Datum", "Bedrag", "Iets"), (1, 2, 3)], KNOWN).missing == ("category", "reference")
    assert read([], KNOWN).missing == ("day", "category", "amount", "reference")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({0: "31-02-2017"}, Why.NO_DAY), ({0: "morgen"}, Why.NO_DAY), ({0: None}, Why.EMPTY),
        ({0: date(2018, 1, 1)}, Why.OUTSIDE_YEAR), ({1: "Taart"}, Why.UNKNOWN_CATEGORY), ({2: "veel"}, Why.NO_AMOUNT),
        ({2: -5}, Why.NOT_POSITIVE), ({2: "0,00"}, Why.NOT_POSITIVE), ({2: float("nan")}, Why.NO_AMOUNT),
        ({2: True}, Why.NO_AMOUNT), ({2: 1e12}, Why.NO_AMOUNT), ({3: " "}, Why.EMPTY), ({3: "x" * 81}, Why.TOO_LONG),
        ({5: "School Z"}, Why.UNKNOWN_SCHOOL),
    ],
)  # fmt: skip
def test_each_cell_that_does_not_hold_has_its_own_word(changed: dict[int, Any], why: Why) -> None:
    row = [changed.get(place, cell) for place, cell in enumerate(GOOD)]
    found = read([HEAD, row], KNOWN)
    assert [(no.row, no.why) for no in found.wrong] == [(2, why)]
    assert not found.holds


@pytest.mark.parametrize(
    ("typed", "amount"), [("1.234,50", "1234.50"), ("€ 12", "12"), (0.1 + 0.2, "0.30"), (19, "19"), ("7,5", "7.50")]
)
def test_amounts_are_read_as_people_and_spreadsheets_write_them(typed: Any, amount: str) -> None:
    (one,) = read([HEAD, (*GOOD[:2], typed, *GOOD[3:])], KNOWN).bookings
    assert one.amount == Decimal(amount)


def test_a_reference_twice_in_the_file_or_booked_otherwise_does_not_hold() -> None:
    assert [no.why for no in read([HEAD, GOOD, GOOD], KNOWN).wrong] == [Why.TWICE]
    other = replace(KNOWN, booked={"F-1": (Category.CATERING, Decimal(9), date(2016, 10, 3), 7)})
    assert [no.why for no in read([HEAD, GOOD], other).wrong] == [Why.BOOKED_DIFFERENTLY]


CELLS = st.none() | st.text(max_size=12) | st.integers() | st.floats() | st.booleans() | st.dates() | st.datetimes()


@given(st.lists(st.lists(CELLS, max_size=8), max_size=8))
def test_whatever_stands_in_a_sheet_is_a_booking_or_a_word(rows: list[list[Any]]) -> None:
    found = read([HEAD, *rows], KNOWN)
    told = {one.row for one in found.bookings} | {no.row for no in found.wrong}
    filled = {at for at, row in enumerate(rows, 2) if any(cell not in {None, ""} for cell in row[:6])}
    assert told == filled
    assert all(one.amount > 0 and one.reference for one in found.bookings)


def test_names_meet_without_capitals_marks_and_signs() -> None:
    assert folded(" Zaal & Matériaal ") == "zaalmateriaal"


# Pages --------------------------------------------------------------------------------------------------------------


def test_the_preview_books_nothing_then_all_is_booked_and_a_second_run_changes_nothing(inside: Cast) -> None:
    rows = (HEAD, GOOD, ("1-12-2016", "drukwerk", "1.000,00", 20160012, "", "", ""))
    shown = hand_in(inside, workbook(*rows))
    assert shown.status_code == 200
    assert not Actual.objects.exists()
    assert book_it(inside, shown).status_code == 302
    found = {row.reference: row for row in Actual.objects.all()}
    assert found["F-1"].school == inside.school
    assert (found["20160012"].amount, found["20160012"].day) == (Decimal(1000), date(2016, 12, 1))
    assert Entry.objects.filter(verb="budget.actuals_imported").count() == 1
    before = Entry.objects.count()
    again = hand_in(inside, workbook(*rows))
    assert "was al geboekt" in again.content.decode()
    assert again.context["payload"] == ""
    assert book_it(inside, shown).status_code == 302  # the first preview once more
    assert (Actual.objects.count(), Entry.objects.count()) == (2, before)


def test_one_wrong_cell_books_nothing_and_says_which(inside: Cast) -> None:
    response = hand_in(inside, workbook(HEAD, GOOD, (*GOOD[:2], "veel", "F-2", "", "School Z", "")))
    text = response.content.decode()
    assert response.status_code == 422
    assert "Dit is geen bedrag" in text
    assert "geen school met deze naam" in text
    assert response.context["payload"] == ""
    assert not Actual.objects.exists()


def test_a_payload_of_another_year_or_person_or_none_books_nothing(inside: Cast) -> None:
    shown = hand_in(inside, workbook(HEAD, GOOD), role="programme_lead")
    book_it(inside, shown)  # by the controller, who did not look at it
    inside.client("controller").post(inside.url("budget/actuals/import/book/"), {"payload": "x"})
    assert not Actual.objects.exists()


def test_what_was_booked_meanwhile_stops_the_whole_import(inside: Cast) -> None:
    shown = hand_in(inside, workbook(HEAD, (*GOOD[:3], "F-0", *GOOD[4:]), GOOD))
    actions.book_actual(
        inside.year, category=Category.CATERING, amount=Decimal(1), day=date(2016, 10, 3), reference="F-1",
        by=inside.controller, at=inside.now,
    )  # fmt: skip
    book_it(inside, shown)
    assert [row.reference for row in Actual.objects.all()] == ["F-1"]


def test_a_reader_of_the_books_imports_nothing(inside: Cast) -> None:
    assert hand_in(inside, workbook(HEAD, GOOD), role="council_member").status_code == 403
    assert hand_in(inside, workbook(HEAD, GOOD), role="stranger").status_code == 404


def bomb() -> SimpleUploadedFile:
    out = BytesIO(workbook(HEAD, GOOD).read())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet2.xml", b" " * 200_000_000)
    return SimpleUploadedFile("bom.xlsx", out.getvalue())


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (lambda: SimpleUploadedFile("u.csv", b"a;b"), "dat eindigt op .xlsx"),
        (lambda: SimpleUploadedFile("u.xlsx", b"geen zip"), "iets anders dan de naam zegt"),
        (bomb, "veel groter dan het lijkt"),
        (lambda: SimpleUploadedFile("u.xlsx", b"x" * (1024 * 1024 + 1)), "te groot"),
        (lambda: workbook(HEAD, *[(*GOOD[:3], f"F-{n}", *GOOD[4:]) for n in range(1001)]), "meer dan 1000 rijen"),
        (lambda: workbook(("Datum", "Bedrag"), (1, 2)), "ontbreken"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_with_a_reason(inside: Cast, file: Any, sentence: str) -> None:
    response = hand_in(inside, file())
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Actual.objects.exists()


def test_a_formula_is_read_as_its_value_and_never_run(inside: Cast) -> None:
    response = hand_in(inside, workbook(HEAD, (*GOOD[:2], '=HYPERLINK("http://x")', *GOOD[3:])))
    assert response.status_code == 422  # it was never worked out, so there is nothing


# Documents ----------------------------------------------------------------------------------------------------------

PDF = b"%PDF-1.7 een factuur"


@pytest.fixture
def booked(inside: Cast) -> Actual:
    return actions.book_actual(
        inside.year, category=Category.CATERING, amount=Decimal(5), day=date(2016, 10, 3), reference="F-1",
        document=SimpleUploadedFile("f.pdf", PDF), by=inside.controller, at=inside.now,
    )  # fmt: skip


def test_the_invoice_is_kept_and_only_who_keeps_the_books_opens_it(inside: Cast, booked: Actual) -> None:
    url = inside.url(f"budget/actuals/{booked.pk}/document/")
    response = inside.client("controller").get(url)
    assert b"".join(response.streaming_content) == PDF  # type: ignore[attr-defined]  # a file comes in pieces
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert [inside.client(role).get(url).status_code for role in ("head", "council_member", "stranger")] == [
        403,
        403,
        404,
    ]


def test_a_document_is_booked_with_the_form_and_replaced_later(inside: Cast) -> None:
    client = inside.client("controller")
    typed = {"category": "catering", "amount": "5", "day": "2016-10-03", "reference": "F-2"}
    assert client.post(
        inside.url("budget/actuals/"), {**typed, "document": SimpleUploadedFile("f.pdf", PDF)}
    ).status_code == 302  # fmt: skip
    made = Actual.objects.get()
    attach = inside.url(f"budget/actuals/{made.pk}/attach/")
    assert client.post(attach, {"document": SimpleUploadedFile("g.pdf", PDF + b"2")}).status_code == 302
    made.refresh_from_db()
    with made.document.open() as kept:
        assert kept.read() == PDF + b"2"


@pytest.mark.parametrize("name", ["f.exe", "f.pdf", "f.png"])
def test_a_file_that_is_not_what_it_says_is_not_kept(inside: Cast, booked: Actual, name: str) -> None:
    client = inside.client("controller")
    typed = {"category": "catering", "amount": "5", "day": "2016-10-03", "reference": "F-3"}
    wrong = {"document": SimpleUploadedFile(name, b"<script>")}
    assert client.post(inside.url("budget/actuals/"), {**typed, **wrong}).status_code == 422
    wrong = {"document": SimpleUploadedFile(name, b"<script>")}
    assert client.post(inside.url(f"budget/actuals/{booked.pk}/attach/"), wrong).status_code == 422
    assert queries.booked(inside.year).keys() == {"F-1"}


def test_without_a_document_there_is_nothing_to_open(inside: Cast, booked: Actual) -> None:
    Actual.objects.update(document="")
    assert inside.client("controller").get(inside.url(f"budget/actuals/{booked.pk}/document/")).status_code == 404

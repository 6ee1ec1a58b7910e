"""Lists as files for a spreadsheet."""

import csv as reader
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from dagdeel.outputs.sheets.http import sheet_response
from dagdeel.outputs.sheets.sheet import Column, Sheet, csv, xlsx

HOURS = Sheet(
    "Uren per school",
    [Column("Naam"), Column("Uren", "number"), Column("Dag", "date"), Column("Om", "datetime"), Column("Geweest")],
    [["Özcan; Ayşe", Decimal("3.5"), date(2016, 11, 8), datetime(2016, 11, 8, 12, 30, tzinfo=UTC), True], [None] * 5],
)


def open_book(content: bytes) -> Worksheet:
    return load_workbook(io.BytesIO(content)).worksheets[0]


def one(text: str) -> Sheet:
    return Sheet("T", [Column("Tekst")], [[text]])


def test_a_dutch_csv_opens_in_a_dutch_spreadsheet() -> None:
    with translation.override("nl"):
        made = csv(HOURS)
    assert made.startswith(b"\xef\xbb\xbf")
    lines = made.decode("utf-8-sig").split("\r\n")
    assert lines[0] == "Naam;Uren;Dag;Om;Geweest"
    assert lines[1].startswith('"Özcan; Ayşe";3,5;2016-11-08;2016-11-08 13:30;')
    assert lines[2] == ";;;;"


def test_an_english_csv_has_commas_and_points() -> None:
    with translation.override("en"):
        lines = csv(HOURS).decode("utf-8-sig").split("\r\n")
    assert lines[1] == "Özcan; Ayşe,3.5,2016-11-08,2016-11-08 13:30,yes"


def test_a_workbook_has_a_fixed_head_and_real_values() -> None:
    page = open_book(xlsx(HOURS))
    assert page.title == "Uren per school"
    assert page.freeze_panes == "A2"
    assert [str(cell.value) for cell in page[2]][1:4] == ["3.5", "2016-11-08 00:00:00", "2016-11-08 13:30:00"]
    assert page["B2"].number_format == "#,##0.0"
    assert page.column_dimensions["A"].width >= len("Özcan; Ayşe")


@pytest.mark.parametrize("start", list("=+-@\t\r\n＝"))
def test_a_formula_is_only_text(start: str) -> None:
    text = f"{start}HYPERLINK(1)"
    ((_,), (cell,)) = list(reader.reader(io.StringIO(csv(one(text)).decode("utf-8-sig"), newline=""), delimiter=";"))
    assert cell == f"'{text}"
    assert open_book(xlsx(one(text)))["A2"].data_type != "f"


def test_a_negative_amount_stays_a_number() -> None:
    sheet = Sheet("T", [Column("Bedrag", "money")], [[Decimal("-12.50")]])
    assert csv(sheet).decode("utf-8-sig").split("\r\n")[1] == "-12,50"
    assert open_book(xlsx(sheet))["A2"].value == -12.5


def test_control_characters_and_impossible_titles_do_not_break_a_workbook() -> None:
    sheet = Sheet("Uren [A/B]: alles * van " + "x" * 40, [Column("Naam")], [["a\x00b\x0bc"]])
    page = open_book(xlsx(sheet))
    assert page["A2"].value == "abc"
    assert len(page.title) <= 31


def test_a_row_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="1 values for 2 columns"):
        csv(Sheet("T", [Column("a"), Column("b")], [["a"]]))


def test_the_file_gets_a_safe_name() -> None:
    response = sheet_response(HOURS, "xlsx", 'Uren "2016"/../\r\nx')
    assert response["Content-Disposition"] == 'attachment; filename="uren-2016-x.xlsx"'
    assert response["Cache-Control"] == "no-store"


@settings(deadline=None)  # a busy computer is no fault
@given(st.text(max_size=80))
def test_no_text_becomes_a_formula(text: str) -> None:
    assert open_book(xlsx(one(text)))["A2"].data_type != "f"
    ((_,), *rest) = list(reader.reader(io.StringIO(csv(one(text)).decode("utf-8-sig"), newline=""), delimiter=";"))
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rest for cell in row)

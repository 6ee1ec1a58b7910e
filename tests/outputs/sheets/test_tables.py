"""Tables in files as schools have them: whatever the kind, the same rows; what cannot be read says why."""

import time
import tracemalloc
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagdeel.outputs.sheets.table import ERRORS, ROWS, Remark, Unreadable, Why, read_file, read_pasted
from tests.exchange import files

HEAD = ("Achternaam", "E-mail")
PIET = ("Müller", "p.muller@school.example")


def rows(content: bytes, name: str = "lijst.csv") -> list[list[str]]:
    return [list(row) for row in read_file(content, name).rows]


@pytest.mark.parametrize("sign", [";", ",", "\t", "|"])
@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_separated_values_are_read_whatever_the_sign_and_the_letters(sign: str, code: str) -> None:
    assert rows(files.separated([HEAD, PIET], sign).encode(code)) == [list(HEAD), list(PIET)]


def test_letters_of_an_old_windows_are_said() -> None:
    assert read_file(files.separated([HEAD, PIET]).encode("cp1252"), "a.csv").remarks == (Remark.OLD_LETTERS,)


def test_a_line_for_excel_is_no_row_and_a_sign_inside_quotes_parts_nothing() -> None:
    content = b'sep=;\r\nNaam;School\r\n"Jansen, Piet; jr.";"School ""A"""'
    assert rows(content) == [["Naam", "School"], ["Jansen, Piet; jr.", 'School "A"']]


def test_what_is_pasted_from_excel_is_read_with_its_line_breaks_in_cells() -> None:
    found = read_pasted('Naam\tE-mail\r\n"Anna\nJansen"\ta@school.example\r\n\r\n')
    assert [list(row) for row in found.rows] == [["Naam", "E-mail"], ["Anna Jansen", "a@school.example"]]


def test_a_workbook_gives_text_of_days_numbers_and_blanks() -> None:
    row = (datetime(2014, 11, 18), date(2015, 1, 2), 612345678.0, 3.5, True, "  twee \u00a0 woorden\u200b ", None, 7)  # noqa: DTZ001  # as Excel
    assert rows(files.workbook(row), "a.xlsx") == [
        ["2014-11-18", "2015-01-02", "612345678", "3.5", "ja", "twee woorden", "", "7"]
    ]


def test_merged_cells_say_in_every_cell_what_they_say() -> None:
    content = files.workbook(("School A", "x"), (None, "y"), ("Titel", None), merged=("A1:A2", "A3:B3"))
    assert rows(content, "a.xlsx") == [["School A", "x"], ["School A", "y"], ["Titel", "Titel"]]


def test_blank_rows_between_stay_so_that_rows_count_as_in_the_file_and_those_at_the_end_go() -> None:
    content = files.workbook(HEAD, (), PIET, (), (None, "  "))
    assert rows(content, "a.xlsx") == [list(HEAD), ["", ""], list(PIET)]


def test_a_formula_counts_as_its_last_value_and_one_without_is_marked() -> None:
    content = files.workbook(("=1+1", "x"))
    assert rows(content, "a.xlsx") == [["=", "x"]]
    with_value = files.with_part(
        content, "xl/worksheets/sheet1.xml",
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
        b'<c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row></sheetData></worksheet>',
    )  # fmt: skip
    assert rows(with_value, "a.xlsx") == [["2", "#DIV/0!"]]
    assert "#DIV/0!" in ERRORS


def test_a_workbook_that_lies_about_its_size_is_read_whole() -> None:
    content = files.with_part(
        files.workbook(("x",)), "xl/worksheets/sheet1.xml",
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1"/><sheetData>'
        b'<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row><row r="2"><c r="A2"><v>3</v></c></row>'
        b"</sheetData></worksheet>",
    )  # fmt: skip
    assert rows(content, "a.xlsx") == [["1", "2"], ["3", ""]]


def test_macros_are_left_aside_and_said() -> None:
    content = files.with_part(files.workbook(HEAD, PIET), "xl/vbaProject.bin", b"Sub Auto_Open()")
    found = read_file(content, "lijst.xlsm")
    assert found.remarks == (Remark.MACROS,)
    assert len(found.rows) == 2


def test_a_wrong_ending_is_said_and_does_no_harm() -> None:
    assert read_file(files.workbook(HEAD, PIET), "lijst.csv").remarks == (Remark.OTHER_ENDING,)
    assert read_file(files.separated([HEAD, PIET]).encode(), "lijst.xlsx").remarks == (Remark.OTHER_ENDING,)


NOT_READ: list[tuple[str, Callable[[], bytes], Why]] = [
    ("leeg.csv", lambda: b"", Why.EMPTY),
    ("leeg.csv", lambda: b"\xef\xbb\xbf \r\n;;;\r\n", Why.EMPTY),
    ("leeg.xlsx", files.workbook, Why.EMPTY),
    ("groot.csv", lambda: b"a;b\n" * 3_000_000, Why.TOO_LARGE),
    ("lang.csv", lambda: b"a;b\n" * (ROWS + 1), Why.TOO_MANY_ROWS),
    ("bom.xlsx", files.bomb, Why.BOMB),
    ("lach.xlsx", files.entities, Why.ENTITIES),
    ("lach.xlsx", lambda: files.entities("utf-16-le"), Why.ENTITIES),
    ("slot.xlsx", files.locked, Why.PASSWORD),
    ("oud.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, Why.OLD_EXCEL),
    ("lijst.ods", files.open_document, Why.OPEN_DOCUMENT),
    ("lijst.xlsx", lambda: b"%PDF-1.7 ...", Why.NO_TABLE),
    ("lijst.csv", lambda: bytes(range(256)) * 9, Why.NO_TABLE),
    ("half.xlsx", lambda: files.workbook(HEAD, PIET)[:-300], Why.BROKEN),
    (
        "half.xlsx",
        lambda: files.with_part(files.workbook(HEAD), "xl/worksheets/sheet1.xml", b"<worksheet><sheetData>"),
        Why.BROKEN,
    ),
]


@pytest.mark.parametrize(("name", "content", "why"), NOT_READ, ids=lambda one: str(one) if isinstance(one, str) else "")
def test_what_cannot_be_read_says_why_at_once_and_in_little_memory(
    name: str, content: Callable[[], bytes], why: Why
) -> None:
    given_in = content()
    tracemalloc.start()
    began = time.process_time()
    with pytest.raises(Unreadable) as no:
        read_file(given_in, name)
    seconds, (_now, most) = time.process_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert no.value.why == why
    assert seconds < 5
    assert most < 60_000_000


def test_a_sheet_that_is_formatted_to_its_last_row_is_read_soon() -> None:
    def far(sheet: Any) -> None:
        sheet.cell(1_048_576, 1).number_format = "0.00"

    began = time.process_time()
    assert rows(files.workbook(HEAD, PIET, change=far), "a.xlsx") == [list(HEAD), list(PIET)]
    assert time.process_time() - began < 5


def test_ten_thousand_rows_are_read_within_seconds() -> None:
    content = files.workbook(HEAD, *((f"Naam{n}", f"n{n}@school.example", n, "School A") for n in range(10_000)))
    began = time.process_time()
    assert len(read_file(content, "a.xlsx").rows) == 10_001
    assert time.process_time() - began < 10


@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_a_reason(content: bytes) -> None:
    for start in (b"", b"PK\x03\x04", b"\xff\xfe", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        try:
            found = read_file(start + content, "x.csv")
        except Unreadable:
            continue
        assert len({len(row) for row in found.rows}) == 1

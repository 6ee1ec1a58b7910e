"""A list as a value, written as CSV or XLSX so that it opens well in a spreadsheet and can do no harm there."""

import csv as writer
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Literal

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from dagdeel.outputs.look import COLOURS

Kind = Literal["text", "integer", "number", "money", "percent", "date", "datetime", "time"]
Value = str | Promise | int | float | Decimal | bool | date | datetime | time | None
# a spreadsheet takes a text that begins so for a formula (OWASP: CSV injection)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
FORMATS: dict[Kind, str] = {
    "text": "@", "integer": "#,##0", "number": "#,##0.0", "money": '"€" #,##0.00', "percent": "0%",
    "date": "dd-mm-yyyy", "datetime": "dd-mm-yyyy hh:mm", "time": "hh:mm",
}  # fmt: skip
YES_NO = {"nl": ("nee", "ja"), "en": ("no", "yes")}
NOT_IN_A_TITLE = re.compile(r"[\[\]:*?/\\']")
LONGEST = 60  # characters: wider columns wrap


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, and what kind of value stands in it."""

    label: str | Promise
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list with a title; each row holds one value per column, None for an empty cell."""

    title: str | Promise
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]


def csv(sheet: Sheet) -> bytes:
    """UTF-8 with a mark for Excel; in Dutch with semicolons and decimal commas, in English with commas and points.

    Dates are ISO 8601. A text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    dutch = _language() == "nl"
    out = io.StringIO()
    lines = writer.writer(out, delimiter=";" if dutch else ",", lineterminator="\r\n")
    lines.writerow([_harmless(str(column.label)) for column in sheet.columns])
    for row in sheet.rows:
        lines.writerow([_as_text(value, dutch) for value in _checked(row, sheet)])
    return "\ufeff".encode() + out.getvalue().encode()


def xlsx(sheet: Sheet) -> bytes:
    """A workbook of one sheet: head row fixed, columns as wide as what they hold, values with their own formats."""
    return workbook([sheet])


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """A workbook of several sheets, in this order; at least one. Titles that are cut to the same 31 characters get a number."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        title = NOT_IN_A_TITLE.sub(" ", str(sheet.title)).strip()[:31] or "Dagdeel"
        _fill(book.create_sheet(title), sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(page: Worksheet, sheet: Sheet) -> None:
    widths = [len(str(column.label)) for column in sheet.columns]
    for at, column in enumerate(sheet.columns, 1):
        cell = page.cell(1, at)
        _write(cell, str(column.label))
        cell.font = Font(bold=True, color=COLOURS["petrol-dark"].removeprefix("#"))
        cell.fill = PatternFill("solid", fgColor=COLOURS["petrol-tint"].removeprefix("#"))
    for line, row in enumerate(sheet.rows, 2):
        for at, (value, column) in enumerate(zip(_checked(row, sheet), sheet.columns, strict=True), 1):
            cell = page.cell(line, at)
            _write(cell, value)
            cell.number_format = FORMATS[column.kind]
            widths[at - 1] = max(widths[at - 1], len(_as_text(value, dutch=True)))
    for at, width in enumerate(widths, 1):
        page.column_dimensions[get_column_letter(at)].width = min(width, LONGEST) + 3
    page.freeze_panes = "A2"
    page.auto_filter.ref = page.dimensions


def _checked(row: Sequence[Value], sheet: Sheet) -> Sequence[Value]:
    if len(row) != len(sheet.columns):
        raise ValueError(f"A row has {len(row)} values for {len(sheet.columns)} columns.")
    return row


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _as_text(value: Value, dutch: bool) -> str:
    match value:
        case bool():
            return _yes_no(value)
        case int() | float() | Decimal():
            return str(value).replace(".", ",") if dutch else str(value)
        case datetime():
            return f"{_local(value):%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case time():
            return f"{value:%H:%M}"
        case _:
            return _harmless(str(value)) if value is not None else ""


def _yes_no(value: bool) -> str:
    return YES_NO[_language()][value]


def _language() -> Literal["nl", "en"]:
    return "nl" if (get_language() or "nl").startswith("nl") else "en"


def _local(value: datetime) -> datetime:
    """The moment on the clock at school; spreadsheets know no time zones."""
    return timezone.make_naive(value) if timezone.is_aware(value) else value


def _write(cell: Cell | MergedCell, value: Value) -> None:
    """Put the value in. A text stays a text, whatever it begins with."""
    match value:
        case None:
            return
        case bool():
            cell.value = _yes_no(value)
        case datetime():
            cell.value = _local(value)
        case int() | float() | Decimal() | date() | time():
            cell.value = value
        case _:
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", str(value))
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=len(cell.value) > LONGEST, vertical="top")

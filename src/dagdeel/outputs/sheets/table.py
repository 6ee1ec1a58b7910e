"""Read the table in a file that somebody handed in, whatever its kind, or in what was pasted: cells of text, and what was met.

What is in it is never run and never trusted: a formula counts as the value that was last worked out, macros are left aside, what
unpacks to far more than it weighs is refused before it is unpacked, and so is XML that defines words of its own.
"""

import csv
import io
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, Final
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string, range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

BYTES: Final = 8 * 1024 * 1024
ROWS, COLUMNS, LONGEST = 20_000, 60, 500
UNPACKED, ENTRIES = 40 * 1024 * 1024, 400
UNWORKED: Final = "="  # stands for a formula that was never worked out; a cell of text may begin so as well
ERRORS: Final = frozenset(
    {
        "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!",
        "#N/B", "#VERW!", "#WAARDE!", "#DEEL/0!", "#NAAM?", "#GETAL!", "#LEEG!",
    }
)  # fmt: skip
OLE, ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
OTHERS: Final = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"{\\rtf",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
    b"MZ",
    b"\x7fELF",
)
MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')
# a formula without the value that was last worked out
FORMULA = re.compile(
    rb'<c r="([A-Z]{1,3}[0-9]{1,7})"[^<>]*><f(?:[^<>]*/>|[^<>]*>[^<>]{0,9000}</f>)(?:<v ?/>|<v></v>)?</c>'
)
EXPLAINS: Final = frozenset({"uitleg", "toelichting", "explanation"})  # a sheet of our own templates, with no data
FILLS: Final = 50_000  # so many cells of merged blocks are filled at most
BLANK = re.compile(r"[\s\u00a0\u200b\u200c\u200d\u2060\ufeff]+")
Row = Sequence[str]


class Why(StrEnum):
    """Why nothing can be read."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY_ROWS = "too_many_rows"
    BOMB = "bomb"
    ENTITIES = "entities"
    PASSWORD = "password"  # noqa: S105  # a name
    OLD_EXCEL = "old_excel"
    OPEN_DOCUMENT = "open_document"
    NO_TABLE = "no_table"
    BROKEN = "broken"


class Remark(StrEnum):
    """What was met on the way and may surprise."""

    MACROS = "macros"
    OTHER_ENDING = "other_ending"
    MORE_SHEETS = "more_sheets"
    OLD_LETTERS = "old_letters"


class Unreadable(Exception):
    """There is no table to read; `why` says the reason."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, all as wide as the widest; row 1 of the file is the first, empty rows included."""

    rows: tuple[Row, ...]
    remarks: tuple[Remark, ...] = ()
    sheet: str = ""


def read_file(content: bytes, name: str) -> Table:
    """The table of a workbook or of a file of separated values, decided by what it holds and not by its name. Raises Unreadable."""
    if not content.strip(b"\0 \r\n\t\xef\xbb\xbf\xff\xfe"):
        raise Unreadable(Why.EMPTY)
    if len(content) > BYTES:
        raise Unreadable(Why.TOO_LARGE)
    ending = name.lower().rpartition(".")[2]
    if content.startswith(OLE):
        raise Unreadable(Why.PASSWORD if "EncryptedPackage".encode("utf-16-le") in content else Why.OLD_EXCEL)
    if content.startswith(ZIP):
        return _workbook(content, ending)
    if content.startswith(OTHERS):
        raise Unreadable(Why.NO_TABLE)
    text, old = _decoded(content)
    remarks = [Remark.OTHER_ENDING] if ending in {"xlsx", "xlsm", "xls"} else []
    return _made(_separated(text), [*remarks, *([Remark.OLD_LETTERS] if old else [])])


def read_pasted(text: str) -> Table:
    """The table in what was copied from a spreadsheet. Raises Unreadable."""
    if len(text.encode()) > BYTES:
        raise Unreadable(Why.TOO_LARGE)
    return _made(_separated(text), [])


def _made(rows: Iterable[Iterable[Any]], remarks: Sequence[Remark], sheet: str = "") -> Table:
    found: list[list[str]] = []
    filled = 0
    for row in rows:
        cells = [plain(cell) for cell in row][:COLUMNS]
        found.append(cells)
        if any(cells):
            filled = len(found)
        elif len(found) - filled > ROWS:  # a sheet that was formatted to its last row
            break
        if filled > ROWS:
            raise Unreadable(Why.TOO_MANY_ROWS)
    del found[filled:]
    if not found:
        raise Unreadable(Why.EMPTY)
    width = max(_width(row) for row in found)
    return Table(tuple([*row[:width], *[""] * (width - len(row))] for row in found), tuple(remarks), sheet)


def _width(row: Sequence[str]) -> int:
    return max((at for at, cell in enumerate(row, 1) if cell), default=0)


def plain(cell: Any) -> str:
    """What a cell shows, as text: a whole number without decimals, a day as 2016-12-31, no blanks around it."""
    match cell:
        case None:
            return ""
        case bool():
            return "ja" if cell else "nee"
        case float() if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else f"{cell:%Y-%m-%d %H:%M}"
        case date():
            return cell.isoformat()
        case _:
            text = BLANK.sub(" ", str(cell)).strip().replace("\0", "")
            return text[:LONGEST]


# Separated values ----------------------------------------------------------------------------------------------------


def _decoded(content: bytes) -> tuple[str, bool]:
    """The text, and whether it was written with the letters of an old Windows."""
    for mark, code in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _strictly(content, code), False
    head = content[:4000]
    if head[1::2].count(0) > len(head) // 4:
        return _strictly(content, "utf-16-le"), False
    if head[::2].count(0) > len(head) // 4:
        return _strictly(content, "utf-16-be"), False
    if b"\0" in content or sum(byte < 9 or 13 < byte < 32 for byte in head) > len(head) // 50:
        raise Unreadable(Why.NO_TABLE)
    try:
        return content.decode(), False
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace"), True


def _strictly(content: bytes, code: str) -> str:
    try:
        return content.decode(code)
    except UnicodeDecodeError as no:
        raise Unreadable(Why.BROKEN) from no


def _separated(text: str) -> Iterator[Sequence[str]]:
    text = text.lstrip("\ufeff").replace("\0", "")
    sign = _separator(text)
    if text[:4].lower() == "sep=":  # so that Excel knows; no row of the table
        text = text.partition("\n")[2]
    csv.field_size_limit(BYTES)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=sign)
    except csv.Error as no:
        raise Unreadable(Why.BROKEN) from no


def _separator(text: str) -> str:
    """The sign that parts the cells: what Excel was told, else that which stands in the most of the first lines."""
    if text[:4].lower() == "sep=" and text[4:5] in set(";,\t|"):
        return text[4]
    lines = [re.sub(r'"[^"]*"', "", line) for line in text[:20_000].splitlines()[:30]]
    return max("\t;,|", key=lambda sign: (sum(sign in line for line in lines), sum(line.count(sign) for line in lines)))


# Workbooks -----------------------------------------------------------------------------------------------------------


def _workbook(content: bytes, ending: str) -> Table:
    names = _inspected(content)
    if "mimetype" in names:
        raise Unreadable(Why.OPEN_DOCUMENT)
    if "xl/workbook.xml" not in names:
        raise Unreadable(Why.OLD_EXCEL if "xl/workbook.bin" in names else Why.NO_TABLE)
    remarks = [Remark.MACROS] if any(name.lower().endswith("vbaproject.bin") for name in names) else []
    if ending not in {"xlsx", "xlsm"}:
        remarks.append(Remark.OTHER_ENDING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl leaves out (colours, lists to choose from) is no table
            return _first(content, remarks)
    except (BadZipFile, InvalidFileException, ParseError, OSError, *ILL) as no:
        raise Unreadable(Why.BROKEN) from no


ILL: Final = (KeyError, IndexError, ValueError, TypeError, AttributeError, EOFError, OverflowError, NotImplementedError)


def _inspected(content: bytes) -> set[str]:
    """The names of the parts; raises Unreadable for what would unpack to too much, or for XML with definitions in it."""
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > ENTRIES or sum(entry.file_size for entry in entries) > UNPACKED:
                raise Unreadable(Why.BOMB)
            if any(entry.flag_bits & 1 for entry in entries):
                raise Unreadable(Why.PASSWORD)
            for entry in entries:
                # no more is unpacked than was said above: a part that lies about its size is a broken one
                if entry.filename.lower().endswith((".xml", ".rels")) and _defines(archive.read(entry)):
                    raise Unreadable(Why.ENTITIES)
            return {entry.filename for entry in entries}
    except (BadZipFile, OSError, *ILL) as no:
        raise Unreadable(Why.BROKEN) from no


def _defines(part: bytes) -> bool:
    """Whether XML has a document type, which no spreadsheet writes: that is where words are defined that grow when read."""
    return any("<!DOCTYPE".encode(code) in part for code in ("utf-8", "utf-16-le", "utf-16-be"))


def _first(content: bytes, remarks: list[Remark]) -> Table:
    """The first sheet that is shown and holds something."""
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or list(book.worksheets)
    found: Table | None = None
    for sheet in shown:
        sheet.reset_dimensions()  # what a file says of its own size is often wrong
        cells: Any = sheet.iter_rows(max_col=COLUMNS, values_only=True)
        try:
            table = _made(cells, [], sheet.title)
        except Unreadable as no:
            if no.why == Why.EMPTY:
                continue
            raise
        if found is not None:
            if table.sheet.casefold() in EXPLAINS:
                continue
            remarks.append(Remark.MORE_SHEETS)
            break
        found = _completed(table, content, getattr(sheet, "_worksheet_path", ""))
    book.close()
    if found is None:
        raise Unreadable(Why.EMPTY)
    return Table(found.rows, tuple(remarks), found.sheet)


def _completed(table: Table, content: bytes, path: str) -> Table:
    """With merged cells filled, and formulas that were never worked out marked: read-only sheets tell neither."""
    with ZipFile(io.BytesIO(content)) as archive:
        part = archive.read(path.lstrip("/"))
    rows = [list(row) for row in table.rows]
    for ref in FORMULA.findall(part):
        letters, number = coordinate_from_string(ref.decode())
        row, column = number - 1, column_index_from_string(letters) - 1
        if row < len(rows) and column < len(rows[row]) and not rows[row][column]:
            rows[row][column] = UNWORKED
    budget = FILLS
    for ref in MERGED.findall(part):
        budget -= _fill(rows, range_boundaries(ref.decode()), budget)
    return Table(tuple(rows), table.remarks, table.sheet)


def _fill(rows: list[list[str]], bounds: Any, budget: int) -> int:
    """Every cell of a merged block says what its first says; gives how many were filled."""
    left, top, right, bottom = (int(bound) for bound in bounds)
    if top > len(rows) or left > len(rows[0]) or not rows[top - 1][left - 1]:
        return 0
    right, bottom = min(right, len(rows[0])), min(bottom, len(rows))
    if (size := (right - left + 1) * (bottom - top + 1)) > budget:
        return 0
    for row in rows[top - 1 : bottom]:
        row[left - 1 : right] = [rows[top - 1][left - 1]] * (right - left + 1)
    return size

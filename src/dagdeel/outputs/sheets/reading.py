"""Read the first sheet of a workbook that somebody handed in, as plain values. What is in it is never run and never trusted."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import IO, Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

Cell = str | int | float | bool | date | datetime | time | None


class NotReadable(Exception):
    """The file is no workbook, or a broken one."""


class TooManyRows(Exception):
    """The sheet has more rows than are read at once; the limit is its argument."""


def first_sheet(stream: IO[bytes], *, rows: int, columns: int) -> list[Sequence[Cell]]:
    """The cells of the first sheet, at most so many `columns` wide; of a formula the value that was last worked out.

    The caller has bounded what the file unpacks to. Raises NotReadable, and TooManyRows for more than `rows` that are not empty.
    """
    try:
        book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        # openpyxl has its own name for the same values
        cells: Any = book.worksheets[0].iter_rows(max_row=rows + 1, max_col=columns, values_only=True)
        found: list[Sequence[Cell]] = list(cells)
        book.close()
    except (BadZipFile, InvalidFileException, ParseError, KeyError, IndexError, ValueError, TypeError, OSError) as no:
        raise NotReadable from no
    while found and all(cell in {None, ""} for cell in found[-1]):
        found.pop()
    if len(found) > rows:
        raise TooManyRows(rows)
    return found

"""Hand a list to the browser as a file."""

from collections.abc import Sequence
from typing import Literal

from django.http import HttpResponse

from dagdeel.outputs.files import made_file
from dagdeel.outputs.sheets.sheet import Sheet, csv, workbook, xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sheet_response(sheet: Sheet, kind: Literal["csv", "xlsx"], filename: str) -> HttpResponse:
    """The list as a download; the name is made safe and gets its ending."""
    content, media = (csv(sheet), "text/csv; charset=utf-8") if kind == "csv" else (xlsx(sheet), XLSX)
    return made_file(content, media, filename, kind)


def workbook_response(sheets: Sequence[Sheet], filename: str) -> HttpResponse:
    """Several lists as one workbook."""
    return made_file(workbook(sheets), XLSX, filename, "xlsx")

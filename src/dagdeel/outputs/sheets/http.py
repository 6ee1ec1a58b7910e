"""Hand a list to the browser as a file."""

from collections.abc import Sequence
from typing import Literal

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from dagdeel.outputs.sheets.sheet import Sheet, csv, workbook, xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sheet_response(sheet: Sheet, kind: Literal["csv", "xlsx"], filename: str) -> HttpResponse:
    """The list as a download; the name is made safe and gets its ending."""
    content, media = (csv(sheet), "text/csv; charset=utf-8") if kind == "csv" else (xlsx(sheet), XLSX)
    return _download(content, media, f"{slugify(filename) or 'dagdeel'}.{kind}")


def workbook_response(sheets: Sequence[Sheet], filename: str) -> HttpResponse:
    """Several lists as one workbook."""
    return _download(workbook(sheets), XLSX, f"{slugify(filename) or 'dagdeel'}.xlsx")


def _download(content: bytes, media: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response

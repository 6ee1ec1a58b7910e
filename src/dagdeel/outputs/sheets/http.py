"""Hand a list to the browser as a file."""

from typing import Literal

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from dagdeel.outputs.sheets.sheet import Sheet, csv, xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sheet_response(sheet: Sheet, kind: Literal["csv", "xlsx"], filename: str) -> HttpResponse:
    """The list as a download; the name is made safe and gets its ending."""
    content, media = (csv(sheet), "text/csv; charset=utf-8") if kind == "csv" else (xlsx(sheet), XLSX)
    response = HttpResponse(content, content_type=media)
    name = f"{slugify(filename) or 'dagdeel'}.{kind}"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response

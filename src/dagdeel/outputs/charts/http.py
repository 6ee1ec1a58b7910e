"""Hand a picture to the browser as a file, or the table that says the same."""

from typing import Literal

from django.http import Http404, HttpResponse

from dagdeel.outputs.charts.specs import Drawn, Spec
from dagdeel.outputs.charts.svg import svg
from dagdeel.outputs.files import made_file
from dagdeel.outputs.sheets.http import sheet_response
from dagdeel.outputs.sheets.sheet import Sheet

Ending = Literal["csv", "xlsx", "svg"]


def picture_response(spec: Spec, filename: str, *, alt: str) -> HttpResponse:
    """The chart as a download; the name is made safe and gets its ending. Raises RenderingFailed."""
    return made_file(svg(spec, alt=alt), "image/svg+xml; charset=utf-8", filename, "svg")


def listed_or_drawn(sheet: Sheet, drawn: Drawn | None, kind: Ending, filename: str) -> HttpResponse:
    """A table, or the picture that says the same, as a file; raises Http404 where there is none, and RenderingFailed."""
    if kind != "svg":
        return sheet_response(sheet, kind, filename)
    if drawn is None:
        raise Http404
    return picture_response(drawn[0], filename, alt=drawn[1])

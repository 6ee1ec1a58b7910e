"""Hand a picture to the browser as a file."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from dagdeel.outputs.charts.specs import Spec
from dagdeel.outputs.charts.svg import svg


def picture_response(spec: Spec, filename: str, *, alt: str) -> HttpResponse:
    """The chart as a download; the name is made safe and gets its ending. Raises RenderingFailed."""
    response = HttpResponse(svg(spec, alt=alt), content_type="image/svg+xml; charset=utf-8")
    name = f"{slugify(filename) or 'dagdeel'}.svg"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response

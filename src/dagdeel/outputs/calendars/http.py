"""Hand a calendar to the browser, or to a calendar program that asks again and again."""

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import content_disposition_header
from django.utils.text import slugify


def calendar_response(request: HttpRequest, content: bytes, filename: str) -> HttpResponse:
    """The calendar with an ETag; 304 when the program has it already."""
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response: HttpResponse
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
        name = f"{slugify(filename.removesuffix('.ics')) or 'dagdeel'}.ics"
        response["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=name) or "inline"
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    return response

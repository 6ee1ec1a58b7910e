"""Hand a calendar to the browser, or to a calendar program that asks again and again."""

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

from dagdeel.outputs.files import made_file


def calendar_response(request: HttpRequest, content: bytes, filename: str) -> HttpResponse:
    """The calendar with an ETag; 304 when the program has it already."""
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response: HttpResponse
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponseNotModified()
    else:
        stem = filename.removesuffix(".ics")
        response = made_file(content, "text/calendar; charset=utf-8", stem, "ics", download=False)
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    return response

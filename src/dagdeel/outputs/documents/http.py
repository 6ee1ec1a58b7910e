"""Hand a PDF to the browser."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify


def pdf_response(content: bytes, filename: str, *, download: bool = False) -> HttpResponse:
    """The PDF, shown in the browser unless `download`; the name is made safe and ends in .pdf."""
    response = HttpResponse(content, content_type="application/pdf")
    name = f"{slugify(filename.removesuffix('.pdf')) or 'document'}.pdf"
    response["Content-Disposition"] = content_disposition_header(as_attachment=download, filename=name) or "inline"
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response

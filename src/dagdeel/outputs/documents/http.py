"""Hand a PDF to the browser."""

from django.http import HttpResponse

from dagdeel.outputs.files import made_file


def pdf_response(content: bytes, filename: str, *, download: bool = False) -> HttpResponse:
    """The PDF, shown in the browser unless `download`; the name is made safe and ends in .pdf."""
    return made_file(content, "application/pdf", filename.removesuffix(".pdf"), "pdf", download=download)

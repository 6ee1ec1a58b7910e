"""Hand a file to the browser, one that was just made or one that is stored: under a safe name, never kept, never guessed at."""

from pathlib import PurePath

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.text import slugify

UNKNOWN = "application/octet-stream"


def made_file(content: bytes | str, media: str, stem: str, ending: str, *, download: bool = True) -> HttpResponse:
    """What was made for this request; without `download` the browser shows it."""
    response = HttpResponse(content, content_type=media)
    disposition = content_disposition_header(as_attachment=download, filename=_name(stem, f".{ending}"))
    response["Content-Disposition"] = disposition or "inline"
    _keep_nowhere(response)
    return response


def stored_file(file: FieldFile, media: str, stem: str) -> FileResponse:
    """A file of somebody, as a download; the ending is that of the file. Raises Http404 when there is none, or it is gone."""
    try:
        content = file.open("rb")
    except (ValueError, FileNotFoundError) as no:
        raise Http404 from no
    name = _name(stem, PurePath(file.name or "").suffix)
    response = FileResponse(content, as_attachment=True, filename=name, content_type=media or UNKNOWN)
    _keep_nowhere(response)
    return response


def _name(stem: str, ending: str) -> str:
    return f"{slugify(stem) or 'dagdeel'}{ending}"


def _keep_nowhere(response: HttpResponseBase) -> None:
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"

"""What the verbs about money share."""

from typing import Any

from django.conf import settings
from django.core.files.base import File

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.year.catalogue.rules import inspect_upload


def lock(year: ProgrammeYear) -> None:
    """Two who set the money of a year at once do so one after the other."""
    ProgrammeYear.objects.select_for_update().get(pk=year.pk)


def inspected(document: "File[Any]") -> str:
    """What is in the file, found in its content; raises what `inspect_upload` raises."""
    return inspect_upload(document.name or "", document.size, document.open("rb"), settings.UPLOAD_LIMIT)

"""What is kept of a meeting of a body."""

from datetime import date, datetime
from functools import partial

from django.conf import settings
from django.core.files.base import File
from django.db import transaction

from dagdeel.base.history.actions import record
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.people.models import Person
from dagdeel.year.catalogue.rules import inspect_upload
from dagdeel.year.decisions.models import Decision, Minutes
from dagdeel.year.decisions.states import Body


class NoMeeting(Exception):
    """No decision was before this body on this day."""


@transaction.atomic
def keep_minutes(
    year: ProgrammeYear, *, body: Body | str, day: date, file: "File[bytes]", by: Person, at: datetime
) -> Minutes:
    """Keep the minutes of a meeting; an earlier file of the same meeting goes.

    Raises NoMeeting, and what `catalogue.rules.inspect_upload` raises about the content of the file.
    """
    if not Decision.objects.filter(year=year, body=body, day=day).exists():
        raise NoMeeting
    size = file.size
    kind = inspect_upload(file.name or "", size, file.open("rb"), settings.UPLOAD_LIMIT)
    ProgrammeYear.objects.select_for_update().get(pk=year.pk)
    minutes = Minutes.objects.filter(year=year, body=body, day=day).first() or Minutes(
        year=year, body=Body(body), day=day
    )
    if old := minutes.file.name:
        transaction.on_commit(partial(minutes.file.storage.delete, old))
    minutes.content_type, minutes.size, minutes.file = kind, size, file
    minutes.save()
    record("decision.minutes_kept", minutes, by=by, at=at, after={"body": body, "day": day, "size": size})
    return minutes

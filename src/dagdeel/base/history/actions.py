"""Writing history: every action calls `record` exactly once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models

from dagdeel.base.history.models import Entry
from dagdeel.base.people.models import Person


def record(
    verb: str,
    subject: models.Model,
    *,
    by: Person | None,
    at: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> Entry:
    """Tell what was done (`verb`: 'edition.published'), to what, by whom (None: the system), from what to what."""
    return Entry.objects.create(
        at=at,
        by_id=by.pk if by else None,
        by_name=by.full_name if by else "",
        verb=verb,
        object_type=subject._meta.label_lower,
        object_id=str(subject.pk),
        about=str(subject)[:250],
        year_id=getattr(subject, "year_id", None),
        before=dict(before or {}),
        after=dict(after or {}),
        reason=reason,
    )

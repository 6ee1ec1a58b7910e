"""How mail comes: what a partnership sets, and what somebody chooses for herself."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from dagdeel.base.history import actions as history
from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.models import Partnership
from dagdeel.base.people.models import Person
from dagdeel.outputs.mail.models import MailChoice, MailSettings
from dagdeel.outputs.mail.states import Daily, Topic

SETTINGS = ("sender_name", "signature", "daily_at", "quiet_from", "quiet_until", "rest_weekends", "rest_holidays")


class NotADecision(Exception):
    """Needed mail cannot be refused."""


@transaction.atomic
def change_settings(
    partnership: Partnership, *, values: Mapping[str, Any], by: Person | None, at: datetime
) -> MailSettings:
    """Set how the mail of this partnership looks and when it rests; `reply_to` is where answers go. Raises ValidationError."""
    with scope.of(partnership):
        row = MailSettings.objects.select_for_update().first()
        found = row or MailSettings(partnership=partnership)
        before = {name: getattr(row, name) for name in SETTINGS} if row else {}
        before["reply_to"] = partnership.reply_to
        for name in SETTINGS:
            setattr(found, name, values.get(name, getattr(found, name)))
        found.full_clean()
        found.save()
        partnership.reply_to = values.get("reply_to", partnership.reply_to)
        partnership.save(update_fields=["reply_to"])
        after = {**{name: getattr(found, name) for name in SETTINGS}, "reply_to": partnership.reply_to}
        changed = {name: value for name, value in after.items() if before.get(name) != value}
        if changed:
            told = {name: before[name] for name in changed if name in before}
            history.record("mail.settings_changed", found, by=by, at=at, before=told, after=changed)
    return found


@transaction.atomic
def choose(
    person: Person, *, daily: Daily | None = None, declined: set[Topic] | None = None, by: Person, at: datetime
) -> MailChoice:
    """How this person wants the mail of the open partnership: when what can wait comes, and which topics need not come.

    What is not given stays as it is. Raises NotADecision for what is needed.
    """
    if declined and Topic.NEEDED in declined:
        raise NotADecision
    MailChoice.objects.get_or_create(person=person)
    row = MailChoice.objects.select_for_update().get(person=person)
    before = {"daily": row.daily, "declined": row.declined}
    if daily is not None:
        row.daily = daily
    if declined is not None:
        row.declined = sorted(topic.value for topic in declined)
    after = {"daily": row.daily, "declined": row.declined}
    if after != before:
        row.save()
        history.record("mail.chosen", row, by=by, at=at, before=before, after=after)
    return row


@transaction.atomic
def stop(person: Person, topic: Topic, *, by: Person, at: datetime) -> MailChoice:
    """No more mails about this topic; raises NotADecision for what is needed."""
    MailChoice.objects.get_or_create(person=person)
    row = MailChoice.objects.select_for_update().get(person=person)
    return choose(person, declined={*map(Topic, row.declined), topic}, by=by, at=at)


@transaction.atomic
def resume(person: Person, topic: Topic, *, by: Person, at: datetime) -> MailChoice:
    """Mails about this topic come again."""
    MailChoice.objects.get_or_create(person=person)
    row = MailChoice.objects.select_for_update().get(person=person)
    return choose(person, declined={*map(Topic, row.declined)} - {topic}, by=by, at=at)

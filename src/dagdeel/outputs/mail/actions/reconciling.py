"""What should exist: the outbox follows what the steps ask for."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models, transaction
from django.utils import translation

from dagdeel.base.history import actions as history
from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.models import Partnership
from dagdeel.outputs.mail import rules
from dagdeel.outputs.mail.message import Message
from dagdeel.outputs.mail.models import Mail
from dagdeel.outputs.mail.states import OPEN, MailState

CONTENT = ("source", "kind", "person_id", "address", "template", "context", "why", "fingerprint", "due", "next_try")


class KeyTwice(Exception):
    """Two of the mails that should exist have the same key."""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """How many mails were asked for, changed and withdrawn."""

    created: int = 0
    updated: int = 0
    cancelled: int = 0

    def __bool__(self) -> bool:
        return bool(self.created or self.updated or self.cancelled)


def reconcile(partnership: Partnership, messages: Iterable[Message], *, at: datetime, source: str = "") -> Reconciled:
    """Make the outbox hold exactly what should exist, of what this source asks for; raises KeyTwice.

    What is missing is queued, what has not gone out yet follows its data, what is no longer asked for is cancelled, and what
    was sent or cancelled by a person stays as it is. Asked for again after the data withdrew it, a mail is queued again.
    A second run writes nothing; two runs at once make one row per key.
    """
    with scope.of(partnership):
        wanted = _wanted(partnership, messages, at, source)
        rows = Mail.objects.filter(models.Q(source=source) | models.Q(key__in=wanted))
        there = {mail.key: mail for mail in rows.only("key", "state", "fingerprint", "cancelled_by")}
        new = [mail for key, mail in wanted.items() if key not in there]
        changed = [
            _take_over(there[key], mail) for key, mail in wanted.items() if key in there and _differs(there[key], mail)
        ]
        gone = [mail.pk for mail in there.values() if mail.key not in wanted and mail.state in OPEN]
        if not (new or changed or gone):
            return Reconciled()
        return _write(partnership, new, changed, gone, at)


def _wanted(partnership: Partnership, messages: Iterable[Message], at: datetime, source: str) -> dict[str, Mail]:
    """The rows as they should be, by key; nothing for people who left."""
    wanted: dict[str, Mail] = {}
    for message in messages:
        if message.key in wanted:
            raise KeyTwice(message.key)
        if message.to.is_active:
            wanted[message.key] = _row(partnership, message, at, source)
    return wanted


def _row(partnership: Partnership, message: Message, at: datetime, source: str) -> Mail:
    """One mail as a row. Lazy words are settled in the language of their reader."""
    with translation.override(message.to.language):
        why, context = str(message.why), _plain(message.context)
    due = message.due or at
    return Mail(
        partnership=partnership,
        key=message.key,
        source=source,
        kind=message.kind,
        person=message.to,
        address=message.to.email,
        template=message.template,
        context=context,
        why=why,
        fingerprint=rules.fingerprint(message.template, message.to.email, why, context, message.due),
        created_at=at,
        due=due,
        next_try=due,
        message_id=rules.message_id(partnership.pk, message.key, urlsplit(settings.SITE_URL).hostname or "localhost"),
    )


def _plain(value: Any) -> Any:
    """JSON values with every lazy text settled."""
    match value:
        case dict():
            return {str(key): _plain(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_plain(inner) for inner in value]
        case None | bool() | int() | float() | str():
            return value
        case _:
            return str(value)


def _differs(there: Mail, wanted: Mail) -> bool:
    """Whether the row must follow the data: its content changed, or it was withdrawn by the data and is wanted again."""
    if there.state == MailState.CANCELLED:
        return there.cancelled_by_id is None
    return there.state in OPEN and there.fingerprint != wanted.fingerprint


def _take_over(there: Mail, wanted: Mail) -> Mail:
    """The wanted row in the place of the one that is there."""
    wanted.pk, wanted.state = there.pk, there.state
    return wanted


@transaction.atomic
def _write(
    partnership: Partnership, new: list[Mail], changed: list[Mail], gone: Collection[int], at: datetime
) -> Reconciled:
    """Write what differs, only to rows that did not move meanwhile, and tell it once."""
    # Another run may have made the same rows a moment ago: the constraint keeps one, and that one is as good as ours.
    made = Mail.objects.bulk_create(new, ignore_conflicts=True, batch_size=200)
    updated = 0
    for mail in changed:
        values = {name: getattr(mail, name) for name in CONTENT}
        if mail.state == MailState.CANCELLED:
            values |= {"state": MailState.QUEUED, "attempts": 0, "last_error": ""}
        updated += Mail.objects.filter(pk=mail.pk, state=mail.state, cancelled_by=None).update(**values)
    cancelled = Mail.objects.filter(pk__in=list(gone), state__in=OPEN).update(state=MailState.CANCELLED)
    done = Reconciled(len(made), updated, cancelled)
    counts = {"created": done.created, "updated": done.updated, "cancelled": done.cancelled}
    history.record("mail.reconciled", partnership, by=None, at=at, after=counts)
    return done

"""The verbs of the outbox: what should exist, what goes out, and what people change about it."""

import smtplib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import models, transaction
from django.utils import translation

from dagdeel.base.history import actions as history
from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.models import Partnership
from dagdeel.base.people.models import Person
from dagdeel.outputs.mail import rendering, rules
from dagdeel.outputs.mail.message import Message
from dagdeel.outputs.mail.models import Mail
from dagdeel.outputs.mail.states import MAIL_MOVES, OPEN, MailState

CONTENT = ("source", "kind", "person_id", "address", "template", "context", "why", "fingerprint", "due", "next_try")


class KeyTwice(Exception):
    """Two of the mails that should exist have the same key."""


class MoveRefused(Exception):
    """The mail is no longer, or not yet, in a state in which that can be done."""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """How many mails were asked for, changed and withdrawn."""

    created: int = 0
    updated: int = 0
    cancelled: int = 0

    def __bool__(self) -> bool:
        return bool(self.created or self.updated or self.cancelled)


@dataclass(frozen=True, slots=True)
class Run:
    """How many mails were sent, will be tried again, and were given up."""

    sent: int = 0
    again: int = 0
    failed: int = 0


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


def send_due(partnership: Partnership, *, at: datetime, limit: int = rules.LIMIT) -> Run:
    """Send what is due, at most `limit` mails, and say what became of them.

    Each mail is claimed with a lease before it goes out: two senders never take the same one, and when a sender dies the mail
    is sent again after its lease, under the same Message-ID. Failures are tried again ever later, then given up.
    """
    counts = {MailState.SENT: 0, MailState.QUEUED: 0, MailState.FAILED: 0}
    connection: BaseEmailBackend = get_connection()
    with scope.of(partnership):
        try:
            for _ in range(limit):
                mail = _claim(at)
                if mail is None:
                    break
                counts[_send(mail, partnership, connection, at)] += 1
        finally:
            connection.close()
    return Run(counts[MailState.SENT], counts[MailState.QUEUED], counts[MailState.FAILED])


@transaction.atomic
def _claim(at: datetime) -> Mail | None:
    """Take the mail that waits longest, or one whose sender did not come back. Others skip the row while we look."""
    due = models.Q(state=MailState.QUEUED, next_try__lte=at) | models.Q(state=MailState.SENDING, lease_until__lte=at)
    rows = Mail.objects.select_for_update(skip_locked=True, of=("self",)).select_related("person")
    mail = rows.filter(due).order_by("next_try", "pk").first()
    if mail is None:
        return None
    mail.state, mail.attempts, mail.lease_until = MailState.SENDING, mail.attempts + 1, at + rules.LEASE
    mail.save(update_fields=["state", "attempts", "lease_until"])
    return mail


def _send(mail: Mail, partnership: Partnership, connection: BaseEmailBackend, at: datetime) -> MailState:
    """Send one claimed mail and keep what became of it. One that cannot be made must not hold up the others."""
    try:
        words = rendering.render(mail, partnership)
        rendering.email(mail, words, partnership, connection).send()
    except Exception as no:
        connection.close()  # after a refusal the conversation with the server may be in any state
        again = rules.next_try(mail.attempts, at, _code(no))
        error = f"{type(no).__name__}: {no}"[:300]
        if again is None:
            return _settle(mail, MailState.FAILED, last_error=error)
        return _settle(mail, MailState.QUEUED, last_error=error, next_try=again)
    as_sent = {"subject": words.subject, "text": words.text, "html": words.html}
    return _settle(mail, MailState.SENT, sent_at=at, last_error="", **as_sent)


def _settle(mail: Mail, state: MailState, **values: Any) -> MailState:
    """Write the end of this attempt, unless another sender took over after our lease."""
    ours = Mail.objects.filter(pk=mail.pk, state=MailState.SENDING, attempts=mail.attempts)
    ours.update(state=state, lease_until=None, **values)
    return state


def _code(no: Exception) -> int | None:
    """The answer of the mail server, if it gave one."""
    match no:
        case smtplib.SMTPRecipientsRefused():
            return max((code for code, _ in no.recipients.values()), default=None)
        case smtplib.SMTPSenderRefused() | smtplib.SMTPDataError():
            return no.smtp_code
        case _:
            return None


def cancel(mail: Mail, *, by: Person, at: datetime) -> None:
    """This mail must not go out, whatever the data say; raises MoveRefused."""
    _move(mail, MailState.CANCELLED, "mail.cancelled", by=by, at=at, cancelled_by=by)


def hold(mail: Mail, *, by: Person, at: datetime) -> None:
    """Keep it back until somebody queues it; raises MoveRefused."""
    _move(mail, MailState.DRAFT, "mail.held", by=by, at=at)


def retry(mail: Mail, *, by: Person, at: datetime) -> None:
    """Queue it (again): one that failed, was held back or was cancelled; raises MoveRefused. Attempts count from nought."""
    again = max(at, mail.due)
    _move(
        mail,
        MailState.QUEUED,
        "mail.queued",
        by=by,
        at=at,
        attempts=0,
        next_try=again,
        last_error="",
        cancelled_by=None,
    )


@transaction.atomic
def _move(mail: Mail, to: MailState, verb: str, *, by: Person, at: datetime, **values: Any) -> None:
    row = Mail.objects.select_for_update().get(pk=mail.pk)
    before = MailState(row.state)
    if to not in MAIL_MOVES[before] or before == MailState.SENDING:
        raise MoveRefused(before)
    for name, value in {"state": to, **values}.items():
        setattr(row, name, value)
    row.save(update_fields=["state", *values])
    history.record(verb, row, by=by, at=at, before={"state": before}, after={"state": to})
    mail.refresh_from_db()

"""What goes out: one mail at a time, each claimed with a lease, and a server that refuses is left alone for a while."""

import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import models, transaction

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.models import Partnership
from dagdeel.outputs.mail import rendering, rules
from dagdeel.outputs.mail.actions import breaking
from dagdeel.outputs.mail.models import Mail
from dagdeel.outputs.mail.rules import Blame
from dagdeel.outputs.mail.states import MailState


@dataclass(frozen=True, slots=True)
class Run:
    """How many mails were sent, will be tried again, and were given up; `resting`: the server is left alone."""

    sent: int = 0
    again: int = 0
    failed: int = 0
    resting: bool = False


def send_due(
    partnership: Partnership, *, at: datetime, limit: int = rules.LIMIT, leaving: Callable[[], bool] = lambda: False
) -> Run:
    """Send what is due, at most `limit` mails, and say what became of them; ends after the present mail when `leaving` says so.

    Each mail is claimed with a lease before it goes out: two senders never take the same one, and when a sender dies the mail
    is sent again after its lease, under the same Message-ID. Failures are tried again ever later, then given up. What the
    server is to blame for costs a mail nothing; a server with too many faults is left alone.
    """
    with scope.of(partnership):
        if not due(at).exists():  # looking costs no write lock
            return Run()
        trial = breaking.trial(server(), at=at)
        if not trial.allowed:
            return Run(resting=True)
        return _run(partnership, trial, at, 1 if trial.probe else limit, leaving)


def _run(
    partnership: Partnership, trial: breaking.Trial, at: datetime, limit: int, leaving: Callable[[], bool]
) -> Run:
    counts = {MailState.SENT: 0, MailState.QUEUED: 0, MailState.FAILED: 0}
    connection: BaseEmailBackend = get_connection()
    resting = False
    try:
        while sum(counts.values()) < limit and not resting and not leaving():
            mail = _claim(at)
            if mail is None:
                break
            done = _send(mail, partnership, connection, at)
            counts[done.state] += 1
            resting = breaking.note(trial, done.fault, at=at)
    finally:
        _hang_up(connection)
    return Run(counts[MailState.SENT], counts[MailState.QUEUED], counts[MailState.FAILED], resting)


def server() -> str:
    """The name under which the faults of our mail server are counted."""
    if settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        return f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    name: str = settings.EMAIL_BACKEND
    return name


def due(at: datetime) -> models.QuerySet[Mail]:
    """The mails that could go now: those whose moment came, and those whose sender did not come back."""
    return Mail.objects.filter(
        models.Q(state=MailState.QUEUED, next_try__lte=at) | models.Q(state=MailState.SENDING, lease_until__lte=at)
    )


def _claim(at: datetime) -> Mail | None:
    """Take the mail that waits longest, or one whose sender did not come back. Others skip the row while we look."""
    while (mail := _claimed(at)) is not None:
        if mail.attempts <= len(rules.WAITS) + 1:
            return mail
        # whoever sends this one dies of it
        _settle(mail, MailState.FAILED, last_error="Every sender that took this mail broke off.")
    return None


@transaction.atomic
def _claimed(at: datetime) -> Mail | None:
    rows = due(at).select_for_update(skip_locked=True, of=("self",)).select_related("person")
    mail = rows.order_by("next_try", "pk").first()
    if mail is None:
        return None
    mail.state, mail.lease_until = MailState.SENDING, at + rules.LEASE
    mail.attempts, mail.claims = mail.attempts + 1, mail.claims + 1
    mail.save(update_fields=["state", "attempts", "claims", "lease_until"])
    return mail


@dataclass(frozen=True, slots=True)
class _Done:
    """What became of one attempt; `fault` is what the server did wrong, if it was the server."""

    state: MailState
    fault: str = ""


def _send(mail: Mail, partnership: Partnership, connection: BaseEmailBackend, at: datetime) -> _Done:
    """Send one claimed mail and keep what became of it. One that cannot be made must not hold up the others."""
    connecting = False
    try:
        words = rendering.render(mail, partnership)
        message = rendering.email(mail, words, partnership, connection)
        connecting = True
        connection.open()
        connecting = False
        message.send()
    except Exception as no:
        _hang_up(connection)  # after a refusal the conversation with the server may be in any state
        return _failed(mail, no, rules.blame(no, connecting=connecting), at)
    as_sent = {"subject": words.subject, "text": words.text, "html": words.html}
    _settle(mail, MailState.SENT, sent_at=at, last_error="", **as_sent)
    return _Done(MailState.SENT)


def _failed(mail: Mail, no: Exception, blame: Blame, at: datetime) -> _Done:
    """Put the mail back for a later attempt, or give it up."""
    error = f"{type(no).__name__}: {no}"[:300]
    fault = "" if blame is Blame.MAIL else error
    if blame is Blame.SERVER:
        _settle(
            mail, MailState.QUEUED, last_error=error, attempts=mail.attempts - 1, next_try=at + rules.WAITS[0]
        )
        return _Done(MailState.QUEUED, fault)
    again = rules.next_try(mail.attempts, at, rules.code(no))
    if again is None:
        _settle(mail, MailState.FAILED, last_error=error)
        return _Done(MailState.FAILED, fault)
    _settle(mail, MailState.QUEUED, last_error=error, next_try=again)
    return _Done(MailState.QUEUED, fault)


def _settle(mail: Mail, state: MailState, **values: Any) -> None:
    """Write the end of this attempt, unless another sender took over after our lease."""
    ours = Mail.objects.filter(pk=mail.pk, state=MailState.SENDING, claims=mail.claims)
    ours.update(state=state, lease_until=None, **values)


def _hang_up(connection: BaseEmailBackend) -> None:
    """Leave the server politely when it listens, and at once when it does not: a goodbye must not cost another wait."""
    conversation = getattr(connection, "connection", None)
    if isinstance(conversation, smtplib.SMTP):
        conversation.timeout = 1
        if conversation.sock is not None:
            conversation.sock.settimeout(1)
    try:
        connection.close()
    except OSError:  # every error of SMTP is one
        if isinstance(conversation, smtplib.SMTP):
            conversation.close()
            connection.connection = None  # type: ignore[attr-defined]  # what Django does after a polite goodbye

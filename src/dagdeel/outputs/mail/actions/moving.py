"""What people change about a mail: hold it back, cancel it, queue it again."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Greatest

from dagdeel.base.history import actions as history
from dagdeel.base.partnerships.models import Partnership
from dagdeel.base.people.models import Person
from dagdeel.outputs.mail.models import BadAddress, Mail
from dagdeel.outputs.mail.states import MAIL_MOVES, MailState


class MoveRefused(Exception):
    """The mail is no longer, or not yet, in a state in which that can be done."""


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
        bounced_at=None,
    )


@transaction.atomic
def _move(mail: Mail, to: MailState, verb: str, *, by: Person, at: datetime, **values: Any) -> None:
    row = Mail.objects.select_for_update().get(pk=mail.pk)
    before = MailState(row.state)
    if to not in MAIL_MOVES[before] or before in {MailState.SENDING, MailState.SENT}:
        raise MoveRefused(before)
    for name, value in {"state": to, **values}.items():
        setattr(row, name, value)
    row.save(update_fields=["state", *values])
    history.record(verb, row, by=by, at=at, before={"state": before}, after={"state": to})
    mail.refresh_from_db()


@transaction.atomic
def retry_all(partnership: Partnership, *, by: Person, at: datetime) -> int:
    """Queue every mail that failed, those to addresses that do not work excepted; gives how many there were.

    Attempts count from nought.
    """
    failed = Mail.objects.filter(state=MailState.FAILED).exclude(address__in=BadAddress.objects.values("address"))
    again = Greatest("due", Value(at))
    number = failed.update(state=MailState.QUEUED, attempts=0, last_error="", next_try=again, bounced_at=None)
    if number:
        history.record("mail.all_queued", partnership, by=by, at=at, after={"mails": number})
    return number

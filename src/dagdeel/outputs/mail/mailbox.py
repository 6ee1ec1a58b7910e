"""The mail server of the demo: it delivers into a table that a page shows."""

from collections.abc import Sequence
from datetime import datetime
from email.utils import parseaddr

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from dagdeel.outputs.mail.models import Delivered


class MailboxBackend(BaseEmailBackend):
    """Keeps every mail, those with sign-in codes too, one row per recipient."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Deliver and say how many mails that were."""
        at = timezone.now()  # a mail server has its own clock
        rows = [_row(message, to, at) for message in email_messages for to in message.recipients()]
        Delivered.objects.bulk_create(rows)
        return len(email_messages)


def _row(message: EmailMessage, to: str, at: datetime) -> Delivered:
    html = next((str(body) for body, kind in getattr(message, "alternatives", []) if kind == "text/html"), "")
    wire = message.message()
    return Delivered(
        at=at,
        to=parseaddr(to)[1].lower(),
        subject=str(message.subject)[:250],
        text=str(message.body),
        html=html,
        headers={name: str(value) for name, value in wire.items()},
    )

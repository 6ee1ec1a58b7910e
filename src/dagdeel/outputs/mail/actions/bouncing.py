"""What came back: the mail has not arrived after all, and an address that does not work gets no more until it is corrected."""

from datetime import datetime

from django.db import transaction

from dagdeel.base.history import actions as history
from dagdeel.base.partnerships import scope
from dagdeel.base.people.models import Person
from dagdeel.outputs.mail.bounces import Bounce
from dagdeel.outputs.mail.models import BadAddress, Mail
from dagdeel.outputs.mail.states import MailState


def bounced(bounce: Bounce, *, at: datetime) -> int:
    """Take note of a report; gives how many mails it was about.

    Only a report about a mail of ours to that very address counts: anybody can write to the address that reports go to. Marks the
    address when the report says that it does not work at all.
    """
    if not bounce.message_id or not bounce.address:
        return 0
    sent = Mail.everywhere.filter(sent_as=bounce.message_id, address__iexact=bounce.address, state=MailState.SENT)
    number = 0
    for mail in sent.select_related("partnership"):
        with scope.of(mail.partnership):
            number += _came_back(mail, bounce, at)
    return number


@transaction.atomic
def _came_back(mail: Mail, bounce: Bounce, at: datetime) -> int:
    error = f"{bounce.status} {bounce.reason}".strip()[:300]
    gone = {"state": MailState.FAILED, "sent_at": None, "bounced_at": at, "last_error": error}
    if not Mail.objects.filter(pk=mail.pk, state=MailState.SENT).update(**gone):
        return 0
    if bounce.permanent:
        mark(mail.address, status=bounce.status, reason=bounce.reason, at=at)
    history.record("mail.bounced", mail, by=None, at=at, after={"status": bounce.status, "reason": bounce.reason})
    return 1


def mark(address: str, *, status: str, reason: str, at: datetime) -> None:
    """This address does not work."""
    facts = {"since": at, "status": status, "reason": reason[:300]}
    BadAddress.objects.get_or_create(address=address.lower(), defaults=facts)


@transaction.atomic
def works_again(person: Person, *, by: Person, at: datetime) -> bool:
    """Somebody says that the address works after all: what waits goes out. Gives whether it was marked."""
    found = BadAddress.objects.filter(address=person.email.lower()).first()
    if found is None:
        return False
    found.delete()
    failed = Mail.objects.filter(person=person, state=MailState.FAILED).exclude(bounced_at=None)
    failed.update(state=MailState.QUEUED, attempts=0, last_error="", bounced_at=None)
    history.record("mail.address_works", person, by=by, at=at, before={"status": found.status, "reason": found.reason})
    return True

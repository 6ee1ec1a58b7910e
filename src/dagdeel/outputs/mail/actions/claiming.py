"""Who sends which mail: it is taken with a lease, and only the last who took it says what became of it."""

from datetime import datetime
from typing import Any

from django.db import transaction

from dagdeel.outputs.mail import rules
from dagdeel.outputs.mail.models import Mail
from dagdeel.outputs.mail.queries import due
from dagdeel.outputs.mail.rules import Rest
from dagdeel.outputs.mail.states import MailState

MOST = 50  # mails in one mail of the day


def claim(at: datetime, rest: Rest) -> list[Mail]:
    """Take the mail that waits longest, or one whose sender did not come back; of the mail of the day all that belongs in it."""
    while mails := _claimed(at, rest):
        kept = [mail for mail in mails if mail.attempts <= len(rules.WAITS) + 1]
        for mail in mails:
            if mail not in kept:  # whoever sends this one dies of it
                settle(mail, MailState.FAILED, last_error="Every sender that took this mail broke off.")
        if kept:
            return kept
    return []


@transaction.atomic
def _claimed(at: datetime, rest: Rest) -> list[Mail]:
    """Others skip the rows while we look."""
    rows = due(at, rest).select_for_update(skip_locked=True, of=("self",)).select_related("person")
    rows = rows.order_by("next_try", "pk")
    first = rows.first()
    if first is None:
        return []
    mails = [first]
    if first.daily and rest.daily_at is not None:
        mails += rows.filter(person=first.person_id, daily=True).exclude(pk=first.pk)[: MOST - 1]
    for mail in mails:
        mail.state, mail.lease_until = MailState.SENDING, at + rules.LEASE
        mail.attempts, mail.claims = mail.attempts + 1, mail.claims + 1
        mail.save(update_fields=["state", "attempts", "claims", "lease_until"])
    return mails


def settle(mail: Mail, state: MailState, **values: Any) -> None:
    """Write the end of this attempt, unless another sender took over after our lease."""
    ours = Mail.objects.filter(pk=mail.pk, state=MailState.SENDING, claims=mail.claims)
    ours.update(state=state, lease_until=None, **values)

"""Saying no to mails that one can do without: a signed address, for people and for mail programs (one click, RFC 8058)."""

from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from dagdeel.base.partnerships.models import Partnership
from dagdeel.base.people.models import Person
from dagdeel.outputs.mail.states import Topic

_signer = Signer(salt="dagdeel.mail.stop")


class NoSuchStop(Exception):
    """Not an address of ours, or of somebody who is gone."""


@dataclass(frozen=True, slots=True)
class Stop:
    """What an address says: who need no longer get what of whom."""

    partnership: Partnership
    person: Person
    topic: Topic


def address(partnership: int, person: int, topic: str) -> str:
    """Where this person says no to mails about this topic."""
    token = _signer.sign_object([partnership, person, topic], compress=False)
    return f"{settings.SITE_URL}{reverse('mail_stop', args=[token])}"


def headers(partnership: int, person: int, topic: str) -> dict[str, str]:
    """What a mail program shows as a button beside the sender."""
    return {
        "List-Unsubscribe": f"<{address(partnership, person, topic)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def opened(token: str) -> Stop:
    """Whose address this is; raises NoSuchStop."""
    try:
        partnership, person, topic = _signer.unsign_object(token)
        return Stop(
            Partnership.objects.get(pk=partnership), Person.objects.get(pk=person, is_active=True), Topic(topic)
        )
    except (BadSignature, ValueError, TypeError, Partnership.DoesNotExist, Person.DoesNotExist) as no:
        raise NoSuchStop from no

"""Questions to the outbox and to the demo's mailbox."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from dagdeel.outputs.mail.models import Delivered, Mail
from dagdeel.outputs.mail.states import MailState


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many mails are in a state; the state is empty for all of them."""

    state: str
    label: str
    count: int


def outbox(state: str = "", search: str = "") -> QuerySet[Mail]:
    """The mails of the partnership with their people, latest first; of one state, to one name or address."""
    rows = Mail.objects.select_related("person").defer("html", "text")
    if state:
        rows = rows.filter(state=state)
    if search:
        rows = rows.filter(address__icontains=search) | rows.filter(person__sort_key__icontains=search.casefold())
    return rows


def state_counts() -> list[StateCount]:
    """Every state that has mails, in the order of a mail's life. One query."""
    found = dict(Mail.objects.order_by().values_list("state").annotate(number=Count("pk")))
    return [
        StateCount(state.value, str(state.label), found[state.value]) for state in MailState if state.value in found
    ]


def mailbox(address: str = "") -> QuerySet[Delivered]:
    """What the demo delivered, latest first; to one address, or a part of it."""
    rows = Delivered.objects.defer("html", "text", "headers")
    return rows.filter(to__icontains=address) if address else rows


def recipients(limit: int = 12) -> list[tuple[str, int]]:
    """The mailboxes with most mail in the demo."""
    rows = Delivered.objects.order_by().values_list("to").annotate(number=Count("pk"))
    return [(to, number) for to, number in rows.order_by("-number", "to")[:limit]]

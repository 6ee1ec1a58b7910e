"""Questions to the outbox and to the demo's mailbox."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import Case, Count, F, Min, Q, QuerySet, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from dagdeel.base.partnerships.models import Membership
from dagdeel.base.people.models import Person
from dagdeel.outputs.mail import rules
from dagdeel.outputs.mail.models import BadAddress, Breaker, Delivered, Mail
from dagdeel.outputs.mail.readers import closed_regions, rest_of, settings_of
from dagdeel.outputs.mail.rules import Rest
from dagdeel.outputs.mail.states import MailState

PERIODS = {"today": 1, "week": 7}  # of how many days, from today on, mails can be asked for


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many mails are in a state; the state is empty for all of them."""

    state: str
    label: str
    count: int


WAITING = (MailState.DRAFT, MailState.QUEUED, MailState.SENDING)


def outbox(at: datetime, state: str = "", search: str = "", when: str = "") -> QuerySet[Mail]:
    """The mails of the partnership with their people; of one state, to one name or address, of today or of the week to come.

    First what still has to go, the soonest first; then what went or never goes, the latest first.
    """
    rows = Mail.objects.select_related("person").defer("html", "text")
    rows = rows.annotate(
        moment=Coalesce("sent_at", "next_try"),
        to_go=Case(When(state__in=WAITING, then=F("next_try"))),
        gone=Case(When(state__in=WAITING, then=None), default=F("moment")),
    ).order_by(F("to_go").asc(nulls_last=True), F("gone").desc(nulls_last=True), "pk")
    if when in PERIODS:
        first, days = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0), PERIODS[when]
        rows = rows.filter(moment__gte=first, moment__lt=first + timedelta(days=days))
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


def failed() -> QuerySet[Mail]:
    """The mails that were given up, with their people."""
    return Mail.objects.filter(state=MailState.FAILED).select_related("person").defer("html", "text")


def failed_but_reachable() -> QuerySet[Mail]:
    """Those of them that can be tried again: their address is not known to be bad."""
    return Mail.objects.filter(state=MailState.FAILED).exclude(address__in=BadAddress.objects.values("address"))


def failed_by_reason(limit: int) -> list[tuple[str, list[Mail]]]:
    """The mails that were given up, at most so many, by what the mail server said. One query."""
    rows = failed().order_by("last_error", "-due", "-id")[:limit]
    return [(reason, list(mails)) for reason, mails in groupby(rows, key=lambda mail: mail.last_error)]


def due(at: datetime, rest: Rest) -> QuerySet[Mail]:
    """The mails that could go now: those whose moment came, and those whose sender did not come back.

    What is not urgent waits while its recipient is left alone; what may wait a day, for the hour of the mail of the day; all of
    it, for an address that works.
    """
    ready = Q(state=MailState.QUEUED, next_try__lte=at) & ~Q(address__in=BadAddress.objects.values("address"))
    if rest.daily_at is not None:
        ready &= Q(daily=False) | Q(attempts__gt=0) | Q(next_try__lte=rules.last_daily(at, rest.daily_at))
    if rules.is_resting(at, rest, lambda day: False):
        ready &= Q(urgent=True)
    elif rest.holidays and (regions := closed_regions(timezone.localdate(at))):
        ready &= Q(urgent=True) | ~Q(region__in=regions)
    return Mail.objects.filter(ready | Q(state=MailState.SENDING, lease_until__lte=at))


def waiting(at: datetime) -> tuple[int, datetime | None]:
    """How many mails could go now, and since when the oldest of them could. Two queries.

    What rests, and what waits for an address that works, waits with a reason.
    """
    rows = due(at, rest_of(settings_of())).order_by()
    found = rows.aggregate(number=Count("pk"), oldest=Min("next_try"))
    return found["number"], found["oldest"]


def bad_addresses(addresses: Iterable[str]) -> frozenset[str]:
    """Those of these addresses that do not work. One query."""
    return frozenset(BadAddress.objects.filter(address__in=set(addresses)).values_list("address", flat=True))


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Somebody of the partnership whose address does not work."""

    person: Person
    bad: BadAddress


def people_with_bad_addresses() -> list[Unreachable]:
    """Everybody with a role, in whatever year, whom no mail reaches. Two queries."""
    bad = {row.address: row for row in BadAddress.objects.all()}
    here = Membership.objects.order_by().values("person")
    people = Person.objects.filter(email__in=bad, pk__in=here, is_active=True)
    return [Unreachable(person, bad[person.email]) for person in people]


def servers_left_alone() -> list[Breaker]:
    """Mail servers that refused too often. One query."""
    return list(Breaker.objects.exclude(open_until=None))


def mailbox(address: str = "") -> QuerySet[Delivered]:
    """What the demo delivered, latest first; to one address, or a part of it."""
    rows = Delivered.objects.defer("html", "text", "headers")
    return rows.filter(to__icontains=address) if address else rows


def recipients(limit: int = 12) -> list[tuple[str, int]]:
    """The mailboxes with most mail in the demo."""
    rows = Delivered.objects.order_by().values_list("to").annotate(number=Count("pk"))
    return [(to, number) for to, number in rows.order_by("-number", "to")[:limit]]

"""Who gets what, and when, in a whole year: the outbox tells what was sent and is queued, the steps what is to come."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from django.db.models import Count, DateTimeField, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.people.models import Person
from dagdeel.base.people.rules import folded
from dagdeel.outputs.mail.models import Mail
from dagdeel.outputs.mail.states import MailState
from dagdeel.web.kinds import ALL
from dagdeel.year.cycle import CYCLE
from dagdeel.year.step import Coming

State = Literal["sent", "queued", "failed", "coming"]
STATES: dict[str, State] = {
    MailState.SENT: "sent", MailState.QUEUED: "queued", MailState.SENDING: "queued", MailState.DRAFT: "queued",
    MailState.FAILED: "failed",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """So many mails of this kind go on this day."""

    day: date
    kind: str
    label: Any
    number: int
    state: State
    provided: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """One person who gets, got or will get a mail."""

    day: date
    label: Any
    person: Person
    about: str
    state: State
    mail: int | None = None
    provided: str = ""


def lines(year: ProgrammeYear, at: datetime) -> list[Line]:
    """The whole year in counts, in the order of the days. One query, and those of the steps."""
    rows = _mails(year).annotate(day=_DAY).values_list("day", "kind", "state").annotate(number=Count("pk"))
    counted: Counter[tuple[date, str, State, str]] = Counter()
    for day, kind, state, number in rows.order_by():
        counted[day, kind, STATES[state], ""] += number
    for item in coming(year, at):
        counted[item.day, item.kind, "coming", str(item.provided)] += len(item.people)
    found = [
        Line(day, kind, _label(kind), number, state, provided)
        for (day, kind, state, provided), number in counted.items()
    ]
    return sorted(found, key=lambda line: (line.day, line.kind, line.state))


def people(year: ProgrammeYear, at: datetime, *, kind: str = "", name: str = "") -> list[Named]:
    """Who gets it, by day and name: of one kind, or whose name or address is asked for, or both."""
    rows = _mails(year).select_related("person").defer("html", "text", "context").annotate(day=_DAY)
    chosen = None
    if name:
        key = folded(name)
        meant = Q(sort_key__contains=key) if key else Q(pk__in=())
        chosen = {person.pk for person in Person.objects.filter(meant | Q(email__icontains=name))[:200]}
        rows = rows.filter(person__in=chosen)
    if kind:
        rows = rows.filter(kind=kind)
    found = [
        Named(mail.day, _label(mail.kind), mail.person, mail.subject, STATES[mail.state], mail.pk) for mail in rows
    ]
    found += (
        _named(item for item in coming(year, at) if kind in {"", item.kind})
        if chosen is None
        else _named(_only(chosen, coming(year, at), kind))
    )
    return sorted(found, key=lambda one: (one.day, one.person.sort_key, str(one.label)))


def coming(year: ProgrammeYear, at: datetime) -> Iterator[Coming]:
    """What every step expects, as the data now stand; what the outbox holds already is not told twice."""
    for step in CYCLE:
        for item in step.coming(year, at):
            if item.people:
                yield item


def _only(chosen: set[int], items: Iterable[Coming], kind: str) -> Iterator[Coming]:
    for item in items:
        kept = tuple(person for person in item.people if person in chosen)
        if kept and kind in {"", item.kind}:
            yield Coming(item.kind, item.day, kept, item.about, item.provided)


def _named(items: Iterable[Coming]) -> list[Named]:
    listed = list(items)
    known = Person.objects.in_bulk({person for item in listed for person in item.people})
    return [
        Named(item.day, _label(item.kind), known[person], str(item.about), "coming", None, str(item.provided))
        for item in listed
        for person in item.people
        if person in known
    ]


_DAY = TruncDate(Coalesce("sent_at", "next_try", output_field=DateTimeField()), tzinfo=timezone.get_default_timezone())


def _mails(year: ProgrammeYear) -> QuerySet[Mail]:
    return Mail.objects.filter(year=year).exclude(state=MailState.CANCELLED)


def _label(kind: str) -> Any:
    return ALL[kind].label if kind in ALL else kind

"""What the roof asks of all steps together: what is asked of whom, where everything stands, which dates come."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.urls import NoReverseMatch, resolve, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships.members import Member
from dagdeel.base.partnerships.models import Membership, Partnership, ProgrammeYear, School
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.partnerships.rules import Span
from dagdeel.base.partnerships.scope import Owned
from dagdeel.base.people.models import Person
from dagdeel.base.ui.components import Arc, Ring, Text, Tone, pressing
from dagdeel.outputs.mail import queries as outbox
from dagdeel.outputs.mail.models import Mail
from dagdeel.outputs.mail.states import MailState
from dagdeel.web.amounts import counted
from dagdeel.web.story import told
from dagdeel.web.ties import ties
from dagdeel.year.cycle import CYCLE
from dagdeel.year.step import Deadline, Standing, Step, Todo


@dataclass(frozen=True, slots=True)
class Asked:
    """What one step asks of a member now."""

    step: Step
    todos: tuple[Todo, ...]


@dataclass(frozen=True, slots=True)
class BoardRow:
    """Where one school stands, one cell per column of the board."""

    school: School
    cells: tuple[tuple[Step, Standing | None], ...]


@dataclass(frozen=True, slots=True)
class Board:
    """Every school × every step that has something to say about schools."""

    columns: tuple[Step, ...]
    rows: tuple[BoardRow, ...]


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """A deadline, with its step and how it lies to today."""

    deadline: Deadline
    step: Step
    past: bool


def years_now(person: Person, clock: Callable[[Partnership], datetime]) -> list[ProgrammeYear]:
    """Of each partnership the year to open for this person: where today falls, else the newest in which a role is held.

    `clock` tells the present of a partnership. Two queries.
    """
    rows = Membership.everywhere.filter(person=person).values_list("partnership_id", "from_year", "to_year")
    held: dict[int, list[Span]] = {}
    for partnership_id, start, end in rows:
        held.setdefault(partnership_id, []).append(Span(start, end))
    years = ProgrammeYear.everywhere.filter(partnership__in=held).select_related("partnership")
    found: dict[int, ProgrammeYear] = {}
    for year in years.order_by("partnership__name", "partnership_id", "-first_year"):
        if not any(span.holds_in(year.first_year) for span in held[year.partnership_id]):
            continue
        if year.first_day <= clock(year.partnership).date() <= year.last_day:
            found[year.partnership_id] = year
        found.setdefault(year.partnership_id, year)
    return list(found.values())


def address(name: str, year: ProgrammeYear) -> str:
    """The address of a step's page in this year; empty when it has none."""
    try:
        return reverse(name, args=[year.partnership.slug, year])
    except NoReverseMatch:
        return ""


def lets_in(name: str, member: Member) -> bool:
    """Whether the door of this page opens for the member: what stands behind it is not told to anybody else."""
    permission = _asked_at_the_door(name)
    return permission is not None and member.may(permission)


def opens(url: str, member: Member) -> bool:
    """Whether the door at this address opens for the member."""
    permission = getattr(resolve(urlsplit(url).path).func, "permission", None) if url else None
    return permission is not None and member.may(permission)


@cache
def _asked_at_the_door(name: str) -> Permission | None:
    """What the door of this page asks of whoever opens it, the same in every year; None for a page that there is not."""
    try:
        url = reverse(name, args=["any", "2000-2001"])
    except NoReverseMatch:
        return None
    return getattr(resolve(url).func, "permission", None)


def asked_of(year: ProgrammeYear, member: Member, at: datetime) -> tuple[Asked, ...]:
    """Everything that is asked of this member now, by step in the order of the year."""
    return tuple(Asked(step, tuple(step.todo(year, member, at))) for step in CYCLE)


def in_order(asked: Iterable[Asked], today: date, more: Iterable[Todo] = ()) -> list[Todo]:
    """The most pressing first: what is late or due soon, then what has no date and can be done now, then what has time.

    `more` is asked by no step.
    """
    todos = [*(todo for item in asked for todo in item.todos), *more]
    return sorted(todos, key=lambda todo: pressing(todo.due, today))


def mail_troubles(year: ProgrammeYear, member: Member) -> Iterator[Todo]:
    """What the mail asks of who manages it: people whom no mail reaches, and mails that were given up. Three queries."""
    if not member.may(Permission.MAIL_MANAGE):
        return
    url = reverse("mail:failed", args=[year.partnership.slug, year])
    if bad := len(outbox.people_with_bad_addresses()):
        title = ngettext("%(n)d person gets no mail", "%(n)d people get no mail", bad) % {"n": bad}
        yield Todo(title, url, gettext("Correct the address"), detail=gettext("Mail to them comes back."))
    if failed := outbox.failed_but_reachable().count():
        title = ngettext("%(n)d mail was not delivered", "%(n)d mails were not delivered", failed) % {"n": failed}
        yield Todo(title, url, gettext("Look and try again"))


def board(year: ProgrammeYear, member: Member, at: datetime, schools: Iterable[School]) -> Board:
    """The year at a glance for these schools, as far as this member reads it: the steps whose own page opens as well."""
    shown = list(schools)
    found = [(step, step.schools(year, at, shown)) for step in CYCLE if lets_in(step.home, member)]
    spoken = [(step, cells) for step, cells in found if cells]
    rows = tuple(
        BoardRow(school, tuple((step, _reachable(cells.get(school.pk), member)) for step, cells in spoken))
        for school in shown
    )
    return Board(tuple(step for step, _cells in spoken), rows)


def _reachable(cell: Standing | None, member: Member) -> Standing | None:
    """The cell, without its link where that leads to a shut door."""
    return cell if cell is None or not cell.url or opens(cell.url, member) else replace(cell, url="")


def timeline(year: ProgrammeYear, today: date, member: Member) -> list[TimelineItem]:
    """All deadlines of the year that this member may know of, in order of date."""
    found = []
    for step in CYCLE:
        for deadline in step.deadlines(year):
            told = _told(deadline, step, year, member)
            if told is not None:
                found.append(TimelineItem(told, step, told.day < today))
    return sorted(found, key=lambda item: item.deadline.day)


def _told(deadline: Deadline, step: Step, year: ProgrammeYear, member: Member) -> Deadline | None:
    """The deadline as this member reads it. Whom the step's page is not for gets the page of the own things, or no link;
    what has a page of its own inside the step is not told there at all.
    """
    if not _concerns(deadline, member):
        return None
    if not deadline.url or opens(deadline.url, member):
        return deadline
    if deadline.url != address(step.home, year):
        return None
    own = address(step.own, year) if step.own and lets_in(step.own, member) else ""
    return replace(deadline, url=own)


def _concerns(deadline: Deadline, member: Member) -> bool:
    """What is of one school is known to who belongs to it, and to who reads such things of every school."""
    if deadline.school is None or deadline.school in {held.school_id for held in member.memberships}:
        return True
    return deadline.reads is not None and member.may_at(deadline.reads, deadline.school)


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened: who did what about whom, or the subject of a mail that came."""

    at: datetime
    who: str
    what: str
    about: str = ""


def happened(year: ProgrammeYear, member: Member, number: int = 5) -> list[Happened]:
    """The newest first. Who may read the history: what people did in the partnership; else the mails that came this year.

    One query.
    """
    if member.may(Permission.HISTORY_VIEW):
        entries = Entry.objects.filter(by_id__isnull=False).order_by("-at", "-id")[:number]
        lines = (told(entry) for entry in entries)
        return [Happened(line.at, line.who, line.what, line.about) for line in lines]
    mails = Mail.objects.filter(person=member.person, year=year, state=MailState.SENT).order_by("-sent_at", "-pk")
    return [Happened(mail.sent_at or mail.due, "", mail.subject) for mail in mails[:number]]


def ring(year: ProgrammeYear, today: date) -> Ring:
    """The school year as a ring: the workshops outside, inviting in the middle, looking back inside."""
    first, last = year.first_day, year.last_day
    asked = year.evaluation_due and min(date(last.year, 4, 1), year.evaluation_due - timedelta(weeks=2))
    outer = _arc(date(first.year, 10, 1), date(last.year, 5, 31), "petrol", _("workshops"))
    middle = _arc(year.invitations_due, year.enrolment_due, "honey", _("inviting and enrolling"))
    inner = (
        *_arc(asked, year.evaluation_due, "plum", _("evaluating")),
        *_arc(year.evaluation_due, year.decisions_due or last, "brick", _("deciding")),
    )
    return Ring(first, last, (outer, middle, inner), today)


def _arc(start: date | None, end: date | None, tone: Tone, label: Text) -> tuple[Arc, ...]:
    """The period, if both its ends are known and in order."""
    return (Arc(start, end, tone, label),) if start and end and start <= end else ()


# One person in all steps ---------------------------------------------------------------------------------------------


def rows_about(person: Person) -> tuple[str, ...]:
    """How much of the partnership is about a person, in words: "3 enrolments"; what there is none of is left out."""
    found: dict[type[Owned], int] = {}
    for tie in ties():
        found[tie.model] = found.get(tie.model, 0) + tie.rows(person).count()
    return tuple(counted(model._meta.label, number) for model, number in found.items() if number)


def still_needed(person: Person, at: datetime) -> list[str]:
    """Why somebody cannot be forgotten yet, as the steps say it."""
    return [sentence for step in CYCLE for sentence in step.holds(person, at)]


def personal_data(person: Person) -> dict[str, Any]:
    """Everything that is known of a person in the partnership we work for, by table."""
    roles = Membership.objects.filter(person=person)
    mails = Mail.objects.filter(person=person).values("template", "state", "due", "sent_at", "subject", "text")
    done = Entry.objects.filter(by_id=person.pk).values("at", "verb", "about")
    known: dict[str, Any] = {
        "person": {name: getattr(person, name) for name in ("given_name", "prefix", "surname", "email", "language")},
        "roles": list(roles.values("role", "school__name", "institute__name", "subject", "from_year", "to_year")),
        "mail": list(mails),
        "history": list(done),
    }
    for step in CYCLE:
        known |= step.personal_data(person)
    return known

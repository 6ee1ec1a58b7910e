"""What the roof asks of all steps together: what is asked of whom, where everything stands, which dates come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import NoReverseMatch, resolve, reverse
from django.utils.translation import gettext_lazy as _

from dagdeel.base.partnerships.members import Member
from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.base.ui.components import Arc, Ring
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


def address(name: str, year: ProgrammeYear) -> str:
    """The address of a step's page in this year; empty when it has none."""
    try:
        return reverse(name, args=[year.partnership.slug, year])
    except NoReverseMatch:
        return ""


def lets_in(name: str, year: ProgrammeYear, member: Member) -> bool:
    """Whether the door of this page opens for the member: what stands behind it is not told to anybody else."""
    url = address(name, year)
    permission = getattr(resolve(url).func, "permission", None) if url else None
    return permission is not None and member.may(permission)


def asked_of(year: ProgrammeYear, member: Member, at: datetime) -> tuple[Asked, ...]:
    """Everything that is asked of this member now, by step in the order of the year."""
    return tuple(Asked(step, tuple(step.todo(year, member, at))) for step in CYCLE)


def in_order(asked: Iterable[Asked]) -> list[Todo]:
    """The most pressing first; what has no date comes last."""
    todos = [todo for item in asked for todo in item.todos]
    return sorted(todos, key=lambda todo: (todo.due is None, todo.due or date.max))


def board(year: ProgrammeYear, member: Member, at: datetime, schools: Iterable[School]) -> Board:
    """The year at a glance for these schools, as far as this member reads it: the steps whose own page opens as well."""
    found = [(step, step.schools(year, at)) for step in CYCLE if lets_in(step.home, year, member)]
    spoken = [(step, cells) for step, cells in found if cells]
    rows = tuple(BoardRow(school, tuple((step, cells.get(school.pk)) for step, cells in spoken)) for school in schools)
    return Board(tuple(step for step, _cells in spoken), rows)


def timeline(year: ProgrammeYear, today: date) -> list[TimelineItem]:
    """All deadlines of the year, in order of date."""
    found = [TimelineItem(d, step, d.day < today) for step in CYCLE for d in step.deadlines(year)]
    return sorted(found, key=lambda item: item.deadline.day)


def ring(year: ProgrammeYear, today: date) -> Ring:
    """The school year as a ring: preparing and looking back outside, inviting in the middle, the workshops inside."""
    first, last = year.first_day, year.last_day
    outer, middle = [], []
    if year.evaluation_due:
        outer.append(Arc(date(last.year, 4, 1), year.evaluation_due, "plum", _("evaluating")))
        outer.append(Arc(year.evaluation_due, year.decisions_due or last, "brick", _("deciding")))
    if year.invitations_due and year.enrolment_due:
        middle.append(Arc(year.invitations_due, year.enrolment_due, "honey", _("inviting and enrolling")))
    inner = (Arc(date(first.year, 10, 1), date(last.year, 5, 31), "petrol", _("workshops")),)
    return Ring(first, last, (tuple(outer), tuple(middle), inner), today)

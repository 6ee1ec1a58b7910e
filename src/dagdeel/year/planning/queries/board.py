"""The plan as a list: per school its sessions, with trainers, room and what is the matter."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Exists, OuterRef, QuerySet

from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.year.planning.models import Assignment, Session
from dagdeel.year.planning.queries.facts import conflicts_of_all, live, sessions_of
from dagdeel.year.planning.queries.tallies import LACKS, is_blocked
from dagdeel.year.planning.queries.words import Shown, in_words
from dagdeel.year.planning.rules import MISSING, Code
from dagdeel.year.planning.states import AssignmentState


@dataclass(frozen=True)
class Row:
    """A session in a list."""

    session: Session
    trainers: tuple[Assignment, ...]
    conflicts: tuple[Shown, ...]

    @property
    def blocks(self) -> tuple[Shown, ...]:
        """What makes publishing impossible."""
        return tuple(c for c in self.conflicts if c.blocks)

    @property
    def warnings(self) -> tuple[Shown, ...]:
        """What deserves a look; what is simply not filled in yet is not a warning."""
        return tuple(c for c in self.conflicts if not c.blocks and c.code not in MISSING)

    @property
    def pill(self) -> str:
        """The colour of the session's state."""
        if self.blocks:
            return "late"
        return {"draft": "later", "published": "done", "cancelled": "idle", "held": "done"}[self.session.state]


@dataclass(frozen=True)
class SchoolRows:
    """A school with its sessions in the order of time."""

    school: School
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Filters:
    """Which rows a list shows; empty means all. `matter`: a code, "warn", "block" or "declined"."""

    schools: frozenset[int] | None = None
    state: str = ""
    matter: str = ""

    def __bool__(self) -> bool:
        return self != Filters()


def schools_with_sessions(year: ProgrammeYear) -> QuerySet[School]:
    """The schools that the list is about, by name."""
    here = Session.objects.filter(year=year).order_by().values("school")
    return School.objects.filter(pk__in=here).order_by("name", "pk")


def chosen(year: ProgrammeYear, filters: Filters, *, private: bool = True) -> QuerySet[Session]:
    """The sessions that the list shows. Only what deserves a look ("warn") is not for the database to tell: nine queries."""
    rows = Session.objects.filter(year=year)
    if filters.schools is not None:
        rows = rows.filter(school__in=filters.schools)
    if filters.state:
        rows = rows.filter(state=filters.state)
    match filters.matter:
        case "":
            return rows
        case "warn":
            return rows.filter(
                pk__in=[r.session.pk for r in rows_of(year, sessions_of(year), private=private) if r.warnings]
            )
        case "block":
            return rows.filter(is_blocked(year.first_day, year.last_day))
        case "unconfirmed":
            asked = Assignment.everywhere.filter(session=OuterRef("pk"), live=True, state=AssignmentState.ASKED)
            return rows.filter(Exists(asked))
        case code:
            return rows.filter(LACKS[Code(code)])


def board(
    year: ProgrammeYear,
    sessions: QuerySet[Session] | None = None,
    schools: Iterable[School] | None = None,
    *,
    private: bool = True,
) -> tuple[SchoolRows, ...]:
    """The sessions (these only, of these schools only, when given) by school: nine queries.

    Without `private` a trainer's own circumstances are left out.
    """
    shown = sessions_of(year)
    if sessions is not None:
        shown = shown.filter(pk__in=sessions.order_by().values("pk"))
    if schools is not None:
        shown = shown.filter(school__in=list(schools))
    rows = rows_of(year, shown, private=private)
    grouped = groupby(rows, key=lambda row: row.session.school_id)
    return tuple(SchoolRows(of[0].session.school, tuple(of)) for of in (list(group) for _, group in grouped))


def rows_of(year: ProgrammeYear, sessions: QuerySet[Session], *, private: bool = True) -> list[Row]:
    """These sessions (of `sessions_of`) with what is the matter: by school, and there in the order of time."""
    found = list(sessions.order_by("school__name", "school_id", "day", "half_day", "edition__position", "id"))
    conflicts = conflicts_of_all(year, found)
    return [Row(s, tuple(live(s)), in_words(conflicts[s.pk], private=private)) for s in found]


def row_of(year: ProgrammeYear, session_id: int, *, private: bool = True) -> Row | None:
    """One session of the year with what is the matter; None when there is no such session."""
    return next(iter(rows_of(year, sessions_of(year).filter(pk=session_id), private=private)), None)

"""The plan as a list: per school its sessions, with trainers, room and what is the matter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.year.planning.models import Assignment, Session
from dagdeel.year.planning.queries.facts import conflicts_of_all, live, sessions_of
from dagdeel.year.planning.queries.words import Shown, in_words
from dagdeel.year.planning.rules import MISSING, Code
from dagdeel.year.planning.states import AssignmentState, SessionState

OPEN = frozenset({SessionState.DRAFT, SessionState.PUBLISHED})


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

    def lacks(self, code: Code) -> bool:
        """Whether this is the matter."""
        return any(c.code == code for c in self.conflicts)


@dataclass(frozen=True)
class SchoolRows:
    """A school with its sessions in the order of time."""

    school: School
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Filters:
    """Which rows a list shows; empty means all. `matter`: a code, "warn", "block" or "declined"."""

    school: int | None = None
    state: str = ""
    matter: str = ""

    def __bool__(self) -> bool:
        return self != Filters()


def board(year: ProgrammeYear, *, private: bool = True) -> tuple[SchoolRows, ...]:
    """All sessions by school: six queries. Without `private` a trainer's own circumstances are left out."""
    sessions = list(
        sessions_of(year).order_by("school__name", "school_id", "day", "half_day", "edition__position", "id")
    )
    found = conflicts_of_all(year, sessions)
    rows = [Row(s, tuple(live(s)), in_words(found[s.pk], private=private)) for s in sessions]
    grouped = groupby(rows, key=lambda row: row.session.school_id)
    return tuple(SchoolRows(of[0].session.school, tuple(of)) for of in (list(group) for _, group in grouped))


def filtered(schools: Iterable[SchoolRows], filters: Filters) -> tuple[SchoolRows, ...]:
    """The part of the list that was asked for; schools without rows drop out."""
    kept = (
        SchoolRows(item.school, tuple(row for row in item.rows if _matches(row, filters)))
        for item in schools
        if filters.school in {None, item.school.pk}
    )
    return tuple(item for item in kept if item.rows)


def _matches(row: Row, filters: Filters) -> bool:
    if filters.state and row.session.state != filters.state:
        return False
    match filters.matter:
        case "":
            return True
        case "warn":
            return bool(row.warnings)
        case "block":
            return bool(row.blocks)
        case "unconfirmed":
            return any(a.state == AssignmentState.ASKED for a in row.trainers)
        case code:
            return any(c.code == code for c in row.conflicts)


@dataclass(frozen=True)
class Asked:
    """What the plan still asks for, in numbers."""

    sessions: int
    published: int
    without_date: int
    without_room: int
    without_trainer: int
    unconfirmed: int
    impossible: int

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return not (self.without_date or self.without_room or self.without_trainer or self.impossible)


def asked_of(schools: Iterable[SchoolRows]) -> Asked:
    """Count what is missing, from rows that were read already."""
    rows = [row for item in schools for row in item.rows if row.session.state != SessionState.CANCELLED]
    open_rows = [row for row in rows if row.session.state in OPEN]
    return Asked(
        sessions=len(rows),
        published=sum(row.session.state in {SessionState.PUBLISHED, SessionState.HELD} for row in rows),
        without_date=_lacking(open_rows, Code.NO_DATE),
        without_room=_lacking(open_rows, Code.NO_ROOM),
        without_trainer=_lacking(open_rows, Code.NO_TRAINER),
        unconfirmed=sum(a.state == AssignmentState.ASKED for row in open_rows for a in row.trainers),
        impossible=sum(bool(row.blocks) for row in open_rows),
    )


def _lacking(rows: Sequence[Row], code: Code) -> int:
    return sum(row.lacks(code) for row in rows)


def row_of(year: ProgrammeYear, session_id: int, *, private: bool = True) -> Row | None:
    """One session of the year with what is the matter; None when there is no such session."""
    sessions = list(sessions_of(year))
    found = next((s for s in sessions if s.pk == session_id), None)
    if found is None:
        return None
    conflicts = conflicts_of_all(year, sessions)[found.pk]
    return Row(found, tuple(live(found)), in_words(conflicts, private=private))

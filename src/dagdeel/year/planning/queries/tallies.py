"""The plan in numbers, counted by the database: for the strip, the home page and the board of schools."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.base.partnerships.prepared import Ids, ids, prepared, sums
from dagdeel.base.partnerships.reading import asked_once
from dagdeel.year.catalogue.states import EditionState
from dagdeel.year.choices.models import ChosenEdition
from dagdeel.year.choices.states import PlanState
from dagdeel.year.planning.models import Assignment, Session
from dagdeel.year.planning.rules import Code
from dagdeel.year.planning.states import AssignmentState, SessionState

OPEN = Q(state__in=[SessionState.DRAFT, SessionState.PUBLISHED])


# A session's assignments are of its own partnership; naming that too would lead SQLite to the wrong index.
GIVEN = Exists(Assignment.everywhere.filter(session=OuterRef("pk"), live=True))
# What is simply not filled in yet, as `rules.conflicts` says it of one session.
LACKS: Final[Mapping[Code, Q]] = MappingProxyType(
    {
        Code.NO_DATE: OPEN & Q(day__isnull=True),
        Code.NO_ROOM: OPEN & Q(room__isnull=True),
        Code.NO_TRAINER: OPEN & ~Q(GIVEN),
    }
)


def is_blocked(first_day: date, last_day: date) -> Q:
    """What is impossible in a year of these days, as `rules.conflicts` says it of one session."""
    outside = Q(day__lt=first_day) | Q(day__gt=last_day)
    elsewhere = Q(room__isnull=False) & ~Q(room__school=F("school"))
    return OPEN & (outside | elsewhere | ~Q(edition__state=EditionState.PUBLISHED))


@dataclass(frozen=True, slots=True)
class Tally:
    """Numbers of sessions that are not cancelled; `ready` are drafts with a date and times."""

    sessions: int = 0
    told: int = 0
    ready: int = 0
    without_date: int = 0
    without_room: int = 0
    without_trainer: int = 0
    trainer_away: int = 0


def _counts() -> dict[str, Any]:
    """The columns of a Tally, in its order."""
    live = Assignment.everywhere.filter(session=OuterRef("pk"), live=True)
    then = {"trainer__absences__first__lte": OuterRef("day"), "trainer__absences__last__gte": OuterRef("day")}
    return {
        "sessions": Count("pk", filter=~Q(state=SessionState.CANCELLED)),
        "told": Count("pk", filter=Q(state__in=[SessionState.PUBLISHED, SessionState.HELD])),
        "ready": Count("pk", filter=Q(state=SessionState.DRAFT, starts__isnull=False, ends__isnull=False)),
        "without_date": Count("pk", filter=LACKS[Code.NO_DATE]),
        "without_room": Count("pk", filter=LACKS[Code.NO_ROOM]),
        "without_trainer": Count("pk", filter=LACKS[Code.NO_TRAINER]),
        "trainer_away": Count("pk", filter=OPEN & Q(Exists(live.filter(**then)))),
    }


@asked_once
def tally(year: ProgrammeYear, schools: tuple[School, ...] | None = None) -> Tally:
    """The numbers of the year, or of these schools: one query."""
    found = _tally(year.pk, ids(schools))
    return Tally(*found[0]) if found else Tally()


def tally_by_school(year: ProgrammeYear, schools: Iterable[School] | None = None) -> dict[int, Tally]:
    """The numbers by school id, of these schools when given: one query."""
    return {school: Tally(*numbers) for school, *numbers in _by_school(year.pk, ids(schools))}


@prepared
def _tally(year: int, schools: Ids) -> QuerySet[Any, Any]:
    return sums(_sessions(year, schools), **_counts())


@prepared
def _by_school(year: int, schools: Ids) -> QuerySet[Any, Any]:
    return _sessions(year, schools).values_list("school").annotate(**_counts())


def _sessions(year: int, schools: Ids) -> QuerySet[Session]:
    rows = Session.objects.filter(year=year).order_by()
    return rows if schools is None else rows.filter(school__in=schools)


@dataclass(frozen=True, slots=True)
class Asked:
    """What stands in the way of the plan, in numbers of sessions; `unconfirmed` are trainers who have not answered."""

    impossible: int = 0
    unconfirmed: int = 0


@asked_once
def asked(year: ProgrammeYear, schools: tuple[School, ...] | None = None) -> Asked:
    """What stands in the way, over all schools or at these: two queries."""
    here = ids(schools)
    blocked, unconfirmed = _blocked(year.pk, year.first_day, year.last_day, here), _unconfirmed(year.pk, here)
    return Asked(blocked[0][0], unconfirmed[0][0]) if blocked else Asked()


@prepared
def _blocked(year: int, first_day: date, last_day: date, schools: Ids) -> QuerySet[Any, Any]:
    return sums(_sessions(year, schools).filter(is_blocked(first_day, last_day)), number=Count("pk"))


@prepared
def _unconfirmed(year: int, schools: Ids) -> QuerySet[Any, Any]:
    sessions = _sessions(year, schools).filter(OPEN)
    waiting = Assignment.objects.filter(live=True, state=AssignmentState.ASKED, session__in=sessions.values("pk"))
    return sums(waiting, number=Count("pk"))


@asked_once
def undrafted(year: ProgrammeYear) -> int:
    """How many agreed choices have no session yet: one query."""
    ((number,),) = _undrafted(year.pk)
    return int(number)


@prepared
def _undrafted(year: int) -> QuerySet[Any, Any]:
    # an edition is of one year; naming that too would lead SQLite to the wrong index
    there = Session.everywhere.filter(school=OuterRef("plan__school"), edition=OuterRef("edition"))
    chosen = ChosenEdition.objects.filter(~Exists(there), plan__year=year, plan__state=PlanState.AGREED)
    return sums(chosen, number=Count("pk"))


def broken_promises() -> Iterator[str]:
    """What must hold and does not, over all partnerships: one sentence each."""
    told = Assignment.everywhere.filter(live=True).exclude(
        Q(day=F("session__day"), half_day=F("session__half_day")) | Q(day=None, session__day=None)
    )
    for pk in told.values_list("pk", flat=True):
        yield f"assignment {pk} has another date or half-day than its session"
    for pk in Assignment.everywhere.exclude(person=F("trainer__person")).values_list("pk", flat=True):
        yield f"assignment {pk} names another person than its trainer"
    off = Assignment.everywhere.filter(live=True, session__state=SessionState.CANCELLED)
    for pk in off.values_list("pk", flat=True):
        yield f"assignment {pk} is live in a cancelled session"
    for pk in Session.everywhere.exclude(room=None).exclude(room__school=F("school")).values_list("pk", flat=True):
        yield f"session {pk} is in a room of another school"
    for pk in Session.everywhere.exclude(edition__year=F("year")).values_list("pk", flat=True):
        yield f"session {pk} gives an edition of another year"
    for session in Session.everywhere.filter(day__isnull=False).select_related("year"):
        if session.day and not session.year.first_day <= session.day <= session.year.last_day:
            yield f"session {session.pk} is outside its school year"

"""The plan in numbers, counted by the database: for the strip, the home page and the board of schools."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q

from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.year.choices.models import ChosenEdition
from dagdeel.year.choices.states import PlanState
from dagdeel.year.planning.models import Assignment, Session
from dagdeel.year.planning.states import SessionState

OPEN = Q(state__in=[SessionState.DRAFT, SessionState.PUBLISHED])


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
    live = Assignment.objects.filter(session=OuterRef("pk"), live=True)
    given = Q(Exists(live))
    then = {"trainer__absences__first__lte": OuterRef("day"), "trainer__absences__last__gte": OuterRef("day")}
    return {
        "sessions": Count("pk", filter=~Q(state=SessionState.CANCELLED)),
        "told": Count("pk", filter=Q(state__in=[SessionState.PUBLISHED, SessionState.HELD])),
        "ready": Count("pk", filter=Q(state=SessionState.DRAFT, starts__isnull=False, ends__isnull=False)),
        "without_date": Count("pk", filter=OPEN & Q(day__isnull=True)),
        "without_room": Count("pk", filter=OPEN & Q(room__isnull=True)),
        "without_trainer": Count("pk", filter=OPEN & ~given),
        "trainer_away": Count("pk", filter=OPEN & Q(Exists(live.filter(**then)))),
    }


def tally(year: ProgrammeYear, schools: Iterable[School] | None = None) -> Tally:
    """The numbers of the year, or of these schools: one query."""
    rows = Session.objects.filter(year=year)
    if schools is not None:
        rows = rows.filter(school__in=schools)
    return Tally(**rows.aggregate(**_counts()))


def tally_by_school(year: ProgrammeYear) -> dict[int, Tally]:
    """The numbers by school id: one query."""
    counts = _counts()
    rows = Session.objects.filter(year=year).order_by().values("school_id").annotate(**counts)
    found: list[tuple[int, ...]] = list(rows.values_list("school_id", *counts))
    return {school: Tally(**dict(zip(counts, numbers, strict=True))) for school, *numbers in found}


def undrafted(year: ProgrammeYear) -> int:
    """How many agreed choices have no session yet: one query."""
    chosen = ChosenEdition.objects.filter(plan__year=year, plan__state=PlanState.AGREED)
    there = Session.objects.filter(year=year, school=OuterRef("plan__school"), edition=OuterRef("edition"))
    return chosen.exclude(Exists(there)).count()


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

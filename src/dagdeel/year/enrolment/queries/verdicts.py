"""Sessions that may not go on: too few people, and the day of deciding has come."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.year.enrolment import rules
from dagdeel.year.enrolment.models import Reservation, Verdict
from dagdeel.year.enrolment.queries.participation import sessions_of
from dagdeel.year.enrolment.states import VerdictKind
from dagdeel.year.planning.models import Room, Session
from dagdeel.year.planning.states import SessionState


@dataclass(frozen=True, slots=True)
class Doubt:
    """A session under its minimum, the last day for deciding, where its people could go, and the rooms it could move to."""

    session: Session
    due: date
    verdicts: list[Verdict]
    targets: list[Session]
    rooms: list[Room]
    kept: int

    @property
    def short(self) -> int:
        """How many people are missing; a seat that is kept without a name is nobody yet."""
        return max(0, self.session.minimum - self.session.taken + self.kept)


def doubtful(year: ProgrammeYear, at: datetime, schools: Collection[int] | None = None) -> QuerySet[Session]:
    """The sessions of these schools about which somebody has to decide now, the first ones first. One query."""
    today = at.astimezone(rules.ZONE).date()
    newest = Verdict.objects.filter(session=OuterRef("pk")).order_by("-decided_at", "-pk")
    rows = sessions_of(year).filter(
        state=SessionState.PUBLISHED, day__gt=today, day__lte=today + timedelta(days=year.decide_days)
    )
    kept = Reservation.objects.filter(session=OuterRef("pk")).order_by().values("session")
    rows = rows.annotate(kept=Coalesce(Subquery(kept.annotate(number=Sum("seats")).values("number")), 0))
    rows = rows.annotate(verdict=Subquery(newest.values("kind")[:1]), again_on=Subquery(newest.values("again_on")[:1]))
    settled = Q(verdict=VerdictKind.RUN) | Q(verdict=VerdictKind.MOVED, again_on__isnull=True)
    rows = rows.filter(Q(verdict__isnull=True) | ~settled, taken__lt=F("minimum") + F("kept"))
    if schools is not None:
        rows = rows.filter(school__in=schools)
    return rows.order_by("day", "starts", "pk")


def doubt(session: Session, at: datetime) -> Doubt | None:
    """What there is to decide about one session; None when it is not published or has no date. Four queries."""
    if session.state != SessionState.PUBLISHED or session.day is None:
        return None
    today = at.astimezone(rules.ZONE).date()
    others = sessions_of(session.year).filter(
        state=SessionState.PUBLISHED, day__gt=today, edition__workshop=session.edition.workshop_id
    )
    targets = list(others.exclude(pk=session.pk).filter(taken__lt=F("seats")).order_by("day", "pk"))
    due = rules.decide_on(session.day, session.year.decide_days)
    kept = Reservation.objects.filter(session=session).aggregate(number=Sum("seats"))["number"] or 0
    rooms = list(Room.objects.filter(school=session.school_id))
    return Doubt(session, due, list(session.verdicts.select_related("by", "into__school")), targets, rooms, kept)


def moves(year: ProgrammeYear) -> dict[int, Verdict]:
    """By session the decision that brought it to the half-day on which it is now. One query."""
    rows = Verdict.objects.filter(session__year=year, kind=VerdictKind.MOVED)
    here = rows.filter(day=F("session__day"), half_day=F("session__half_day"))
    return {row.session_id: row for row in here.order_by("decided_at", "pk")}

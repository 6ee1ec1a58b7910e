"""A session, a school and the year as the organisers see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Count, Min, QuerySet

from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.base.partnerships.prepared import prepared
from dagdeel.year.enrolment import rules
from dagdeel.year.enrolment.models import Enrolment, Invitation, Reservation
from dagdeel.year.enrolment.queries.lines import InLine, waiting_lists
from dagdeel.year.enrolment.queries.participation import (
    STANDING,
    Standing,
    counts,
    live,
    participation,
    sessions_of,
)
from dagdeel.year.enrolment.states import HOLDS_SEAT, EnrolmentState
from dagdeel.year.planning.models import Session


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody in a session, with where she stands with the rule."""

    enrolment: Enrolment
    standing: Standing | None


@dataclass(frozen=True, slots=True)
class SessionPeople:
    """Who takes part in a session and who waits."""

    session: Session
    rows: list[Row]
    line: list[InLine]
    addable: list[Standing]
    nameable: list[Standing]
    reserved: list[Reservation]

    @property
    def offered(self) -> int:
        """Seats that are offered to somebody who has not answered."""
        return sum(row.enrolment.state == EnrolmentState.OFFERED for row in self.rows)

    @property
    def enrolled(self) -> int:
        """Seats with somebody in them."""
        return len(self.rows) - self.offered

    @property
    def kept(self) -> int:
        """Seats that are kept for a team and not named yet."""
        return sum(row.seats for row in self.reserved)

    @property
    def first_offered(self) -> Enrolment | None:
        """The first in the list who has not answered an offer."""
        return next((row.enrolment for row in self.rows if row.enrolment.state == EnrolmentState.OFFERED), None)

    @property
    def offered_until(self) -> date | None:
        """The last day of the first offer to lapse."""
        days = [row.enrolment.offer_day for row in self.rows if row.enrolment.state == EnrolmentState.OFFERED]
        return min((day for day in days if day is not None), default=None)


def session_people(session: Session) -> SessionPeople:
    """Everybody in a session, by name, and its waiting list."""
    everybody = participation(session.year, [session.school])
    by_person = {s.person.pk: s for s in everybody}
    seated = Enrolment.objects.filter(session=session, state__in=HOLDS_SEAT).select_related("person")
    rows = [Row(e, by_person.get(e.person_id)) for e in seated.order_by("person__sort_key", "id")]
    line = waiting_lists(session.year, [session], everybody).get(session.pk, []) if session.day else []
    seated_here = {row.enrolment.person_id for row in rows}
    here = seated_here | {entry.enrolment.person_id for entry in line}
    nameable = [s for s in everybody if s.person.pk not in seated_here]
    kept = list(Reservation.objects.filter(session=session, seats__gt=0).select_related("by"))
    return SessionPeople(session, rows, line, [s for s in everybody if s.person.pk not in here], nameable, kept)


@dataclass(frozen=True, slots=True)
class Seats:
    """The seats of one session in figures; `until` is the last day of the first offer to lapse."""

    session: Session
    enrolled: int
    offered: int
    waiting: int
    until: date | None = None

    @property
    def kept(self) -> int:
        """Seats that are claimed for a team and not named yet."""
        return max(0, self.session.taken - self.enrolled - self.offered)


def standing_sessions(year: ProgrammeYear, schools: Iterable[School] | None = None) -> QuerySet[Session]:
    """The sessions that stand (at these schools, when given), in the order of the calendar."""
    rows = sessions_of(year).filter(state__in=STANDING).order_by("day", "starts", "school__name", "pk")
    return rows if schools is None else rows.filter(school__in=list(schools))


def seats(sessions: Iterable[Session]) -> list[Seats]:
    """These sessions with their seats: one query."""
    listed = list(sessions)
    rows = Enrolment.objects.filter(session__in=listed).order_by().values_list("session", "state")
    found, lapses = dict[tuple[int, str], int](), dict[int, date]()
    for session, state, number, until in rows.annotate(number=Count("pk"), until=Min("offer_until")):
        found[session, state] = number
        if state == EnrolmentState.OFFERED and until is not None:
            lapses[session] = rules.last_day(until)

    def figures(one: Session) -> Seats:
        enrolled, offered, waiting = (
            found.get((one.pk, state), 0)
            for state in (EnrolmentState.ENROLLED, EnrolmentState.OFFERED, EnrolmentState.WAITING)
        )
        return Seats(one, enrolled, offered, waiting, lapses.get(one.pk))

    return [figures(one) for one in listed]


class Invited(NamedTuple):
    """How far the invitation of a school is."""

    state: str
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """One school in the overview."""

    school: School
    invitation: Invited | None
    mentors: int
    invited: int
    taking_part: int
    short: int
    sessions: int
    waiting: int


def overview(year: ProgrammeYear, schools: Iterable[School] | None = None) -> list[SchoolRow]:
    """Where each school stands, by name: nine queries."""
    chosen = list(School.objects.all() if schools is None else schools)
    people = counts(year, chosen)
    here = tuple(school.pk for school in chosen)
    waiting: dict[int, int] = dict(_waiting_at(year.pk, here))
    invitations = {school: Invited(*invitation) for school, *invitation in _invitations_of(year.pk, here)}
    rows = []
    for school in sorted(chosen, key=lambda s: s.name):
        of = people[school.pk]
        rows.append(
            SchoolRow(
                school=school,
                invitation=invitations.get(school.pk),
                mentors=of.mentors,
                invited=of.invited,
                taking_part=of.taking_part,
                short=of.short,
                sessions=of.sessions,
                waiting=waiting.get(school.pk, 0),
            )
        )
    return rows


@prepared
def _waiting_at(year: int, schools: tuple[int, ...]) -> QuerySet[Any, Any]:
    rows = live().filter(session__year=year, session__school__in=schools, state=EnrolmentState.WAITING).order_by()
    return rows.values_list("session__school").annotate(number=Count("pk"))


@prepared
def _invitations_of(year: int, schools: tuple[int, ...]) -> QuerySet[Any, Any]:
    rows = Invitation.objects.filter(year=year, school__in=schools).order_by()
    return rows.values_list("school", "state", "sent_at")

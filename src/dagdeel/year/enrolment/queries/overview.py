"""A session, a school and the year as the organisers see them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.year.enrolment.models import Enrolment, Invitation, Reservation
from dagdeel.year.enrolment.queries.lines import InLine, waiting_lists
from dagdeel.year.enrolment.queries.participation import STANDING, Standing, participation, sessions_of
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
    """The seats of one session in figures."""

    session: Session
    enrolled: int
    offered: int
    waiting: int


def seats(year: ProgrammeYear, schools: Iterable[School] | None = None, pk: int | None = None) -> list[Seats]:
    """The seats of the sessions that stand, in the order of the calendar: one query."""
    rows = sessions_of(year).filter(state__in=STANDING)
    if schools is not None:
        rows = rows.filter(school__in=list(schools))
    if pk is not None:
        rows = sessions_of(year).filter(pk=pk)
    counted = rows.annotate(
        **{
            f"number_{state}": Count("enrolments", filter=Q(enrolments__state=state))
            for state in (EnrolmentState.ENROLLED, EnrolmentState.OFFERED, EnrolmentState.WAITING)
        }
    ).order_by("day", "starts", "school__name", "pk")
    return [
        Seats(s, getattr(s, "number_enrolled"), getattr(s, "number_offered"), getattr(s, "number_waiting"))  # noqa: B009
        for s in counted
    ]


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """One school in the overview."""

    school: School
    invitation: Invitation | None
    mentors: int
    invited: int
    taking_part: int
    short: int
    waiting: int
    sessions: int
    full: int

    @property
    def uninvited(self) -> int:
        """Mentors without an invitation."""
        return self.mentors - self.invited


def overview(year: ProgrammeYear, schools: Iterable[School] | None = None) -> list[SchoolRow]:
    """Where each school stands: nine queries."""
    chosen = list(School.objects.all() if schools is None else schools)
    everybody = participation(year, chosen)
    invitations = {i.school_id: i for i in Invitation.objects.filter(year=year).select_related("signed_by")}
    given = seats(year, chosen)
    rows = []
    for school in sorted(chosen, key=lambda s: s.name):
        own = [s for s in everybody if s.school.pk == school.pk]
        theirs = [s for s in given if s.session.school_id == school.pk]
        rows.append(
            SchoolRow(
                school=school,
                invitation=invitations.get(school.pk),
                mentors=len(own),
                invited=sum(s.invitee is not None for s in own),
                taking_part=sum(s.have > 0 for s in own),
                short=sum(s.missing > 0 for s in own),
                waiting=sum(s.waiting for s in theirs),
                sessions=len(theirs),
                full=sum(s.session.taken >= s.session.seats for s in theirs),
            )
        )
    return rows

"""Who takes part, and where every mentor stands with the rule of the school."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from dagdeel.base.partnerships.models import Membership, ProgrammeYear, School
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.partnerships.prepared import prepared, sums
from dagdeel.base.partnerships.reading import asked_once
from dagdeel.base.people.models import Person
from dagdeel.base.people.rules import folded
from dagdeel.base.ui.dutch import day_long
from dagdeel.year.choices.models import RuleMember, SchoolPlan
from dagdeel.year.choices.states import PlanState
from dagdeel.year.enrolment import rules
from dagdeel.year.enrolment.models import Enrolment, Invitee
from dagdeel.year.enrolment.states import HOLDS_SEAT, EnrolmentState
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import SessionState

# An enrolment counts while its session stands; in a cancelled or withdrawn session it is void by itself.
STANDING: Final = (SessionState.PUBLISHED, SessionState.HELD)


def live() -> QuerySet[Enrolment]:
    """Enrolments, offers and places on a waiting list that count."""
    return Enrolment.objects.exclude(state=EnrolmentState.CANCELLED).filter(session__state__in=STANDING)


def participants(session: Session) -> QuerySet[Enrolment]:
    """Who takes part in a session, by name."""
    enrolled = Enrolment.objects.filter(session=session, state=EnrolmentState.ENROLLED)
    return enrolled.select_related("person").order_by("person__sort_key", "id")


def to_come(year: ProgrammeYear, today: date) -> dict[Session, list[int]]:
    """Who takes part (ids) in each session that is still to come. One query."""
    rows = Enrolment.objects.filter(
        session__year=year,
        session__state__in=STANDING,
        session__day__gte=today,
        state=EnrolmentState.ENROLLED,
    ).select_related("session__edition", "session__school")
    found: dict[Session, list[int]] = {}
    for row in rows.order_by("session__day", "session_id", "person_id"):
        found.setdefault(row.session, []).append(row.person_id)
    return found


def starts_at(session: Session) -> datetime | None:
    """When a session begins; None while it has no date or time."""
    return rules.moment(session.day, session.starts) if session.day and session.starts else None


def ends_at(session: Session) -> datetime | None:
    """When a session ends; None while it has no date or time."""
    return rules.moment(session.day, session.ends) if session.day and session.ends else None


def place(session: Session) -> rules.Place:
    """Where a session stands in somebody's year; the session has a date."""
    assert session.day is not None  # published sessions have one: constraint published_session_has_time
    return rules.Place(session.pk, session.edition_id, session.day, session.half_day)


def sessions_of(year: ProgrammeYear) -> QuerySet[Session]:
    """The sessions of a year with what a page says of them."""
    return Session.objects.filter(year=year).select_related("edition", "school", "room")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one mentor stands with the rule of one school."""

    person: Person
    school: School
    subject: str
    asked: int
    have: int
    offered: int
    waiting: int
    exempt: str
    invitee: Invitee | None

    @property
    def missing(self) -> int:
        """Workshops short of the rule: a seat that is offered is not chosen yet."""
        return rules.short_of(self.asked, self.have)

    @property
    def unpromised(self) -> int:
        """Workshops short of the rule when every seat that is offered is accepted."""
        return rules.short_of(self.asked, self.have + self.offered)


def mentors(year: ProgrammeYear) -> QuerySet[Membership]:
    """Who is a mentor in that year, by name."""
    held = _held_in(year.first_year).select_related("person", "school")
    return held.order_by("person__sort_key", "person_id", "school__name", "from_year")


def mentors_called(year: ProgrammeYear, words: Iterable[str], schools: Iterable[School] | None) -> QuerySet[Membership]:
    """The mentors with all these words in their name, at these schools (None: at every one). One query."""
    found = mentors(year) if schools is None else mentors(year).filter(school__in=list(schools))
    for word in words:
        found = found.filter(person__sort_key__contains=folded(word)) if folded(word) else found.none()
    return found


def colleagues(session: Session, *, apart_from: Person) -> list[Person]:
    """The other mentors of the school who have no seat in this session, by name. One query."""
    seated = Enrolment.objects.filter(session=session, state__in=HOLDS_SEAT).values("person")
    rows = mentors(session.year).filter(school=session.school, person__is_active=True)
    rows = rows.exclude(person__in=seated).exclude(person=apart_from)
    return list({row.person_id: row.person for row in rows}.values())


def _held_in(first_year: int) -> QuerySet[Membership]:
    held = Membership.objects.filter(role=Role.MENTOR, from_year__lte=first_year).order_by()
    return held.filter(Q(to_year__isnull=True) | Q(to_year__gte=first_year))


def plans(year: ProgrammeYear, schools: Collection[School] | None = None) -> dict[int, SchoolPlan]:
    """The agreed plans by school (of these schools only, when given): only an agreed rule holds."""
    rows = SchoolPlan.objects.filter(year=year, state=PlanState.AGREED)
    return {plan.school_id: plan for plan in (rows if schools is None else rows.filter(school__in=schools))}


def participation(
    year: ProgrammeYear, schools: Iterable[School] | None = None, people: Collection[int] | None = None
) -> list[Standing]:
    """Every mentor (of these schools, among these people) with the rule and what she has of it: six queries."""
    held = mentors(year).filter(person__is_active=True)
    if schools is not None:
        held = held.filter(school__in=list(schools))
    if people is not None:
        held = held.filter(person__in=people)
    rows = list(held)
    here = tuple(sorted({row.school_id for row in rows if row.school_id}))
    known = _known(year, here, people)
    invitees = Invitee.objects.filter(invitation__year=year, invitation__school__in=here)
    if people is not None:
        invitees = invitees.filter(person__in=people)
    invited = {(row.invitation.school_id, row.person_id): row for row in invitees.select_related("invitation")}
    found: dict[tuple[int, int], Standing] = {}
    for row in rows:
        assert row.school is not None  # constraint membership_has_school
        key = (row.school.pk, row.person_id)
        found[key] = Standing(
            person=row.person,
            school=row.school,
            subject=row.subject,
            asked=known.asks(*key, is_new=row.from_year == year.first_year),
            have=known.have[row.person_id],
            offered=known.offered[row.person_id],
            waiting=known.waiting[row.person_id],
            exempt=known.exempt.get(key, ""),
            invitee=invited.get(key),
        )
    return list(found.values())


def seats_by_person(year: ProgrammeYear, people: Iterable[Person]) -> dict[int, list[Session]]:
    """What these people have a seat in, or are offered one, in order of time. One query."""
    held = Enrolment.objects.filter(session__year=year, person__in=list(people), state__in=HOLDS_SEAT)
    found: dict[int, list[Session]] = {}
    for row in (
        held.filter(session__state__in=STANDING).select_related("session__edition").order_by("session__day", "pk")
    ):
        found.setdefault(row.person_id, []).append(row.session)
    return found


@dataclass(slots=True)
class SchoolCounts:
    """Its sessions, and how many mentors a school has, how many were invited, have a seat somewhere, and are short of the rule."""

    sessions: int = 0
    mentors: int = 0
    invited: int = 0
    taking_part: int = 0
    short: int = 0


def counts(year: ProgrammeYear, schools: Iterable[School]) -> dict[int, SchoolCounts]:
    """What `participation` says of each of these schools (by id) in numbers alone: six queries, and nobody by name."""
    here = tuple(school.pk for school in schools)
    known = _known(year, here)
    invited = set(_invited(year.pk, here))
    found = {school: SchoolCounts(known.sessions.get(school, 0)) for school in here}
    at_school = {(school, person): first for school, person, first in _mentors_at(year.first_year, here)}
    for (school, person), from_year in at_school.items():
        asks = known.asks(school, person, is_new=from_year == year.first_year)
        have = known.have[person]
        of = found[school]
        of.mentors += 1
        of.invited += (school, person) in invited
        of.taking_part += have > 0
        of.short += rules.short_of(asks, have) > 0
    return found


@asked_once
def taking_part(year: ProgrammeYear) -> tuple[int, int]:
    """How many people have a seat somewhere, and how many mentors there are. Two queries."""
    ((seated,),), ((everybody,),) = _seated(year.pk), _mentors_of(year.first_year)
    return seated, everybody


@dataclass(frozen=True, slots=True)
class _Known:
    """What the rules of some schools ask, and what their mentors have."""

    by_school: Mapping[int, rules.Rule]
    sessions: Mapping[int, int]
    named: Collection[tuple[int, int]]
    exempt: Mapping[tuple[int, int], str]
    have: Counter[int]
    offered: Counter[int]
    waiting: Counter[int]

    def asks(self, school: int, person: int, *, is_new: bool) -> int:
        """How many workshops the rule of this school asks of this mentor."""
        key = (school, person)
        rule = self.by_school.get(school, rules.Rule())
        return rules.asked(rule, is_new=is_new, named=key in self.named, exempt=key in self.exempt)


def _known(year: ProgrammeYear, schools: tuple[int, ...], people: Collection[int] | None = None) -> _Known:
    """Looked up once for all mentors of these schools (ids), or for these people: four queries."""
    given = {school: (workshops, sessions) for school, workshops, sessions in _given(year.pk, schools)}
    named: set[tuple[int, int]] = set()
    exempt: dict[tuple[int, int], str] = {}
    for school, person, kind, reason, until in _rule_members(year.pk, schools):
        if kind == RuleMember.Kind.NAMED:
            named.add((school, person))
        else:
            exempt[school, person] = _exemption(reason, until)
    if people is None:
        enrolled = _enrolments_at(year.pk, year.first_year, schools)
    else:
        rows = live().filter(session__year=year, person__in=people).order_by().values_list("person", "state")
        enrolled = list(rows.annotate(number=Count("pk")))
    number_of: dict[str, Counter[int]] = {state: Counter() for state in EnrolmentState}
    for person, state, number in enrolled:
        number_of[state][person] += number
    asked = {
        school: rules.Rule(count, audience, given[school][0] if school in given else 0)
        for school, count, audience in _rules(year.pk, schools)
    }
    sessions = {school: number for school, (_workshops, number) in given.items()}
    have, offered, waiting = (
        number_of[s] for s in (EnrolmentState.ENROLLED, EnrolmentState.OFFERED, EnrolmentState.WAITING)
    )
    return _Known(asked, sessions, named, exempt, have, offered, waiting)


@prepared
def _seated(year: int) -> QuerySet[Any, Any]:
    rows = live().filter(session__year=year, state=EnrolmentState.ENROLLED)
    return sums(rows, people=Count("person", distinct=True))


@prepared
def _mentors_of(first_year: int) -> QuerySet[Any, Any]:
    return sums(_held_in(first_year), people=Count("person", distinct=True))


@prepared
def _mentors_at(first_year: int, schools: tuple[int, ...]) -> QuerySet[Any, Any]:
    rows = _held_in(first_year).filter(school__in=schools, person__is_active=True)
    return rows.order_by("from_year").values_list("school", "person", "from_year")


@prepared
def _invited(year: int, schools: tuple[int, ...]) -> QuerySet[Any, Any]:
    rows = Invitee.objects.filter(invitation__year=year, invitation__school__in=schools)
    return rows.order_by().values_list("invitation__school", "person")


@prepared
def _given(year: int, schools: tuple[int, ...]) -> QuerySet[Any, Any]:
    rows = Session.objects.filter(year=year, state__in=STANDING, school__in=schools).order_by()
    return rows.values_list("school").annotate(workshops=Count("edition", distinct=True), sessions=Count("pk"))


@prepared
def _rules(year: int, schools: tuple[int, ...]) -> QuerySet[Any, Any]:
    agreed = SchoolPlan.objects.filter(year=year, state=PlanState.AGREED, school__in=schools)
    return agreed.order_by().values_list("school", "rule_count", "rule_audience")


def _exemption(reason: str, until: date | None) -> str:
    """Why nothing is asked, and until when."""
    return _("%(reason)s, until %(day)s inclusive") % {"reason": reason, "day": day_long(until)} if until else reason


@prepared
def _rule_members(year: int, schools: tuple[int, ...]) -> QuerySet[Any, Any]:
    rows = RuleMember.objects.filter(plan__year=year, plan__school__in=schools).order_by()
    return rows.values_list("plan__school", "person", "kind", "reason", "until")


@prepared
def _enrolments_at(year: int, first_year: int, schools: tuple[int, ...]) -> QuerySet[Any, Any]:
    theirs = _held_in(first_year).filter(school__in=schools).values("person")
    rows = live().filter(session__year=year, person__in=theirs).order_by()
    return rows.values_list("person", "state").annotate(number=Count("pk"))

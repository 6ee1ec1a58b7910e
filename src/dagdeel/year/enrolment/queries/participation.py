"""Who takes part, and where every mentor stands with the rule of the school."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Count, Q, QuerySet

from dagdeel.base.partnerships.models import Membership, ProgrammeYear, School
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.people.models import Person
from dagdeel.year.choices.models import RuleMember, SchoolPlan
from dagdeel.year.choices.states import PlanState, RuleAudience
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
        session__year=year, session__state__in=STANDING, session__day__gte=today, state=EnrolmentState.ENROLLED
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
    waiting: int
    exempt: str
    invitee: Invitee | None

    @property
    def missing(self) -> int:
        """Workshops short of the rule."""
        return rules.short_of(self.asked, self.have)


def mentors(year: ProgrammeYear) -> QuerySet[Membership]:
    """Who is a mentor in that year, by name."""
    first = year.first_year
    return (
        Membership.objects.filter(role=Role.MENTOR, from_year__lte=first)
        .filter(Q(to_year__isnull=True) | Q(to_year__gte=first))
        .select_related("person", "school")
        .order_by("person__sort_key", "person_id", "school__name")
    )


def colleagues(session: Session, *, apart_from: Person) -> list[Person]:
    """The other mentors of the school who have no seat in this session, by name. One query."""
    seated = Enrolment.objects.filter(session=session, state__in=HOLDS_SEAT).values("person")
    rows = mentors(session.year).filter(school=session.school, person__is_active=True)
    rows = rows.exclude(person__in=seated).exclude(person=apart_from)
    return list({row.person_id: row.person for row in rows}.values())


def plans(year: ProgrammeYear) -> dict[int, SchoolPlan]:
    """The agreed plans by school: only an agreed rule holds."""
    return {plan.school_id: plan for plan in SchoolPlan.objects.filter(year=year, state=PlanState.AGREED)}


def participation(
    year: ProgrammeYear, schools: Iterable[School] | None = None, people: Collection[int] | None = None
) -> list[Standing]:
    """Every mentor (of these schools, among these people) with the rule and what she has of it: six queries."""
    rows = mentors(year).filter(person__is_active=True)
    if schools is not None:
        rows = rows.filter(school__in=list(schools))
    if people is not None:
        rows = rows.filter(person_id__in=people)
    agreed, given = plans(year), _workshops_given(year)
    spoken = {
        (row.plan.school_id, row.person_id): row
        for row in RuleMember.objects.filter(plan__year=year).select_related("plan")
    }
    have, waiting = _counts(year, people)
    invitees = {
        (row.invitation.school_id, row.person_id): row
        for row in Invitee.objects.filter(invitation__year=year).select_related("invitation")
    }
    found: dict[tuple[int, int], Standing] = {}
    for row in rows:
        assert row.school is not None  # constraint membership_has_school
        key = (row.school.pk, row.person_id)
        word = spoken.get(key)
        exempt = word.reason if word and word.kind == RuleMember.Kind.EXEMPT else ""
        found[key] = Standing(
            person=row.person,
            school=row.school,
            subject=row.subject,
            asked=rules.asked(
                _rule(agreed.get(row.school.pk), given[row.school.pk]),
                is_new=row.from_year == year.first_year,
                named=bool(word and word.kind == RuleMember.Kind.NAMED),
                exempt=bool(exempt),
            ),
            have=have[row.person_id],
            waiting=waiting[row.person_id],
            exempt=exempt,
            invitee=invitees.get(key),
        )
    return list(found.values())


def _rule(plan: SchoolPlan | None, possible: int) -> rules.Rule:
    if plan is None:
        return rules.Rule(0, RuleAudience.ALL, possible)
    return rules.Rule(plan.rule_count, plan.rule_audience, possible)


def _workshops_given(year: ProgrammeYear) -> Counter[int]:
    """How many different workshops each school gives in sessions that stand."""
    given = Session.objects.filter(year=year, state__in=STANDING).order_by().values_list("school_id")
    return Counter(dict(given.annotate(number=Count("edition_id", distinct=True))))


def _counts(year: ProgrammeYear, people: Collection[int] | None) -> tuple[Counter[int], Counter[int]]:
    """Per person: sessions with a seat, and places on waiting lists."""
    rows = live().filter(session__year=year)
    if people is not None:
        rows = rows.filter(person_id__in=people)
    have: Counter[int] = Counter()
    waiting: Counter[int] = Counter()
    for person_id, state in rows.order_by().values_list("person_id", "state"):
        (have if state in HOLDS_SEAT else waiting)[person_id] += 1
    return have, waiting

"""Questions about certificates: what is owed, the record of a person, hours per school, what a code stands for."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from dagdeel.base.partnerships.models import Membership, ProgrammeYear, School
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.partnerships.prepared import Ids, ids, prepared, sums
from dagdeel.base.partnerships.reading import asked_once
from dagdeel.base.people.models import Person
from dagdeel.year.attendance.models import Presence, TakenOver
from dagdeel.year.attendance.states import ATTENDED
from dagdeel.year.certificates import rules
from dagdeel.year.certificates.models import Certificate
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import SessionState

NOTHING: Final = Decimal(0)


def deserved() -> QuerySet[Presence]:
    """Who took part in a session that was held, in a workshop that gives hours."""
    rows = Presence.objects.filter(state__in=ATTENDED, session__state=SessionState.HELD)
    return rows.filter(session__edition__certificate_hours__gt=0)


def missing() -> QuerySet[Presence]:
    """Who took part and has no certificate for it, unless a person took it away."""
    theirs = Certificate.everywhere.filter(session=OuterRef("session"), person=OuterRef("person"))
    # two questions, because each has an index of its own
    return deserved().filter(
        ~Exists(theirs.filter(revoked_at__isnull=True)),
        ~Exists(theirs.filter(revoked_at__isnull=False, revoked_by_hand=True)),
    )


def valid() -> QuerySet[Certificate]:
    """Certificates that were not revoked."""
    return Certificate.objects.filter(revoked_at__isnull=True)


def undeserved(rows: QuerySet[Certificate] | None = None) -> QuerySet[Certificate]:
    """Valid certificates that the attendance no longer bears out: not there after all, or for another number of minutes."""
    same = Presence.everywhere.filter(session=OuterRef("session"), person=OuterRef("person"), state__in=ATTENDED)
    borne_out = same.annotate(kept=Coalesce("minutes", 0)).filter(kept=Coalesce(OuterRef("minutes"), 0))
    return (valid() if rows is None else rows).filter(~Exists(borne_out))


@dataclass(frozen=True, slots=True)
class Owed:
    """A session of which the certificates and the attendance do not agree."""

    session: Session
    missing: int
    undeserved: int
    due: date | None


@asked_once
def lacking(year: ProgrammeYear) -> dict[int, tuple[int, int]]:
    """The sessions that certificates have to be issued for: at which school, and how many. One query."""
    return {session: (school, number) for session, school, number in _lacking(year.pk)}


@prepared
def _lacking(year: int) -> QuerySet[Any, Any]:
    rows = missing().filter(session__year=year).order_by()
    return rows.values_list("session", "session__school").annotate(number=Count("pk"))


@prepared
def _wrong(year: int) -> QuerySet[Any, Any]:
    rows = undeserved().filter(session__year=year).order_by()
    return rows.values_list("session").annotate(number=Count("pk"))


@asked_once
def issued(year: ProgrammeYear) -> int:
    """How many certificates of a year are valid. One query."""
    ((number,),) = _issued(year.pk)
    return int(number)


@prepared
def _issued(year: int) -> QuerySet[Any, Any]:
    return sums(valid().filter(session__year=year), number=Count("pk"))


def issued_by_school(year: ProgrammeYear, schools: Iterable[School] | None = None) -> dict[int, int]:
    """The same by the school (id) of the session, of these schools when given. One query."""
    return dict(_issued_by_school(year.pk, ids(schools)))


@prepared
def _issued_by_school(year: int, schools: Ids) -> QuerySet[Any, Any]:
    rows = valid().filter(session__year=year).order_by()
    rows = rows if schools is None else rows.filter(session__school__in=schools)
    return rows.values_list("session__school").annotate(number=Count("pk"))


@asked_once
def owed(year: ProgrammeYear) -> tuple[Owed, ...]:
    """The sessions for which certificates have to be issued or taken back, oldest first. Three queries."""
    to_issue = {session: number for session, (_school, number) in lacking(year).items()}
    wrong: dict[int, int] = dict(_wrong(year.pk))
    if not to_issue and not wrong:
        return ()
    sessions = Session.objects.filter(pk__in=to_issue.keys() | wrong.keys())
    rows = sessions.select_related("edition", "school", "roster", "year").order_by("day", "starts", "pk")
    return tuple(Owed(row, to_issue.get(row.pk, 0), wrong.get(row.pk, 0), _due(row.roster.closed_at)) for row in rows)


def certified(sessions: Collection[Session]) -> set[int]:
    """Those of these sessions (ids) for which certificates were ever issued. One query."""
    return set(Certificate.objects.filter(session__in=sessions).values_list("session", flat=True))


def _due(closed: datetime | None) -> date | None:
    return rules.issue_by(closed.date()) if closed else None


@dataclass(frozen=True, slots=True)
class RecordYear:
    """What somebody did in one school year."""

    label: str
    certificates: tuple[Certificate, ...]
    waiting: tuple[Presence, ...]
    revoked: tuple[Certificate, ...]
    earlier: tuple[TakenOver, ...] = ()

    @property
    def hours(self) -> Decimal:
        """The hours of the valid certificates."""
        return sum((row.hours for row in self.certificates), NOTHING)


@dataclass(frozen=True, slots=True)
class PersonalRecord:
    """Everything that somebody can show, the newest year first."""

    person: Person
    years: tuple[RecordYear, ...]

    @property
    def hours(self) -> Decimal:
        """The hours of all years."""
        return sum((year.hours for year in self.years), NOTHING)

    @property
    def workshops(self) -> int:
        """How many workshops were certified."""
        return sum(len(year.certificates) for year in self.years)

    @property
    def earlier(self) -> int:
        """How many workshops were taken over from earlier records; they have no certificate and count for no hours here."""
        return sum(len(year.earlier) for year in self.years)


def record(person: Person) -> PersonalRecord:
    """The personal record over all years in this partnership. Three queries."""
    certificates: dict[int, list[Certificate]] = defaultdict(list)
    revoked: dict[int, list[Certificate]] = defaultdict(list)
    waiting: dict[int, list[Presence]] = defaultdict(list)
    for row in Certificate.objects.filter(person=person).select_related("session__year").order_by("-day", "-pk"):
        (certificates if row.is_valid else revoked)[row.session.year.first_year].append(row)
    for presence in missing().filter(person=person).select_related("session__year", "session__edition"):
        waiting[presence.session.year.first_year].append(presence)
    earlier: dict[int, list[TakenOver]] = defaultdict(list)
    for taken in TakenOver.objects.filter(person=person):
        earlier[taken.first_year].append(taken)
    years = sorted({*certificates, *revoked, *waiting, *earlier}, reverse=True)
    of_year = (
        RecordYear(f"{y}-{y + 1}", tuple(certificates[y]), tuple(waiting[y]), tuple(revoked[y]), tuple(earlier[y]))
        for y in years
    )
    return PersonalRecord(person, tuple(of_year))


@dataclass(frozen=True, slots=True)
class MentorHours:
    """The hours of one mentor: in this year, and in all years together."""

    person: Person
    subject: str
    workshops: int
    hours: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class SchoolHours:
    """The hours of the mentors of one school."""

    school: School
    mentors: tuple[MentorHours, ...]

    @property
    def hours(self) -> Decimal:
        """All hours of this year together."""
        return sum((row.hours for row in self.mentors), NOTHING)

    @property
    def total(self) -> Decimal:
        """All hours of all years together."""
        return sum((row.total for row in self.mentors), NOTHING)


def mentors_in(year: ProgrammeYear | int) -> QuerySet[Membership]:
    """The mentors of a year (or of the year that starts then); a mentor at two schools stands here twice."""
    first_year = year if isinstance(year, int) else year.first_year
    held = Membership.objects.filter(role=Role.MENTOR, from_year__lte=first_year)
    return held.filter(Q(to_year__isnull=True) | Q(to_year__gte=first_year))


def hours_per_school(year: ProgrammeYear, schools: Collection[School] | None = None) -> tuple[SchoolHours, ...]:
    """Hours per mentor, school by school (None: all schools of the partnership). Three queries."""
    shown = list(School.objects.all() if schools is None else sorted(schools, key=lambda school: school.name))
    mentors = mentors_in(year).filter(school__in=shown)
    found = _hours(year, shown)
    by_school: dict[int, dict[int, MentorHours]] = defaultdict(dict)
    for row in mentors.select_related("person").order_by("person__sort_key", "person_id"):
        if row.school_id is not None:
            number, hours, total = found.get(row.person_id, (0, NOTHING, NOTHING))
            by_school[row.school_id][row.person_id] = MentorHours(row.person, row.subject, number, hours, total)
    return tuple(SchoolHours(school, tuple(by_school[school.pk].values())) for school in shown)


@dataclass(slots=True)
class SchoolSums:
    """The hours of the mentors of one school in sums: certificates and hours of this year, hours of all years."""

    school: School
    mentors: int = 0
    with_certificate: int = 0
    certificates: int = 0
    hours: Decimal = NOTHING
    total: Decimal = NOTHING

    @property
    def average(self) -> Decimal:
        """Hours per mentor in this year."""
        return self.hours / self.mentors if self.mentors else NOTHING


def sums_per_school(year: ProgrammeYear, schools: Collection[School] | None = None) -> tuple[SchoolSums, ...]:
    """`hours_per_school` in sums, and nobody by name. Three queries."""
    shown = list(School.objects.all() if schools is None else sorted(schools, key=lambda school: school.name))
    found, sums_of = _hours(year, shown), {school.pk: SchoolSums(school) for school in shown}
    for school, person in set(_mentors_at(year.first_year, tuple(sums_of))):
        number, hours, total = found.get(person, (0, NOTHING, NOTHING))
        of = sums_of[school]
        of.mentors += 1
        of.with_certificate += number > 0
        of.certificates += number
        of.hours += hours
        of.total += total
    return tuple(sums_of.values())


def _hours(year: ProgrammeYear, schools: Iterable[School]) -> dict[int, tuple[int, Decimal, Decimal]]:
    """By mentor (id) of these schools: certificates and hours of this year, hours until then. One query."""
    rows = _hours_of(year.pk, year.first_year, tuple(school.pk for school in schools))
    return {person: (number, hours or NOTHING, total) for person, number, hours, total in rows}


@prepared
def _hours_of(year: int, first_year: int, schools: tuple[int, ...]) -> QuerySet[Any, Any]:
    this = Q(session__year=year)
    theirs = mentors_in(first_year).filter(school__in=schools).values("person")
    until = valid().filter(session__year__first_year__lte=first_year, person__in=theirs).order_by()
    return until.values_list("person").annotate(
        number=Count("pk", filter=this), recent=Sum("hours", filter=this), total=Sum("hours")
    )


@prepared
def _mentors_at(first_year: int, schools: tuple[int, ...]) -> QuerySet[Any, Any]:
    return mentors_in(first_year).filter(school__in=schools).order_by().values_list("school", "person")


def certificates_of(year: ProgrammeYear, school: School) -> QuerySet[Certificate]:
    """The certificates of a school's mentors in a year, newest first, with whether the person has a valid one for it."""
    people = mentors_in(year).filter(school=school).values("person")
    other = valid().filter(session=OuterRef("session"), person=OuterRef("person"))
    rows = Certificate.objects.filter(session__year=year, person__in=people).annotate(replaced=Exists(other))
    return rows.select_related("person").order_by("-day", "person__sort_key", "-pk")


def schools_of(certificate: Certificate, year: ProgrammeYear) -> tuple[int | None, ...]:
    """The schools at which the holder is a mentor in this year. One query."""
    return tuple(mentors_in(year).filter(person=certificate.person_id).values_list("school_id", flat=True))


def certificate_by_code(code: str) -> Certificate | None:
    """What a code stands for, whatever the partnership: whoever holds a code may ask. None when it stands for nothing."""
    return Certificate.everywhere.select_related("partnership").filter(code=code).first() if code else None


def ready(year: ProgrammeYear) -> QuerySet[Certificate]:
    """The valid certificates of a year with the people who get a mail about them."""
    return valid().filter(session__year=year).select_related("person").order_by("pk")


def broken_promises() -> Iterable[str]:
    """Over all partnerships: a valid certificate belongs to somebody who took part in a session that was held."""
    took_part = Presence.everywhere.filter(
        session=OuterRef("session"), person=OuterRef("person"), state__in=ATTENDED, session__state=SessionState.HELD
    )
    wrong = Certificate.everywhere.filter(~Exists(took_part), revoked_at__isnull=True)
    for pk, session in wrong.values_list("pk", "session_id"):
        yield f"Certificate {pk} is valid, but its person did not take part in session {session}."

"""What the pages of the administration ask: people with their roles, schools with their people. A fixed number of SQL queries."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships.holidays import public_holiday, school_holiday
from dagdeel.base.partnerships.models import HolidayRegion, Institute, Membership, ProgrammeYear, School
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.people.models import Person
from dagdeel.base.people.rules import folded


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person with the roles that were asked for, in words."""

    person: Person
    roles: tuple[str, ...]


def in_words(held: Membership) -> str:
    """The role as the partnership calls it, with its place and subject: mentor · School A (geschiedenis)."""
    place = held.school or held.institute
    words = f"{held.role_name} · {place}" if place else held.role_name
    return f"{words} ({held.subject})" if held.subject else words


def holding(year: ProgrammeYear) -> Q:
    """Roles that are held in this school year."""
    return Q(from_year__lte=year.first_year) & (Q(to_year__isnull=True) | Q(to_year__gte=year.first_year))


def last_shift(year: ProgrammeYear) -> Entry | None:
    """The last shift of deadlines, while they still have the days that it gave them. One query, beside the year itself."""
    told = ("year.shifted", "year.shift_undone", "year.changed")
    rows = Entry.objects.filter(object_type=year._meta.label_lower, object_id=str(year.pk), verb__in=told)
    last = rows.order_by("-pk").first()
    if last is None or last.verb != "year.shifted":
        return None
    now = {name: getattr(year, name) for name in last.after}
    return last if last.after == {name: day and day.isoformat() for name, day in now.items()} else None


def memberships(schools: Iterable[int] | None) -> QuerySet[Membership]:
    """Roles of this partnership with their place; at these schools (ids) only, when given."""
    found = Membership.objects.select_related("school", "institute", "partnership")
    return found if schools is None else found.filter(school__in=list(schools))


def people(found: QuerySet[Membership], *, words: str = "") -> QuerySet[Person]:
    """Who holds one of these roles, in the Dutch order of names; each word is looked for in name and mail address. Lazy."""
    persons = Person.objects.filter(pk__in=found.order_by().values("person"))
    for word in words.split():
        key = folded(word)
        in_name = Q(sort_key__contains=key) if key else Q(pk__in=())
        persons = persons.filter(in_name | Q(email__icontains=word))
    return persons.order_by("sort_key", "pk")


def with_roles(persons: Iterable[Person], found: QuerySet[Membership]) -> list[PersonRow]:
    """These people with the roles they hold among those found. One query beside that for the people."""
    listed = list(persons)
    held: dict[int, list[str]] = {person.pk: [] for person in listed}
    for membership in found.filter(person__in=listed).order_by("role", "from_year", "pk"):
        held[membership.person_id].append(in_words(membership))
    return [PersonRow(person, tuple(held[person.pk])) for person in listed]


def known_as(email: str) -> Person | None:
    """The person with this mail address who has or had a role in this partnership. One query."""
    ours = Membership.objects.values("person")
    return Person.objects.filter(email__iexact=email.strip(), pk__in=ours).first()


def namesakes(person: Person, number: int = 12) -> list[PersonRow]:
    """The others in this partnership who have the same name, however it was typed, so many of them. One query."""
    held = memberships(None).filter(person__sort_key=person.sort_key).exclude(person=person)
    found: dict[Person, list[str]] = {}
    for role in held.select_related("person").order_by("person__email", "role", "from_year", "pk"):
        found.setdefault(role.person, []).append(in_words(role))
    return [PersonRow(other, tuple(roles)) for other, roles in list(found.items())[:number]]


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """A school and how many mentors it has this year."""

    school: School
    mentors: int


def with_mentors(found: QuerySet[School], year: ProgrammeYear) -> QuerySet[School]:
    """These schools with `number_of_mentors`, to sort by."""
    held = Membership.everywhere.filter(holding(year), role=Role.MENTOR, school=OuterRef("pk")).order_by()
    number = held.values("school").annotate(number=Count("person", distinct=True)).values("number")
    return found.annotate(number_of_mentors=Coalesce(Subquery(number), 0))


def schools(year: ProgrammeYear, shown: Iterable[School]) -> list[SchoolRow]:
    """These schools with their number of mentors. One query."""
    listed = list(shown)
    held = Membership.objects.filter(holding(year), role=Role.MENTOR, school__in=listed)
    counts = dict(held.order_by().values_list("school").annotate(number=Count("person", distinct=True)))
    return [SchoolRow(school, counts.get(school.pk, 0)) for school in listed]


@dataclass(frozen=True, slots=True)
class InstituteRow:
    """An institute and how many people of it take part this year."""

    institute: Institute
    people: int


def institutes(year: ProgrammeYear) -> list[InstituteRow]:
    """Every institute with its number of people. Two queries."""
    held = Membership.objects.filter(holding(year), institute__isnull=False)
    counts = dict(held.order_by().values_list("institute").annotate(number=Count("person", distinct=True)))
    return [InstituteRow(institute, counts.get(institute.pk, 0)) for institute in Institute.objects.all()]


@dataclass(frozen=True, slots=True)
class Peopled:
    """How far a partnership is with its schools, institutes and people."""

    schools: int
    institutes: int
    people: int
    without_head: tuple[str, ...]
    without_educator: tuple[str, ...]

    @property
    def staffed(self) -> bool:
        """Whether every school has somebody who chooses and somebody who agrees."""
        return self.schools > 0 and not self.without_head and not self.without_educator


def peopled(year: ProgrammeYear) -> Peopled:
    """How many schools, institutes and people there are this year, and which schools still lack somebody. Four queries."""
    named = dict(School.objects.values_list("pk", "name"))
    held = Membership.objects.filter(holding(year))
    filled = set(held.filter(role__in=(Role.HEAD, Role.SCHOOL_EDUCATOR)).order_by().values_list("role", "school"))

    def without(role: Role) -> tuple[str, ...]:
        return tuple(name for pk, name in named.items() if (role.value, pk) not in filled)

    return Peopled(
        schools=len(named),
        institutes=Institute.objects.count(),
        people=held.order_by().values("person").distinct().count(),
        without_head=without(Role.HEAD),
        without_educator=without(Role.SCHOOL_EDUCATOR),
    )


def closed_days() -> Callable[[date], bool]:
    """Tells of a day whether schools are closed on it: at the weekend, on a public holiday, in a holiday of any region
    where the partnership has a school. One query.
    """
    regions = set(School.objects.order_by().values_list("holiday_region", flat=True)) or {HolidayRegion.SOUTH.value}

    def closed(day: date) -> bool:
        free = day.weekday() >= 5 or bool(public_holiday(day))
        return free or any(school_holiday(day, region) for region in regions)

    return closed

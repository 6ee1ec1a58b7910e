"""What pages, mails and later steps ask about trainers. A fixed number of SQL queries each."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from dagdeel.base.partnerships.halfdays import ASKED, HalfDayOf, last_of_month, session_months, workdays
from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.base.partnerships.prepared import Ids, prepared, sums
from dagdeel.base.partnerships.reading import asked_once
from dagdeel.base.people.models import Person
from dagdeel.base.people.rules import folded
from dagdeel.year.catalogue.models import Edition, Workshop
from dagdeel.year.catalogue.states import EditionState
from dagdeel.year.trainers.models import Availability, Competence, Trainer, Travel
from dagdeel.year.trainers.states import Suits

# Trainers ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TrainerRow:
    """One line of the list: what a trainer can give, and how much was said. Never a mark."""

    trainer: Trainer
    workshops: tuple[str, ...]
    can: int
    said: int
    schools: int  # to how many schools the travel is known


def trainers(*, institutes: Iterable[int] | None = None) -> QuerySet[Trainer]:
    """Trainers with person and institute, by name; of these institutes (ids) only, when given."""
    found = Trainer.objects.select_related("person", "institute")
    return found if institutes is None else found.filter(institute__in=institutes)


def narrowed(found: QuerySet[Trainer], year: ProgrammeYear, chosen: Mapping[str, str]) -> QuerySet[Trainer]:
    """Of these trainers those of an `institute` (id), those who can give a `workshop` (id), and of the active ones those who `said`
    (yes or no) when they can."""
    if institute := chosen.get("institute"):
        found = found.filter(institute_id=int(institute))
    if workshop := chosen.get("workshop"):
        found = found.filter(Exists(Competence.everywhere.filter(trainer=OuterRef("pk"), workshop=int(workshop))))
    if said := chosen.get("said"):
        answers = Exists(Availability.everywhere.filter(trainer=OuterRef("pk"), year=year))
        found = found.filter(answers if said == "yes" else ~answers, active=True)
    return found


def called(words: Iterable[str]) -> QuerySet[Trainer]:
    """The trainers with all these words in their name. One query."""
    found = trainers()
    for word in words:
        found = found.filter(person__sort_key__contains=folded(word)) if folded(word) else found.none()
    return found


def listing(year: ProgrammeYear, shown: Iterable[Trainer]) -> list[TrainerRow]:
    """These trainers (of `trainers`) as lines of a list. Three queries."""
    listed = list(shown)
    can_give: dict[int, list[str]] = defaultdict(list)
    competences = Competence.objects.filter(trainer__in=listed).order_by("workshop__name")
    for trainer, workshop in competences.values_list("trainer", "workshop__name"):
        can_give[trainer].append(workshop)
    answers = Availability.objects.filter(year=year, trainer__in=listed).order_by().values_list("trainer")
    suits = Count("pk", filter=Q(suits=Suits.CAN))
    said = {trainer: (can, number) for trainer, can, number in answers.annotate(can=suits, number=Count("pk"))}
    ways = Travel.objects.filter(trainer__in=listed).order_by().values_list("trainer")
    schools = dict(ways.annotate(number=Count("pk")))
    return [
        TrainerRow(row, tuple(can_give[row.pk]), *said.get(row.pk, (0, 0)), schools.get(row.pk, 0)) for row in listed
    ]


def trainer_of(person: Person) -> Trainer | None:
    """The trainer that this person is in the current partnership. One query."""
    return trainers().filter(person=person).first()


def said_nothing(year: ProgrammeYear) -> list[Trainer]:
    """Active trainers who said nothing yet about the year. One query."""
    return list(trainers().filter(active=True).exclude(availability__year=year))


@asked_once
def counts(year: ProgrammeYear, institutes: tuple[int, ...] | None = None) -> tuple[int, int]:
    """How many active trainers (of these institutes, ids) said something about the year, and how many there are. One query."""
    found = _counts(year.pk, institutes)
    return (found[0][0], found[0][1]) if found else (0, 0)


@prepared
def _counts(year: int, institutes: Ids) -> QuerySet[Any, Any]:
    said = Q(Exists(Availability.everywhere.filter(trainer=OuterRef("pk"), year=year)))
    active = Trainer.objects.filter(active=True)
    active = active if institutes is None else active.filter(institute__in=institutes)
    return sums(active, said=Count("pk", filter=said), everybody=Count("pk"))


@dataclass(frozen=True, slots=True)
class Capacity:
    """What trainers can do for one edition of the brochure: how many can give it, and their maxima together."""

    edition: Edition
    trainers: int
    sessions: int


def capacity(year: ProgrammeYear) -> list[Capacity]:
    """Per published edition how many active trainers can give it. Two queries.

    `sessions` adds up the yearly maximum of each: an upper bound, for a trainer gives other workshops too.
    """
    able = Competence.objects.filter(trainer__active=True).values("workshop").order_by("workshop")
    rows = able.annotate(number=Count("pk"), most=Sum("trainer__maximum")).values_list("workshop", "number", "most")
    found = {workshop: (number, most) for workshop, number, most in rows}
    editions = Edition.objects.filter(year=year, state=EditionState.PUBLISHED)
    return [Capacity(edition, *found.get(edition.workshop_id, (0, 0))) for edition in editions]


def workshops_to_know(year: ProgrammeYear, *, also: Iterable[int] = ()) -> QuerySet[Workshop]:
    """The workshops that somebody must be able to give: those of this year's offer, drafts too, and `also` these (ids)."""
    offered = Edition.objects.filter(year=year).exclude(state=EditionState.WITHDRAWN)
    return Workshop.objects.filter(Q(pk__in=offered.values("workshop")) | Q(pk__in=list(also)))


# Availability ------------------------------------------------------------------------------------------------------


def said_by(trainer: Trainer, year: ProgrammeYear) -> dict[HalfDayOf, str]:
    """What a trainer said about each half-day of a year. One query."""
    rows = Availability.objects.filter(trainer=trainer, year=year).values_list("day", "half_day", "suits")
    return {(day, half_day): suits for day, half_day, suits in rows}


@dataclass(frozen=True, slots=True)
class SaidInMonth:
    """How many half-days of a month were answered, by answer, out of how many are asked about."""

    month: date
    can: int
    rather_not: int
    cannot: int
    asked: int

    @property
    def said(self) -> int:
        return self.can + self.rather_not + self.cannot

    @property
    def open(self) -> int:
        return self.asked - self.said


def said_by_month(said: Mapping[HalfDayOf, str], year: ProgrammeYear) -> list[SaidInMonth]:
    """What was said about each month in which workshops are given. No query."""
    found = []
    for month in session_months(year.first_year):
        here = Counter(s for (day, _part), s in said.items() if (day.year, day.month) == (month.year, month.month))
        asked = len(ASKED) * len(list(workdays(month, last_of_month(month))))
        found.append(SaidInMonth(month, here[Suits.CAN], here[Suits.RATHER_NOT], here[Suits.CANNOT], asked))
    return found


def availability(year: ProgrammeYear) -> dict[int, dict[HalfDayOf, str]]:
    """What every trainer (by id) said about each half-day of a year. One query."""
    found: dict[int, dict[HalfDayOf, str]] = {}
    rows = Availability.objects.filter(year=year).values_list("trainer", "day", "half_day", "suits")
    for trainer, day, half_day, suits in rows:
        found.setdefault(trainer, {})[day, half_day] = suits
    return found


def regions() -> list[str]:
    """The holiday regions of our schools. One query."""
    return list(School.objects.order_by("holiday_region").values_list("holiday_region", flat=True).distinct())


# Travel ------------------------------------------------------------------------------------------------------------


def travel_of(trainer: Trainer) -> list[tuple[School, Travel | None]]:
    """Every school, with how far it is for this trainer where that is known. Two queries."""
    known = {row.school_id: row for row in Travel.objects.filter(trainer=trainer)}
    return [(school, known.get(school.pk)) for school in School.objects.all()]


def competences_of(trainer: Trainer) -> list[Competence]:
    """What a trainer can give, by name of the workshop. One query. The marks in it are for `can_see_quality` only."""
    return list(trainer.competences.select_related("workshop"))


# Doctor ------------------------------------------------------------------------------------------------------------


def strange_availability() -> list[Availability]:
    """Answers of any partnership about a day outside the year that they are for. One query."""
    rows = Availability.everywhere.select_related("year", "trainer__person")
    return [row for row in rows if not row.year.first_day <= row.day <= row.year.last_day]

"""The setting of the play: the partnership of the booklet with its invented people."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.utils import timezone

from dagdeel.base.administration import actions as administration
from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.models import HolidayRegion, Institute, Membership, Partnership, School
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.people.models import Person
from dagdeel.demo import facts
from dagdeel.demo.names import SUBJECTS, Name, invented


def moment(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """A moment on a day of the play, in the zone of the schools."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


@dataclass(slots=True)
class SchoolStage:
    """A school of the play and who acts there."""

    fact: facts.SchoolFact
    school: School
    head: Person
    educator: Person
    institute_educator: Person
    mentors: list[Person] = field(default_factory=list)


@dataclass(slots=True)
class Stage:
    """Everybody and everything that the chapters of the play need."""

    chance: random.Random
    partnership: Partnership
    lead: Person
    council: Person
    controller: Person
    developer: Person
    institutes: list[Institute]
    schools: list[SchoolStage]
    trainers: list[tuple[Person, Institute]]


def set_the_stage() -> Stage:
    """Found the partnership and give everybody a role; the scope must be closed."""
    chance = random.Random(facts.SEED)  # noqa: S311 - a play, not a secret
    names = invented(chance)
    at = moment(date(2015, 2, 2))
    lead = Person.objects.create_person(
        given_name="Noor", prefix="de", surname="Wit", email="noor.dewit@voorbeeld.example"
    )
    partnership = administration.found_partnership(
        name=facts.PARTNERSHIP,
        short_name=facts.SHORT_NAME,
        slug=facts.SLUG,
        reply_to="programma@voorbeeld.example",
        by=lead,
        at=at,
    )
    with scope.of(partnership):
        institutes = [administration.add_institute(name=name, by=lead, at=at) for name in facts.INSTITUTES]
        casting = _Casting(names, chance, lead, at)
        stage = Stage(
            chance=chance,
            partnership=partnership,
            lead=lead,
            council=casting.act(Role.COUNCIL_MEMBER),
            controller=casting.act(Role.CONTROLLER),
            developer=casting.act(Role.DEVELOPER),
            institutes=institutes,
            schools=[],
            trainers=[],
        )
        for number, fact in enumerate(facts.SCHOOLS):
            stage.schools.append(_found_school(fact, institutes[number % 2], casting))
        for institute in institutes:
            stage.trainers += [
                (casting.act(Role.TRAINER, institute=institute), institute) for _ in range(facts.TRAINERS_PER_INSTITUTE)
            ]
    return stage


@dataclass(slots=True)
class _Casting:
    """Gives the next invented person a role."""

    names: Iterator[Name]
    chance: random.Random
    lead: Person
    at: datetime

    def act(
        self, role: Role, *, school: School | None = None, institute: Institute | None = None, from_year: int = 2014
    ) -> Person:
        name = next(self.names)
        return administration.add_person(
            given_name=name.given,
            prefix=name.prefix,
            surname=name.surname,
            email=name.email,
            role=role,
            from_year=from_year,
            school=school,
            institute=institute,
            subject=self.chance.choice(SUBJECTS) if role == Role.MENTOR else "",
            by=self.lead,
            at=self.at,
        ).person


def _found_school(fact: facts.SchoolFact, institute: Institute, casting: _Casting) -> SchoolStage:
    school = administration.add_school(
        name=fact.name,
        street=fact.street,
        postcode=fact.postcode,
        town="Voorbeeldstad",
        holiday_region=HolidayRegion.SOUTH,
        by=casting.lead,
        at=casting.at,
    )
    casting.act(Role.HR_OFFICER, school=school)
    found = SchoolStage(
        fact=fact,
        school=school,
        head=casting.act(Role.HEAD, school=school),
        educator=casting.act(Role.SCHOOL_EDUCATOR, school=school),
        institute_educator=casting.act(Role.INSTITUTE_EDUCATOR, institute=institute),
    )
    # one in seven begins in the second year, so that there are newcomers then
    found.mentors = [
        casting.act(Role.MENTOR, school=school, from_year=2016 if n % 7 == 6 else 2014) for n in range(fact.mentors)
    ]
    return found


def mentors_in(stage: SchoolStage, year: int) -> list[Person]:
    """The mentors of a school who were there in that year, in the order of the casting."""
    there = set(
        Membership.objects.filter(school=stage.school, role=Role.MENTOR, from_year__lte=year).values_list(
            "person_id", flat=True
        )
    )
    return [person for person in stage.mentors if person.pk in there]

"""What the programme lead settles about trainers, what trainers say themselves, and what the evaluation hands over."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from dagdeel.base.administration.actions import meet
from dagdeel.base.history.actions import record
from dagdeel.base.partnerships.halfdays import HalfDayOf
from dagdeel.base.partnerships.members import memberships_of
from dagdeel.base.partnerships.models import HalfDay, Institute, Membership, ProgrammeYear, School
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.people.models import Person
from dagdeel.year.catalogue.models import Workshop
from dagdeel.year.trainers import queries, rules
from dagdeel.year.trainers.models import Availability, Competence, Trainer, Travel
from dagdeel.year.trainers.states import Suits

Qualities = Mapping[tuple[int, int], tuple[Decimal, int]]


class AlreadyTrainer(Exception):
    """This person is a trainer of the partnership already, perhaps an inactive one."""


class OutsideYear(Exception):
    """The date lies outside the school year."""

    def __init__(self, day: date) -> None:
        super().__init__(day)
        self.day = day


class TooFar(Exception):
    """Nobody travels longer than a working day for a workshop."""

    def __init__(self, school: School) -> None:
        super().__init__(school.name)
        self.school = school


class OffScale(Exception):
    """A quality lies from 1 to 5."""


class UnknownCompetence(Exception):
    """A quality was handed over for a trainer and workshop that do not belong together."""


@transaction.atomic
def add_trainer(
    year: ProgrammeYear, *, person: Person, institute: Institute, maximum: int, by: Person, at: datetime
) -> Trainer:
    """Let this person give workshops for the partnership; the role of trainer comes along when it is missing.

    Raises AlreadyTrainer.
    """
    return _add(year, person=person, institute=institute, maximum=maximum, by=by, at=at)


@transaction.atomic
def introduce_trainer(
    year: ProgrammeYear,
    *,
    given_name: str,
    prefix: str,
    surname: str,
    email: str,
    institute: Institute,
    maximum: int,
    by: Person,
    at: datetime,
) -> Trainer:
    """As `add_trainer`, for the person with this mail address, who is made when unknown.

    Raises AlreadyTrainer, KnownByAnotherName.
    """
    person = meet(given_name=given_name, prefix=prefix, surname=surname, email=email)
    return _add(year, person=person, institute=institute, maximum=maximum, by=by, at=at)


def _add(
    year: ProgrammeYear, *, person: Person, institute: Institute, maximum: int, by: Person, at: datetime
) -> Trainer:
    try:
        with transaction.atomic():
            made = Trainer.objects.create(person=person, institute=institute, maximum=maximum)
    except IntegrityError as no:
        raise AlreadyTrainer from no
    member = memberships_of(person, year.partnership, year)
    gives_role = member is None or not member.has(Role.TRAINER)
    if gives_role:
        Membership.objects.create(person=person, role=Role.TRAINER, institute=institute, from_year=year.first_year)
    after = {"institute": institute.name, "maximum": maximum, "role_given": gives_role}
    record("trainer.added", made, by=by, at=at, after=after)
    return made


@transaction.atomic
def change_trainer(trainer: Trainer, *, maximum: int, active: bool, remarks: str, by: Person, at: datetime) -> None:
    """Change how often a trainer gives workshops at most, whether she does at all, and what the planner should know."""
    _lock(trainer)
    before = {"maximum": trainer.maximum, "active": trainer.active}
    trainer.maximum, trainer.active, trainer.remarks = maximum, active, remarks.strip()
    trainer.save(update_fields=["maximum", "active", "remarks"])
    record("trainer.changed", trainer, by=by, at=at, before=before, after={"maximum": maximum, "active": active})


@transaction.atomic
def retire_trainer(trainer: Trainer, *, reason: str, by: Person, at: datetime) -> None:
    """Ask a trainer no more, and forget what was said: half-days, ways, and what evaluations found."""
    _lock(trainer)
    for said in (trainer.availability, trainer.travel, trainer.competences):
        said.all().delete()
    before, trainer.active = {"active": trainer.active}, False
    trainer.save(update_fields=["active"])
    record("trainer.retired", trainer, by=by, at=at, before=before, after={"active": False}, reason=reason)


@transaction.atomic
def set_competences(trainer: Trainer, *, workshops: Iterable[Workshop], by: Person, at: datetime) -> None:
    """Say which workshops the trainer can give: all of them. What stays keeps its quality."""
    _lock(trainer)
    wanted = {workshop.pk: workshop for workshop in workshops}
    rows = {row.workshop_id: row for row in trainer.competences.select_related("workshop")}
    before = sorted(row.workshop.name for row in rows.values())
    trainer.competences.exclude(workshop__in=wanted).delete()
    Competence.objects.bulk_create(
        Competence(partnership_id=trainer.partnership_id, trainer=trainer, workshop=workshop)
        for key, workshop in wanted.items()
        if key not in rows
    )
    after = sorted(workshop.name for workshop in wanted.values())
    record("trainer.competences_set", trainer, by=by, at=at, before={"workshops": before}, after={"workshops": after})


@transaction.atomic
def say_availability(
    trainer: Trainer,
    *,
    year: ProgrammeYear,
    answers: Mapping[tuple[date, HalfDay], Suits | None],
    by: Person,
    at: datetime,
) -> int:
    """Say how these half-days suit; the others stay as they are, None takes an answer back.

    Returns how many answers changed. Raises OutsideYear, and then nothing is kept.
    """
    for day, _half_day in answers:
        if not year.first_day <= day <= year.last_day:
            raise OutsideYear(day)
    _lock(trainer)
    said = queries.said_by(trainer, year)
    changed = {key: suits for key, suits in answers.items() if said.get((key[0], str(key[1]))) != suits}
    _take_back(trainer, {(day, str(half_day)) for (day, half_day), suits in changed.items() if suits is None})
    Availability.objects.bulk_create(
        [
            Availability(
                partnership_id=trainer.partnership_id,
                trainer=trainer,
                year=year,
                day=day,
                half_day=half_day,
                suits=suits,
            )
            for (day, half_day), suits in changed.items()
            if suits is not None
        ],
        update_conflicts=True,
        unique_fields=["trainer", "day", "half_day"],
        update_fields=["suits", "year"],
        batch_size=200,
    )
    record("trainer.availability_said", trainer, by=by, at=at, after=_counted(changed))
    return len(changed)


def _take_back(trainer: Trainer, half_days: set[HalfDayOf]) -> None:
    rows = trainer.availability.filter(day__in={day for day, _ in half_days})
    gone = [pk for pk, day, half_day in rows.values_list("pk", "day", "half_day") if (day, half_day) in half_days]
    trainer.availability.filter(pk__in=gone).delete()


def _counted(changed: Mapping[tuple[date, HalfDay], Suits | None]) -> dict[str, int | str]:
    """History tells how much was said and about which days; the answers themselves stand in their own table."""
    counts: dict[str, int | str] = dict(Counter(str(suits or "taken_back") for suits in changed.values()))
    if changed:
        days = [day for day, _ in changed]
        counts |= {"first": min(days).isoformat(), "last": max(days).isoformat()}
    return counts


@transaction.atomic
def set_travel(
    trainer: Trainer, *, minutes_km: Mapping[School, tuple[int, int] | None], by: Person, at: datetime
) -> None:
    """Say how long (minutes) and how far (km) it is to these schools, one way; None: not known. Raises TooFar."""
    for school, distance in minutes_km.items():
        if distance is not None and distance[0] > rules.LONGEST_TRAVEL:
            raise TooFar(school)
    _lock(trainer)
    trainer.travel.filter(school__in=[school for school, distance in minutes_km.items() if distance is None]).delete()
    Travel.objects.bulk_create(
        [
            Travel(
                partnership_id=trainer.partnership_id,
                trainer=trainer,
                school=school,
                minutes=distance[0],
                km=distance[1],
            )
            for school, distance in minutes_km.items()
            if distance is not None
        ],
        update_conflicts=True,
        unique_fields=["trainer", "school"],
        update_fields=["minutes", "km"],
    )
    after = {"schools": {school.name: distance for school, distance in minutes_km.items()}}
    record("trainer.travel_set", trainer, by=by, at=at, after=after)


@transaction.atomic
def record_quality(year: ProgrammeYear, *, qualities: Qualities, by: Person | None, at: datetime) -> int:
    """Keep what the evaluation of a year found: by (trainer id, workshop id) the mean from 1 to 5 and the answers behind it.

    A trainer who no longer has the competence is passed over; returns how many were kept. History tells the number, never the
    marks: they are for the trainer and the programme lead only. Raises OffScale, UnknownCompetence.
    """
    if not all(rules.on_scale(float(mean)) and answers >= 0 for mean, answers in qualities.values()):
        raise OffScale
    _check_known(qualities)
    trainers = {trainer for trainer, _ in qualities}
    rows = list(Competence.objects.select_for_update().filter(trainer__in=trainers))
    kept = [row for row in rows if (row.trainer_id, row.workshop_id) in qualities]
    for row in kept:
        row.quality, row.answers = qualities[row.trainer_id, row.workshop_id]
    Competence.objects.bulk_update(kept, ["quality", "answers"])
    record("trainers.quality_recorded", year, by=by, at=at, after={"competences": len(kept)})
    return len(kept)


def _check_known(qualities: Qualities) -> None:
    """Trainers and workshops of another partnership, or of none, are a mistake and not something to pass over."""
    trainers, workshops = {trainer for trainer, _ in qualities}, {workshop for _, workshop in qualities}
    if Trainer.objects.filter(pk__in=trainers).count() != len(trainers):
        raise UnknownCompetence
    if Workshop.objects.filter(pk__in=workshops).count() != len(workshops):
        raise UnknownCompetence


def _lock(trainer: Trainer) -> None:
    """Read the trainer anew and keep others from changing her until we are done."""
    trainer.refresh_from_db(from_queryset=Trainer.objects.select_for_update())

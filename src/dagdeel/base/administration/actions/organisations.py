"""Schools and institutes: added, and corrected."""

from datetime import datetime

from django.db import transaction

from dagdeel.base.history.actions import record
from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.models import Institute, School
from dagdeel.base.people.models import Person


@transaction.atomic
def add_school(*, name: str, by: Person, at: datetime, **details: str) -> School:
    """Add a school with its BRIN, address and holiday region; raises ValidationError for a BRIN that is none."""
    school = School(partnership_id=scope.current(), name=name, **details)
    school.full_clean()
    school.save()
    record("school.added", school, by=by, at=at, after={"name": name, **details})
    return school


@transaction.atomic
def add_institute(*, name: str, by: Person, at: datetime) -> Institute:
    """Add a teacher education institute."""
    institute = Institute.objects.create(name=name)
    record("institute.added", institute, by=by, at=at, after={"name": name})
    return institute


@transaction.atomic
def correct_school(
    school: School,
    *,
    name: str,
    brin: str,
    street: str,
    postcode: str,
    town: str,
    holiday_region: str,
    by: Person,
    at: datetime,
) -> None:
    """What a school is called and where it stands, from now on, in every year; raises ValidationError as adding does."""
    wanted = {"name": name, "brin": brin, "street": street, "postcode": postcode, "town": town}
    _correct(school, {**wanted, "holiday_region": holiday_region}, "school.corrected", by=by, at=at)


@transaction.atomic
def correct_institute(institute: Institute, *, name: str, by: Person, at: datetime) -> None:
    """What an institute is called from now on, in every year; raises ValidationError for the name of another."""
    _correct(institute, {"name": name}, "institute.corrected", by=by, at=at)


def _correct(row: School | Institute, wanted: dict[str, str], verb: str, *, by: Person, at: datetime) -> None:
    """Write and tell what differs from what is kept, and nothing when nothing does."""
    kept = type(row)._default_manager.select_for_update().get(pk=row.pk)
    before = {name: getattr(kept, name) for name, value in wanted.items() if getattr(kept, name) != value}
    if not before:
        return
    after = {name: wanted[name] for name in before}
    for name, value in after.items():
        setattr(row, name, value)
    row.full_clean()
    row.save(update_fields=[*after])
    record(verb, row, by=by, at=at, before=before, after=after)

"""What the database itself refuses, whoever asks."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.models import Institute, Membership, Partnership, ProgrammeYear, School
from dagdeel.base.partnerships.permissions import Role
from tests.cast import Cast, partnership, person

Made = Callable[[Cast], Any]


def _role(cast: Cast, role: Role, **fields: Any) -> list[Membership]:
    """Past every check in Python: straight to the table."""
    return Membership.objects.bulk_create([Membership(person=cast.mentor, role=role, **{"from_year": 2016, **fields})])


def _twice(cast: Cast, role: Role, **fields: Any) -> None:
    _role(cast, role, **fields)
    _role(cast, role, **fields)


REFUSED: dict[str, Made] = {
    "membership_has_school": lambda c: _role(c, Role.HEAD),
    "membership_has_institute": lambda c: _role(c, Role.TRAINER),
    "membership_years_in_order": lambda c: _role(c, Role.CONTROLLER, to_year=2015),
    "membership_unique": lambda c: _twice(c, Role.CONTROLLER),
    "membership_unique_at_school": lambda c: _twice(c, Role.HEAD, school=c.school),
    "membership_unique_at_institute": lambda c: _twice(c, Role.TRAINER, institute=c.institute),
    "year_unique": lambda c: ProgrammeYear.objects.create(first_year=2016),
    "year_group_sizes": lambda c: ProgrammeYear.objects.update(group_minimum=21),
    "year_group_sizes, none": lambda c: ProgrammeYear.objects.update(group_minimum=0),
    "year_threshold, low": lambda c: ProgrammeYear.objects.update(threshold=2),
    "year_threshold, high": lambda c: ProgrammeYear.objects.update(threshold=11),
    "school_name_unique": lambda c: School.objects.create(name=c.school.name),
    "institute_name_unique": lambda c: Institute.objects.create(name=c.institute.name),
    "slug": lambda c: Partnership.objects.create(name="Dubbel", short_name="D", slug=c.partnership.slug),
}


@pytest.mark.parametrize("broken", REFUSED.values(), ids=REFUSED.keys())
def test_the_database_refuses(broken: Made, inside: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        broken(inside)


def test_one_person_holds_one_role_at_two_schools_and_two_roles_at_one(inside: Cast) -> None:
    who = person()
    for role, school in ((Role.MENTOR, inside.school), (Role.MENTOR, inside.other_school), (Role.HEAD, inside.school)):
        Membership.objects.create(person=who, role=role, school=school, from_year=2016)
    assert who.memberships.count() == 3


def test_two_partnerships_may_have_a_school_of_the_same_name(inside: Cast) -> None:
    other = partnership("Een andere")
    with scope.of(other):
        assert School.objects.create(name=inside.school.name).pk != inside.school.pk


@pytest.mark.parametrize("brin", ["02ab", "2AB", "02AB\n"])
def test_a_school_with_a_brin_that_is_none_is_refused_beside_the_field(brin: str, inside: Cast) -> None:
    with pytest.raises(ValidationError) as no:
        School(partnership=inside.partnership, name="Nieuw", brin=brin).full_clean()
    assert set(no.value.message_dict) == {"brin"}


def test_a_school_year_runs_from_august_to_july(cast: Cast) -> None:
    assert (str(cast.year), str(cast.year.first_day), str(cast.year.last_day)) == (
        "2016-2017",
        "2016-08-01",
        "2017-07-31",
    )

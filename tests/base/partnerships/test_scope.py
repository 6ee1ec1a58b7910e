"""The wall: what is read and written stays within one partnership."""

from collections.abc import Callable

import pytest

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.models import Institute, ProgrammeYear, School
from dagdeel.base.partnerships.scope import NoScope, WrongPartnership
from tests.cast import Cast, partnership


@pytest.fixture
def theirs(cast: Cast) -> School:
    """A school of another partnership."""
    with scope.of(partnership("Een andere")):
        return School.objects.create(name="School van hen")


# Read lock ------------------------------------------------------------------------------------------------------


def test_without_a_scope_an_owned_table_cannot_be_read(cast: Cast) -> None:
    with pytest.raises(NoScope):
        School.objects.all()
    with pytest.raises(NoScope):
        _ = list(cast.school.memberships.all())


def test_inside_a_scope_only_its_own_rows_are_seen(inside: Cast, theirs: School) -> None:
    assert set(School.objects.all()) == {inside.school, inside.other_school}
    assert not School.objects.filter(pk=theirs.pk).exists()
    assert {y.partnership for y in ProgrammeYear.objects.all()} == {inside.partnership}


def test_a_queryset_made_inside_keeps_its_partnership_outside(cast: Cast, theirs: School) -> None:
    with scope.of(cast.partnership):
        ours = School.objects.all()
    assert theirs not in list(ours)


def test_a_scope_within_a_scope_ends_where_it_began(cast: Cast, theirs: School) -> None:
    with scope.of(cast.partnership):
        with scope.of(theirs.partnership):
            assert scope.current() == theirs.partnership_id
        assert scope.current() == cast.partnership.pk
    assert not scope.is_open()


def test_a_scope_ends_when_its_work_breaks(cast: Cast) -> None:
    with pytest.raises(ValueError, match="broken"), scope.of(cast.partnership):
        raise ValueError("broken")
    assert not scope.is_open()


# Write lock -----------------------------------------------------------------------------------------------------


def _save(row: School) -> None:
    row.name = "Gekaapt"
    row.save()


def _take_along(row: School) -> None:
    row.partnership_id = scope.current()
    row.save()


WRITES: dict[str, Callable[[School], object]] = {
    "save": _save,
    "taking it along": _take_along,
    "delete": lambda row: row.delete(),
    "create": lambda row: School.objects.create(partnership=row.partnership, name="Nieuw"),
    "bulk_create": lambda row: School.objects.bulk_create([School(partnership=row.partnership, name="Nieuw")]),
    "bulk_update": lambda row: School.objects.bulk_update([row], ["name"]),
    "get_or_create": lambda row: School.objects.get_or_create(partnership=row.partnership, name="Nieuw"),
    "update_or_create": lambda row: School.objects.update_or_create(partnership=row.partnership, name="Nieuw"),
    "update of the partnership": lambda row: School.objects.update(partnership=row.partnership),
    "update of its id": lambda row: School.objects.update(partnership_id=row.partnership_id),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
def test_no_way_of_writing_reaches_another_partnership(
    write: Callable[[School], object], inside: Cast, theirs: School
) -> None:
    before = sorted(School.everywhere.values_list("pk", "partnership_id", "name"))
    with pytest.raises(WrongPartnership):
        write(theirs)
    assert sorted(School.everywhere.values_list("pk", "partnership_id", "name")) == before


def test_a_row_cannot_be_moved_even_where_no_scope_is_open(cast: Cast, theirs: School) -> None:
    row = School.everywhere.get(pk=cast.school.pk)
    row.partnership_id = theirs.partnership_id
    with pytest.raises(WrongPartnership):
        row.save()


def test_an_update_or_delete_of_everything_leaves_the_others_alone(inside: Cast, theirs: School) -> None:
    with scope.of(theirs.partnership):
        Institute.objects.create(name="Tijdelijk, van hen")
    Institute.objects.create(name="Tijdelijk, van ons")
    School.objects.update(town="Arnhem")
    Institute.objects.filter(name__startswith="Tijdelijk").delete()
    theirs.refresh_from_db()
    assert theirs.town == ""
    assert Institute.everywhere.filter(name__startswith="Tijdelijk").get().partnership_id == theirs.partnership_id


def test_a_new_row_gets_the_partnership_in_which_it_is_made(inside: Cast) -> None:
    made = School(name="Nieuw")
    made.save()
    assert made.partnership_id == inside.partnership.pk
    assert School.objects.get_or_create(name="Nog een")[0].partnership_id == inside.partnership.pk
    (third,) = School.objects.bulk_create([School(name="Derde")])
    assert third.partnership_id == inside.partnership.pk


def test_a_new_row_without_any_partnership_is_refused(cast: Cast) -> None:
    with pytest.raises(NoScope):
        School(name="Nergens").save()

"""History: told once by whoever acts, and never changed or removed after that."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from dagdeel.base.history.actions import record
from dagdeel.base.history.models import Entry, HistoryIsFinal
from dagdeel.base.partnerships import scope
from tests.cast import NOW, Cast


@pytest.fixture
def told(inside: Cast) -> Entry:
    """One entry."""
    return record("school.added", inside.school, by=inside.programme_lead, at=NOW, after={"name": "School A"})


def _save(entry: Entry) -> None:
    entry.reason = "Toch niet"
    entry.save()


WAYS: dict[str, Callable[[Entry], object]] = {
    "save": _save,
    "delete": lambda entry: entry.delete(),
    "update": lambda entry: Entry.objects.update(reason="Toch niet"),
    "filter and update": lambda entry: Entry.objects.filter(pk=entry.pk).update(reason="Toch niet"),
    "bulk_update": lambda entry: Entry.objects.bulk_update([entry], ["reason"]),
    "filter and delete": lambda entry: Entry.objects.filter(pk=entry.pk).delete(),
    "everywhere, update": lambda entry: Entry.everywhere.update(reason="Toch niet"),
    "everywhere, delete": lambda entry: Entry.everywhere.all().delete(),
    "update_or_create": lambda entry: Entry.objects.update_or_create(pk=entry.pk, defaults={"reason": "Toch niet"}),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_no_way_leads_back(way: Callable[[Entry], object], told: Entry) -> None:
    before = Entry.everywhere.filter(pk=told.pk).values().get()
    with pytest.raises(HistoryIsFinal):
        way(told)
    assert Entry.everywhere.filter(pk=told.pk).values().get() == before


def test_an_entry_is_not_written_over_by_a_new_one_with_its_number(told: Entry) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry(pk=told.pk, at=NOW, by_name="", verb="x", object_type="x", object_id="1", about="x").save()


def test_an_entry_says_who_what_when_and_about_what(told: Entry, inside: Cast) -> None:
    entry = Entry.objects.get(pk=told.pk)
    assert (entry.at, entry.by_id, entry.by_name) == (NOW, inside.programme_lead.pk, inside.programme_lead.full_name)
    assert (entry.object_type, entry.object_id, entry.about) == (
        "partnerships.school",
        str(inside.school.pk),
        "School A",
    )


def test_an_entry_outlives_its_object_and_keeps_its_name(inside: Cast) -> None:
    record("school.added", inside.other_school, by=None, at=NOW)
    inside.other_school.delete()
    assert Entry.objects.get().about == "School B"


def test_what_the_system_does_is_told_without_a_name(inside: Cast) -> None:
    assert record("demo.day", inside.year, by=None, at=NOW).by_name == ""


def test_dates_and_amounts_are_kept_as_they_are_written(inside: Cast) -> None:
    entry = record(
        "year.changed", inside.year, by=None, at=NOW, after={"day": date(2016, 9, 1), "euro": Decimal("1.50")}
    )
    entry.refresh_from_db()
    assert entry.after == {"day": "2016-09-01", "euro": "1.50"}
    assert entry.year_id is None


def test_one_partnership_does_not_read_anothers_history(told: Entry) -> None:
    assert Entry.objects.get() == told
    with scope.of_rows(told.partnership_id + 1):
        assert not Entry.objects.exists()

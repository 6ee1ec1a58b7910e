"""The partnership as a whole, and its years with their numbers and deadlines."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from dagdeel.base.administration import queries, rules
from dagdeel.base.history.actions import record
from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.models import Membership, Partnership, ProgrammeYear
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.people.models import Person
from dagdeel.base.ui.pronouns import Pronoun

# What the settings page and a decision may change; everything else of a year follows from its steps.
NUMBERS = (
    "workshops_per_school", "group_minimum", "group_maximum", "session_minutes", "threshold", "cancel_days", "offer_days",
    "decide_days",
)  # fmt: skip
DEADLINES = (
    "brochure_due",
    "choices_due",
    "availability_due",
    "plan_due",
    "invitations_due",
    "enrolment_due",
    "evaluation_due",
    "decisions_due",
    "report_due",
)


class ChangedMeanwhile(Exception):
    """A deadline no longer has the day from which it was shifted."""


class DeadlinesWrong(Exception):
    """A deadline comes before what it waits for, or lies outside the year."""


class NothingToUndo(Exception):
    """No deadline was shifted, or they were changed since."""


class UnknownSetting(Exception):
    """The year has no such setting."""


@transaction.atomic
def found_partnership(*, name: str, short_name: str, slug: str, reply_to: str, by: Person, at: datetime) -> Partnership:
    """Begin a partnership; who founds it leads its programme."""
    partnership = Partnership.objects.create(name=name, short_name=short_name, slug=slug, reply_to=reply_to)
    with scope.of(partnership):
        Membership.objects.create(person=by, role=Role.PROGRAMME_LEAD, from_year=at.year - 1)
        record("partnership.founded", partnership, by=by, at=at, after={"name": name})
    return partnership


@transaction.atomic
def choose_pronoun(partnership: Partnership, *, pronoun: Pronoun, by: Person, at: datetime) -> None:
    """From now on everything says this to people in Dutch; what they wrote themselves stays as it is."""
    before, partnership.pronoun = partnership.pronoun, pronoun
    partnership.save(update_fields=["pronoun"])
    record(
        "partnership.pronoun_chosen", partnership, by=by, at=at, before={"pronoun": before}, after={"pronoun": pronoun}
    )


@transaction.atomic
def name_roles(partnership: Partnership, *, labels: Mapping[str, str], by: Person, at: datetime) -> None:
    """What this partnership calls its roles, by role; one that is left out keeps its usual name."""
    before, partnership.role_labels = partnership.role_labels, dict(labels)
    if before != partnership.role_labels:
        partnership.save(update_fields=["role_labels"])
        after = partnership.role_labels
        record(
            "partnership.roles_named",
            partnership,
            by=by,
            at=at,
            before={"role_labels": before},
            after={"role_labels": after},
        )


@transaction.atomic
def begin_year(*, first_year: int, by: Person, at: datetime, **settings: Any) -> ProgrammeYear:
    """Begin a programme year with its numbers and deadlines; raises UnknownSetting, ValidationError."""
    _check(settings)
    year = ProgrammeYear(partnership_id=scope.current(), first_year=first_year, **settings)
    year.full_clean()
    year.save()
    record("year.begun", year, by=by, at=at, after=settings)
    return year


@transaction.atomic
def change_settings(year: ProgrammeYear, *, settings: Mapping[str, Any], by: Person, at: datetime) -> ProgrammeYear:
    """Change numbers or deadlines of a year; raises UnknownSetting, or ValidationError when the numbers contradict."""
    _check(settings)
    before = {name: getattr(year, name) for name in settings}
    for name, value in settings.items():
        setattr(year, name, value)
    year.full_clean()
    year.save()
    changed = {name: value for name, value in settings.items() if before[name] != value}
    record("year.changed", year, by=by, at=at, before={n: before[n] for n in changed}, after=changed)
    return year


@transaction.atomic
def shift_deadlines(
    year: ProgrammeYear, *, days: Mapping[str, date], seen: Mapping[str, date | None], by: Person, at: datetime
) -> ProgrammeYear:
    """Give deadlines of a year other days, all at once. `seen`: the days from which they were shifted.

    Raises UnknownSetting, ChangedMeanwhile, and DeadlinesWrong when one comes before what it waits for or lies outside the year.
    """
    fresh = _hold_deadlines(year, days)
    before = {name: getattr(fresh, name) for name in days}
    if before != {name: seen.get(name) for name in days}:
        raise ChangedMeanwhile
    _lay(fresh, days)
    record("year.shifted", fresh, by=by, at=at, before=before, after=dict(days))
    return fresh


@transaction.atomic
def undo_shift(year: ProgrammeYear, *, by: Person, at: datetime) -> ProgrammeYear:
    """Give the deadlines that were shifted last their old days back; raises NothingToUndo or DeadlinesWrong."""
    fresh = _hold_deadlines(year, ())
    entry = queries.last_shift(fresh)
    if entry is None:
        raise NothingToUndo
    before = {name: getattr(fresh, name) for name in entry.before}
    _lay(fresh, {name: day and date.fromisoformat(day) for name, day in entry.before.items()})
    after = {name: getattr(fresh, name) for name in entry.before}
    record("year.shift_undone", fresh, by=by, at=at, before=before, after=after)
    return fresh


def _hold_deadlines(year: ProgrammeYear, names: Iterable[str]) -> ProgrammeYear:
    if unknown := [name for name in names if name not in DEADLINES]:
        raise UnknownSetting(unknown[0])
    return ProgrammeYear.objects.select_for_update(of=("self",)).select_related("partnership").get(pk=year.pk)


def _lay(year: ProgrammeYear, days: Mapping[str, date | None]) -> None:
    """Write days that contradict nothing to a year that is held."""
    for name, day in days.items():
        setattr(year, name, day)
    first, last = rules.window(year.first_year)
    order = rules.out_of_order({name: getattr(year, name) for name in DEADLINES})
    if any(day and not first <= day <= last for day in days.values()) or set(days) & {*order, *order.values()}:
        raise DeadlinesWrong
    year.save(update_fields=[*days])


def _check(settings: Mapping[str, Any]) -> None:
    for name in settings:
        if name not in NUMBERS + DEADLINES:
            raise UnknownSetting(name)


@transaction.atomic
def move_year_on(year: ProgrammeYear, *, state: ProgrammeYear.State, by: Person, at: datetime) -> None:
    """Let a year run, or close it."""
    before, year.state = year.state, state
    year.save(update_fields=["state"])
    record("year.moved_on", year, by=by, at=at, before={"state": before}, after={"state": state})


@transaction.atomic
def put_guide_aside(year: ProgrammeYear, *, by: Person, at: datetime) -> None:
    """Take the guided start from the home page."""
    _set_guide(year, aside=True)
    record("guide.put_aside", year, by=by, at=at)


@transaction.atomic
def take_guide_up(year: ProgrammeYear, *, by: Person, at: datetime) -> None:
    """Put the guided start back on the home page."""
    _set_guide(year, aside=False)
    record("guide.taken_up", year, by=by, at=at)


def _set_guide(year: ProgrammeYear, *, aside: bool) -> None:
    year.guide_aside = aside
    year.save(update_fields=["guide_aside"])


@transaction.atomic
def live_on(partnership: Partnership, *, day: date | None, by: Person | None, at: datetime) -> None:
    """Demo only: the day on which this partnership lives; None is the real today."""
    before, partnership.demo_day = partnership.demo_day, day
    partnership.save(update_fields=["demo_day"])
    with scope.of(partnership):
        record("demo.day", partnership, by=by, at=at, before={"day": before}, after={"day": day})

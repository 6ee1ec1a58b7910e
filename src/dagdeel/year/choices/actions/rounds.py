"""The round of a year: when schools choose."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from dagdeel.base.history.actions import record
from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.base.people.models import Person
from dagdeel.year.choices.actions.refusals import DatesInWrongOrder, RoundExists
from dagdeel.year.choices.models import ChoiceRound, SchoolPlan


@transaction.atomic
def open_round(year: ProgrammeYear, *, opens: date, deadline: date, by: Person, at: datetime) -> ChoiceRound:
    """Open the choice of a year: every school gets its plan. Raises RoundExists, DatesInWrongOrder."""
    _check_order(opens, deadline)
    try:
        with transaction.atomic():
            made = ChoiceRound.objects.create(year=year, opens=opens, deadline=deadline)
    except IntegrityError as no:
        raise RoundExists from no
    schools = _give_every_school_a_plan(year)
    record("round.opened", made, by=by, at=at, after={"opens": opens, "deadline": deadline, "schools": schools})
    return made


@transaction.atomic
def change_round(year: ProgrammeYear, *, opens: date, deadline: date, by: Person, at: datetime) -> ChoiceRound:
    """Move the dates; a school that joined since gets its plan. Raises DatesInWrongOrder."""
    _check_order(opens, deadline)
    round_ = ChoiceRound.objects.select_for_update().get(year=year)
    before = {"opens": round_.opens, "deadline": round_.deadline}
    round_.opens, round_.deadline = opens, deadline
    round_.save(update_fields=["opens", "deadline"])
    schools = _give_every_school_a_plan(year)
    after = {"opens": opens, "deadline": deadline, "schools_added": schools}
    record("round.changed", round_, by=by, at=at, before=before, after=after)
    return round_


def _check_order(opens: date, deadline: date) -> None:
    if opens > deadline:
        raise DatesInWrongOrder


def _give_every_school_a_plan(year: ProgrammeYear) -> int:
    missing = School.objects.exclude(plans__year=year)
    plans = [SchoolPlan(partnership_id=year.partnership_id, year=year, school=school) for school in missing]
    return len(SchoolPlan.objects.bulk_create(plans))

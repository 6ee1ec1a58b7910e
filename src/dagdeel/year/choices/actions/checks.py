"""What must hold before a plan changes, and how it is kept."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone

from dagdeel.base.people.models import Person
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.catalogue.states import EditionState
from dagdeel.year.choices import permissions, queries, rules
from dagdeel.year.choices.actions.refusals import (
    AlreadyDecided,
    NotAMentor,
    NotComplete,
    NotOffered,
    NotProposed,
    OutsideYear,
    PlanChanged,
    RoundClosed,
)
from dagdeel.year.choices.models import ChoiceRound, SchoolPlan
from dagdeel.year.choices.states import PlanState


def lock(plan: SchoolPlan) -> None:
    """Read the plan anew and keep others from changing it until we are done."""
    plan.refresh_from_db(from_queryset=SchoolPlan.objects.select_for_update())


def save(plan: SchoolPlan, *fields: str) -> None:
    plan.revision += 1
    plan.save(update_fields=[*fields, "revision"])


def check_revision(plan: SchoolPlan, revision: int) -> None:
    if plan.revision != revision:
        raise PlanChanged


def check_waits(plan: SchoolPlan) -> None:
    """Only a proposal can be decided; one that was decided a moment ago gets its own answer."""
    if plan.state in {PlanState.AGREED, PlanState.RETURNED}:
        raise AlreadyDecided
    if plan.state != PlanState.PROPOSED:
        raise NotProposed


def check_open(plan: SchoolPlan, *, by: Person, at: datetime, reason: str) -> None:
    round_ = ChoiceRound.objects.get(year_id=plan.year_id)
    where = rules.window(timezone.localdate(at), opens=round_.opens, deadline=round_.deadline)
    if rules.may_choose(where, sent_back=plan.state == PlanState.RETURNED):
        return
    if not (reason.strip() and permissions.leads(by, plan.year)):
        raise RoundClosed(where, round_)


def check_offered(plan: SchoolPlan, editions: Iterable[Edition]) -> None:
    # Read anew and locked: what was published when the page was opened can be withdrawn by now.
    ids = [edition.pk for edition in editions]
    offered = Edition.objects.select_for_update().filter(year_id=plan.year_id, state=EditionState.PUBLISHED)
    found = set(offered.filter(pk__in=ids).values_list("pk", flat=True))
    for edition in editions:
        if edition.pk not in found:
            raise NotOffered(edition)


def check_complete(plan: SchoolPlan) -> None:
    editions = [row.edition for row in plan.chosen.select_related("edition")]
    if len(editions) != plan.year.workshops_per_school:
        raise NotComplete(len(editions), plan.year.workshops_per_school)
    check_offered(plan, editions)


def check_mentors(plan: SchoolPlan, people: Iterable[Person]) -> None:
    mentors = {person.pk for person in queries.mentors_of(plan)}
    for person in people:
        if person.pk not in mentors:
            raise NotAMentor(person)


def check_in_year(plan: SchoolPlan, days: Iterable[date]) -> None:
    for day in days:
        if not plan.year.first_day <= day <= plan.year.last_day:
            raise OutsideYear(day)

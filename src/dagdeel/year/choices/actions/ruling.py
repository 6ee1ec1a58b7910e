"""The participation rule of a school, who is exempt from it, and what it wishes."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from dagdeel.base.history.actions import record
from dagdeel.base.partnerships.models import HalfDay, ProgrammeYear
from dagdeel.base.people.models import Person
from dagdeel.year.choices import queries, rules
from dagdeel.year.choices.actions.checks import check_in_year, check_mentors, lock, save
from dagdeel.year.choices.actions.refusals import (
    NobodyNamed,
    NotExempt,
    OverAlready,
    ReasonMissing,
    SameHalfDayTwice,
    TooMany,
)
from dagdeel.year.choices.models import RuleMember, SchoolPlan, WishedHalfDay
from dagdeel.year.choices.states import RuleAudience, RuleChoice, WishKind


@transaction.atomic
def set_rule(
    plan: SchoolPlan,
    *,
    count: int,
    audience: RuleAudience,
    choice: RuleChoice,
    by: Person,
    at: datetime,
    named: Iterable[Person] = (),
    study_day: date | None = None,
) -> None:
    """Say how many workshops the school asks of whom. `named` counts for that audience only.

    Raises TooMany (more than the school offers), NobodyNamed, NotAMentor, OutsideYear.
    """
    lock(plan)
    people = list(dict.fromkeys(named)) if audience == RuleAudience.NAMED else []
    if count > plan.year.workshops_per_school:
        raise TooMany(count, plan.year.workshops_per_school)
    if audience == RuleAudience.NAMED and not people:
        raise NobodyNamed
    check_mentors(plan, people)
    if study_day is not None:
        check_in_year(plan, [study_day])
    before = queries.rule_as_data(plan)
    plan.rule_count, plan.rule_audience, plan.rule_choice, plan.study_day = count, audience, choice, study_day
    save(plan, "rule_count", "rule_audience", "rule_choice", "study_day")
    plan.rule_members.filter(kind=RuleMember.Kind.NAMED).delete()
    RuleMember.objects.bulk_create(
        RuleMember(partnership_id=plan.partnership_id, plan=plan, person=person, kind=RuleMember.Kind.NAMED)
        for person in people
    )
    record("plan.rule_set", plan, by=by, at=at, before=before, after=queries.rule_as_data(plan))


@transaction.atomic
def exempt(
    plan: SchoolPlan, *, person: Person, reason: str, by: Person, at: datetime, until: date | None = None
) -> RuleMember:
    """Ask nothing of this mentor this year, or until a last day; once more gives another reason and end.

    Raises ReasonMissing, NotAMentor, OutsideYear, OverAlready.
    """
    reason = reason.strip()
    if not reason:
        raise ReasonMissing
    lock(plan)
    check_mentors(plan, [person])
    if until is not None:
        check_in_year(plan, [until])
        if until < timezone.localdate(at):
            raise OverAlready
    row, _ = RuleMember.objects.update_or_create(
        plan=plan,
        person=person,
        kind=RuleMember.Kind.EXEMPT,
        defaults={"reason": reason, "until": until},
        create_defaults={"reason": reason, "until": until, "partnership_id": plan.partnership_id},
    )
    # The reason stays in the exemption: history is kept for years, and why somebody is exempt need not be.
    record("plan.exempted", plan, by=by, at=at, after={"person": person.pk, "until": until})
    return row


@transaction.atomic
def end_exemptions(year: ProgrammeYear, *, by: Person | None, at: datetime) -> int:
    """Exemptions whose last day is over: the rule holds for these mentors again. How many there were."""
    over = RuleMember.objects.filter(plan__year=year, kind=RuleMember.Kind.EXEMPT, until__lt=timezone.localdate(at))
    ended = 0
    for row in over.select_related("plan"):
        # of two who look at once one ends it
        if over.filter(pk=row.pk).delete()[0]:
            record("plan.exemption_ended", row.plan, by=by, at=at, before={"person": row.person_id, "until": row.until})
            ended += 1
    return ended


@transaction.atomic
def lift_exemption(plan: SchoolPlan, *, person: Person, by: Person, at: datetime) -> None:
    """The rule holds for this mentor again. Raises NotExempt."""
    lock(plan)
    gone, _ = plan.rule_members.filter(person=person, kind=RuleMember.Kind.EXEMPT).delete()
    if not gone:
        raise NotExempt
    record("plan.exemption_lifted", plan, by=by, at=at, before={"person": person.pk})


@transaction.atomic
def set_wishes(
    plan: SchoolPlan,
    *,
    half_days: Sequence[tuple[date, HalfDay, WishKind]],
    room_wish: str,
    catering_wish: str,
    by: Person,
    at: datetime,
) -> None:
    """Say which half-days suit and which do not (all of them: this replaces the list), and what rooms and food are wished.

    Raises OutsideYear, SameHalfDayTwice.
    """
    lock(plan)
    check_in_year(plan, [day for day, _, _ in half_days])
    for day, half_day in rules.doubles((day, str(half_day)) for day, half_day, _ in half_days):
        raise SameHalfDayTwice(day, half_day)
    before = queries.wishes_as_data(plan)
    plan.half_days.all().delete()
    WishedHalfDay.objects.bulk_create(
        WishedHalfDay(partnership_id=plan.partnership_id, plan=plan, day=day, half_day=half_day, kind=kind)
        for day, half_day, kind in half_days
    )
    plan.room_wish, plan.catering_wish = room_wish.strip(), catering_wish.strip()
    plan.save(update_fields=["room_wish", "catering_wish"])
    record("plan.wishes_set", plan, by=by, at=at, before=before, after=queries.wishes_as_data(plan))

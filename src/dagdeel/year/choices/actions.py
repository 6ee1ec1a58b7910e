"""What educators, heads and the programme lead do with a school's plan."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from dagdeel.base.history.actions import record
from dagdeel.base.partnerships.models import HalfDay, ProgrammeYear, School
from dagdeel.base.people.models import Person
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.catalogue.states import EditionState
from dagdeel.year.choices import permissions, queries, rules
from dagdeel.year.choices.models import ChoiceRound, ChosenEdition, RuleMember, SchoolPlan, WishedHalfDay
from dagdeel.year.choices.states import PLAN_MOVES, PlanState, RuleAudience, RuleChoice, WishKind


class RoundExists(Exception):
    """The year has its round already: change that one."""


class DatesInWrongOrder(Exception):
    """A round opens before it closes."""


class RoundClosed(Exception):
    """Outside the round a school does not choose; `where` says whether it is too early or too late."""

    def __init__(self, where: rules.Window, round_: ChoiceRound) -> None:
        super().__init__(where)
        self.where, self.opens, self.deadline = where, round_.opens, round_.deadline


class PlanChanged(Exception):
    """Somebody changed the plan after this form was opened."""


class AlreadyProposed(Exception):
    """The plan waits for the head, or the head agreed: it must be sent back first."""


class AlreadyDecided(Exception):
    """Somebody else agreed, or sent it back, a moment earlier; the plan itself tells who."""


class NotProposed(Exception):
    """There is nothing to agree to yet."""


class TooMany(Exception):
    """More workshops than a school takes."""

    def __init__(self, number: int, most: int) -> None:
        super().__init__(number, most)
        self.number, self.most = number, most


class NotComplete(Exception):
    """Not exactly as many workshops as a school takes."""

    def __init__(self, number: int, needed: int) -> None:
        super().__init__(number, needed)
        self.number, self.needed = number, needed


class NotOffered(Exception):
    """This edition does not stand in the published brochure of the year."""

    def __init__(self, edition: Edition) -> None:
        super().__init__(edition.title)
        self.edition = edition


class NobodyNamed(Exception):
    """The rule holds for named mentors, and nobody is named."""


class NotAMentor(Exception):
    """This person is no mentor of the school in this year."""

    def __init__(self, person: Person) -> None:
        super().__init__(person.pk)
        self.person = person


class NotExempt(Exception):
    """There is no exemption to lift."""


class ReasonMissing(Exception):
    """An exemption, or sending a plan back, needs a reason."""


class OutsideYear(Exception):
    """The date lies outside the school year."""

    def __init__(self, day: date) -> None:
        super().__init__(day)
        self.day = day


class SameHalfDayTwice(Exception):
    """A half-day is given more than once."""

    def __init__(self, day: date, half_day: str) -> None:
        super().__init__(day, half_day)
        self.day, self.half_day = day, half_day


# The round --------------------------------------------------------------------------------------------------------


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


# Choosing ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def choose(
    plan: SchoolPlan, *, editions: Sequence[Edition], revision: int, by: Person, at: datetime, reason: str = ""
) -> None:
    """Keep these editions as the school's draft, in this order; fewer than it takes is fine for now.

    Outside the round only the programme lead chooses for a school, with a reason. Raises AlreadyProposed, PlanChanged,
    RoundClosed, TooMany, NotOffered.
    """
    _lock(plan)
    if PlanState.PROPOSED not in PLAN_MOVES[PlanState(plan.state)]:
        raise AlreadyProposed
    _check_revision(plan, revision)
    _check_open(plan, by=by, at=at, reason=reason)
    wanted = list(dict.fromkeys(editions))
    if len(wanted) > plan.year.workshops_per_school:
        raise TooMany(len(wanted), plan.year.workshops_per_school)
    _check_offered(plan, wanted)
    before = queries.chosen_titles(plan)
    plan.chosen.all().delete()
    ChosenEdition.objects.bulk_create(
        ChosenEdition(partnership_id=plan.partnership_id, plan=plan, edition=edition, position=i + 1)
        for i, edition in enumerate(wanted)
    )
    _save(plan)
    after = {"editions": [edition.title for edition in wanted]}
    record("plan.chosen", plan, by=by, at=at, before={"editions": before}, after=after, reason=reason)


@transaction.atomic
def propose(plan: SchoolPlan, *, revision: int, by: Person, at: datetime) -> None:
    """Lay the choice before the head. Late is allowed: choosing closes at the deadline, handing in what was chosen does not.

    Raises AlreadyProposed, PlanChanged, NotComplete, NotOffered (an edition was withdrawn since).
    """
    _lock(plan)
    if PlanState.PROPOSED not in PLAN_MOVES[PlanState(plan.state)]:
        raise AlreadyProposed
    _check_revision(plan, revision)
    _check_complete(plan)
    before = {"state": plan.state}
    plan.state, plan.proposed_by, plan.proposed_at, plan.remark = PlanState.PROPOSED, by, at, ""
    _save(plan, "state", "proposed_by", "proposed_at", "remark")
    record("plan.proposed", plan, by=by, at=at, before=before, after={"state": plan.state})


@transaction.atomic
def agree(plan: SchoolPlan, *, revision: int, by: Person, at: datetime) -> None:
    """The head agrees. Of two at once one wins; the other gets AlreadyDecided.

    Raises also NotProposed, PlanChanged, NotComplete and NotOffered (an edition was withdrawn since).
    """
    _lock(plan)
    _check_waits(plan)
    _check_revision(plan, revision)
    _check_complete(plan)
    plan.state, plan.agreed_by, plan.agreed_at = PlanState.AGREED, by, at
    _save(plan, "state", "agreed_by", "agreed_at")
    after = {"state": plan.state, "editions": queries.chosen_titles(plan)}
    record("plan.agreed", plan, by=by, at=at, before={"state": PlanState.PROPOSED}, after=after)


@transaction.atomic
def send_back(plan: SchoolPlan, *, remark: str, revision: int, by: Person, at: datetime) -> None:
    """Give the plan back to the educators with a remark; the programme lead may do so with an agreed plan too.

    Raises ReasonMissing, AlreadyDecided, NotProposed, PlanChanged.
    """
    remark = remark.strip()
    if not remark:
        raise ReasonMissing
    _lock(plan)
    before = {"state": plan.state}
    # Who looked at a proposal that was agreed meanwhile did not mean to reopen it: the revision tells.
    reopens = plan.state == PlanState.AGREED and plan.revision == revision and permissions.leads(by, plan.year)
    if not reopens:
        _check_waits(plan)
    _check_revision(plan, revision)
    plan.state, plan.remark, plan.agreed_by, plan.agreed_at = PlanState.RETURNED, remark, None, None
    plan.returned_by, plan.returned_at = by, at
    _save(plan, "state", "remark", "agreed_by", "agreed_at", "returned_by", "returned_at")
    verb = "plan.reopened" if reopens else "plan.sent_back"
    record(verb, plan, by=by, at=at, before=before, after={"state": plan.state}, reason=remark)


# Rule, exemptions, wishes -----------------------------------------------------------------------------------------


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
    _lock(plan)
    people = list(dict.fromkeys(named)) if audience == RuleAudience.NAMED else []
    if count > plan.year.workshops_per_school:
        raise TooMany(count, plan.year.workshops_per_school)
    if audience == RuleAudience.NAMED and not people:
        raise NobodyNamed
    _check_mentors(plan, people)
    if study_day is not None:
        _check_in_year(plan, [study_day])
    before = queries.rule_as_data(plan)
    plan.rule_count, plan.rule_audience, plan.rule_choice, plan.study_day = count, audience, choice, study_day
    _save(plan, "rule_count", "rule_audience", "rule_choice", "study_day")
    plan.rule_members.filter(kind=RuleMember.Kind.NAMED).delete()
    RuleMember.objects.bulk_create(
        RuleMember(partnership_id=plan.partnership_id, plan=plan, person=person, kind=RuleMember.Kind.NAMED)
        for person in people
    )
    record("plan.rule_set", plan, by=by, at=at, before=before, after=queries.rule_as_data(plan))


@transaction.atomic
def exempt(plan: SchoolPlan, *, person: Person, reason: str, by: Person, at: datetime) -> RuleMember:
    """Ask nothing of this mentor this year; once more gives another reason. Raises ReasonMissing, NotAMentor."""
    reason = reason.strip()
    if not reason:
        raise ReasonMissing
    _lock(plan)
    _check_mentors(plan, [person])
    row, _ = RuleMember.objects.update_or_create(
        plan=plan,
        person=person,
        kind=RuleMember.Kind.EXEMPT,
        defaults={"reason": reason},
        create_defaults={"reason": reason, "partnership_id": plan.partnership_id},
    )
    # The reason stays in the exemption: history is kept for years, and why somebody is exempt need not be.
    record("plan.exempted", plan, by=by, at=at, after={"person": person.pk})
    return row


@transaction.atomic
def lift_exemption(plan: SchoolPlan, *, person: Person, by: Person, at: datetime) -> None:
    """The rule holds for this mentor again. Raises NotExempt."""
    _lock(plan)
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
    _lock(plan)
    _check_in_year(plan, [day for day, _, _ in half_days])
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


# What must hold ---------------------------------------------------------------------------------------------------


def _lock(plan: SchoolPlan) -> None:
    """Read the plan anew and keep others from changing it until we are done."""
    plan.refresh_from_db(from_queryset=SchoolPlan.objects.select_for_update())


def _save(plan: SchoolPlan, *fields: str) -> None:
    plan.revision += 1
    plan.save(update_fields=[*fields, "revision"])


def _check_revision(plan: SchoolPlan, revision: int) -> None:
    if plan.revision != revision:
        raise PlanChanged


def _check_waits(plan: SchoolPlan) -> None:
    """Only a proposal can be decided; one that was decided a moment ago gets its own answer."""
    if plan.state in {PlanState.AGREED, PlanState.RETURNED}:
        raise AlreadyDecided
    if plan.state != PlanState.PROPOSED:
        raise NotProposed


def _check_open(plan: SchoolPlan, *, by: Person, at: datetime, reason: str) -> None:
    round_ = ChoiceRound.objects.get(year_id=plan.year_id)
    where = rules.window(timezone.localdate(at), opens=round_.opens, deadline=round_.deadline)
    if rules.may_choose(where, sent_back=plan.state == PlanState.RETURNED):
        return
    if not (reason.strip() and permissions.leads(by, plan.year)):
        raise RoundClosed(where, round_)


def _check_offered(plan: SchoolPlan, editions: Iterable[Edition]) -> None:
    # Read anew and locked: what was published when the page was opened can be withdrawn by now.
    ids = [edition.pk for edition in editions]
    offered = Edition.objects.select_for_update().filter(year_id=plan.year_id, state=EditionState.PUBLISHED)
    found = set(offered.filter(pk__in=ids).values_list("pk", flat=True))
    for edition in editions:
        if edition.pk not in found:
            raise NotOffered(edition)


def _check_complete(plan: SchoolPlan) -> None:
    editions = [row.edition for row in plan.chosen.select_related("edition")]
    if len(editions) != plan.year.workshops_per_school:
        raise NotComplete(len(editions), plan.year.workshops_per_school)
    _check_offered(plan, editions)


def _check_mentors(plan: SchoolPlan, people: Iterable[Person]) -> None:
    mentors = {person.pk for person in queries.mentors_of(plan)}
    for person in people:
        if person.pk not in mentors:
            raise NotAMentor(person)


def _check_in_year(plan: SchoolPlan, days: Iterable[date]) -> None:
    for day in days:
        if not plan.year.first_day <= day <= plan.year.last_day:
            raise OutsideYear(day)

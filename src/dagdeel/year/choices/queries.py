"""What pages, mails and later steps ask about the schools' choices. A fixed number of SQL queries each."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships.halfdays import HalfDayOf
from dagdeel.base.partnerships.models import Membership, ProgrammeYear, School
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.partnerships.prepared import Ids, ids, prepared
from dagdeel.base.partnerships.reading import asked_once
from dagdeel.base.people.models import Person
from dagdeel.base.ui.dutch import day_long
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.catalogue.states import EditionState
from dagdeel.year.choices import rules
from dagdeel.year.choices.models import ChoiceRound, ChosenEdition, RuleMember, SchoolPlan
from dagdeel.year.choices.states import PlanState, RuleAudience, RuleChoice, WishKind

# The round and the schools ----------------------------------------------------------------------------------------


def round_of(year: ProgrammeYear) -> ChoiceRound | None:
    """The round of the year, if it was opened. One query."""
    return ChoiceRound.objects.filter(year=year).first()


class RoundDays(NamedTuple):
    """From when until when schools choose."""

    opens: date
    deadline: date


@asked_once
def round_days(year: ProgrammeYear) -> RoundDays | None:
    """The days of the round, if it was opened. One query."""
    return next((RoundDays(*days) for days in _round_days(year.pk)), None)


@prepared
def _round_days(year: int) -> QuerySet[Any, Any]:
    return ChoiceRound.objects.filter(year=year).order_by().values_list("opens", "deadline")


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """Where one school stands: how many of how many chosen, in which state, waiting for whom."""

    plan: SchoolPlan
    chosen: int
    needed: int
    late: bool

    @property
    def school(self) -> School:
        return self.plan.school

    @property
    def complete(self) -> bool:
        return self.chosen == self.needed

    @property
    def waits_for(self) -> Role | None:
        """The role whose turn it is; None when everybody agreed."""
        if self.plan.state == PlanState.AGREED:
            return None
        return Role.HEAD if self.plan.state == PlanState.PROPOSED else Role.SCHOOL_EDUCATOR


def overview(year: ProgrammeYear, today: date, *, schools: Iterable[School] | None = None) -> list[SchoolRow]:
    """Every school's plan, or those of `schools`, by name of the school. One query."""
    return rows_of(counted_plans(year, schools=schools), year, today)


def counted_plans(year: ProgrammeYear, *, schools: Iterable[School] | None = None) -> QuerySet[SchoolPlan]:
    """The same as plans, for a page of them: `rows_of` makes the rows."""
    plans = SchoolPlan.objects.filter(year=year).select_related(
        "school", "year__choice_round", "year__partnership", "proposed_by", "agreed_by"
    )
    if schools is not None:
        plans = plans.filter(school__in=schools)
    return plans.annotate(number=Count("chosen")).order_by("school__name", "pk")


def rows_of(plans: Iterable[SchoolPlan], year: ProgrammeYear, today: date) -> list[SchoolRow]:
    """These plans (of `counted_plans`) with where they stand. No query."""
    needed = year.workshops_per_school
    return [SchoolRow(plan, getattr(plan, "number", 0), needed, _late(plan, today)) for plan in plans]


def _late(plan: SchoolPlan, today: date) -> bool:
    round_ = getattr(plan.year, "choice_round", None)
    agreed = plan.state == PlanState.AGREED
    return round_ is not None and rules.is_late(today, deadline=round_.deadline, agreed=agreed)


class PlanStanding(NamedTuple):
    """What the board says of the plan of a school: like a SchoolRow, without the rows behind it."""

    school: int
    plan: int
    state: str
    chosen: int


def plan_standings(year: ProgrammeYear, schools: Iterable[School] | None = None) -> list[PlanStanding]:
    """Where the plans of the schools stand, of these schools when given. One query."""
    return [PlanStanding(*row) for row in _plan_standings(year.pk, ids(schools))]


@prepared
def _plan_standings(year: int, schools: Ids) -> QuerySet[Any, Any]:
    plans = SchoolPlan.objects.filter(year=year).order_by()
    plans = plans if schools is None else plans.filter(school__in=schools)
    return plans.values_list("school", "pk", "state").annotate(number=Count("chosen"))


def plans(year: ProgrammeYear) -> QuerySet[SchoolPlan]:
    """Plans with their school, year and chosen editions: what a page about one plan needs."""
    chosen = ChosenEdition.objects.select_related("edition")
    return (
        SchoolPlan.objects.filter(year=year)
        .select_related("school", "year__partnership", "proposed_by", "agreed_by", "returned_by")
        .prefetch_related(Prefetch("chosen", chosen))
    )


def of_schools_called(year: ProgrammeYear, words: Iterable[str]) -> QuerySet[SchoolPlan]:
    """The plans of the schools with all these words in their name. One query."""
    found = SchoolPlan.objects.filter(year=year).select_related("school")
    for word in words:
        found = found.filter(school__name__icontains=word)
    return found.order_by("school__name", "pk")


def agreed_plans(year: ProgrammeYear) -> QuerySet[SchoolPlan]:
    """The plans on which everybody agreed, with `chosen` and `half_days` at hand. Three queries."""
    return plans(year).filter(state=PlanState.AGREED).prefetch_related("half_days")


# The offer, and what choosing does to it ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Offered:
    """An edition to choose from. `elsewhere`: how many other schools chose it, in whatever state."""

    edition: Edition
    elsewhere: int
    schools: int


def offer(year: ProgrammeYear, *, apart_from: SchoolPlan | None = None) -> list[Offered]:
    """The published editions in the order of the brochure, with how many (other) schools chose each. Two queries."""
    others = Q() if apart_from is None else ~Q(chosen_by__plan=apart_from)
    editions = Edition.objects.filter(year=year, state=EditionState.PUBLISHED)
    counted = editions.annotate(number=Count("chosen_by", filter=others & Q(chosen_by__isnull=False)))
    schools = SchoolPlan.objects.filter(year=year).count()
    return [Offered(edition, edition.number, schools) for edition in counted]


def withdrawn(plan: SchoolPlan) -> list[Edition]:
    """What the school chose and is no longer offered. Reads the prefetched `chosen`."""
    return [row.edition for row in plan.chosen.all() if row.edition.state != EditionState.PUBLISHED]


def chosen_titles(plan: SchoolPlan) -> list[str]:
    """The titles chosen now, in order. One query."""
    return list(plan.chosen.values_list("edition__title", flat=True))


# The participation rule --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MentorRule:
    """What the rule of the school asks of one mentor: how many workshops, and why not when exempt."""

    person: Person
    required: int
    first_time: bool
    named: bool
    exemption: str = ""
    until: date | None = None

    @property
    def exempt(self) -> bool:
        return bool(self.exemption)


def mentors_of(plan: SchoolPlan) -> list[Person]:
    """The mentors of the school in the year of the plan, by name. One query."""
    rows = _mentor_rows(plan.year).filter(school_id=plan.school_id)
    return list(dict.fromkeys(row.person for row in rows))


def mentors_under_rule(plan: SchoolPlan) -> list[MentorRule]:
    """Every mentor of the school with what is asked of her, by name. Three queries."""
    return mentors_under_rules(plan.year, [plan])[plan.school_id]


def mentors_under_rules(year: ProgrammeYear, of: Iterable[SchoolPlan] | None = None) -> dict[int, list[MentorRule]]:
    """For each school (by id) with a plan its mentors and what is asked of each. At most four queries."""
    asked = list(SchoolPlan.objects.filter(year=year) if of is None else of)
    members: dict[tuple[int, str], dict[int, RuleMember]] = defaultdict(dict)
    for row in RuleMember.objects.filter(plan__in=asked):
        members[row.plan_id, row.kind][row.person_id] = row
    people: dict[int, dict[int, Person]] = defaultdict(dict)
    for held in _mentor_rows(year).filter(school__in=[plan.school_id for plan in asked]):
        people[held.school_id or 0][held.person_id] = held.person
    experienced = _mentors_before(year)
    return {
        plan.school_id: [
            _mentor_rule(
                plan,
                person,
                first_time=person.pk not in experienced,
                named=person.pk in members[plan.pk, RuleMember.Kind.NAMED],
                exemption=members[plan.pk, RuleMember.Kind.EXEMPT].get(person.pk),
            )
            for person in people[plan.school_id].values()
        ]
        for plan in asked
    }


def _mentor_rule(
    plan: SchoolPlan, person: Person, *, first_time: bool, named: bool, exemption: RuleMember | None
) -> MentorRule:
    rule = rules.Rule(plan.rule_count, plan.rule_audience)
    number = rules.required(rule, first_time=first_time, named=named, exempt=exemption is not None)
    reason, until = (exemption.reason, exemption.until) if exemption else ("", None)
    return MentorRule(person, number, first_time, named, reason, until)


def _mentor_rows(year: ProgrammeYear) -> QuerySet[Membership]:
    still = Q(to_year__isnull=True) | Q(to_year__gte=year.first_year)
    held = Membership.objects.filter(still, role=Role.MENTOR, from_year__lte=year.first_year)
    return held.select_related("person").order_by("person__sort_key", "person_id")


def _mentors_before(year: ProgrammeYear) -> set[int]:
    """Whoever was a mentor of this partnership in an earlier year, at whatever school."""
    earlier = Membership.objects.filter(role=Role.MENTOR, from_year__lt=year.first_year)
    return set(earlier.values_list("person_id", flat=True))


def named_in(plan: SchoolPlan) -> list[int]:
    """The ids of the mentors whom the rule names. One query."""
    return list(plan.rule_members.filter(kind=RuleMember.Kind.NAMED).values_list("person_id", flat=True))


def rule_in_words(plan: SchoolPlan) -> str:
    """The rule as a sentence, in the language of the reader. No query."""
    count = plan.rule_count
    if not count:
        return gettext("Taking part is voluntary.")
    who = RuleAudience(plan.rule_audience).label
    text = ngettext("For %(who)s: %(n)d workshop", "For %(who)s: %(n)d workshops", count) % {"who": who, "n": count}
    parts = [text, str(RuleChoice(plan.rule_choice).label)]
    if plan.study_day:
        parts.append(gettext("on the study day of %(day)s") % {"day": day_long(plan.study_day)})
    return f"{', '.join(parts)}."


def rule_as_data(plan: SchoolPlan) -> dict[str, Any]:
    """The rule as it goes into history: people by id. One query."""
    named = plan.rule_members.filter(kind=RuleMember.Kind.NAMED) if plan.rule_audience == RuleAudience.NAMED else None
    return {
        "count": plan.rule_count,
        "audience": plan.rule_audience,
        "choice": plan.rule_choice,
        "study_day": plan.study_day,
        "named": [] if named is None else sorted(named.values_list("person_id", flat=True)),
    }


# Wishes ------------------------------------------------------------------------------------------------------------


def wished(plan: SchoolPlan) -> dict[HalfDayOf, str]:
    """The kind of wish per half-day. One query."""
    rows = plan.half_days.values_list("day", "half_day", "kind")
    return {(day, half_day): kind for day, half_day, kind in rows}


def wishes_in_numbers(plan: SchoolPlan) -> dict[str, int]:
    """How many half-days are possible and impossible. One query."""
    found = wished(plan).values()
    return {kind: list(found).count(kind) for kind in WishKind.values}


def wishes_as_data(plan: SchoolPlan) -> dict[str, Any]:
    """The wishes as they go into history. One query."""
    rows = plan.half_days.values_list("day", "half_day", "kind")
    return {
        "half_days": {f"{day}/{half_day}": kind for day, half_day, kind in rows},
        "room_wish": plan.room_wish,
        "catering_wish": plan.catering_wish,
    }


# Who hears of it ---------------------------------------------------------------------------------------------------


def people_in(year: ProgrammeYear, *roles: Role) -> list[Membership]:
    """Who holds one of these roles in the year, with person and school. One query."""
    still = Q(to_year__isnull=True) | Q(to_year__gte=year.first_year)
    held = Membership.objects.filter(still, role__in=roles, from_year__lte=year.first_year, person__is_active=True)
    return list(held.select_related("person", "school").order_by("person__sort_key", "person_id"))


# History -----------------------------------------------------------------------------------------------------------

SENTENCES: dict[str, Promise] = {
    "plan.chosen": _("saved a choice"),
    "plan.proposed": _("proposed the choice to the head"),
    "plan.agreed": _("agreed"),
    "plan.sent_back": _("sent the proposal back"),
    "plan.reopened": _("opened the agreed plan again"),
    "plan.rule_set": _("changed the participation rule"),
    "plan.exempted": _("exempted a mentor"),
    "plan.exemption_ended": _("the exemption of a mentor ended"),
    "plan.exemption_lifted": _("lifted an exemption"),
    "plan.wishes_set": _("changed half-days and wishes"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the history of a plan."""

    at: datetime
    who: str
    what: str | Promise
    reason: str
    titles: tuple[str, ...] = ()


def story(plan: SchoolPlan, *, latest: int = 20) -> list[Told]:
    """What happened to the plan, the newest first. One query."""
    entries = Entry.objects.filter(object_type=plan._meta.label_lower, object_id=str(plan.pk))
    return [
        Told(
            entry.at,
            entry.by_name,
            SENTENCES.get(entry.verb, entry.verb),
            entry.reason,
            tuple(entry.after.get("editions", ())) if entry.verb == "plan.chosen" else (),
        )
        for entry in entries[:latest]
    ]


# Doctor ------------------------------------------------------------------------------------------------------------


def broken_plans() -> Iterable[tuple[SchoolPlan, str]]:
    """Plans of any partnership that break a promise: too much chosen, or chosen from another year. Two queries."""
    found = SchoolPlan.everywhere.select_related("school", "year").annotate(number=Count("chosen"))
    for plan in found.exclude(state__in=[PlanState.AGREED]):
        # An agreed plan keeps what was agreed, also when the number of the year changes later.
        if plan.number > plan.year.workshops_per_school:
            yield plan, "more workshops chosen than a school takes"
    strange = ChosenEdition.everywhere.exclude(edition__year_id=F("plan__year_id"))
    for row in strange.select_related("plan__school", "plan__year"):
        yield row.plan, "a workshop of another year is chosen"


@asked_once
def states(year: ProgrammeYear) -> Counter[str]:
    """How many schools stand in each state. One query."""
    return Counter(dict(_plans_by_state(year.pk)))


def not_agreed(year: ProgrammeYear, most: int) -> list[str]:
    """The first so many schools without workshops on which everybody agreed, by name. One query."""
    waiting = SchoolPlan.objects.filter(year=year).exclude(state=PlanState.AGREED).order_by("school__name")
    return list(waiting.values_list("school__name", flat=True)[:most])


@prepared
def _plans_by_state(year: int) -> QuerySet[Any, Any]:
    return SchoolPlan.objects.filter(year=year).order_by().values_list("state").annotate(number=Count("pk"))

"""What a choice, a plan or a decision does to the budget, shown where people choose, plan and decide."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import Avg

from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.year.budget import rules
from dagdeel.year.budget.queries.books import LIVE, facts_of, line_of, overview, tariff
from dagdeel.year.budget.queries.weighing import costs, school_contribution
from dagdeel.year.budget.states import Category
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.choices.models import SchoolPlan
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import SessionState
from dagdeel.year.trainers.models import Trainer, Travel

OPEN = (*LIVE, SessionState.DRAFT)  # what the plan may still become


@dataclass(frozen=True, slots=True)
class ChoiceEffect:
    """What some workshops at a school ask of the grant, in euros, from the smallest groups to full ones; what the school pays."""

    workshops: int
    least: Decimal
    most: Decimal
    pays: Decimal | None
    rates_known: bool


def choice_effect(year: ProgrammeYear, school: School, editions: Collection[int]) -> ChoiceEffect:
    """An estimate before there is a plan: one trainer who travels as far as trainers do on average. Five queries."""
    way = Travel.objects.filter(school=school, trainer__active=True).aggregate(km=Avg("km"))["km"]
    known = tariff(year)
    sizes = Edition.objects.filter(pk__in=editions, year=year).order_by("pk").values_list("minimum", "maximum")
    small, full = (
        rules.estimate(known, year.first_day, km=round(way or 0), groups=groups)
        for groups in ([low for low, _high in sizes], [high for _low, high in sizes])
    )
    return ChoiceEffect(len(sizes), small, full, school_contribution(year), bool(known.rates))


@dataclass(frozen=True, slots=True)
class PlanEffect:
    """What the plan asks for: what is committed now, with the drafts, and (of a proposal) as it would become; in euros."""

    now: Decimal
    with_drafts: Decimal
    drafts: int
    planned: Decimal
    grant_left: Decimal | None
    proposed: Decimal | None = None

    @property
    def becomes(self) -> Decimal:
        """What it comes to in the end: the proposal when one is looked at, else everything published."""
        return self.with_drafts if self.proposed is None else self.proposed

    @property
    def room(self) -> Decimal:
        """What is left of what was planned; negative when over."""
        return self.planned - self.becomes

    @property
    def over(self) -> Decimal:
        """What it is over what was planned."""
        return -self.room


def plan_effect(year: ProgrammeYear, assigned: Mapping[int, int] | None = None) -> PlanEffect:
    """The plan, or a proposal for it (`assigned`: trainer by session, ids). At most eleven queries."""
    known, open_ = tariff(year), Session.objects.filter(year=year, state__in=OPEN)
    facts = facts_of(open_, year.first_day)
    live = set(open_.filter(state__in=LIVE).order_by().values_list("pk", flat=True))
    now = _sum(known, [one for one in facts if one.session in live])
    found = overview(year)
    # what does not follow from the planning is used or still to be used: that money is not there for sessions
    others = sum((line.forecast for line in found.lines if line.category not in rules.FOLLOWS_PLANNING), rules.ZERO)
    return PlanEffect(
        now=now,
        with_drafts=_sum(known, facts),
        drafts=len(facts) - len(live),
        planned=sum((line.planned for line in found.lines if line.category in rules.FOLLOWS_PLANNING), rules.ZERO),
        grant_left=None if found.grant is None else found.grant - others,
        proposed=None if assigned is None else _sum(known, _reassigned(facts, assigned)),
    )


def _sum(known: rules.Tariff, facts: Collection[rules.SessionFacts]) -> Decimal:
    return sum((promise.amount for promise in rules.promises(facts, known)), rules.ZERO)


def _reassigned(facts: Collection[rules.SessionFacts], assigned: Mapping[int, int]) -> list[rules.SessionFacts]:
    """The sessions with the trainers of a proposal, who have their own ways."""
    institutes = dict(Trainer.objects.filter(pk__in=set(assigned.values())).values_list("pk", "institute"))
    ways = {
        (trainer, school): km
        for trainer, school, km in Travel.objects.filter(trainer__in=institutes).values_list("trainer", "school", "km")
    }

    def giver(one: rules.SessionFacts) -> tuple[rules.Giver, ...]:
        trainer = assigned.get(one.session)
        if trainer not in institutes:
            return one.givers
        return (rules.Giver(trainer, institutes[trainer], ways.get((trainer, one.school))),)

    return [replace(one, givers=giver(one)) for one in facts]


def consequence_effect(
    year: ProgrammeYear, *, kind: str, field: str, value: str, each: bool = False
) -> rules.Effect | None:
    """What a consequence would cost in a year like this one; None where it has nothing to do with money. At most ten queries.

    `each`: an amount of the budget is meant for each school.
    """
    if kind == "budget" and field in Category.values:
        line, becomes = line_of(year, Category(field)), rules.read_amount(value)
        if becomes is None or not rules.ZERO <= becomes <= rules.MOST:
            return None
        times = School.objects.count() if each else 1
        return rules.Effect(line.amount if line else rules.ZERO, becomes * times, "line")
    if kind in {"drop", "add", "merge"}:
        return rules.Effect(rules.ZERO, rules.ZERO, "exchange")
    if kind != "setting" or not value.isdecimal() or len(value) > 4:
        return None
    return _setting(year, field, int(value))


def _setting(year: ProgrammeYear, field: str, value: int) -> rules.Effect | None:
    found: dict[str, Any] = {"workshops_per_school": _choices, "group_maximum": _groups, "session_minutes": _length}
    return found[field](year, value) if field in found else None


def _choices(year: ProgrammeYear, value: int) -> rules.Effect:
    """More or fewer workshops at every school, at what a session costs now."""
    schools = SchoolPlan.objects.filter(year=year).count()
    found = costs(year)
    each = rules.per(found.own, found.sessions) or rules.ZERO
    return rules.Effect(
        found.own, found.own + rules.cost(schools * (value - year.workshops_per_school), each), "choices"
    )


def _groups(year: ProgrammeYear, value: int) -> rules.Effect:
    """Groups that no longer fit are given once more; fuller groups save nothing while schools do not share."""
    found = costs(year)
    again = sum(max(0, -(-one.heads // value) - 1) for one in found.each.values()) if value else 0
    each = rules.per(found.own, found.sessions) or rules.ZERO
    return rules.Effect(found.own, found.own + rules.cost(again, each), "groups")


def _length(year: ProgrammeYear, value: int) -> rules.Effect:
    """Trainers are paid by the half-day, whatever its length."""
    own = costs(year).own
    return rules.Effect(own, own, "length")

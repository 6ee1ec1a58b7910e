"""Next year as it follows from this one: what the preview shows is what `start_next_year` does."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.utils.translation import get_language, gettext

from dagdeel.base.administration.actions import DEADLINES, NUMBERS
from dagdeel.base.partnerships.holidays import public_holiday, school_holiday
from dagdeel.base.partnerships.models import Membership, ProgrammeYear, School
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.partnerships.reading import asked_once
from dagdeel.year.budget import queries as budget
from dagdeel.year.budget.models import BudgetLine, Rate
from dagdeel.year.budget.states import Category
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.catalogue.queries import label_of
from dagdeel.year.catalogue.states import ChangeKind, EditionState
from dagdeel.year.decisions import rules
from dagdeel.year.decisions.models import Consequence
from dagdeel.year.decisions.states import ConsequenceKind, DecisionState, FindingState
from dagdeel.year.evaluation.models import Instrument


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the year, and the consequence that changes it."""

    name: str
    label: str
    old: int
    new: int
    because: Consequence | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline in the same week of the next year, or near it when that is a holiday: then `same` would be in `holiday`."""

    name: str
    label: str
    old: date | None
    new: date
    same: date | None = None
    holiday: str = ""
    because: Consequence | None = None

    @property
    def moved(self) -> bool:
        """Whether it leaves a holiday."""
        return self.same is not None and self.same != self.new


@dataclass(slots=True)
class EditionPlan:
    """What becomes of a workshop: its change, the fields that a decision sets, and the consequences behind it."""

    edition: Edition
    change: ChangeKind = ChangeKind.UNCHANGED
    fields: dict[str, str] = field(default_factory=dict)
    because: list[Consequence] = field(default_factory=list)
    merged_into: int | None = None  # a workshop
    left_out: str = ""  # why, when it was unticked

    @property
    def goes(self) -> bool:
        """Whether it is gone next year."""
        return self.change == ChangeKind.DROPPED or self.merged_into is not None

    @property
    def reason(self) -> str:
        """Why it was left out, or the reasons of its decisions, each once."""
        return self.left_out or "\n".join(dict.fromkeys(item.decision.reason for item in self.because))

    @property
    def changes(self) -> list[tuple[str, str, str]]:
        """What a decision sets: the label of the field, what it was, what it becomes."""
        return [(label_of(Edition, n), str(getattr(self.edition, n)), value) for n, value in self.fields.items()]


@dataclass(frozen=True, slots=True)
class Money:
    """What a decision plans for a category."""

    category: Category
    old: str
    new: str
    because: Consequence


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What cannot be carried out, and the consequences that are in the way of each other."""

    clash: rules.Clash
    consequences: tuple[Consequence, ...]


@dataclass(frozen=True, slots=True)
class Begin:
    """What somebody chose before starting: other days, workshops (ids) left out and why, and what is taken along."""

    days: Mapping[str, date] = field(default_factory=dict)
    leave: frozenset[int] = frozenset()
    why: str = ""
    rates: bool = False
    questionnaires: bool = False


@dataclass(frozen=True, slots=True)
class Along:
    """What there is to take along: roles that go on by themselves and those that end, rates, and questionnaires."""

    roles: tuple[tuple[str, int], ...]
    ending: int
    rates: tuple[Rate, ...]
    questionnaires: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NextYear:
    """The next year before it is started."""

    year: ProgrammeYear
    exists: bool
    numbers: tuple[Number, ...]
    deadlines: tuple[Deadline, ...]
    editions: tuple[EditionPlan, ...]
    additions: tuple[Consequence, ...]
    money: tuple[Money, ...]
    kept: tuple[Consequence, ...]
    contradictions: tuple[Contradiction, ...]
    wrong_numbers: tuple[str, ...]
    open_findings: int
    proposed: int

    @property
    def label(self) -> str:
        """2017-2018."""
        return f"{self.year.first_year + 1}-{self.year.first_year + 2}"

    @property
    def settings(self) -> dict[str, Any]:
        """Numbers and deadlines of the next year, by the names of the year's fields."""
        numbers: dict[str, Any] = {number.name: number.new for number in self.numbers}
        return numbers | {deadline.name: deadline.new for deadline in self.deadlines}

    @property
    def may_start(self) -> bool:
        """Whether nothing stands in the way."""
        return not (self.exists or self.contradictions or self.wrong_numbers)

    @property
    def staying(self) -> tuple[EditionPlan, ...]:
        """The workshops that go on."""
        return tuple(plan for plan in self.editions if not plan.goes)

    @property
    def going(self) -> tuple[EditionPlan, ...]:
        """The workshops that do not."""
        return tuple(plan for plan in self.editions if plan.goes)

    @property
    def free(self) -> tuple[EditionPlan, ...]:
        """The workshops about which nothing was decided: these can be left out."""
        return tuple(plan for plan in self.editions if not plan.because)


def along(year: ProgrammeYear) -> Along:
    """What there is to take along: three queries."""
    held = Membership.objects.filter(from_year__lte=year.first_year).order_by()
    rows = held.filter(Q(to_year__isnull=True) | Q(to_year__gt=year.first_year)).values_list("role")
    numbers = dict(rows.annotate(number=Count("pk")))
    made = Instrument.objects.filter(year=year)
    return Along(
        roles=tuple((year.partnership.role_name(role), numbers[role.value]) for role in Role if role.value in numbers),
        ending=held.filter(to_year=year.first_year).count(),
        rates=tuple(budget.rates_held(year)),
        questionnaires=tuple(instrument.title for instrument in made),
    )


def offered(year: ProgrammeYear) -> QuerySet[Edition]:
    """The editions of a year from which the next year starts: what was published."""
    editions = Edition.objects.filter(year=year, state=EditionState.PUBLISHED)
    return editions.select_related("workshop", "year").prefetch_related("goals")


@asked_once
def following(year: ProgrammeYear) -> ProgrammeYear | None:
    """The year after this one, when it was begun. One query."""
    return ProgrammeYear.objects.select_related("partnership").filter(first_year=year.first_year + 1).first()


@asked_once
def preceding(year: ProgrammeYear) -> ProgrammeYear | None:
    """The year before this one. One query."""
    return ProgrammeYear.objects.select_related("partnership").filter(first_year=year.first_year - 1).first()


def waiting(year: ProgrammeYear) -> QuerySet[Consequence]:
    """The consequences of taken decisions that were not carried out yet, also what people arrange."""
    rows = Consequence.objects.filter(decision__year=year, decision__state=DecisionState.TAKEN, done_at__isnull=True)
    return rows.select_related("decision__finding", "workshop", "merge_into")


def next_year(year: ProgrammeYear, begin: Begin | None = None) -> NextYear:
    """Everything that starting the next year would do, as somebody chose it. Nine queries, however much there is."""
    asked, editions = list(waiting(year)), list(offered(year))
    numbers = tuple(_number(year, name, asked) for name in NUMBERS)
    regions = set(School.objects.values_list("holiday_region", flat=True))
    deadlines = tuple(_deadlines(year, regions, asked, begin or Begin()))
    schools = School.objects.count() if any(item.per_school for item in asked) else 0
    money = dict(BudgetLine.objects.filter(year=year).values_list("category", "amount"))
    return NextYear(
        year=year,
        exists=following(year) is not None,
        numbers=numbers,
        deadlines=deadlines,
        editions=tuple(_editions(editions, asked, begin or Begin())),
        additions=tuple(item for item in asked if item.kind == ConsequenceKind.ADD),
        money=tuple(
            Money(Category(item.field), str(money.get(item.field, "")), str(amount_of(item, schools)), item)
            for item in asked
            if item.kind == ConsequenceKind.BUDGET
        ),
        kept=tuple(item for item in asked if item.kind == ConsequenceKind.KEEP),
        contradictions=contradictions(asked, editions),
        wrong_numbers=_wrong(year, numbers),
        open_findings=year.findings.filter(state=FindingState.OPEN)
        .exclude(decisions__state=DecisionState.PROPOSED)
        .count(),
        proposed=year.decisions.filter(state=DecisionState.PROPOSED).count(),
    )


def contradictions(asked: Iterable[Consequence], editions: Iterable[Edition]) -> tuple[Contradiction, ...]:
    """What of these consequences does not go together, or not with this year's brochure. No query."""
    by_key = {item.pk: item for item in asked}
    planned = [
        rules.Planned(
            item.pk, item.kind, item.workshop_id, item.merge_into_id, item.field,
            f"{item.value} {item.per_school}" if item.kind == ConsequenceKind.BUDGET else item.value,
        )
        for item in by_key.values()
    ]  # fmt: skip
    editions = list(editions)
    names = [name for edition in editions for name in (edition.title, edition.workshop.name)]
    found = rules.clashes(planned, [edition.workshop_id for edition in editions], names)
    return tuple(Contradiction(clash, tuple(by_key[key] for key in keys)) for clash, keys in found)


def amount_of(item: Consequence, schools: int) -> Decimal:
    """The euros of a consequence for the budget: an amount for each school counts as often as there are schools."""
    amount = Decimal(item.value)
    return amount * schools if item.per_school else amount


def _because(name: str, asked: Iterable[Consequence]) -> Consequence | None:
    """The consequence that changes a number or a deadline of the year."""
    wanted = [item for item in asked if item.kind == ConsequenceKind.SETTING and item.field == name]
    return wanted[-1] if wanted else None


def _number(year: ProgrammeYear, name: str, asked: Iterable[Consequence]) -> Number:
    because = _because(name, asked)
    old = getattr(year, name)
    return Number(name, label_of(ProgrammeYear, name), old, int(because.value) if because else old, because)


def _wrong(year: ProgrammeYear, numbers: Iterable[Number]) -> tuple[str, ...]:
    """What the numbers of the next year contradict among themselves, in words."""
    values = {number.name: number.new for number in numbers}
    try:
        ProgrammeYear(partnership_id=year.partnership_id, first_year=year.first_year + 1, **values).clean_fields()
    except ValidationError as no:
        return tuple(no.messages)
    if values["group_minimum"] > values["group_maximum"]:
        return (gettext("The smallest group would be larger than the largest."),)
    return ()


def _deadlines(
    year: ProgrammeYear, regions: Iterable[str], asked: Iterable[Consequence], begin: Begin
) -> Iterable[Deadline]:
    language = get_language() or "nl"

    def closed(day: date) -> str:
        names = (school_holiday(day, region, language) for region in sorted(regions))
        return public_holiday(day, language) or next(filter(None, names), "")

    for name in DEADLINES:
        old, because, label = getattr(year, name), _because(name, asked), label_of(ProgrammeYear, name)
        if name in begin.days:
            yield Deadline(name, label, old, begin.days[name], because=because)
        elif because is not None:
            yield Deadline(name, label, old, date.fromisoformat(because.value), because=because)
        elif old is not None:
            same = rules.year_later(old)
            new = rules.nearest_open(same, lambda day: bool(closed(day)))
            yield Deadline(name, label, old, new, same, closed(same))


def _editions(editions: Iterable[Edition], asked: Iterable[Consequence], begin: Begin) -> list[EditionPlan]:
    """What becomes of each workshop, in the order of the brochure."""
    plans = {edition.workshop_id: EditionPlan(edition) for edition in editions}
    for item in asked:
        plan = plans.get(item.workshop_id or 0)
        if plan is None:
            continue
        plan.because.append(item)
        if item.kind == ConsequenceKind.DROP:
            plan.change = ChangeKind.DROPPED
        elif item.kind == ConsequenceKind.CHANGE:
            plan.change = ChangeKind.CHANGED if plan.change == ChangeKind.UNCHANGED else plan.change
            plan.fields |= {item.field: item.value} if item.field else {}
        elif item.kind == ConsequenceKind.MERGE and (target := plans.get(item.merge_into_id or 0)):
            plan.merged_into, plan.change = item.merge_into_id, ChangeKind.MERGED
            target.change = ChangeKind.MERGED
            target.because.append(item)
    for plan in plans.values():
        if plan.edition.workshop_id in begin.leave and not plan.because:
            plan.change, plan.left_out = ChangeKind.DROPPED, begin.why
    return list(plans.values())

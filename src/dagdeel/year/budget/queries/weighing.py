"""What each school costs, what one session costs, and what if everything were in one place."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet, Sum

from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.base.partnerships.prepared import ids
from dagdeel.year.budget import rules
from dagdeel.year.budget.models import Actual
from dagdeel.year.budget.queries.books import LIVE, granted, overview, session_facts, tariff
from dagdeel.year.budget.states import Category
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.planning.models import Session


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """A school with its part."""

    school: School
    part: rules.SchoolPart


def school_parts(year: ProgrammeYear, schools: Iterable[int] | None = None) -> list[SchoolRow]:
    """What the programme costs at each school (these ids only, when given) and who pays it. Six queries."""
    found = list(School.objects.all() if schools is None else School.objects.filter(pk__in=schools))
    grant = granted(year)
    sessions: dict[int, list[rules.SessionFacts]] = defaultdict(list)
    for facts in session_facts(year, None if schools is None else ids(found)):
        sessions[facts.school].append(facts)
    known = tariff(year)
    booked = Actual.objects.filter(year=year, school__isnull=False).order_by().values_list("school", "category")
    actuals: dict[int, dict[Category, Decimal]] = {}
    for school, category, total in booked.annotate(total=Sum("amount")):
        actuals.setdefault(school, {})[Category(category)] = total
    return [
        SchoolRow(
            school,
            rules.school_part(
                school.pk,
                sessions[school.pk],
                rules.promises(sessions[school.pk], known),
                actuals.get(school.pk, {}),
                grant.contribution if grant else rules.ZERO,
            ),
        )
        for school in found
    ]


def school_ties(year: ProgrammeYear, rows: Iterable[SchoolRow]) -> list[rules.Tie]:
    """How these rows (of all schools) add up to the budget, per category. Six queries."""
    spent = Actual.objects.filter(year=year, school__isnull=False).order_by().values_list("category")
    on_schools = {Category(category): total for category, total in spent.annotate(total=Sum("amount"))}
    return rules.ties([row.part for row in rows], overview(year).lines, on_schools)


def school_contribution(year: ProgrammeYear) -> Decimal | None:
    """What a school pays itself, in euros; None while there is no grant. One query."""
    grant = granted(year)
    return grant.contribution if grant else None


@dataclass(frozen=True, slots=True)
class CentralRow:
    """An edition by its title, at the schools and in one place."""

    title: str
    figures: rules.CentralEdition


def what_if(year: ProgrammeYear, assumed: rules.Assumptions) -> tuple[rules.WhatIf, list[CentralRow]]:
    """The programme at each school against the same programme in one place. Four queries."""
    compared = rules.centrally(session_facts(year), tariff(year), assumed, first_day=year.first_day)
    figures = {row.edition: row for row in compared.editions}
    return compared, [CentralRow(title, figures[key]) for key, title in _titles(figures)]


def _titles(editions: Iterable[int]) -> list[tuple[int, str]]:
    """Their titles, in the order of the brochure. One query."""
    found = Edition.objects.filter(pk__in=list(editions)).order_by("position", "title", "pk")
    return list(found.values_list("pk", "title"))


@dataclass(frozen=True, slots=True)
class WorkshopCost:
    """What a workshop asks for, in euros; `whole` has its share in what is spent for all sessions together."""

    title: str
    cost: rules.Cost
    whole: Decimal

    @property
    def per_session(self) -> Decimal | None:
        """Of what the workshop itself asks for."""
        return rules.per(self.cost.amount, self.cost.sessions)

    @property
    def per_head(self) -> Decimal | None:
        """Of what the workshop itself asks for."""
        return rules.per(self.cost.amount, self.cost.heads)


@dataclass(frozen=True, slots=True)
class Costs:
    """What one session, one participant and one workshop cost, in euros."""

    sessions: int
    heads: int
    own: Decimal
    beyond: Decimal  # spent above what the planning promised
    shared: Decimal
    workshops: tuple[WorkshopCost, ...]
    each: dict[int, rules.Cost]

    @property
    def whole(self) -> Decimal:
        """With what is spent above it and for all sessions together: what the budget uses."""
        return self.own + self.beyond + self.shared

    @property
    def per_session(self) -> Decimal | None:
        """Of everything."""
        return rules.per(self.whole, self.sessions)

    @property
    def per_head(self) -> Decimal | None:
        """Of everything."""
        return rules.per(self.whole, self.heads)


def costs(year: ProgrammeYear) -> Costs:
    """What the published and held sessions cost; the shared costs are laid over the sessions evenly. Eight queries."""
    each, editions = rules.cost_of_each(session_facts(year), tariff(year))
    whole = overview(year)
    found = {row.key: row for row in editions}
    titles = _titles(found)
    rest = rules.shares(whole.beyond + whole.shared, [found[key].sessions for key, _title in titles])
    workshops = tuple(
        WorkshopCost(title, found[key], found[key].amount + share)
        for (key, title), share in zip(titles, rest, strict=True)
    )
    own = sum((row.amount for row in each), rules.ZERO)
    heads, by_session = sum(row.heads for row in each), {row.key: row for row in each}
    return Costs(len(each), heads, own, whole.beyond, whole.shared, workshops, by_session)


def dated_sessions(year: ProgrammeYear) -> QuerySet[Session]:
    """The published and held sessions with workshop and school, in the order of their days. One query."""
    found = Session.objects.filter(year=year, state__in=LIVE).select_related("edition", "school")
    return found.order_by("day", "starts", "pk")

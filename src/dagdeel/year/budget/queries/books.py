"""What pages and later steps ask about money. Commitments are worked out live; a fixed number of SQL queries each."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import translation

from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.base.partnerships.prepared import prepared, sums
from dagdeel.base.partnerships.reading import asked_once
from dagdeel.base.people.models import Person
from dagdeel.year.budget import rules
from dagdeel.year.budget.models import Actual, BudgetLine, Commitment, Grant, Rate
from dagdeel.year.budget.rules import importing
from dagdeel.year.budget.states import Category, RateKind
from dagdeel.year.planning.models import Assignment, Session
from dagdeel.year.planning.states import SessionState
from dagdeel.year.trainers.models import Travel

LIVE = (SessionState.PUBLISHED, SessionState.HELD)  # a draft promises nothing yet, a cancelled session no longer


# Commitments -------------------------------------------------------------------------------------------------------


@asked_once
def tariff(year: ProgrammeYear) -> rules.Tariff:
    """All rates of a year. One query."""
    return _tariff(_rates_and_grant(year))


def _tariff(rows: Iterable[tuple[Any, ...]]) -> rules.Tariff:
    return rules.Tariff(
        tuple(
            rules.RateFacts(RateKind(kind), amount, day, institute, trainer)
            for kind, amount, day, institute, trainer, _grant in rows
        )
    )


def rates_held(year: ProgrammeYear) -> list[Rate]:
    """The rates that hold at the end of a year: the latest of each kind, for everybody and for whom it differs. One query."""
    held = {
        (rate.kind, rate.institute_id, rate.trainer_id): rate
        for rate in Rate.objects.filter(year=year).order_by("from_day")
    }
    return list(held.values())


@asked_once
def _rates_and_grant(year: ProgrammeYear) -> list[tuple[Any, ...]]:
    return _rates(year.pk)


@prepared
def _rates(year: int) -> QuerySet[Any, Any]:
    """With all grants together beside each."""
    # a year's grants are of its own partnership; naming that too would lead SQLite to the wrong index
    given = Grant.everywhere.filter(year=OuterRef("year")).order_by().values("year")
    found = Rate.objects.filter(year=year).order_by("kind", "from_day", "pk")
    found = found.annotate(granted=Subquery(given.annotate(total=Sum("amount")).values("total")))
    return found.values_list("kind", "amount", "from_day", "institute", "trainer", "granted")


def rate_rows(year: ProgrammeYear) -> QuerySet[Rate]:
    """The rates with for whom they are. One query."""
    return Rate.objects.filter(year=year).select_related("institute", "trainer__person")


def rates_of(person: Person) -> QuerySet[Rate]:
    """The rates that were agreed with this trainer, over all years. One query."""
    return Rate.objects.filter(trainer__person=person).order_by("year__first_year", "kind", "from_day")


def _counted(year: ProgrammeYear | int) -> "QuerySet[Any, Any]":
    """The published and held sessions with their trainers, and how far those come together."""
    # a session's assignments are of its own partnership; naming that too would lead SQLite to the wrong index
    gives = Assignment.everywhere.filter(session=OuterRef("pk"), live=True).order_by().values("session")
    travels = gives.filter(trainer__travel__school=F("session__school"))
    return Session.objects.filter(year=year, state__in=LIVE).annotate(
        trainers=Coalesce(Subquery(gives.annotate(number=Count("pk")).values("number")), 0),
        km=Coalesce(Subquery(travels.annotate(km=Sum("trainer__travel__km")).values("km")), 0),
    )


@asked_once
def session_facts(year: ProgrammeYear, schools: tuple[int, ...] | None = None) -> list[rules.SessionFacts]:
    """What of each published or held session (at these schools, ids, when given) costs money. Two queries."""
    found = Session.objects.filter(year=year, state__in=LIVE)
    return facts_of(found if schools is None else found.filter(school__in=schools), year.first_day)


def facts_of(sessions: QuerySet[Session], first_day: date) -> list[rules.SessionFacts]:
    """What of these sessions costs money; one without a date costs what it would on the first day. Two queries."""
    way = Travel.everywhere.filter(trainer=OuterRef("trainer"), school=OuterRef("session__school")).values("km")
    given = Assignment.objects.filter(session__in=sessions.order_by().values("pk"), live=True).order_by("pk")
    givers: dict[int, list[rules.Giver]] = defaultdict(list)
    for session, trainer, institute, km in given.values_list("session", "trainer", "trainer__institute", Subquery(way)):
        givers[session].append(rules.Giver(trainer, institute, km))
    rows = sessions.order_by("pk").values_list("pk", "school", "edition", "day", "taken")
    return [
        rules.SessionFacts(session, school, edition, day or first_day, tuple(givers[session]), heads)
        for session, school, edition, day, heads in rows
    ]


@prepared
def _units(year: int) -> QuerySet[Any, Any]:
    return sums(_counted(year), sessions=Count("pk"), half_days=Sum("trainers"), way=Sum("km"), heads=Sum("taken"))


@asked_once
def units(year: ProgrammeYear) -> dict[RateKind, int]:
    """What of all published and held sessions together costs money. One query."""
    ((sessions, trainers, km, heads),) = _units(year.pk)
    return rules.units(sessions, trainers or 0, km or 0, heads or 0)


def committed(year: ProgrammeYear) -> dict[Category, Decimal]:
    """What is committed per category, in euros. Two queries, three where a rate is not for everybody or not all year."""
    return _committed(year, tariff(year))


def _committed(year: ProgrammeYear, known: rules.Tariff) -> dict[Category, Decimal]:
    """Counted by the database where all sessions cost alike, else session by session."""
    plain = known.flat(year.first_day)
    if plain is None:
        return rules.by_category(rules.promises(session_facts(year), known))
    return rules.costs(units(year), plain)


def promised(year: ProgrammeYear) -> list[rules.Promise]:
    """The commitments of this moment. Three queries."""
    return rules.promises(session_facts(year), tariff(year))


@dataclass(frozen=True, slots=True)
class Gaps:
    """What the planning does not tell yet, so that the commitments are too low."""

    rates: tuple[RateKind, ...]
    without_trainer: int
    unknown_distances: int
    drafts: int


@dataclass(frozen=True, slots=True)
class Books:
    """The commitments of now beside those last written down, in euros."""

    live: Decimal
    written: Decimal
    gaps: Gaps

    @property
    def difference(self) -> Decimal:
        """What came on top since; negative when it became less."""
        return self.live - self.written


def books(year: ProgrammeYear) -> Books:
    """How the written commitments lie to those of now, and what is not known yet. Five queries."""
    sessions, known = session_facts(year), tariff(year)
    live = sum((promise.amount for promise in rules.promises(sessions, known)), rules.ZERO)
    written = Commitment.objects.filter(year=year).aggregate(total=Sum("amount"))["total"] or rules.ZERO
    gaps = Gaps(
        tuple(kind for kind in RateKind if kind not in known.general),
        sum(1 for facts in sessions if not facts.givers),
        sum(facts.unknown_distances for facts in sessions),
        Session.objects.filter(year=year, state=SessionState.DRAFT).count(),
    )
    return Books(live, written, gaps)


# Planned against realised ------------------------------------------------------------------------------------------


def overview(year: ProgrammeYear) -> rules.Overview:
    """Grant, and per category planned, committed, realised and the explanation. Five queries."""
    grant = granted(year)
    promised = committed(year)
    settled = year.state == ProgrammeYear.State.CLOSED
    spent = Actual.objects.filter(year=year).order_by().values_list("category").annotate(total=Sum("amount"))
    realised = {Category(category): total for category, total in spent}
    planned = {line.category: line for line in BudgetLine.objects.filter(year=year)}
    lines = tuple(
        rules.Line(
            category,
            planned[category].amount if category in planned else rules.ZERO,
            promised.get(category, rules.ZERO),
            realised.get(category, rules.ZERO),
            planned[category].explanation if category in planned else "",
            settled,
        )
        for category in Category
    )
    return rules.Overview(
        grant.amount if grant else None,
        grant.source if grant else "",
        grant.contribution if grant else rules.ZERO,
        lines,
    )


@asked_once
def grants_of(year: ProgrammeYear) -> list[Grant]:
    """The grants in the order in which they were filled in. One query."""
    return list(Grant.objects.filter(year=year))


def granted(year: ProgrammeYear) -> rules.Granted | None:
    """All grants together; None while there is none. One query."""
    return rules.together((row.name, row.amount, row.school_contribution) for row in grants_of(year))


def line_of(year: ProgrammeYear, category: Category) -> BudgetLine | None:
    """The line of a category, when something was planned for it. One query."""
    return BudgetLine.objects.filter(year=year, category=category).first()


@dataclass(frozen=True, slots=True)
class Explanation:
    """Words that stood on a line, by whom and since when."""

    text: str
    by: str
    at: datetime


def explanations(line: BudgetLine) -> list[Explanation]:
    """All explanations that a line had, the one of now first. One query."""
    told = Entry.objects.filter(
        verb="budget.line_explained", object_type=line._meta.label_lower, object_id=str(line.pk)
    )
    return [Explanation(row.after["explanation"], row.by_name, row.at) for row in told.order_by("-at", "-pk")]


def sessions_are_over(year: ProgrammeYear, today: date) -> bool:
    """Whether the year had sessions and none is still to come. One query."""
    last = Session.objects.filter(year=year, state__in=LIVE).order_by("-day").values_list("day", flat=True).first()
    return last is not None and last < today


def unexplained(year: ProgrammeYear, today: date) -> tuple[rules.Line, ...]:
    """The lines that are over without a word, once the sessions are over. At most six queries."""
    if not sessions_are_over(year, today):
        return ()
    return tuple(line for line in overview(year).lines if line.owes_explanation)


def committed_against_grant(year: ProgrammeYear) -> tuple[Decimal, Decimal | None]:
    """What is committed now, and the grant where it is known, in euros. Two queries, three with rates that differ."""
    found = _rates_and_grant(year)
    return sum(_committed(year, _tariff(found)).values(), rules.ZERO), found[0][-1] if found else None


# Actuals -----------------------------------------------------------------------------------------------------------


def actuals(year: ProgrammeYear, schools: Iterable[int] | None = None) -> QuerySet[Actual]:
    """What was spent, newest first, with its school; of these schools (ids) only, when given. One query."""
    found = Actual.objects.filter(year=year).select_related("school")
    return found if schools is None else found.filter(school__in=list(schools))


def booked(year: ProgrammeYear) -> dict[str, tuple[Category, Decimal, date, int | None]]:
    """What is booked already, by reference. One query."""
    rows = Actual.objects.filter(year=year).order_by().values_list("reference", "category", "amount", "day", "school")
    return {reference: (Category(category), amount, day, school) for reference, category, amount, day, school in rows}


def known(year: ProgrammeYear) -> importing.Known:
    """What the rows of an import are held against: names in both languages, and what is booked. Two queries."""
    categories = {importing.folded(name): key for key, names in importing.ALSO_CALLED.items() for name in names}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            categories |= {importing.folded(str(category.label)): category for category in Category}
    schools = {importing.folded(name): key for key, name in School.objects.order_by("pk").values_list("pk", "name")}
    first, last = rules.booking_window(year.first_year)
    return importing.Known(categories, schools, first, last, booked(year))


# Doctor ------------------------------------------------------------------------------------------------------------


def wrong_commitments() -> Iterable[Commitment]:
    """Written commitments of any partnership that are not their units times their rate, or of a session in another year."""
    rows = Commitment.everywhere.select_related("session").order_by("pk")
    return [
        row
        for row in rows.iterator()
        if row.amount != rules.cost(row.units, row.rate) or row.amount < 0 or row.session.year_id != row.year_id
    ]


def wrong_grants() -> Iterable[Grant]:
    """Grants of any partnership that are not what their rule comes to."""
    rows = Grant.everywhere.order_by("pk")
    return [row for row in rows.iterator() if row.amount != row.fixed + rules.cost(row.students, row.per_student)]


def wrong_actuals() -> Iterable[Actual]:
    """Actuals of any partnership below zero, or dated outside the time in which the year is booked."""
    rows = Actual.everywhere.select_related("year").order_by("pk")
    return [row for row in rows.iterator() if row.amount < 0 or not _in_window(row)]


def _in_window(actual: Actual) -> bool:
    first, last = rules.booking_window(actual.year.first_year)
    return first <= actual.day <= last

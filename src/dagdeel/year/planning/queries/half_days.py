"""The planning board: the half-days of a month × schools or trainers, with a card for each session."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import get_language

from dagdeel.base.partnerships.halfdays import last_of_month, session_months, workdays
from dagdeel.base.partnerships.holidays import public_holiday, school_holiday
from dagdeel.base.partnerships.models import HalfDay, ProgrammeYear, School
from dagdeel.year.choices.models import SchoolPlan, WishedHalfDay
from dagdeel.year.planning.models import Assignment, PlanProposal, Session
from dagdeel.year.planning.queries.board import Row, rows_of
from dagdeel.year.planning.queries.facts import sessions_of
from dagdeel.year.planning.queries.moving import place_of
from dagdeel.year.planning.queries.proposals import Line, sketch_of
from dagdeel.year.planning.queries.telling import number_of
from dagdeel.year.planning.queries.words import Shown
from dagdeel.year.planning.rules import Spot
from dagdeel.year.planning.states import SessionState
from dagdeel.year.trainers.models import Availability, Competence, Trainer

NOBODY = 0  # the column of what no trainer gives yet
WAITING = 40  # so many sessions without a trainer are shown at once
ORDER = {value: place for place, value in enumerate(HalfDay.values)}


@dataclass(frozen=True)
class Asked:
    """What the board shows; None, False and "" leave nothing out."""

    month: date | None = None
    trainers: bool = False  # the columns are trainers instead of schools
    trainer: int | None = None
    workshop: int | None = None
    state: str = ""
    only_conflicts: bool = False
    every_half_day: bool = False


@dataclass(frozen=True)
class Column:
    """A school or a trainer. `workshops` are those that a trainer gives."""

    key: int
    name: str
    workshops: frozenset[int] = frozenset()
    region: str = ""


@dataclass(frozen=True)
class Card:
    """A session on the board. `line` is what a proposal would make of it."""

    row: Row
    column: int
    name: str
    line: Line | None = None

    @property
    def stamp(self) -> str:
        """From where it is picked up."""
        return place_of(self.row.session).stamp

    @property
    def open(self) -> bool:
        """Whether it can still be moved."""
        return self.row.session.state in {SessionState.DRAFT, SessionState.PUBLISHED}


@dataclass(frozen=True)
class Ghost:
    """Where a proposal would put a session."""

    line: Line
    name: str


@dataclass(frozen=True)
class Cell:
    """One half-day of one school or trainer. `said`: possible, impossible, can, rather_not, cannot or nothing."""

    column: Column
    cards: tuple[Card, ...]
    ghosts: tuple[Ghost, ...]
    said: str


@dataclass(frozen=True)
class HalfDayRow:
    """A half-day. `closed`: why schools are closed."""

    day: date
    half_day: str
    closed: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Week:
    """The half-days of one week."""

    monday: date
    rows: tuple[HalfDayRow, ...]


@dataclass(frozen=True)
class Month:
    """A month that one can go to, with what is in it."""

    first: date
    cards: int
    conflicts: int


@dataclass(frozen=True)
class Matter:
    """Something that is the matter with a session, and where its card is."""

    row: Row
    shown: Shown
    name: str


@dataclass(frozen=True)
class PlanBoard:
    """One month of the plan."""

    month: date
    months: tuple[Month, ...]
    columns: tuple[Column, ...]
    weeks: tuple[Week, ...]
    undated: tuple[Card, ...]
    matters: tuple[Matter, ...]
    more: int = 0
    proposal: PlanProposal | None = None
    proposed: int = 0

    @property
    def sessions(self) -> Iterable[Session]:
        """The sessions of which a card is shown this month, or without a date."""
        cells = (cell for week in self.weeks for row in week.rows for cell in row.cells)
        return [card.row.session for card in (*(card for cell in cells for card in cell.cards), *self.undated)]


@dataclass
class _Found:
    """What is on the board, before it is laid out."""

    asked: Asked
    columns: Sequence[Column]
    cards: list[Card] = field(default_factory=list)
    said: Mapping[tuple[int, Spot], str] = field(default_factory=dict)
    offered: frozenset[Spot] = frozenset()
    ghosts: Mapping[tuple[Spot, int], list[Ghost]] = field(default_factory=dict)


def trainers_on_board(year: ProgrammeYear, trainer: int | None = None) -> QuerySet[Trainer]:
    """The trainers who can be given a session, and who have one, by name."""
    gives = Assignment.everywhere.filter(trainer=OuterRef("pk"), live=True, session__year=year)
    rows = Trainer.objects.filter(Q(active=True) | Exists(gives)).select_related("person")
    return (rows if trainer is None else rows.filter(pk=trainer)).order_by("person__sort_key", "pk")


def columns_of(schools: Iterable[School]) -> list[Column]:
    """Schools as columns."""
    return [Column(school.pk, school.name, region=school.holiday_region) for school in schools]


def columns_of_trainers(trainers: Iterable[Trainer]) -> list[Column]:
    """Trainers as columns, after the one of what nobody gives: one query."""
    shown = list(trainers)
    gives: dict[int, set[int]] = defaultdict(set)
    for trainer, workshop in Competence.objects.filter(trainer__in=shown).values_list("trainer", "workshop"):
        gives[trainer].add(workshop)
    own = [Column(t.pk, str(t.person), frozenset(gives[t.pk])) for t in shown]
    return [Column(NOBODY, ""), *own]


def plan_board(
    year: ProgrammeYear,
    asked: Asked,
    columns: Sequence[Column],
    today: date,
    *,
    private: bool,
    proposal: PlanProposal | None = None,
) -> PlanBoard:
    """One month of the plan for these columns: a fixed number of queries, whatever the number of sessions.

    Without `private` a trainer's own circumstances are left out.
    """
    ids, more = _shown(year, asked, columns)
    rows = rows_of(year, sessions_of(year).filter(pk__in=ids), private=private)
    if asked.only_conflicts:
        rows = [row for row in rows if row.blocks or row.warnings]
    lines = _lines(proposal)
    cards = [card for row in rows for card in _cards(row, asked, columns, lines)]
    schools = {row.session.school_id for row in rows} if asked.trainers else {column.key for column in columns}
    month, months = _months(year, asked, cards, today)
    found = _Found(asked, columns, cards)
    found.said, found.offered = _said(year, asked, columns, schools, month)
    found.ghosts = _ghosts(proposal, cards, asked)
    spots = _spots(found, month)
    return PlanBoard(
        month=month,
        months=months,
        columns=tuple(columns),
        weeks=_weeks(found, spots, _closed(spots, rows, columns)),
        undated=tuple(card for card in cards if card.row.session.day is None),
        matters=tuple(_matters(cards)),
        more=more,
        proposal=proposal,
        proposed=len({card.row.session.pk for card in cards if card.line is not None}),
    )


def _shown(year: ProgrammeYear, asked: Asked, columns: Sequence[Column]) -> tuple[list[int], int]:
    """The sessions of these columns (ids), and how many without a trainer are left out: at most two queries."""
    rows = Session.objects.filter(year=year).order_by()
    rows = rows.filter(state=asked.state) if asked.state else rows.exclude(state=SessionState.CANCELLED)
    if asked.workshop is not None:
        rows = rows.filter(edition=asked.workshop)
    live = Assignment.everywhere.filter(session=OuterRef("pk"), live=True)
    if asked.trainer is not None:
        rows = rows.filter(Exists(live.filter(trainer=asked.trainer)))
    keys = [column.key for column in columns]
    if not asked.trainers:
        return list(rows.filter(school__in=keys).values_list("pk", flat=True)), 0
    given = list(rows.filter(Exists(live.filter(trainer__in=keys))).values_list("pk", flat=True))
    alone = rows.filter(~Exists(live)).order_by("day", "half_day", "pk").values_list("pk", flat=True)
    waiting = [] if asked.trainer is not None else list(alone)
    return [*given, *waiting[:WAITING]], len(waiting[WAITING:])


def _cards(row: Row, asked: Asked, columns: Sequence[Column], lines: Mapping[int, Line]) -> Iterable[Card]:
    """A session stands in the column of its school, or in that of each of its trainers."""
    pk, line = row.session.pk, lines.get(row.session.pk)
    if not asked.trainers:
        yield Card(row, row.session.school_id, f"s{pk}", line)
        return
    keys = [a.trainer_id for a in row.trainers] or [NOBODY]
    shown = {column.key for column in columns}
    for key in (key for key in keys if key in shown):
        yield Card(row, key, f"s{pk}" if key == keys[0] else f"s{pk}-{key}", line)


def _months(year: ProgrammeYear, asked: Asked, cards: Sequence[Card], today: date) -> tuple[date, tuple[Month, ...]]:
    """The months with sessions and those in which they are usual; first the one that is shown: as asked, else the next full one."""
    numbers: dict[date, list[int]] = {first: [0, 0] for first in session_months(year.first_year)}
    for row in {card.row.session.pk: card.row for card in cards}.values():
        if row.session.day is not None:
            count = numbers.setdefault(row.session.day.replace(day=1), [0, 0])
            count[0] += 1
            count[1] += bool(row.blocks or row.warnings)
    inside = year.first_day.replace(day=1) <= (asked.month or date.min) <= year.last_day
    if asked.month is not None and inside:
        numbers.setdefault(asked.month, [0, 0])
    months = tuple(Month(first, *counts) for first, counts in sorted(numbers.items()))
    full = [month.first for month in months if month.cards]
    coming = [first for first in full if first >= today.replace(day=1)]
    usual = next(iter(coming), next(iter(reversed(full)), months[0].first))
    return (asked.month if asked.month is not None and inside else usual), months


def _said(
    year: ProgrammeYear, asked: Asked, columns: Sequence[Column], schools: set[int], month: date
) -> tuple[dict[tuple[int, Spot], str], frozenset[Spot]]:
    """What schools, or trainers, said of half-days in this month, and which a school offers: at most three queries."""
    days = (month, last_of_month(month))
    plans = SchoolPlan.objects.filter(year=year, school__in=schools).order_by()
    wished = WishedHalfDay.objects.filter(plan__in=plans.values("pk"), day__range=days).order_by()
    wishes = {
        (school, (day, part)): str(kind)
        for school, day, part, kind in wished.values_list("plan__school", "day", "half_day", "kind")
    }
    for school, day in plans.filter(study_day__range=days).values_list("school", "study_day"):
        if day is not None:
            wishes |= {(school, (day, part)): "possible" for part in ("am", "pm")}
    offered = frozenset(spot for (_, spot), kind in wishes.items() if kind == "possible")
    if not asked.trainers:
        return wishes, offered
    keys = [column.key for column in columns]
    said = Availability.objects.filter(year=year, trainer__in=keys, day__range=days).order_by()
    suits = said.values_list("trainer", "day", "half_day", "suits")
    return {(trainer, (day, part)): str(kind) for trainer, day, part, kind in suits}, offered


def _spots(found: _Found, month: date) -> list[Spot]:
    """The half-days that matter: with a session, offered by a school, or where a proposal puts one; or all of them."""
    last = last_of_month(month)
    spots = {(c.row.session.day, c.row.session.half_day) for c in found.cards if c.row.session.day is not None}
    spots |= found.offered | {spot for spot, _ in found.ghosts}
    if found.asked.every_half_day:
        spots |= {(day, part) for day in workdays(month, last) for part in ("am", "pm")}
    return sorted(
        ((day, part) for day, part in spots if month <= day <= last),
        key=lambda spot: (spot[0], ORDER[spot[1]]),
    )


def _closed(spots: Iterable[Spot], rows: Iterable[Row], columns: Iterable[Column]) -> dict[date, str]:
    """Why schools are closed on these days."""
    language = get_language() or "nl"
    regions = {column.region for column in columns if column.region} | {r.session.school.holiday_region for r in rows}
    names = {
        day: public_holiday(day, language)
        or next(filter(None, (school_holiday(day, region, language) for region in sorted(regions))), "")
        for day in {day for day, _ in spots}
    }
    return {day: name for day, name in names.items() if name}


def _weeks(found: _Found, spots: Sequence[Spot], closed: Mapping[date, str]) -> tuple[Week, ...]:
    cards: dict[tuple[Spot, int], list[Card]] = defaultdict(list)
    for card in found.cards:
        if card.row.session.day is not None:
            cards[(card.row.session.day, card.row.session.half_day), card.column].append(card)

    def row(spot: Spot) -> HalfDayRow:
        cells = tuple(
            Cell(
                column,
                tuple(cards.get((spot, column.key), ())),
                tuple(found.ghosts.get((spot, column.key), ())),
                found.said.get((column.key, spot), ""),
            )
            for column in found.columns
        )
        return HalfDayRow(*spot, closed.get(spot[0], ""), cells)

    def monday(spot: Spot) -> date:
        return spot[0] - timedelta(days=spot[0].weekday())

    return tuple(Week(first, tuple(row(spot) for spot in of)) for first, of in groupby(spots, key=monday))


def _matters(cards: Iterable[Card]) -> list[Matter]:
    """What is the matter, each session once, the impossible first and then in the order of time."""
    first: dict[int, Card] = {}
    for card in cards:
        first.setdefault(card.row.session.pk, card)
    found = [
        Matter(card.row, shown, card.name)
        for card in first.values()
        for shown in (*card.row.blocks, *card.row.warnings)
    ]
    return sorted(found, key=lambda m: (not m.shown.blocks, m.row.session.day or date.max, m.row.session.pk))


def _lines(proposal: PlanProposal | None) -> dict[int, Line]:
    """What a proposal would change, by session: three queries."""
    return {line.session.pk: line for line in sketch_of(proposal).moving} if proposal is not None else {}


def _ghosts(proposal: PlanProposal | None, cards: Iterable[Card], asked: Asked) -> dict[tuple[Spot, int], list[Ghost]]:
    found: dict[tuple[Spot, int], list[Ghost]] = defaultdict(list)
    if proposal is None:
        return found
    for card in {card.row.session.pk: card for card in cards}.values():
        given = proposal.plan["assignments"].get(f"session-{card.row.session.pk}")
        if card.line is None or given is None:
            continue
        day, _, part = given["slot"].partition("/")
        column = number_of(given["trainer"]) if asked.trainers else card.row.session.school_id
        found[(date.fromisoformat(day), part), column].append(Ghost(card.line, card.name))
    return found

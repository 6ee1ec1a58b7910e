"""What if everything were in one place: fewer and fuller sessions, mentors who travel, and fewer who come."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from dagdeel.year.budget.rules.amounts import ZERO, cents, cost, per
from dagdeel.year.budget.rules.promises import SessionFacts, by_category, promises
from dagdeel.year.budget.rules.tariff import PAYS, Tariff
from dagdeel.year.budget.states import Category, RateKind


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What is taken to be true of the central programme; nobody knows it, so everybody can change it.

    `group`: people in a session. `participation`: of who has a seat now, how many would come, in percent. `mentor_km`: the way of a
    mentor, one way. `km_rate`: euros for a kilometre of a mentor. `room`: euros for a room and a half-day.
    """

    group: int = 20
    participation: int = 80
    mentor_km: int = 15
    km_rate: Decimal = ZERO
    room: Decimal = ZERO

    def coming(self, heads: int) -> int:
        """How many of so many would come, halves up."""
        return int((Decimal(heads * self.participation) / 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


@dataclass(frozen=True, slots=True)
class CentralEdition:
    """One edition at the schools and in one place: people, sessions and euros of both."""

    edition: int
    heads: int
    sessions: int
    central_heads: int
    central_sessions: int
    local: Decimal
    central: Decimal


@dataclass(frozen=True, slots=True)
class Side:
    """The programme in one of the two ways: people, sessions, and euros per category."""

    heads: int
    sessions: int
    costs: dict[Category, Decimal]

    @property
    def total(self) -> Decimal:
        """All categories together."""
        return sum(self.costs.values(), ZERO)

    @property
    def per_head(self) -> Decimal | None:
        """For one participant; None without any."""
        return per(self.total, self.heads)


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The programme at each school against the same programme in one place, as a whole and per edition."""

    assumed: Assumptions
    local: Side
    central: Side
    editions: tuple[CentralEdition, ...]

    @property
    def difference(self) -> Decimal:
        """What giving it at the schools costs more; negative when it is cheaper."""
        return self.local.total - self.central.total

    @property
    def saved(self) -> Decimal:
        """What giving it at the schools costs less; negative when it is dearer."""
        return -self.difference

    @property
    def more_people(self) -> int:
        """How many more take part because it is at the schools."""
        return self.local.heads - self.central.heads

    @property
    def per_extra(self) -> Decimal | None:
        """What each of those costs; None when there are none, or when it costs nothing more."""
        return per(self.difference, self.more_people) if self.more_people > 0 and self.difference > 0 else None

    @property
    def categories(self) -> tuple[tuple[Category, Decimal, Decimal], ...]:
        """Euros of both per category, where there are any."""
        both = ((one, self.local.costs.get(one, ZERO), self.central.costs.get(one, ZERO)) for one in Category)
        return tuple(row for row in both if row[1] or row[2])


def centrally(sessions: Sequence[SessionFacts], tariff: Tariff, assumed: Assumptions, *, first_day: date) -> WhatIf:
    """Each edition once per `group` people that come, in one place.

    A central session has as many trainers as the edition has now at most (at least one), who cost per half-day what they cost
    now on average, and do not travel; preparation goes the same way. Catering per head stays. Replacement of mentors at school
    is not counted: it is as long in both.
    """
    editions = dict.fromkeys(facts.edition for facts in sessions)
    local = by_category(promises(sessions, tariff))
    parts = [
        _central([f for f in sessions if f.edition == edition], tariff, assumed, first_day) for edition in editions
    ]
    sides = _added(side for _row, side in parts)
    return WhatIf(
        assumed,
        Side(sum(facts.heads for facts in sessions), len(sessions), local),
        sides,
        tuple(row for row, _side in parts),
    )


def _added(sides: Iterable[Side]) -> Side:
    heads, sessions, costs = 0, 0, dict[Category, Decimal]()
    for side in sides:
        heads, sessions = heads + side.heads, sessions + side.sessions
        for category, amount in side.costs.items():
            costs[category] = costs.get(category, ZERO) + amount
    return Side(heads, sessions, costs)


def _central(
    sessions: Sequence[SessionFacts], tariff: Tariff, assumed: Assumptions, first_day: date
) -> tuple[CentralEdition, Side]:
    now = by_category(promises(sessions, tariff))
    heads, trainers = sum(facts.heads for facts in sessions), sum(len(facts.givers) for facts in sessions)
    coming = assumed.coming(heads)
    number = -(-coming // assumed.group)
    most = max(1, *(len(facts.givers) for facts in sessions))
    half_day = now.get(Category.DELIVERY, ZERO) / trainers if trainers else tariff.rate(RateKind.DELIVERY, first_day)
    costs = {
        Category.DELIVERY: cents(number * most * half_day),
        Category.PREPARATION: cents(number * now.get(Category.PREPARATION, ZERO) / len(sessions)),
        Category.CATERING: cents(coming * now.get(PAYS[RateKind.CATERING], ZERO) / heads) if heads else ZERO,
        Category.TRAVEL: cost(2 * assumed.mentor_km * coming, assumed.km_rate),
        Category.ROOM: cost(number, assumed.room),
    }
    row = CentralEdition(
        edition=sessions[0].edition,
        heads=heads,
        sessions=len(sessions),
        central_heads=coming,
        central_sessions=number,
        local=sum(now.values(), ZERO),
        central=sum(costs.values(), ZERO),
    )
    return row, Side(coming, number, costs)

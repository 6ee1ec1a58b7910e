"""What money a session asks for. Commitments are desired state: worked out from the planning whenever somebody looks.

What `actions.recompute_commitments` writes down is the same answer, kept for later comparison.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dagdeel.year.budget.rules.amounts import ZERO, cost
from dagdeel.year.budget.rules.tariff import PAYS, Giver, Rates, Tariff, preparation
from dagdeel.year.budget.states import Category, RateKind


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """What of a session costs money: ids, its day, who gives it, and how many seats are taken."""

    session: int
    school: int
    edition: int
    day: date
    givers: tuple[Giver, ...] = ()
    heads: int = 0

    @property
    def unknown_distances(self) -> int:
        """Trainers whose way to this school nobody filled in."""
        return sum(giver.km is None for giver in self.givers)


@dataclass(frozen=True, slots=True)
class Promise:
    """Money that a session asks for in one category: so many units at this rate, in euros."""

    session: int
    school: int
    category: Category
    units: int
    rate: Decimal

    @property
    def amount(self) -> Decimal:
        """Units times rate, in whole cents."""
        return cost(self.units, self.rate)


def units(sessions: int, trainers: int, km: int, heads: int) -> dict[RateKind, int]:
    """What is counted of so many sessions: half-days of trainers, preparations, kilometres there and back, heads at the table."""
    return {
        RateKind.DELIVERY: trainers,
        RateKind.PREPARATION: sessions,
        RateKind.TRAVEL: 2 * km,
        RateKind.CATERING: heads,
    }


def costs(counted: Mapping[RateKind, int], rates: Rates) -> dict[Category, Decimal]:
    """What all sessions ask for per category, in euros. Rates are in whole cents: together they ask what they ask apart."""
    return {PAYS[kind]: cost(number, rates[kind]) for kind, number in counted.items() if number and rates.get(kind)}


def promises(sessions: Iterable[SessionFacts], tariff: Tariff) -> list[Promise]:
    """The commitments that follow from the planning, one per session, category and rate; nothing where units or rate are nought."""
    return [
        Promise(facts.session, facts.school, PAYS[kind], number, rate)
        for facts in sessions
        for (kind, rate), number in Counter(dict(_counted(facts, tariff))).items()
        if number and rate
    ]


def _counted(facts: SessionFacts, tariff: Tariff) -> Iterator[tuple[tuple[RateKind, Decimal], int]]:
    """Units per kind and rate."""
    for kind in (RateKind.DELIVERY, RateKind.TRAVEL):
        found: Counter[Decimal] = Counter()
        for giver in facts.givers:
            found[tariff.rate(kind, facts.day, giver)] += 1 if kind == RateKind.DELIVERY else 2 * (giver.km or 0)
        yield from (((kind, rate), number) for rate, number in found.items())
    yield (RateKind.PREPARATION, preparation(tariff, facts.day, facts.givers)), 1
    yield (RateKind.CATERING, tariff.rate(RateKind.CATERING, facts.day)), facts.heads


def by_category(promised: Iterable[Promise]) -> dict[Category, Decimal]:
    """The commitments added up per category, in euros."""
    found: dict[Category, Decimal] = {}
    for promise in promised:
        found[promise.category] = found.get(promise.category, ZERO) + promise.amount
    return found


# What one costs ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cost:
    """What some sessions ask for together, in euros, and for how many people. `key`: the session or the edition (id)."""

    key: int
    sessions: int
    heads: int
    amount: Decimal


def cost_of_each(sessions: Iterable[SessionFacts], tariff: Tariff) -> tuple[list[Cost], list[Cost]]:
    """What each session asks for, and each edition; in the order in which they come."""
    facts = list(sessions)
    amounts: dict[int, Decimal] = {}
    for promise in promises(facts, tariff):
        amounts[promise.session] = amounts.get(promise.session, ZERO) + promise.amount
    each = [Cost(one.session, 1, one.heads, amounts.get(one.session, ZERO)) for one in facts]
    editions: dict[int, Cost] = {}
    for one, facts_of_one in zip(each, facts, strict=True):
        was = editions.get(facts_of_one.edition, Cost(facts_of_one.edition, 0, 0, ZERO))
        editions[facts_of_one.edition] = Cost(was.key, was.sessions + 1, was.heads + one.heads, was.amount + one.amount)
    return each, list(editions.values())

"""What one unit costs, and for whom from when: for everybody, for the trainers of an institute, or for one trainer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from dagdeel.year.budget.rules.amounts import ZERO
from dagdeel.year.budget.states import Category, RateKind

# A rate pays for the category of the same name.
PAYS: Final[Mapping[RateKind, Category]] = {kind: Category(kind.value) for kind in RateKind}
# Catering is the same whoever gives the workshop.
BY_TRAINER: Final = (RateKind.DELIVERY, RateKind.PREPARATION, RateKind.TRAVEL)
Rates = Mapping[RateKind, Decimal]
"""Euros per unit: a trainer's half-day, a session, a kilometre, a head."""


@dataclass(frozen=True, slots=True)
class Giver:
    """A trainer at a session: ids, and how far the school is (kilometres, one way), where somebody filled that in."""

    trainer: int
    institute: int
    km: int | None = None


@dataclass(frozen=True, slots=True)
class RateFacts:
    """An amount from a day on; for one trainer, for the trainers of an institute (ids), or for everybody."""

    kind: RateKind
    amount: Decimal
    from_day: date
    institute: int | None = None
    trainer: int | None = None

    def holds_for(self, day: date, giver: Giver | None) -> bool:
        """Whether it is valid on that day and for that trainer (None: for nobody in particular)."""
        if self.from_day > day:
            return False
        if self.trainer is not None:
            return giver is not None and giver.trainer == self.trainer
        return self.institute is None or (giver is not None and giver.institute == self.institute)

    @property
    def weight(self) -> tuple[int, date]:
        """Which wins: a trainer's own before the institute's before everybody's, and among those the newest."""
        return (2 if self.trainer is not None else 1 if self.institute is not None else 0, self.from_day)


@dataclass(frozen=True, slots=True)
class Tariff:
    """All rates of a year.

    Of the rates that are valid on the day of a session the most specific wins (the trainer's own, else that of the
    institute, else everybody's), and of equally specific ones the one that began last. So a rise for everybody leaves the
    rate that was agreed with one trainer as it is.
    """

    rates: tuple[RateFacts, ...] = ()

    def rate(self, kind: RateKind, day: date, giver: Giver | None = None) -> Decimal:
        """Euros per unit on that day; nought where there is no rate."""
        there = [rate for rate in self.rates if rate.kind == kind and rate.holds_for(day, giver)]
        return max(there, key=lambda rate: rate.weight).amount if there else ZERO

    @property
    def general(self) -> dict[RateKind, Decimal]:
        """What holds for everybody, as agreed last."""
        there = sorted((rate for rate in self.rates if rate.weight[0] == 0), key=lambda rate: rate.from_day)
        return {rate.kind: rate.amount for rate in there}

    def flat(self, first_day: date) -> dict[RateKind, Decimal] | None:
        """The rates, when each holds for everybody and the whole year; None when sessions have to be looked at one by one."""
        if len({rate.kind for rate in self.rates}) < len(self.rates):
            return None
        plain = all(rate.weight[0] == 0 and rate.from_day <= first_day for rate in self.rates)
        return self.general if plain else None


def flat(rates: Rates, first_day: date = date.min) -> Tariff:
    """A tariff in which each rate holds for everybody from that day."""
    return Tariff(tuple(RateFacts(kind, amount, first_day) for kind, amount in rates.items()))


def preparation(tariff: Tariff, day: date, givers: Sequence[Giver]) -> Decimal:
    """What preparing a session costs: once, at the highest rate of its trainers; without a trainer at everybody's."""
    return max((tariff.rate(RateKind.PREPARATION, day, giver) for giver in givers or (None,)), default=ZERO)

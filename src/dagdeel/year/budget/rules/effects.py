"""What something would cost that is not there yet: an estimate of a choice, and the effect of a decision."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from dagdeel.year.budget.rules.amounts import ZERO
from dagdeel.year.budget.rules.promises import costs, units
from dagdeel.year.budget.rules.tariff import Tariff
from dagdeel.year.budget.states import RateKind

Why = Literal["line", "exchange", "choices", "groups", "length"]


@dataclass(frozen=True, slots=True)
class Effect:
    """Euros a year now and after a decision; `why` says how that was worked out."""

    now: Decimal
    then: Decimal
    why: Why

    @property
    def difference(self) -> Decimal:
        """What it costs more; negative when it saves."""
        return self.then - self.now

    @property
    def saves(self) -> Decimal:
        """What it costs less; negative when it costs more."""
        return -self.difference


def estimate(tariff: Tariff, day: date, *, km: int, groups: Iterable[int]) -> Decimal:
    """Sessions of these sizes, with one trainer each who comes from so far (kilometres, one way), at everybody's rates."""
    sizes = list(groups)
    counted = units(len(sizes), len(sizes), km * len(sizes), sum(sizes))
    rates = {kind: tariff.rate(kind, day) for kind in RateKind}
    return sum(costs(counted, rates).values(), ZERO)

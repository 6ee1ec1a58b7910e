"""Planned against promised and spent: the lines of the budget, and what the year will cost in the end."""

from dataclasses import dataclass
from decimal import Decimal

from dagdeel.year.budget.rules.amounts import ZERO
from dagdeel.year.budget.rules.tariff import PAYS
from dagdeel.year.budget.states import Category

FOLLOWS_PLANNING = frozenset(PAYS.values())
FAR_UNDER = Decimal("0.9")  # of what was planned: under it, readers are owed a word as well


@dataclass(frozen=True, slots=True)
class Line:
    """A category of the year, in euros. An actual settles a commitment of its category, so the larger of the two is used."""

    category: Category
    planned: Decimal = ZERO
    committed: Decimal = ZERO
    realised: Decimal = ZERO
    explanation: str = ""
    settled: bool = False  # the year is closed: nothing more comes

    @property
    def used(self) -> Decimal:
        """What is spent or promised."""
        return max(self.committed, self.realised)

    @property
    def free(self) -> Decimal:
        """What is left; negative when over."""
        return self.planned - self.used

    @property
    def is_over(self) -> bool:
        """More is spent or promised than was planned."""
        return self.used > self.planned

    @property
    def forecast(self) -> Decimal:
        """What the year will cost in the end.

        Of a settled year what was spent. Before that: where the planning says what it costs, what is spent or promised; elsewhere
        (and as long as nothing is published) what was planned, or more when more is used already.
        """
        if self.settled:
            return self.realised
        if self.category in FOLLOWS_PLANNING and self.committed:
            return self.used
        return max(self.planned, self.used)

    @property
    def difference(self) -> Decimal:
        """What the forecast is above what was planned; negative when under."""
        return self.forecast - self.planned

    @property
    def less(self) -> Decimal:
        """What the forecast is under what was planned; negative when above."""
        return -self.difference

    @property
    def is_far_under(self) -> bool:
        """More than a tenth less than planned."""
        return self.forecast < self.planned * FAR_UNDER

    @property
    def owes_explanation(self) -> bool:
        """Over or far under, and nobody said why."""
        return (self.is_over or self.is_far_under) and not self.explanation

    @property
    def is_empty(self) -> bool:
        """Nothing planned, promised or spent."""
        return not (self.planned or self.used)


@dataclass(frozen=True, slots=True)
class Overview:
    """The grant and its lines, one per category in their order; `grant` is None while nobody filled it in."""

    grant: Decimal | None
    source: str
    contribution: Decimal
    lines: tuple[Line, ...]

    @property
    def planned(self) -> Decimal:
        """All lines together."""
        return sum((line.planned for line in self.lines), ZERO)

    @property
    def committed(self) -> Decimal:
        """All commitments together."""
        return sum((line.committed for line in self.lines), ZERO)

    @property
    def realised(self) -> Decimal:
        """All actuals together."""
        return sum((line.realised for line in self.lines), ZERO)

    @property
    def used(self) -> Decimal:
        """Spent or promised, category by category."""
        return sum((line.used for line in self.lines), ZERO)

    @property
    def forecast(self) -> Decimal:
        """What the year will cost in the end, category by category."""
        return sum((line.forecast for line in self.lines), ZERO)

    @property
    def difference(self) -> Decimal:
        """What the forecast is above what was planned; negative when under."""
        return self.forecast - self.planned

    @property
    def shared(self) -> Decimal:
        """What is spent or promised for all sessions together: what does not follow from the planning."""
        return sum((line.used for line in self.lines if line.category not in FOLLOWS_PLANNING), ZERO)

    @property
    def beyond(self) -> Decimal:
        """What is spent above what the planning promised, in the categories that follow it."""
        return sum((line.used - line.committed for line in self.lines if line.category in FOLLOWS_PLANNING), ZERO)

    @property
    def free(self) -> Decimal:
        """What is left of the grant; negative when more is used than granted."""
        return (self.grant or ZERO) - self.used

    @property
    def unused(self) -> Decimal:
        """What is left on the lines together; negative when they are over."""
        return self.planned - self.used

    @property
    def unplanned(self) -> Decimal:
        """What of the grant stands on no line; negative when the lines promise more than the grant."""
        return (self.grant or ZERO) - self.planned

    @property
    def is_unplanned(self) -> bool:
        """No amount was planned for any category."""
        return not self.planned

    @property
    def shown(self) -> tuple[Line, ...]:
        """The lines with something on them."""
        return tuple(line for line in self.lines if not line.is_empty)

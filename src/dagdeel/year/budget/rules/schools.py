"""What the programme costs at one school, line by line, and who pays it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from dagdeel.year.budget.rules.amounts import ZERO
from dagdeel.year.budget.rules.promises import Promise, SessionFacts, by_category
from dagdeel.year.budget.states import Category


@dataclass(frozen=True, slots=True)
class SchoolLine:
    """One kind of cost at one school, in euros: `by_grant` is paid for the school or to it, `by_school` by itself."""

    category: Category
    by_grant: Decimal
    by_school: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class SchoolPart:
    """What the programme costs at one school, who pays it, and the catering money the school was given, in euros."""

    school: int
    sessions: int
    heads: int
    lines: tuple[SchoolLine, ...]
    contribution: Decimal = ZERO
    catering_due: Decimal = ZERO
    catering_paid: Decimal = ZERO

    @property
    def costs(self) -> Decimal:
        """Everything at this school, whoever pays."""
        return sum((line.by_grant + line.by_school for line in self.lines), ZERO)

    @property
    def pays(self) -> Decimal:
        """What the school pays itself: the sum of its lines and its own contribution."""
        return self.contribution + sum((line.by_school for line in self.lines), ZERO)

    @property
    def catering_open(self) -> Decimal:
        """Catering money that the school is still to be given."""
        return max(self.catering_due - self.catering_paid, ZERO)


def school_part(
    school: int,
    sessions: Sequence[SessionFacts],
    promised: Iterable[Promise],
    actuals: Mapping[Category, Decimal],
    contribution: Decimal,
) -> SchoolPart:
    """The part of one school, from its own sessions, their commitments and the actuals booked on its name."""
    committed = by_category(promised)
    lines = tuple(
        SchoolLine(category, max(committed.get(category, ZERO), actuals.get(category, ZERO)))
        for category in Category
        if committed.get(category) or actuals.get(category)
    )
    return SchoolPart(
        school=school,
        sessions=len(sessions),
        heads=sum(facts.heads for facts in sessions),
        lines=lines,
        contribution=contribution,
        catering_due=committed.get(Category.CATERING, ZERO),
        catering_paid=actuals.get(Category.CATERING, ZERO),
    )

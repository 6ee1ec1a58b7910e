"""What the programme costs at one school, line by line, and who pays it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from dagdeel.year.budget.rules.amounts import ZERO
from dagdeel.year.budget.rules.lines import Line
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


@dataclass(frozen=True, slots=True)
class Tie:
    """How what one category costs at the schools adds up to what the budget uses of it, in euros."""

    category: Category
    at_schools: Decimal
    committed: Decimal
    on_a_school: Decimal  # spent on the name of a school
    used: Decimal

    @property
    def evened(self) -> Decimal:
        """Spent above the promise at one school, under it at another: over all schools that evens out. Never above nought."""
        return max(self.committed, self.on_a_school) - self.at_schools

    @property
    def elsewhere(self) -> Decimal:
        """Spent on no school's name, as far as no promise at a school covers it."""
        return self.used - self.at_schools - self.evened


def ties(parts: Sequence[SchoolPart], lines: Iterable[Line], on_schools: Mapping[Category, Decimal]) -> list[Tie]:
    """Per category of the budget (`lines`) from the schools (all of them) to the whole; `on_schools`: spent on their names."""
    at_schools: dict[Category, Decimal] = {}
    for part in parts:
        for line in part.lines:
            at_schools[line.category] = at_schools.get(line.category, ZERO) + line.by_grant + line.by_school
    found = (
        Tie(
            line.category,
            at_schools.get(line.category, ZERO),
            line.committed,
            on_schools.get(line.category, ZERO),
            line.used,
        )
        for line in lines
    )
    return [tie for tie in found if tie.used or tie.at_schools]


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

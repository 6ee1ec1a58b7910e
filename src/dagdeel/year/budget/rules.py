"""What money a session asks for, what is left of a line, and what the programme would cost in one place. Plain values only.

Commitments are desired state: they are worked out here from the planning each time somebody looks, so they never lag. What
`actions.recompute_commitments` writes down is the same answer, kept for later comparison.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from dagdeel.year.budget.states import Category, RateKind

CENT: Final = Decimal("0.01")
ZERO: Final = Decimal("0.00")
MOST: Final = Decimal("99999999.99")  # ten digits, as wide as the column
# A rate pays for the category of the same name.
PAYS: Final[Mapping[RateKind, Category]] = {kind: Category(kind.value) for kind in RateKind}
Rates = Mapping[RateKind, Decimal]
"""Euros per unit: a trainer's half-day, a session, a kilometre, a head."""


class BadAmount(Exception):
    """An amount is below zero, or wider than the books."""


def amount_of(value: Decimal) -> Decimal:
    """The amount in whole cents, halves up; raises BadAmount when it is negative, no number or too large."""
    if not value.is_finite() or value < 0 or value > MOST:
        raise BadAmount(value)
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


# An amount has two decimals at most, so a sign before exactly three digits can only part the thousands.
PLAIN = re.compile(r"-?\d+(?:[.,]\d{1,2})?")
THOUSANDS = re.compile(r"(-?[1-9]\d{0,2})((?:\.\d{3})+|(?:,\d{3})+)(?:[.,](\d{1,2}))?")


def read_amount(text: str) -> Decimal | None:
    """An amount as people write it: `1234,50`, `€ 1.234,50`, `1,234.50`, `1.234`; None when it is none of those."""
    text = re.sub(r"[€\s]", "", text).replace("−", "-").removesuffix(",-").removesuffix(",--")
    if PLAIN.fullmatch(text):
        return Decimal(text.replace(",", "."))
    found = THOUSANDS.fullmatch(text)
    if found is None:
        return None
    whole = found[1] + re.sub(r"[.,]", "", found[2])
    return Decimal(f"{whole}.{found[3] or '0'}")


def booking_window(first_year: int) -> tuple[date, date]:
    """From when until when an actual may be dated: from the brochure's making in February until the year is settled in December."""
    return date(first_year, 2, 1), date(first_year + 1, 12, 31)


# Commitments -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """What of a published or held session costs money. `km`: one way, all its trainers together; `heads`: seats taken."""

    session: int
    school: int
    edition: int
    trainers: int = 0
    km: int = 0
    unknown_distances: int = 0  # trainers whose way to this school nobody filled in
    heads: int = 0


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


def cost(units: int, rate: Decimal) -> Decimal:
    """Euros for so many units at a rate, in whole cents."""
    return (units * rate).quantize(CENT, rounding=ROUND_HALF_UP)


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


def promises(sessions: Iterable[SessionFacts], rates: Rates) -> list[Promise]:
    """The commitments that follow from the planning; nothing where there are no units or no rate."""
    return [
        Promise(facts.session, facts.school, PAYS[kind], number, rates[kind])
        for facts in sessions
        for kind, number in units(1, facts.trainers, facts.km, facts.heads).items()
        if number and rates.get(kind)
    ]


# Planned against realised ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """A category of the year, in euros. An actual settles a commitment of its category, so the larger of the two is used."""

    category: Category
    planned: Decimal = ZERO
    committed: Decimal = ZERO
    realised: Decimal = ZERO
    explanation: str = ""

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
    def owes_explanation(self) -> bool:
        """Over, and nobody said why."""
        return self.is_over and not self.explanation

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
    def free(self) -> Decimal:
        """What is left of the grant; negative when more is used than granted."""
        return (self.grant or ZERO) - self.used

    @property
    def unplanned(self) -> Decimal:
        """What of the grant stands on no line; negative when the lines promise more than the grant."""
        return (self.grant or ZERO) - self.planned

    @property
    def shown(self) -> tuple[Line, ...]:
        """The lines with something on them."""
        return tuple(line for line in self.lines if not line.is_empty)


# Per school --------------------------------------------------------------------------------------------------------


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


def by_category(promised: Iterable[Promise]) -> dict[Category, Decimal]:
    """The commitments added up per category, in euros."""
    found: dict[Category, Decimal] = {}
    for promise in promised:
        found[promise.category] = found.get(promise.category, ZERO) + promise.amount
    return found


# What if -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CentralEdition:
    """One edition at the schools, and the same people in one place: sessions and euros of both."""

    edition: int
    heads: int
    sessions: int
    central_sessions: int
    local: Decimal
    central: Decimal


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The programme at each school against the same programme in one place, per edition."""

    group: int
    editions: tuple[CentralEdition, ...]

    @property
    def local(self) -> Decimal:
        """What it costs now, in euros."""
        return sum((row.local for row in self.editions), ZERO)

    @property
    def central(self) -> Decimal:
        """What it would cost in one place, in euros."""
        return sum((row.central for row in self.editions), ZERO)

    @property
    def difference(self) -> Decimal:
        """What giving it at the schools costs more; negative when it is cheaper."""
        return self.local - self.central

    @property
    def sessions(self) -> int:
        """Sessions at the schools."""
        return sum(row.sessions for row in self.editions)

    @property
    def central_sessions(self) -> int:
        """Sessions in one place."""
        return sum(row.central_sessions for row in self.editions)


def centrally(sessions: Sequence[SessionFacts], rates: Rates, *, group: int) -> WhatIf:
    """Each edition once per `group` people, in one place.

    Assumes the same people, as many trainers per session as the edition has now at most (at least one), no travel for
    trainers, the same catering. Mentors' own travel and their replacement at school are not counted.
    """
    editions = dict.fromkeys(facts.edition for facts in sessions)
    return WhatIf(
        group,
        tuple(_central(edition, [f for f in sessions if f.edition == edition], rates, group) for edition in editions),
    )


def _central(edition: int, sessions: Sequence[SessionFacts], rates: Rates, group: int) -> CentralEdition:
    heads = sum(facts.heads for facts in sessions)
    number = -(-heads // group)
    trainers = max(1, *(facts.trainers for facts in sessions))
    counted = {
        RateKind.DELIVERY: number * trainers,
        RateKind.PREPARATION: number,
        RateKind.CATERING: heads,
    }
    return CentralEdition(
        edition=edition,
        heads=heads,
        sessions=len(sessions),
        central_sessions=number,
        local=sum((promise.amount for promise in promises(sessions, rates)), ZERO),
        central=sum((cost(much, rates.get(kind, ZERO)) for kind, much in counted.items()), ZERO),
    )

"""What the controller and the programme lead do with the money of a year. Amounts are euros in two decimals."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from dagdeel.base.history.actions import record
from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.base.people.models import Person
from dagdeel.year.budget import queries, rules
from dagdeel.year.budget.models import Actual, BudgetLine, Commitment, Grant, Rate
from dagdeel.year.budget.rules import BadAmount
from dagdeel.year.budget.states import Category, RateKind

__all__ = [
    "BadAmount", "DoubleReference", "NothingSpent", "OutsideYear", "ReasonMissing", "book_actual", "correct_actual",
    "explain_line", "recompute_commitments", "set_grant", "set_line", "set_rate",
]  # fmt: skip


class NothingSpent(Exception):
    """An actual of nothing says nothing."""


class OutsideYear(Exception):
    """The date lies outside the time in which this year is booked: `first` to `last`."""

    def __init__(self, first: date, last: date) -> None:
        super().__init__(first, last)
        self.first, self.last = first, last


class DoubleReference(Exception):
    """Another actual of this year has this reference."""


class ReasonMissing(Exception):
    """What was booked is not changed without a reason."""


@transaction.atomic
def set_grant(
    year: ProgrammeYear,
    *,
    amount: Decimal,
    source: str,
    by: Person,
    at: datetime,
    school_contribution: Decimal = rules.ZERO,
) -> Grant:
    """Say what money the year has and on what grounds, and what a school pays itself (nothing); raises BadAmount."""
    wanted = {
        "amount": rules.amount_of(amount),
        "source": source.strip(),
        "school_contribution": rules.amount_of(school_contribution),
    }
    _lock(year)
    grant = Grant.objects.filter(year=year).first()
    before = {name: getattr(grant, name) for name in wanted} if grant else {}
    grant, _made = Grant.objects.update_or_create(year=year, defaults=wanted)
    record("budget.grant_set", grant, by=by, at=at, before=before, after=wanted)
    return grant


@transaction.atomic
def set_line(year: ProgrammeYear, *, category: Category, amount: Decimal, by: Person, at: datetime) -> BudgetLine:
    """Plan an amount for a category; an explanation given before stays. Raises BadAmount."""
    wanted = rules.amount_of(amount)
    _lock(year)
    line = BudgetLine.objects.filter(year=year, category=category).first()
    before = {"amount": line.amount} if line else {}
    line, _made = BudgetLine.objects.update_or_create(year=year, category=category, defaults={"amount": wanted})
    record("budget.line_set", line, by=by, at=at, before=before, after={"category": category, "amount": wanted})
    return line


@transaction.atomic
def explain_line(line: BudgetLine, *, explanation: str, by: Person, at: datetime) -> None:
    """Say why a category came out differently than planned; raises ReasonMissing for an empty explanation."""
    explanation = explanation.strip()
    if not explanation:
        raise ReasonMissing
    before, line.explanation = line.explanation, explanation
    line.save(update_fields=["explanation"])
    record(
        "budget.line_explained",
        line,
        by=by,
        at=at,
        before={"explanation": before},
        after={"explanation": explanation},
    )


@transaction.atomic
def set_rate(year: ProgrammeYear, *, kind: RateKind, amount: Decimal, by: Person, at: datetime) -> Rate:
    """Say what one unit costs this year; the commitments follow at once. Raises BadAmount."""
    wanted = rules.amount_of(amount)
    if wanted >= Decimal(1_000_000):
        raise BadAmount(wanted)
    _lock(year)
    rate = Rate.objects.filter(year=year, kind=kind).first()
    before = {"amount": rate.amount} if rate else {}
    rate, _made = Rate.objects.update_or_create(year=year, kind=kind, defaults={"amount": wanted})
    record("budget.rate_set", rate, by=by, at=at, before=before, after={"kind": kind, "amount": wanted})
    return rate


@transaction.atomic
def recompute_commitments(year: ProgrammeYear, *, by: Person, at: datetime) -> int:
    """Write down the commitments that follow from the planning now; those of cancelled sessions go.

    Returns how many rows were added, changed or removed: a second time in a row 0.
    """
    _lock(year)
    wanted = {(promise.session, promise.category): promise for promise in queries.promised(year)}
    there = {(row.session_id, Category(row.category)): row for row in Commitment.objects.filter(year=year)}
    gone = [row.pk for key, row in there.items() if key not in wanted]
    changed = [row for key, row in there.items() if key in wanted and _takes(row, wanted[key])]
    new = [
        Commitment(year=year, session_id=p.session, category=p.category, units=p.units, rate=p.rate, amount=p.amount)
        for key, p in wanted.items()
        if key not in there
    ]
    before = sum((row.amount for row in Commitment.objects.filter(year=year)), rules.ZERO)
    Commitment.objects.filter(pk__in=gone).delete()
    Commitment.objects.bulk_update(changed, ["units", "rate", "amount"])
    Commitment.objects.bulk_create(new)
    after: dict[str, Any] = {"total": sum((promise.amount for promise in wanted.values()), rules.ZERO)}
    after |= {"added": len(new), "changed": len(changed), "removed": len(gone)}
    record("budget.commitments_written", year, by=by, at=at, before={"total": before}, after=after)
    return len(new) + len(changed) + len(gone)


def _takes(row: Commitment, promise: rules.Promise) -> bool:
    """Bring a row in line with the promise; whether it differed."""
    if (row.units, row.rate, row.amount) == (promise.units, promise.rate, promise.amount):
        return False
    row.units, row.rate, row.amount = promise.units, promise.rate, promise.amount
    return True


@transaction.atomic
def book_actual(
    year: ProgrammeYear,
    *,
    category: Category,
    amount: Decimal,
    day: date,
    reference: str,
    by: Person,
    at: datetime,
    description: str = "",
    school: School | None = None,
) -> Actual:
    """Book what was spent, with the reference of the invoice; with a school when it was spent there or paid to it.

    Raises BadAmount, NothingSpent, OutsideYear, DoubleReference.
    """
    wanted = rules.amount_of(amount)
    if not wanted:
        raise NothingSpent
    first, last = rules.booking_window(year.first_year)
    if not first <= day <= last:
        raise OutsideYear(first, last)
    values = {
        "category": category, "amount": wanted, "day": day, "reference": reference.strip(), "description": description.strip(),
    }  # fmt: skip
    try:
        with transaction.atomic():
            made = Actual.objects.create(year=year, school=school, **values)
    except IntegrityError as no:
        raise DoubleReference from no
    after = {**values, "school": school.name if school else ""}
    record("budget.actual_booked", made, by=by, at=at, after=after)
    return made


@transaction.atomic
def correct_actual(actual: Actual, *, amount: Decimal, reason: str, by: Person, at: datetime) -> None:
    """Change the amount of what was booked, with the reason; nought when it should not have been booked at all.

    Raises BadAmount, ReasonMissing.
    """
    wanted = rules.amount_of(amount)
    if not reason.strip():
        raise ReasonMissing
    actual.refresh_from_db(from_queryset=Actual.objects.select_for_update())
    before, actual.amount = actual.amount, wanted
    actual.save(update_fields=["amount"])
    record(
        "budget.actual_corrected", actual, by=by, at=at, before={"amount": before}, after={"amount": wanted},
        reason=reason.strip(),
    )  # fmt: skip


def _lock(year: ProgrammeYear) -> None:
    """Two who set the money of a year at once do so one after the other."""
    ProgrammeYear.objects.select_for_update().get(pk=year.pk)

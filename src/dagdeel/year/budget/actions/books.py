"""What the controller and the programme lead do with the money of a year. Amounts are euros in two decimals."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, transaction

from dagdeel.base.history.actions import record
from dagdeel.base.partnerships.models import Institute, ProgrammeYear, School
from dagdeel.base.people.models import Person
from dagdeel.year.budget import queries, rules
from dagdeel.year.budget.actions.common import inspected, lock
from dagdeel.year.budget.models import Actual, BudgetLine, Commitment, Rate
from dagdeel.year.budget.rules import BadAmount
from dagdeel.year.budget.rules.importing import Booking
from dagdeel.year.budget.states import Category, RateKind
from dagdeel.year.trainers.models import Trainer


class NothingSpent(Exception):
    """An actual of nothing says nothing."""


class OutsideYear(Exception):
    """The date lies outside the time in which this year is booked: `first` to `last`."""

    def __init__(self, first: date, last: date) -> None:
        super().__init__(first, last)
        self.first, self.last = first, last


class ForOneOnly(Exception):
    """A rate is for an institute or for one trainer, not for both."""


class SameForAll(Exception):
    """This is the same whoever gives the workshop."""


class DoubleReference(Exception):
    """Another actual of this year has this reference."""


class UnknownSchool(Exception):
    """The partnership has no such school."""


class ReasonMissing(Exception):
    """What was booked is not changed without a reason."""


@transaction.atomic
def set_line(year: ProgrammeYear, *, category: Category, amount: Decimal, by: Person, at: datetime) -> BudgetLine:
    """Plan an amount for a category; an explanation given before stays. Raises BadAmount."""
    wanted = rules.amount_of(amount)
    lock(year)
    line = BudgetLine.objects.filter(year=year, category=category).first()
    before = {"amount": line.amount} if line else {}
    line, _made = BudgetLine.objects.update_or_create(year=year, category=category, defaults={"amount": wanted})
    record("budget.line_set", line, by=by, at=at, before=before, after={"category": category, "amount": wanted})
    return line


@transaction.atomic
def remove_line(line: BudgetLine, *, by: Person, at: datetime) -> None:
    """Nothing is planned for this category any more, not even nought."""
    before = {"category": line.category, "amount": line.amount, "explanation": line.explanation}
    record("budget.line_removed", line, by=by, at=at, before=before)
    line.delete()


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
def set_rate(
    year: ProgrammeYear,
    *,
    kind: RateKind,
    amount: Decimal,
    by: Person,
    at: datetime,
    from_day: date | None = None,
    institute: Institute | None = None,
    trainer: Trainer | None = None,
) -> Rate:
    """Say what one unit costs from a day on (the first of the year when none is given), for everybody or for one of the two.

    The commitments follow at once. Raises BadAmount, OutsideYear, ForOneOnly, SameForAll.
    """
    wanted, day = rules.amount_of(amount), from_day or year.first_day
    if wanted >= Decimal(1_000_000):
        raise BadAmount(wanted)
    if not year.first_day <= day <= year.last_day:
        raise OutsideYear(year.first_day, year.last_day)
    if institute is not None and trainer is not None:
        raise ForOneOnly
    if (institute is not None or trainer is not None) and kind not in rules.BY_TRAINER:
        raise SameForAll
    lock(year)
    key: dict[str, Any] = {"kind": kind, "from_day": day, "institute": institute, "trainer": trainer}
    rate = Rate.objects.filter(year=year, **key).first()
    before = {"amount": rate.amount} if rate else {}
    rate, _made = Rate.objects.update_or_create(year=year, **key, defaults={"amount": wanted})
    record("budget.rate_set", rate, by=by, at=at, before=before, after={**_told(rate), "amount": wanted})
    return rate


@transaction.atomic
def remove_rate(rate: Rate, *, by: Person, at: datetime) -> None:
    """Take a rate away; the sessions cost what the next one that holds for them says."""
    record("budget.rate_removed", rate, by=by, at=at, before={**_told(rate), "amount": rate.amount})
    rate.delete()


@transaction.atomic
def carry_over_rates(year: ProgrammeYear, *, to_year: ProgrammeYear, by: Person, at: datetime) -> int:
    """Begin a later year with the rates that hold on the last day of this one; those that it has already stay. Returns how many."""
    lock(to_year)
    there = set(Rate.objects.filter(year=to_year).values_list("kind", "institute", "trainer"))
    made = [
        Rate(
            partnership_id=to_year.partnership_id, year=to_year, kind=rate.kind, amount=rate.amount,
            from_day=to_year.first_day, institute_id=rate.institute_id, trainer_id=rate.trainer_id,
        )
        for rate in queries.rates_held(year)
        if (rate.kind, rate.institute_id, rate.trainer_id) not in there
    ]  # fmt: skip
    if made:
        Rate.objects.bulk_create(made)
        record("budget.rates_carried_over", to_year, by=by, at=at, after={"from": year.label, "count": len(made)})
    return len(made)


def _told(rate: Rate) -> dict[str, Any]:
    """Of what kind, from when and for whom, as the history tells it; people by their row, which stays when they go."""
    told: dict[str, Any] = {"kind": rate.kind, "from_day": rate.from_day}
    if rate.institute is not None:
        told["institute"] = rate.institute.name
    return told | ({"trainer": rate.trainer_id} if rate.trainer_id else {})


@transaction.atomic
def recompute_commitments(year: ProgrammeYear, *, by: Person, at: datetime) -> int:
    """Write down the commitments that follow from the planning now; those of cancelled sessions go.

    Returns how many rows were added, changed or removed: a second time in a row 0.
    """
    lock(year)
    wanted = {(promise.session, promise.category, promise.rate): promise for promise in queries.promised(year)}
    rows = Commitment.objects.filter(year=year)
    there = {(row.session_id, Category(row.category), row.rate): row for row in rows}
    gone = [row.pk for key, row in there.items() if key not in wanted]
    changed = [row for key, row in there.items() if key in wanted and _takes(row, wanted[key])]
    new = [
        Commitment(year=year, session_id=p.session, category=p.category, units=p.units, rate=p.rate, amount=p.amount)
        for key, p in wanted.items()
        if key not in there
    ]
    before = sum((row.amount for row in Commitment.objects.filter(year=year)), rules.ZERO)
    Commitment.objects.filter(pk__in=gone).delete()
    Commitment.objects.bulk_update(changed, ["units", "amount"])
    Commitment.objects.bulk_create(new)
    after: dict[str, Any] = {"total": sum((promise.amount for promise in wanted.values()), rules.ZERO)}
    after |= {"added": len(new), "changed": len(changed), "removed": len(gone)}
    record("budget.commitments_written", year, by=by, at=at, before={"total": before}, after=after)
    return len(new) + len(changed) + len(gone)


def _takes(row: Commitment, promise: rules.Promise) -> bool:
    """Bring a row in line with the promise; whether it differed."""
    if (row.units, row.amount) == (promise.units, promise.amount):
        return False
    row.units, row.amount = promise.units, promise.amount
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
    document: "File[bytes] | None" = None,
) -> Actual:
    """Book what was spent, with the reference of the invoice; with a school when it was spent there or paid to it.

    Raises BadAmount, NothingSpent, OutsideYear, DoubleReference, and for a document what `inspect_upload` raises.
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
            made = Actual(year=year, school=school, **values)
            if document is not None:
                made.content_type, made.document = inspected(document), document
            made.save()
    except IntegrityError as no:
        raise DoubleReference from no
    after = {**values, "school": school.name if school else "", "document": bool(document)}
    record("budget.actual_booked", made, by=by, at=at, after=after)
    return made


@transaction.atomic
def attach_document(actual: Actual, *, document: "File[bytes]", by: Person, at: datetime) -> None:
    """Put the invoice beside what was booked, in place of one that was there; raises what `inspect_upload` raises."""
    kind, old = inspected(document), actual.document.name
    actual.content_type, actual.document = kind, document
    actual.save(update_fields=["document", "content_type"])
    if old:
        transaction.on_commit(partial(actual.document.storage.delete, old))
    record(
        "budget.document_attached",
        actual,
        by=by,
        at=at,
        after={"size": document.size, "kind": kind, "again": bool(old)},
    )


@transaction.atomic
def import_actuals(year: ProgrammeYear, bookings: Sequence[Booking], *, by: Person, at: datetime) -> int:
    """Book all of these or none; one that is booked already just so is left alone. Returns how many were booked.

    Raises DoubleReference for a reference that is booked otherwise, OutsideYear, UnknownSchool.
    """
    lock(year)
    first, last = rules.booking_window(year.first_year)
    schools = set(School.objects.values_list("pk", flat=True)) | {None}
    booked = queries.booked(year)
    new: list[Actual] = []
    for one in bookings:
        if not first <= one.day <= last:
            raise OutsideYear(first, last)
        if one.school not in schools:
            raise UnknownSchool
        if one.reference in booked:
            if booked[one.reference] != one.same:
                raise DoubleReference
            continue
        booked[one.reference] = one.same
        new.append(
            Actual(
                year=year, category=one.category, amount=rules.amount_of(one.amount), day=one.day, reference=one.reference,
                description=one.description, school_id=one.school,
            )
        )  # fmt: skip
    if not new:
        return 0
    Actual.objects.bulk_create(new)
    total = sum((row.amount for row in new), rules.ZERO)
    after = {"number": len(new), "total": total, "references": [row.reference for row in new]}
    record("budget.actuals_imported", year, by=by, at=at, after=after)
    return len(new)


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

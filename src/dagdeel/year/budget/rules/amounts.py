"""Euros: how they are written, read and bounded. All amounts are `Decimal` in whole cents."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate
from typing import Final

CENT: Final = Decimal("0.01")
ZERO: Final = Decimal("0.00")
MOST: Final = Decimal("99999999.99")  # ten digits, as wide as the column


class BadAmount(Exception):
    """An amount is below zero, or wider than the books."""


def amount_of(value: Decimal) -> Decimal:
    """The amount in whole cents, halves up; raises BadAmount when it is negative, no number or too large."""
    if not value.is_finite() or value < 0 or value > MOST:
        raise BadAmount(value)
    return cents(value)


def cents(value: Decimal) -> Decimal:
    """In whole cents, halves up."""
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def shares(whole: Decimal, parts: Sequence[int]) -> list[Decimal]:
    """An amount laid over so many parts of it, in whole cents that add up to it."""
    number, laid, found = sum(parts), ZERO, list[Decimal]()
    for upto in accumulate(parts):
        found.append(cents(whole * upto / number) - laid)
        laid += found[-1]
    return found


def cost(units: int, rate: Decimal) -> Decimal:
    """Euros for so many units at a rate, in whole cents."""
    return cents(units * rate)


def per(amount: Decimal, number: int) -> Decimal | None:
    """The amount for one of so many, in whole cents; None of nothing."""
    return cents(amount / number) if number else None


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


@dataclass(frozen=True, slots=True)
class Granted:
    """All grants of a year together, in euros; `source` names them, `contribution` is what each school pays itself."""

    amount: Decimal
    source: str
    contribution: Decimal


def together(grants: Iterable[tuple[str, Decimal, Decimal]]) -> Granted | None:
    """Name, amount and contribution of each, added up; None of none."""
    found = list(grants)
    if not found:
        return None
    names, amounts, contributions = zip(*found, strict=True)
    return Granted(sum(amounts, ZERO), "; ".join(names), sum(contributions, ZERO))


def granted(fixed: Decimal, per_student: Decimal, students: int) -> Decimal:
    """A grant by its rule: a fixed sum, and so much for each student. In whole cents; raises BadAmount."""
    return amount_of(amount_of(fixed) + cost(students, amount_of(per_student)))

"""What the rows of the controller's workbook say: columns by their names, a word per cell that does not hold, all or nothing."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from dagdeel.year.budget.rules.amounts import MOST, cents, read_amount
from dagdeel.year.budget.states import Category

# How people name the columns; what counts is the name without signs and capitals.
NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "day": ("datum", "boekdatum", "factuurdatum", "betaaldatum", "date", "day"),
    "category": ("categorie", "soort", "kostensoort", "post", "begrotingspost", "category"),
    "amount": (
        "bedrag", "bedrag incl. btw", "totaal", "bedrag inclusief btw", "bedrag (eur)", "bedrag in euro", "bedrag in euro's",
        "amount",
    ),
    "reference": (
        "kenmerk", "factuurnummer", "boekstuknummer", "referentie", "factuur", "boekstuk", "reference", "invoice",
        "invoice number",
    ),
    "description": ("omschrijving", "toelichting", "description"),
    "school": ("school", "schoolnaam", "voor school"),
}  # fmt: skip
# What else a controller may call a category; its own labels are known in both languages.
ALSO_CALLED: Final[Mapping[Category, tuple[str, ...]]] = {
    Category.DELIVERY: ("uitvoering", "uitvoering workshops", "workshops"),
    Category.TRAVEL: ("reizen", "reiskostenvergoeding"),
    Category.CATERING: ("eten en drinken",),
    Category.ROOM: ("zaal", "zaalhuur", "materiaal"),
}
NEEDED: Final = ("day", "category", "amount", "reference")
HEAD_WITHIN: Final = 10  # rows: above the head there may be a title
LONGEST: Final = {"reference": 80, "description": 200}
DAYS = (re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})"), re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})"))


class Why(StrEnum):
    """Why a cell does not hold."""

    EMPTY = "empty"
    NO_DAY = "no_day"
    OUTSIDE_YEAR = "outside_year"
    UNKNOWN_CATEGORY = "unknown_category"
    UNKNOWN_SCHOOL = "unknown_school"
    NO_AMOUNT = "no_amount"
    NOT_POSITIVE = "not_positive"
    TOO_LONG = "too_long"
    TWICE = "twice"
    BOOKED_DIFFERENTLY = "booked_differently"


@dataclass(frozen=True, slots=True)
class Wrong:
    """A cell that does not hold. `row` as the spreadsheet counts, from 1."""

    row: int
    field: str
    value: str
    why: Why


@dataclass(frozen=True, slots=True)
class Booking:
    """What a row asks to book; `school` is an id, or None for all schools together."""

    row: int
    category: Category
    amount: Decimal
    day: date
    reference: str
    description: str = ""
    school: int | None = None

    @property
    def same(self) -> tuple[Category, Decimal, date, int | None]:
        """What makes it the same booking as one with the same reference."""
        return self.category, self.amount, self.day, self.school


@dataclass(frozen=True, slots=True)
class Known:
    """What the rows are held against: categories and schools by their folded names, the time that is booked, what is booked."""

    categories: Mapping[str, Category]
    schools: Mapping[str, int]
    first: date
    last: date
    booked: Mapping[str, tuple[Category, Decimal, date, int | None]]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found. `columns`: the heads that were recognised, by field; `ignored`: the other heads."""

    columns: Mapping[str, str]
    missing: tuple[str, ...]
    ignored: tuple[str, ...]
    bookings: tuple[Booking, ...] = ()
    there: tuple[Booking, ...] = ()
    wrong: tuple[Wrong, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether everything can be booked."""
        return not self.missing and not self.wrong

    @property
    def total(self) -> Decimal:
        """What the new bookings come to, in euros."""
        return sum((booking.amount for booking in self.bookings), Decimal(0))


def folded(text: str) -> str:
    """Without capitals, marks, blanks and signs, so that names meet."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def read(rows: Sequence[Sequence[Any]], known: Known) -> Reading:
    """The bookings of a sheet. A reference that was booked already with the same day, amount, category and school is left alone."""
    at, columns = _head(rows)
    heads = {field: str(rows[at][place]) for field, place in columns.items()}
    others = () if not columns else tuple(
        str(cell) for place, cell in enumerate(rows[at]) if cell not in {None, ""} and place not in columns.values()
    )  # fmt: skip
    missing = tuple(field for field in NEEDED if field not in columns)
    if missing:
        return Reading(heads, missing, others)
    bookings: list[Booking] = []
    there: list[Booking] = []
    wrong: list[Wrong] = []
    seen: set[str] = set()
    for number, row in enumerate(rows[at + 1 :], at + 2):
        cells = {field: row[place] if place < len(row) else None for field, place in columns.items()}
        if all(cell in {None, ""} for cell in cells.values()):
            continue
        booking, no = _booking(number, cells, known, seen)
        wrong += no
        if booking is not None:
            (there if booking.reference in known.booked else bookings).append(booking)
    return Reading(heads, (), others, tuple(bookings), tuple(there), tuple(wrong))


def _head(rows: Sequence[Sequence[Any]]) -> tuple[int, dict[str, int]]:
    """The row with the most recognised heads among the first, and where each field stands."""
    best: tuple[int, dict[str, int]] = (0, {})
    fields = {folded(name): field for field, names in NAMES.items() for name in names}
    for at, row in enumerate(rows[:HEAD_WITHIN]):
        found: dict[str, int] = {}
        for place, cell in enumerate(row):
            field = fields.get(folded(str(cell)))
            if field is not None:
                found.setdefault(field, place)
        if len(found) > len(best[1]):
            best = at, found
    return best


def _booking(number: int, cells: Mapping[str, Any], known: Known, seen: set[str]) -> tuple[Booking | None, list[Wrong]]:
    found = {
        "day": _day(cells["day"], known),
        "category": _named(cells["category"], known.categories, Why.UNKNOWN_CATEGORY, needed=True),
        "amount": _amount(cells["amount"]),
        "reference": _text(cells["reference"], "reference", needed=True),
        "description": _text(cells.get("description"), "description", needed=False),
        "school": _named(cells.get("school"), known.schools, Why.UNKNOWN_SCHOOL, needed=False),
    }
    wrong = [Wrong(number, name, _shown(cells[name]), one) for name, one in found.items() if isinstance(one, Why)]
    reference = str(found["reference"])
    if not isinstance(found["reference"], Why):
        if reference in seen:
            wrong.append(Wrong(number, "reference", reference, Why.TWICE))
        seen.add(reference)
    if wrong:
        return None, wrong
    booking = Booking(number, **found)
    if reference in known.booked and known.booked[reference] != booking.same:
        return None, [Wrong(number, "reference", reference, Why.BOOKED_DIFFERENTLY)]
    return booking, []


def _shown(cell: Any) -> str:
    return f"{cell:%d-%m-%Y}" if isinstance(cell, date) else "" if cell is None else str(cell)[:80]


def _day(cell: Any, known: Known) -> date | Why:
    if cell in {None, ""}:
        return Why.EMPTY
    day = (
        cell.date() if isinstance(cell, datetime) else cell if isinstance(cell, date) else _read_day(str(cell).strip())
    )
    if day is None:
        return Why.NO_DAY
    return day if known.first <= day <= known.last else Why.OUTSIDE_YEAR


def _read_day(text: str) -> date | None:
    """`1-9-2016` as the Dutch write it, or `2016-09-01`."""
    for place, pattern in enumerate(DAYS):
        if found := pattern.fullmatch(text):
            one, month, other = (int(part) for part in found.groups())
            try:
                return date(other, month, one) if place == 0 else date(one, month, other)
            except ValueError:
                return None
    return None


def _named(cell: Any, names: Mapping[str, Any], why: Why, *, needed: bool) -> Any:
    if cell in {None, ""}:
        return Why.EMPTY if needed else None
    return names.get(folded(str(cell)), why)


def _amount(cell: Any) -> Decimal | Why:
    if cell in {None, ""}:
        return Why.EMPTY
    if isinstance(cell, bool):
        return Why.NO_AMOUNT
    # a number of a spreadsheet is binary: what it shows is its shortest text
    amount = Decimal(str(cell)) if isinstance(cell, int | float | Decimal) else read_amount(str(cell))
    if amount is None or not amount.is_finite() or abs(amount) > MOST:
        return Why.NO_AMOUNT
    return cents(amount) if cents(amount) > 0 else Why.NOT_POSITIVE


def _text(cell: Any, field: str, *, needed: bool) -> str | Why:
    whole = isinstance(cell, float) and cell.is_integer()
    text = "" if cell is None else str(int(cell) if whole else cell).strip()
    if not text:
        return Why.EMPTY if needed else ""
    return text if len(text) <= LONGEST[field] else Why.TOO_LONG

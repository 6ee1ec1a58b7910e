"""The half-days of a school year in which workshops are given, and on which of them schools are closed. No tables."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from dagdeel.base.partnerships.holidays import public_holiday, school_holiday, school_holidays_known

SESSION_MONTHS = (10, 11, 12, 1, 2, 3, 4, 5)  # workshops are given from October to May
ASKED = ("am", "pm")  # the half-days about which people are asked; values of HalfDay
WORKDAYS = range(5)

HalfDayOf = tuple[date, str]  # the date and the value of a HalfDay


def session_months(first_year: int) -> list[date]:
    """The first days of October to May of a school year, in order."""
    return [date(first_year if month >= 8 else first_year + 1, month, 1) for month in SESSION_MONTHS]


def last_of_month(month: date) -> date:
    """The last day of the month that begins on this day."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def session_period(first_year: int) -> tuple[date, date]:
    """From 1 October until 31 May."""
    months = session_months(first_year)
    return months[0], last_of_month(months[-1])


def workdays(first: date, last: date) -> Iterator[date]:
    """Monday to Friday, both ends included."""
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        if day.weekday() in WORKDAYS:
            yield day


def weeks(month: date) -> list[list[date | None]]:
    """The working weeks of a month: five places each, None where the day belongs to another month."""
    days = list(workdays(month, last_of_month(month)))
    mondays = sorted({day - timedelta(days=day.weekday()) for day in days})
    inside = set(days)
    return [
        [day if day in inside else None for day in (monday + timedelta(days=n) for n in WORKDAYS)] for monday in mondays
    ]


def pattern(
    *,
    weekdays: Iterable[int],
    half_days: Iterable[str],
    first: date,
    last: date,
    closed: Iterable[date] = (),
    said: Mapping[HalfDayOf, str] | None = None,
) -> list[HalfDayOf]:
    """Every half-day that a sentence such as "every Tuesday afternoon" means, both ends included.

    Without the days on which schools are closed; with `said`, without the half-days about which something was said.
    """
    wanted, parts, shut, known = set(weekdays), list(half_days), set(closed), said or {}
    return [
        (day, part)
        for day in workdays(first, last)
        if day.weekday() in wanted and day not in shut
        for part in parts
        if (day, part) not in known
    ]


@dataclass(frozen=True, slots=True)
class Closed:
    """The days on which all schools are closed, or some: by day the name. `known` tells whether the list is complete."""

    everywhere: Mapping[date, str]
    somewhere: Mapping[date, str]
    known: bool


def closed_days(first: date, last: date, regions: Iterable[str], language: str) -> Closed:
    """Public and school holidays on working days for schools in these regions. `language` is a code such as nl."""
    regions = sorted(set(regions))
    everywhere, somewhere = {}, {}
    for day in workdays(first, last):
        names = [school_holiday(day, region, language) for region in regions]
        public = public_holiday(day, language)
        if public or (names and all(names)):
            everywhere[day] = public or names[0]
        elif any(names):
            somewhere[day] = next(name for name in names if name)
    known = all(school_holidays_known(day, region) for region in regions for day in (first, last))
    return Closed(everywhere, somewhere, known)

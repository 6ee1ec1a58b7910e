"""Half-days: ``2016-11-08/pm``, the unit in which the programme is planned."""

import re
from datetime import date
from functools import lru_cache

_PATTERN = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})/(am|pm|ev)")


def is_date(text: str) -> bool:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_half_day(text: str) -> bool:
    match = _PATTERN.fullmatch(text)
    return match is not None and is_date(match[1])


@lru_cache(maxsize=20_000)
def day_of(half_day: str) -> int:
    """Days since the calendar's first day, so that differences are days apart."""
    return date.fromisoformat(half_day[:10]).toordinal()


@lru_cache(maxsize=20_000)
def week_of(half_day: str) -> tuple[int, int]:
    """ISO year and week."""
    year, week, _ = date.fromisoformat(half_day[:10]).isocalendar()
    return year, week


def date_of(half_day: str) -> str:
    return half_day[:10]

"""When next year's deadlines fall."""

from collections.abc import Callable
from datetime import date, timedelta

WEEK = timedelta(days=7)
FARTHEST = 8  # weeks: the longest school holiday has six


def year_later(day: date) -> date:
    """The same weekday of the same ISO week, one year on: school years keep their weeks, so nothing drifts over the years.

    A 53rd week becomes the last week of a year that has 52.
    """
    year, week, weekday = day.isocalendar()
    last = date(year + 1, 12, 28).isocalendar().week
    return date.fromisocalendar(year + 1, min(week, last), weekday)


def nearest_open(day: date, closed: Callable[[date], bool]) -> date:
    """The day itself, or the nearest same weekday that is not closed, the earlier one of two; the day when there is none."""
    for weeks in range(FARTHEST + 1):
        for found in (day - weeks * WEEK, day + weeks * WEEK):
            if not closed(found):
                return found
    return day

"""Which numbers and deadlines of a year contradict each other. Plain values only."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final

# The least and the most of each number of a year; the length of a workshop in minutes.
BETWEEN: Final[Mapping[str, tuple[int, int]]] = {
    "workshops_per_school": (1, 12),
    "group_minimum": (1, 100),
    "group_maximum": (1, 100),
    "session_minutes": (30, 600),
    "threshold": (3, 10),
    "cancel_days": (0, 60),
    "offer_days": (1, 30),
    "decide_days": (1, 90),
}
# The first of each pair comes first: nobody chooses before there is a brochure.
ORDER: Final = (
    ("brochure_due", "choices_due"),
    ("choices_due", "plan_due"),
    ("availability_due", "plan_due"),
    ("invitations_due", "enrolment_due"),
    ("evaluation_due", "decisions_due"),
    ("decisions_due", "report_due"),
)


def out_of_order(deadlines: Mapping[str, date | None]) -> dict[str, str]:
    """By deadline the one that it may not come before and does; dates that are not filled in contradict nothing."""
    found: dict[str, str] = {}
    for earlier, later in ORDER:
        first, second = deadlines.get(earlier), deadlines.get(later)
        if first and second and second < first:
            found.setdefault(later, earlier)
    return found


def window(first_year: int) -> tuple[date, date]:
    """From when until when the deadlines of a school year can lie: a year of preparing, and until it is settled."""
    return date(first_year - 1, 8, 1), date(first_year + 1, 12, 31)


# When partnerships usually have things ready, in the order of the year: in its first calendar year (0) or the second (1).
USUAL: Final = (
    ("brochure_due", 0, 3, 15),
    ("choices_due", 0, 5, 15),
    ("availability_due", 0, 6, 10),
    ("plan_due", 0, 7, 1),
    ("invitations_due", 0, 9, 5),
    ("enrolment_due", 0, 9, 26),
    ("evaluation_due", 1, 5, 15),
    ("decisions_due", 1, 6, 10),
    ("report_due", 1, 7, 1),
)
APART: Final = timedelta(weeks=3)  # at least so long between two that come later than usual


def usual_deadlines(first_year: int, today: date, closed: Callable[[date], bool]) -> dict[str, date]:
    """A day for each deadline of a year: the usual one, or as soon after it as schools are open.

    Who begins late gets days from three weeks after today on, three weeks apart, until they have caught up with the usual
    ones. A deadline for which the year has no room left is missing.
    """
    _, last = window(first_year)
    found: dict[str, date] = {}
    earliest = today + APART
    for name, years, month, day in USUAL:
        usual = date(first_year + years, month, day)
        due = max(usual, earliest)
        while closed(due):
            due += timedelta(days=1)
        if due > last:
            break
        found[name] = due
        earliest = due + (APART if due - usual > APART else timedelta(days=1))
    return found

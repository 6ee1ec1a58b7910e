"""Which numbers and deadlines of a year contradict each other. Plain values only."""

from collections.abc import Mapping
from datetime import date
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

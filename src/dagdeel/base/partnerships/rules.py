"""Pure rules about schools and years."""

import re
from dataclasses import dataclass

# BRIN: two digits and two letters, and two characters more for a site (DUO's basic register of institutions)
BRIN = r"^[0-9]{2}[A-Z]{2}([0-9A-Z]{2})?\Z"  # \Z: a $ would let a line end through
YEAR_LABEL = re.compile(r"([0-9]{4})-([0-9]{4})")


def is_brin(text: str) -> bool:
    """Whether this is the shape of a BRIN, with or without a site."""
    return re.fullmatch(BRIN, text) is not None


def first_year(label: str) -> int | None:
    """2016 for '2016-2017'; None when the label names no school year."""
    match = YEAR_LABEL.fullmatch(label)
    if match is None or int(match[2]) != int(match[1]) + 1:
        return None
    return int(match[1])


def label(first_year: int) -> str:
    """'2016-2017' for 2016."""
    return f"{first_year}-{first_year + 1}"


def school_year_of(year: int, month: int) -> int:
    """The first calendar year of the school year in which this month falls; it turns on 1 August."""
    return year if month >= 8 else year - 1


def year_to_prepare(year: int, month: int) -> int:
    """The school year that a beginner sets up in this month: from February on the next one, whose brochure is made in spring."""
    return year if month >= 2 else year - 1


@dataclass(frozen=True, slots=True)
class Span:
    """From and to school year, the last one included; open-ended without one."""

    start: int
    end: int | None

    def holds_in(self, year: int) -> bool:
        """Whether the span covers this school year."""
        return self.start <= year and (self.end is None or year <= self.end)

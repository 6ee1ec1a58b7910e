"""Who is short of the rule, over all schools."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.year.enrolment.queries.outlooks import left_at, outlooks
from dagdeel.year.enrolment.queries.overview import SchoolRow
from dagdeel.year.enrolment.queries.participation import Standing, participation
from dagdeel.year.enrolment.states import REMINDED, Outlook

STUCK = (Outlook.JOIN, Outlook.WAITS, Outlook.NOTHING)  # for whom nothing is free


@dataclass(frozen=True, slots=True)
class Short:
    """Somebody who is short of the rule, and what can be done about it."""

    standing: Standing
    outlook: Outlook


@dataclass(frozen=True, slots=True)
class Shortfall:
    """The people of one school who are short of its rule, by name."""

    row: SchoolRow
    people: tuple[Short, ...]

    @property
    def stuck(self) -> int:
        """For how many nothing is free."""
        return sum(one.outlook in STUCK for one in self.people)

    @property
    def reminded(self) -> int:
        """How many would get a reminder now."""
        return sum(one.outlook in REMINDED and one.standing.invitee is not None for one in self.people)


def shortfall(year: ProgrammeYear, rows: Sequence[SchoolRow], at: datetime) -> list[Shortfall]:
    """The people who are short at the schools of these rows: ten queries."""
    schools = [row.school for row in rows]
    short = [standing for standing in participation(year, schools) if standing.missing]
    known = outlooks(year, short, left_at(year, at, schools), at)
    by_school: dict[int, list[Short]] = defaultdict(list)
    for standing in short:
        by_school[standing.school.pk].append(Short(standing, known[standing.school.pk, standing.person.pk]))
    return [Shortfall(row, tuple(by_school[row.school.pk])) for row in rows]

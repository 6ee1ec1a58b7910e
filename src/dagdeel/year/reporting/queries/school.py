"""The year at one school, for its head: one page. Figures of now, or of the published report where that has them."""

from dataclasses import dataclass
from decimal import Decimal

from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.year.budget import queries as budget
from dagdeel.year.budget.queries import SchoolRow
from dagdeel.year.evaluation.queries import Results, Row, TooSmall, results
from dagdeel.year.evaluation.states import Audience
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import SessionState
from dagdeel.year.reporting import rules
from dagdeel.year.reporting.queries.figures import attended_in, sessions_of

MOST_ROWS = 6  # of what participants said: the page is one page


@dataclass(frozen=True, slots=True)
class Held:
    """A workshop at the school. `people`: who came, None while it is to come or when it was cancelled."""

    title: str
    session: Session
    people: int | None


@dataclass(frozen=True, slots=True)
class SchoolReport:
    """What one page about a school is made from. Of answers only what the threshold lets through."""

    year: ProgrammeYear
    school: School
    sessions: tuple[Held, ...]
    turnout: rules.Turnout
    everywhere: rules.Turnout
    said: Results | TooSmall
    money: SchoolRow

    @property
    def rows(self) -> tuple[Row, ...]:
        """The first questions on five points that can be shown."""
        return () if isinstance(self.said, TooSmall) else self.said.agree_rows[:MOST_ROWS]

    @property
    def costs(self) -> Decimal:
        """What the programme costs at this school, whoever pays."""
        return self.money.part.costs

    @property
    def held(self) -> int:
        """How many workshops were held."""
        return sum(one.people is not None for one in self.sessions)

    @property
    def to_come(self) -> int:
        """How many workshops are still to be held; what they cost is promised, not spent."""
        return sum(one.people is None and one.session.state != SessionState.CANCELLED for one in self.sessions)


def school_report(year: ProgrammeYear, school: School) -> SchoolReport:
    """The year at one school. The number of queries does not depend on how much there is."""
    attended = attended_in(year)
    rows = Session.objects.filter(year=year, school=school).exclude(state=SessionState.DRAFT)
    here = list(rows.select_related("edition").order_by("day", "starts", "pk"))
    came = {session.pk: 0 for session in here if session.state == SessionState.HELD}
    for row in attended:
        if row.session in came:
            came[row.session] += 1
    held = [session.pk for session in sessions_of(year) if session.state == SessionState.HELD]
    return SchoolReport(
        year=year,
        school=school,
        sessions=tuple(Held(session.edition.title, session, came.get(session.pk)) for session in here),
        turnout=rules.turnout(attended, came),
        everywhere=rules.turnout(attended, held),
        said=results(year, Audience.PARTICIPANT, school=school),
        money=budget.school_parts(year, [school.pk])[0],
    )

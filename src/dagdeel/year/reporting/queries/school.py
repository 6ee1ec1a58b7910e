"""The year at one school, for its head: one page. Figures of now, or as they were frozen with the annual report."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import get_language

from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.year.budget import queries as budget
from dagdeel.year.budget.queries import SchoolRow
from dagdeel.year.budget.states import Category
from dagdeel.year.evaluation.queries import TooSmall, load
from dagdeel.year.evaluation.queries.results import Answers
from dagdeel.year.evaluation.states import Audience
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import SessionState
from dagdeel.year.reporting import rules
from dagdeel.year.reporting.models import ReportVersion
from dagdeel.year.reporting.queries.figures import BySession, attended_in, by_session, sessions_of, turnout_of

MOST_ROWS = 6  # of what participants said: the page is one page
Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Held:
    """A workshop at the school. `people`: who came, None while it is to come or when it was cancelled."""

    title: str
    day: date | None
    state: str
    people: int | None


@dataclass(frozen=True, slots=True)
class Said:
    """A question on five points that can be shown, in the words of the reader."""

    text: str
    n: int
    mean: float
    agree: float | None
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Cost:
    """One kind of cost, and who paid it, in euros."""

    label: str
    by_grant: float
    by_school: float


@dataclass(frozen=True, slots=True)
class SchoolReport:
    """What one page about a school is made from. Of answers only what the threshold lets through."""

    year: ProgrammeYear
    pk: int
    school: str
    sessions: tuple[Held, ...]
    turnout: rules.Turnout
    everywhere: rules.Turnout
    rows: tuple[Said, ...]
    too_small: str  # why there are no rows
    lines: tuple[Cost, ...]
    contribution: float
    pays: float
    costs: float  # whoever pays
    version: ReportVersion | None = None

    @property
    def held(self) -> int:
        """How many workshops were held."""
        return sum(one.people is not None for one in self.sessions)

    @property
    def to_come(self) -> int:
        """How many workshops are still to be held; what they cost is promised, not spent."""
        return sum(one.people is None and one.state != SessionState.CANCELLED for one in self.sessions)


def school_report(year: ProgrammeYear, school: School, version: ReportVersion | None = None) -> SchoolReport:
    """The year at one school, of now or of a version. The number of queries does not depend on how much there is."""
    figures = version.figures if version is not None else school_figures(year, [school])[school.pk]
    small = figures["too_small"]
    return SchoolReport(
        year=year,
        pk=school.pk,
        school=figures["school"],
        sessions=tuple(Held(**{**one, "day": parse_date(one["day"])}) for one in figures["sessions"]),
        turnout=rules.Turnout(**figures["turnout"]),
        everywhere=rules.Turnout(**figures["everywhere"]),
        rows=tuple(_in_words(row) for row in figures["rows"]),
        too_small="" if small is None else str(TooSmall(**small)),
        lines=tuple(Cost(str(Category(key).label), grant, paid) for key, grant, paid in figures["lines"]),
        contribution=figures["contribution"],
        pays=figures["pays"],
        costs=figures["costs"],
        version=version,
    )


def _in_words(row: Mapping[str, Any]) -> Said:
    text = row["text_en"] if get_language() == "en" else row["text_nl"]
    return Said(text, row["n"], row["mean"], row["agree"], tuple(row["counts"]))


def school_figures(year: ProgrammeYear, schools: Sequence[School]) -> dict[int, Plain]:
    """By school (id) the plain values of its page: what publishing freezes. As many queries for all schools as for one."""
    came = by_session(attended_in(year))
    held = [session.pk for session in sessions_of(year) if session.state == SessionState.HELD]
    everywhere = asdict(turnout_of(came, held))
    answers = load(year, Audience.PARTICIPANT)
    keys = [school.pk for school in schools]
    money = {row.school.pk: _money(row) for row in budget.school_parts(year, keys)}
    here = _sessions(year, keys)
    return {
        school.pk: {
            "school": school.name,
            **_workshops(here[school.pk], came),
            "everywhere": everywhere,
            **_said(answers, school.pk),
            **money[school.pk],
        }
        for school in schools
    }


def _sessions(year: ProgrammeYear, schools: Sequence[int]) -> dict[int, list[Session]]:
    rows = Session.objects.filter(year=year, school__in=schools).exclude(state=SessionState.DRAFT)
    found: dict[int, list[Session]] = defaultdict(list)
    for session in rows.select_related("edition").order_by("day", "starts", "pk"):
        found[session.school_id].append(session)
    return found


def _workshops(sessions: Sequence[Session], came: BySession) -> Plain:
    held = [session.pk for session in sessions if session.state == SessionState.HELD]
    rows = [
        {
            "title": session.edition.title,
            "day": session.day.isoformat() if session.day else "",
            "state": session.state,
            "people": len(came.get(session.pk, ())) if session.state == SessionState.HELD else None,
        }
        for session in sessions
    ]
    return {"sessions": rows, "turnout": asdict(turnout_of(came, held))}


def _said(answers: Answers | None, school: int) -> Plain:
    """The first questions on five points, in the words of both languages; only where enough people answered."""
    said = TooSmall(0, 0) if answers is None else answers.results(answers.view(school=school))
    if answers is None or isinstance(said, TooSmall):
        return {"rows": [], "too_small": asdict(said) if isinstance(said, TooSmall) else None}
    words = {question.item.key: question for question in answers.questions}
    rows = [
        {
            # a goal is called as its workshop calls it, in whatever language that is
            "text_nl": row.text if row.goal else words[row.key].text_nl,
            "text_en": row.text if row.goal else words[row.key].text_en,
            "n": row.figures.n,
            "mean": round(row.figures.mean, 2),
            "agree": None if row.figures.agree is None else round(row.figures.agree, 3),
            "counts": list(row.figures.counts),
        }
        for row in said.agree_rows[:MOST_ROWS]
        if row.figures is not None
    ]
    return {"rows": rows, "too_small": None}


def _money(row: SchoolRow) -> Plain:
    part = row.part
    return {
        "lines": [[line.category.value, float(line.by_grant), float(line.by_school)] for line in part.lines],
        "contribution": float(part.contribution),
        "pays": float(part.pays),
        "costs": float(part.costs),
    }

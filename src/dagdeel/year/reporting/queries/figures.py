"""The figures of a year in plain values: what the report shows while it is written, and freezes when it is published.

Texts that people wrote are kept as they are; words of the product are kept by key, so that a frozen report still speaks both
languages. Amounts are euros.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Sum

from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.year.attendance.models import Presence
from dagdeel.year.attendance.states import ATTENDED
from dagdeel.year.budget import queries as budget
from dagdeel.year.budget.models import Grant
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.certificates.models import Certificate
from dagdeel.year.decisions import queries as decisions
from dagdeel.year.evaluation.queries import TooSmall, load
from dagdeel.year.evaluation.states import Audience, Kind
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import SessionState
from dagdeel.year.reporting import rules


@dataclass(frozen=True, slots=True)
class Activity:
    """One workshop: at how many schools, how often, in what size and with which methods."""

    title: str
    methods: str
    minutes: int
    schools: int
    held: int
    cancelled: int
    planned: int
    people: int
    hours: float
    group: str


@dataclass(frozen=True, slots=True)
class AtSchool:
    """What happened at one school."""

    school: str
    titles: list[str]
    held: int
    cancelled: int
    people: int
    attendances: int
    hours: float
    contribution: float
    pk: int = 0  # to lead to its own report


@dataclass(frozen=True, slots=True)
class Response:
    """How many answered of those who were asked."""

    audience: str
    answered: int
    asked: int


@dataclass(frozen=True, slots=True)
class Result:
    """One item over the whole year, in the words of both languages; only where enough people answered."""

    audience: str
    key: str
    text_nl: str
    text_en: str
    kind: str
    n: int
    mean: float
    margin: float | None
    agree: float | None
    counts: list[int]


@dataclass(frozen=True, slots=True)
class Decided:
    """What was said, decided and changed, and what came of it."""

    finding: str
    decision: str
    body: str
    day: str
    reason: str
    state: str
    consequences: list[str]
    before: float | None = None
    after: float | None = None
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Money:
    """A category of the grant."""

    category: str
    planned: float
    committed: float
    realised: float
    explanation: str


@dataclass(frozen=True, slots=True)
class Given:
    """A grant with its rule: a fixed sum, so much for each student, or both."""

    name: str
    grantor: str
    reference: str
    fixed: float
    per_student: float
    students: int
    amount: float


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that is counted in a year."""

    year: str
    held: int
    cancelled: int
    planned: int
    people: int
    attendances: int
    hours: float
    smallest: int
    mean_group: float
    largest: int
    certificates: int
    certificate_hours: float
    activities: list[Activity]
    schools: list[AtSchool]
    responses: list[Response]
    results: list[Result]
    decisions: list[Decided]
    not_acted: list[list[str]]
    money: list[Money]
    grant: float | None
    source: str
    contribution: float
    brought: list[Decided]  # what was decided a year before, and could be measured again this year
    grants: list[Given]


def figures_of(year: ProgrammeYear) -> Figures:
    """All figures of a year. The number of queries does not depend on how much there is."""
    sessions = sessions_of(year)
    editions = {edition.pk: edition for edition in Edition.objects.filter(year=year)}
    attended = attended_in(year)
    held = [session.pk for session in sessions if session.state == SessionState.HELD]
    came = by_session(attended)
    turnout = rules.turnout(attended, held)
    certificates = Certificate.objects.filter(session__year=year, revoked_at__isnull=True)
    hours = certificates.aggregate(hours=Sum("hours"))["hours"]
    states = Counter(session.state for session in sessions)
    overview = budget.overview(year)
    told = decisions.said_and_done(year)
    responses, results = _answers(year)
    return Figures(
        year=year.label,
        held=len(held),
        cancelled=states[SessionState.CANCELLED],
        planned=states[SessionState.PUBLISHED],
        people=turnout.people,
        attendances=turnout.attendances,
        hours=turnout.hours,
        smallest=turnout.smallest,
        mean_group=turnout.mean,
        largest=turnout.largest,
        certificates=certificates.count(),
        certificate_hours=float(hours or 0),
        activities=_activities(sessions, editions, came),
        schools=_schools(sessions, editions, came, float(overview.contribution)),
        responses=responses,
        results=results,
        decisions=[_decided(chain) for chain in told.decided],
        not_acted=[[finding.title, finding.no_action_reason] for finding in told.not_acted],
        money=[
            Money(line.category.value, float(line.planned), float(line.committed), float(line.realised), line.explanation)
            for line in overview.shown
        ],
        grant=None if overview.grant is None else float(overview.grant),
        source=overview.source,
        contribution=float(overview.contribution),
        brought=_brought(year),
        grants=[_given(grant) for grant in budget.grants_of(year)],
    )  # fmt: skip


def _given(grant: Grant) -> Given:
    fixed, each, amount = float(grant.fixed), float(grant.per_student), float(grant.amount)
    return Given(grant.name, grant.grantor, grant.reference, fixed, each, grant.students, amount)


class Planned(NamedTuple):
    """What the report needs of a session, held or not: ids and its state."""

    pk: int
    state: str
    school: int
    edition: int


def sessions_of(year: ProgrammeYear) -> list[Planned]:
    """The sessions of a year in the order of the brochure. One query."""
    rows = Session.objects.filter(year=year).order_by("edition__position", "pk")
    return [Planned(*row) for row in rows.values_list("pk", "state", "school", "edition")]


def attended_in(year: ProgrammeYear) -> list[rules.Attended]:
    """Who was at a held session; who was there for a part counts for that part. One query."""
    rows = Presence.objects.filter(session__year=year, session__state=SessionState.HELD, state__in=ATTENDED)
    values = rows.order_by().values_list("session", "person", "minutes", "session__edition__minutes")
    return [rules.Attended(session, person, whole if part is None else part) for session, person, part, whole in values]


BySession = Mapping[int, Sequence[rules.Attended]]


def by_session(attended: Iterable[rules.Attended]) -> BySession:
    """Who was at each session (ids)."""
    found: dict[int, list[rules.Attended]] = defaultdict(list)
    for row in attended:
        found[row.session].append(row)
    return found


def turnout_of(attended: BySession, held: Sequence[int]) -> rules.Turnout:
    """Looks at these sessions alone, so that all parts of a year together look at each of its people once."""
    return rules.turnout([row for session in held for row in attended.get(session, ())], held)


def _activities(sessions: Iterable[Planned], editions: Mapping[int, Edition], attended: BySession) -> list[Activity]:
    by_edition: dict[int, list[Planned]] = defaultdict(list)
    for session in sessions:
        by_edition[session.edition].append(session)
    return [_activity(editions[key], found, attended) for key, found in by_edition.items()]


def _activity(edition: Edition, sessions: Sequence[Planned], attended: BySession) -> Activity:
    held = [session.pk for session in sessions if session.state == SessionState.HELD]
    found = turnout_of(attended, held)
    live = {session.school for session in sessions if session.state != SessionState.CANCELLED}
    return Activity(
        title=edition.title,
        methods=edition.methods,
        minutes=edition.minutes,
        schools=len(live),
        held=len(held),
        cancelled=_count(sessions, SessionState.CANCELLED),
        planned=_count(sessions, SessionState.PUBLISHED),
        people=found.people,
        hours=found.hours,
        group=_sizes(found.smallest, found.largest) if held else "",
    )


def _sizes(smallest: int, largest: int) -> str:
    """From the smallest group to the largest; one number when they are the same."""
    return str(largest) if smallest == largest else f"{smallest}–{largest}"


def _schools(
    sessions: Iterable[Planned], editions: Mapping[int, Edition], attended: BySession, contribution: float
) -> list[AtSchool]:
    by_school: dict[int, list[Planned]] = defaultdict(list)
    for session in sessions:
        by_school[session.school].append(session)
    lines = []
    for school in School.objects.all():
        here = by_school[school.pk]
        held = [session.pk for session in here if session.state == SessionState.HELD]
        found = turnout_of(attended, held)
        live = [editions[session.edition].title for session in here if session.state != SessionState.CANCELLED]
        lines.append(
            AtSchool(
                school=school.name,
                titles=list(dict.fromkeys(live)),
                held=len(held),
                cancelled=_count(here, SessionState.CANCELLED),
                people=found.people,
                attendances=found.attendances,
                hours=found.hours,
                contribution=contribution,
                pk=school.pk,
            )
        )
    return lines


def _count(sessions: Iterable[Planned], state: SessionState) -> int:
    return sum(session.state == state for session in sessions)


def _answers(year: ProgrammeYear) -> tuple[list[Response], list[Result]]:
    """Response and results over the whole year, per audience; what is too small stays out."""
    responses, results = [], []
    for audience in Audience.values:
        answers = load(year, audience)
        if answers is None:
            continue
        answered, asked = answers.response(answers.everything())
        if asked:
            responses.append(Response(audience, answered, asked))
        said = answers.results(answers.everything())
        if isinstance(said, TooSmall):
            continue
        words = {question.item.key: question for question in answers.questions}
        results += [
            Result(
                audience=audience,
                key=row.key,
                text_nl=words[row.key].text_nl,
                text_en=words[row.key].text_en,
                kind=row.kind,
                n=row.figures.n,
                mean=round(row.figures.mean, 2),
                margin=round(row.figures.margin, 2),
                agree=None if row.figures.agree is None else round(row.figures.agree, 3),
                counts=list(row.figures.counts),
            )
            for row in said.rows
            if row.figures is not None and row.kind != Kind.TEXT
        ]
    return responses, results


def _brought(year: ProgrammeYear) -> list[Decided]:
    """Last year's decisions of which this year's answers say something."""
    before = ProgrammeYear.objects.filter(first_year=year.first_year - 1).first()
    return [] if before is None else [_decided(one) for one in decisions.said_and_done(before).decided if one.effect]


def _decided(chain: decisions.Chain) -> Decided:
    effect = chain.effect
    return Decided(
        finding=chain.finding.title,
        decision=chain.decision.title,
        body=chain.decision.body,
        day=chain.decision.day.isoformat(),
        reason=chain.decision.reason,
        state=chain.decision.state,
        consequences=[item.description for item in chain.consequences],
        before=effect.before if effect else None,
        after=round(effect.after, 2) if effect else None,
        verdict=effect.verdict.value if effect else "",
    )

"""What may be shown of the answers. Every page, list, mail and later step gets its figures here, and nowhere else."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import CharField, Prefetch, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.base.partnerships.prepared import prepared
from dagdeel.base.partnerships.reading import asked_once
from dagdeel.year.catalogue.models import Goal, Workshop
from dagdeel.year.evaluation import rules
from dagdeel.year.evaluation.models import Comment, Instrument, Question, Tally
from dagdeel.year.evaluation.queries.asked import answered_by_session, asked_by_session
from dagdeel.year.evaluation.states import ABOUT_A_PERSON, Audience, CommentState, Kind
from dagdeel.year.planning.models import Assignment, Session


@dataclass(frozen=True, slots=True)
class TooSmall:
    """Too few answers to show on their own."""

    answered: int
    asked: int

    def __str__(self) -> str:
        """`3 of 7 answered; …`: what a page says instead of a figure."""
        if not self.answered:
            return _("Nobody has answered yet.")
        return _("%(answered)s of %(asked)s answered; too few to show on their own.") % asdict(self)


@dataclass(frozen=True, slots=True)
class Figures:
    """What people answered: the counts from the lowest to the highest value, and what follows from them.

    `mean` ± `margin` is the 95 % interval by Student's t; `agree` is the share that answered 4 or 5, `agree_low` to
    `agree_high` its 95 % Wilson interval (agree questions only). `left_out`: sessions that are too small and pooled elsewhere.
    """

    counts: tuple[int, ...]
    not_applicable: int
    n: int
    mean: float
    margin: float | None
    agree: float | None
    agree_low: float | None
    agree_high: float | None
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One question (or one goal) in the words that the reader sees; `figures` is None when there are too few answers."""

    key: str
    label: str
    text: str
    kind: str
    figures: Figures | None
    goal: str = ""
    previous: float | None = None

    @property
    def change(self) -> float | None:
        """The difference with the mean of last year."""
        return None if self.figures is None or self.previous is None else self.figures.mean - self.previous


@dataclass(frozen=True, slots=True)
class Results:
    """What one audience said, in one view: the year, a school, a workshop, a session or some sessions."""

    audience: str
    answered: int
    asked: int
    rows: tuple[Row, ...]
    remarks: tuple[str, ...] = ()

    def of_kind(self, kind: str) -> tuple[Row, ...]:
        """The rows of one kind that have figures."""
        return tuple(row for row in self.rows if row.kind == kind and row.figures is not None)

    @property
    def agree_rows(self) -> tuple[Row, ...]:
        """The five-point questions that can be drawn."""
        return self.of_kind(Kind.AGREE)

    def figures(self, key: str) -> Figures | None:
        """The figures of an item; None when it is not asked or not shown."""
        return next((row.figures for row in self.rows if row.key == key and not row.goal), None)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a finding rests on; plain values that can be kept as JSON with `dataclasses.asdict`."""

    year: str
    item: str
    label: str
    audience: str
    workshop: str
    n: int
    mean: float
    margin: float | None
    share_agree: float | None
    distribution: tuple[int, ...]


@dataclass(slots=True)
class Answers:
    """All answers of one audience in one year, read once; every view of them goes through the threshold."""

    audience: str
    threshold: int
    questions: list[Question]
    tables: Mapping[int, Mapping[int, Mapping[str, rules.Counts]]]  # question → session → goal
    sessions: Mapping[int, Session]
    asked: Mapping[int, set[int]]
    answered: Mapping[int, set[int]]
    goals: Mapping[str, Goal]
    remarks: Mapping[int, list[tuple[int, str]]]  # question → (session, text)
    _groups: list[tuple[int, int, frozenset[int]]] = field(default_factory=list)  # session, workshop, who answered
    _cells: dict[int, list[rules.Cell]] = field(default_factory=dict)
    _blocks: dict[int, tuple[frozenset[int], ...]] = field(default_factory=dict)

    def response(self, view: Collection[int]) -> tuple[int, int]:
        """How many answered, of how many who were asked."""
        answered = sum(len(self.answered.get(key, ())) for key in view)
        return answered, sum(len(self.asked.get(key, set()) | self.answered.get(key, set())) for key in view)

    def everything(self) -> set[int]:
        """The view of the whole year."""
        return {0, *self.sessions}

    def view(self, *, workshop: int | None = None, school: int | None = None) -> set[int]:
        """The sessions of a workshop, or at a school (ids)."""
        return {
            key
            for key, session in self.sessions.items()
            if (workshop is None or session.edition.workshop_id == workshop)
            and (school is None or session.school_id == school)
        }

    def results(self, view: Collection[int], *, personal: bool = False) -> Results | TooSmall:
        """The figures of these sessions. `personal`: with what is about a person, for that person and the programme lead."""
        answered, asked = self.response(view)
        whole = set(view) >= self.everything()
        rows = tuple(
            row
            for question in self.questions
            if question.kind != Kind.TEXT and (personal or whole or question.item.key not in ABOUT_A_PERSON)
            for row in self._rows(question, view)
        )
        if not any(row.figures for row in rows):
            return TooSmall(answered, asked)
        return Results(self.audience, answered, asked, rows, self.released(view))

    def figures(self, question: Question, view: Collection[int], goal: str | None = None) -> Figures | None:
        """The figures of one question, or of one of its goals; None when there are too few answers."""
        found = rules.shown(self.cells(question), self.blocks(question), view, goal)
        return _figures(question.kind, found) if found else None

    def released(self, view: Collection[int]) -> tuple[str, ...]:
        """The remarks that were released, of sessions where enough people answered; in random order, without a session."""
        texts: list[str] = []
        for question in self.questions:
            if question.kind == Kind.TEXT:
                there = rules.shown(self.cells(question), self.blocks(question), view)
                texts += [t for s, t in self.remarks.get(question.pk, []) if there and s in there.sessions]
        return tuple(texts)

    def cells(self, question: Question) -> list[rules.Cell]:
        """The counts by session. A question in own words counts people: who wrote nothing is part of the group too."""
        if question.pk not in self._cells:
            self._cells[question.pk] = [
                rules.Cell(key, workshop, people, self._counted(question, key))
                for key, workshop, people in self._all_groups()
            ]
        return self._cells[question.pk]

    def blocks(self, question: Question) -> tuple[frozenset[int], ...]:
        """The blocks of sessions in which this question may be shown."""
        if question.pk not in self._blocks:
            self._blocks[question.pk] = rules.blocks(self.cells(question), self.threshold)
        return self._blocks[question.pk]

    def _all_groups(self) -> list[tuple[int, int, frozenset[int]]]:
        """The groups are those of every question, so they are looked at once."""
        if not self._groups:
            self._groups = [(key, self._workshop(key), frozenset(people)) for key, people in self.answered.items()]
        return self._groups

    def _workshop(self, session: int) -> int:
        return self.sessions[session].edition.workshop_id if session else 0

    def _counted(self, question: Question, session: int) -> Mapping[str, rules.Counts]:
        if question.kind == Kind.TEXT:
            return {"": (0, len(self.answered[session]), *(0,) * (rules.VALUES - 2))}
        return self.tables.get(question.pk, {}).get(session, {})

    def _rows(self, question: Question, view: Collection[int]) -> list[Row]:
        row = Row(question.item.key, question.item.label, _text(question), question.kind, self.figures(question, view))
        if not question.goals:
            return [row]
        workshops = {self._workshop(key) for key in view if key}
        if len(workshops) != 1:  # over workshops the goals are told together
            return [row]
        keys = {goal for key in view for goal in self._counted(question, key)} & set(self.goals)
        return [
            replace(row, goal=key, text=self.goals[key].text, figures=self.figures(question, view, key))
            for key in sorted(keys, key=lambda key: self.goals[key].position)
        ]


@asked_once
def load(year: ProgrammeYear, audience: str) -> Answers | None:
    """Everything needed to answer about one audience in one year, in eight queries; None without an instrument.

    Four of them are the same for every audience, and one reading asks those once.
    """
    instrument = _instruments(year).get(audience)
    if instrument is None:
        return None
    return Answers(
        audience=audience,
        threshold=year.threshold,
        questions=list(instrument.questions.all()),
        tables=_tables(instrument),
        sessions=_sessions(year),
        asked=asked_by_session(year, audience),
        answered=answered_by_session(year, audience),
        goals=_goals(year),
        remarks=_released(instrument),
    )


@asked_once
def _instruments(year: ProgrammeYear) -> dict[str, Instrument]:
    """The questionnaires of a year by audience, with their questions. Two queries."""
    questions = Prefetch("questions", Question.objects.select_related("item"))
    return {row.audience: row for row in Instrument.objects.filter(year=year).prefetch_related(questions)}


@asked_once
def _sessions(year: ProgrammeYear) -> dict[int, Session]:
    rows = Session.objects.filter(year=year).select_related("edition", "school").order_by("pk")
    return {session.pk: session for session in rows}


@asked_once
def _goals(year: ProgrammeYear) -> dict[str, Goal]:
    return {str(goal.key): goal for goal in Goal.objects.filter(edition__year=year)}


@prepared
def _tallies(instrument: int) -> QuerySet[Any, Any]:
    """The key of a goal as text: making a UUID of each of some thousand would take longer than reading them."""
    rows = Tally.objects.filter(question__instrument=instrument).annotate(goal=Cast("goal_key", CharField())).order_by()
    return rows.values_list("question", "session", "goal", "value", "count")


def _tables(instrument: Instrument) -> dict[int, dict[int, dict[str, rules.Counts]]]:
    found: dict[int, dict[int, dict[str, list[int]]]] = {}
    goals: dict[str | None, str] = {None: ""}
    for question, session, goal, value, count in _tallies(instrument.pk):
        if goal not in goals:
            goals[goal] = str(UUID(goal))
        by_goal = found.setdefault(question, {}).setdefault(session or 0, {})
        by_goal.setdefault(goals[goal], [0] * rules.VALUES)[value] = count
    return {
        question: {
            session: {goal: tuple(counts) for goal, counts in goals.items()} for session, goals in by_session.items()
        }
        for question, by_session in found.items()
    }


@prepared
def _released_remarks(instrument: int) -> QuerySet[Any, Any]:
    rows = Comment.objects.filter(question__instrument=instrument, state=CommentState.RELEASED).order_by("pk")
    return rows.values_list("question", "session", "released_text")


def _released(instrument: Instrument) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = {}
    for question, session, text in _released_remarks(instrument.pk):
        found.setdefault(question, []).append((session or 0, text))
    return found


def _figures(kind: str, found: rules.Shown) -> Figures | None:
    middle = rules.mean(found.counts)
    if middle is None:
        return None
    number = rules.given(found.counts)
    agree = rules.share_agree(found.counts) if kind == Kind.AGREE else None
    low, high = rules.wilson(round(agree * number), number) if agree is not None else (None, None)
    highest = 5 if kind == Kind.AGREE else 10
    return Figures(
        counts=found.counts[1 : highest + 1],
        not_applicable=found.counts[0],
        n=number,
        mean=middle,
        margin=rules.margin(found.counts),
        agree=agree,
        agree_low=low,
        agree_high=high,
        left_out=found.left_out,
    )


def _text(question: Question) -> str:
    return question.text_en if get_language() == "en" else question.text_nl


def results(
    year: ProgrammeYear,
    audience: str,
    *,
    workshop: Workshop | None = None,
    school: School | None = None,
    session: Session | None = None,
    personal: bool = False,
) -> Results | TooSmall:
    """What one audience said about the year, a workshop, a school or a session. A fixed number of queries.

    `personal`: with what is about a person (the trainer), for that person and the programme lead only; over the whole year it
    is about nobody in particular and always there.
    """
    found = load(year, audience)
    if found is None:
        return TooSmall(0, 0)
    if session is not None:
        return found.results({session.pk}, personal=personal)
    if workshop is not None or school is not None:
        view = found.view(workshop=workshop.pk if workshop else None, school=school.pk if school else None)
        return found.results(view, personal=personal)
    return found.results(found.everything(), personal=personal)


def evidence(
    year: ProgrammeYear, item_key: str, workshop: Workshop | None = None, *, audience: str = Audience.PARTICIPANT
) -> Evidence | None:
    """The figures of one item for a finding, about the year or one workshop; None when they may not be shown."""
    said = results(year, audience, workshop=workshop)
    if isinstance(said, TooSmall):
        return None
    row = next((r for r in said.rows if r.key == item_key and not r.goal and r.figures), None)
    if row is None or row.figures is None:
        return None
    figures = row.figures
    return Evidence(
        year=year.label,
        item=item_key,
        label=row.text,
        audience=audience,
        workshop=workshop.name if workshop else "",
        n=figures.n,
        mean=round(figures.mean, 2),
        margin=None if figures.margin is None else round(figures.margin, 2),
        share_agree=None if figures.agree is None else round(figures.agree, 3),
        distribution=figures.counts,
    )


def quality(year: ProgrammeYear) -> dict[tuple[int, int], tuple[Decimal, int]]:
    """What participants said of the trainer (from 1 to 5), by (trainer id, workshop id): the mean and the answers behind it.

    Only what may be shown; a session given by two trainers counts for both.
    """
    found = load(year, Audience.PARTICIPANT)
    question = next((q for q in found.questions if q.item.key in ABOUT_A_PERSON), None) if found else None
    if found is None or question is None:
        return {}
    views: dict[tuple[int, int], set[int]] = {}
    for session, trainer in Assignment.objects.filter(session__year=year, live=True).values_list("session", "trainer"):
        views.setdefault((trainer, found.sessions[session].edition.workshop_id), set()).add(session)
    shown = {key: found.figures(question, view) for key, view in views.items()}
    return {key: (Decimal(str(round(f.mean, 2))), f.n) for key, f in shown.items() if f is not None}

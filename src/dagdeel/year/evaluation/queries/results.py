"""What may be shown of the answers. Every page, list, mail and later step gets its figures here, and nowhere else."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import CharField, Prefetch, QuerySet, Sum
from django.db.models.functions import Cast
from django.utils.translation import get_language

from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.base.partnerships.prepared import prepared
from dagdeel.base.partnerships.reading import asked_once
from dagdeel.year.catalogue.models import Goal, Workshop
from dagdeel.year.evaluation import rules
from dagdeel.year.evaluation.models import Comment, Instrument, Option, Question, Tally
from dagdeel.year.evaluation.queries.asked import Response, responses
from dagdeel.year.evaluation.queries.said import ChoiceRow, Chosen, Figures, Results, Row, TooSmall
from dagdeel.year.evaluation.states import (
    ANSWERED,
    BY_CODE,
    CHOICES,
    COUNTS_PEOPLE,
    SCALE,
    CommentState,
    Kind,
    main_moment,
)
from dagdeel.year.planning.models import Session


class Held(NamedTuple):
    """A session of the year: its workshop in this year, and where. No more: a large partnership has some thousand."""

    edition_id: int
    workshop_id: int
    school_id: int


@dataclass
class Answers:
    """All answers of one audience in one year, read once; every view of them goes through the threshold."""

    audience: str
    moment: str
    threshold: int
    questions: list[Question]
    blocks: Mapping[int, Sequence[rules.Block]]  # by question
    sessions: Mapping[int, Held]
    responses: Mapping[int, Response]  # by session; 0: about the year
    goals: Mapping[str, Goal]
    remarks: Sequence[tuple[frozenset[int], str]]  # the sessions with which it is shown, and the text

    def response(self, view: Collection[int]) -> tuple[int, int]:
        """How many answered, of how many who were asked."""
        parts = [self.responses[key] for key in self.responses.keys() & set(view)]
        return sum(part.answered for part in parts), sum(part.asked for part in parts)

    @cached_property
    def answered(self) -> frozenset[int]:
        """The sessions about which anybody answered."""
        return frozenset(key for key, part in self.responses.items() if part.answered)

    def everything(self) -> set[int]:
        """The view of the whole year."""
        return {0, *self.sessions}

    def view(self, *, workshop: int | None = None, school: int | None = None) -> set[int]:
        """The sessions of a workshop, or at a school (ids)."""
        return {
            key
            for key, session in self.sessions.items()
            if (workshop is None or session.workshop_id == workshop) and (school is None or session.school_id == school)
        }

    def seen(self, view: Collection[int], *, personal: bool) -> list[Question]:
        """The questions of which something may be shown here: what is about a person over the whole year, or to that person."""
        whole = set(view) >= self.everything()
        return [q for q in self.questions if personal or whole or not q.item.about_person]

    def results(self, view: Collection[int], *, personal: bool = False, beside: bool = False) -> Results | TooSmall:
        """The figures of these sessions. `personal`: with what is about a person, for that person and the programme lead.

        `beside`: with the mean of the whole partnership at each question, where the view is a part of it.
        """
        answered, asked = self.response(view)
        seen = self.seen(view, personal=personal)
        scales = [q for q in seen if q.kind != Kind.TEXT and q.kind not in CHOICES]
        rows = tuple(row for question in scales for row in self._rows(question, view))
        choices = tuple(self.chosen(question, view) for question in seen if question.kind in CHOICES)
        if not any(row.figures for row in rows) and not any(row.options for row in choices):
            return self.too_small(view)
        if beside and not set(view) >= self.everything():
            rows = tuple(self._beside(row) for row in rows)
        return Results(self.audience, answered, asked, rows, self.released(view), choices)

    def too_small(self, view: Collection[int]) -> TooSmall:
        """What is said instead of figures."""
        answered, asked = self.response(view)
        return TooSmall(answered, asked, waits=answered >= self.threshold, pooled=self._pooled(view))

    def goal_rows(self, view: Collection[int]) -> list[Row]:
        """The goals of these sessions, which are of one workshop."""
        asked = [question for question in self.questions if question.goals]
        return [row for question in asked for row in self._rows(question, view) if row.goal]

    def chosen(self, question: Question, view: Collection[int]) -> ChoiceRow:
        """How often each option was chosen; without options when there are too few answers."""
        row = ChoiceRow(question.item.key, question.item.label, words(question), question.kind)
        found = self.shown(question, view)
        if found is None:
            return row
        number = found.counts[ANSWERED] if question.kind == Kind.SEVERAL else rules.given(found.counts)
        options = tuple(
            Chosen(words(option), found.counts[option.number], found.counts[option.number] / number)
            for option in question.choices
        )
        return replace(row, n=number, options=options, left_out=found.left_out)

    def figures(self, question: Question, view: Collection[int], goal: str | None = None) -> Figures | None:
        """The figures of one question, or of one of its goals; None when there are too few answers."""
        found = self.shown(question, view, goal)
        if found is None:
            return None
        people = found.people if question.goals else None
        return figures_of(question.kind, found.counts, people=people, left_out=found.left_out)

    def counts(self, question: Question, view: Collection[int]) -> rules.Counts | None:
        """How often each value was answered; None when there are too few answers on the scale."""
        found = self.shown(question, view)
        return found.counts if found and rules.given(found.counts) else None

    def released(self, view: Collection[int]) -> tuple[str, ...]:
        """The remarks that were released, of sessions where enough people answered; in random order, without a session."""
        here = frozenset(view)
        return tuple(text for sessions, text in self.remarks if sessions <= here)

    def _beside(self, row: Row) -> Row:
        """With the mean of the whole partnership; goals are of one workshop and have none."""
        question = next(question for question in self.questions if question.item.key == row.key)
        whole = None if row.goal else self.counts(question, self.everything())
        return replace(row, everywhere=rules.mean(whole) if whole else None)

    def _pooled(self, view: Collection[int]) -> str:
        """Over what the answers of this view are shown, when they are in blocks that reach beyond it; else nothing."""
        here = frozenset(view)
        found = {block.sessions for blocks in self.blocks.values() for block in blocks if block.sessions & here}
        over = frozenset[int]().union(*found)
        if not over:
            return ""
        if len({self._workshop(session) for session in over}) == 1:
            return "workshop"
        return (
            "school" if len({self.sessions[session].school_id for session in over if session}) == 1 else "partnership"
        )

    def shown(self, question: Question, view: Collection[int], goal: str | None = None) -> rules.Shown | None:
        """The published table of one question; None when there is none."""
        return rules.shown(self.blocks.get(question.pk, ()), view, self.answered, goal)

    def _workshop(self, session: int) -> int:
        return self.sessions[session].workshop_id if session else 0

    def _rows(self, question: Question, view: Collection[int]) -> list[Row]:
        row = Row(question.item.key, question.item.label, words(question), question.kind, self.figures(question, view))
        if not question.goals:
            return [row]
        workshop = next((self._workshop(key) for key in view if key), 0)
        if not workshop or any(self._workshop(key) != workshop for key in view if key):
            return [row]  # over workshops the goals are told together
        there = {self.sessions[key].edition_id for key in view if key in self.answered}
        keys = [key for key, goal in self.goals.items() if goal.edition_id in there]
        return [
            replace(row, goal=key, text=self.goals[key].text, figures=self.figures(question, view, key))
            for key in sorted(keys, key=lambda key: self.goals[key].position)
        ]


@asked_once
def load(year: ProgrammeYear, audience: str, moment: str = "", on: date | None = None) -> Answers | None:
    """Everything needed to answer about one audience at one moment (else its main one) in one year; None without an instrument.

    At most ten queries; four of them are the same for every audience, and one reading asks those once. `on`: who is asked later
    than that day counts as not asked yet.
    """
    moment = moment or main_moment(audience)
    instrument = _instruments(year).get((audience, moment))
    if instrument is None:
        return None
    return Answers(
        audience=audience,
        moment=moment,
        threshold=year.threshold,
        questions=list(instrument.questions.all()),
        blocks=_blocks(instrument),
        sessions=_sessions(year),
        responses=_responses(instrument, on),
        goals=_goals(year),
        remarks=_released(instrument),
    )


def _responses(instrument: Instrument, on: date | None) -> dict[int, Response]:
    """How many answered of how many, by session. Of the codes on paper nobody knows who has them: each is somebody."""
    if instrument.audience in BY_CODE:
        return {0: Response(instrument.codes_used, instrument.codes_made)} if instrument.codes_made else {}
    return responses(instrument.year, instrument.audience, instrument.moment, on)


@asked_once
def _instruments(year: ProgrammeYear) -> dict[tuple[str, str], Instrument]:
    """The questionnaires of a year by audience and moment, with their questions. Two queries."""
    questions = Prefetch("questions", Question.objects.select_related("item"))
    rows = Instrument.objects.filter(year=year).prefetch_related(questions)
    found = {(row.audience, row.moment): row for row in rows}
    for row in found.values():
        row.year = year
    return found


@asked_once
def _sessions(year: ProgrammeYear) -> dict[int, Held]:
    return {pk: Held(*where) for pk, *where in _places(year.pk)}


@prepared
def _places(year: int) -> QuerySet[Any, Any]:
    rows = Session.objects.filter(year=year).order_by("pk")
    return rows.values_list("pk", "edition", "edition__workshop", "school")


@asked_once
def _goals(year: ProgrammeYear) -> dict[str, Goal]:
    return {str(goal.key): goal for goal in Goal.objects.filter(edition__year=year)}


@prepared
def _published(instrument: int) -> QuerySet[Any, Any]:
    """How often each value was given, by question, block and goal. Keys as text: making a UUID of each would take longer."""
    rows = _in_blocks(instrument).annotate(name=Cast("block", CharField()), goal=Cast("goal_key", CharField()))
    return rows.values_list("question", "name", "goal", "value").annotate(number=Sum("count"))


@prepared
def _about(instrument: int) -> QuerySet[Any, Any]:
    """The sessions of each block: every question that is in a block is in it with the same sessions."""
    rows = _in_blocks(instrument).annotate(name=Cast("block", CharField()))
    return rows.values_list("name", "session").distinct()


def _in_blocks(instrument: int) -> QuerySet[Tally]:
    rows = Tally.objects.filter(question__instrument=instrument, block__isnull=False, over_years=False, count__gt=0)
    return rows.order_by()


def _blocks(instrument: Instrument) -> dict[int, list[rules.Block]]:
    """What was published, by question. A block that a higher threshold made too small is no longer shown."""
    told: dict[tuple[int, str, str | None], list[int]] = {}
    for question, block, goal, value, number in _published(instrument.pk):
        told.setdefault((question, block, goal), [0] * rules.VALUES)[value] = number
    sessions: dict[str, set[int]] = {}
    for block, session in _about(instrument.pk):
        sessions.setdefault(block, set()).add(session or 0)
    about = {name: frozenset(keys) for name, keys in sessions.items()}
    people = {question.pk for question in instrument.questions.all() if question.kind in COUNTS_PEOPLE}
    goals = {goal: str(UUID(goal)) if goal else "" for _question, _block, goal in told}
    found: dict[int, list[rules.Block]] = {}
    for key, numbers in told.items():
        question, name, goal = key
        answers = numbers[ANSWERED] if question in people else rules.given(tuple(numbers))
        if answers >= instrument.year.threshold:
            block = rules.Block(about[name], goals[goal], answers, tuple(numbers))
            found.setdefault(question, []).append(block)
    return found


def _released(instrument: Instrument) -> list[tuple[frozenset[int], str]]:
    return [(sessions, text) for sessions, _key, text in shown_remarks(instrument)]


def shown_remarks(instrument: Instrument) -> list[tuple[frozenset[int], UUID, str]]:
    """The remarks that may be read, each with the sessions of its block, and its key. At most two queries."""
    rows = Comment.objects.filter(question__instrument=instrument, state=CommentState.RELEASED).order_by("pk")
    remarks = list(rows.values_list("pk", "question", "block", "released_text"))
    about: dict[tuple[int, UUID | None], dict[int, int]] = {}
    if remarks:
        put = Tally.objects.filter(question__instrument=instrument, question__kind=Kind.TEXT, block__isnull=False)
        for question, block, session, people in put.order_by().values_list("question", "block", "session", "count"):
            about.setdefault((question, block), {})[session or 0] = people
    enough = {key for key, people in about.items() if sum(people.values()) >= instrument.year.threshold}
    return [(frozenset(about[q, block]), key, text) for key, q, block, text in remarks if (q, block) in enough]


def figures_of(kind: str, counts: rules.Counts, *, people: int | None = None, left_out: int = 0) -> Figures | None:
    """What follows from a published table; None without answers on the scale. `people`: when they gave several answers each."""
    middle, highest = rules.mean(counts), SCALE[kind][-1]
    interval = rules.interval(counts, highest, people)
    if middle is None or interval is None:
        return None
    number = rules.given(counts)
    agree = rules.share_agree(counts) if kind == Kind.AGREE else None
    low, high = rules.wilson(agree * (people or number), people or number) if agree is not None else (None, None)
    return Figures(
        counts=counts[1 : highest + 1],
        not_applicable=counts[0],
        n=number,
        mean=middle,
        low=interval[0],
        high=interval[1],
        agree=agree,
        agree_low=low,
        agree_high=high,
        left_out=left_out,
    )


def words(asked: Question | Option) -> str:
    """A question or option in the language of the reader."""
    english = get_language() == "en"
    if isinstance(asked, Option):
        return asked.en if english else asked.nl
    return asked.text_en if english else asked.text_nl


def results(
    year: ProgrammeYear,
    audience: str,
    *,
    moment: str = "",
    workshop: Workshop | None = None,
    school: School | None = None,
    session: Session | None = None,
    personal: bool = False,
) -> Results | TooSmall:
    """What one audience said about the year, a workshop, a school or a session. A fixed number of queries.

    Without `moment`: its main questionnaire.

    `personal`: with what is about a person (the trainer), for that person and the programme lead only; over the whole year it
    is about nobody in particular and always there.
    """
    found = load(year, audience, moment)
    if found is None:
        return TooSmall(0, 0)
    if session is not None:
        return found.results({session.pk}, personal=personal)
    if workshop is not None or school is not None:
        view = found.view(workshop=workshop.pk if workshop else None, school=school.pk if school else None)
        return found.results(view, personal=personal)
    return found.results(found.everything(), personal=personal)

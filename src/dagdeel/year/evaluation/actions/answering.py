"""Answering, in a way that nobody can ever tell what somebody answered."""

import random
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Case, F, QuerySet, Value, When

from dagdeel.base.people.models import Person
from dagdeel.year.evaluation import queries, rules
from dagdeel.year.evaluation.actions.publishing import publish_when_complete
from dagdeel.year.evaluation.models import AnswerCode, Comment, Instrument, Question, Respondent, Tally
from dagdeel.year.evaluation.states import ANSWERED, BY_CODE, COUNTS_PEOPLE, InstrumentState, Kind
from dagdeel.year.planning.models import Session

Cell = tuple[int, UUID | None, int]  # question, goal, value
Given = int | Collection[int]  # a value, or the numbers of several options
Row = TypeVar("Row", Respondent, Comment)
_chance = random.SystemRandom()


class Closed(Exception):
    """The instrument takes no answers: not yet, or no more."""


class NotAsked(Exception):
    """This person was not there, did not give it, or does not hold the role."""


class AlreadyAnswered(Exception):
    """Everybody answers once."""


class NothingAnswered(Exception):
    """No question was answered at all."""


class CodeUnknown(Exception):
    """No code of this instrument, or one that was used."""


class OffScale(Exception):
    """Values that cannot be given, or questions that are not asked of this person: `keys` has item keys and goals (UUID)."""

    def __init__(self, keys: list[str | UUID]) -> None:
        super().__init__(*keys)
        self.keys = keys


@transaction.atomic
def answer(
    instrument: Instrument,
    *,
    person: Person,
    session: Session | None = None,
    answers: Mapping[str, Given],
    goal_answers: Mapping[UUID, int],
    comments: Mapping[str, str],
    at: datetime,
) -> None:
    """Count somebody's answers, once. Keys are item keys, and goal keys for the goals; a question may be left out.

    There is no history entry, on purpose: an entry has a person and a time, and beside the counts it would say who moved them.
    For the same reason nothing here keeps a time, every counter of the group is written anew with each answer (their row versions
    tell nothing), and the rows of respondents and remarks are written again in random order (so does their place).
    `at` only says whether the session has been.

    Raises Closed, NotAsked, OffScale, NothingAnswered, AlreadyAnswered; then nothing is kept.
    """
    _open(instrument)
    if not queries.entitled(instrument, person, session, at.date()):
        raise NotAsked
    answered = _read(instrument, session, answers, goal_answers, comments)
    counters = answered.counters(instrument, session)
    _note_respondent(instrument, person, session)
    answered.keep(instrument, session, counters)
    publish_when_complete(instrument, session, at=at)


@transaction.atomic
def answer_by_code(
    instrument: Instrument, *, code: str, answers: Mapping[str, Given], comments: Mapping[str, str], at: datetime
) -> None:
    """Count the answers of somebody without an account, who has a code on paper; the code is gone afterwards.

    Nobody knows who has which code, and nothing is kept of its use but that there was one more. `at` is asked of every verb, and
    kept nowhere. Raises Closed, CodeUnknown, OffScale, NothingAnswered; then nothing is kept, and the code can still be used.
    """
    _open(instrument)
    if instrument.audience not in BY_CODE:
        raise CodeUnknown
    answered = _read(instrument, None, answers, {}, comments)
    used, _rows = AnswerCode.objects.filter(instrument=instrument, digest=queries.digest(code)).delete()
    if not used:
        raise CodeUnknown
    Instrument.objects.filter(pk=instrument.pk).update(codes_used=F("codes_used") + 1)
    answered.keep(instrument, None, answered.counters(instrument, None))
    publish_when_complete(instrument, None, at=at)


def _open(instrument: Instrument) -> None:
    if Instrument.objects.values_list("state", flat=True).get(pk=instrument.pk) != InstrumentState.OPEN:
        raise Closed


@dataclass(frozen=True, slots=True)
class _Answered:
    """What somebody answered, checked: the counters that go up, and the words."""

    questions: list[Question]
    goals: list[UUID]
    cells: list[Cell]
    written: list[tuple[Question, str]]

    def tallies(self, session: Session | None) -> QuerySet[Tally]:
        return Tally.objects.filter(question__in=[q.pk for q in self.questions], session=session, block__isnull=True)

    def counters(self, instrument: Instrument, session: Session | None) -> dict[Cell, UUID]:
        return _counters(self.tallies(session), instrument, self.questions, self.goals, session)

    def keep(self, instrument: Instrument, session: Session | None, counters: Mapping[Cell, UUID]) -> None:
        _count(self.tallies(session), [counters[cell] for cell in self.cells])
        if self.written:
            _keep_words(instrument.partnership_id, session, self.written)


def _read(
    instrument: Instrument,
    session: Session | None,
    answers: Mapping[str, Given],
    goal_answers: Mapping[UUID, int],
    comments: Mapping[str, str],
) -> _Answered:
    questions = queries.questions_of(instrument)
    goals = [goal.key for goal in queries.goals_of(session)]
    cells = _check(questions, goals, answers, goal_answers)
    written = _words(questions, answers, comments)
    if not cells and not written:
        raise NothingAnswered
    put = [q for q in questions if q.kind == Kind.TEXT and queries.is_asked(q, answers)]
    return _Answered(questions, goals, [*cells, *((q.pk, None, ANSWERED) for q in put)], written)


def _check(
    questions: list[Question], goals: list[UUID], answers: Mapping[str, Given], goal_answers: Mapping[UUID, int]
) -> list[Cell]:
    """The counters that go up by one; raises OffScale with everything that is not right at once."""
    plain = {q.item.key: q for q in questions if q.kind != Kind.TEXT and not q.goals}
    per_goal = next((q for q in questions if q.goals), None)
    chosen = {key: _chosen(plain[key], given) if key in plain else () for key, given in answers.items()}
    wrong: list[str | UUID] = [
        key for key, values in chosen.items() if not values or not queries.is_asked(plain[key], chosen)
    ]
    wrong += [
        key
        for key, value in goal_answers.items()
        if per_goal is None or key not in goals or not rules.on_scale(value, per_goal.values)
    ]
    if wrong:
        raise OffScale(wrong)
    cells: list[Cell] = [(plain[key].pk, None, value) for key, values in chosen.items() for value in values]
    cells += [(plain[key].pk, None, ANSWERED) for key in chosen if plain[key].kind == Kind.SEVERAL]
    return cells + [(per_goal.pk, key, value) for key, value in goal_answers.items() if per_goal]


def _chosen(question: Question, given: Given) -> tuple[int, ...]:
    """The values behind an answer, each once; empty when it cannot be given to this question."""
    several = question.kind == Kind.SEVERAL
    if several != (not isinstance(given, int)):
        return ()
    values = (given,) if isinstance(given, int) else tuple(given)
    fit = all(rules.on_scale(value, question.values) for value in values) and len(set(values)) == len(values)
    return values if fit else ()


def _words(
    questions: list[Question], answers: Mapping[str, Given], comments: Mapping[str, str]
) -> list[tuple[Question, str]]:
    """What was written, under the question that asked for it; raises OffScale for a question that is not asked."""
    said = {key: text.strip() for key, text in comments.items() if text.strip()}
    asked = {q.item.key: q for q in questions if q.kind == Kind.TEXT}
    if unknown := [key for key in said if key not in asked or not queries.is_asked(asked[key], answers)]:
        raise OffScale([*unknown])
    return [(asked[key], text) for key, text in said.items()]


def _counters(
    tallies: QuerySet[Tally],
    instrument: Instrument,
    questions: list[Question],
    goals: list[UUID],
    session: Session | None,
) -> dict[Cell, UUID]:
    """The counters of this group, locked: answers about one session pass one by one. The first makes all, used or not."""
    locked = tallies.order_by("pk").select_for_update().values_list("question", "goal_key", "value", "pk")
    there: dict[Cell, UUID] = {(question, goal, value): pk for question, goal, value, pk in locked}
    missing = [cell for cell in _cells(questions, goals) if cell not in there]
    if not missing:
        return there
    Tally.objects.bulk_create(
        [
            Tally(
                partnership_id=instrument.partnership_id,
                question_id=question,
                session=session,
                goal_key=goal,
                value=value,
            )
            for question, goal, value in missing
        ],
        ignore_conflicts=True,  # another first answer may have made them a moment ago
    )
    return {(question, goal, value): pk for question, goal, value, pk in locked.all()}


def _cells(questions: list[Question], goals: list[UUID]) -> Iterator[Cell]:
    for question in questions:
        for goal in goals if question.goals else [None]:
            for value in (*question.values, *([ANSWERED] if question.kind in COUNTS_PEOPLE else [])):
                yield question.pk, goal, value


def _note_respondent(instrument: Instrument, person: Person, session: Session | None) -> None:
    """Keep that this person answered; raises AlreadyAnswered when the database has it already."""
    everybody = Respondent.objects.filter(instrument=instrument, session=session)
    new = Respondent(partnership_id=instrument.partnership_id, instrument=instrument, session=session, person=person)
    try:
        with transaction.atomic():
            _write_shuffled([*everybody, new])
    except IntegrityError as no:
        raise AlreadyAnswered from no


def _count(tallies: QuerySet[Tally], chosen: list[UUID]) -> None:
    """One statement: the database adds, so two at once are both counted. The other counters are written with plus nothing."""
    if chosen:
        tallies.update(count=F("count") + Case(When(pk__in=chosen, then=Value(1)), default=Value(0)))


def _keep_words(partnership_id: int, session: Session | None, written: list[tuple[Question, str]]) -> None:
    questions = [question for question, _ in written]
    there = Comment.objects.filter(question__in=questions, session=session, block__isnull=True)
    new = [
        Comment(partnership_id=partnership_id, question=question, session=session, text=text)
        for question, text in written
    ]
    _write_shuffled([*there.select_for_update(), *new])


def _write_shuffled(rows: list[Row]) -> None:
    """Write the rows anew in random order: their place in the table no longer says who came last."""
    table = type(rows[0]).objects
    table.filter(pk__in=[row.pk for row in rows]).delete()
    _chance.shuffle(rows)
    table.bulk_create(rows)

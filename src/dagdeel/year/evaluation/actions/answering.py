"""Answering, in a way that nobody can ever tell what somebody answered."""

import random
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Case, F, QuerySet, Value, When

from dagdeel.base.people.models import Person
from dagdeel.year.evaluation import queries, rules
from dagdeel.year.evaluation.models import Comment, Instrument, Question, Respondent, Tally
from dagdeel.year.evaluation.states import SCALE, CommentState, InstrumentState, Kind
from dagdeel.year.planning.models import Session

Cell = tuple[int, UUID | None, int]  # question, goal, value
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


class OffScale(Exception):
    """Values that cannot be given, or questions that are not asked: `keys` has item keys (str) and goals (UUID)."""

    def __init__(self, keys: list[str | UUID]) -> None:
        super().__init__(*keys)
        self.keys = keys


@transaction.atomic
def answer(
    instrument: Instrument,
    *,
    person: Person,
    session: Session | None = None,
    answers: Mapping[str, int],
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
    if Instrument.objects.values_list("state", flat=True).get(pk=instrument.pk) != InstrumentState.OPEN:
        raise Closed
    if not queries.entitled(instrument, person, session, at.date()):
        raise NotAsked
    questions = queries.questions_of(instrument)
    goals = [goal.key for goal in queries.goals_of(session)]
    given = _check(questions, goals, answers, goal_answers)
    written = _words(questions, comments)
    if not given and not written:
        raise NothingAnswered
    tallies = Tally.objects.filter(question__in=[q.pk for q in questions], session=session)
    counters = _counters(tallies, instrument, questions, goals, session)
    _note_respondent(instrument, person, session)
    _count(tallies, [counters[cell] for cell in given])
    if written:
        _keep_words(instrument.partnership_id, session, written)


def _check(
    questions: list[Question], goals: list[UUID], answers: Mapping[str, int], goal_answers: Mapping[UUID, int]
) -> list[Cell]:
    """The counters that go up by one; raises OffScale with everything that is not right at once."""
    plain = {q.item.key: q for q in questions if q.kind != Kind.TEXT and not q.goals}
    per_goal = next((q for q in questions if q.goals), None)
    wrong: list[str | UUID] = [
        key for key, value in answers.items() if key not in plain or not rules.on_scale(value, SCALE[plain[key].kind])
    ]
    wrong += [
        key
        for key, value in goal_answers.items()
        if per_goal is None or key not in goals or not rules.on_scale(value, SCALE[per_goal.kind])
    ]
    if wrong:
        raise OffScale(wrong)
    cells: list[Cell] = [(plain[key].pk, None, value) for key, value in answers.items()]
    return cells + [(per_goal.pk, key, value) for key, value in goal_answers.items() if per_goal]


def _words(questions: list[Question], comments: Mapping[str, str]) -> list[tuple[Question, str]]:
    """What was written, under the question that asked for it; raises OffScale for a question that is not there."""
    asked = {q.item.key: q for q in questions if q.kind == Kind.TEXT}
    if unknown := [key for key in comments if key not in asked]:
        raise OffScale([*unknown])
    return [(asked[key], text.strip()) for key, text in comments.items() if text.strip()]


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
            for value in SCALE.get(question.kind, ()):
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
    there = Comment.objects.filter(question__in=questions, session=session, state=CommentState.WAITING)
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

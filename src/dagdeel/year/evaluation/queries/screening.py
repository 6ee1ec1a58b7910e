"""The remarks that wait to be read before others see them."""

from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.partnerships.prepared import prepared
from dagdeel.base.partnerships.reading import asked_once
from dagdeel.year.evaluation.models import Comment, Instrument, Respondent
from dagdeel.year.evaluation.queries.results import load
from dagdeel.year.evaluation.states import ASKS, CommentState, Kind


def screening_queue(year: ProgrammeYear) -> QuerySet[Comment]:
    """The remarks that wait to be read, in random order and without their session; none of a group under the threshold.

    A screener who saw a remark arrive with a single answer would know whose it is.
    """
    return Comment.objects.filter(pk__in=_readable(year)).select_related("question__item", "question__instrument")


def to_screen(year: ProgrammeYear) -> int:
    """How many remarks the screening queue holds. At most four queries, and more when a question was asked of some."""
    return len(_readable(year))


@asked_once
def _readable(year: ProgrammeYear) -> list[UUID]:
    """Whoever answers is counted for a question in own words, written or not. So once everybody who answered a questionnaire is
    enough together, `rules.blocks` leaves no session out, and before that it leaves out all.
    """
    waiting = _waiting(year.pk)
    if not waiting:
        return []
    enough = {instrument for instrument, people in _people(year.pk) if people >= year.threshold}
    by_code = [pk for pk, used in _by_code(year.pk) if used >= year.threshold]
    enough |= {*by_code}
    answered = {*_answered(year.pk), *((instrument, None) for instrument in by_code)}
    shown = _shown(year) if any(only_if for _pk, _of, _about, only_if, _question in waiting) else {}
    return [
        pk
        for pk, instrument, session, only_if, question in waiting
        if instrument in enough
        and (instrument, session) in answered
        and (not only_if or (session or 0) in shown.get(question, ()))
    ]


def _shown(year: ProgrammeYear) -> dict[int, set[int]]:
    """The sessions in which a question that is not asked of everybody may be shown: its group is smaller."""
    found: dict[int, set[int]] = {}
    for ask in ASKS:
        answers = load(year, ask.audience, ask.moment)
        for question in answers.questions if answers else ():
            if answers and question.only_if_id and question.kind == Kind.TEXT:
                found[question.pk] = {session for block in answers.blocks(question) for session in block}
    return found


@prepared
def _waiting(year: int) -> QuerySet[Any, Any]:
    rows = Comment.objects.filter(question__instrument__year=year, question__kind=Kind.TEXT, state=CommentState.WAITING)
    return rows.order_by().values_list("pk", "question__instrument", "session", "question__only_if", "question")


@prepared
def _people(year: int) -> QuerySet[Any, Any]:
    rows = Respondent.objects.filter(instrument__year=year).order_by()
    return rows.values_list("instrument").annotate(people=Count("person", distinct=True))


@prepared
def _by_code(year: int) -> QuerySet[Any, Any]:
    return Instrument.objects.filter(year=year, codes_used__gt=0).order_by().values_list("pk", "codes_used")


@prepared
def _answered(year: int) -> QuerySet[Any, Any]:
    return Respondent.objects.filter(instrument__year=year).order_by().values_list("instrument", "session").distinct()

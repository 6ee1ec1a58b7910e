"""The remarks that wait to be read before others see them."""

from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.partnerships.prepared import prepared
from dagdeel.base.partnerships.reading import asked_once
from dagdeel.year.evaluation.models import Comment, Respondent
from dagdeel.year.evaluation.states import CommentState, Kind


def screening_queue(year: ProgrammeYear) -> QuerySet[Comment]:
    """The remarks that wait to be read, in random order and without their session; none of a group under the threshold.

    A screener who saw a remark arrive with a single answer would know whose it is.
    """
    return Comment.objects.filter(pk__in=_readable(year)).select_related("question__item", "question__instrument")


def to_screen(year: ProgrammeYear) -> int:
    """How many remarks the screening queue holds. At most three queries."""
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
    answered = set(_answered(year.pk))
    return [pk for pk, instrument, session in waiting if instrument in enough and (instrument, session) in answered]


@prepared
def _waiting(year: int) -> QuerySet[Any, Any]:
    rows = Comment.objects.filter(question__instrument__year=year, question__kind=Kind.TEXT, state=CommentState.WAITING)
    return rows.order_by().values_list("pk", "question__instrument", "session")


@prepared
def _people(year: int) -> QuerySet[Any, Any]:
    rows = Respondent.objects.filter(instrument__year=year).order_by()
    return rows.values_list("instrument").annotate(people=Count("person", distinct=True))


@prepared
def _answered(year: int) -> QuerySet[Any, Any]:
    return Respondent.objects.filter(instrument__year=year).order_by().values_list("instrument", "session").distinct()

"""The remarks that wait to be read before others see them."""

from django.db.models import Count, QuerySet

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.partnerships.prepared import prepared, sums
from dagdeel.base.partnerships.reading import asked_once
from dagdeel.year.evaluation.models import Comment
from dagdeel.year.evaluation.states import CommentState


def screening_queue(year: ProgrammeYear) -> QuerySet[Comment]:
    """The remarks that wait to be read, in random order and without their session, as far as their block was published.

    A screener who saw a remark arrive with a single answer would know whose it is.
    """
    return _to_read(year.pk).select_related("question__item", "question__instrument")


@asked_once
def to_screen(year: ProgrammeYear) -> int:
    """How many remarks the screening queue holds. One query."""
    return sum(number for (number,) in _number(year.pk))


@prepared
def _number(year: int) -> QuerySet[Comment, tuple[int]]:
    return sums(_to_read(year), number=Count("pk"))


def _to_read(year: int) -> QuerySet[Comment]:
    return Comment.objects.filter(question__instrument__year=year, block__isnull=False, state=CommentState.WAITING)

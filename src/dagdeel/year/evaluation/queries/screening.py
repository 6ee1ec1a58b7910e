"""The remarks that wait to be read before others see them."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.partnerships.prepared import prepared, sums
from dagdeel.base.partnerships.reading import asked_once
from dagdeel.year.evaluation.models import Comment, Tally
from dagdeel.year.evaluation.queries.marking import Piece, known_names, marked
from dagdeel.year.evaluation.states import CommentState, Kind


def screening_queue(year: ProgrammeYear) -> QuerySet[Comment]:
    """The remarks that wait to be read, in random order and without their session, as far as their block was published.

    A screener who saw a remark arrive with a single answer would know whose it is.
    """
    return _to_read(year.pk).select_related("question__item", "question__instrument")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A remark to read: what is marked in it, and the workshops of its whole block (never those of whoever wrote it)."""

    comment: Comment
    workshops: tuple[str, ...]
    pieces: list[Piece]

    @property
    def is_marked(self) -> bool:
        """Whether something in it may be a name, or about health."""
        return any(piece.why for piece in self.pieces)


def waiting_remarks(year: ProgrammeYear) -> list[Waiting]:
    """The screening queue with what there is to see about each. Three queries."""
    queue = list(screening_queue(year))
    titles: dict[UUID | None, set[str]] = {}
    put = Tally.objects.filter(question__instrument__year=year, question__kind=Kind.TEXT, session__isnull=False)
    put = put.filter(block__in={comment.block for comment in queue}).order_by()
    for block, title in put.values_list("block", "session__edition__title").distinct():
        titles.setdefault(block, set()).add(title)
    names = known_names()
    return [
        Waiting(
            comment, tuple(sorted(titles.get(comment.block, ()))) if comment.block else (), marked(comment.text, names)
        )
        for comment in queue
    ]


def screened(year: ProgrammeYear) -> int:
    """How many remarks were read. One query."""
    rows = Comment.objects.filter(question__instrument__year=year, block__isnull=False)
    return rows.exclude(state=CommentState.WAITING).count()


@asked_once
def to_screen(year: ProgrammeYear) -> int:
    """How many remarks the screening queue holds. One query."""
    return sum(number for (number,) in _number(year.pk))


@prepared
def _number(year: int) -> QuerySet[Comment, tuple[int]]:
    return sums(_to_read(year), number=Count("pk"))


def _to_read(year: int) -> QuerySet[Comment]:
    return Comment.objects.filter(question__instrument__year=year, block__isnull=False, state=CommentState.WAITING)

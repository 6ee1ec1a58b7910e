"""A trainer writes back to a remark, and the programme lead lets participants read it."""

from datetime import datetime

from django.db import transaction

from dagdeel.base.history.actions import record
from dagdeel.base.people.models import Person
from dagdeel.year.evaluation import queries
from dagdeel.year.evaluation.models import Comment, Reply
from dagdeel.year.evaluation.states import CommentState, ReplyState

Move = tuple[frozenset[ReplyState], ReplyState]
TAKE_BACK: Move = (frozenset({ReplyState.WRITTEN, ReplyState.SHOWN}), ReplyState.TAKEN_BACK)
RESTORE: Move = (frozenset({ReplyState.TAKEN_BACK}), ReplyState.WRITTEN)
SHOW: Move = (frozenset({ReplyState.WRITTEN}), ReplyState.SHOWN)
HIDE: Move = (frozenset({ReplyState.SHOWN}), ReplyState.WRITTEN)


class NotTheirs(Exception):
    """The remark is not shown as one about this trainer's own sessions (any more), or another trainer of them replied."""


class NothingWritten(Exception):
    """A reply says something."""


class NotThere(Exception):
    """There is no such reply now: it was taken back, is shown already, or the remark is withheld."""


@transaction.atomic
def write_reply(comment: Comment, *, text: str, by: Person, at: datetime) -> Reply:
    """Write back to a remark, or write it differently; then the programme lead reads it anew before participants do.

    History tells that there is a reply, never the words. Raises NothingWritten, NotTheirs.
    """
    text = text.strip()
    if not text:
        raise NothingWritten
    _own(comment, by)
    reply = Reply.objects.filter(comment=comment).first() or Reply(comment=comment, person=by)
    if reply.person_id != by.pk and reply.state != ReplyState.TAKEN_BACK:
        raise NotTheirs
    reply.person, reply.text, reply.state = by, text, ReplyState.WRITTEN
    reply.save()
    record("reply.written", reply, by=by, at=at)
    return reply


@transaction.atomic
def take_back_reply(comment: Comment, *, by: Person, at: datetime) -> None:
    """Nobody sees the reply any more. Raises NotTheirs, NotThere."""
    _own(comment, by)
    reply = _move(comment, TAKE_BACK, own=by)
    record("reply.taken_back", reply, by=by, at=at)


@transaction.atomic
def restore_reply(comment: Comment, *, by: Person, at: datetime) -> None:
    """The reply that was taken back is there again; the programme lead reads it anew. Raises NotTheirs, NotThere."""
    _own(comment, by)
    reply = _move(comment, RESTORE, own=by)
    record("reply.restored", reply, by=by, at=at)


@transaction.atomic
def show_reply(comment: Comment, *, by: Person, at: datetime) -> None:
    """Let the participants of the same sessions read the reply, without the remark. Raises NotThere."""
    _released(comment, refusal=NotThere)
    reply = _move(comment, SHOW)
    record("reply.shown", reply, by=by, at=at)


@transaction.atomic
def hide_reply(comment: Comment, *, by: Person, at: datetime) -> None:
    """Participants do not read the reply any more. Raises NotThere."""
    reply = _move(comment, HIDE)
    record("reply.hidden", reply, by=by, at=at)


def _released(comment: Comment, *, refusal: type[Exception]) -> None:
    """The remark stays as it is while something is written back."""
    state = Comment.objects.select_for_update().filter(pk=comment.pk).values_list("state", flat=True).first()
    if state != CommentState.RELEASED:
        raise refusal


def _own(comment: Comment, by: Person) -> None:
    _released(comment, refusal=NotTheirs)
    year = comment.question.instrument.year
    if comment.pk not in {remark.key for remark in queries.remarks_of_trainer(year, by)}:
        raise NotTheirs


def _move(comment: Comment, move: Move, *, own: Person | None = None) -> Reply:
    before, after = move
    reply = Reply.objects.select_for_update().filter(comment=comment).first()
    if reply is None or reply.state not in before:
        raise NotThere
    if own and reply.person_id != own.pk:
        raise NotTheirs
    reply.state = after
    reply.save(update_fields=["state"])
    return reply

"""Somebody reads a remark before others see it."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from dagdeel.base.history.actions import record
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.people.models import Person
from dagdeel.year.evaluation.models import Comment, Reply
from dagdeel.year.evaluation.states import CommentState, ReplyState


class ReasonMissing(Exception):
    """A remark is withheld with a reason."""


@transaction.atomic
def screen_comment(
    comment: Comment, *, release: bool, text: str = "", reason: str = "", by: Person, at: datetime
) -> None:
    """Release a remark, in other words (`text`) when the original tells of whom it is, or withhold it with a reason.

    What was written stays as it was. History tells the outcome, never the words. Raises ReasonMissing.
    """
    reason = reason.strip()
    if not release and not reason:
        raise ReasonMissing
    comment = _locked(comment)
    before = comment.state
    comment.state = CommentState.RELEASED if release else CommentState.WITHHELD
    comment.released_text = (text.strip() or comment.text) if release else ""
    comment.withheld_reason = "" if release else reason
    comment.save(update_fields=["state", "released_text", "withheld_reason"])
    # what was written back to other words is read anew before participants see it
    Reply.objects.filter(comment=comment, state=ReplyState.SHOWN).update(state=ReplyState.WRITTEN)
    after = {"state": str(comment.state), "changed": release and comment.released_text != comment.text}
    record("remark.screened", comment, by=by, at=at, before={"state": before}, after=after, reason=reason)


def _locked(comment: Comment) -> Comment:
    """The remark as it is now. An answer that came in meanwhile wrote it anew under the same key: look once more."""
    rows = Comment.objects.select_for_update()
    return rows.filter(pk=comment.pk).first() or rows.get(pk=comment.pk)


@transaction.atomic
def release_comments(
    comments: Iterable[Comment], *, marked: Collection[UUID] = (), year: ProgrammeYear, by: Person, at: datetime
) -> int:
    """Release what still waits of these, as it was written; how many. What is `marked` (keys) is read by itself and stays."""
    keys = {comment.pk for comment in comments} - {*marked}
    rows = Comment.objects.select_for_update().filter(pk__in=keys, state=CommentState.WAITING, block__isnull=False)
    found = list(rows.order_by("pk"))
    for comment in found:
        comment.state, comment.released_text = CommentState.RELEASED, comment.text
    Comment.objects.bulk_update(found, ["state", "released_text"])
    if found:
        record("remarks.released", year, by=by, at=at, after={"remarks": [str(comment.pk) for comment in found]})
    return len(found)


@transaction.atomic
def unscreen_comments(comments: Iterable[Comment], *, year: ProgrammeYear, by: Person, at: datetime) -> int:
    """Let remarks that were released or withheld wait again, as they were written; how many."""
    keys = [comment.pk for comment in comments]
    rows = Comment.objects.select_for_update().filter(pk__in=keys).exclude(state=CommentState.WAITING)
    found = list(rows.order_by("pk").values_list("pk", flat=True))
    Comment.objects.filter(pk__in=found).update(state=CommentState.WAITING, released_text="", withheld_reason="")
    Reply.objects.filter(comment__in=found, state=ReplyState.SHOWN).update(state=ReplyState.WRITTEN)
    if found:
        record("remarks.unread", year, by=by, at=at, after={"remarks": [str(pk) for pk in found]})
    return len(found)

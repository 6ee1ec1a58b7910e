"""Somebody reads a remark before others see it."""

from datetime import datetime

from django.db import transaction

from dagdeel.base.history.actions import record
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

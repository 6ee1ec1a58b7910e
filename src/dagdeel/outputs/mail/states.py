"""The life of a mail in the outbox."""

from django.db import models
from django.utils.translation import pgettext_lazy


class MailState(models.TextChoices):
    """Queued → sending → sent; an attempt that failed goes back to the queue until there were too many."""

    DRAFT = "draft", pgettext_lazy("mail", "held back")
    QUEUED = "queued", pgettext_lazy("mail", "queued")
    SENDING = "sending", pgettext_lazy("mail", "being sent")
    SENT = "sent", pgettext_lazy("mail", "sent")
    FAILED = "failed", pgettext_lazy("mail", "failed")
    CANCELLED = "cancelled", pgettext_lazy("mail", "cancelled")


S = MailState
MAIL_MOVES: dict[MailState, frozenset[MailState]] = {
    S.DRAFT: frozenset({S.QUEUED, S.CANCELLED}),
    S.QUEUED: frozenset({S.DRAFT, S.SENDING, S.CANCELLED}),
    # back to itself: the sender died and another one took over
    S.SENDING: frozenset({S.SENDING, S.SENT, S.QUEUED, S.FAILED}),
    S.FAILED: frozenset({S.QUEUED, S.CANCELLED}),
    # the data ask for it again
    S.CANCELLED: frozenset({S.QUEUED}),
    S.SENT: frozenset(),
}
# mails whose content still follows the data
OPEN = (S.DRAFT, S.QUEUED, S.FAILED)

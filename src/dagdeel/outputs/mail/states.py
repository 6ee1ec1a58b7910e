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
    # it came back
    S.SENT: frozenset({S.FAILED}),
}
# mails whose content still follows the data
OPEN = (S.DRAFT, S.QUEUED, S.FAILED)


class Topic(models.TextChoices):
    """What mails are about that one can do without. Needed ones have no topic."""

    NEEDED = "", pgettext_lazy("mail", "needed")
    REMINDERS = "reminders", pgettext_lazy("mail", "reminders of what you take part in or give")
    MATERIALS = "materials", pgettext_lazy("mail", "news about materials")
    CALENDAR = "calendar", pgettext_lazy("mail", "appointments for your calendar")
    EVALUATION = "evaluation", pgettext_lazy("mail", "questions about what you thought of it")
    RESULTS = "results", pgettext_lazy("mail", "what was done with what you said")
    TASKS = "tasks", pgettext_lazy("mail", "a weekly list of what is asked of you")


class Daily(models.TextChoices):
    """One's own choice about the mail of the day."""

    USUAL = "", pgettext_lazy("mail", "as the partnership does")
    YES = "yes", pgettext_lazy("mail", "once a day, in one mail")
    NO = "no", pgettext_lazy("mail", "each mail at once")

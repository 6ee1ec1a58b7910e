"""How somebody was present, and how far the list of a session is."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PresenceState(models.TextChoices):
    """Present, late and partly count as attended; partly needs the minutes."""

    PRESENT = "present", _("present")
    LATE = "late", _("late")
    PARTLY = "partly", _("partly")
    EXCUSED = "excused", _("excused")
    ABSENT = "absent", _("absent")


ATTENDED = frozenset({PresenceState.PRESENT, PresenceState.LATE, PresenceState.PARTLY})


class RosterState(models.TextChoices):
    """Follows from the session, its day and whether the list was closed; it is stored nowhere."""

    COMING = "coming", _("still to come")
    TODAY = "today", _("today")
    LATE = "late", _("not closed yet")
    CLOSED = "closed", _("list closed")
    CANCELLED = "cancelled", _("session cancelled")

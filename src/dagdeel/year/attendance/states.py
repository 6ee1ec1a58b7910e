"""How somebody was present."""

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

"""What can be handed in, and what becomes of it."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """What the rows of a table are."""

    PEOPLE = "people", pgettext_lazy("import", "people and roles")
    TRAINERS = "trainers", pgettext_lazy("import", "trainers")
    ROOMS = "rooms", pgettext_lazy("import", "rooms")
    HISTORY = "history", pgettext_lazy("import", "workshops of earlier years")


class IntakeState(models.TextChoices):
    """Looked at, taken over, and taken back."""

    DRAFT = "draft", pgettext_lazy("import", "not taken over yet")
    DONE = "done", pgettext_lazy("import", "taken over")
    UNDONE = "undone", pgettext_lazy("import", "taken back")

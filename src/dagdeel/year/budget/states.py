"""The categories in which the grant is spent, and the units of a rate."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Category(models.TextChoices):
    """Where the money goes."""

    DELIVERY = "delivery", _("delivery")
    PREPARATION = "preparation", _("preparation")
    DEVELOPMENT = "development", _("development")
    TRAVEL = "travel", _("travel")
    CATERING = "catering", _("catering")
    ROOM = "room", _("room and material")
    PRINTING = "printing", _("printing")
    COORDINATION = "coordination", _("coordination")
    REPLACEMENT = "replacement", _("replacement")


class RateKind(models.TextChoices):
    """What a commitment that follows from the planning is multiplied by."""

    DELIVERY = "delivery", _("half-day rate of a trainer")
    PREPARATION = "preparation", _("preparation per session")
    TRAVEL = "travel", _("per kilometre")
    CATERING = "catering", _("catering per head")

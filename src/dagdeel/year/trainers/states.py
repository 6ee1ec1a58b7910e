"""How a half-day suits a trainer: three states, nothing preselected."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Suits(models.TextChoices):
    """No row means: not said yet."""

    CAN = "can", _("can")
    RATHER_NOT = "rather_not", _("rather not")
    CANNOT = "cannot", _("cannot")

"""What is frozen as a version."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReportKind(models.TextChoices):
    """The annual report, the page of one school that goes with it, and the evidence file."""

    ANNUAL = "annual", _("annual report")
    SCHOOL = "school", _("report of a school")
    EVIDENCE = "evidence", _("evidence file")

"""The annual report: figures come from the data, words from people."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.partnerships.scope import Owned


class AnnualReport(Owned):
    """The words around the figures, and the figures as they were when it was published."""

    year = models.OneToOneField(ProgrammeYear, on_delete=models.PROTECT, related_name="report")
    foreword = models.TextField(_("foreword"), blank=True)
    looking_back = models.TextField(_("looking back"), blank=True)
    obligations = models.TextField(_("obligations"), blank=True)
    practice = models.TextField(_("what others can learn from it"), blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    snapshot = models.JSONField(null=True, blank=True)

    class Meta:
        verbose_name = _("annual report")
        constraints = (
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, snapshot__isnull=True)
                | Q(published_at__isnull=False, snapshot__isnull=False),
                name="published_report_has_figures",
            ),
        )

    def __str__(self) -> str:
        return str(self.year)

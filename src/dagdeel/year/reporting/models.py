"""The annual report: figures come from the data, words from people; and every version that was ever published."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.base.partnerships.scope import Owned
from dagdeel.year.reporting.states import ReportKind


class AnnualReport(Owned):
    """The words around the figures; once it is published, the version that stands has words and figures."""

    year = models.OneToOneField(ProgrammeYear, on_delete=models.PROTECT, related_name="report")
    foreword = models.TextField(_("foreword"), blank=True)
    looking_back = models.TextField(_("looking back"), blank=True)
    obligations = models.TextField(_("obligations"), blank=True)
    practice = models.TextField(_("what others can learn from it"), blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    class Meta:
        verbose_name = _("annual report")

    def __str__(self) -> str:
        return str(self.year)


class ReportVersion(Owned):
    """What was read on a day: it never changes. A version that was opened again stays readable; the next one comes after it.

    The reports of the schools are frozen with the annual report and bear its number.
    """

    year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="report_versions")
    kind = models.CharField(_("kind"), max_length=8, choices=ReportKind.choices)
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, blank=True, related_name="report_versions")
    number = models.PositiveIntegerField(_("version"))
    published_at = models.DateTimeField(_("published"))
    words = models.JSONField(default=dict, blank=True)
    figures = models.JSONField()
    reopened_at = models.DateTimeField(_("opened again"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("version of a report")
        ordering = ("number",)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind=ReportKind.SCHOOL, school__isnull=False)
                | Q(kind__in=(ReportKind.ANNUAL, ReportKind.EVIDENCE), school__isnull=True),
                name="version_of_school_has_school",
            ),
            models.CheckConstraint(
                condition=Q(reopened_at__isnull=True, reason="") | (Q(reopened_at__isnull=False) & ~Q(reason="")),
                name="reopened_version_has_reason",
            ),
            models.UniqueConstraint(
                fields=["year", "kind", "number"], condition=Q(school__isnull=True), name="version_number_unique"
            ),
            models.UniqueConstraint(
                fields=["year", "school", "number"],
                condition=Q(school__isnull=False),
                name="school_version_number_unique",
            ),
            models.UniqueConstraint(
                fields=["year", "kind"],
                condition=Q(school__isnull=True, reopened_at__isnull=True),
                name="one_version_stands",
            ),
            models.UniqueConstraint(
                fields=["year", "school"],
                condition=Q(school__isnull=False, reopened_at__isnull=True),
                name="one_school_version_stands",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.year}, {self.number}"

"""The reporting step's face to the year."""

from django.utils.translation import gettext_lazy as _

from dagdeel.year.step import Step


class ReportingStep(Step):
    """What the year may ask of the reporting step."""

    key = "reporting"
    label = _("Report")
    home = "reporting:index"


STEP = ReportingStep()

"""The planning step's face to the year."""

from django.utils.translation import gettext_lazy as _

from dagdeel.year.step import Step


class PlanningStep(Step):
    """What the year may ask of the planning step."""

    key = "planning"
    label = _("Plan")
    home = "planning:index"


STEP = PlanningStep()

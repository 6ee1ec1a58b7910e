"""The decisions step's face to the year."""

from django.utils.translation import gettext_lazy as _

from dagdeel.year.step import Step


class DecisionsStep(Step):
    """What the year may ask of the decisions step."""

    key = "decisions"
    label = _("Decisions")
    home = "decisions:index"


STEP = DecisionsStep()

"""The choices step's face to the year."""

from django.utils.translation import gettext_lazy as _

from dagdeel.year.step import Step


class ChoicesStep(Step):
    """What the year may ask of the choices step."""

    key = "choices"
    label = _("School choice")
    home = "choices:index"


STEP = ChoicesStep()

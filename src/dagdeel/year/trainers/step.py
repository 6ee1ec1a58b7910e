"""The trainers step's face to the year."""

from django.utils.translation import gettext_lazy as _

from dagdeel.year.step import Step


class TrainersStep(Step):
    """What the year may ask of the trainers step."""

    key = "trainers"
    label = _("Trainers")
    home = "trainers:index"


STEP = TrainersStep()

"""The enrolment step's face to the year."""

from django.utils.translation import gettext_lazy as _

from dagdeel.year.step import Step


class EnrolmentStep(Step):
    """What the year may ask of the enrolment step."""

    key = "enrolment"
    label = _("Enrolment")
    home = "enrolment:index"


STEP = EnrolmentStep()

"""The attendance step's face to the year."""

from django.utils.translation import gettext_lazy as _

from dagdeel.year.step import Step


class AttendanceStep(Step):
    """What the year may ask of the attendance step."""

    key = "attendance"
    label = _("Attendance")
    home = "attendance:index"


STEP = AttendanceStep()

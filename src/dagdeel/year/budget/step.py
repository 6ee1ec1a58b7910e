"""The budget step's face to the year."""

from django.utils.translation import gettext_lazy as _

from dagdeel.year.step import Step


class BudgetStep(Step):
    """What the year may ask of the budget step."""

    key = "budget"
    label = _("Budget")
    home = "budget:index"


STEP = BudgetStep()

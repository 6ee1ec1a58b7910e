"""The evaluation step's face to the year."""

from django.utils.translation import gettext_lazy as _

from dagdeel.year.step import Step


class EvaluationStep(Step):
    """What the year may ask of the evaluation step."""

    key = "evaluation"
    label = _("Evaluation")
    home = "evaluation:index"


STEP = EvaluationStep()

"""Answering a questionnaire, making one, screening a remark."""

from dagdeel.year.evaluation.forms.asking import GOAL, REFUSED, AnswerForm, IntroductionForm, QuestionForm
from dagdeel.year.evaluation.forms.files import QuestionsFileForm
from dagdeel.year.evaluation.forms.plain import CodeForm, CodesForm, ReplyForm, ScreenForm

__all__ = [
    "GOAL",
    "REFUSED",
    "AnswerForm",
    "CodeForm",
    "CodesForm",
    "IntroductionForm",
    "QuestionForm",
    "QuestionsFileForm",
    "ReplyForm",
    "ScreenForm",
]

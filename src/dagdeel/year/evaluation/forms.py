"""Answering a questionnaire, wording a question, screening a remark."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dagdeel.year.catalogue.models import Goal
from dagdeel.year.evaluation.models import Question
from dagdeel.year.evaluation.states import AGREE_LABELS, NOT_APPLICABLE, SCALE, Kind

GOAL = "goal-"
REFUSED = {
    Kind.AGREE.value: _("Choose a number from 1 to 5, or not applicable."),
    Kind.MARK.value: _("Choose a mark from 1 to 10."),
}
LONGEST = 2000


class AnswerForm(forms.Form):
    """The questions as fields, named after their items and goals. Every question may be left out."""

    def __init__(self, questions: Sequence[Question], goals: Sequence[Goal], **given: Any) -> None:
        super().__init__(**given)
        self.questions = questions
        for question in questions:
            if question.goals:
                for goal in goals:
                    self.fields[f"{GOAL}{goal.key}"] = _scale(Kind.AGREE, goal.text)
            elif question.kind == Kind.TEXT:
                self.fields[question.item.key] = forms.CharField(
                    label=words(question),
                    required=False,
                    max_length=LONGEST,
                    widget=forms.Textarea(attrs={"rows": 3}),
                    help_text=_("Do not write names or anything else by which people can be recognised."),
                )
            else:
                self.fields[question.item.key] = _scale(question.kind, words(question))

    @property
    def blocks(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """What the page shows in order: kind, a heading (for the goals), and the fields under it."""
        found: list[tuple[str, str, list[forms.BoundField]]] = []
        for question in self.questions:
            if question.goals:
                fields = [self[name] for name in self.fields if name.startswith(GOAL)]
                found.append(("goals", words(question), fields))
            else:
                found.append((question.kind, "", [self[question.item.key]]))
        return [block for block in found if block[2]]

    def answers(self) -> dict[str, int]:
        """The answers by item key."""
        scales = {q.item.key for q in self.questions if q.kind != Kind.TEXT}
        return {key: value for key, value in self.cleaned_data.items() if key in scales and value is not None}

    def goal_answers(self) -> dict[UUID, int]:
        """The answers by goal."""
        return {
            UUID(name.removeprefix(GOAL)): value
            for name, value in self.cleaned_data.items()
            if name.startswith(GOAL) and value is not None
        }

    def comments(self) -> dict[str, str]:
        """The words by item key."""
        texts = {q.item.key for q in self.questions if q.kind == Kind.TEXT}
        return {key: value for key, value in self.cleaned_data.items() if key in texts and value}


def words(question: Question) -> str:
    """The question in the language of the page."""
    return question.text_en if get_language() == "en" else question.text_nl


def _scale(kind: str, label: str) -> forms.TypedChoiceField:
    """A row of numbers; "not applicable" stands last."""
    values = sorted(SCALE[kind], key=lambda value: (value == NOT_APPLICABLE, value))
    return forms.TypedChoiceField(
        label=label,
        required=False,
        coerce=int,
        empty_value=None,
        choices=[(value, _meaning(kind, value)) for value in values],
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": REFUSED[kind]},
    )


def _meaning(kind: str, value: int) -> Any:
    if kind == Kind.AGREE:
        return AGREE_LABELS.get(value, _("not applicable"))
    return str(value)


class QuestionForm(forms.Form):
    """The words of a question."""

    text_nl = forms.CharField(label=_("Question in Dutch"), max_length=300)
    text_en = forms.CharField(label=_("Question in English"), max_length=300)


class ScreenForm(forms.Form):
    """Release a remark, perhaps in other words, or withhold it."""

    text = forms.CharField(
        label=_("Text that others see"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Take out names, health and whatever else shows who wrote it or about whom it is."),
    )
    reason = forms.CharField(label=_("Reason for withholding"), required=False, max_length=300)

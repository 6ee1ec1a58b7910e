"""Asking about many half-days at once, without a script: a month as a grid of choices, and a weekly pattern over a period.

A step gives the answers that can be chosen; nothing is chosen beforehand.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dagdeel.base.partnerships.halfdays import ASKED, Closed, HalfDayOf, last_of_month, pattern, weeks, workdays
from dagdeel.base.partnerships.models import HalfDay
from dagdeel.base.ui.dutch import day as day_in_words

Answers = Sequence[tuple[str, str | Promise]]


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of the grid with its questions; `closed` names the holiday, `partly` when some schools are open."""

    day: date
    fields: tuple[forms.BoundField, ...]
    closed: str
    partly: bool


class MonthForm(forms.Form):
    """The working days of one month, morning and afternoon."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, month: date, answers: Answers, said: Mapping[HalfDayOf, str]
    ) -> None:
        """`month` is its first day; `said` what was answered before."""
        super().__init__(data)
        self.month = month
        for day in workdays(month, last_of_month(month)):
            for part in ASKED:
                label = f"{day_in_words(day)}, {HalfDay(part).label}"
                self.fields[_name(day, part)] = forms.ChoiceField(
                    choices=[("", "–"), *answers],
                    required=False,
                    label=str(HalfDay(part).label),
                    initial=said.get((day, part), ""),
                    widget=forms.Select(attrs={"aria-label": label}),
                )

    def answers(self) -> dict[tuple[date, HalfDay], str | None]:
        """What was filled in for every half-day of the month; None where nothing was said."""
        return {
            (day, HalfDay(part)): self.cleaned_data[_name(day, part)] or None
            for day in workdays(self.month, last_of_month(self.month))
            for part in ASKED
        }

    def grid(self, closed: Closed) -> list[list[Cell | None]]:
        """The weeks of the month, five places each."""
        return [[self._cell(day, closed) if day else None for day in week] for week in weeks(self.month)]

    def _cell(self, day: date, closed: Closed) -> Cell:
        name = closed.everywhere.get(day) or closed.somewhere.get(day, "")
        fields = tuple(self[_name(day, part)] for part in ASKED)
        return Cell(day, fields, name, partly=day in closed.somewhere)


def _name(day: date, part: str) -> str:
    return f"{day.isoformat()}-{part}"


class PatternForm(forms.Form):
    """A sentence such as "every Tuesday afternoon: can, from October to May"."""

    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("on"),
        coerce=int,
        choices=[(number, WEEKDAYS[number]) for number in range(5)],
        widget=forms.CheckboxSelectMultiple,
    )
    half_days = forms.MultipleChoiceField(
        label=gettext_lazy("in the"),
        choices=[(part, HalfDay(part).label) for part in ASKED],
        widget=forms.CheckboxSelectMultiple,
    )
    answer = forms.ChoiceField(label=gettext_lazy("your answer"), widget=forms.RadioSelect)
    first = forms.DateField(label=gettext_lazy("from"), widget=forms.DateInput)
    last = forms.DateField(label=gettext_lazy("until"), widget=forms.DateInput)
    overwrite = forms.BooleanField(label=gettext_lazy("also where something was said already"), required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, answers: Answers, first: date, last: date) -> None:
        """The period is offered as the one in which workshops are given."""
        super().__init__(data, initial={"first": first, "last": last}, prefix="pattern")
        field = self.fields["answer"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(answers)

    def clean(self) -> dict[str, Any]:
        """A period begins before it ends, and is no longer than a school year."""
        found: dict[str, Any] = super().clean() or {}
        first, last = found.get("first"), found.get("last")
        if first and last and first > last:
            self.add_error("last", _("This date comes before the first one."))
        elif first and last and (last - first).days > 366:
            self.add_error("last", _("A period lasts at most a school year."))
        return found

    def meant(self, *, closed: Iterable[date], said: Mapping[HalfDayOf, str]) -> dict[tuple[date, HalfDay], str]:
        """The half-days that the sentence is about, with the answer; holidays are left out."""
        found = self.cleaned_data
        half_days = pattern(
            weekdays=found["weekdays"],
            half_days=found["half_days"],
            first=found["first"],
            last=found["last"],
            closed=closed,
            said=None if found["overwrite"] else said,
        )
        return {(day, HalfDay(part)): found["answer"] for day, part in half_days}


def chosen_month(text: str, months: Sequence[date]) -> date:
    """The month that an address names (2016-11), else the first."""
    return next((month for month in months if f"{month:%Y-%m}" == text), months[0])

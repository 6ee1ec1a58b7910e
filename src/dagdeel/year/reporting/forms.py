"""The words of the report."""

from typing import Any

from django import forms
from django.forms.models import fields_for_model
from django.utils.translation import gettext_lazy as _

from dagdeel.year.reporting.models import AnnualReport

HELP = {
    "foreword": _("A few sentences for who opens the report: what was this year about?"),
    "looking_back": _("What went well, what did not, and what was learned."),
    "obligations": _("What the grant asks for, and how it was met."),
    "practice": _("For the practice sheet: what would you tell another partnership? May stay empty."),
}


class ReportForm(forms.Form):
    """Four texts in Markdown; all may wait until the report is published."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(fields_for_model(AnnualReport, tuple(HELP)))
        for name, words in HELP.items():
            self.fields[name].widget = forms.Textarea({"rows": 6})
            self.fields[name].help_text = words


class ReasonForm(forms.Form):
    """Why a published report is opened again."""

    reason = forms.CharField(label=_("Reason"), required=False, widget=forms.Textarea({"rows": 2}))

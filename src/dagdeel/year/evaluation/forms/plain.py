"""A code, a reply, and what a screener does with a remark."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dagdeel.year.evaluation import queries
from dagdeel.year.evaluation.forms.asking import LONGEST


class CodeForm(forms.Form):
    """The code on the paper."""

    code = forms.CharField(
        label=_("Your code"),
        max_length=40,
        help_text=_("Three times four signs. Capitals and dashes make no difference."),
    )

    def clean_code(self) -> str:
        """A code that opens something."""
        code: str = self.cleaned_data["code"]
        if queries.instrument_of_code(code) is None:
            raise forms.ValidationError(_("We do not know this code, or it was used already. Look at it once more."))
        return "".join(sign for sign in code.upper() if sign.isalnum())


class CodesForm(forms.Form):
    """How many codes."""

    number = forms.IntegerField(label=_("How many codes?"))

    def __init__(self, threshold: int, data: Any = None) -> None:
        super().__init__(data, initial={"number": 30})
        self.limits = str(_("Make %(few)s to 400 codes at once.")) % {"few": threshold}
        self.fields["number"].help_text = self.limits


class ReplyForm(forms.Form):
    """What a trainer writes back to a remark."""

    text = forms.CharField(
        label=_("Your reply"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}), required=False
    )


class ScreenForm(forms.Form):
    """Release a remark, perhaps in other words, or withhold it."""

    text = forms.CharField(
        label=_("Text that others see"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    reason = forms.CharField(label=_("Reason for withholding"), required=False, max_length=300)

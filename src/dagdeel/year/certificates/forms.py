"""What people type about certificates: parsed and checked, never saved."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from dagdeel.year.certificates import rules


class CodeForm(forms.Form):
    """The code of a certificate, as somebody reads it from paper."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Twelve letters and digits, such as K7QM-X2RP-9HTB."),
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        """The code in its own form."""
        typed: str = self.cleaned_data["code"]
        if found := rules.read_code(typed):
            return found
        raise ValidationError(
            _("A code has twelve letters and digits, and never the digits 0 and 1 or the letters O and I.")
        )


class RevokeForm(forms.Form):
    """Why a certificate is taken back."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("The holder can read this; whoever checks the code cannot.")
    )

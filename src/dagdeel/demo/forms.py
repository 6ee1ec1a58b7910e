"""The one form of the demo: another day."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DayForm(forms.Form):
    """The day on which the demo lives."""

    day = forms.DateField(label=_("Look at another day"), widget=forms.DateInput(attrs={"type": "date"}))

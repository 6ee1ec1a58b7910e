"""The one form of the demo: another day."""

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from dagdeel.demo import facts

OUTSIDE = _("The demo knows the years 2015 to 2018: choose a day in them.")


class DayForm(forms.Form):
    """The day on which the demo lives, within the years that are played and a little around them."""

    day = forms.DateField(
        label=_("Look at another day"),
        widget=forms.DateInput(
            attrs={"type": "date", "min": facts.FIRST_DAY.isoformat(), "max": facts.LAST_DAY.isoformat()}
        ),
        validators=[MinValueValidator(facts.FIRST_DAY, OUTSIDE), MaxValueValidator(facts.LAST_DAY, OUTSIDE)],
        error_messages={"required": _("Choose a day."), "invalid": _("This is no day: write it as 24-1-2017.")},
    )

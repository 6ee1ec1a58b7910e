"""What people tap and type on a roster: parsed and checked, never saved."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dagdeel.year.attendance.states import PresenceState


class MarkForm(forms.Form):
    """How one person was present. `length`: the session in minutes, the most that partly can be."""

    state = forms.ChoiceField(label=_("Attendance"), choices=PresenceState.choices)
    minutes = forms.IntegerField(label=_("Minutes present"), required=False, min_value=1)
    note = forms.CharField(label=_("Note"), required=False, max_length=200)
    # what the list showed when it was tapped; a page that does not say so overwrites whatever is there
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, length: int = 600, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        minutes = self.fields["minutes"]
        minutes.widget.attrs.update({"min": 1, "max": length, "inputmode": "numeric"})
        self.length = length

    def clean(self) -> dict[str, Any]:
        """Partly needs minutes, fewer than the session lasts; the other states have none."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("state") != PresenceState.PARTLY:
            self.errors.pop("minutes", None)  # what was typed there does not count
            return {**values, "minutes": None}
        minutes = values.get("minutes")
        if minutes is None and "minutes" not in self.errors:
            self.add_error("minutes", _("Say how many minutes this person was there."))
        elif minutes is not None and minutes > self.length:
            self.add_error("minutes", _("The session lasts %(length)s minutes.") % {"length": self.length})
        return values


class CorrectionForm(MarkForm):
    """A change after closing, and why."""

    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("Kept in the history of this list."))
    field_order = ("state", "minutes", "note", "reason")


class WalkInForm(forms.Form):
    """Who came without being enrolled; after closing with a reason."""

    person = forms.IntegerField()
    reason = forms.CharField(label=_("Reason"), required=False, max_length=300)


class SearchForm(forms.Form):
    """A name, or the beginning of one."""

    q = forms.CharField(label=_("Name"), required=False, max_length=80, help_text=_("A mentor of this school."))


class CheckInForm(forms.Form):
    """The digits on the screen in the room."""

    code = forms.CharField(
        label=_("Code on the screen"), max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )  # fmt: skip


class DoorForm(CheckInForm):
    """The same, and who it is; for whoever has no personal link at hand."""

    email = forms.EmailField(label=_("Your e-mail address at school"))
    field_order = ("email", "code")

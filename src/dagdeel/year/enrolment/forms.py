"""What people type about invitations and enrolments: parsed and checked, never saved."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from dagdeel.year.enrolment import rules
from dagdeel.year.enrolment.queries import Standing


def _known_placeholders(text: str) -> None:
    if words := rules.unknown_placeholders(text):
        raise ValidationError(
            _("This cannot be filled in: %(words)s. Use only the words that are listed below the text."),
            params={"words": ", ".join(words)},
        )


class InvitationForm(forms.Form):
    """Subject and text of the invitation, and the same for who reads English."""

    subject = forms.CharField(label=_("Subject"), max_length=160, validators=[_known_placeholders])
    text = forms.CharField(
        label=_("Text"),
        max_length=8000,
        validators=[_known_placeholders],
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=format_lazy(
            "{said} {words}",
            said=_("Filled in for each mentor:"),
            words=" ".join(f"{{{word}}}" for word in rules.PLACEHOLDERS),
        ),
    )
    subject_en = forms.CharField(
        label=_("Subject in English"), max_length=160, required=False, validators=[_known_placeholders]
    )
    text_en = forms.CharField(
        label=_("Text in English"),
        max_length=8000,
        required=False,
        validators=[_known_placeholders],
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=_("Leave both empty to send the Dutch text to everybody."),
    )

    def clean(self) -> dict[str, Any]:
        """In English both, or neither."""
        values = super().clean() or {}
        subject, text = values.get("subject_en"), values.get("text_en")
        if subject and text == "":
            self.add_error("text_en", _("Write the text in English too, or leave the subject empty."))
        if text and subject == "":
            self.add_error("subject_en", _("Give a subject in English too, or leave the text empty."))
        return values


class ReasonForm(forms.Form):
    """Why something is done for somebody else; the person can read it."""

    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("The mentor can read this."))


class BehalfForm(ReasonForm):
    """Somebody to enrol, and why."""

    person = forms.TypedChoiceField(label=_("Mentor"), coerce=int)

    field_order = ("person", "reason")

    def __init__(self, *args: Any, addable: list[Standing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(str(s.person.pk), f"{s.person.list_name} ({s.have}/{s.asked})") for s in addable]
        self.fields["person"].choices = [("", _("Choose a mentor")), *names]  # type: ignore[attr-defined]


class WishForm(forms.Form):
    """What the mentor's page asks: one verb and the session that it is about."""

    verb = forms.ChoiceField(choices=[(verb, verb) for verb in ("join", "wait", "cancel")])
    session = forms.IntegerField()

"""What people type about invitations and enrolments: parsed and checked, never saved."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from dagdeel.base.people.models import Person
from dagdeel.base.ui.dutch import day
from dagdeel.year.enrolment import rules
from dagdeel.year.enrolment.queries import Standing
from dagdeel.year.enrolment.states import VerdictKind
from dagdeel.year.planning.models import Session


def _known_placeholders(text: str) -> None:
    if words := rules.unknown_placeholders(text):
        raise ValidationError(
            _("This cannot be filled in: %(words)s. Use only the words that are listed below the text."),
            params={"words": ", ".join(words)},
        )


class InvitationForm(forms.Form):
    """Subject and text of the invitation."""

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
    """What the mentor's page asks: one verb, the session that it is about, and the one that is given up for it."""

    VERBS = ("join", "wait", "cancel", "accept", "decline", "swap")

    verb = forms.ChoiceField(choices=[(verb, verb) for verb in VERBS])
    session = forms.IntegerField()
    instead = forms.IntegerField(required=False)

    def clean(self) -> dict[str, Any]:
        """Changing says from where."""
        cleaned = super().clean() or {}
        if cleaned.get("verb") == "swap" and not cleaned.get("instead"):
            raise ValidationError(_("Choose the session that you give up."))
        return cleaned


class SubstituteForm(forms.Form):
    """Which colleague comes instead."""

    person = forms.TypedChoiceField(label=_("Colleague"), coerce=int)

    def __init__(self, *args: Any, colleagues: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(str(one.pk), one.list_name) for one in colleagues]
        self.fields["person"].choices = [("", _("Choose a colleague")), *names]  # type: ignore[attr-defined]


class ReserveForm(forms.Form):
    """Seats for a team, until when."""

    label = forms.CharField(label=_("For whom"), max_length=80, help_text=_("For example: the French department"))
    number = forms.IntegerField(label=_("Seats"), min_value=1, max_value=200)
    until = forms.DateField(
        label=_("Kept until"), help_text=_("After this day the seats that nobody was named for are free.")
    )

    def __init__(self, *args: Any, today: date, last: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.last = today, last

    def clean_until(self) -> date:
        """Between today and the day of the session."""
        until: date = self.cleaned_data["until"]
        if until < self.today:
            raise ValidationError(_("This day has passed."))
        if until >= self.last:
            raise ValidationError(_("Choose a day before the session."))
        return until


class NameForm(forms.Form):
    """Whom a reserved seat is for."""

    person = forms.TypedChoiceField(label=_("Mentor"), coerce=int)

    def __init__(self, *args: Any, addable: list[Standing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(str(s.person.pk), s.person.list_name) for s in addable]
        self.fields["person"].choices = [("", _("Choose a mentor")), *names]  # type: ignore[attr-defined]


class VerdictForm(forms.Form):
    """Does the session go on, and why or why not."""

    kind = forms.ChoiceField(label=_("What happens"), widget=forms.RadioSelect)
    into = forms.TypedChoiceField(
        label=_("Merge with"), coerce=int, required=False, empty_value=None,
        help_text=_("Only for merging: whoever took part is offered a seat there."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("Whoever takes part reads this."))

    def __init__(self, *args: Any, targets: Iterable[Session], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = [(str(one.pk), f"{one.school.name}, {day(one.day)} ({one.taken}/{one.seats})") for one in targets]
        kinds = [
            (VerdictKind.RUN.value, _("The session goes on with fewer people")),
            (VerdictKind.CANCELLED.value, _("The session is cancelled; whoever took part chooses another one")),
        ]
        if there:
            kinds.append((VerdictKind.MERGED.value, _("The session is merged with another one of the same workshop")))
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["into"].choices = [("", "—"), *there]  # type: ignore[attr-defined]
        if not there:
            del self.fields["into"]

    def clean(self) -> dict[str, Any]:
        """Merging says with what."""
        cleaned = super().clean() or {}
        if cleaned.get("kind") == VerdictKind.MERGED and not cleaned.get("into"):
            self.add_error("into", _("Choose the session to merge with."))
        return cleaned

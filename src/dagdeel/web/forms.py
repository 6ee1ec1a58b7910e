"""What is typed before two people become one, before somebody is forgotten, and before a deadline is shifted."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dagdeel.base.people.models import Person


class FindForm(forms.Form):
    """The address of the other one."""

    email = forms.EmailField(label=_("Mail address of the same person"))


class MergeForm(forms.Form):
    """Which of the two stays, and why they are one."""

    def __init__(self, *args: Any, people: tuple[Person, Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keep"] = forms.TypedChoiceField(
            label=_("Which name and address stay?"), coerce=int, widget=forms.RadioSelect,
            choices=[(person.pk, f"{person.full_name} ({person.email})") for person in people],
        )  # fmt: skip
        self.fields["reason"] = forms.CharField(
            label=_("How do you know that this is one person?"), max_length=300,
            help_text=_("Stands in the history."),
        )  # fmt: skip


class ForgetForm(forms.Form):
    """The address once more, so that nobody is forgotten by mistake, and on whose request."""

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["email"] = forms.EmailField(
            label=_("Mail address of the person"), help_text=_("Type it, so that nobody is forgotten by mistake."),
            widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        )  # fmt: skip
        self.fields["reason"] = forms.CharField(
            label=_("Why is this person forgotten?"), max_length=300,
            help_text=_("Without the name: this stays in the history."),
        )  # fmt: skip

    def clean_email(self) -> str:
        """The address of this very person."""
        given = str(self.cleaned_data["email"])
        if given.strip().lower() != self.person.email:
            raise forms.ValidationError(_("This is not the address of this person."))
        return given

    def clean_reason(self) -> str:
        """Words that do not name who is forgotten."""
        given = str(self.cleaned_data["reason"])
        if any(name.lower() in given.lower() for name in (self.person.full_name, self.person.email)):
            raise forms.ValidationError(_("Leave out the name and the address: this sentence stays."))
        return given


class ShiftForm(forms.Form):
    """The new day of a deadline."""

    day = forms.DateField(label=_("New day"))
    follow = forms.BooleanField(label=_("What comes later moves as many days"), required=False)

    def __init__(self, *args: Any, old: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial, self.old = {"day": old}, old

    def clean_day(self) -> date:
        """Another day than the present one."""
        given: date = self.cleaned_data["day"]
        if given == self.old:
            raise forms.ValidationError(_("It lies on this day already. Choose another day."))
        return given

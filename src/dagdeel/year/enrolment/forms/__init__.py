"""What people type about invitations and enrolments: parsed and checked, never saved."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from dagdeel.base.people.models import Person
from dagdeel.base.ui import dutch
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.enrolment import rules
from dagdeel.year.enrolment.queries import Said, Standing, by_need, name_of
from dagdeel.year.enrolment.states import Window
from dagdeel.year.planning.models import Session


def _known_placeholders(text: str) -> None:
    if words := rules.unknown_placeholders(text):
        raise ValidationError(
            _("This cannot be filled in: %(words)s. Use only the words that are listed below the text."),
            params={"words": ", ".join(words)},
        )


def _offers(form: forms.Form, name: str, choices: list[tuple[str, Any]]) -> None:
    """What can be chosen in a field, which is known only when the page is made."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


class LetterheadForm(forms.Form):
    """How the letters of a school look."""

    logo = forms.FileField(
        label=_("Logo"), required=False, help_text=_("PNG or JPG (.png, .jpg or .jpeg), at most 1 MB.")
    )
    without_logo = forms.BooleanField(label=_("Without a logo"), required=False)
    contact = forms.CharField(
        label=_("Telephone, mail and website"), max_length=160, required=False,
        help_text=_("Stands under the address of the school."),
    )  # fmt: skip
    window = forms.ChoiceField(
        label=_("Window of your envelopes"), choices=Window.choices, widget=forms.RadioSelect,
        help_text=_("For long envelopes (C5/6 or DL) and a letter folded in three."),
    )  # fmt: skip


class SignatureForm(forms.Form):
    """The head's signature."""

    picture = forms.FileField(
        label=_("Picture of your signature"),
        help_text=_(
            "PNG or JPG (.png, .jpg or .jpeg), at most 1 MB. It stands only under letters that you signed yourself."
        ),
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
        label=_("Subject in English"),
        max_length=160,
        required=False,
        validators=[_known_placeholders],
        widget=forms.TextInput(attrs={"lang": "en"}),
    )
    text_en = forms.CharField(
        label=_("Text in English"),
        max_length=8000,
        required=False,
        validators=[_known_placeholders],
        widget=forms.Textarea(attrs={"rows": 18, "lang": "en"}),
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
    """Somebody to enrol or to put on the waiting list, and why."""

    verb = forms.ChoiceField(choices=[("enrol", "enrol"), ("wait", "wait")], required=False)
    person = forms.TypedChoiceField(label=_("Mentor"), coerce=int)

    field_order = ("person", "reason")

    def __init__(self, *args: Any, addable: list[Standing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offers(self, "person", [("", _("Choose a mentor")), *by_need(addable)])


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
        _offers(self, "person", [("", _("Choose a colleague")), *names])


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
        _offers(self, "person", [("", _("Choose a mentor")), *by_need(addable)])


# Rounds ------------------------------------------------------------------------------------------------------------


class RoundForm(forms.Form):
    """When mentors rank, and how many workshops each of them gets."""

    opens = forms.DateField(label=_("First day"), widget=forms.DateInput)
    closes = forms.DateField(label=_("Last day"), widget=forms.DateInput)
    places = forms.IntegerField(
        label=_("Workshops per mentor"),
        min_value=1,
        max_value=12,
        help_text=_("On a study day: as many as there are half-days in which workshops run side by side."),
    )


class NewRoundForm(RoundForm):
    """The same, and what the round is about."""

    study_day = forms.TypedChoiceField(
        label=_("About"), coerce=date.fromisoformat, empty_value=None, required=False, widget=forms.RadioSelect
    )

    field_order = ("study_day", "opens", "closes", "places")

    def __init__(self, *args: Any, days: Iterable[date], whole: bool, **kwargs: Any) -> None:
        """`days`: with sessions side by side; `whole`: a round about all other sessions is possible too."""
        super().__init__(*args, **kwargs)
        field = self.fields["study_day"]
        assert isinstance(field, forms.ChoiceField)
        about = [(day.isoformat(), gettext("Study day of %(day)s") % {"day": dutch.day_long(day)}) for day in days]
        field.choices = [*about, *([("", gettext("All sessions that are on no study day"))] if whole else [])]
        field.required = not whole


class WithdrawForm(forms.Form):
    """Why a round does not go on."""

    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("It stands in the history."))


class RankForm(forms.Form):
    """A number for each workshop, how many of them would be welcome, and when somebody cannot come."""

    liked = forms.TypedChoiceField(
        label=_("Which of these would be welcome?"), coerce=int, empty_value=None, required=False
    )
    blocked = forms.MultipleChoiceField(
        label=_("Then I cannot come"), required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("Why you fill this in for somebody else. The mentor can read this."),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        offered: Sequence[Edition],
        half_days: Iterable[tuple[date, str]],
        said: Said | None,
        behalf: bool,
    ) -> None:
        """What was said before stands filled in. `behalf`: somebody else fills it in, and says why."""
        super().__init__(data, initial=_said(said, offered))
        self.offered = list(offered)
        for edition in offered:
            self.fields[f"rank_{edition.pk}"] = forms.TypedChoiceField(
                label=edition.title,
                coerce=int,
                empty_value=None,
                required=False,
                choices=[("", gettext("no number")), *((n, _wish_number(n)) for n in range(1, len(offered) + 1))],
            )
        self._choices("liked", [("", gettext("Choose")), *((n, _welcome(n)) for n in range(len(offered) + 1))])
        self._choices("blocked", [(f"{day}/{half}", _moment(day, half)) for day, half in half_days])
        if not behalf:
            del self.fields["reason"]

    def _choices(self, name: str, choices: list[tuple[Any, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def ranks(self) -> list[tuple[Edition, Any]]:
        """Each workshop with its field."""
        return [(edition, self[f"rank_{edition.pk}"]) for edition in self.offered]

    def clean(self) -> dict[str, Any]:
        """Two workshops with the same number are an error beside both; whoever ranks says what would be welcome."""
        given = super().clean() or {}
        numbers = {e.pk: given[f"rank_{e.pk}"] for e in self.offered if given.get(f"rank_{e.pk}")}
        for pk in rules.given_twice(numbers):
            self.add_error(f"rank_{pk}", gettext("Two workshops have this number. Give each a number of its own."))
        given["order"] = rules.in_order(numbers)
        liked = given.get("liked")
        if numbers and liked is None and "liked" not in self.errors:
            self.add_error("liked", gettext("Say with how many of these you would be happy."))
        elif liked is not None and liked > len(numbers):
            fewer = ngettext("You gave %(n)s workshop a number.", "You gave %(n)s workshops a number.", len(numbers))
            self.add_error("liked", fewer % {"n": len(numbers)})
        given["liked"] = liked or 0
        given["blocked"] = [_half_day(text) for text in given.get("blocked", ())]
        return given


def _said(said: Said | None, offered: Collection[Edition]) -> dict[str, Any]:
    if said is None:
        return {}
    there = {edition.pk for edition in offered}
    order = [pk for pk in said.order if pk in there]
    return {
        **{f"rank_{pk}": number for number, pk in enumerate(order, 1)},
        "liked": min(said.ranking.liked, len(order)) if order else None,
        "blocked": [f"{day}/{half}" for day, half in said.blocked],
    }


def _wish_number(number: int) -> str:
    return gettext("%(n)s – best") % {"n": number} if number == 1 else str(number)


def _welcome(number: int) -> str:
    if number == 0:
        return gettext("none of them")
    if number == 1:
        return gettext("only my number 1")
    return gettext("my numbers 1 to %(n)s") % {"n": number}


def _moment(day: date, half_day: str) -> str:
    return f"{dutch.day(day)}, {dutch.half_day(half_day)}"


def _half_day(text: str) -> tuple[date, str]:
    day, half = text.split("/")
    return date.fromisoformat(day), half


class SeatsForm(forms.Form):
    """The seats of one person in a placement, and which of them stay when it is made again."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    sessions = forms.TypedMultipleChoiceField(
        label=_("Seats"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    locked = forms.BooleanField(label=_("Keep these seats when the round is placed again"), required=False)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        required=False,
        help_text=_("Needed when the seats change. The mentor can read this."),
    )

    def __init__(self, *args: Any, sessions: Iterable[Session], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["sessions"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(session.pk, name_of(session)) for session in sessions]


class RevisionForm(forms.Form):
    """Which state of the placement somebody looked at."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

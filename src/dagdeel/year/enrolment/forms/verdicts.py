"""What is filled in about a session that too few people chose."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dagdeel.base.partnerships.models import HalfDay
from dagdeel.base.ui import dutch
from dagdeel.year.enrolment.queries import Doubt
from dagdeel.year.enrolment.states import VerdictKind
from dagdeel.year.planning.queries import Shown


class Minded(forms.MultipleChoiceField):
    """Warnings that somebody saw: what they are is known only after the session was moved for a try."""

    def valid_value(self, value: Any) -> bool:
        """Whatever is not a warning of this half-day accepts nothing."""
        return True


class VerdictForm(forms.Form):
    """Does the session go on, and why or why not."""

    kind = forms.ChoiceField(label=_("What happens"), widget=forms.RadioSelect)
    into = forms.TypedChoiceField(
        label=_("Merge with"), coerce=int, required=False, empty_value=None,
        help_text=_("Only for merging: whoever took part is offered a seat there."),
    )  # fmt: skip
    day = forms.DateField(
        label=_("New date"), required=False,
        help_text=_("Only for moving: whoever takes part keeps the seat, and can stay, change or leave."),
    )  # fmt: skip
    half_day = forms.ChoiceField(label=_("New half-day"), required=False, choices=HalfDay.choices)
    room = forms.TypedChoiceField(label=_("Room on the new date"), required=False, coerce=int, empty_value=None)
    minded = Minded(
        label=_("This speaks against the new half-day"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick what you know and accept, or choose another half-day."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("Whoever takes part reads this."))

    def __init__(self, data: Mapping[str, Any] | None = None, *, doubt: Doubt) -> None:
        session = doubt.session
        super().__init__(data, initial={"half_day": session.half_day, "room": session.room_id})
        there = [
            (str(one.pk), f"{one.school.name}, {dutch.day(one.day)} ({one.taken}/{one.seats})") for one in doubt.targets
        ]
        kinds = [
            (VerdictKind.RUN.value, gettext("The session goes on with fewer people")),
            (VerdictKind.MOVED.value, gettext("The session is moved to another half-day")),
            (VerdictKind.CANCELLED.value, gettext("The session is cancelled; whoever took part chooses another one")),
        ]
        if there:
            merged = gettext("The session is merged with another one of the same workshop")
            kinds.append((VerdictKind.MERGED.value, merged))
        self._offer("kind", kinds)
        self._offer("into", [("", "—"), *there])
        self._offer("room", [("", gettext("no room yet")), *((str(room.pk), room.name) for room in doubt.rooms)])
        if not there:
            del self.fields["into"]

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def mark(self) -> str:
        """Of which half-day a warning was seen: another date asks anew."""
        return f"@{self.cleaned_data.get('day')}{self.cleaned_data.get('half_day')}"

    @property
    def accepted(self) -> Collection[str]:
        """The codes of the warnings that somebody ticked for this half-day."""
        ticked: list[str] = self.cleaned_data.get("minded", [])
        return {code.removesuffix(self.mark) for code in ticked if code.endswith(self.mark)}

    def ask_about(self, shown: Iterable[Shown]) -> None:
        """Show what speaks against the half-day: what is impossible beside the date, each warning to be ticked."""
        warnings: dict[str, list[str]] = {}
        for conflict in shown:
            if conflict.blocks:
                self.add_error("day", conflict.sentence)
            else:
                warnings.setdefault(conflict.code, []).append(conflict.sentence)
        self._offer("minded", [(code + self.mark, " ".join(words)) for code, words in warnings.items()])
        if warnings:
            self.add_error("minded", gettext("Look at this first; nothing has moved yet."))

    @property
    def asks(self) -> bool:
        """Whether there are warnings to tick."""
        field = self.fields["minded"]
        assert isinstance(field, forms.ChoiceField)
        return bool(field.choices)

    def clean(self) -> dict[str, Any]:
        """Merging says with what, moving says when."""
        cleaned = super().clean() or {}
        if cleaned.get("kind") == VerdictKind.MERGED and not cleaned.get("into"):
            self.add_error("into", gettext("Choose the session to merge with."))
        if cleaned.get("kind") == VerdictKind.MOVED:
            if not cleaned.get("day") and "day" not in self.errors:
                self.add_error("day", gettext("Choose the new date."))
            if not cleaned.get("half_day") and "half_day" not in self.errors:
                self.add_error("half_day", gettext("Choose the half-day on this date."))
        return cleaned

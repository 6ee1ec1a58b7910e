"""What people fill in about the plan: parsed and checked, never saved."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dagdeel.base.partnerships.models import HalfDay, ProgrammeYear, School
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.catalogue.states import EditionState
from dagdeel.year.planning.models import Room, Session
from dagdeel.year.planning.optimise import Also, Extra, Most, WhatIf
from dagdeel.year.planning.queries import Filters, TrainerChoice
from dagdeel.year.planning.rules import Code
from dagdeel.year.planning.states import ProposalMode, SessionState
from dagdeel.year.trainers.models import Trainer

Data = Mapping[str, Any] | None
LISTED = 60  # schools to pick from in a list; with more of them a part of the name is typed


class RoomField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic for mypy only
    """A choice of rooms that tells how many people fit in each."""

    def label_from_instance(self, obj: Any) -> str:
        """Aula (30 seats)."""
        facts = {"name": obj.name, "seats": obj.seats}
        return ngettext("%(name)s (%(seats)s seat)", "%(name)s (%(seats)s seats)", obj.seats) % facts


class ScheduleForm(forms.Form):
    """Everything about when and where a session is."""

    day = forms.DateField(label=gettext_lazy("date"), required=False)
    half_day = forms.ChoiceField(label=gettext_lazy("half-day"), required=False)
    starts = forms.TimeField(
        label=gettext_lazy("starts"), required=False, help_text=gettext_lazy("Empty: the usual time of the half-day.")
    )
    ends = forms.TimeField(
        label=gettext_lazy("ends"), required=False, help_text=gettext_lazy("Empty: as long as the workshop lasts.")
    )
    room = RoomField(
        label=gettext_lazy("room"),
        queryset=Room.everywhere.none(),
        required=False,
        empty_label=gettext_lazy("no room yet"),
    )
    minimum = forms.IntegerField(label=gettext_lazy("fewest participants"), min_value=1, max_value=500)
    seats = forms.IntegerField(label=gettext_lazy("seats"), min_value=1, max_value=500)
    catering = forms.CharField(label=gettext_lazy("catering"), max_length=200, required=False)

    def __init__(self, data: Data = None, *, session: Session) -> None:
        """The session as it is, and the rooms of its school."""
        names = ("day", "half_day", "starts", "ends", "room", "minimum", "seats", "catering")
        super().__init__(data, initial={name: getattr(session, name) for name in names})
        half_day, room = self.fields["half_day"], self.fields["room"]
        assert isinstance(half_day, forms.ChoiceField)
        assert isinstance(room, forms.ModelChoiceField)
        half_day.choices = [("", _("not chosen yet")), *HalfDay.choices]
        room.queryset = Room.objects.filter(school=session.school_id)

    def clean(self) -> dict[str, Any]:
        """A date and a half-day go together, and a session ends after it begins."""
        data = super().clean() or {}
        if data.get("day") and not data.get("half_day") and "half_day" not in self.errors:
            self.add_error("half_day", _("Choose the half-day on this date."))
        if data.get("half_day") and not data.get("day") and "day" not in self.errors:
            self.add_error("day", _("Choose the date of this half-day."))
        starts, ends = data.get("starts"), data.get("ends")
        if starts and ends and starts >= ends:
            self.add_error("ends", _("The session ends before it begins."))
        return data


class AssignForm(forms.Form):
    """Which trainer gives the session."""

    trainer = forms.TypedChoiceField(label=gettext_lazy("trainer"), coerce=int)

    def __init__(self, data: Data = None, *, choices: Iterable[TrainerChoice]) -> None:
        """Only those who can give the workshop, with what is known of each."""
        super().__init__(data)
        field = self.fields["trainer"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("choose a trainer")), *((c.trainer.pk, choice_label(c)) for c in choices)]


def choice_label(choice: TrainerChoice) -> str:
    """Anna van der Spek: can come · 2 of 6 sessions · 12 km."""
    said = {
        "can": _("can come"),
        "rather_not": _("would rather not"),
        "cannot": _("cannot come"),
        "": _("did not say"),
    }[choice.suits]
    load = _("%(given)s of %(most)s sessions") % {"given": choice.sessions, "most": choice.trainer.maximum}
    parts = [_("elsewhere on that half-day") if choice.busy else said, load]
    if choice.km is not None:
        parts.append(_("%(km)s km") % {"km": choice.km})
    return f"{choice.trainer.person}: {' · '.join(parts)}"


class ReasonForm(forms.Form):
    """Why something is called off or declined."""

    reason = forms.CharField(label=gettext_lazy("reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class AddForm(forms.Form):
    """A session beside those that the schools chose."""

    school = forms.ModelChoiceField(label=gettext_lazy("school"), queryset=School.everywhere.none())
    edition = forms.ModelChoiceField(label=gettext_lazy("workshop"), queryset=Edition.everywhere.none())

    def __init__(self, data: Data = None, *, year: ProgrammeYear) -> None:
        """The schools, and the workshops in this year's brochure."""
        super().__init__(data)
        school, edition = self.fields["school"], self.fields["edition"]
        assert isinstance(school, forms.ModelChoiceField)
        assert isinstance(edition, forms.ModelChoiceField)
        school.queryset = School.objects.all()
        edition.queryset = Edition.objects.filter(year=year, state=EditionState.PUBLISHED)


class PublishForm(forms.Form):
    """What goes with a version of the plan."""

    note = forms.CharField(
        label=gettext_lazy("note with this version"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class RoomForm(forms.Form):
    """A room of a school."""

    name = forms.CharField(label=gettext_lazy("name"), max_length=80)
    seats = forms.IntegerField(label=gettext_lazy("seats"), min_value=1, max_value=1000, initial=20)
    equipment = forms.CharField(label=gettext_lazy("equipment"), max_length=200, required=False)


class AskForm(forms.Form):
    """What a proposal may move, and what it is called."""

    mode = forms.ChoiceField(
        label=gettext_lazy("What may move?"), choices=ProposalMode.choices, widget=forms.RadioSelect
    )
    name = forms.CharField(
        label=gettext_lazy("name of the proposal"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("To tell several proposals apart. Empty: the date and time."),
    )
    most_touched = forms.IntegerField(
        label=gettext_lazy("at most so many trainers get something new"),
        min_value=0,
        max_value=1000,
        required=False,
        help_text=gettext_lazy("Only when what is planned is kept. Empty: as many as needed."),
    )


class WhatIfForm(forms.Form):
    """What a proposal supposes that is not so. Everything may stay empty, but not all of it."""

    without = forms.TypedChoiceField(
        label=gettext_lazy("this trainer is not there"), coerce=int, empty_value=None, required=False
    )
    school = forms.TypedChoiceField(label=gettext_lazy("this school"), coerce=int, empty_value=None, required=False)
    weekday = forms.TypedChoiceField(
        label=gettext_lazy("also offers every"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", gettext_lazy("choose a day")), *((number, WEEKDAYS[number]) for number in range(5))],
    )
    school_half_day = forms.ChoiceField(
        label=gettext_lazy("half-day"),
        required=False,
        choices=[("", gettext_lazy("choose a half-day")), *HalfDay.choices],
    )
    extra = forms.TypedChoiceField(label=gettext_lazy("this trainer"), coerce=int, empty_value=None, required=False)
    day = forms.DateField(label=gettext_lazy("can also come on"), required=False)
    half_day = forms.ChoiceField(
        label=gettext_lazy("half-day"),
        required=False,
        choices=[("", gettext_lazy("choose a half-day")), *HalfDay.choices],
    )
    busier = forms.TypedChoiceField(label=gettext_lazy("this trainer"), coerce=int, empty_value=None, required=False)
    most = forms.IntegerField(
        label=gettext_lazy("gives at most so many sessions this year"), min_value=0, max_value=200, required=False
    )
    per_week = forms.IntegerField(
        label=gettext_lazy("most sessions of one trainer in a week"), min_value=1, max_value=15, required=False
    )
    name = AskForm.base_fields["name"]

    TOGETHER = (("school", "weekday", "school_half_day"), ("extra", "day", "half_day"), ("busier", "most"))

    def __init__(self, data: Data = None, *, trainers: Iterable[Trainer], schools: Iterable[School]) -> None:
        """The trainers and schools of the partnership."""
        super().__init__(data)
        who = [("", _("nobody in particular")), *((t.pk, str(t.person)) for t in trainers)]
        for name in ("without", "extra", "busier"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = who
        school = self.fields["school"]
        assert isinstance(school, forms.ChoiceField)
        school.choices = [("", _("no school in particular")), *((s.pk, s.name) for s in schools)]

    def clean(self) -> dict[str, Any]:
        """A sentence that was begun is finished, and at least one is."""
        data = super().clean() or {}
        for names in self.TOGETHER:
            said = [name for name in names if data.get(name) not in {None, ""}]
            for name in names:
                if said and name not in said and name not in self.errors:
                    self.add_error(name, _("Fill this in too, or leave the whole sentence empty."))
        if not self.errors and not self.what_if:
            self.add_error(None, _("Suppose at least one thing."))
        return data

    @property
    def what_if(self) -> WhatIf:
        """What is supposed."""
        data = self.cleaned_data
        half_day = data["day"] and f"{data['day'].isoformat()}/{data['half_day']}"
        return WhatIf(
            without=(data["without"],) if data["without"] else (),
            also=(Also(data["school"], data["weekday"], data["school_half_day"]),) if data["school"] else (),
            extra=(Extra(data["extra"], half_day),) if data["extra"] else (),
            most=(Most(data["busier"], data["most"]),) if data["busier"] else (),
            per_week=data["per_week"],
        )


class AwayForm(forms.Form):
    """On which days a trainer falls out."""

    first = forms.DateField(label=gettext_lazy("first day"))
    last = forms.DateField(label=gettext_lazy("last day"))

    def __init__(self, data: Data = None, *, year: ProgrammeYear, day: date | None = None) -> None:
        """The day that somebody asked about stands there already."""
        super().__init__(data, initial={"first": day, "last": day})
        self.year = year

    def clean(self) -> dict[str, Any]:
        """Days of this school year, the first one first."""
        data = super().clean() or {}
        for name in ("first", "last"):
            if data.get(name) and not self.year.first_day <= data[name] <= self.year.last_day:
                self.add_error(name, _("This date is not in this school year."))
        if data.get("first") and data.get("last") and data["last"] < data["first"]:
            self.add_error("last", _("The last day lies before the first."))
        return data


class FilterForm(forms.Form):
    """Which sessions the list shows."""

    school = forms.CharField(label=gettext_lazy("school"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("state"), required=False)
    matter = forms.ChoiceField(label=gettext_lazy("what is the matter"), required=False)

    def __init__(self, data: Data = None, *, schools: Iterable[School]) -> None:
        """The schools that have sessions."""
        super().__init__(data)
        self._schools = list(schools)
        if len(self._schools) <= LISTED:
            choices = [("", _("all schools")), *((str(s.pk), s.name) for s in self._schools)]
            self.fields["school"] = forms.ChoiceField(label=_("school"), choices=choices, required=False)
        state, matter = (self.fields[name] for name in ("state", "matter"))
        assert isinstance(state, forms.ChoiceField)
        assert isinstance(matter, forms.ChoiceField)
        state.choices = [("", _("all")), *SessionState.choices]
        matter.choices = [
            ("", _("all")),
            (Code.NO_DATE.value, _("no date yet")),
            (Code.NO_ROOM.value, _("no room yet")),
            (Code.NO_TRAINER.value, _("no trainer yet")),
            (Code.TRAINER_AWAY.value, _("trainer falls out")),
            ("unconfirmed", _("trainer has not answered yet")),
            ("warn", _("something to mind")),
            ("block", _("something impossible")),
        ]

    @property
    def filters(self) -> Filters:
        """What was asked; an address that makes no sense shows everything."""
        if not self.is_valid():
            return Filters()
        data = self.cleaned_data
        return Filters(schools=self._asked(data["school"]), state=data["state"], matter=data["matter"])

    def _asked(self, school: str) -> frozenset[int] | None:
        """The school that was chosen, or those in whose name the typed part stands."""
        if not school:
            return None
        if len(self._schools) <= LISTED:
            return frozenset({int(school)})
        return frozenset(one.pk for one in self._schools if school.casefold() in one.name.casefold())

"""What is asked of the planning board, and where a session is put."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dagdeel.base.partnerships.models import HalfDay, ProgrammeYear, School
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.planning import queries
from dagdeel.year.planning.forms import Data, RoomField, choice_label
from dagdeel.year.planning.models import PlanProposal, Room, Session
from dagdeel.year.planning.queries import TrainerChoice
from dagdeel.year.planning.rules import Place
from dagdeel.year.planning.states import SessionState
from dagdeel.year.trainers.models import Trainer

BY_TRAINER = "trainers"
AS_IT_IS, NOBODY = "", "0"


class BoardForm(forms.Form):
    """What the board shows; all of it stands in the address."""

    by = forms.ChoiceField(
        label=gettext_lazy("beside each other"),
        required=False,
        choices=[("", gettext_lazy("schools")), (BY_TRAINER, gettext_lazy("trainers"))],
    )
    school = forms.TypedChoiceField(label=gettext_lazy("school"), coerce=int, empty_value=None, required=False)
    trainer = forms.TypedChoiceField(label=gettext_lazy("trainer"), coerce=int, empty_value=None, required=False)
    workshop = forms.TypedChoiceField(label=gettext_lazy("workshop"), coerce=int, empty_value=None, required=False)
    state = forms.ChoiceField(label=gettext_lazy("state"), required=False)
    proposal = forms.TypedChoiceField(label=gettext_lazy("compare with"), coerce=int, empty_value=None, required=False)
    only = forms.BooleanField(label=gettext_lazy("only what deserves a look"), required=False)
    every = forms.BooleanField(label=gettext_lazy("every half-day of the month"), required=False)

    def __init__(
        self,
        data: Data = None,
        *,
        schools: Iterable[School],
        trainers: Iterable[Trainer],
        editions: Iterable[Edition],
        proposals: Iterable[PlanProposal] | None,
    ) -> None:
        """What there is to choose from; without `proposals` there is nothing to compare with, and no trainers beside each other."""
        super().__init__(data)
        self._offer("school", _("all schools"), ((s.pk, s.name) for s in schools))
        self._offer("trainer", _("all trainers"), ((t.pk, str(t.person)) for t in trainers))
        self._offer("workshop", _("all workshops"), ((e.pk, e.title) for e in editions))
        self._offer("state", _("all but cancelled"), SessionState.choices)
        if proposals is None:
            del self.fields["proposal"], self.fields["by"]
        else:
            self._offer("proposal", _("nothing"), ((p.pk, str(p)) for p in proposals))

    def _offer(self, name: str, nothing: str, choices: Iterable[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", nothing), *choices]

    def _said(self, name: str) -> Any:
        """What was asked; what makes no sense leaves nothing out."""
        self.is_valid()
        return self.cleaned_data.get(name) or None

    @property
    def by_trainer(self) -> bool:
        """Whether trainers stand beside each other."""
        return bool(self._said("by") == BY_TRAINER)

    @property
    def chosen_school(self) -> int | None:
        """The school that is shown alone."""
        found: int | None = self._said("school")
        return found

    @property
    def chosen_trainer(self) -> int | None:
        """The trainer whose sessions are shown alone."""
        found: int | None = self._said("trainer")
        return found

    @property
    def chosen_proposal(self) -> int | None:
        """The proposal beside the plan."""
        found: int | None = self._said("proposal")
        return found

    @property
    def narrows(self) -> bool:
        """Whether anything was asked."""
        return any(self._said(name) for name in self.fields)

    def asked(self, month: date | None) -> queries.BoardAsked:
        """The question to the board."""
        return queries.BoardAsked(
            month=month,
            trainers=self.by_trainer,
            trainer=self.chosen_trainer,
            workshop=self._said("workshop"),
            state=self._said("state") or "",
            only_conflicts=bool(self._said("only")),
            every_half_day=bool(self._said("every")),
        )


class MoveForm(forms.Form):
    """Where a session is put. Who may not choose trainers is not asked for one."""

    day = forms.DateField(label=gettext_lazy("date"), required=False)
    half_day = forms.ChoiceField(label=gettext_lazy("half-day"), required=False)
    room = RoomField(
        label=gettext_lazy("room"),
        queryset=Room.everywhere.none(),
        required=False,
        empty_label=gettext_lazy("no room yet"),
    )
    trainer = forms.ChoiceField(label=gettext_lazy("trainer"), required=False)
    instead_of = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Data = None, *, session: Session, year: ProgrammeYear, trainers: Iterable[TrainerChoice] | None
    ) -> None:
        """The session as it is, the rooms of its school, and who could give it (None: not asked)."""
        super().__init__(data, initial={"day": session.day, "half_day": session.half_day, "room": session.room_id})
        self.session, self.year = session, year
        half_day, room, trainer = (self.fields[name] for name in ("half_day", "room", "trainer"))
        assert isinstance(half_day, forms.ChoiceField)
        assert isinstance(room, forms.ModelChoiceField)
        assert isinstance(trainer, forms.ChoiceField)
        half_day.choices = [("", _("not chosen yet")), *HalfDay.choices]
        room.queryset = Room.objects.filter(school=session.school_id)
        if trainers is None:
            del self.fields["trainer"], self.fields["instead_of"]
            return
        now = ", ".join(str(a.trainer.person) for a in queries.live(session)) or _("nobody yet")
        stays = _("as it is: %(names)s") % {"names": now}
        choices = [(str(c.trainer.pk), choice_label(c)) for c in trainers]
        given = [(str(a.trainer_id), str(a.trainer.person)) for a in queries.live(session)]
        trainer.choices = [(AS_IT_IS, stays), (NOBODY, _("nobody yet")), *choices, *given]

    def clean(self) -> dict[str, Any]:
        """A date and a half-day go together, within the year."""
        data = super().clean() or {}
        day = data.get("day")
        if day and not data.get("half_day") and "half_day" not in self.errors:
            self.add_error("half_day", _("Choose the half-day on this date."))
        if data.get("half_day") and not day and "day" not in self.errors:
            self.add_error("day", _("Choose the date of this half-day."))
        if day and not self.year.first_day <= day <= self.year.last_day:
            self.add_error("day", _("This date is not in this school year."))
        return data

    @property
    def place(self) -> Place:
        """The place that was chosen; a room that was not asked about is the own one, or one that is free then."""
        data = self.cleaned_data
        day, half_day = data["day"], data["half_day"]
        room = data["room"] if "room" in self.data else queries.room_there(self.session, day, half_day)
        return Place(day, half_day, room.pk if room else None, self._trainers())

    def _trainers(self) -> frozenset[int]:
        now = queries.place_of(self.session).trainers
        asked = self.cleaned_data.get("trainer", AS_IT_IS)
        if asked == AS_IT_IS:
            return now
        one = self.cleaned_data.get("instead_of")
        staying = now - {one} if one in now else frozenset[int]()
        return staying if asked == NOBODY else staying | {int(asked)}

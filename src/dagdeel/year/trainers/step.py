"""The trainers step's face to the year."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dagdeel.base.partnerships.members import Member
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.partnerships.permissions import Permission, Role
from dagdeel.base.people.models import Person
from dagdeel.outputs.mail.message import Message
from dagdeel.year.step import Deadline, Found, Standing, State, Step, Todo
from dagdeel.year.trainers import actions, messages, permissions, queries
from dagdeel.year.trainers.models import Availability, Competence, Trainer, Travel


class TrainersStep(Step):
    """What the year may ask of the trainers step."""

    key = "trainers"
    label = gettext_lazy("Trainers")
    home = "trainers:index"
    kinds = messages.KINDS

    def deadlines(self, year: ProgrammeYear) -> Iterable[Deadline]:
        """When the trainers' availability is known."""
        if year.availability_due is not None:
            yield Deadline(
                year.availability_due,
                _("trainers gave their availability"),
                _address(year, "index"),
                "availability_due",
            )

    def todo(self, year: ProgrammeYear, member: Member, at: datetime) -> Iterable[Todo]:
        """A trainer says when she can; the programme lead hears who said nothing."""
        if member.may(Permission.AVAILABILITY_EDIT):
            trainer = queries.trainer_of(member.person)
            if trainer and trainer.active and _still_asked(year, at) and not queries.said_by(trainer, year):
                title = _("Say on which half-days you can give workshops")
                yield Todo(title, _address(year, "availability"), _("Fill in"), year.availability_due)
        if member.has(Role.PROGRAMME_LEAD) and _over(year, at):
            said, trainers = queries.counts(year)
            if said < trainers and _still_asked(year, at):
                text = ngettext(
                    "%(n)d trainer said nothing about availability", "%(n)d trainers said nothing about availability",
                    trainers - said,
                )  # fmt: skip
                yield Todo(text % {"n": trainers - said}, _address(year, "index"), _("Look"), year.availability_due)

    def messages(self, year: ProgrammeYear, at: datetime) -> Iterable[Message]:
        """Say when you can; a reminder."""
        return messages.mails(year, at)

    def search(self, year: ProgrammeYear, member: Member, words: Sequence[str]) -> Iterable[Found]:
        """Trainers by name. One query."""
        for trainer in queries.called(words):
            if permissions.can_see(member, trainer):
                yield Found(str(trainer.person), _address(year, "trainer", trainer.pk), str(trainer.institute))

    def personal_data(self, person: Person) -> Mapping[str, list[dict[str, Any]]]:
        """What a trainer is, can give, said and travels."""
        rows = {
            "trainers.Trainer": Trainer.objects.filter(person=person).values(
                "institute__name", "maximum", "active", "remarks"
            ),
            "trainers.Competence": Competence.objects.filter(trainer__person=person).values(
                "workshop__name", "quality", "answers"
            ),
            "trainers.Availability": Availability.objects.filter(trainer__person=person).values(
                "day", "half_day", "suits"
            ),
            "trainers.Travel": Travel.objects.filter(trainer__person=person).values("school__name", "minutes", "km"),
        }
        return {table: [dict(row) for row in found] for table, found in rows.items()}

    def let_go(self, person: Person, *, reason: str, by: Person, at: datetime) -> None:
        """No longer asked for, and what was said of the own half-days and way there is gone."""
        for trainer in Trainer.objects.filter(person=person):
            actions.retire_trainer(trainer, reason=reason, by=by, at=at)

    def standing(self, year: ProgrammeYear, at: datetime) -> Standing:
        """How many trainers said when they can."""
        said, trainers = queries.counts(year)
        if not trainers:
            return Standing(state="later")
        figure = _("%(n)d of %(all)d") % {"n": said, "all": trainers}
        state: State = "done" if said == trainers else "late" if _over(year, at) else "now"
        return Standing(figure, state)

    def invariants(self) -> Iterable[str]:
        """Whatever a trainer said is about a day of the year that it is for."""
        return [f"Availability {row.pk}: {row.day} lies outside {row.year}." for row in queries.strange_availability()]


def _address(year: ProgrammeYear, name: str, *rest: object) -> str:
    return reverse(f"trainers:{name}", args=[year.partnership.slug, year, *rest])


def _over(year: ProgrammeYear, at: datetime) -> bool:
    return year.availability_due is not None and timezone.localdate(at) > year.availability_due


def _still_asked(year: ProgrammeYear, at: datetime) -> bool:
    """Until the school year is over there is something left to plan."""
    return timezone.localdate(at) <= year.last_day


STEP = TrainersStep()

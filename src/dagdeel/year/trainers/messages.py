"""The mails of this step: say when you can, and a reminder to whoever said nothing."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import cast

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.ui.dutch import day_long
from dagdeel.outputs.mail.message import Follows, Kind, Message
from dagdeel.year.trainers import queries
from dagdeel.year.trainers.models import Trainer

ASK_BEFORE, REMIND_BEFORE = timedelta(days=28), timedelta(days=5)
OFFICE_OPENS = time(8, 0)
REMIND_AFTER = timedelta(days=7)  # at least so long after we asked
_in_words = lazy(day_long, str)  # settled in the language of the reader


def _example() -> Mapping[str, object]:
    return {"year": "2016-2017", "due": day_long(date(2016, 6, 15)), "url": "/"}


KINDS = (
    Kind(
        key="trainers.asked",
        label=_("When can you give workshops?"),
        to=_("active trainers who said nothing yet"),
        when=_("four weeks before the deadline for availability"),
        why=_("You get this mail because you give workshops as a trainer."),
        template="trainers/mail/asked",
        example=_example,
    ),
    Kind(
        key="trainers.reminder",
        label=_("Reminder about availability"),
        to=_("active trainers who said nothing yet"),
        when=_("five days before the deadline, and no sooner than a week after we asked"),
        why=_("You get this mail because you give workshops as a trainer."),
        template="trainers/mail/reminder",
        example=_example,
        daily=True,
    ),
)


def mails(year: ProgrammeYear, at: datetime) -> Iterator[Message]:
    """Every mail that should exist now, for active trainers who said nothing yet. One query."""
    due = year.availability_due
    if due is None or timezone.localdate(at) > due:
        return
    for trainer in queries.said_nothing(year):
        for name, before in (("asked", ASK_BEFORE), ("reminder", REMIND_BEFORE)):
            morning = timezone.make_aware(datetime.combine(due - before, OFFICE_OPENS))
            yield _mail(year, trainer, name, morning)


def _mail(year: ProgrammeYear, trainer: Trainer, name: str, due: datetime) -> Message:
    return Message(
        key=f"trainers:{name}:{year.pk}:{trainer.pk}",
        to=trainer.person,
        template=f"trainers/mail/{name}",
        kind=f"trainers.{name}",
        # settled by the outbox in the language of the reader
        why=cast("str", _("You get this mail because you give workshops as a trainer.")),
        context={
            "year": str(year),
            "due": _in_words(year.availability_due),
            "url": reverse("trainers:availability", args=[year.partnership.slug, year]),
        },
        due=due,
        follows=Follows(f"trainers:asked:{year.pk}:{trainer.pk}", REMIND_AFTER) if name == "reminder" else None,
    )

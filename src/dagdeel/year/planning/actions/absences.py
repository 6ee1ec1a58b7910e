"""A trainer falls out for some days, and is there again."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from dagdeel.base.history.actions import record
from dagdeel.base.people.models import Person
from dagdeel.year.planning.models import Absence
from dagdeel.year.trainers.models import Trainer


class DaysReversed(Exception):
    """The last day lies before the first."""


class AbsenceNoted(Exception):
    """These days are noted already."""


@transaction.atomic
def note_absence(trainer: Trainer, *, first: date, last: date, by: Person, at: datetime) -> Absence:
    """The trainer falls out on these days, both included. The sessions stand until a proposal is taken over: they warn.

    Raises DaysReversed or AbsenceNoted.
    """
    if last < first:
        raise DaysReversed
    try:
        with transaction.atomic():
            absence = Absence.objects.create(trainer=trainer, first=first, last=last, noted_by=by, noted_at=at)
    except IntegrityError as no:
        raise AbsenceNoted from no
    record("absence.noted", trainer, by=by, at=at, after={"first": first, "last": last})
    return absence


@transaction.atomic
def end_absence(absence: Absence, *, by: Person, at: datetime) -> None:
    """It is not so after all, or no longer: proposals reckon with the trainer again."""
    before = {"first": absence.first, "last": absence.last}
    trainer = absence.trainer
    absence.delete()
    record("absence.ended", trainer, by=by, at=at, before=before)

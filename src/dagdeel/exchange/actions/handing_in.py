"""Hand in a table, and say what is what in it. Nothing is taken over yet, so the history tells nothing."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.people.models import Person
from dagdeel.exchange.models import Intake
from dagdeel.exchange.rules.columns import FIELDS, heading
from dagdeel.exchange.states import IntakeState, Kind
from dagdeel.outputs.sheets.table import Table

KEPT: Final = timedelta(days=7)  # so long a table waits that nobody took over


class AlreadyTaken(Exception):
    """It was taken over already, perhaps by somebody else just now."""


@transaction.atomic
def begin(
    year: ProgrammeYear, *, kind: Kind, table: Table, name: str, wishes: Mapping[str, Any], by: Person, at: datetime
) -> Intake:
    """Keep a table to look at, with the columns that are recognised; what waited too long goes."""
    Intake.objects.filter(state=IntakeState.DRAFT, begun_at__lt=at - KEPT).delete()
    found = heading(table.rows, kind)
    made: Intake = Intake.objects.create(
        year=year, kind=kind, name=name[:160], remarks=[str(remark) for remark in table.remarks], starts=found.starts,
        table=[list(row) for row in table.rows], columns=dict(found.columns), wishes=dict(wishes), begun_at=at,
        by_name=by.full_name,
    )  # fmt: skip
    return made


@transaction.atomic
def set_columns(intake: Intake, *, starts: int, columns: Mapping[str, int], by: Person, at: datetime) -> Intake:
    """Say which column is what, and after which row the data begin; raises AlreadyTaken."""
    fresh = waiting(intake)
    fresh.starts = starts
    fresh.columns = {name: place for name, place in columns.items() if name in FIELDS[fresh.kind]}
    fresh.save(update_fields=["starts", "columns"])
    return fresh


@transaction.atomic
def decide(intake: Intake, *, decisions: Mapping[str, str], by: Person, at: datetime) -> Intake:
    """Say who is who; raises AlreadyTaken."""
    fresh = waiting(intake)
    fresh.decisions = {**fresh.decisions, **decisions}
    fresh.save(update_fields=["decisions"])
    return fresh


@transaction.atomic
def discard(intake: Intake, *, by: Person, at: datetime) -> None:
    """Throw away what was handed in; raises AlreadyTaken."""
    waiting(intake).delete()


def waiting(intake: Intake) -> Intake:
    """The row as it is now, locked; raises AlreadyTaken."""
    fresh = Intake.objects.select_for_update().filter(pk=intake.pk, state=IntakeState.DRAFT).first()
    if fresh is None:
        raise AlreadyTaken
    return fresh

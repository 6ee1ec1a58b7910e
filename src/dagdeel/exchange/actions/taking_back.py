"""Take back what an import made, except what was touched since."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db import models, transaction
from django.db.models import Q

from dagdeel.base.administration.actions import LastLead
from dagdeel.base.history.actions import record
from dagdeel.base.partnerships.models import Membership, Partnership
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.people.models import Person
from dagdeel.exchange.marks import TABLES, grown, mark, ties
from dagdeel.exchange.models import Intake, Trace
from dagdeel.exchange.states import IntakeState

Stays = Literal["changed", "used", "person", "gone"]


class NotTaken(Exception):
    """There is nothing to take back: it was not taken over, or is taken back already."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A row that stays, and why: it was changed, something points at it (`by`, a table), its person stays, or it is gone."""

    table: str
    object_id: int
    row: int
    why: Stays
    by: str = ""


@dataclass(frozen=True, slots=True)
class TakingBack:
    """What goes, by table, and what stays."""

    goes: Mapping[type[models.Model], tuple[int, ...]]
    stays: tuple[Kept, ...]

    @property
    def number(self) -> int:
        """How many rows go."""
        return sum(map(len, self.goes.values()))


@transaction.atomic
def take_back(intake: Intake, *, by: Person, at: datetime) -> TakingBack:
    """Remove what this import made and nobody touched since. Raises NotTaken, LastLead."""
    fresh = Intake.objects.select_for_update().filter(pk=intake.pk, state=IntakeState.DONE).first()
    if fresh is None:
        raise NotTaken
    found = look(fresh)
    _keep_a_lead(found.goes.get(Membership, ()), fresh)
    for model in TABLES:
        keys = found.goes.get(model, ())
        for start in range(0, len(keys), 500):
            rows = model._base_manager.filter(pk__in=keys[start : start + 500])
            (rows if model is Person else rows.filter(partnership_id=fresh.partnership_id)).delete()
    fresh.counts = {**fresh.counts, "taken_back": found.number, "stayed": len(found.stays)}
    fresh.state, fresh.undone_at = IntakeState.UNDONE, at
    fresh.save(update_fields=["counts", "state", "undone_at"])
    after = {"kind": fresh.kind, "removed": found.number, "stayed": len(found.stays)}
    record("import.taken_back", fresh, by=by, at=at, after=after)
    return found


def _keep_a_lead(leaving: tuple[int, ...], intake: Intake) -> None:
    Partnership.objects.select_for_update().get(pk=intake.partnership_id)
    leads = Membership.objects.filter(Q(to_year__isnull=True), role=Role.PROGRAMME_LEAD)
    keys = set(leads.values_list("pk", flat=True))
    if keys and keys <= set(leaving):
        raise LastLead


def look(intake: Intake) -> TakingBack:
    """What taking back would remove, and what would stay. A fixed number of queries."""
    traces = Trace.objects.filter(intake=intake).order_by("row", "pk")
    by_table: dict[str, list[Trace]] = {}
    for trace in traces:
        by_table.setdefault(trace.table, []).append(trace)
    touched = dict(_touched(by_table.get("people.Person", []), traces))
    goes: dict[type[models.Model], tuple[int, ...]] = {}
    stays: list[Kept] = []
    for model in TABLES[:-1]:
        gone = list(_rows(model, by_table.get(model._meta.label, []), traces, touched, stays))
        goes[model] = tuple(gone)
    goes[Person] = tuple(_people(by_table.get("people.Person", []), traces, touched, stays, goes))
    return TakingBack({model: keys for model, keys in goes.items() if keys}, tuple(stays))


def _found(model: type[models.Model], traces: Any) -> dict[int, Any]:
    keys = traces.filter(table=model._meta.label).order_by().values("object_id")
    return {row.pk: row for row in model._base_manager.filter(pk__in=keys)}


def _touched(told: list[Trace], traces: Any) -> Iterator[tuple[int, tuple[Stays, str]]]:
    """By person why she stays: gone, changed, or used by more than the import made."""
    people = _found(Person, traces)
    now = ties(Person, traces.filter(table="people.Person").order_by().values("object_id"))
    for trace in told:
        person = people.get(trace.object_id)
        if person is None:
            yield trace.object_id, ("gone", "")
        elif more := grown(trace.ties, now.get(trace.object_id, {})):
            yield trace.object_id, ("used", more)
        elif trace.made and mark(person) != trace.print:
            yield trace.object_id, ("changed", "")


def _rows(
    model: type[models.Model],
    told: list[Trace],
    traces: Any,
    touched: Mapping[int, tuple[Stays, str]],
    stays: list[Kept],
) -> Iterator[int]:
    """The rows of a table that go; what stays is added to `stays`."""
    if not told:
        return
    rows = _found(model, traces)
    now = ties(model, traces.filter(table=model._meta.label).order_by().values("object_id"))
    for trace in told:
        row = rows.get(trace.object_id)
        if row is None:
            stays.append(Kept(trace.table, trace.object_id, trace.row, "gone"))
        elif by := next(iter(now.get(trace.object_id, ())), ""):
            stays.append(Kept(trace.table, trace.object_id, trace.row, "used", by))
        elif mark(row) != trace.print:
            stays.append(Kept(trace.table, trace.object_id, trace.row, "changed"))
        elif getattr(row, "person_id", None) in touched:
            stays.append(Kept(trace.table, trace.object_id, trace.row, "person"))
        else:
            yield trace.object_id


def _people(
    told: list[Trace],
    traces: Any,
    touched: Mapping[int, tuple[Stays, str]],
    stays: list[Kept],
    goes: Mapping[type[models.Model], tuple[int, ...]],
) -> Iterator[int]:
    held = _held(traces, goes)
    for trace in told:
        if not trace.made:
            continue
        if why := touched.get(trace.object_id):
            stays.append(Kept(trace.table, trace.object_id, trace.row, *why))
        elif trace.object_id in held:
            stays.append(Kept(trace.table, trace.object_id, trace.row, "used", "partnerships.Membership.person"))
        else:
            yield trace.object_id


def _held(traces: Any, goes: Mapping[type[models.Model], tuple[int, ...]]) -> set[int]:
    """Who keeps a role, or anything else that the import made and that stays."""
    found: set[int] = set()
    people = traces.filter(table="people.Person", made=True).order_by().values("object_id")
    for model in TABLES:
        if hasattr(model, "person_id"):
            gone = set(goes.get(model, ()))
            pairs = model._base_manager.filter(person__in=people).values_list("pk", "person_id")
            found |= {who for pk, who in pairs if pk not in gone}
    return found

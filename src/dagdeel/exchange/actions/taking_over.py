"""Take over what was looked at: all of it or nothing."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, models, transaction

from dagdeel.base.history.actions import record
from dagdeel.base.partnerships.models import Membership
from dagdeel.base.people.models import Person
from dagdeel.exchange import queries
from dagdeel.exchange.actions.handing_in import waiting
from dagdeel.exchange.marks import mark, ties
from dagdeel.exchange.models import Intake, Trace
from dagdeel.exchange.rules.plan import Plan, Planned, digest
from dagdeel.exchange.states import IntakeState, Kind
from dagdeel.year.attendance.models import TakenOver
from dagdeel.year.planning.models import Room
from dagdeel.year.trainers.models import Trainer

BATCH: Final = 500


class NotYet(Exception):
    """A cell does not hold, or somebody is still to be decided about."""


class NothingNew(Exception):
    """Everything in it is there already."""


class ChangedMeanwhile(Exception):
    """It would do something else by now than what was looked at."""


@transaction.atomic
def take_over(intake: Intake, *, seal: str, by: Person, at: datetime) -> Intake:
    """Make everything that the table asks for; `seal` is that of the plan that was looked at.

    Raises AlreadyTaken, NotYet, NothingNew, ChangedMeanwhile.
    """
    fresh = waiting(intake)
    plan = queries.plan(fresh)
    if not plan.holds:
        raise NotYet
    if not plan.changes:
        raise NothingNew
    if plan.seal != seal:
        raise ChangedMeanwhile
    try:
        with transaction.atomic():
            _Writer(fresh, plan).write()
    except IntegrityError as no:  # somebody made one of them by hand just now
        raise ChangedMeanwhile from no
    fresh.counts = counts_of(plan)
    fresh.state, fresh.done_at, fresh.table, fresh.decisions = IntakeState.DONE, at, [], {}
    fresh.save()
    record("import.taken_over", fresh, by=by, at=at, after={"kind": fresh.kind, **fresh.counts})
    return fresh


def counts_of(plan: Plan) -> dict[str, int]:
    """What comes of it, in figures."""
    new_people = {one.key for one in plan.planned if one.person is None and one.key and one.what in {"new", "more"}}
    return {
        "made": plan.count("new", "more"), "people_made": len(new_people), "there": plan.count("there"),
        "differs": plan.count("differs"), "skipped": plan.count("skipped"),
    }  # fmt: skip


class _Writer:
    """Writes the rows of one import, in as many statements as there are tables, and a trace of each."""

    def __init__(self, intake: Intake, plan: Plan) -> None:
        self.intake = intake
        self.todo = [one for one in plan.planned if one.what in {"new", "more"}]
        self.first: dict[str, Planned] = {}
        for one in self.todo:
            self.first.setdefault(one.key, one)
        self.ids: dict[str, int] = {}
        self.traces: dict[tuple[str, int], Trace] = {}

    def write(self) -> None:
        """All of it."""
        match Kind(self.intake.kind):
            case Kind.ROOMS:
                self._rooms()
            case Kind.HISTORY:
                self._people()
                self._past()
            case Kind.TRAINERS:
                self._people()
                self._roles()
                self._trainers()
            case _:
                self._people()
                self._roles()
        self._tell_ties()
        Trace.objects.bulk_create(list(self.traces.values()), batch_size=BATCH)

    def _people(self) -> None:
        new = [(key, one) for key, one in self.first.items() if one.person is None]
        made = [_person(one) for _key, one in new]
        Person.objects.bulk_create(made, batch_size=BATCH)
        for (key, one), person in zip(new, made, strict=True):
            self.ids[key] = person.pk
            self._trace(one, person)
        for key, one in self.first.items():
            if one.person is not None:
                self.ids[key] = one.person
                self._met(one, one.person)

    def _met(self, one: Planned, person: int) -> None:
        self.traces["people.Person", person] = Trace(
            partnership_id=self.intake.partnership_id, intake=self.intake, row=one.line.row, table="people.Person",
            object_id=person, made=False, alias=digest(one.line.email) if one.line.email else "",
        )  # fmt: skip

    def _roles(self) -> None:
        from_year = int(self.intake.wishes.get("from_year", self.intake.year.first_year))
        asked = [one for one in self.todo if one.gives_role]
        rows = [
            Membership(
                partnership_id=self.intake.partnership_id, person_id=self.ids[one.key], role=one.line.role,
                school_id=one.line.school, institute_id=one.line.institute, subject=one.line.subject, from_year=from_year,
            )
            for one in asked
        ]  # fmt: skip
        self._save(Membership, asked, rows)

    def _trainers(self) -> None:
        rows = [
            Trainer(
                partnership_id=self.intake.partnership_id, person_id=self.ids[one.key], institute_id=one.line.institute,
                maximum=one.line.maximum,
            )
            for one in self.todo
            if one.line.institute is not None  # else the row does not hold
        ]  # fmt: skip
        self._save(Trainer, self.todo, rows)

    def _rooms(self) -> None:
        rows = [
            Room(
                partnership_id=self.intake.partnership_id, school_id=one.line.school, name=one.line.room,
                seats=one.line.seats, equipment=one.line.equipment,
            )
            for one in self.todo
            if one.line.school is not None  # else the row does not hold
        ]  # fmt: skip
        self._save(Room, self.todo, rows)

    def _past(self) -> None:
        source = str(self.intake.wishes.get("source") or self.intake.name)[:160]
        rows = [
            TakenOver(
                partnership_id=self.intake.partnership_id, person_id=self.ids[one.key], first_year=one.line.first_year,
                title=one.line.workshop, day=one.line.day, hours=Decimal(one.line.hours) if one.line.hours else None,
                source=source,
            )
            for one in self.todo
        ]  # fmt: skip
        self._save(TakenOver, self.todo, rows)

    def _save(self, model: Any, asked: Iterable[Planned], rows: list[Any]) -> None:
        made = model.objects.bulk_create(rows, batch_size=BATCH)
        for one, row in zip(asked, made, strict=True):
            self._trace(one, row)

    def _trace(self, one: Planned, row: models.Model) -> None:
        table = row._meta.label
        self.traces[table, row.pk] = Trace(
            partnership_id=self.intake.partnership_id, intake=self.intake, row=one.line.row, table=table, object_id=row.pk,
            print=mark(row),
        )  # fmt: skip

    def _tell_ties(self) -> None:
        """How many rows point at each person now, so that another one is seen later."""
        people = [trace for trace in self.traces.values() if trace.table == "people.Person"]
        Trace.objects.bulk_create(people, batch_size=BATCH)
        told = Trace.objects.filter(intake=self.intake, table="people.Person").order_by()
        found = ties(Person, told.values("object_id"))
        for trace in people:
            trace.ties = found.get(trace.object_id, {})
            del self.traces[trace.table, trace.object_id]
        Trace.objects.bulk_update(people, ["ties"], batch_size=BATCH)


def _person(one: Planned) -> Person:
    line = one.line
    # written all at once, so without the model's own save: an address in small letters, and the key by which a list sorts
    return Person(
        given_name=line.given_name, prefix=line.prefix, surname=line.surname, email=line.email, sort_key=line.key,
        password=make_password(None),
    )  # fmt: skip

"""Timetable: which trainer gives which session when. The JSON is the one of ``docs/matching.md``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from dagdeel.matching.problem.fields import Field, unique_ids
from dagdeel.matching.problem.goals import Goal, read_goal, read_tolerance

GOALS = ("uncovered", "disruption", "quality_loss", "load", "km", "slot_cost")
MOST_SESSIONS = 10_000
MOST_TRAINERS = 10_000
MOST_SCHOOLS = 5_000


@dataclass(frozen=True)
class School:
    """``slots``: the half-days on which a session may be here, with the school's cost of each."""

    id: str
    institutes: frozenset[str]
    slots: Mapping[str, float]
    study_days: frozenset[str] = frozenset()

    def to_json(self) -> dict[str, object]:
        shown: dict[str, object] = {
            "id": self.id,
            "institutes": sorted(self.institutes),
            "slots": dict(self.slots),
        }
        if self.study_days:
            shown["study_days"] = sorted(self.study_days)
        return shown


@dataclass(frozen=True)
class Session:
    id: str
    school: str
    workshop: str
    slots: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        return {
            "id": self.id,
            "school": self.school,
            "workshop": self.workshop,
            "slots": list(self.slots),
        }


@dataclass(frozen=True)
class Trainer:
    """``quality`` per workshop, in the unit of ``rules.quality_top``; a workshop not in it is not given.

    ``rather_not`` marks some of the ``available`` half-days. ``maximum`` is a number of sessions a year.
    """

    id: str
    institute: str
    quality: Mapping[str, float]
    available: frozenset[str]
    rather_not: frozenset[str]
    maximum: int

    def to_json(self) -> dict[str, object]:
        return {
            "id": self.id,
            "institute": self.institute,
            "quality": dict(self.quality),
            "available": sorted(self.available),
            "rather_not": sorted(self.rather_not),
            "maximum": self.maximum,
        }


@dataclass(frozen=True)
class Rules:
    """``most_touched``: beside a previous plan, so many trainers may be given a session or half-day that was
    not theirs; None means any number.
    """

    spacing_days: int
    per_week: int
    quality_top: float
    most_touched: int | None = None

    def to_json(self) -> dict[str, object]:
        shown: dict[str, object] = {
            "spacing_days": self.spacing_days,
            "per_week": self.per_week,
            "quality_top": self.quality_top,
        }
        return shown if self.most_touched is None else {**shown, "most_touched": self.most_touched}


@dataclass(frozen=True)
class Assignment:
    trainer: str
    slot: str

    def to_json(self) -> dict[str, object]:
        return {"trainer": self.trainer, "slot": self.slot}


@dataclass(frozen=True)
class Pin:
    """With trainer and slot: the session must be given so. With one of both: given so or not at all."""

    session: str
    trainer: str | None = None
    slot: str | None = None

    def allows(self, assignment: Assignment) -> bool:
        return self.trainer in {None, assignment.trainer} and self.slot in {None, assignment.slot}

    @property
    def assignment(self) -> Assignment | None:
        if self.trainer is None or self.slot is None:
            return None
        return Assignment(self.trainer, self.slot)

    def to_json(self) -> dict[str, object]:
        shown: dict[str, object] = {"session": self.session}
        shown |= {} if self.trainer is None else {"trainer": self.trainer}
        return shown | ({} if self.slot is None else {"slot": self.slot})


@dataclass(frozen=True)
class TimetableProblem:
    schools: tuple[School, ...]
    sessions: tuple[Session, ...]
    trainers: tuple[Trainer, ...]
    travel_km: Mapping[str, Mapping[str, float]]
    rules: Rules
    locked: tuple[Pin, ...] = ()
    previous: Mapping[str, Assignment] | None = None
    tolerance: Mapping[str, float] = field(default_factory=dict)

    @cached_property
    def school(self) -> Mapping[str, School]:
        return {school.id: school for school in self.schools}

    @cached_property
    def session(self) -> Mapping[str, Session]:
        return {session.id: session for session in self.sessions}

    @cached_property
    def trainer(self) -> Mapping[str, Trainer]:
        return {trainer.id: trainer for trainer in self.trainers}

    @cached_property
    def pin(self) -> Mapping[str, Pin]:
        return {pin.session: pin for pin in self.locked}

    def km(self, session: Session, trainer: str) -> float:
        """Kilometres of one visit; a distance that is not given counts 0."""
        return self.travel_km.get(session.school, {}).get(trainer, 0)

    def to_json(self) -> dict[str, object]:
        previous = self.previous
        shown: dict[str, object] = {
            "kind": "timetable",
            "schools": [school.to_json() for school in self.schools],
            "sessions": [session.to_json() for session in self.sessions],
            "trainers": [trainer.to_json() for trainer in self.trainers],
            "travel_km": {school: dict(row) for school, row in self.travel_km.items()},
            "rules": self.rules.to_json(),
            "locked": [pin.to_json() for pin in self.locked],
            "previous": None
            if previous is None
            else {"assignments": {name: a.to_json() for name, a in previous.items()}},
        }
        return {**shown, "tolerance": dict(self.tolerance)} if self.tolerance else shown


@dataclass(frozen=True)
class TimetablePlan:
    assignments: Mapping[str, Assignment]
    uncovered: tuple[str, ...] = ()
    goals: tuple[Goal, ...] = ()
    seed: int = 0
    seconds: float = 0.0
    engine: str = ""

    @property
    def proven(self) -> bool:
        return bool(self.goals) and all(goal.proven for goal in self.goals)

    def to_json(self) -> dict[str, object]:
        return {
            "assignments": {name: a.to_json() for name, a in self.assignments.items()},
            "uncovered": list(self.uncovered),
            "goals": [goal.to_json() for goal in self.goals],
            "proven": self.proven,
            "seed": self.seed,
            "seconds": self.seconds,
            "engine": self.engine,
        }


@dataclass
class _Known:
    schools: dict[str, int] = field(default_factory=dict)
    sessions: dict[str, int] = field(default_factory=dict)
    trainers: dict[str, int] = field(default_factory=dict)


def read_timetable(top: Field) -> TimetableProblem:
    """The problem in JSON; raises BadProblem with the place of the first thing that is wrong."""
    top.only("kind", "schools", "sessions", "trainers", "travel_km", "rules", "locked", "previous", "tolerance")
    rules = _read_rules(top.get("rules"))
    schools = tuple(_read_school(f) for f in top.get("schools").at_most(MOST_SCHOOLS, "schools"))
    known = _Known(schools=unique_ids(top.get("schools"), [s.id for s in schools], "school"))
    allowed = {school.id: tuple(school.slots) for school in schools}
    entries = top.get("sessions").at_most(MOST_SESSIONS, "sessions")
    sessions = tuple(_read_session(entry, known, allowed) for entry in entries)
    known.sessions = unique_ids(top.get("sessions"), [s.id for s in sessions], "session")
    entries = top.get("trainers").at_most(MOST_TRAINERS, "trainers")
    trainers = tuple(_read_trainer(entry, rules) for entry in entries)
    known.trainers = unique_ids(top.get("trainers"), [t.id for t in trainers], "trainer")
    if not sessions and not trainers:
        raise top.get("sessions").refuse("the problem is empty: no sessions and no trainers")
    return TimetableProblem(
        schools,
        sessions,
        trainers,
        _read_travel(top.get("travel_km"), known),
        rules,
        locked=_read_pins(top.get("locked"), known),
        previous=_read_previous(top.get("previous"), known),
        tolerance=read_tolerance(top.get("tolerance"), GOALS.__contains__),
    )


def _read_rules(entry: Field) -> Rules:
    entry.only("spacing_days", "per_week", "quality_top", "most_touched")
    most_touched = entry.get("most_touched")
    return Rules(
        entry.get("spacing_days").whole(most=3660),
        entry.get("per_week").whole(),
        entry.get("quality_top").number(),
        None if most_touched.missing else most_touched.whole(),
    )


def _read_school(entry: Field) -> School:
    entry.only("id", "institutes", "slots", "study_days")
    slots: dict[str, float] = {}
    for key, cost in entry.get("slots").items():
        slots[Field(key, cost.path).half_day()] = cost.number()
    return School(
        entry.get("id").text(),
        frozenset(entry.get("institutes").set_of(Field.text)),
        slots,
        frozenset(entry.get("study_days").set_of(Field.date)),
    )


def _read_session(entry: Field, known: _Known, allowed: Mapping[str, tuple[str, ...]]) -> Session:
    entry.only("id", "school", "workshop", "slots")
    school = entry.get("school").id_of(known.schools, "school")
    slots = entry.get("slots")
    return Session(
        entry.get("id").text(),
        school,
        entry.get("workshop").text(),
        allowed[school] if slots.missing else slots.set_of(Field.half_day),
    )


def _read_trainer(entry: Field, rules: Rules) -> Trainer:
    entry.only("id", "institute", "quality", "available", "rather_not", "maximum")
    quality = {}
    for workshop, value in entry.get("quality").keyed():
        quality[workshop] = value.number()
        if quality[workshop] > rules.quality_top:
            raise value.refuse(f"{quality[workshop]} is more than rules.quality_top {rules.quality_top}")
    return Trainer(
        entry.get("id").text(),
        entry.get("institute").text(),
        quality,
        frozenset(entry.get("available").set_of(Field.half_day)),
        frozenset(entry.get("rather_not").set_of(Field.half_day)),
        entry.get("maximum").whole(),
    )


def _read_travel(entry: Field, known: _Known) -> Mapping[str, Mapping[str, float]]:
    table: dict[str, dict[str, float]] = {}
    for school, row in () if entry.missing else entry.items():
        Field(school, row.path).id_of(known.schools, "school")
        table[school] = {}
        for trainer, km in row.items():
            table[school][Field(trainer, km.path).id_of(known.trainers, "trainer")] = km.number()
    return table


def _read_pins(entry: Field, known: _Known) -> tuple[Pin, ...]:
    pins: dict[str, tuple[Pin, str]] = {}
    for lock in () if entry.missing else entry.entries():
        lock.only("session", "trainer", "slot")
        session = lock.get("session").id_of(known.sessions, "session")
        trainer, slot = lock.get("trainer"), lock.get("slot")
        if trainer.missing and slot.missing:
            raise lock.refuse("locks neither a trainer nor a slot")
        if session in pins:
            raise lock.refuse(f"session {session!r} is already locked at {pins[session][1]}")
        pin = Pin(
            session,
            None if trainer.missing else trainer.id_of(known.trainers, "trainer"),
            None if slot.missing else slot.half_day(),
        )
        pins[session] = pin, lock.path
    return tuple(pin for pin, _ in pins.values())


def _read_previous(entry: Field, known: _Known) -> Mapping[str, Assignment] | None:
    """A plan, or only its assignments. A trainer who has left since may be named; a session may not."""
    if entry.missing:
        return None
    rows = entry.get("assignments") if "assignments" in entry.mapping() else entry
    found = {}
    for session, row in rows.items():
        Field(session, row.path).id_of(known.sessions, "session")
        found[session] = _read_assignment(row)
    return found


def _read_assignment(row: Field) -> Assignment:
    row.only("trainer", "slot")
    return Assignment(row.get("trainer").text(), row.get("slot").half_day())


def read_timetable_plan(top: Field) -> TimetablePlan:
    """A plan in JSON. Whether its ids exist and its rules hold is for the judge, not for the reader."""
    return TimetablePlan(
        assignments={name: _read_assignment(row) for name, row in top.get("assignments").keyed()},
        uncovered=top.get("uncovered").list_of(Field.text),
        goals=top.get("goals").list_of(read_goal),
        seed=0 if (seed := top.get("seed")).missing else seed.whole(most=2**63),
        seconds=0.0 if (seconds := top.get("seconds")).missing else seconds.number(),
        engine="" if (engine := top.get("engine")).value in {None, ""} else engine.text(),
    )

"""A timetable problem as arrays: sessions, trainers, schools and half-days by number, in the order of the input."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dagdeel.matching.problem import Assignment, TimetableProblem
from dagdeel.matching.problem.half_days import date_of, day_of, week_of
from dagdeel.matching.score import DATE_CHANGED, RATHER_NOT, TRAINER_CHANGED
from dagdeel.matching.solvers.exact.timetable.steps import step_of

Flags = NDArray[np.bool_]
Ids = NDArray[np.int64]
Vector = NDArray[np.float64]

CHUNK = 50_000
"""Pairs looked at together where every half-day is written out."""
NEW, GONE = -1, -2
"""In place of a number: the session was not given before; it was, but by somebody or on a half-day that is gone."""


@dataclass(frozen=True)
class Table:
    """Which session, trainer and half-day go together alone, and what that costs. Pins are already applied."""

    problem: TimetableProblem
    slots: tuple[str, ...]
    school: Ids
    """The school of each session."""
    open: Flags
    """Session × half-day: session, school and pin allow it."""
    free: Flags
    """Trainer × half-day."""
    rather_not: Flags
    price: Vector
    """School × half-day: the school's cost."""
    study: Flags
    """School × half-day: sessions of the school may be parallel on that date."""
    maximum: Ids
    most: Ids
    """Per trainer how many sessions the maximum and the weeks together leave room for."""
    fixed: Flags
    """Sessions pinned to a trainer and a half-day: they must be given."""
    before_trainer: Ids
    before_slot: Ids
    session: Ids
    """Of each pair of a session and a trainer with a half-day in common: the session, in order."""
    trainer: Ids
    loss: Vector
    km: Vector

    @cached_property
    def day(self) -> Ids:
        return np.array([day_of(slot) for slot in self.slots], dtype=np.int64)

    @cached_property
    def date(self) -> Ids:
        """A number for the date of each half-day."""
        return np.unique(self.day, return_inverse=True)[1].astype(np.int64)

    @cached_property
    def week(self) -> Ids:
        weeks = [week_of(slot) for slot in self.slots]
        number = {week: at for at, week in enumerate(sorted(set(weeks)))}
        return np.array([number[week] for week in weeks], dtype=np.int64)

    @cached_property
    def change(self) -> Vector:
        """Per pair the least disruption it can mean, on the best half-day for that."""
        before = self.before_trainer[self.session]
        slot = self.before_slot[self.session]
        at = np.maximum(slot, 0)
        kept = (slot >= 0) & self.open[self.session, at] & self.free[self.trainer, at]
        lost = TRAINER_CHANGED * (before != self.trainer) + DATE_CHANGED * ~kept
        return np.where(before == NEW, 0.0, lost)

    @cached_property
    def steps(self) -> Mapping[str, float]:
        """Per goal its step; 0 where the values have none."""
        prices = np.append(self.price[np.isfinite(self.price)], RATHER_NOT)
        return {
            "uncovered": 1.0,
            "disruption": 1.0,
            "quality_loss": step_of(self.loss),
            "load": 1.0,
            "km": step_of(self.km),
            "slot_cost": step_of(prices),
            "placing": step_of(np.append(prices, 1.0)),
        }

    @cached_property
    def count(self) -> int:
        """How many half-days the pairs have in common, all together."""
        return int(sum(int((self.open[s] & self.free[t]).sum()) for s, t in self._chunks()))

    def _chunks(self) -> Iterator[tuple[Ids, Ids]]:
        for start in range(0, len(self.session), CHUNK):
            yield self.session[start : start + CHUNK], self.trainer[start : start + CHUNK]

    def half_days(self, session: Ids, trainer: Ids) -> tuple[Ids, Ids]:
        """Every half-day that the pairs have in common: the number of the pair, and the half-day."""
        pair, slot = np.nonzero(self.open[session] & self.free[trainer])
        return pair.astype(np.int64), slot.astype(np.int64)

    def slot_cost(self, session: Ids, trainer: Ids, slot: Ids) -> Vector:
        return self.price[self.school[session], slot] + RATHER_NOT * self.rather_not[trainer, slot]

    def date_change(self, session: Ids, slot: Ids) -> Vector:
        """What the half-day adds to the disruption."""
        before = self.before_slot[session]
        return np.where(before == NEW, 0.0, DATE_CHANGED * (before != slot))

    def trainer_change(self, session: Ids, trainer: Ids) -> Vector:
        before = self.before_trainer[session]
        return np.where(before == NEW, 0.0, TRAINER_CHANGED * (before != trainer))

    def assignment(self, trainer: int, slot: int) -> Assignment:
        return Assignment(self.problem.trainers[trainer].id, self.slots[slot])


def table_of(problem: TimetableProblem) -> Table:
    """The arrays of a problem whose locks are known to hold."""
    slots = _slots(problem)
    at = {slot: number for number, slot in enumerate(slots)}
    schools = {school.id: number for number, school in enumerate(problem.schools)}
    trainers = {trainer.id: number for number, trainer in enumerate(problem.trainers)}
    school = np.array([schools[s.school] for s in problem.sessions], dtype=np.int64)
    price, study = _calendars(problem, at)
    opened = _flags([s.slots for s in problem.sessions], at) & np.isfinite(price[school])
    pins = [problem.pin.get(s.id) for s in problem.sessions]
    for number, pin in enumerate(pins):
        if pin is not None and pin.slot is not None:
            opened[number] &= np.array([slot == pin.slot for slot in slots], dtype=np.bool_)
    free = _flags([t.available for t in problem.trainers], at)
    session, trainer = _pairs(problem, school, opened, free)
    before = [(problem.previous or {}).get(s.id) for s in problem.sessions]
    maximum = np.array([t.maximum for t in problem.trainers], dtype=np.int64)
    return Table(
        problem,
        slots,
        school,
        opened,
        free,
        _flags([t.rather_not for t in problem.trainers], at),
        price,
        study,
        maximum,
        np.minimum(maximum, _room_in_weeks(problem, free, slots)),
        np.array([pin is not None and pin.assignment is not None for pin in pins], dtype=np.bool_),
        np.array([NEW if b is None else trainers.get(b.trainer, GONE) for b in before], dtype=np.int64),
        np.array([NEW if b is None else at.get(b.slot, GONE) for b in before], dtype=np.int64),
        session,
        trainer,
        _losses(problem, session, trainer),
        _distances(problem, school, session, trainer),
    )


def _calendars(problem: TimetableProblem, at: Mapping[str, int]) -> tuple[Vector, Flags]:
    """Per school and half-day what it costs, infinity where it is not allowed, and whether it is on a study day."""
    price = np.full((len(problem.schools), len(at)), np.inf)
    study = np.zeros(price.shape, dtype=np.bool_)
    for number, entry in enumerate(problem.schools):
        for slot, cost in entry.slots.items():
            if slot in at:
                price[number, at[slot]] = cost
        study[number] = [date_of(slot) in entry.study_days for slot in at]
    return price, study


def _slots(problem: TimetableProblem) -> tuple[str, ...]:
    """Every half-day on which some session could be, in time."""
    allowed = {slot for session in problem.sessions for slot in session.slots}
    return tuple(sorted(allowed & {slot for school in problem.schools for slot in school.slots}))


def _flags(rows: Sequence[Iterable[str]], at: Mapping[str, int]) -> Flags:
    found = np.zeros((len(rows), len(at)), dtype=np.bool_)
    for number, row in enumerate(rows):
        found[number, [at[slot] for slot in row if slot in at]] = True
    return found


def _room_in_weeks(problem: TimetableProblem, free: Flags, slots: Sequence[str]) -> Ids:
    """Per trainer the half-days that are left when no week has more than ``per_week``."""
    room = np.zeros(len(free), dtype=np.int64)
    weeks = [week_of(slot) for slot in slots]
    for week in sorted(set(weeks)):
        room += np.minimum(free[:, [other == week for other in weeks]].sum(axis=1), problem.rules.per_week)
    return room


def _pairs(problem: TimetableProblem, school: Ids, opened: Flags, free: Flags) -> tuple[Ids, Ids]:
    """Sessions and trainers that go together and have a half-day in common, by session and then by trainer."""
    institutes = {name: at for at, name in enumerate(sorted({t.institute for t in problem.trainers}))}
    served = np.zeros((len(problem.schools), len(institutes)), dtype=np.bool_)
    for number, place in enumerate(problem.schools):
        served[number, [institutes[name] for name in place.institutes if name in institutes]] = True
    home = np.array([institutes[t.institute] for t in problem.trainers], dtype=np.int64)
    able = np.array([t.maximum > 0 and problem.rules.per_week > 0 for t in problem.trainers], dtype=np.bool_)
    sessions: dict[str, list[int]] = {}
    for number, entry in enumerate(problem.sessions):
        sessions.setdefault(entry.workshop, []).append(number)
    givers: dict[str, list[int]] = {}
    for number in np.flatnonzero(able).tolist():
        for workshop in problem.trainers[number].quality:
            givers.setdefault(workshop, []).append(number)
    found: list[Ids] = []
    for workshop, asked in sessions.items():
        if len(who := np.array(givers.get(workshop, []), dtype=np.int64)):
            common = opened[asked].astype(np.float32) @ free[who].T.astype(np.float32) > 0
            row, column = np.nonzero(common & served[school[asked]][:, home[who]])
            found.append(np.array(asked)[row] * len(home) + who[column])
    keys = np.sort(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)
    session, trainer = np.divmod(keys, max(1, len(home)))
    wanted = _pinned_trainers(problem)
    kept = (wanted[session] < 0) | (wanted[session] == trainer)
    return session[kept], trainer[kept]


def _pinned_trainers(problem: TimetableProblem) -> Ids:
    """Of each session the trainer it is pinned to, or -1."""
    numbers = {entry.id: at for at, entry in enumerate(problem.trainers)}
    pins = [problem.pin.get(entry.id) for entry in problem.sessions]
    who = [None if pin is None else pin.trainer for pin in pins]
    return np.array([-1 if name is None else numbers[name] for name in who], dtype=np.int64)


def _losses(problem: TimetableProblem, session: Ids, trainer: Ids) -> Vector:
    workshops = {name: at for at, name in enumerate(sorted({s.workshop for s in problem.sessions}))}
    quality = np.zeros((len(problem.trainers), len(workshops)))
    for number, entry in enumerate(problem.trainers):
        for workshop, value in entry.quality.items():
            if workshop in workshops:
                quality[number, workshops[workshop]] = value
    asked = np.array([workshops[s.workshop] for s in problem.sessions], dtype=np.int64)
    return np.asarray(problem.rules.quality_top - quality[trainer, asked[session]])


def _distances(problem: TimetableProblem, school: Ids, session: Ids, trainer: Ids) -> Vector:
    """Kilometres of each pair; one look-up for each school and trainer."""
    keys, back = np.unique(school[session] * max(1, len(problem.trainers)) + trainer, return_inverse=True)
    rows = [problem.travel_km.get(entry.id, {}) for entry in problem.schools]
    names = [entry.id for entry in problem.trainers]
    there, who = np.divmod(keys, max(1, len(names)))
    known = [rows[a].get(names[b], 0) for a, b in zip(there.tolist(), who.tolist(), strict=True)]
    return np.array(known, dtype=np.float64)[back]

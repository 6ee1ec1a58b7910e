"""The rules of a timetable as rows of a program, for ways with a half-day and ways whose half-day is open.

Every row holds in every plan, whichever ways are open: an open half-day only leaves rules out. So the least of a
goal over these rows is a bound for the plans.
"""

from collections.abc import Sequence

import numpy as np

from dagdeel.matching.score import load_step
from dagdeel.matching.solvers.exact.program import Program
from dagdeel.matching.solvers.exact.timetable.lazy.table import Flags, Ids, Table, Vector
from dagdeel.matching.solvers.exact.timetable.lazy.ways import Ways

ROUGH = 20
"""How many times the greatest loss of quality a session not given counts, where the two are looked at together."""
NO_ROW = 0
"""Rows are numbered from 1."""


class Rows:
    """Columns: per session whether it is uncovered, per trainer one a step of the load, per school and study day
    whether it is used; then the ways that have entered, in that order."""

    def __init__(self, table: Table, ways: Ways, seed: int) -> None:
        self.table = table
        self.ways = ways
        self.program = Program(seed=seed)
        self._from: list[Ids] = []
        self._in: list[Ids] = []
        sessions = len(table.school)
        self.step_trainer = np.repeat(np.arange(len(table.most)), table.most)
        kth = np.arange(len(self.step_trainer)) - np.repeat(np.cumsum(table.most) - table.most, table.most) + 1
        maxima = table.maximum[self.step_trainer].tolist()
        self.step_cost = np.array([load_step(most, k) for most, k in zip(maxima, kth.tolist(), strict=True)], float)
        self.program.columns(sessions, whole=False)
        self.program.columns(len(self.step_trainer), whole=False)
        held = np.flatnonzero(table.fixed).tolist()
        self.program.set_bounds(held, np.zeros(len(held)), np.zeros(len(held)))
        self._cover_and_load()
        self._trainers()
        self.used: dict[tuple[int, int], int] = {}
        """Per school and study day the column that says whether it is used."""
        self._schools()
        self.moved: dict[int, int] = {}
        """Per trainer the column that says whether they are given something new, where that is limited."""
        self._touched()
        which, row = np.concatenate(self._from), np.concatenate(self._in)
        order = np.argsort(which, kind="stable")
        self.entry_way, self.entry_row = which[order], row[order]
        self._start = np.searchsorted(self.entry_way, np.arange(len(ways) + 1))
        self.first = self.program.width
        self.entered = np.zeros(0, dtype=np.int64)

    # Rows

    def _stand(self, ways: Ids, rows: Ids) -> None:
        """These ways stand in these rows, with value 1."""
        self._from.append(ways)
        self._in.append(rows)

    def _cover_and_load(self) -> None:
        program, ways = self.program, self.ways
        sessions = len(self.table.school)
        every = np.arange(len(ways))
        cover = np.array([program.row([at], lower=1.0, upper=1.0) for at in range(sessions)], dtype=np.int64)
        self._stand(every, cover[ways.session])
        ends = sessions + np.cumsum(self.table.most)
        load = np.array(
            [
                program.row(range(end - most, end), np.full(most, -1.0), lower=0.0, upper=0.0)
                for end, most in zip(ends.tolist(), self.table.most.tolist(), strict=True)
            ],
            dtype=np.int64,
        )
        self._stand(every, load[ways.trainer])
        self.equalities = len(program.rows)

    def _trainers(self) -> None:
        """One session a half-day and ``per_week`` a week, where the ways could break that."""
        table, ways = self.table, self.ways
        dated = np.flatnonzero(ways.dated)
        half_day = ways.trainer[dated] * len(table.slots) + ways.slot[dated]
        self._pack(dated, half_day, 1, half_day)
        if len(dated):
            week = ways.trainer[dated] * (int(table.week.max()) + 1) + table.week[ways.slot[dated]]
            self._pack(dated, week, table.problem.rules.per_week, half_day)

    def _pack(self, ways: Ids, key: Ids, limit: int, half_day: Ids) -> None:
        """A row for every key with more than ``limit`` ways, unless fewer half-days than that already forbid more."""
        keys, back, count = np.unique(key, return_inverse=True, return_counts=True)
        if limit > 1:
            days = np.unique(np.stack([back, half_day]), axis=1)[0]
            count = np.minimum(count, np.bincount(days, minlength=len(keys)))
        row = np.zeros(len(keys), dtype=np.int64)
        needed = np.flatnonzero(count > limit)
        row[needed] = [self.program.row([], upper=float(limit)) for _ in range(len(needed))]
        used = row[back] != NO_ROW
        self._stand(ways[used], row[back][used])

    def _schools(self) -> None:
        """Of dates closer together than the spacing one is used; on a study day by any number of sessions."""
        ways = self.ways
        dated = np.flatnonzero(ways.dated)
        if self.table.problem.rules.spacing_days == 0 or not len(dated):
            return
        school = self.table.school[ways.session[dated]]
        order = np.argsort(school, kind="stable")
        ends = np.flatnonzero(np.diff(school[order], append=-1)) + 1
        for part in np.split(order, ends[:-1]):
            self._school(int(school[part[0]]), dated[part])

    def _school(self, school: int, ways: Ids) -> None:
        table, slot = self.table, self.ways.slot[ways]
        parallel = table.study[school, slot]
        date = table.date[slot]
        used = {int(d): self.program.column(whole=False) for d in np.unique(date[parallel])}
        self.used.update(((school, d), column) for d, column in used.items())
        self._on_study_days(ways[parallel], date[parallel], used)
        day = table.day[slot]
        days = np.unique(day)
        last = -1
        for first in days.tolist():
            end = int(days[days < first + table.problem.rules.spacing_days][-1])
            if end <= last:
                continue  # inside the stretch before
            last = end
            inside = (day >= first) & (day <= end)
            marks = [used[int(d)] for d in np.unique(date[inside & parallel])]
            alone = ways[inside & ~parallel]
            if len(alone) + len(marks) > 1:
                row = self.program.row(marks, upper=1.0)
                self._stand(alone, np.full(len(alone), row))

    def _on_study_days(self, ways: Ids, date: Ids, used: dict[int, int]) -> None:
        keys, back = np.unique(np.stack([self.ways.session[ways], date]), axis=1, return_inverse=True)
        rows = [self.program.row([used[int(d)]], [-1.0], upper=0.0) for d in keys[1]]
        self._stand(ways, np.array(rows, dtype=np.int64)[back.ravel()])

    def _touched(self) -> None:
        """Only so many trainers may be given something new."""
        most = self.table.problem.rules.most_touched
        if most is None or self.table.problem.previous is None:
            return
        new = np.flatnonzero(self.ways.touching())
        pairs, back = np.unique(self.ways.pair[new], return_inverse=True)
        who = self.table.trainer[pairs]
        self.moved = {int(t): self.program.column(whole=False) for t in np.unique(who)}
        rows = [self.program.row([self.moved[int(t)]], [-1.0], upper=0.0) for t in who]
        self._stand(new, np.array(rows, dtype=np.int64)[back])
        self.program.row(list(self.moved.values()), upper=float(most))

    # Columns

    def enter(self, ways: Ids, held: Sequence[tuple[int, Vector]] = ()) -> None:
        """Make columns of these ways; none twice. ``held``: further rows, and what each way is worth there."""
        counts = self._start[ways + 1] - self._start[ways]
        starts = np.concatenate([[0], np.cumsum(counts)])
        at = np.arange(starts[-1]) - np.repeat(starts[:-1] - self._start[ways], counts)
        column, row = np.repeat(np.arange(len(ways)), counts), self.entry_row[at]
        value = np.ones(len(row))
        for number, worth in held:
            used = np.flatnonzero(worth)
            column = np.concatenate([column, used])
            row = np.concatenate([row, np.full(len(used), number)])
            value = np.concatenate([value, worth[used]])
        order = np.argsort(column, kind="stable")
        starts = np.searchsorted(column[order], np.arange(len(ways) + 1))
        self.program.enter(starts, row[order], value[order], whole=False)
        self.entered = np.concatenate([self.entered, ways])

    def solution(self, chosen: Ids) -> Vector:
        """The columns' values when these ways are used; they must have entered."""
        table, ways = self.table, self.ways
        values = np.zeros(self.program.width)
        sessions = len(table.school)
        values[:sessions] = 1.0
        values[ways.session[chosen]] = 0.0
        given = np.bincount(ways.trainer[chosen], minlength=len(table.most))
        begins = sessions + np.cumsum(table.most) - table.most
        for begin, count in zip(begins.tolist(), given.tolist(), strict=True):
            values[begin : begin + count] = 1.0
        dated = chosen[ways.dated[chosen]]
        for school, slot in zip(table.school[ways.session[dated]].tolist(), ways.slot[dated].tolist(), strict=True):
            if (column := self.used.get((school, int(table.date[slot])))) is not None:
                values[column] = 1.0
        for trainer in ways.trainer[chosen[ways.touching()[chosen]]].tolist() if self.moved else ():
            values[self.moved[trainer]] = 1.0
        at = np.full(len(ways), -1)
        at[self.entered] = np.arange(self.first, self.program.width)
        values[at[chosen]] = 1.0
        return values

    def spread(self, goal: str) -> Vector:
        """The costs of a goal over the columns there are."""
        costs = np.zeros(self.program.width)
        sessions = len(self.table.school)
        if goal == "uncovered":
            costs[:sessions] = 1.0
        elif goal == "rough":
            loss = self.ways.costs("quality_loss")
            costs[:sessions] = ROUGH * (1 + np.abs(loss).max(initial=0.0))
            costs[self.first :] = loss[self.entered]
        elif goal == "load":
            costs[sessions : sessions + len(self.step_cost)] = self.step_cost
        else:
            costs[self.first :] = self.ways.costs(goal)[self.entered]
        return costs

    def prices(self, duals: Vector) -> Vector:
        """What the rows charge each way, by these values of the rows."""
        charge = np.zeros(int(self.program.rows[-1]) + 1)
        charge[np.array(self.program.rows)] = duals
        found = np.bincount(self.entry_way, weights=charge[self.entry_row], minlength=len(self.ways))
        return found.astype(np.float64)

    def has(self) -> Flags:
        found = np.zeros(len(self.ways), dtype=np.bool_)
        found[self.entered] = True
        return found

"""The ways to give a session, as columns: with a trainer on a half-day, or with a trainer and the half-day open."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from dagdeel.matching.problem import Assignment
from dagdeel.matching.solvers.exact.timetable.lazy.table import Flags, Ids, Table, Vector

OPEN = -1
"""In place of a half-day: not decided yet."""

CHUNK = 50_000
DEAR = 200
"""How many times the dearest half-day an open one counts, where half-days are looked for."""


@dataclass(frozen=True)
class Ways:
    """``pair`` counts the pairs of the table; no way twice."""

    table: Table
    pair: Ids
    slot: Ids

    @cached_property
    def session(self) -> Ids:
        return self.table.session[self.pair]

    @cached_property
    def trainer(self) -> Ids:
        return self.table.trainer[self.pair]

    @cached_property
    def dated(self) -> Flags:
        return np.asarray(self.slot != OPEN)

    def __len__(self) -> int:
        return len(self.pair)

    def only(self, which: Flags) -> "Ways":
        return Ways(self.table, self.pair[which], self.slot[which])

    def costs(self, goal: str) -> Vector:
        """What each way adds to a goal that is a sum over ways; an open half-day adds the least it can."""
        table = self.table
        match goal:
            case "placing":
                cost = self.costs("slot_cost")
                return np.where(self.dated, cost, DEAR * (1 + np.abs(cost).max(initial=0.0)))
            case "quality_loss":
                return table.loss[self.pair]
            case "km":
                return table.km[self.pair]
            case "disruption":
                changed = table.trainer_change(self.session, self.trainer) + table.date_change(self.session, self.slot)
                return np.where(self.dated, changed, table.change[self.pair])
            case "slot_cost":
                at = np.maximum(self.slot, 0)
                return np.where(self.dated, table.slot_cost(self.session, self.trainer, at), self._cheapest())
        return np.zeros(len(self))

    def _cheapest(self) -> Vector:
        least = np.zeros(len(self))
        wanted = np.flatnonzero(~self.dated)
        for start in range(0, len(wanted), CHUNK):
            part = wanted[start : start + CHUNK]
            at, slot = self.table.half_days(self.session[part], self.trainer[part])
            cost = self.table.slot_cost(self.session[part][at], self.trainer[part][at], slot)
            least[part] = np.minimum.reduceat(cost, np.searchsorted(at, np.arange(len(part))))
        return least

    def touching(self) -> Flags:
        """Ways that give the trainer something that was not theirs before, whatever half-day is taken."""
        table = self.table
        other = (table.before_slot[self.session] != self.slot) & self.dated
        changed = (table.before_trainer[self.session] != self.trainer) | other
        return np.asarray(changed | ((table.change[self.pair] > 0) & ~self.dated))

    def assignments(self, chosen: Ids) -> dict[str, Assignment]:
        """These ways as part of a plan; those with an open half-day are left out."""
        sessions = self.table.problem.sessions
        return {
            sessions[self.session[way]].id: self.table.assignment(int(self.trainer[way]), int(self.slot[way]))
            for way in chosen
            if self.slot[way] != OPEN
        }


def first_of_each(session: Ids, cost: Vector, count: int) -> Flags:
    """Of each session the few that cost least."""
    order = np.lexsort((cost, session))
    ordered = session[order]
    nth = np.arange(len(order)) - np.searchsorted(ordered, ordered)
    found = np.zeros(len(order), dtype=np.bool_)
    found[order[nth < count]] = True
    return found


def open_ways(table: Table, pairs: Ids) -> Ways:
    return Ways(table, pairs, np.full(len(pairs), OPEN, dtype=np.int64))


def dated_ways(table: Table, pairs: Ids) -> Ways:
    at, slot = table.half_days(table.session[pairs], table.trainer[pairs])
    return Ways(table, pairs[at], slot)


def together(parts: Sequence[Ways]) -> Ways:
    pair, slot = (np.concatenate([getattr(part, name) for part in parts]) for name in ("pair", "slot"))
    return Ways(parts[0].table, pair, slot)

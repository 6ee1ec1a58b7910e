"""Half-days are given only where they matter: first to nobody, then where sessions clash, at last to everybody.

A relaxation in which half-days are open is solved goal by goal. Its best solutions are then given half-days, all at
once. If every session gets one, no plan is better. Otherwise the sessions around those without one get half-days in
the next relaxation, which still is one.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from dagdeel.matching.problem import Assignment
from dagdeel.matching.solvers import Brief
from dagdeel.matching.solvers.exact.timetable.lazy.relaxation import LATE, Missed, Relaxation, Stopped
from dagdeel.matching.solvers.exact.timetable.lazy.table import Flags, Ids, Table
from dagdeel.matching.solvers.exact.timetable.lazy.ways import (
    OPEN,
    Ways,
    dated_ways,
    first_of_each,
    open_ways,
    together,
)

SMALL = 6_000
"""So many ways with a half-day are looked at in one go."""
LARGE = 1_500_000
"""More ways with a half-day than this take too much memory."""
AT_ONCE = 300_000
"""So many ways get half-days at once when the best solutions of a relaxation do; of more, the cheapest of each session."""
CANDIDATES = 6
"""Trainers of each session that are looked at first."""
SCATTERED = 0.02
"""Where a larger part of the sessions gets no half-day, all sessions have one in the next relaxation."""
PATIENCE = 4
"""So many relaxations have half-days only around the sessions without one."""


@dataclass(frozen=True)
class Fact:
    """No plan that is within ``value`` on every goal before has a better value of this goal than ``bound``."""

    goal: str
    value: float
    bound: float


class Desk(Protocol):
    """Where plans and facts are handed in."""

    def found(self, given: Mapping[str, Assignment]) -> Mapping[str, Assignment]:
        """Takes a part of a plan, and hands back the best plan so far."""

    def learnt(self, facts: Sequence[Fact]) -> None:
        """Takes facts of which each holds for plans within the values of those before it."""


class Rounds:
    """Works on one table until all is proven or time is up, and tells what it finds and learns."""

    def __init__(
        self,
        table: Table,
        goals: Sequence[str],
        brief: Brief,
        desk: Desk,
        *,
        small: int = SMALL,
        at_once: int = AT_ONCE,
    ) -> None:
        self.table, self.goals, self.brief, self.desk = table, goals, brief, desk
        self.small, self.at_once = small, at_once
        self.best: Mapping[str, Assignment] = {}
        self.every = np.arange(len(table.session))
        self.rough = table.loss
        """What each pair costs, roughly: which are looked at first."""
        self.holder = np.full(len(table.school), -1)
        """The trainer of each session in the solution that was given half-days last."""

    def run(self, best: Mapping[str, Assignment]) -> None:
        """Begin with a plan; returns when every goal is proven, raises Stopped before."""
        self.best = best
        if self.table.count > self.small and self._narrow():
            return
        self._decide()

    def _narrow(self) -> bool:
        """Give half-days only around the sessions that lack one; whether that settled every goal."""
        dated = np.zeros(len(self.table.school), dtype=np.bool_)
        for turn in range(PATIENCE + len(dated)):
            try:
                lost = self._extend(self._relax(dated))
            except Missed:
                return False
            if not len(lost):
                return True
            scattered = turn >= PATIENCE or len(lost) > SCATTERED * len(dated)
            if dated.all() or (scattered and self.table.count <= LARGE):
                return False
            dated = self._around(lost, dated)
        return False

    def _around(self, lost: Ids, dated: Flags) -> Flags:
        """Sessions of the same schools and of the same trainers as these; further out when all have half-days."""
        grown, core = dated.copy(), lost
        while not np.any(grown & ~dated):
            held = self.holder[core]
            grown[core] = True
            grown |= np.isin(self.table.school, self.table.school[core])
            grown |= np.isin(self.holder, held[held >= 0])
            if len(core) == (count := int(grown.sum())) and count < len(grown):
                grown[:] = True
            core = np.flatnonzero(grown)
        return grown

    # Relaxations

    def _relax(self, dated: Flags) -> Relaxation:
        """Settle every goal but the last with half-days for these sessions only."""
        relaxation = self._relaxation(dated[self.table.session])
        rough = relaxation.prepare()
        if not dated.any():
            self.rough = rough
        self._settle(relaxation, self.goals[:-1], search=())
        return relaxation

    def _extend(self, relaxed: Relaxation) -> Ids:
        """Give half-days to the best solutions of a relaxation; returns the sessions for which there is none."""
        ways, complete = self._extended(relaxed)
        whole = Relaxation(self.table, ways, self.brief, np.arange(len(ways)))
        whole.inherit(relaxed)
        try:
            level = whole.settle("placing")
        except Missed:
            return np.arange(len(self.table.school))
        except Stopped:
            if complete and whole.levels:
                self._conclude(relaxed, whole.levels[-1].bound)
            raise
        finally:
            self._offer(whole)
        chosen = whole.chosen()
        self.holder[:] = -1
        self.holder[ways.session[chosen]] = ways.trainer[chosen]
        lost = ways.session[chosen[~ways.dated[chosen]]]
        if complete and not len(lost):
            self._conclude(relaxed, level.bound)
        elif not len(lost):
            self._settle(relaxed, self.goals[-1:], search=())
        return lost

    def _conclude(self, relaxed: Relaxation, bound: float) -> None:
        """What giving all half-days at once says of the last goal: with all of them given it is what was minimised."""
        self.desk.learnt([*_facts(relaxed), Fact(self.goals[-1], np.inf, bound)])

    def _extended(self, relaxed: Relaxation) -> tuple[Ways, bool]:
        """The ways of the best solutions, each with a half-day and with the half-day open; whether these are all."""
        old = relaxed.ways.only(relaxed.alive)
        pairs = np.unique(old.pair)
        fresh = dated_ways(self.table, np.unique(old.pair[~old.dated]))
        within = fresh.only(fresh.costs("disruption") <= self.table.change[fresh.pair] + relaxed.leeway("disruption"))
        dated = together([old.only(old.dated), within])
        complete = len(dated) <= self.at_once
        if not complete:
            dated = dated.only(first_of_each(dated.session, dated.costs("slot_cost"), self.at_once // len(self.holder)))
        return together([open_ways(self.table, pairs), dated]), complete

    def _decide(self) -> None:
        """Settle every goal. Whole solutions of the early ones are searched only if taking the bound of their linear
        program on trust turns out to be wrong; those of late ones take little time."""
        for search in (LATE, self.goals):
            relaxation = self._relaxation(np.ones(len(self.every), dtype=np.bool_))
            relaxation.prepare()
            try:
                self._settle(relaxation, self.goals, search=search)
            except Missed:
                continue
            return

    def _relaxation(self, dated: Flags) -> Relaxation:
        ways = together(
            [open_ways(self.table, self.every[~dated]), dated_ways(self.table, self.every[dated])],
        )
        likely = np.flatnonzero(first_of_each(self.table.session, self.rough, CANDIDATES)[ways.pair])
        relaxation = Relaxation(self.table, ways, self.brief, likely)
        relaxation.begin(_ways_of(ways, self.best))
        return relaxation

    def _settle(self, relaxation: Relaxation, goals: Sequence[str], *, search: Collection[str]) -> None:
        for goal in goals:
            try:
                relaxation.settle(goal, search=goal in search)
            finally:
                self._offer(relaxation)
                self.desk.learnt(_facts(relaxation))

    def _offer(self, relaxation: Relaxation) -> None:
        """A whole solution is a part of a plan: the ways with a half-day keep all the rules together."""
        if relaxation.known:
            given = relaxation.ways.assignments(relaxation.chosen())
            if given:
                self.best = self.desk.found(given)


def _facts(relaxation: Relaxation) -> list[Fact]:
    return [Fact(level.goal, level.allowed, level.bound) for level in relaxation.levels]


def _ways_of(ways: Ways, given: Mapping[str, Assignment]) -> Ids:
    """The ways by which these sessions are given; with the half-day open where the ways have it so."""
    table = ways.table
    session = {entry.id: at for at, entry in enumerate(table.problem.sessions)}
    trainer = {entry.id: at for at, entry in enumerate(table.problem.trainers)}
    slot = {name: at for at, name in enumerate(table.slots)}
    wanted = {(session[name], trainer[a.trainer]): slot[a.slot] for name, a in given.items()}
    found = [
        at
        for at, key in enumerate(zip(ways.session.tolist(), ways.trainer.tolist(), strict=True))
        if (there := wanted.get(key)) is not None and ways.slot[at] in {there, OPEN}
    ]
    return np.array(found, dtype=np.int64)

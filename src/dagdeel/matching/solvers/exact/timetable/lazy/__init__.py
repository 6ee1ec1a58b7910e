"""A timetable of any size: a first plan at once, then rounds in which half-days are given only where they matter."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

from dagdeel.matching.check import violations
from dagdeel.matching.possible import TimetableFacts
from dagdeel.matching.problem import Assignment, TimetablePlan
from dagdeel.matching.problem.goals import TOLERANCE
from dagdeel.matching.score import timetable_score
from dagdeel.matching.solvers import Answer, Brief
from dagdeel.matching.solvers.exact.timetable.lazy.relaxation import Stopped
from dagdeel.matching.solvers.exact.timetable.lazy.rounds import AT_ONCE, SMALL, Fact, Rounds
from dagdeel.matching.solvers.exact.timetable.lazy.table import table_of
from dagdeel.matching.solvers.greedy import Greedy
from dagdeel.matching.solvers.greedy.timetable import fill_board

SHARE = 0.1
"""The part of the time left in which the first large part of a plan may be improved upon by moves."""
LONGEST = 10.0
"""No more seconds than this."""


def schedule_in_rounds(
    facts: TimetableFacts,
    start: TimetablePlan | None,
    brief: Brief,
    *,
    small: int = SMALL,
    at_once: int = AT_ONCE,
) -> Answer[TimetablePlan]:
    """The best plan found; never worse than ``start`` and than what greedy begins with."""
    first = Greedy().schedule(facts, start, replace(brief, cancel=lambda: True))
    if brief.stop():
        return first
    drawer = Drawer(facts, first, brief)
    goals = [name for name, _ in timetable_score(facts.problem, first.plan)]
    rounds = Rounds(table_of(facts.problem), goals, brief, drawer, small=small, at_once=at_once)
    try:
        rounds.run(first.plan.assignments)
    except Stopped:
        drawer.polish()
    return Answer(drawer.plan, drawer.bounds())


class Drawer:
    """The best plan so far, and what is known of the goals."""

    def __init__(self, facts: TimetableFacts, first: Answer[TimetablePlan], brief: Brief) -> None:
        self.facts, self.brief = facts, brief
        self.plan = first.plan
        self.values = dict(timetable_score(facts.problem, first.plan))
        self.weak = first.bounds
        self.chains: list[Sequence[Fact]] = []
        self.moved = False

    def found(self, given: Mapping[str, Assignment]) -> Mapping[str, Assignment]:
        """A part of a plan: what is left is filled in, as far as nothing has to move for it."""
        names = [session.id for session in self.facts.problem.sessions]
        part = {name: given[name] for name in names if name in given}
        plan = TimetablePlan(part, tuple(name for name in names if name not in part))
        if violations(self.facts.problem, plan):
            return self.plan.assignments
        self._take(plan)
        if len(plan.uncovered) > self.bounds().get("uncovered", 0.0):
            self._take(self._filled(plan))
        return self.plan.assignments

    def polish(self) -> None:
        """Make moves with the best plan in what is left of the time: the rounds stop where a step could not end in it."""
        if not self.brief.stop():
            self._take(fill_board(self.facts, self.plan, replace(self.brief, progress=lambda _: None)))

    def _filled(self, plan: TimetablePlan) -> TimetablePlan:
        """The plan with more sessions given; the first time moves are made to that end for a while."""
        now = time.monotonic()
        until = now if self.moved else now + min(LONGEST, SHARE * (self.brief.deadline - now))
        self.moved = True
        return fill_board(self.facts, plan, replace(self.brief, deadline=until, progress=lambda _: None))

    def _take(self, plan: TimetablePlan) -> None:
        values = dict(timetable_score(self.facts.problem, plan))
        if self._is_better(values):
            self.plan, self.values = plan, values

    def _is_better(self, values: Mapping[str, float]) -> bool:
        """Whether these goals are better than those of the best plan; within its tolerance a goal does not count."""
        bounds = self.bounds()
        for name, value in values.items():
            share = self.brief.tolerance.get(name, 0.0)
            enough = bounds[name] + share * abs(bounds[name]) if share and name in bounds else -float("inf")
            if max(value, self.values[name]) > enough and abs(value - self.values[name]) > TOLERANCE:
                return value < self.values[name]
        return False

    def learnt(self, facts: Sequence[Fact]) -> None:
        """Facts in the order of the goals, of which each holds for plans within the values of those before it."""
        self.chains.append(tuple(facts))
        if facts:
            goal = facts[-1].goal
            self.brief.tell(goal, self.values[goal], self.bounds().get(goal))

    def bounds(self) -> dict[str, float]:
        """What is known for plans that are as good as the best one on the goals before."""
        found = dict(self.weak)
        for chain in self.chains:
            for fact in chain:
                found[fact.goal] = max(found.get(fact.goal, fact.bound), fact.bound)
                if self.values[fact.goal] > fact.value + TOLERANCE:
                    break
        return found

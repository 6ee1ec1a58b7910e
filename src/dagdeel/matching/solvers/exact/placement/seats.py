"""The program of a placement: who sits where, and which sessions run.

A column per mentor and session they could visit, one per session that may run or not, and in a problem by ranking
one per mentor with a liked workshop: whether they get one. One column per mentor and *bundle* of sessions is the
tighter program, but three to five times slower here: what one mentor can have is nearly whole by itself.
"""

from collections.abc import Callable, Mapping

import numpy as np

from dagdeel.matching.possible import PlacementFacts
from dagdeel.matching.problem import Mentor, PlacementPlan, PlacementSession
from dagdeel.matching.solvers.exact.placement.parts import Part, Settled
from dagdeel.matching.solvers.exact.program import Program, Vector


class Seats:
    """The program of one part, and how its solutions and plans translate."""

    def __init__(self, facts: PlacementFacts, part: Part, seed: int) -> None:
        self.facts = facts
        self.part = part
        self.program = Program(seed=seed)
        self.seat: dict[tuple[str, str], int] = {}
        self.runs: dict[str, int] = {}
        self.happy: dict[str, tuple[int, list[int]]] = {}
        self._guests: dict[str, list[int]] = {session.id: [] for session in part.sessions}
        for mentor in part.mentors:
            self._add_mentor(mentor)
        needed = {seat.session for seat in facts.problem.locked}
        for session in part.sessions:
            self._add_session(session, needed=session.id in needed)

    def _add_mentor(self, mentor: Mentor) -> None:
        locked = self.facts.locked.get(mentor.id, ())
        mine: dict[str, int] = {}
        for session in self.facts.open_to[mentor.id]:
            if session.id in self.part.ids:
                mine[session.id] = self.program.column(lower=float(session.id in locked))
                self.seat[mentor.id, session.id] = mine[session.id]
                self._guests[session.id].append(mine[session.id])
        if len(mine) > mentor.places:
            self.program.row(list(mine.values()), upper=mentor.places)
        session_of = self.facts.problem.session
        self._at_most_one(mine, lambda name: session_of[name].workshop)
        self._at_most_one(mine, lambda name: session_of[name].slot)
        for one, column in mine.items():
            for other in self.facts.problem.conflicting.get(one, ()):
                if one < other and other in mine:
                    self.program.row([column, mine[other]], upper=1)
        liked = [column for name, column in mine.items() if session_of[name].workshop in mentor.liked]
        if liked:
            happy = self.program.column()
            self.happy[mentor.id] = (happy, liked)
            self.program.row([happy, *liked], [1, *[-1] * len(liked)], upper=0)

    def _at_most_one(self, mine: Mapping[str, int], key: Callable[[str], str]) -> None:
        groups: dict[str, list[int]] = {}
        for name, column in mine.items():
            groups.setdefault(key(name), []).append(column)
        for columns in groups.values():
            if len(columns) > 1:
                self.program.row(columns, upper=1)

    def _add_session(self, session: PlacementSession, *, needed: bool) -> None:
        runs = self.program.column(lower=float(needed or session.min == 0))
        self.runs[session.id] = runs
        guests = self._guests[session.id]
        ones = [1] * len(guests)
        if len(guests) > session.max:
            self.program.row([*guests, runs], [*ones, -session.max], upper=0)
        elif session.min:
            for guest in guests:
                self.program.row([guest, runs], [1, -1], upper=0)
        if session.min:
            self.program.row([*guests, runs], [*ones, -session.min], lower=0)

    def vector(self, plan: PlacementPlan) -> Vector:
        """The solution that a plan is."""
        solution = np.zeros(self.program.width)
        for mentor in self.part.mentors:
            for session in plan.placements.get(mentor.id, ()):
                solution[self.seat[mentor.id, session]] = 1
        for name, column in self.runs.items():
            solution[column] = name not in plan.closed
        return self.finish(solution)

    def finish(self, solution: Vector) -> Vector:
        """Count everybody who has a liked workshop."""
        solution = solution.copy()
        for happy, liked in self.happy.values():
            solution[happy] = min(1.0, float(solution[liked].sum()))
        return solution

    def settled(self, solution: Vector) -> Settled:
        """What a solution says."""
        found: dict[str, list[str]] = {mentor.id: [] for mentor in self.part.mentors}
        for (mentor, session), column in self.seat.items():
            if solution[column] > 0.5:
                found[mentor].append(session)
        given = {mentor: tuple(sessions) for mentor, sessions in found.items()}
        return Settled(given, frozenset(name for name, column in self.runs.items() if solution[column] < 0.5))

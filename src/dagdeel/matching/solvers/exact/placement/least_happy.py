"""The least happy person first: the minimum of the scaled points, and from there the sum, or everybody in order.

The minimum is found by asking a few times whether everybody can reach a share of their points.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil

from dagdeel.matching.possible import PlacementFacts
from dagdeel.matching.problem import PlacementPlan
from dagdeel.matching.solvers import Brief
from dagdeel.matching.solvers.exact.lexicographic import Aim, pursue
from dagdeel.matching.solvers.exact.placement.bundles import Bundles, TooMany
from dagdeel.matching.solvers.exact.placement.climbing import Climb, Multiples, climb
from dagdeel.matching.solvers.exact.placement.leximin import Leximin
from dagdeel.matching.solvers.exact.placement.parts import divide
from dagdeel.matching.solvers.exact.placement.points import Points
from dagdeel.matching.solvers.exact.placement.priority import priority_aims
from dagdeel.matching.solvers.exact.placement.seats import Seats
from dagdeel.matching.solvers.exact.placement.tally import Found
from dagdeel.matching.solvers.exact.program import Outcome, Status, Vector


def place_by_least_happy(facts: PlacementFacts, begin: PlacementPlan | None, brief: Brief) -> Found:
    """All in one part: only the least happy person of all counts first, wherever that is."""
    division = divide(facts, whole=True)
    points = Points(facts)
    stuck = sum(mentor.id in points.full for mentor in division.idle)
    if not division.parts:
        return Found(division.join(()), _bounds(facts, [Fraction(0)] * stuck, 0.0))
    seats = Seats(facts, division.parts[0], brief.seed)
    solution = None if begin is None else seats.vector(begin)
    if solution is None:
        outcome = seats.program.solve(brief.deadline, brief.cancel)
        if outcome.solution is None:
            return Found(None, impossible=outcome.status is Status.INFEASIBLE)
        solution = outcome.solution
    happiness = _Happiness(seats, points, brief)
    end = happiness.climb(solution)
    known = [*[Fraction(0)] * stuck, *happiness.bounds(end)]
    if facts.problem.goals == ("leximin",):
        solution, known[stuck:] = happiness.in_order(end)
        return Found(division.join([seats.settled(solution)]), _bounds(facts, known, None))
    solution, most = happiness.sum(end)
    return Found(division.join([seats.settled(solution)]), _bounds(facts, known, most))


def _bounds(facts: PlacementFacts, known: Sequence[Fraction], most: float | None) -> dict[str, float]:
    """By goal: what is known of the people from the least happy up, or of the first of them and of the sum."""
    shown = [round(float(100 * share), 6) for share in known]
    if facts.problem.goals == ("leximin",):
        return {f"leximin_{place}": share for place, share in enumerate(shown, 1)}
    bounds = {"egalitarian": shown[0] if shown else 0.0}
    return bounds if most is None else bounds | {"utilitarian": most}


class _Happiness:
    """The program with a row per person who could get points: what their sessions are worth."""

    def __init__(self, seats: Seats, points: Points, brief: Brief) -> None:
        self.seats, self.points, self.brief = seats, points, brief
        self._name = "leximin_1" if seats.facts.problem.goals == ("leximin",) else "egalitarian"
        columns: dict[str, list[int]] = {}
        worth: dict[str, list[float]] = {}
        for (name, session), column in seats.seat.items():
            if name in points.full:
                columns.setdefault(name, []).append(column)
                worth.setdefault(name, []).append(points.of(seats.facts.problem.mentor[name], session))
        self._rows = {name: seats.program.row(columns[name], worth[name], lower=0) for name in columns}

    def climb(self, solution: Vector) -> Climb:
        """The highest share that everybody can reach."""
        begin = Climb(self._low(solution), Fraction(1), solution)
        if not self._rows:
            return begin
        end = climb(begin, Multiples(self.points.full[name] for name in self._rows), self._attempt, self._low)
        self._hold(end.low)  # the last attempt may have asked for more than can be
        return end

    def _low(self, solution: Vector) -> Fraction:
        given = self.seats.settled(solution).given
        low = min((self.points.share(name, given[name]) for name in self._rows), default=Fraction(1))
        self.brief.tell(self._name, float(100 * low), None)
        return low

    def _attempt(self, share: Fraction) -> Outcome:
        self._hold(share)
        self.seats.program.minimise({})
        return self.seats.program.solve(self.brief.deadline, self.brief.cancel)

    def _hold(self, share: Fraction) -> None:
        for name, row in self._rows.items():
            self.seats.program.set_row(row, lower=ceil(share * self.points.full[name]))

    def bounds(self, end: Climb) -> list[Fraction]:
        return [end.high] if self._rows else []

    def sum(self, end: Climb) -> tuple[Vector, float | None]:
        """The most points together while nobody gets less than the least happy person, and their bound."""
        self._hold(end.low * (1 - Fraction(self.brief.tolerance.get("egalitarian", 0.0))))
        step = self.points.sum_step(self.seats)
        aims: list[Aim] = [step.aim, *priority_aims(self.seats)]
        course = pursue(self.seats.program, aims, self.brief, start=end.solution)
        known = course.reached.get(step.aim.name)
        best = end.solution if course.solution is None else course.solution
        return best, None if known is None else round(step.scale * known.bound, 6)

    def in_order(self, end: Climb) -> tuple[Vector, list[Fraction]]:
        """Everybody from the least happy up; where there are too many bundles only that one, then the sum."""
        if end.low < end.high or not self._rows:
            return end.solution, self.bounds(end)
        try:
            bundles = Bundles(self.seats, self.points, end.low)
        except TooMany:
            return self.sum(end)[0], self.bounds(end)
        leximin = Leximin(bundles, bundles.extend(end.solution), self.brief)
        leximin.solve(end.low)
        aims = priority_aims(self.seats)
        course = pursue(self.seats.program, aims, self.brief, start=leximin.solution)
        best = leximin.solution if course.solution is None else course.solution
        return best, leximin.bounds

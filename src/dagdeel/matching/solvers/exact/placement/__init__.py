"""Placement to proof: a program for every part, its goals in order, started from what greedy finds."""

import time
from dataclasses import replace
from math import isfinite

from dagdeel.matching.check import violations
from dagdeel.matching.possible import PlacementFacts
from dagdeel.matching.problem import PlacementPlan
from dagdeel.matching.problem.goals import TOLERANCE, is_maximised, ranked
from dagdeel.matching.score import placement_score
from dagdeel.matching.solvers import Answer, Brief, NoPlan
from dagdeel.matching.solvers.bounds import placement_bounds
from dagdeel.matching.solvers.exact.placement.least_happy import place_by_least_happy
from dagdeel.matching.solvers.exact.placement.sums import place_by_sums
from dagdeel.matching.solvers.exact.placement.tally import Found
from dagdeel.matching.solvers.greedy.placement import fill_seats
from dagdeel.matching.solvers.lottery import drawn, in_order_of

GREEDY_SHARE = 0.1
"""The part of the time in which greedy may improve what it starts with; it needs less but for thousands at a school."""


def place(facts: PlacementFacts, start: PlacementPlan | None, brief: Brief) -> Answer[PlacementPlan]:
    """The best placement, goal after goal; everything in the order of a draw by the seed. Raises NoPlan."""
    work = PlacementFacts(drawn(facts.problem, brief.seed))
    begin = _begin(work, start, brief)
    solve = place_by_sums if facts.problem.goals in {(), ("utilitarian",)} else place_by_least_happy
    found = solve(work, begin, brief)
    plans = [plan for plan in (found.plan, begin) if plan is not None and not violations(work.problem, plan)]
    if not plans:
        if found.impossible:
            raise NoPlan(
                "no placement keeps the locks: a locked session cannot reach its minimum beside the others", proven=True
            )
        raise NoPlan("no placement that keeps the locks was found in the time there was")
    best = plans[0] if brief.tolerance else min(plans, key=lambda plan: ranked(placement_score(work, plan)))
    return Answer(in_order_of(facts.problem, best), _bounds(work, best, found, brief))


def _begin(work: PlacementFacts, start: PlacementPlan | None, brief: Brief) -> PlacementPlan | None:
    """The best of what greedy makes from nothing and what it makes of the plan that was given."""
    now = time.monotonic()
    hasty = replace(brief, deadline=now + GREEDY_SHARE * (brief.deadline - now))
    plans: list[PlacementPlan] = []
    for given in (None, start) if start is not None else (None,):
        try:
            plans.append(fill_seats(work, given, hasty))
        except NoPlan:
            continue
    if start is not None:
        plans.append(start)
    return min(plans, key=lambda plan: ranked(placement_score(work, plan)), default=None)


def _bounds(work: PlacementFacts, plan: PlacementPlan, found: Found, brief: Brief) -> dict[str, float]:
    """The bounds of the solver up to the first that it could not or did not give, then those of relaxations.

    A bound that the plan beats is no bound: then nothing of what the solver claimed is believed.
    """
    values = dict(placement_score(work, plan))
    bounds: dict[str, float] = {}
    for name, value in values.items():
        if name not in found.bounds or not isfinite(found.bounds[name]):
            break
        bounds[name] = found.bounds[name]
        if (value - bounds[name]) * (-1 if is_maximised(name) else 1) < -TOLERANCE:
            bounds = {}
            break
    if len(bounds) == len(values):
        return bounds
    return placement_bounds(work, values, brief) | bounds

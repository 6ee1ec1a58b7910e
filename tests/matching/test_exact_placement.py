"""The exact engine for placement: optimal by every plan of tiny problems and by another engine on small ones."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from dagdeel.matching import BadProblem, score, solve
from dagdeel.matching.problem import Seat
from dagdeel.matching.problem.goals import ranked
from dagdeel.matching.solvers import NoPlan
from tests.matching import tiny

seeds = st.integers(0, 10**6)
goals = st.sampled_from(["", "utilitarian", "egalitarian utilitarian", "leximin"])
locks = st.sampled_from([(), (), (Seat("m0", "s0"),), (Seat("m1", "s2"), Seat("m0", "s1"))])


@settings(max_examples=80, deadline=None)
@given(seeds, goals, locks)
def test_exact_and_cross_find_the_best_of_all_plans(seed: int, points: str, locked: tuple[Seat, ...]) -> None:
    problem = replace(tiny.placement(seed, points=points), locked=locked)
    legal = [ranked(score(problem, p)) for p in tiny.every_placement(problem) if tiny.placement_is_legal(problem, p)]
    for engine in ("exact", "cross"):
        try:
            plan = solve(problem, engine=engine, seed=seed)
        except BadProblem:
            assert not legal
        except NoPlan:
            assert locked
            assert not legal
        else:
            assert ranked(score(problem, plan)) == min(legal)
            assert plan.proven == bool(plan.goals)

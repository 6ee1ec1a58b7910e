"""The two puzzles of the year: who goes where, and which trainer gives which session when.

Pure Python, without Django; the docs are in ``docs/matching.md``. Typical use::

    problem = read_problem(json_text)
    plan = solve(problem, seed=1)
    assert violations(problem, plan) == ()
"""

from dagdeel.matching.check import Violation, violations
from dagdeel.matching.problem import BadProblem, read_plan, read_problem
from dagdeel.matching.score import score
from dagdeel.matching.solve import solve

__all__ = ["BadProblem", "Violation", "read_plan", "read_problem", "score", "solve", "violations"]

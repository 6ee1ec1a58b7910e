"""The step of a goal: every value that it can have is a whole number of these, so that a bound may be rounded up."""

import math

import numpy as np

from dagdeel.matching.solvers.exact.program import Vector

DIGITS = 3
"""Values with more digits behind the point have no step: then a bound is what the solver says."""


def step_of(values: Vector) -> float:
    for digits in range(DIGITS + 1):
        scaled = values * 10**digits
        whole = np.round(scaled)
        if np.all(np.abs(scaled - whole) <= 1e-9 * (1 + np.abs(scaled))) and np.all(np.abs(whole) < 2**53):
            step: int = math.gcd(*np.unique(whole).astype(np.int64).tolist())
            return max(1, step) / float(10**digits)
    return 0.0

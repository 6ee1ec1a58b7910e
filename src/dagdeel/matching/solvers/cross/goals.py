"""Goal after goal with CP-SAT: the second engine, which shares no model with the first."""

from collections.abc import Mapping, Sequence

from ortools.sat.python import cp_model

from dagdeel.matching.solvers import Brief

WHOLE = 10**6
"""CP-SAT counts in whole numbers: what is given in fractions is taken to six digits."""

Sum = Sequence[tuple[cp_model.IntVar, float]]


def pursue(
    model: cp_model.CpModel, goals: Mapping[str, Sum], brief: Brief
) -> tuple[cp_model.CpSolver | None, dict[str, float]]:
    """Minimise the goals in order; the last solver with a solution, and per goal the least value that was proven."""
    best: cp_model.CpSolver | None = None
    bounds: dict[str, float] = {}
    for name, parts in goals.items():
        if brief.stop():
            break
        scale = 1 if all(float(weight).is_integer() for _, weight in parts) else WHOLE
        total = sum(round(weight * scale) * variable for variable, weight in parts)
        model.minimize(total)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = brief.seed % 2**31
        status = solver.solve(model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return best, bounds
        best = solver
        bounds[name] = solver.best_objective_bound / scale
        if status != cp_model.OPTIMAL:
            break
        model.add(total <= round(solver.objective_value))
        brief.tell(name, solver.objective_value / scale, bounds[name])
    return best, bounds

"""Which engine solves, and in which version: the one place that knows."""

from importlib.metadata import version as version_of

from dagdeel.matching.solvers import DEFAULT_ENGINE


def engine() -> str:
    """The engine that `matching` recommends."""
    return DEFAULT_ENGINE


def version(name: str) -> str:
    """What has to be the same for a proposal to be computed again: ours, and the solver's where there is one."""
    solver = f", highspy {version_of('highspy')}" if name == "exact" else ""
    return f"dagdeel {version_of('dagdeel')}{solver}"

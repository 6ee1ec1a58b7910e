"""What is known of the goals of the whole while its parts are solved one by one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import isfinite

from dagdeel.matching.possible import PlacementFacts
from dagdeel.matching.problem import PlacementPlan
from dagdeel.matching.score import goal_names, mentor_row, placement_score
from dagdeel.matching.solvers import Brief, Progress
from dagdeel.matching.solvers.exact.lexicographic import CLOSE, Reached
from dagdeel.matching.solvers.exact.placement.ladder import Ladder, Step
from dagdeel.matching.solvers.exact.placement.parts import Division
from dagdeel.matching.solvers.exact.program import Vector


@dataclass(frozen=True)
class Found:
    """A plan, bounds per goal for as many goals as there are true ones, and whether no plan can be."""

    plan: PlacementPlan | None
    bounds: Mapping[str, float] = field(default_factory=dict)
    impossible: bool = False


class Tally:
    """Sums over the parts: values and bounds as the judge counts."""

    def __init__(self, facts: PlacementFacts, division: Division, begin: PlacementPlan | None) -> None:
        self._names = goal_names(facts)
        self._open = len(division.parts)
        self._several = self._open > 1
        self._value = dict.fromkeys(self._names, 0.0)
        if not facts.problem.by_points:
            for mentor in division.idle:
                for name, value in zip(self._names, mentor_row(facts, mentor.id, ()), strict=False):
                    self._value[name] += value
            self._value["open_sessions"] += len(division.empty)
        self._bound: dict[str, float | None] = dict(self._value)
        at_first = self._value if begin is None else dict(placement_score(facts, begin))
        self._rest = {name: at_first[name] - self._value[name] for name in self._names}

    def listening(self, brief: Brief, groups: Sequence[Ladder], start: Vector | None) -> Brief:
        """The brief for the next part: who listens hears of the whole, with the parts to come as they were."""
        by_name = {group.steps[0].aim.name: group for group in groups}
        if start is not None:
            for step in (step for group in groups for step in group.steps):
                self._rest[step.aim.name] -= step.scale * step.aim.value(start)

        def hear(told: Progress) -> None:
            if (group := by_name.get(told.goal)) is None:
                return
            scale, so_far = group.steps[0].scale, self._bound[told.goal]
            bound = None
            if told.bound is not None and isfinite(told.bound) and so_far is not None and self._open == 1:
                bound = so_far + scale * group.first(told.bound)
            others = self._value[told.goal] + self._rest[told.goal]
            brief.progress(replace(told, value=others + scale * group.first(told.value), bound=bound))

        return replace(brief, progress=hear)

    def add(self, steps: Sequence[Step], reached: Mapping[str, Reached]) -> None:
        """A part that has been solved as far as time allowed."""
        self._open -= 1
        for step in steps:
            name = step.aim.name
            known, so_far = reached.get(name), self._bound[name]
            self._bound[name] = None if known is None or so_far is None else so_far + step.scale * known.bound
            if known is not None:
                self._value[name] += step.scale * known.value

    def bounds(self) -> dict[str, float]:
        """Per goal in order, as long as they are true of the whole.

        A part holds its earlier goals at their values. While one is not proven, the whole may be as good on it with
        one part better and another worse; so with several parts nothing after it is known.
        """
        found: dict[str, float] = {}
        for name in self._names:
            bound = self._bound[name]
            if bound is None:
                break
            found[name] = round(bound, 6)
            if self._several and abs(self._value[name] - bound) > CLOSE:
                break
        return found

"""Both puzzles at every size, solved to proof and by greedy, as JSON lines: goals with value and bound, seconds, memory.

Every instance is solved in a process of its own, so that its peak memory is its own. ``--only KIND`` runs a part.
"""

import argparse
import json
import resource
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from dagdeel.matching import generate, solve, violations
from dagdeel.matching.preflib import courses
from dagdeel.matching.problem import PlacementProblem, Problem, TimetableProblem

FOLDERS = [above / "shared" for above in Path(__file__).resolve().parents[2:]]
SHARED = next((folder for folder in FOLDERS if folder.exists()), FOLDERS[0])
AGH = SHARED / "data" / "agh-course-selection"
YEARS = {2003: AGH / "00009-00000001.soc", 2004: AGH / "00009-00000002.soc"}
SECONDS = 600.0
"""What the exact engine may take."""
PATIENCE = 60.0
"""What greedy may take."""
BOTH = (False, True)


@dataclass(frozen=True)
class Instance:
    """One problem to measure with."""

    kind: str
    size: str
    seed: int
    tight: bool
    make: Callable[[], Problem]

    @property
    def name(self) -> str:
        return f"{self.kind} {self.size} {self.seed} {'tight' if self.tight else 'normal'}"


# Instances


def school(mentors: int, tight: bool) -> Instance:
    def make() -> PlacementProblem:
        return generate.placement_of("school", mentors=mentors, seed=mentors, tight=tight)

    return Instance("placement-school", f"{mentors} mentors", mentors, tight, make)


def partnership(seed: int, tight: bool) -> Instance:
    def make() -> PlacementProblem:
        return generate.placement_of("partnership", seed=seed, tight=tight)

    return Instance("placement-partnership", "160 mentors", seed, tight, make)


def timetable(size: str, seed: int, tight: bool) -> Instance:
    def make() -> TimetableProblem:
        return generate.timetable_of(size, seed=seed, tight=tight)

    partnerships = generate.SIZES[size]
    return Instance(f"timetable-{partnerships}", f"{32 * partnerships} sessions", seed, tight, make)


def replanning(seed: int, tight: bool) -> Instance:
    """The trainer with most sessions falls ill."""

    def make() -> TimetableProblem:
        problem = generate.timetable_of("partnership", seed=seed, tight=tight)
        before = solve(problem, seconds=SECONDS).assignments
        sessions = Counter(given.trainer for given in before.values())
        ill = max(sorted(sessions), key=lambda name: sessions[name])
        trainers = tuple(replace(t, available=frozenset()) if t.id == ill else t for t in problem.trainers)
        return replace(problem, trainers=trainers, previous=before)

    return Instance("replanning", "32 sessions", seed, tight, make)


def real(year: int, places: int, seats: int, goals: tuple[str, ...]) -> Instance:
    def make() -> PlacementProblem:
        return courses(YEARS[year].read_text(), places=places, seats=seats, goals=goals)

    size = f"{places} of {seats} seats, {' '.join(goals)}"
    return Instance("agh", size, year, False, make)


def instances() -> Iterator[Instance]:
    """The small ones first."""
    for tight in BOTH:
        yield from (school(10 + 11 * at // 2, tight) for at in range(21))
        yield from (partnership(seed, tight) for seed in range(5))
        yield from (timetable("partnership", seed, tight) for seed in range(10))
        yield from (replanning(seed, tight) for seed in range(10))
        yield from (timetable("ten", seed, tight) for seed in range(3))
    for year, places, seats in ((2003, 1, 20), (2003, 2, 40), (2004, 1, 24), (2004, 2, 48), (2004, 2, 57)):
        for goals in (("utilitarian",), ("egalitarian", "utilitarian")):
            yield real(year, places, seats, goals)
    yield from (timetable("hundred", 1, tight) for tight in BOTH)


# Measuring


def measure(instance: Instance) -> dict[str, object]:
    """In a process that does nothing else: its peak memory is taken before greedy is asked."""
    problem = instance.make()
    plan = solve(problem, engine="exact", seconds=SECONDS)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    greedy = solve(problem, engine="greedy", seconds=PATIENCE)
    return {
        "bench": "matching",
        "kind": instance.kind,
        "size": instance.size,
        "seed": instance.seed,
        "tight": instance.tight,
        "goals": [{"name": goal.name, "value": goal.value, "bound": goal.bound} for goal in plan.goals],
        "proven": plan.proven,
        "violations": len(violations(problem, plan)),
        "seconds": plan.seconds,
        "megabytes": round(megabytes),
        "greedy": {goal.name: goal.value for goal in greedy.goals},
        "greedy_seconds": greedy.seconds,
    }


def main() -> None:
    """One line an instance, as soon as it is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    every = list(instances())
    parser.add_argument("--only", choices=sorted({instance.kind for instance in every}), help="run one kind")
    parser.add_argument("--first", type=int, help="run only so many of each kind")
    parser.add_argument("--one", choices=[instance.name for instance in every], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one is not None:
        print(json.dumps(measure(next(instance for instance in every if instance.name == options.one))))
        return
    if not AGH.exists():
        sys.stderr.write(f"The real course preferences are not in {AGH}: those are skipped.\n")
        every = [instance for instance in every if instance.kind != "agh"]
    seen: Counter[str] = Counter()
    for instance in every:
        seen[instance.kind] += 1
        wanted = options.only in {None, instance.kind}
        if wanted and (options.first is None or seen[instance.kind] <= options.first):
            subprocess.run([sys.executable, __file__, "--one", instance.name], check=True)


if __name__ == "__main__":
    main()

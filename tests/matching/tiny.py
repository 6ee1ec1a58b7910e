"""Tiny problems from a seed, small enough to list every plan, and an own reading of the rules to judge them by.

The rules here are written again, from the model in ``docs/matching.md``, and share no code with the judge.
"""

import random
from collections.abc import Iterator
from datetime import date
from itertools import chain, combinations, product

from dagdeel.matching.problem import (
    Assignment,
    Mentor,
    PlacementPlan,
    PlacementProblem,
    PlacementSession,
    Rules,
    School,
    Session,
    TimetablePlan,
    TimetableProblem,
    Trainer,
)

SLOTS = ("2016-11-08/am", "2016-11-08/pm", "2016-11-10/pm", "2016-11-24/pm")


def placement(seed: int, *, mentors: int = 3, points: str = "") -> PlacementProblem:
    dice = random.Random(seed)
    sessions = tuple(_place_session(dice, n) for n in range(3))
    conflicts = (("s0", "s1"),) if dice.random() < 0.3 else ()
    closed = frozenset({"s2"}) if dice.random() < 0.15 else frozenset()
    goals = tuple(points.split())
    people = tuple(_mentor(dice, n, goals) for n in range(mentors))
    return PlacementProblem(people, sessions, closed=closed, conflicts=conflicts, goals=goals)


def _place_session(dice: random.Random, n: int) -> PlacementSession:
    least = dice.randint(0, 2)
    workshop, slot = dice.choice(("A", "B", "C")), dice.choice(SLOTS[:3])
    return PlacementSession(f"s{n}", dice.choice("XXY"), workshop, slot, least, dice.randint(least, 3))


def _mentor(dice: random.Random, n: int, goals: tuple[str, ...]) -> Mentor:
    ranking = tuple(dice.sample("ABC", k=dice.randint(0, 3)))
    return Mentor(
        f"m{n}",
        dice.randint(0, 2),
        () if goals else ranking,
        () if goals else ranking[: dice.randint(0, len(ranking))],
        {f"s{k}": dice.randint(0, 9) for k in range(3) if dice.random() < 0.8} if goals else None,
        frozenset(slot for slot in SLOTS if dice.random() < 0.15),
        frozenset(w for w in "ABC" if dice.random() < 0.1),
        dice.random() < 0.4,
        None if dice.random() < 0.5 else frozenset(dice.choice(("X", "Y", "XY"))),
    )


def every_placement(problem: PlacementProblem) -> Iterator[PlacementPlan]:
    """Every way to fill in a plan, the forbidden ones too."""
    ids = [session.id for session in problem.sessions]
    bundles = list(chain.from_iterable(combinations(ids, n) for n in range(len(ids) + 1)))
    for choice in product(bundles, repeat=len(problem.mentors)):
        placements = {mentor.id: bundle for mentor, bundle in zip(problem.mentors, choice, strict=True)}
        for closed in bundles:
            yield PlacementPlan(placements, closed)


def placement_is_legal(problem: PlacementProblem, plan: PlacementPlan) -> bool:
    session = {s.id: s for s in problem.sessions}
    for mentor in problem.mentors:
        given = [session[name] for name in plan.placements[mentor.id]]
        if len(given) > mentor.places or len({s.workshop for s in given}) < len(given):
            return False
        if len({s.slot for s in given}) < len(given):
            return False
        if any({a, b} <= {s.id for s in given} for a, b in problem.conflicts):
            return False
        for s in given:
            wanted = s.workshop in mentor.ranking if mentor.points is None else s.id in mentor.points
            away = mentor.schools is not None and s.school not in mentor.schools
            if not wanted or away or s.slot in mentor.blocked or s.workshop in mentor.done:
                return False
    for s in problem.sessions:
        there = sum(s.id in bundle for bundle in plan.placements.values())
        if s.id in plan.closed and there:
            return False
        if s.id not in plan.closed and (s.id in problem.closed or not s.min <= there <= s.max):
            return False
    return all(seat.session in plan.placements[seat.mentor] for seat in problem.locked)


def timetable(seed: int, *, sessions: int = 3, before: bool = False, touched: int | None = None) -> TimetableProblem:
    dice = random.Random(seed)
    study = frozenset({"2016-11-08"}) if dice.random() < 0.4 else frozenset()
    schools = (
        School("X", frozenset({"I"}), {slot: dice.randint(0, 2) for slot in SLOTS if dice.random() < 0.9}, study),
        School("Y", frozenset({"I", "J"}), {slot: dice.randint(0, 2) for slot in SLOTS}),
    )
    trainers = tuple(_trainer(dice, n) for n in range(2))
    wanted = tuple(
        Session(f"s{n}", dice.choice("XXY"), dice.choice("AB"), tuple(s for s in SLOTS if dice.random() < 0.8))
        for n in range(sessions)
    )
    rules = Rules(dice.choice((0, 1, 3, 14)), dice.randint(1, 2), 50, touched)
    travel = {"X": {"t0": dice.randint(1, 9), "t1": dice.randint(1, 9)}}
    previous = {"s0": Assignment("t0", SLOTS[0]), "s1": Assignment("gone", SLOTS[2])} if before else None
    return TimetableProblem(schools, wanted, trainers, travel, rules, previous=previous)


def _trainer(dice: random.Random, n: int) -> Trainer:
    available = frozenset(slot for slot in SLOTS if dice.random() < 0.8)
    quality = {w: dice.randint(30, 50) for w in "AB" if dice.random() < 0.8}
    rather_not = frozenset(slot for slot in available if dice.random() < 0.3)
    return Trainer(f"t{n}", dice.choice("IIJ"), quality, available, rather_not, dice.randint(0, 3))


def every_timetable(problem: TimetableProblem) -> Iterator[TimetablePlan]:
    """Every way to fill in a plan, the forbidden ones too."""
    ways = [None, *(Assignment(t.id, slot) for t in problem.trainers for slot in SLOTS)]
    names = [session.id for session in problem.sessions]
    for choice in product(ways, repeat=len(names)):
        given = {name: way for name, way in zip(names, choice, strict=True) if way is not None}
        yield TimetablePlan(given, tuple(name for name in names if name not in given))


def timetable_is_legal(problem: TimetableProblem, plan: TimetablePlan) -> bool:
    legal = _pairs_are_legal(problem, plan) and _trainers_are_legal(problem, plan) and _pins_hold(problem, plan)
    return legal and _few_are_touched(problem, plan)


def _pairs_are_legal(problem: TimetableProblem, plan: TimetablePlan) -> bool:
    session = {s.id: s for s in problem.sessions}
    school = {s.id: s for s in problem.schools}
    trainer = {t.id: t for t in problem.trainers}
    for name, a in plan.assignments.items():
        s, t = session[name], trainer[a.trainer]
        place = school[s.school]
        if t.institute not in place.institutes or s.workshop not in t.quality:
            return False
        if a.slot not in s.slots or a.slot not in place.slots or a.slot not in t.available:
            return False
    for one, other in combinations(plan.assignments, 2):
        if session[one].school == session[other].school:
            first, second = (date.fromisoformat(plan.assignments[n].slot[:10]) for n in (one, other))
            parallel = first == second and first.isoformat() in school[session[one].school].study_days
            if not parallel and abs((first - second).days) < problem.rules.spacing_days:
                return False
    return True


def _trainers_are_legal(problem: TimetableProblem, plan: TimetablePlan) -> bool:
    for t in problem.trainers:
        slots = [a.slot for a in plan.assignments.values() if a.trainer == t.id]
        weeks = [date.fromisoformat(slot[:10]).isocalendar()[:2] for slot in slots]
        if len(set(slots)) < len(slots) or len(slots) > t.maximum:
            return False
        if any(weeks.count(week) > problem.rules.per_week for week in weeks):
            return False
    return True


def _few_are_touched(problem: TimetableProblem, plan: TimetablePlan) -> bool:
    most = problem.rules.most_touched
    if most is None or problem.previous is None:
        return True
    before = {(name, a.trainer, a.slot) for name, a in problem.previous.items()}
    return len({a.trainer for name, a in plan.assignments.items() if (name, a.trainer, a.slot) not in before}) <= most


def _pins_hold(problem: TimetableProblem, plan: TimetablePlan) -> bool:
    pins = {pin.session: pin for pin in problem.locked}
    for name, pin in pins.items():
        given = plan.assignments.get(name)
        if given is None and pin.trainer and pin.slot:
            return False
        if given is not None and (pin.trainer or given.trainer, pin.slot or given.slot) != (given.trainer, given.slot):
            return False
    return True

"""Invented problems of realistic size and shape, from a seed: for tests, benchmarks and a first look."""

import random
from collections.abc import Sequence
from datetime import date, timedelta

from dagdeel.matching.problem import (
    Mentor,
    PlacementProblem,
    PlacementSession,
    Rules,
    School,
    Session,
    TimetableProblem,
    Trainer,
)

FIRST_DAY = date(2016, 9, 5)
WEEKS = 40
HOLIDAY_WEEKS = frozenset({6, 7, 15, 16, 24, 33, 34})
PARTS = ("am", "pm", "pm", "pm", "ev")
"""Afternoons are asked for most."""


def placement(*, mentors: int = 40, workshops: int = 8, seed: int = 0, tight: bool = False) -> PlacementProblem:
    """One school: the best loved workshops are given twice; tight leaves seats for four in five."""
    dice = random.Random(f"placement-{seed}")  # noqa: S311 - a game, not a secret
    names = [f"W{n + 1}" for n in range(workshops)]
    people = tuple(_mentor(dice, n, names) for n in range(mentors))
    asked = sum(mentor.places for mentor in people)
    given = [*names, *names[: max(1, workshops // 3)]]
    slots = dice.sample(_half_days(dice, 3 * len(given)), k=max(1, len(given) - 1))
    seats = asked * (0.8 if tight else 1.3) / len(given)
    sessions = tuple(
        PlacementSession(
            f"S1.{workshop}.{given[:at].count(workshop) + 1}",
            "S1",
            workshop,
            slots[at % len(slots)],
            min=min(8 if tight else 5, max(1, round(seats))),
            max=max(1, round(seats)),
        )
        for at, workshop in enumerate(given)
    )
    blocked = [s.slot for s in sessions]
    return PlacementProblem(tuple(_with_blocks(dice, mentor, blocked) for mentor in people), sessions)


def _mentor(dice: random.Random, number: int, names: Sequence[str]) -> Mentor:
    # Early names are better loved: each rank is drawn from a front that moves along the list.
    ranking = tuple(sorted(names, key=lambda name: names.index(name) / len(names) + dice.random()))
    ranking = ranking[: dice.randint(max(1, len(names) // 2), len(names))]
    return Mentor(
        f"m{number + 1}",
        places=dice.choice((1, 2, 2, 3)),
        ranking=ranking,
        liked=ranking[: dice.randint(1, min(3, len(ranking)))],
        done=frozenset(dice.sample(names, k=dice.choice((0, 0, 1)))),
        first_time=dice.random() < 0.25,
        schools=frozenset({"S1"}),
    )


def _with_blocks(dice: random.Random, mentor: Mentor, slots: Sequence[str]) -> Mentor:
    blocked = frozenset(slot for slot in slots if dice.random() < 0.15)
    return Mentor(
        mentor.id,
        mentor.places,
        mentor.ranking,
        mentor.liked,
        None,
        blocked,
        mentor.done,
        mentor.first_time,
        mentor.schools,
    )


def timetable(*, partnerships: int = 1, seed: int = 0, tight: bool = False) -> TimetableProblem:
    """Per partnership four schools with eight sessions each and 8-12 trainers; all share three institutes."""
    dice = random.Random(f"timetable-{seed}")  # noqa: S311 - a game, not a secret
    workshops = [f"W{n + 1}" for n in range(12)]
    calendar = _half_days(dice, 90)
    schools: list[School] = []
    sessions: list[Session] = []
    trainers: list[Trainer] = []
    for partnership in range(partnerships):
        own = [f"P{partnership}S{n + 1}" for n in range(4)]
        schools += [_school(dice, name, calendar, tight) for name in own]
        sessions += [
            Session(f"{school.id}{workshop}", school.id, workshop, tuple(school.slots))
            for school in schools[-4:]
            for workshop in sorted(dice.sample(workshops, k=8), key=workshops.index)
        ]
        count = dice.randint(8, 9) if tight else dice.randint(9, 12)
        trainers += [_trainer(dice, len(trainers) + n, workshops, calendar, tight) for n in range(count)]
    travel = {school.id: {trainer.id: dice.randint(2, 60) for trainer in trainers} for school in schools}
    rules = Rules(spacing_days=14, per_week=2, quality_top=50)
    return TimetableProblem(tuple(schools), tuple(sessions), tuple(trainers), travel, rules)


def _school(dice: random.Random, name: str, calendar: Sequence[str], tight: bool) -> School:
    slots = sorted(dice.sample(calendar, k=22 if tight else 34))
    institutes = dice.sample(("I1", "I2", "I3"), k=2)
    return School(name, frozenset(institutes), {slot: dice.choice((0, 0, 1, 2)) for slot in slots})


def _trainer(
    dice: random.Random, number: int, workshops: Sequence[str], calendar: Sequence[str], tight: bool
) -> Trainer:
    available = sorted(dice.sample(calendar, k=24 if tight else 40))
    skills = dice.sample(workshops, k=dice.randint(3, 5) if tight else dice.randint(4, 7))
    return Trainer(
        f"T{number + 1}",
        ("I1", "I2", "I3")[number % 3],
        {workshop: dice.randint(28, 50) for workshop in skills},
        frozenset(available),
        frozenset(dice.sample(available, k=len(available) // 5)),
        maximum=dice.randint(3, 5) if tight else dice.randint(4, 7),
    )


def _half_days(dice: random.Random, count: int) -> list[str]:
    """Different half-days of one school year outside the holidays, in order."""
    days = [
        FIRST_DAY + timedelta(days=7 * week + day)
        for week in range(WEEKS)
        if week not in HOLIDAY_WEEKS
        for day in range(5)
    ]
    chosen = sorted(dice.sample(days, k=min(count, len(days))))
    return [f"{day.isoformat()}/{dice.choice(PARTS)}" for day in chosen]

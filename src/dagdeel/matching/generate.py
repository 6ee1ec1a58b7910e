"""Invented problems of realistic size and shape, from a seed: for tests, benchmarks and a first look."""

import math
import random
from collections.abc import Sequence
from dataclasses import replace
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

SIZES = {"school": 1, "partnership": 1, "ten": 10, "hundred": 100}
"""Partnerships per size; a school is one of its own."""

SCHOOLS = 4
MENTORS = {"school": 40, "partnership": 160, "ten": 1000, "hundred": 4000}
FIRST_DAY = date(2016, 9, 5)
WEEKS = 40
HOLIDAY_WEEKS = frozenset({6, 7, 15, 16, 24, 33, 34})
PARTS = ("am", "pm", "pm", "pm", "ev")
"""Afternoons are asked for most."""

APART = 30
"""Kilometres from one partnership to the next; they lie on a square grid."""


def placement_of(size: str, *, mentors: int | None = None, seed: int = 0, tight: bool = False) -> PlacementProblem:
    """A placement of one of the SIZES."""
    people = MENTORS[size] if mentors is None else mentors
    schools = 1 if size == "school" else SCHOOLS * SIZES[size]
    return placement(mentors=people, schools=schools, seed=seed, tight=tight)


def timetable_of(size: str, *, seed: int = 0, tight: bool = False) -> TimetableProblem:
    """A timetable of one of the SIZES."""
    schools = 1 if size == "school" else SCHOOLS
    return timetable(partnerships=SIZES[size], schools=schools, seed=seed, tight=tight)


# Placement


def placement(
    *, mentors: int = 40, workshops: int = 8, schools: int = 1, seed: int = 0, tight: bool = False
) -> PlacementProblem:
    """Mentors and schools in equal parts; the best loved workshops are given twice, tight leaves seats for four in
    five. With more schools two in five may also visit a neighbour of their partnership."""
    dice = random.Random(f"placement-{seed}")  # noqa: S311 - a game, not a secret
    names = [f"W{n + 1}" for n in range(workshops)]
    places = [f"S{n + 1}" for n in range(schools)]
    people: list[Mentor] = []
    sessions: list[PlacementSession] = []
    for at, school in enumerate(places):
        count = mentors // schools + (at < mentors % schools)
        own = [_mentor(dice, len(people) + n, names, school) for n in range(count)]
        offered = _offer(dice, school, names, own, tight)
        sessions += offered
        if schools > 1:
            own = [_visiting(dice, mentor, places, at) for mentor in own]
        people += [_with_blocks(dice, mentor, [s.slot for s in offered]) for mentor in own]
    return PlacementProblem(tuple(people), tuple(sessions))


def _offer(
    dice: random.Random, school: str, names: Sequence[str], people: Sequence[Mentor], tight: bool
) -> list[PlacementSession]:
    given = [*names, *names[: max(1, len(names) // 3)]]
    slots = dice.sample(_half_days(dice, 3 * len(given)), k=max(1, len(given) - 1))
    seats = sum(mentor.places for mentor in people) * (0.8 if tight else 1.3) / len(given)
    return [
        PlacementSession(
            f"{school}.{workshop}.{given[:at].count(workshop) + 1}",
            school,
            workshop,
            slots[at % len(slots)],
            min=min(8 if tight else 5, max(1, round(seats))),
            max=max(1, round(seats)),
        )
        for at, workshop in enumerate(given)
    ]


def _mentor(dice: random.Random, number: int, names: Sequence[str], school: str) -> Mentor:
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
        schools=frozenset({school}),
    )


def _visiting(dice: random.Random, mentor: Mentor, places: Sequence[str], at: int) -> Mentor:
    first = at - at % SCHOOLS
    neighbours = [name for name in places[first : first + SCHOOLS] if name != places[at]]
    visits = dice.sample(neighbours, k=min(len(neighbours), dice.choice((0, 0, 0, 1, 2))))
    return replace(mentor, schools=frozenset({places[at], *visits}))


def _with_blocks(dice: random.Random, mentor: Mentor, slots: Sequence[str]) -> Mentor:
    return replace(mentor, blocked=frozenset(slot for slot in slots if dice.random() < 0.15))


# Timetable


def timetable(*, partnerships: int = 1, schools: int = SCHOOLS, seed: int = 0, tight: bool = False) -> TimetableProblem:
    """Per partnership so many schools with eight sessions each and 8-12 trainers, whom the partnerships around share.

    Tight: fewer trainers, who can do less and come less often, and here and there a school whose half-days leave
    room for one session less than it asks for.
    """
    dice = random.Random(f"timetable-{seed}")  # noqa: S311 - a game, not a secret
    land = _Land(dice, partnerships, schools, tight)
    places = [land.school(at, number) for at in range(partnerships) for number in range(schools)]
    sessions = [session for school in places for session in land.sessions(school)]
    trainers = land.trainers()
    travel = {
        school.id: {t.id: land.km(school.id, t.id) for t in trainers if t.institute in school.institutes}
        for school in places
    }
    rules = Rules(spacing_days=14, per_week=2, quality_top=50)
    return TimetableProblem(tuple(places), tuple(sessions), tuple(trainers), travel, rules)


class _Land:
    """Where everything lies: partnerships on a grid, an institute for every three of them, at least three."""

    workshops = [f"W{n + 1}" for n in range(12)]

    def __init__(self, dice: random.Random, partnerships: int, schools: int, tight: bool) -> None:
        self.dice, self.schools, self.tight = dice, schools, tight
        self.calendar = _half_days(dice, 90)
        side = math.ceil(math.sqrt(partnerships))
        self.centres = [(APART * (n % side), APART * (n // side)) for n in range(partnerships)]
        edge = APART * side - 20
        self.institutes = {
            f"I{n + 1}": (dice.uniform(-10, edge), dice.uniform(-10, edge))
            for n in range(max(3, round(partnerships / 3)))
        }
        self.at: dict[str, tuple[float, float]] = {}

    def put(self, name: str, near: tuple[float, float], within: float) -> None:
        self.at[name] = (near[0] + self.dice.uniform(-within, within), near[1] + self.dice.uniform(-within, within))

    def km(self, one: str, other: str) -> int:
        return max(1, round(1.3 * math.dist(self.at[one], self.at[other])))

    def school(self, partnership: int, number: int) -> School:
        """Served by two of the three institutes nearest to its partnership; a school alone by all three."""
        name, centre = f"P{partnership}S{number + 1}", self.centres[partnership]
        self.put(name, centre, 8)
        near = sorted(self.institutes, key=lambda institute: math.dist(centre, self.institutes[institute]))[:3]
        institutes = self.dice.sample(near, k=2 if self.schools > 1 else 3)
        slots = sorted(self.dice.sample(self.calendar, k=16 if self.tight else 30))
        if self.tight and number == 0 and partnership % 7 == 0:
            slots = _leaving_room_for(7, slots)
        return School(name, frozenset(institutes), {slot: self.dice.choice((0, 0, 1, 2)) for slot in slots})

    def sessions(self, school: School) -> list[Session]:
        chosen = sorted(self.dice.sample(self.workshops, k=8), key=self.workshops.index)
        return [Session(f"{school.id}{workshop}", school.id, workshop, tuple(school.slots)) for workshop in chosen]

    def trainers(self) -> list[Trainer]:
        """8-12 per partnership of four schools, spread evenly over the institutes."""
        per = (8, 9, 9, 10, 10) if self.tight else (8, 9, 10, 11, 12)
        total = max(6, sum(self.dice.choice(per) for _ in self.centres) * self.schools // SCHOOLS)
        found: list[Trainer] = []
        for at, institute in enumerate(self.institutes):
            deck: list[str] = []
            for _ in range(total // len(self.institutes) + (at < total % len(self.institutes))):
                skills = _deal(self.dice, deck, self.workshops, self.dice.randint(*((3, 5) if self.tight else (4, 7))))
                found.append(self._trainer(f"T{len(found) + 1}", institute, skills))
        return found

    def _trainer(self, name: str, institute: str, skills: Sequence[str]) -> Trainer:
        self.put(name, self.institutes[institute], 15)
        available = sorted(self.dice.sample(self.calendar, k=24 if self.tight else 40))
        return Trainer(
            name,
            institute,
            {workshop: self.dice.randint(28, 50) for workshop in skills},
            frozenset(available),
            frozenset(self.dice.sample(available, k=len(available) // 5)),
            maximum=self.dice.randint(*((3, 5) if self.tight else (4, 7))),
        )


def _leaving_room_for(count: int, slots: Sequence[str]) -> list[str]:
    """The half-days until so many sessions at 14 days apart are all that fit."""
    kept: list[str] = []
    packed: list[date] = []
    for slot in sorted(slots):
        day = date.fromisoformat(slot[:10])
        if not packed or (day - packed[-1]).days >= 14:
            if len(packed) == count:
                break
            packed.append(day)
        kept.append(slot)
    return kept


def _deal(dice: random.Random, deck: list[str], workshops: Sequence[str], count: int) -> list[str]:
    """Different workshops from the top of a deck that is shuffled anew when it is out: no workshop is forgotten."""
    while len(set(deck)) < count:
        deck += dice.sample(workshops, k=len(workshops))
    hand: list[str] = []
    for workshop in list(deck):
        if len(hand) < count and workshop not in hand:
            hand.append(workshop)
            deck.remove(workshop)
    return sorted(hand, key=workshops.index)


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

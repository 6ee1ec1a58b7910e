"""The trainers of the problem: what they can give, when they can come, and how much they give already."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dagdeel.matching.problem import Trainer as Giver
from dagdeel.year.planning import rules
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.optimise.calendar import slots_of
from dagdeel.year.planning.optimise.world import Spot, World, slot_of
from dagdeel.year.planning.states import ProposalMode
from dagdeel.year.trainers.models import Competence, Trainer
from dagdeel.year.trainers.states import Suits

Week = tuple[int, int, int]  # trainer, ISO year, ISO week
# Where a session of another partnership stands in the week: on its Sunday, so that the week is as full as it is and nobody
# reads when the trainer is elsewhere.
SUNDAY = ("am", "pm", "ev")


@dataclass(frozen=True)
class Held:
    """A half-day that a trainer gives away already, as a lock: its name in the problem."""

    name: str
    trainer: int
    slot: str
    ours: bool


@dataclass(frozen=True)
class GivenAway:
    """What trainers give already: half-days to lock; weeks that are full, which need no lock; our sessions by trainer."""

    locks: tuple[Held, ...]
    full: frozenset[Week]
    number: Mapping[int, int]


def kind_of(session: Session, world: World) -> str:
    """The workshop; a pinned session with a trainer and no date is a kind of its own, which only that trainer gives."""
    if session.pinned and session.day is None and world.holders(session):
        return f"only-{session.pk}"
    return f"workshop-{session.edition.workshop_id}"


def per_week(world: World) -> int:
    """Sessions of one trainer in a week."""
    return world.question.what_if.per_week or rules.PER_WEEK


def given_away(world: World) -> GivenAway:
    """What the standing sessions and the other partnerships take."""
    known = {trainer.pk for trainer in world.trainers}
    ours = [
        (a.trainer_id, s.day, s.half_day, s.pk)
        for s in world.standing
        for a in world.holders(s)
        if a.trainer_id in known and s.day is not None
    ]
    weeks: Counter[Week] = Counter(_week(trainer, day) for trainer, day, _, _ in ours)
    others: Counter[Week] = Counter()
    for trainer, spots in world.elsewhere.items():
        others.update(_week(trainer, day) for day, _ in spots)
    most = per_week(world)
    full = frozenset(week for week in weeks.keys() | others.keys() if weeks[week] + others[week] >= most)
    locks = [
        Held(f"held-{session}-{trainer}", trainer, slot_of(day, half_day), ours=True)
        for trainer, day, half_day, session in ours
        if _week(trainer, day) not in full
    ]
    taken = {(held.trainer, held.slot) for held in locks}
    for (trainer, year, week), number in sorted(others.items()):
        if (trainer, year, week) in full:
            continue
        sunday = date.fromisocalendar(year, week, 7)
        free = [slot_of(sunday, part) for part in SUNDAY if (trainer, slot_of(sunday, part)) not in taken]
        locks += [Held(f"week-{trainer}-{slot.replace('/', '-')}", trainer, slot, ours=False) for slot in free[:number]]
    return GivenAway(tuple(locks), full, Counter(trainer for trainer, *_ in ours))


def _week(trainer: int, day: date) -> Week:
    return (trainer, *day.isocalendar()[:2])


def givers(world: World, moving: Sequence[Session], given: GivenAway) -> tuple[Giver, ...]:
    """Every trainer as the problem knows them."""
    here: dict[int, set[Spot]] = defaultdict(set)
    for session in moving:
        if session.day is not None and _may_stay(session, world):
            for a in world.holders(session):
                here[a.trainer_id].add((session.day, session.half_day))
    return tuple(_giver(trainer, world, moving, given, here[trainer.pk]) for trainer in world.trainers)


def _may_stay(session: Session, world: World) -> bool:
    """Whether where the session is now is among where it may go: then who gives it may go on, also without having said so."""
    if world.question.mode == ProposalMode.SCRATCH or session.day is None:
        return False
    return slot_of(session.day, session.half_day) in slots_of(session, {}, world)


def _giver(trainer: Trainer, world: World, moving: Sequence[Session], given: GivenAway, here: set[Spot]) -> Giver:
    said = world.said.get(trainer.pk, {})
    can = {spot for spot, suits in said.items() if suits != Suits.CANNOT}
    can |= {spot for spot in here if said.get(spot) != Suits.CANNOT}
    free = {
        slot_of(day, half_day)
        for day, half_day in can - world.elsewhere[trainer.pk]
        if _week(trainer.pk, day) not in given.full and not world.is_away(trainer.pk, day)
    }
    free |= {extra.slot for extra in world.question.what_if.extra if extra.trainer == trainer.pk}
    locks = [held for held in given.locks if held.trainer == trainer.pk]
    rather_not = {slot_of(*spot) for spot, suits in said.items() if suits == Suits.RATHER_NOT}
    return Giver(
        id=f"trainer-{trainer.pk}",
        institute=f"institute-{trainer.institute_id}",
        quality=_qualities(trainer, world, moving, locks),
        available=frozenset(free | {held.slot for held in locks}),
        rather_not=frozenset(rather_not & free),
        maximum=_maximum(trainer, world, locks, given),
    )


def _qualities(trainer: Trainer, world: World, moving: Sequence[Session], locks: Sequence[Held]) -> dict[str, float]:
    found: dict[str, float] = {f"workshop-{c.workshop_id}": _points(c, world) for c in trainer.competences.all()}
    for session in moving:
        kind, usual = kind_of(session, world), f"workshop-{session.edition.workshop_id}"
        if kind != usual and any(a.trainer_id == trainer.pk for a in world.holders(session)):
            found[kind] = found.get(usual, rules.QUALITY_UNKNOWN)
    return found | dict.fromkeys((held.name for held in locks), float(rules.QUALITY_TOP))


def _points(competence: Competence, world: World) -> int:
    quality = None if competence.quality is None else float(competence.quality)
    return rules.quality_points(quality, competence.answers, world.year.threshold)


def _maximum(trainer: Trainer, world: World, locks: Sequence[Held], given: GivenAway) -> int:
    """The trainer's own, less what is given already without a lock; a lock for another partnership takes nothing of ours."""
    supposed = {most.trainer: most.sessions for most in world.question.what_if.most}
    ours = sum(held.ours for held in locks)
    left = supposed.get(trainer.pk, trainer.maximum) - (given.number.get(trainer.pk, 0) - ours)
    return max(left, ours) + (len(locks) - ours)

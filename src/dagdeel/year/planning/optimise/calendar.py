"""The half-days on which a session may be: what the school offers, what is still to come, and what stands around it."""

from collections.abc import Iterable, Mapping
from datetime import date

from dagdeel.base.partnerships.halfdays import pattern, session_period
from dagdeel.base.partnerships.holidays import public_holiday, school_holiday
from dagdeel.year.choices.models import SchoolPlan
from dagdeel.year.choices.states import WishKind
from dagdeel.year.planning import rules
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.optimise.world import Spot, World, slot_of
from dagdeel.year.planning.states import ProposalMode

# Half-days of a study day suit the school best; the others cost a little, so that they come second.
BESIDE_STUDY_DAY = 2


def offered(world: World, school: int) -> dict[str, float]:
    """The school's half-days with their cost: offered or on its study day, still to come, not impossible, no holiday."""
    plan = world.plans.get(school)
    if plan is None:
        return {}
    beside = BESIDE_STUDY_DAY if plan.study_day else 0
    region = next((s.school.holiday_region for s in world.sessions if s.school_id == school), "")
    return {
        slot_of(day, half_day): 0 if day == plan.study_day else beside
        for day, half_day in sorted(_spots(world, plan) - impossible(plan))
        if world.today < day <= world.year.last_day and not public_holiday(day) and not school_holiday(day, region)
    }


def impossible(plan: SchoolPlan | None) -> set[Spot]:
    """What the school ruled out."""
    wishes = plan.half_days.all() if plan else ()
    return {(w.day, w.half_day) for w in wishes if w.kind == WishKind.IMPOSSIBLE}


def _spots(world: World, plan: SchoolPlan) -> set[Spot]:
    found = {(w.day, w.half_day) for w in plan.half_days.all() if w.kind == WishKind.POSSIBLE}
    if plan.study_day:
        found |= {(plan.study_day, "am"), (plan.study_day, "pm")}
    first, last = session_period(world.year.first_year)
    for also in world.question.what_if.also:
        if also.school == plan.school_id:
            found |= set(pattern(weekdays=[also.weekday], half_days=[also.half_day], first=first, last=last))
    return found


def study_days(world: World, school: int) -> frozenset[str]:
    """The dates on which sessions of a school may be beside each other."""
    plan = world.plans.get(school)
    return frozenset({plan.study_day.isoformat()} if plan and plan.study_day else ())


def slots_of(session: Session, wished: Mapping[str, float], world: World) -> tuple[str, ...]:
    """Where this session may go: where it is when its date stands; else what is wished, far enough from what stands and with a
    room left; and where it is now, unless the school ruled that out or everything is planned anew.
    """
    here = _here(session)
    if here is not None and world.keeps_date(session):
        return (slot_of(*here),)
    beside = [s for s in world.standing if s.school_id == session.school_id]
    study = {date.fromisoformat(day) for day in study_days(world, session.school_id)}
    days = [s.day for s in beside if s.day]
    found = [
        slot
        for slot in wished
        if _far_enough(date.fromisoformat(slot[:10]), days, study) and _has_room(world, session.school_id, slot, beside)
    ]
    stays = world.question.mode != ProposalMode.SCRATCH
    if here is not None and stays and here not in impossible(world.plans.get(session.school_id)):
        found.append(slot_of(*here))
    found += [lock.slot for lock in world.question.locks if lock.session == session.pk]
    return tuple(sorted(set(found)))


def _here(session: Session) -> Spot | None:
    return None if session.day is None else (session.day, session.half_day)


def _far_enough(day: date, standing: Iterable[date], study: set[date]) -> bool:
    return all((day == other and day in study) or abs((day - other).days) >= rules.SPACING_DAYS for other in standing)


def _has_room(world: World, school: int, slot: str, beside: Iterable[Session]) -> bool:
    """Whether what stands there leaves a room free; a school without rooms in the list has them somewhere else."""
    rooms = len(world.rooms.get(school, ()))
    taken = sum(s.day is not None and slot_of(s.day, s.half_day) == slot for s in beside)
    return not rooms or taken < rooms

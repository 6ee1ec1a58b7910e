"""From a year to a timetable problem, through the engine, and back to a proposal with a reason per session.

What people settled stays: a published, held or pinned session keeps what it has. Its trainer's half-day enters the problem as a
session of its own kind at a school of its own, so that the rules on trainers hold and no lock can make the problem unsolvable.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dagdeel import matching
from dagdeel.base.partnerships.holidays import public_holiday, school_holiday
from dagdeel.base.partnerships.models import Institute, ProgrammeYear
from dagdeel.matching.problem import (
    Pin,
    Rules,
    School,
    TimetablePlan,
    TimetableProblem,
)
from dagdeel.matching.problem import (
    Session as Piece,
)
from dagdeel.matching.problem import (
    Trainer as Giver,
)
from dagdeel.year.choices.models import SchoolPlan
from dagdeel.year.choices.states import WishKind
from dagdeel.year.planning import queries, rules
from dagdeel.year.planning.models import Assignment, Session
from dagdeel.year.planning.states import SessionState
from dagdeel.year.trainers.models import Availability, Trainer
from dagdeel.year.trainers.states import Suits

ENGINE = "greedy"
SECONDS = 30.0
BUSY = "busy-"
# Half-days of a study day suit the school best; the others cost a little, so that they come second.
BESIDE_STUDY_DAY = 2


@dataclass(frozen=True)
class Proposed:
    """What the engine found, ready to be stored."""

    engine: str
    problem: dict[str, Any]
    plan: dict[str, Any]


@dataclass(frozen=True)
class Board:
    """The year as the optimiser needs it."""

    year: ProgrammeYear
    at: datetime
    sessions: Sequence[Session]
    plans: Mapping[int, SchoolPlan]
    trainers: Sequence[Trainer]
    said: Mapping[int, Mapping[str, str]]
    elsewhere: Mapping[int, frozenset[str]]
    institutes: frozenset[str]


def half_day_id(day: date, half_day: str) -> str:
    """2016-11-08/pm."""
    return f"{day.isoformat()}/{half_day}"


def propose(year: ProgrammeYear, *, seed: int, at: datetime) -> Proposed | None:
    """A plan for every session that may still move; None when there is no such session. Eight queries, nothing is written."""
    board = _read(year, at)
    moving = [session for session in board.sessions if moves(session)]
    if not moving:
        return None
    problem = _problem(board, moving)
    plan = matching.solve(problem, engine=ENGINE, seed=seed, seconds=SECONDS)
    reasons = {str(session.pk): _reason(session, problem, plan, board) for session in moving}
    return Proposed(plan.engine, problem.to_json(), {**plan.to_json(), "reasons": reasons})


def moves(session: Session) -> bool:
    """Whether a proposal may say something of this session: a trainer, a date, or both."""
    if session.state not in {SessionState.DRAFT, SessionState.PUBLISHED}:
        return False
    return not (_keeps_date(session) and _trainers(session))


def _keeps_date(session: Session) -> bool:
    return session.day is not None and (session.pinned or session.state != SessionState.DRAFT)


def _trainers(session: Session) -> Sequence[Assignment]:
    found: Sequence[Assignment] = getattr(session, "live", ())
    return found


def _read(year: ProgrammeYear, at: datetime) -> Board:
    trainers = list(
        Trainer.objects.filter(active=True)
        .select_related("person")
        .prefetch_related("competences", "travel")
        .order_by("id")
    )
    said: dict[int, dict[str, str]] = defaultdict(dict)
    for row in Availability.objects.filter(year=year, trainer__in=trainers):
        said[row.trainer_id][half_day_id(row.day, row.half_day)] = row.suits
    people = [trainer.person_id for trainer in trainers]
    busy: dict[int, set[str]] = defaultdict(set)
    others = Assignment.everywhere.filter(person__in=people, live=True, day__isnull=False)
    for person, day, half_day in others.exclude(partnership_id=year.partnership_id).values_list(
        "person_id", "day", "half_day"
    ):
        if day is not None:
            busy[person].add(half_day_id(day, half_day))
    plans = SchoolPlan.objects.filter(year=year).prefetch_related("half_days")
    return Board(
        year=year,
        at=at,
        sessions=[s for s in queries.sessions_of(year).order_by("id") if s.state != SessionState.CANCELLED],
        plans={plan.school_id: plan for plan in plans},
        trainers=trainers,
        said=said,
        elsewhere={t.pk: frozenset(busy[t.person_id]) for t in trainers},
        institutes=frozenset(str(pk) for pk in Institute.objects.values_list("pk", flat=True)),
    )


# The problem -----------------------------------------------------------------------------------------------------


def _problem(board: Board, moving: Sequence[Session]) -> TimetableProblem:
    slots = {school: _wished(board, school) for school in sorted({s.school_id for s in moving})}
    pieces, allowed = [], {school: dict(found) for school, found in slots.items()}
    for session in moving:
        own = _slots(session, slots[session.school_id], board)
        allowed[session.school_id].update({slot: allowed[session.school_id].get(slot, 0) for slot in own})
        pieces.append(Piece(str(session.pk), str(session.school_id), _kind(session), own))
    fixed = [a for s in board.sessions if _keeps_date(s) for a in _trainers(s)]
    given_away = _busy(board, fixed)
    busy = given_away.locks
    return TimetableProblem(
        schools=(
            *(School(str(pk), board.institutes, found, _study_days(board, pk)) for pk, found in allowed.items()),
            *(School(name, board.institutes, {slot: 0}) for name, _, slot in busy),
        ),
        sessions=(*pieces, *(Piece(name, name, name, (slot,)) for name, _, slot in busy)),
        trainers=tuple(_giver(t, board, moving, given_away) for t in board.trainers),
        travel_km=_travel(board, allowed),
        rules=Rules(rules.SPACING_DAYS, rules.PER_WEEK, rules.QUALITY_TOP),
        locked=tuple(Pin(name, str(trainer), slot) for name, trainer, slot in busy),
    )


def _kind(session: Session) -> str:
    """The workshop; a pinned session with a trainer and no date is a kind of its own, which only that trainer gives."""
    return f"only-{session.pk}" if session.pinned and _trainers(session) else str(session.edition.workshop_id)


def _study_days(board: Board, school: int) -> frozenset[str]:
    plan = board.plans.get(school)
    return frozenset({plan.study_day.isoformat()} if plan and plan.study_day else ())


def _wished(board: Board, school: int) -> dict[str, float]:
    """The school's half-days with their cost: offered or on its study day, still to come, not impossible, no holiday."""
    plan = board.plans.get(school)
    if plan is None:
        return {}
    wishes = list(plan.half_days.all())
    spots = {(w.day, w.half_day) for w in wishes if w.kind == WishKind.POSSIBLE}
    if plan.study_day:
        spots |= {(plan.study_day, "am"), (plan.study_day, "pm")}
    spots -= {(w.day, w.half_day) for w in wishes if w.kind == WishKind.IMPOSSIBLE}
    beside = BESIDE_STUDY_DAY if plan.study_day else 0
    return {
        half_day_id(day, half_day): 0 if day == plan.study_day else beside
        for day, half_day in sorted(spots)
        if _comes(day, board) and not public_holiday(day) and not school_holiday(day, _region(board, school))
    }


def _comes(day: date, board: Board) -> bool:
    return board.at.date() < day <= board.year.last_day


def _region(board: Board, school: int) -> str:
    return next(s.school.holiday_region for s in board.sessions if s.school_id == school)


def _slots(session: Session, wished: Mapping[str, float], board: Board) -> tuple[str, ...]:
    """Where this session may go: where it is when its date stands, else what is wished and far enough from what stands."""
    if session.day is not None and _keeps_date(session):
        return (half_day_id(session.day, session.half_day),)
    standing = [s.day for s in board.sessions if s.school_id == session.school_id and s.day and _keeps_date(s)]
    study = {date.fromisoformat(day) for day in _study_days(board, session.school_id)}
    return tuple(slot for slot in wished if _far_enough(date.fromisoformat(slot[:10]), standing, study))


def _far_enough(day: date, standing: Iterable[date], study: set[date]) -> bool:
    return all((day == other and day in study) or abs((day - other).days) >= rules.SPACING_DAYS for other in standing)


@dataclass(frozen=True)
class GivenAway:
    """What trainers give already: half-days to lock, as (name, trainer, half-day); weeks that are full, which need no lock; how
    many sessions each trainer gives in all.
    """

    locks: tuple[tuple[str, int, str], ...]
    full: frozenset[tuple[int, int, int]]
    number: Mapping[int, int]


def _busy(board: Board, fixed: Sequence[Assignment]) -> GivenAway:
    known = {trainer.pk for trainer in board.trainers}
    placed = [(a, a.day) for a in fixed if a.day is not None and a.trainer_id in known]
    weeks = Counter((a.trainer_id, *day.isocalendar()[:2]) for a, day in placed)
    full = frozenset(week for week, number in weeks.items() if number >= rules.PER_WEEK)
    locks = tuple(
        (f"{BUSY}{a.pk}", a.trainer_id, half_day_id(day, a.half_day))
        for a, day in placed
        if (a.trainer_id, *day.isocalendar()[:2]) not in full
    )
    return GivenAway(locks, full, Counter(a.trainer_id for a, _ in placed))


def _giver(trainer: Trainer, board: Board, moving: Sequence[Session], given: GivenAway) -> Giver:
    said = {
        slot: suits
        for slot, suits in board.said.get(trainer.pk, {}).items()
        if suits != Suits.CANNOT
        and slot not in board.elsewhere[trainer.pk]
        and not _week_full(trainer.pk, slot, given.full)
    }
    locks = {name: slot for name, pk, slot in given.locks if pk == trainer.pk}
    quality: dict[str, float] = {str(c.workshop_id): _points(c, board) for c in trainer.competences.all()}
    for session in moving:
        if session.pinned and any(a.trainer_id == trainer.pk for a in _trainers(session)):
            quality[_kind(session)] = quality.get(str(session.edition.workshop_id), rules.QUALITY_UNKNOWN)
    quality |= dict.fromkeys(locks, float(rules.QUALITY_TOP))
    unlocked = given.number.get(trainer.pk, 0) - len(locks)
    return Giver(
        id=str(trainer.pk),
        institute=str(trainer.institute_id),
        quality=quality,
        available=frozenset(said) | frozenset(locks.values()),
        rather_not=frozenset(slot for slot, suits in said.items() if suits == Suits.RATHER_NOT),
        maximum=max(trainer.maximum - unlocked, len(locks)),
    )


def _points(competence: Any, board: Board) -> float:
    quality = None if competence.quality is None else float(competence.quality)
    return rules.quality_points(quality, competence.answers, board.year.threshold)


def _week_full(trainer: int, slot: str, full: frozenset[tuple[int, int, int]]) -> bool:
    return (trainer, *date.fromisoformat(slot[:10]).isocalendar()[:2]) in full


def _travel(board: Board, schools: Iterable[int]) -> dict[str, dict[str, float]]:
    table: dict[str, dict[str, float]] = {str(pk): {} for pk in schools}
    for trainer in board.trainers:
        for row in trainer.travel.all():
            if str(row.school_id) in table:
                table[str(row.school_id)][str(trainer.pk)] = row.km
    return table


# The reasons -----------------------------------------------------------------------------------------------------


def _reason(session: Session, problem: TimetableProblem, plan: TimetablePlan, board: Board) -> dict[str, Any]:
    """Why this trainer, or why nobody: a code and its facts; `queries.proposals` has the sentences."""
    piece = problem.session[str(session.pk)]
    able = [t for t in problem.trainers if piece.workshop in t.quality]
    given = plan.assignments.get(piece.id)
    if given is None:
        return _why_nobody(piece, able, board, session)
    free = [t for t in able if given.slot in t.available]
    chosen = problem.trainer[given.trainer]
    km = int(problem.km(piece, chosen.id))
    facts = {"able": len(able), "free": len(free), "km": km}
    if len(able) == 1:
        return {"code": "only_one", **facts}
    if len(free) == 1:
        return {"code": "only_free", **facts}
    if chosen.quality[piece.workshop] > max(t.quality[piece.workshop] for t in free if t is not chosen):
        return {"code": "best", **facts}
    if km <= min(int(problem.km(piece, t.id)) for t in free):
        return {"code": "near", **facts}
    return {"code": "spread", **facts}


def _why_nobody(piece: Piece, able: Sequence[Giver], board: Board, session: Session) -> dict[str, Any]:
    wished = _wished(board, session.school_id)
    if not piece.slots:
        return {"code": "too_close" if wished else "no_half_days"}
    if not able:
        return {"code": "nobody_able"}
    free = [t for t in able if t.available & set(piece.slots)]
    return {"code": "all_taken" if free else "nobody_free", "able": len(able), "free": len(free)}

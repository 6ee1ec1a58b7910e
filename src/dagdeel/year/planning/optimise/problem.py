"""The timetable problem of a year, and the plan of today as a plan of that problem."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dagdeel.matching.board import Board
from dagdeel.matching.possible import TimetableFacts
from dagdeel.matching.problem import Assignment as Given
from dagdeel.matching.problem import Pin, Rules, School, TimetablePlan, TimetableProblem
from dagdeel.matching.problem import Session as Piece
from dagdeel.year.planning import queries, rules
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.optimise.calendar import offered, slots_of, study_days
from dagdeel.year.planning.optimise.people import Held, given_away, givers, kind_of, per_week
from dagdeel.year.planning.optimise.question import CannotHold
from dagdeel.year.planning.optimise.reasons import in_both
from dagdeel.year.planning.optimise.world import NothingMoves, World, slot_of
from dagdeel.year.planning.states import ProposalMode

NOBODY = "trainer-0"  # stands for whoever gave a session that has nobody left


def problem_of(world: World) -> TimetableProblem:
    """Every session that may move, and what stands around them; raises NothingMoves and CannotHold."""
    moving = world.moving
    if not moving:
        raise NothingMoves
    wished = {school: offered(world, school) for school in sorted({s.school_id for s in moving})}
    pieces, allowed = [], {school: dict(found) for school, found in wished.items()}
    for session in moving:
        own = slots_of(session, wished[session.school_id], world)
        for slot in own:
            allowed[session.school_id].setdefault(slot, 0)
        pieces.append(Piece(f"session-{session.pk}", f"school-{session.school_id}", kind_of(session, world), own))
    given = given_away(world)
    problem = TimetableProblem(
        schools=(
            *(
                School(f"school-{pk}", world.institutes, found, study_days(world, pk))
                for pk, found in sorted(allowed.items())
            ),
            *(School(held.name, world.institutes, {held.slot: 0}) for held in given.locks),
        ),
        sessions=(*pieces, *(Piece(held.name, held.name, held.name, (held.slot,)) for held in given.locks)),
        trainers=givers(world, moving, given),
        travel_km=_travel(world, allowed),
        rules=Rules(rules.SPACING_DAYS, per_week(world), rules.QUALITY_TOP, most_touched=_most_touched(world)),
        locked=tuple(_lock(held) for held in given.locks),
        previous=_previous(world, moving) if world.question.mode == ProposalMode.LEAST else None,
    )
    return replace(problem, locked=(*problem.locked, *_asked_locks(world, problem)))


def _most_touched(world: World) -> int | None:
    """How many trainers may get something new; without a plan of today everything is new."""
    return world.question.most_touched if world.question.mode == ProposalMode.LEAST else None


def _lock(held: Held) -> Pin:
    return Pin(held.name, f"trainer-{held.trainer}", held.slot)


def _asked_locks(world: World, problem: TimetableProblem) -> list[Pin]:
    """Lines that have to stay. One whose session or trainer is gone cannot; whether the others can is for the judge."""
    pins = []
    for lock in world.question.locks:
        pin = Pin(f"session-{lock.session}", f"trainer-{lock.trainer}", lock.slot)
        if pin.session not in problem.session or pin.trainer not in problem.trainer:
            raise CannotHold(in_both("cannot_hold", session=pin.session))
        pins.append(pin)
    return pins


def _travel(world: World, schools: Mapping[int, object]) -> dict[str, dict[str, float]]:
    table: dict[str, dict[str, float]] = {f"school-{pk}": {} for pk in sorted(schools)}
    for trainer in world.trainers:
        for row in trainer.travel.all():
            if row.school_id in schools:
                table[f"school-{row.school_id}"][f"trainer-{trainer.pk}"] = row.km
    return table


def _previous(world: World, moving: Sequence[Session]) -> dict[str, Given]:
    """Where each session is now; one that nobody gives any more counts for its date."""
    found = {}
    for session in moving:
        if session.day is not None:
            who = queries.live(session)
            trainer = f"trainer-{who[0].trainer_id}" if who else NOBODY
            found[f"session-{session.pk}"] = Given(trainer, slot_of(session.day, session.half_day))
    return found


def present_of(world: World, problem: TimetableProblem) -> TimetablePlan:
    """The plan of today, as far as it keeps the rules of the problem: the rest counts as uncovered."""
    board = Board(TimetableFacts(replace(problem, locked=tuple(p for p in problem.locked if _is_held(p)))))
    for pin in problem.locked:
        if _is_held(pin) and pin.assignment is not None:
            board.put(pin.session, pin.assignment)
    for session in world.moving:
        holders = world.holders(session)
        if session.day is None or len(holders) != 1:
            continue
        name = f"session-{session.pk}"
        given = Given(f"trainer-{holders[0].trainer_id}", slot_of(session.day, session.half_day))
        if given in board.facts.options[name] and board.fits(name, given):
            board.put(name, given)
    left = tuple(s.id for s in problem.sessions if s.id not in board.placed)
    return TimetablePlan(dict(board.placed), left)


def _is_held(pin: Pin) -> bool:
    return not pin.session.startswith("session-")

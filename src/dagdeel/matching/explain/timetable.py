"""Why this trainer, why this half-day, why nobody: each tried on the plan with all else standing still."""

from collections.abc import Iterator, Sequence

from dagdeel.matching.board import SMALLEST, Board, Cost, is_gain, minus
from dagdeel.matching.explain.reasons import Facts, Reason
from dagdeel.matching.possible import slot_obstacle
from dagdeel.matching.problem import Assignment, Session, Trainer
from dagdeel.matching.problem.timetable import GOALS


def _free(board: Board, session: Session) -> list[Trainer]:
    """Who can give this session and is available on one of its half-days, whatever else is planned."""
    return [
        trainer
        for trainer in board.facts.qualified[session.id]
        if any(slot_obstacle(board.problem, session, trainer, slot) is None for slot in session.slots)
    ]


def why_trainer(board: Board, session: Session, trainer: Trainer, cost: Cost) -> Iterator[Reason]:
    """Expects the session to be lifted off the board; ``cost`` is what it costs as planned."""
    pin = board.problem.pin.get(session.id)
    if pin is not None and pin.trainer is not None:
        yield Reason("locked")
        return
    qualified, free = board.facts.qualified[session.id], _free(board, session)
    if len(qualified) == 1:
        yield Reason("only_qualified", {"trainer": trainer.id})
        return
    if len(free) == 1:
        yield Reason("only_free", {"trainer": trainer.id, "qualified": len(qualified)})
        return
    own = trainer.quality[session.workshop]
    if all(other.quality[session.workshop] <= own for other in free):
        yield Reason("best_quality", {"trainer": trainer.id, "quality": own})
        yield from _not_an_equal(board, session, [t for t in free if t is not trainer], own, cost)
    better = [other for other in qualified if other.quality[session.workshop] > own]
    for other in sorted(better, key=lambda t: -t.quality[session.workshop]):
        yield _not_the_better(board, session, other, free=other in free, cost=cost)


def _not_the_better(board: Board, session: Session, trainer: Trainer, *, free: bool, cost: Cost) -> Reason:
    facts: Facts = {"trainer": trainer.id, "quality": trainer.quality[session.workshop]}
    if not free:
        return Reason("better_away", facts)
    options = [o for o in board.facts.options[session.id] if o.trainer == trainer.id]
    if not options:
        return Reason("better_barred", facts)
    fitting = [option for option in options if board.fits(session.id, option)]
    if not fitting:
        return Reason("better_taken", {**facts, "sessions": _in_the_way(board, session, options)})
    best = min(fitting, key=lambda option: board.cost(session.id, option))
    change = minus(board.cost(session.id, best), cost)
    if is_gain(change):
        return Reason("better_possible", {**facts, "slot": best.slot})
    worse = first_change(change)
    if worse is None:  # the higher quality is so by less than can be told apart
        return Reason("equal_tie", facts)
    return Reason("better_costs", {**facts, "slot": best.slot, "goal": worse[0], "more": worse[1]})


def _not_an_equal(
    board: Board, session: Session, others: Sequence[Trainer], quality: float, cost: Cost
) -> Iterator[Reason]:
    """Why not one of the others of the same quality, if there are any."""
    equal = {t.id for t in others if t.quality[session.workshop] == quality}
    options = [option for option in board.facts.options[session.id] if option.trainer in equal]
    if not options:
        return
    fitting = [option for option in options if board.fits(session.id, option)]
    if not fitting:
        yield Reason("equal_taken", {"trainers": tuple(dict.fromkeys(option.trainer for option in options))})
        return
    best = min(fitting, key=lambda option: board.cost(session.id, option))
    change = minus(board.cost(session.id, best), cost)
    facts: Facts = {"trainer": best.trainer, "slot": best.slot}
    if is_gain(change):
        yield Reason("equal_better", facts)
        return
    worse = first_change(change)
    yield (
        Reason("equal_tie", facts)
        if worse is None
        else Reason("equal_costs", {**facts, "goal": worse[0], "more": worse[1]})
    )


def first_change(change: Cost) -> tuple[str, float] | None:
    """The first goal that moves, and by how much."""
    return next(((goal, part) for goal, part in zip(GOALS, change, strict=True) if abs(part) > SMALLEST), None)


def _in_the_way(board: Board, session: Session, options: Sequence[Assignment]) -> tuple[str, ...]:
    """The sessions that block these options, in the order of the problem."""
    found = {other for option in options for _, others in board.blockers(session.id, option) for other in others}
    return tuple(s.id for s in board.problem.sessions if s.id in found)


def why_date(board: Board, session: Session, given: Assignment) -> Iterator[Reason]:
    """Expects the session to be lifted off the board."""
    problem = board.problem
    pin = problem.pin.get(session.id)
    if pin is not None and pin.slot is not None:
        yield Reason("locked")
        return
    options = [o for o in board.facts.options[session.id] if o.trainer == given.trainer]
    fitting = [option for option in options if board.fits(session.id, option)]
    costs = {option.slot: board.cost(session.id, option) for option in fitting}
    facts: Facts = {"trainer": given.trainer, "slot": given.slot}
    best = min(costs, key=lambda slot: (costs[slot], slot))
    before = (problem.previous or {}).get(session.id)
    if len(options) == 1:
        yield Reason("only_date", facts)
    elif len(fitting) == 1:
        yield Reason("only_date_left", {**facts, "count": len(options)})
    elif is_gain(minus(costs[best], costs[given.slot])):
        yield Reason("better_date", {**facts, "other_slot": best})
    elif before is not None and before.slot == given.slot:
        yield Reason("date_kept", facts)
    else:
        yield Reason("cheapest_date", {**facts, "count": len(fitting)})


def why_uncovered(board: Board, session: Session) -> Iterator[Reason]:
    qualified, options = board.facts.qualified[session.id], board.facts.options[session.id]
    if not qualified:
        yield Reason("no_qualified")
        return
    if not _free(board, session):
        yield Reason("nobody_free", {"qualified": len(qualified)})
        return
    if not options:
        yield Reason("all_barred")
        return
    open_option = next((option for option in options if board.fits(session.id, option)), None)
    if open_option is not None:
        yield Reason("could_be_covered", {"trainer": open_option.trainer, "slot": open_option.slot})
        return
    rules = [dict(board.blockers(session.id, option)).keys() for option in options]
    if all("spacing" in broken for broken in rules):
        mates = tuple(s.id for s in board.problem.sessions if s.school == session.school and s.id in board.placed)
        days = board.problem.rules.spacing_days
        yield Reason("all_spacing", {"days": days, "sessions": mates})
        return
    yield Reason("all_taken", {"count": len(options), "sessions": _in_the_way(board, session, options)})

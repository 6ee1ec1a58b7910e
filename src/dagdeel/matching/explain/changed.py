"""Re-planning explained: what a session was, what it becomes, and what stands in the way of leaving it as it was."""

from collections.abc import Iterator
from dataclasses import replace

from dagdeel.matching.board import Board, Cost, is_gain, minus
from dagdeel.matching.explain.again import Again, Never
from dagdeel.matching.explain.reasons import Facts, Reason
from dagdeel.matching.explain.timetable import first_change
from dagdeel.matching.possible import slot_obstacle, trainer_obstacle
from dagdeel.matching.problem import Assignment, Pin, Session, TimetablePlan, TimetableProblem


def why_changed(board: Board, again: Again, session: Session, now: Assignment | None, cost: Cost) -> Iterator[Reason]:
    """Nothing for a session that was not given before or stays as it was. Expects the session to be lifted off the
    board; ``cost`` is what it costs as planned."""
    before = (board.problem.previous or {}).get(session.id)
    if before is None or before == now:
        return
    was: Facts = {"trainer": before.trainer, "slot": before.slot}
    if now is None:
        yield Reason("was_given", was)
    else:
        yield Reason("moved", {**was, "other_trainer": now.trainer, "other_slot": now.slot})
    barred = _barred(board.problem, session, before)
    yield Reason(f"was_{barred}", was) if barred else _possible(board, again, session, before, cost)


def _barred(problem: TimetableProblem, session: Session, before: Assignment) -> str | None:
    """The rule that forbids the old way whatever else is planned."""
    trainer = problem.trainer.get(before.trainer)
    if trainer is None:
        return "gone"
    pin = problem.pin.get(session.id)
    if pin is not None and not pin.allows(before):
        return "locked"
    if trainer.maximum == 0 or problem.rules.per_week == 0:
        return "barred"
    return trainer_obstacle(problem, session, trainer) or slot_obstacle(problem, session, trainer, before.slot)


def _possible(board: Board, again: Again, session: Session, before: Assignment, cost: Cost) -> Reason:
    """The old way is allowed alone: what it would cost, by solving again, or with the rest as it is."""
    was: Facts = {"trainer": before.trainer, "slot": before.slot}
    outcome = again.solve(("kept", session.id), lambda: _kept(board.problem, session, before))
    if outcome is Never.PROVEN:
        return Reason("kept_impossible", was)
    if not isinstance(outcome, TimetablePlan):
        return _standing(board, session, before, cost)
    verdict = again.compare(outcome)
    if verdict.kind != "worse":
        return Reason(f"kept_{verdict.kind}", was)
    facts: Facts = {**was, "goal": verdict.goal, "before": verdict.before, "after": verdict.after}
    return Reason("kept_costs" if verdict.sure else "kept_costs_found", facts)


def _standing(board: Board, session: Session, before: Assignment, cost: Cost) -> Reason:
    was: Facts = {"trainer": before.trainer, "slot": before.slot}
    ways = {other for _, others in board.blockers(session.id, before) for other in others}
    if ways:
        return Reason("kept_taken", {**was, "sessions": tuple(s.id for s in board.problem.sessions if s.id in ways)})
    change = minus(board.cost(session.id, before), cost)
    if is_gain(change):
        return Reason("kept_better", was)
    worse = first_change(change)
    return (
        Reason("kept_tie", was) if worse is None else Reason("kept_dearer", {**was, "goal": worse[0], "more": worse[1]})
    )


def _kept(problem: TimetableProblem, session: Session, before: Assignment) -> TimetableProblem:
    others = tuple(pin for pin in problem.locked if pin.session != session.id)
    return replace(problem, locked=(*others, Pin(session.id, before.trainer, before.slot)))

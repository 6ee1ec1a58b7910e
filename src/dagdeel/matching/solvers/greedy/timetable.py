"""Timetable by hand, quickly: fewest ways first, then one session moved to help another."""

import random

from dagdeel.matching.board import Board, Cost, is_gain, minus, plus
from dagdeel.matching.possible import TimetableFacts
from dagdeel.matching.problem import Assignment, TimetablePlan
from dagdeel.matching.solvers import Brief


def fill_board(facts: TimetableFacts, start: TimetablePlan | None, brief: Brief) -> TimetablePlan:
    """A plan without violations, from ``start`` if given; improved until nothing helps or time is up."""
    board = _begin(facts, start)
    order = _order(facts, brief.seed)
    for name in order:
        if name not in board.placed and (option := board.best(name)) is not None:
            board.put(name, option)
    brief.tell("uncovered", len(order) - len(board.placed))
    helped = True
    while helped and not brief.stop():
        helped = False
        for name in sorted(order, key=board.placed.__contains__):
            if brief.stop():
                break
            if name not in board.fixed and _improve(board, name):
                helped = True
        brief.tell("uncovered", len(order) - len(board.placed))
    names = [session.id for session in facts.problem.sessions]
    return TimetablePlan(
        {name: board.placed[name] for name in names if name in board.placed},
        tuple(name for name in names if name not in board.placed),
    )


def _begin(facts: TimetableFacts, start: TimetablePlan | None) -> Board:
    """What is there already: the start, the locks, and what may stay where few people may be touched."""
    board = Board(facts)
    for name, before in (start.assignments if start else {}).items():
        board.put(name, before)
    for pin in facts.problem.locked:
        if pin.assignment is not None and pin.session not in board.placed:
            board.put(pin.session, pin.assignment)
    if facts.problem.rules.most_touched is not None:
        for name, before in (facts.problem.previous or {}).items():
            if name not in board.placed and before in facts.options[name] and board.fits(name, before):
                board.put(name, before)
    return board


def _improve(board: Board, name: str) -> bool:
    """Give this session a better place, free or freed by moving one other; True when it helped."""
    was, price = board.lift(name)
    for option in sorted(board.facts.options[name], key=lambda option: board.cost(name, option)):
        if not is_gain(minus(board.cost(name, option), price)):
            break  # sorted: no later option can be a gain either, before anything else moves
        reasons = [others for _, others in board.blockers(name, option)]
        if not reasons:
            board.put(name, option)
            return True
        for other in sorted(set.intersection(*(set(others) for others in reasons)) - board.fixed):
            if _swap(board, name, option, other, price):
                return True
    board.drop(name, was)
    return False


def _swap(board: Board, name: str, option: Assignment, other: str, price: Cost) -> bool:
    """Put ``name`` where ``other`` stands in the way, and ``other`` in its next best place."""
    old, freed = board.lift(other)
    if not is_gain(minus(plus(board.cost(name, option), board.least(other)), plus(price, freed))):
        board.drop(other, old)
        return False
    cost = board.drop(name, option)
    elsewhere = board.best(other)
    cost = plus(cost, board.drop(other, elsewhere))
    if is_gain(minus(cost, plus(price, freed))):
        return True
    if elsewhere is not None:
        board.take(other)
    board.take(name)
    board.drop(other, old)
    return False


def _order(facts: TimetableFacts, seed: int) -> list[str]:
    """Sessions with the fewest trainers and half-days first; ties by the seed."""
    names = [session.id for session in facts.problem.sessions]
    # The same seed gives the same plan on every machine; nothing here is secret.
    random.Random(seed).shuffle(names)  # noqa: S311 - breaks ties, not a secret
    return sorted(names, key=lambda name: len(facts.options[name]))

"""A smallest set of rules that clash: without any one of them it is possible."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Generic, TypeVar

from dagdeel.matching.check import broken_locks
from dagdeel.matching.explain.again import Again, Never
from dagdeel.matching.explain.reasons import Explanation, Reason
from dagdeel.matching.problem import PlacementProblem, Problem, Seat, TimetableProblem

R = TypeVar("R")


@dataclass
class Smallest(Generic[R]):
    """Finds a smallest part of some rules that still clashes (QuickXplain: halves first, so few questions).

    ``clashes`` says whether rules clash, None when it cannot tell; then the result may be larger than needed.
    """

    clashes: Callable[[Sequence[R]], bool | None]
    sure: bool = True

    def of(self, rules: Sequence[R]) -> list[R] | None:
        """None when all of them together do not clash for certain."""
        if self.clashes(rules) is not True:
            return None
        return [] if self._clash([]) else self._needed([], [], list(rules))

    def _clash(self, rules: Sequence[R]) -> bool:
        answer = self.clashes(rules)
        self.sure = self.sure and answer is not None
        return answer is True

    def _needed(self, held: list[R], new: list[R], rules: list[R]) -> list[R]:
        if new and self._clash(held):
            return []
        if len(rules) == 1:
            return rules
        first, second = rules[: len(rules) // 2], rules[len(rules) // 2 :]
        of_second = self._needed([*held, *first], first, second)
        return [*self._needed([*held, *of_second], of_second, first), *of_second]


@dataclass(frozen=True)
class Rule:
    """``without``: the problem with this rule taken away."""

    reason: Reason
    without: Callable[[Problem], Problem]

    @property
    def name(self) -> str:
        return repr((self.reason.kind, sorted(self.reason.facts.items())))


def relaxed(problem: Problem, rules: Sequence[Rule], kept: Sequence[Rule]) -> Problem:
    """The problem with every rule but those kept taken away."""
    staying = {id(rule) for rule in kept}
    for rule in rules:
        if id(rule) not in staying:
            problem = rule.without(problem)
    return problem


def told(rules: Sequence[Rule], *, sure: bool) -> Iterator[Reason]:
    """How many clash, then each of them."""
    yield Reason("clash" if sure else "clash_not_smallest", {"count": len(rules)})
    yield from (rule.reason for rule in rules)


def explain_locks(problem: Problem, again: Again | None = None) -> Explanation | None:
    """Which locks cannot be held together, and by which rule; None when they can, or that is not known.

    Locks that clash through what sessions need at least are found by solving, so only with ``again``.
    """
    broken = next(broken_locks(problem), None)
    if broken is None:
        return None if again is None or isinstance(problem, TimetableProblem) else _minimums(problem, again)
    found = Smallest[int](lambda kept: _breaks(problem, kept)).of(range(len(problem.locked)))
    assert found is not None
    rule = next(broken_locks(_with_locks(problem, found)))[1]
    reasons = (*(_lock(problem, at) for at in found), Reason(f"broken_{rule.rule}", rule.facts))
    return Explanation("clash", (), reasons)


def _breaks(problem: Problem, kept: Sequence[int]) -> bool:
    return next(broken_locks(_with_locks(problem, kept)), None) is not None


def _with_locks(problem: Problem, kept: Sequence[int]) -> Problem:
    if isinstance(problem, PlacementProblem):
        return replace(problem, locked=tuple(problem.locked[at] for at in kept))
    return replace(problem, locked=tuple(problem.locked[at] for at in kept))


def _lock(problem: Problem, at: int) -> Reason:
    lock = problem.locked[at]
    if isinstance(lock, Seat):
        return Reason("rule_seat", {"person": lock.mentor, "session": lock.session})
    return Reason("rule_lock", {"session": lock.session})


def _minimums(problem: PlacementProblem, again: Again) -> Explanation | None:
    """Locked sessions that cannot all reach their minimum."""
    rules = list(_seat_rules(problem))

    def clashes(kept: Sequence[Rule]) -> bool | None:
        outcome = again.solve(
            ("locks", *(rule.name for rule in kept)), lambda: _only_locked(relaxed(problem, rules, kept))
        )
        return None if outcome is None else outcome is Never.PROVEN

    search = Smallest(clashes)
    found = search.of(rules)
    return None if found is None else Explanation("clash", (), tuple(told(found, sure=search.sure)))


def _seat_rules(problem: PlacementProblem) -> Iterator[Rule]:
    locked = dict.fromkeys(seat.session for seat in problem.locked)
    for seat in problem.locked:
        reason = Reason("rule_seat", {"person": seat.mentor, "session": seat.session})
        yield Rule(reason, partial(_without_seat, seat=seat))
    for name in locked:
        session = problem.session[name]
        if session.min > 0:
            reason = Reason("rule_minimum", {"session": name, "least": session.min})
            yield Rule(reason, partial(_sized, name=name, least=0))
        reason = Reason("rule_maximum", {"session": name, "most": session.max})
        yield Rule(reason, partial(_sized, name=name, most=len(problem.mentors)))


def _without_seat(problem: Problem, seat: Seat) -> Problem:
    assert isinstance(problem, PlacementProblem)
    return replace(problem, locked=tuple(other for other in problem.locked if other != seat))


def _sized(problem: Problem, name: str, *, least: int | None = None, most: int | None = None) -> Problem:
    assert isinstance(problem, PlacementProblem)
    sessions = tuple(
        replace(s, min=s.min if least is None else least, max=max(s.max, most or 0)) if s.id == name else s
        for s in problem.sessions
    )
    return replace(problem, sessions=sessions)


def _only_locked(problem: Problem) -> Problem:
    """Only sessions with a lock have to run; the others cannot stand in the way."""
    assert isinstance(problem, PlacementProblem)
    needed = {seat.session for seat in problem.locked}
    return replace(problem, closed=problem.closed | {s.id for s in problem.sessions if s.id not in needed})

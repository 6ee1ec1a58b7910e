"""Smallest sets of rules that clash: true, and without any one of them it is possible."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from dagdeel.matching.board import Board
from dagdeel.matching.check import broken_locks
from dagdeel.matching.explain import explain_locks
from dagdeel.matching.explain.again import Again
from dagdeel.matching.explain.clash import Rule, Smallest, relaxed
from dagdeel.matching.explain.hall import hall_set
from dagdeel.matching.explain.short import clash_of_sessions, rules_of, sessions_alone
from dagdeel.matching.possible import TimetableFacts
from dagdeel.matching.problem import Pin, Problem, Seat, TimetablePlan, TimetableProblem
from dagdeel.matching.problem.goals import ranked
from dagdeel.matching.score import score
from tests.matching import tiny

seeds = st.integers(0, 10**6)


@given(st.lists(st.frozensets(st.integers(0, 7), min_size=1), max_size=4), st.sets(st.integers(0, 7)))
def test_a_smallest_set_clashes_and_nothing_in_it_can_be_missed(clashes: list[frozenset[int]], rules: set[int]) -> None:
    def clash(held: Sequence[int]) -> bool:
        return any(core <= set(held) for core in clashes)

    search = Smallest[int](clash)
    found = search.of(sorted(rules))
    assert search.sure
    assert (found is None) == (not clash(sorted(rules)))
    if found is not None:
        assert clash(found)
        assert not any(clash([rule for rule in found if rule != left]) for left in found)


def test_what_cannot_be_told_is_not_called_smallest() -> None:
    search = Smallest[int](lambda held: True if len(held) == 4 else None)
    assert search.of([1, 2, 3, 4]) == [1, 2, 3, 4]
    assert not search.sure


def coverable(problem: TimetableProblem, names: Sequence[str]) -> bool:
    """Whether these sessions can all be given, by trying everything."""
    part = replace(problem, sessions=tuple(s for s in problem.sessions if s.id in names))
    part = replace(part, locked=tuple(pin for pin in problem.locked if pin.session in names))
    return any(not plan.uncovered and tiny.timetable_is_legal(part, plan) for plan in tiny.every_timetable(part))


def best(problem: TimetableProblem) -> TimetablePlan:
    legal = [plan for plan in tiny.every_timetable(problem) if tiny.timetable_is_legal(problem, plan)]
    return min(legal, key=lambda p: ranked(score(problem, p)))


def board_of(problem: TimetableProblem, plan: TimetablePlan) -> Board:
    board = Board(TimetableFacts(problem))
    for name, assignment in plan.assignments.items():
        board.put(name, assignment)
    return board


def crowded(seed: int) -> TimetableProblem:
    """Tiny, with enough half-days that trainers are what is short."""
    problem = tiny.timetable(seed, sessions=4)
    slots = tuple(tiny.SLOTS)
    schools = tuple(replace(s, slots=dict.fromkeys(slots, 0), institutes=frozenset("IJ")) for s in problem.schools)
    sessions = tuple(replace(s, slots=slots) for s in problem.sessions)
    return replace(problem, schools=schools, sessions=sessions, rules=replace(problem.rules, spacing_days=0))


@settings(max_examples=40, deadline=None)
@given(seeds, st.booleans())
def test_a_hall_set_is_true_and_smallest(seed: int, crowd: bool) -> None:
    problem = crowded(seed) if crowd else tiny.timetable(seed)
    plan = best(problem)
    apart = replace(problem, rules=replace(problem.rules, spacing_days=0))
    for session in plan.uncovered:
        hall = hall_set(board_of(problem, plan), session)
        if hall is None:
            assert coverable(apart, [*plan.assignments, session])
            continue
        assert session in hall.sessions
        assert hall.may == len(hall.sessions) - 1
        options = TimetableFacts(problem).options
        able = {option.trainer for name in hall.sessions for option in options[name]}
        assert able == {limit.trainer for limit in hall.limits}
        assert not coverable(apart, hall.sessions)
        assert all(coverable(apart, [n for n in hall.sessions if n != left]) for left in hall.sessions)


@settings(max_examples=60, deadline=None)
@given(seeds, st.booleans())
def test_sessions_that_cannot_all_be_given_are_the_fewest(seed: int, pinned: bool) -> None:
    problem = tiny.timetable(seed)
    if pinned:
        problem = replace(problem, locked=(Pin("s0", None, tiny.SLOTS[0]), Pin("s1", "t0")))
        if list(broken_locks(problem)):
            return
    plan = best(problem)
    for session in plan.uncovered:
        reasons = clash_of_sessions(problem, Again(problem, plan, each=5), session, list(plan.assignments))
        if reasons is None:
            continue
        names = reasons[0].facts.get("sessions", (session,))
        assert isinstance(names, tuple)
        assert session in names
        assert not coverable(problem, names)
        if not reasons[0].kind.endswith("not_smallest"):
            assert all(coverable(problem, [n for n in names if n != left]) for left in names)


def possible(problem: TimetableProblem) -> bool:
    """Whether all sessions can be given, by trying everything: half-days here are more than those of ``tiny``."""
    options = TimetableFacts(problem).options
    board = Board(TimetableFacts(problem))

    def place(names: Sequence[str]) -> bool:
        if not names:
            return True
        for option in options[names[0]]:
            if board.fits(names[0], option):
                board.put(names[0], option)
                done = place(names[1:])
                board.take(names[0])
                if done:
                    return True
        return False

    return place([session.id for session in problem.sessions])


@settings(max_examples=60, deadline=None)
@given(seeds, st.booleans())
def test_the_rules_that_clash_are_the_fewest(seed: int, pinned: bool) -> None:
    problem = tiny.timetable(seed)
    if pinned:
        problem = replace(problem, locked=(Pin("s0", None, tiny.SLOTS[0]), Pin("s1", "t0")))
    part = sessions_alone(problem, [s.id for s in problem.sessions])
    rules = list(rules_of(part))

    def clash(kept: Sequence[Rule]) -> bool:
        changed = relaxed(part, rules, kept)
        assert isinstance(changed, TimetableProblem)
        return not possible(changed)

    assert clash(rules) == (not coverable(problem, [s.id for s in problem.sessions]))
    found = Smallest[Rule](clash).of(rules)
    if found is None:
        return
    assert clash(found)
    assert not any(clash([rule for rule in found if rule is not left]) for left in found)
    assert all(reason.sentence("nl") != reason.sentence("en") for reason in (rule.reason for rule in found))


@settings(max_examples=60, deadline=None)
@given(seeds, st.data())
def test_locks_that_clash_are_the_fewest(seed: int, data: st.DataObject) -> None:
    if data.draw(st.booleans()):
        timetable = tiny.timetable(seed, sessions=4)
        ways = st.tuples(st.sampled_from(["t0", "t1"]), st.sampled_from(tiny.SLOTS))
        drawn = data.draw(st.dictionaries(st.sampled_from(["s0", "s1", "s2", "s3"]), ways, min_size=1))
        pins = tuple(Pin(name, *way) for name, way in drawn.items())
        problem: Problem = replace(timetable, locked=pins)
    else:
        seats = st.builds(Seat, st.sampled_from(["m0", "m1"]), st.sampled_from(["s0", "s1", "s2"]))
        placement = tiny.placement(seed)
        problem = replace(placement, locked=tuple(data.draw(st.lists(seats, min_size=1, unique=True))))
    clash = explain_locks(problem)
    broken = list(broken_locks(problem))
    assert (clash is None) == (not broken)
    if clash is None:
        return
    told = [(r.facts.get("person"), r.facts["session"]) for r in clash.reasons if r.kind in {"rule_seat", "rule_lock"}]
    assert clash.reasons[-1].kind.startswith("broken_")

    def holds(kept: Sequence[tuple[object, object]]) -> bool:
        locked = tuple(lock for lock in problem.locked if (getattr(lock, "mentor", None), lock.session) in kept)
        return not list(broken_locks(replace(problem, locked=locked)))  # type: ignore[arg-type] # of its own kind

    assert not holds(told)
    assert all(holds([lock for lock in told if lock != left]) for left in told)


def test_a_lock_that_cannot_be_is_told_with_its_rule() -> None:
    clash = explain_locks(replace(tiny.timetable(1), locked=(Pin("s0", "t0", "2016-01-01/am"),)))
    assert clash is not None
    assert [reason.kind.split("_")[0] for reason in clash.reasons] == ["rule", "broken"]
    assert clash.reasons[0].sentence("nl") == "s0 is vastgezet."

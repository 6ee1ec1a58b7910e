"""What explanations claim after solving again, held against every plan of tiny problems."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dagdeel.matching import generate, solve
from dagdeel.matching.check import broken_locks
from dagdeel.matching.explain import Explanation, Reason, explain, explain_locks
from dagdeel.matching.explain.again import Again
from dagdeel.matching.problem import (
    Mentor,
    Pin,
    PlacementPlan,
    PlacementProblem,
    PlacementSession,
    Seat,
    TimetablePlan,
    TimetableProblem,
)
from dagdeel.matching.problem.goals import is_maximised, ranked
from dagdeel.matching.score import score
from tests.matching import tiny

seeds = st.integers(0, 10**6)
SLOT, LATER = "2016-11-08/pm", "2016-12-06/pm"


def placements(problem: PlacementProblem) -> list[PlacementPlan]:
    return [plan for plan in tiny.every_placement(problem) if tiny.placement_is_legal(problem, plan)]


def timetables(problem: TimetableProblem) -> list[TimetablePlan]:
    return [plan for plan in tiny.every_timetable(problem) if tiny.timetable_is_legal(problem, plan)]


def best(problem: PlacementProblem, plans: list[PlacementPlan]) -> tuple[float, ...]:
    return min(ranked(score(problem, plan)) for plan in plans)


def check_price(problem: PlacementProblem, plan: PlacementPlan, forced: list[PlacementPlan], reason: Reason) -> None:
    """What a reason says of the best of the forced plans is what it is."""
    kind = reason.kind.rsplit("_", 1)[1] if reason.kind != "improvable" else "better"
    assert (kind == "impossible") == (not forced)
    if kind == "impossible":
        return
    now, then = ranked(score(problem, plan)), best(problem, forced)
    if kind in {"tie", "better"}:
        assert then == now if kind == "tie" else then < now
        return
    goal = str(reason.facts["goal"])
    names = [name for name, _ in score(problem, plan)]
    at = names.index(goal)
    sign = -1 if is_maximised(goal) else 1
    assert reason.facts["before"] == pytest.approx(sign * now[at])
    found = [*now[:at], round(sign * float(reason.facts["after"]), 6)]  # type: ignore[arg-type] # a number
    if kind == "costs":
        assert list(then[: at + 1]) == found
    else:
        assert list(then[: at + 1]) <= found


@settings(max_examples=60, deadline=None)
@given(seeds, st.sampled_from(["", "utilitarian", "egalitarian utilitarian"]))
def test_what_a_wish_would_cost_is_what_it_would_cost(seed: int, goals: str) -> None:
    problem = tiny.placement(seed, points=goals)
    legal = placements(problem)
    plan = min(legal, key=lambda p: ranked(score(problem, p)))
    for explanation in explain(problem, plan, seconds=60):
        if explanation.question != "wish":
            continue
        person, wish = explanation.about
        for reason in explanation.reasons:
            session = str(reason.facts.get("session", ""))
            if reason.kind in {"wish_costs", "wish_costs_found", "wish_tie", "improvable"}:
                wished = {s.id for s in problem.sessions if wish in {s.id, s.workshop}}
                forced = [p for p in legal if wished & set(p.placements[person])]
                check_price(problem, plan, forced, reason)
            elif reason.kind == "wish_impossible":
                check_price(problem, plan, [p for p in legal if session in p.placements[person]], reason)
            elif reason.kind.startswith("more_seats"):
                check_more_seats(problem, person, session, reason.kind)


def check_more_seats(problem: PlacementProblem, person: str, session: str, kind: str) -> None:
    sessions = tuple(replace(s, max=s.max + 1) if s.id == session else s for s in problem.sessions)
    wider = replace(problem, sessions=sessions)
    legal = placements(wider)
    goal = best(wider, legal)
    there = [session in p.placements[person] for p in legal if ranked(score(wider, p)) == goal]
    assert any(there) == (kind in {"more_seats_help", "more_seats_tie"})


@settings(max_examples=60, deadline=None)
@given(seeds, st.sampled_from(["", "utilitarian", "egalitarian utilitarian"]))
def test_why_a_session_is_closed_is_true(seed: int, goals: str) -> None:
    problem = tiny.placement(seed, points=goals)
    legal = placements(problem)
    plan = min(legal, key=lambda p: ranked(score(problem, p)))
    for explanation in explain(problem, plan, seconds=60):
        if explanation.question == "closed":
            (session,) = explanation.about
            for reason in explanation.reasons:
                if reason.kind.startswith("open_"):
                    check_price(problem, plan, [p for p in legal if session not in p.closed], reason)
                if reason.kind == "lower_minimum_helps":
                    sessions = (replace(s, min=s.min - 1) if s.id == session else s for s in problem.sessions)
                    easier = replace(problem, sessions=tuple(sessions))
                    goal = best(easier, plans := placements(easier))
                    assert any(session not in p.closed for p in plans if ranked(score(easier, p)) == goal)


@settings(max_examples=60, deadline=None)
@given(seeds, st.booleans())
def test_what_a_better_trainer_would_cost_is_what_it_would_cost(seed: int, before: bool) -> None:
    problem = tiny.timetable(seed, before=before)
    legal = timetables(problem)
    plan = min(legal, key=lambda p: ranked(score(problem, p)))
    now = ranked(score(problem, plan))
    names = [name for name, _ in score(problem, plan)]
    for explanation in explain(problem, plan, seconds=60):
        for reason in explanation.reasons:
            if reason.kind not in {"trainer_costs", "trainer_costs_found", "trainer_tie", "trainer_better"}:
                continue
            session, trainer = explanation.about[0], reason.facts["trainer"]
            # Given by this trainer, or by nobody: what a lock on a trainer alone means.
            others = [p for p in legal if session in p.uncovered or p.assignments[session].trainer == trainer]
            then = min(ranked(score(problem, p)) for p in others)
            if reason.kind == "trainer_tie":
                assert then == now
                continue
            assert reason.kind != "trainer_better"
            at = names.index(str(reason.facts["goal"]))
            found = (*now[:at], reason.facts["after"])
            assert then[: at + 1] == found if reason.kind == "trainer_costs" else then[: at + 1] <= found


@settings(max_examples=60, deadline=None)
@given(seeds)
def test_what_leaving_it_as_it_was_would_cost_is_what_it_would_cost(seed: int) -> None:
    problem = tiny.timetable(seed, before=True)
    legal = timetables(problem)
    plan = min(legal, key=lambda p: ranked(score(problem, p)))
    now, names = ranked(score(problem, plan)), [name for name, _ in score(problem, plan)]
    before = problem.previous or {}
    changed = [e for e in explain(problem, plan, seconds=60) if e.question == "changed"]
    assert [e.about[0] for e in changed] == [
        s.id for s in problem.sessions if s.id in before and plan.assignments.get(s.id) != before[s.id]
    ]
    for explanation in changed:
        (session,) = explanation.about
        moved, reason = explanation.reasons
        assert (moved.facts["trainer"], moved.facts["slot"]) == (before[session].trainer, before[session].slot)
        kept = [ranked(score(problem, p)) for p in legal if p.assignments.get(session) == before[session]]
        if reason.kind.startswith("was_") or reason.kind == "kept_impossible":
            assert not kept
        elif reason.kind == "kept_tie":
            assert min(kept) == now
        elif reason.kind in {"kept_costs", "kept_costs_found"}:
            at = names.index(str(reason.facts["goal"]))
            found = (*now[:at], reason.facts["after"])
            assert min(kept)[: at + 1] == found if reason.kind == "kept_costs" else min(kept)[: at + 1] <= found
        else:
            raise AssertionError(reason.kind)


def uncovered(found: tuple[Explanation, ...]) -> list[Explanation]:
    return [explanation for explanation in found if explanation.question == "uncovered"]


def _also_on(problem: TimetableProblem, school: str, slot: str) -> TimetableProblem:
    """The school and its sessions on every half-day like this one: what is said is the weekday, not one date."""

    def like(other: str) -> bool:
        return (
            date.fromisoformat(other[:10]).weekday() == date.fromisoformat(slot[:10]).weekday()
            and other[10:] == slot[10:]
        )

    more = [other for other in tiny.SLOTS if like(other)]
    return replace(
        problem,
        schools=tuple(
            replace(s, slots=dict.fromkeys(more, 0) | dict(s.slots)) if s.id == school else s for s in problem.schools
        ),
        sessions=tuple(
            replace(s, slots=tuple(dict.fromkeys((*s.slots, *more)))) if s.school == school and len(s.slots) != 1 else s
            for s in problem.sessions
        ),
    )


HELP: dict[str, Callable[[TimetableProblem, Reason], TimetableProblem]] = {
    "weekday_helps": lambda problem, reason: _also_on(problem, str(reason.facts["school"]), str(reason.facts["slot"])),
    "one_more_helps": lambda problem, reason: replace(
        problem,
        trainers=tuple(
            replace(t, maximum=t.maximum + 1) if t.id == reason.facts["trainer"] else t for t in problem.trainers
        ),
    ),
    "available_helps": lambda problem, reason: replace(
        problem,
        trainers=tuple(
            replace(t, available=t.available | {str(reason.facts["slot"])}) if t.id == reason.facts["trainer"] else t
            for t in problem.trainers
        ),
    ),
}


@settings(max_examples=80, deadline=None)
@given(seeds, st.booleans())
def test_what_would_help_an_uncovered_session_does(seed: int, pinned: bool) -> None:
    problem = tiny.timetable(seed)
    if pinned:
        problem = replace(problem, locked=(Pin("s0", "t0"), Pin("s1", "t1")))
    if list(broken_locks(problem)):
        return
    legal = timetables(problem)
    plan = min(legal, key=lambda p: ranked(score(problem, p)))
    for explanation in uncovered(explain(problem, plan, seconds=60)):
        (session,) = explanation.about
        for reason in explanation.reasons:
            if reason.kind in HELP:
                changed = HELP[reason.kind](problem, reason)
                fewer = [p for p in timetables(changed) if len(p.uncovered) < len(plan.uncovered)]
                assert any(session in p.assignments for p in fewer)


def test_locked_sessions_that_cannot_both_reach_their_minimum_are_told_with_the_fewest_rules() -> None:
    people = tuple(Mentor(f"m{n}", 1, ("A", "B")) for n in range(3))
    sessions = tuple(PlacementSession(w, "S", w, SLOT, 2, 3) for w in "AB")
    locked = (Seat("m0", "A"), Seat("m1", "B"))
    problem = PlacementProblem(people, (*sessions, PlacementSession("C", "S", "C", LATER, 0, 9)), locked=locked)
    clash = explain_locks(problem, Again(problem, None))
    assert clash is not None
    assert {(r.kind, r.facts.get("session")) for r in clash.reasons[1:]} == {
        ("rule_seat", "A"),
        ("rule_seat", "B"),
        ("rule_minimum", "A"),
        ("rule_minimum", "B"),
    }
    assert clash.reasons[0] == Reason("clash", {"count": 4})


@pytest.mark.parametrize("seed", range(3))
def test_with_no_time_left_everything_is_still_explained(seed: int) -> None:
    for problem in (generate.placement(seed=seed, tight=True), generate.timetable(seed=seed, tight=True)):
        plan = solve(problem, seed=seed, seconds=5)
        quick = explain(problem, plan)
        cancelled = explain(problem, plan, seconds=60, cancel=lambda: True)
        assert quick == cancelled
        assert all(explanation.reasons for explanation in quick)

"""Placement explained: per mentor the wishes not given, per session why it does not run; solved again in time."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from dagdeel.matching.explain.again import Again, Never, Verdict
from dagdeel.matching.explain.placement import Look, Wish, missed, why_closed, why_not
from dagdeel.matching.explain.reasons import Explanation, Facts, Reason
from dagdeel.matching.possible import PlacementFacts
from dagdeel.matching.problem import Mentor, PlacementPlan, PlacementProblem, PlacementSession, Seat
from dagdeel.matching.problem.goals import ranked
from dagdeel.matching.score import placement_score

GUESSES = frozenset(
    {"exchange_costs", "room_costs", "minimum_elsewhere", "nobody_can_leave", "tie", "improvable", "closed_in_plan"}
)
"""What was said of single changes with the rest as it is: solving again says it better."""


def explain_placement(
    problem: PlacementProblem, plan: PlacementPlan, again: Again, about: Collection[str]
) -> Iterator[Explanation]:
    """Per mentor and wish not given why not; then per session that does not run why not."""
    look = Look(PlacementFacts(problem), plan)
    for mentor in problem.mentors:
        if about and mentor.id not in about:
            continue
        if not mentor.places or not (mentor.ranking or mentor.points):
            yield Explanation("no_wish", (mentor.id,), (Reason("no_wish" if mentor.places else "no_places_asked"),))
        for wish in missed(look, mentor):
            quick = list(why_not(look, mentor, wish))
            yield Explanation("wish", (mentor.id, wish.name), tuple(_wish(look, again, mentor, wish, quick)))
    for session in problem.sessions:
        if session.id in plan.closed and (not about or session.id in about):
            yield Explanation("closed", (session.id,), tuple(_closed(look, again, session)))


# A wish


@dataclass(frozen=True)
class _Forced:
    """The best plan that seats the mentor in this session."""

    session: PlacementSession
    plan: PlacementPlan


def _wish(look: Look, again: Again, mentor: Mentor, wish: Wish, quick: Sequence[Reason]) -> Iterator[Reason]:
    """The reasons found quickly, those that guessed replaced by what solving again says."""
    mine = {session.id for session in wish.sessions}
    sessions = [s for s in look.facts.open_to[mentor.id] if s.id in mine]
    solved = [(s, again.solve(("seat", mentor.id, s.id), partial(_seated, look, mentor, s))) for s in sessions]
    if not sessions or any(outcome is None for _, outcome in solved):
        yield from quick
        return
    yield from (reason for reason in quick if reason.kind not in GUESSES)
    plans = [_Forced(s, outcome) for s, outcome in solved if isinstance(outcome, PlacementPlan)]
    for session, outcome in solved:
        if outcome is Never.PROVEN:
            yield Reason("wish_impossible", {"session": session.id})
    if plans:
        best = min(plans, key=lambda forced: ranked(placement_score(look.facts, forced.plan)))
        yield from _price(look, again, mentor, best)
        yield from _one_more(look, again, mentor, best.session)


def _seated(look: Look, mentor: Mentor, session: PlacementSession) -> PlacementProblem:
    problem = look.facts.problem
    return replace(problem, locked=(*problem.locked, Seat(mentor.id, session.id)))


def _price(look: Look, again: Again, mentor: Mentor, best: _Forced) -> Iterator[Reason]:
    session = best.session
    facts: Facts = {"session": session.id}
    if session.id not in look.plan.closed and look.seating.room(session.id) <= 0:
        yield Reason("full", {**facts, "seats": session.max})
    verdict = again.compare(best.plan, comparable=_same_scale(look, mentor, session))
    match verdict.kind:
        case "better":
            yield Reason("improvable", facts)
        case "tie":
            yield Reason("wish_tie", {**facts, "seed": look.plan.seed})
        case "worse":
            yield _worse("wish_costs", facts, verdict)
            yield from _effects(look, best)


def _worse(kind: str, facts: Facts, verdict: Verdict) -> Reason:
    shown: Facts = {**facts, "goal": verdict.goal, "before": verdict.before, "after": verdict.after}
    shown["more"] = round(abs(verdict.after - verdict.before), 6)
    return Reason(kind if verdict.sure else f"{kind}_found", shown)


def _same_scale(look: Look, mentor: Mentor, session: PlacementSession) -> bool:
    """Whether a seat forced on the mentor leaves 100 points worth the same."""
    if not look.facts.problem.by_points:
        return True
    forced = _seated(look, mentor, session)
    own = tuple(seat for seat in forced.locked if seat.mentor == mentor.id)
    alone = PlacementFacts(replace(forced, mentors=(mentor,), locked=own))
    return alone.full_points[mentor.id] == look.facts.full_points[mentor.id]


def _effects(look: Look, best: _Forced) -> Iterator[Reason]:
    there = best.plan.present.get(best.session.id, ())
    if away := tuple(name for name in look.seating.people[best.session.id] if name not in there):
        yield Reason("wish_makes_way", {"session": best.session.id, "people": away})
    if stops := tuple(name for name in best.plan.closed if name not in look.plan.closed):
        yield Reason("wish_stops", {"session": best.session.id, "sessions": stops})


def _one_more(look: Look, again: Again, mentor: Mentor, session: PlacementSession) -> Iterator[Reason]:
    """What one more seat in a full session would have changed."""
    if session.id in look.plan.closed or look.seating.room(session.id) > 0:
        return
    wider = replace(session, max=session.max + 1)
    free = again.solve(("wider", session.id), lambda: with_session(look.facts.problem, wider))
    if not isinstance(free, PlacementPlan) or not free.proven:
        return
    facts: Facts = {"session": session.id}
    if session.id in free.placements.get(mentor.id, ()):
        yield Reason("more_seats_help", facts)
        return
    forced = again.solve(("wider", session.id, mentor.id), lambda: with_session(_seated(look, mentor, session), wider))
    if not isinstance(forced, PlacementPlan):
        return
    if ranked(placement_score(look.facts, forced)) == ranked(placement_score(look.facts, free)):
        yield Reason("more_seats_tie", facts)
        return
    new = tuple(name for name in free.present.get(session.id, ()) if name not in look.seating.people[session.id])
    yield Reason("more_seats_other", {**facts, "people": new}) if new else Reason("more_seats_nobody", facts)


def with_session(problem: PlacementProblem, session: PlacementSession) -> PlacementProblem:
    """The problem with this session in place of the one of its name."""
    return replace(problem, sessions=tuple(session if s.id == session.id else s for s in problem.sessions))


# A session that does not run


def _closed(look: Look, again: Again, session: PlacementSession) -> Iterator[Reason]:
    quick = why_closed(look, session)
    if quick.kind != "closed_in_plan":
        yield quick
        return
    guest = _guest(look, session)
    opened = again.solve(("open", session.id), lambda: _opened(look.facts.problem, session, guest))
    yield quick
    facts: Facts = {"session": session.id, "least": session.min}
    if opened is Never.PROVEN:
        yield Reason("open_impossible", facts)
    elif isinstance(opened, PlacementPlan):
        shown = replace(opened, placements={k: v for k, v in opened.placements.items() if k != guest.id})
        verdict = again.compare(opened, shown)
        if verdict.kind == "worse":
            yield _worse("open_costs", facts, verdict)
        else:
            yield Reason(f"open_{verdict.kind}", {"session": session.id, "seed": look.plan.seed})
    easier = replace(session, min=max(0, session.min - 1))
    lower = again.solve(("easier", session.id), lambda: with_session(look.facts.problem, easier))
    if isinstance(lower, PlacementPlan) and lower.proven and session.id not in lower.closed:
        yield Reason("lower_minimum_helps", {"session": session.id, "least": easier.min})


def _guest(look: Look, session: PlacementSession) -> Mentor:
    """Somebody who wants this session only and gets it: a session with a lock has to run."""
    name = "guest"
    while name in look.facts.problem.mentor:
        name += "+"
    if look.facts.problem.by_points:
        return Mentor(name, 1, points={session.id: 1})
    return Mentor(name, 1, (session.workshop,), (session.workshop,))


def _opened(problem: PlacementProblem, session: PlacementSession, guest: Mentor) -> PlacementProblem:
    wider = replace(session, min=session.min + 1, max=session.max + 1)
    seats = (*problem.locked, Seat(guest.id, session.id))
    return replace(with_session(problem, wider), mentors=(*problem.mentors, guest), locked=seats)

"""Why a wish was not given, with the rest of the plan as it is: a rule forbids it, or every exchange costs."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from dagdeel.matching.explain.reasons import Fact, Facts, Reason
from dagdeel.matching.possible import PlacementFacts, seat_clash
from dagdeel.matching.problem import Mentor, PlacementPlan, PlacementSession
from dagdeel.matching.score import goal_names, mentor_row
from dagdeel.matching.seating import Bundle, Seating, is_gain

Change = tuple[float, ...]


@dataclass(frozen=True)
class Wish:
    """What a mentor asked for and did not get: a workshop by ranking, or one session by points."""

    name: str
    workshop: str
    sessions: tuple[PlacementSession, ...]


@dataclass(frozen=True)
class Look:
    """The plan laid out so that single changes can be tried on it."""

    facts: PlacementFacts
    plan: PlacementPlan

    @cached_property
    def seating(self) -> Seating:
        seating = Seating(self.facts)
        for name, sessions in self.plan.placements.items():
            seating.set(name, tuple(sessions))
        seating.closed = set(self.plan.closed)
        return seating

    @cached_property
    def could(self) -> Counter[str]:
        """Per session how many people it was open to."""
        problem = self.facts.problem
        return Counter(s.id for m in problem.mentors if m.places for s in self.facts.open_to[m.id])

    @cached_property
    def by_workshop(self) -> Mapping[str, tuple[PlacementSession, ...]]:
        found: dict[str, tuple[PlacementSession, ...]] = {}
        for session in self.facts.problem.sessions:
            found[session.workshop] = (*found.get(session.workshop, ()), session)
        return found

    @cached_property
    def unhappiest(self) -> list[tuple[float, str]]:
        """The least happy people by scaled points, enough of them to leave two out."""
        able = [m for m in self.facts.problem.mentors if self.facts.full_points[m.id] > 0]
        scaled = [(self.facts.scaled(m, self.seating.given[m.id]), m.id) for m in able]
        return sorted(scaled)[:3]

    def allowed(self, changes: Mapping[str, Bundle]) -> bool:
        """Whether every session keeps its size when these people's bundles change together."""
        sizes: Counter[str] = Counter()
        for name, bundle in changes.items():
            sizes.update(bundle)
            sizes.subtract(self.seating.given[name])
        return all(
            delta <= self.seating.room(session) if delta > 0 else -delta <= self.seating.spare(session)
            for session, delta in sizes.items()
            if delta
        )

    def change(self, changes: Mapping[str, Bundle]) -> Change:
        """What the goals change by, in their order; below 0 is better. Sessions stay open or closed."""
        if self.facts.problem.by_points:
            return self._points_change(changes)
        rows = [
            [
                new - old
                for old, new in zip(
                    mentor_row(self.facts, name, self.seating.given[name]),
                    mentor_row(self.facts, name, bundle),
                    strict=True,
                )
            ]
            for name, bundle in changes.items()
        ]
        return tuple(sum(column) for column in zip(*rows, strict=True))

    def _points_change(self, changes: Mapping[str, Bundle]) -> Change:
        mentor = self.facts.problem.mentor
        new = {name: self.facts.scaled(mentor[name], bundle) for name, bundle in changes.items()}
        old = {name: self.facts.scaled(mentor[name], self.seating.given[name]) for name in changes}
        total = sum(old.values()) - sum(new.values())
        if "egalitarian" not in self.facts.problem.goals:
            return (total,)
        others = [value for value, name in self.unhappiest if name not in changes]
        touched = [value for name, value in new.items() if self.facts.full_points[name] > 0]
        before = self.unhappiest[0][0] if self.unhappiest else 0.0
        return (before - min([*others, *touched], default=0.0), total)


def missed(look: Look, mentor: Mentor) -> Iterator[Wish]:
    """Every wish above the least one received; every wish at all when places stayed empty."""
    problem = look.facts.problem
    given = look.seating.given[mentor.id]
    if mentor.places == 0 or (mentor.indifferent and len(given) >= mentor.places):
        return
    if mentor.points is not None:
        least = min((mentor.points[name] for name in given), default=0.0)
        floor = 0.0 if len(given) < mentor.places else least
        for name, points in sorted(mentor.points.items(), key=lambda item: -item[1]):
            if name not in given and points > floor:
                session = problem.session[name]
                yield Wish(name, session.workshop, (session,))
        return
    received = [problem.session[name].workshop for name in given]
    worst = max((mentor.ranking.index(workshop) for workshop in received), default=-1)
    wishes = mentor.ranking[:worst] if len(given) >= mentor.places else mentor.ranking
    for workshop in wishes:
        if workshop not in received:
            yield Wish(workshop, workshop, look.by_workshop.get(workshop, ()))


def why_not(look: Look, mentor: Mentor, wish: Wish) -> Iterator[Reason]:
    """One reason that rules the wish out, or one reason per session in which it could have been met."""
    if wish.workshop in mentor.done:
        yield Reason("done")
        return
    near = [s for s in wish.sessions if mentor.schools is None or s.school in mentor.schools]
    if not near:
        yield Reason("not_given")
        return
    free = [session for session in near if session.slot not in mentor.blocked]
    if not free:
        yield Reason("blocked", {"sessions": tuple(session.id for session in near)})
    for session in free:
        for other in look.seating.given[mentor.id]:
            clash = seat_clash(look.facts.problem, session, look.facts.problem.session[other])
            if clash in {"same_slot", "conflict"} and session.id not in look.plan.closed:
                yield Reason(clash, {"session": session.id, "other_session": other})
        yield _why_not_session(look, mentor, session)


def _why_not_session(look: Look, mentor: Mentor, session: PlacementSession) -> Reason:
    if session.id in look.plan.closed:
        return why_closed(look, session)
    if session.max == 0:
        return Reason("no_seats", {"session": session.id})
    bundle = look.seating.joining(mentor.id, session)
    if session not in look.facts.open_to[mentor.id] or bundle is None:
        return Reason("locked_elsewhere", {"session": session.id})
    if look.seating.room(session.id) > 0:
        return _with_room(look, mentor, session, bundle)
    return _when_full(look, mentor, session, bundle)


def why_closed(look: Look, session: PlacementSession) -> Reason:
    if session.id in look.facts.problem.closed:
        return Reason("closed_beforehand", {"session": session.id})
    facts: Facts = {"session": session.id, "could": look.could[session.id], "least": session.min}
    return Reason("session_closed" if look.could[session.id] < session.min else "closed_in_plan", facts)


def _with_room(look: Look, mentor: Mentor, session: PlacementSession, bundle: Bundle) -> Reason:
    left = [name for name in look.seating.given[mentor.id] if name not in bundle]
    for name in left:
        if look.seating.spare(name) <= 0:
            return Reason("minimum_elsewhere", {"session": session.id, "other_session": name})
    change = look.change({mentor.id: bundle})
    return _outcome(look, change, "room_costs", {"session": session.id})


def _when_full(look: Look, mentor: Mentor, session: PlacementSession, bundle: Bundle) -> Reason:
    """Try every single exchange: each person there leaves for anything else they want, or for nothing."""
    tried: list[tuple[Change, str]] = []
    for other in look.seating.people[session.id]:
        if session.id in look.seating.locked.get(other, ()):
            continue
        for instead in _instead(look, other, session):
            changes = {mentor.id: bundle, other: instead}
            if look.allowed(changes):
                tried.append((look.change(changes), other))
    if not tried:
        return Reason("nobody_can_leave", {"session": session.id, "seats": session.max})
    change, other = min(tried)
    facts: Facts = {"session": session.id, "seats": session.max}
    facts |= {"person": other, "tried": len(tried)}
    return _outcome(look, change, "exchange_costs", facts)


def _instead(look: Look, name: str, session: PlacementSession) -> Sequence[Bundle]:
    seating = look.seating
    rest = tuple(other for other in seating.given[name] if other != session.id)
    held = [seating.problem.session[other] for other in rest]
    free = [
        s
        for s in look.facts.open_to[name]
        if s.id not in seating.given[name] and not any(seat_clash(seating.problem, s, other) for other in held)
    ]
    return [*((*rest, s.id) for s in free), rest]


def _outcome(look: Look, change: Change, kind: str, facts: Mapping[str, Fact]) -> Reason:
    if is_gain(change):
        return Reason("improvable", {"session": facts["session"]})
    for goal, part in zip(goal_names(look.facts), change, strict=False):
        if part > 1e-6:
            return Reason(kind, {**facts, "goal": goal, "more": round(part, 2)})
    return Reason("tie", {"session": facts["session"]})

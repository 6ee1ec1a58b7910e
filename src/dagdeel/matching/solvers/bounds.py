"""Bounds on goals from relaxations: weak, quick and true. ``Goal.bound`` says what a bound promises."""

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from heapq import nsmallest

from dagdeel.matching.possible import PlacementFacts, TimetableFacts, too_close
from dagdeel.matching.problem import Session
from dagdeel.matching.problem.half_days import week_of
from dagdeel.matching.score import disruption, load_step, quality_loss, slot_cost
from dagdeel.matching.solvers import Brief

QUICK = 200
"""Up to so many mentors every bound takes milliseconds and is worth them even when time is up."""


def most_served(wants: Mapping[str, Sequence[str]], demand: Mapping[str, int], capacity: Mapping[str, int]) -> int:
    """The most units that can be given: ``demand`` per left, one per edge, ``capacity`` per right node."""
    flow = _Flow(wants, capacity)
    served = 0
    for left, edges in wants.items():
        for _ in range(min(demand[left], len(edges))):
            if not flow.give(left):
                break
            served += 1
    return served


class _Flow:
    """Maximum bipartite b-matching by shortest augmenting paths."""

    def __init__(self, wants: Mapping[str, Sequence[str]], capacity: Mapping[str, int]) -> None:
        self.wants = wants
        self.capacity = capacity
        self.holds: dict[str, set[str]] = {left: set() for left in wants}
        self.held: dict[str, dict[str, None]] = {right: {} for right in capacity}

    def give(self, root: str) -> bool:
        """One unit more for this left node, whatever others must change for it; False if there is no way."""
        came_from: dict[str, str] = {}  # right node to the left node that wants it
        gave_up: dict[str, str] = {}  # left node to the right node it would leave
        queue = deque([root])
        while queue:
            left = queue.popleft()
            for right in self.wants[left]:
                if right in came_from or right in self.holds[left]:
                    continue
                came_from[right] = left
                if len(self.held[right]) < self.capacity[right]:
                    self._shift(root, right, came_from, gave_up)
                    return True
                for other in self.held[right]:
                    if other != root and other not in gave_up:
                        gave_up[other] = right
                        queue.append(other)
        return False

    def _shift(self, root: str, right: str, came_from: dict[str, str], gave_up: dict[str, str]) -> None:
        while True:
            left = came_from[right]
            self.holds[left].add(right)
            self.held[right][left] = None
            if left == root:
                return
            right = gave_up[left]
            self.holds[left].discard(right)
            del self.held[right][left]


def placement_bounds(facts: PlacementFacts, values: Mapping[str, float], brief: Brief) -> dict[str, float]:
    """Bounds for a plan with these goal values: everybody alone, with the seats of sessions that could run.

    Clashes and minimums are relaxed; ranks use that seats given = demand - shortfall. Of a large problem the
    bounds on ranks are left unknown once time is up.
    """
    problem = facts.problem
    could = Counter(s.id for m in problem.mentors if m.places for s in facts.open_to[m.id])
    seats = {s.id: s.max for s in problem.sessions if s.id not in problem.closed and could[s.id] >= s.min}
    if problem.by_points:
        return _points_bounds(facts, seats)
    wants = {m.id: [s.id for s in facts.open_to[m.id] if s.id in seats] for m in problem.mentors}
    asked = sum(facts.demand.values())
    bounds = {
        "shortfall": float(asked - most_served(wants, facts.demand, seats)),
        "open_sessions": float(len(seats)),
    }
    for goal, people in (
        ("first_timers_without_liked", [m for m in problem.mentors if m.first_time]),
        ("without_liked", list(problem.mentors)),
    ):
        liked = {m.id: [s.id for s in facts.open_to[m.id] if s.id in seats and s.workshop in m.liked] for m in people}
        once = {m.id: min(1, facts.demand[m.id]) for m in people}
        bounds[goal] = float(len(people) - most_served(liked, once, seats))
    given = asked - values["shortfall"]
    for rank in range(facts.worst_rank, 1, -1):
        if len(problem.mentors) > QUICK and brief.stop():
            break
        better = {
            m.id: [s.id for s in facts.open_to[m.id] if s.id in seats and facts.rank(m.id, s.id) < rank]
            for m in problem.mentors
        }
        bounds[f"seats_at_rank_{rank}"] = max(0.0, given - most_served(better, facts.demand, seats))
    return bounds


def _points_bounds(facts: PlacementFacts, seats: Mapping[str, int]) -> dict[str, float]:
    """Each mentor's ``places`` best sessions that could run, one a workshop or not, alone."""
    tops: list[float] = []
    for mentor in facts.problem.mentors:
        if facts.full_points[mentor.id] > 0:
            names = [s.id for s in facts.open_to[mentor.id] if s.id in seats][: mentor.places]
            tops.append(min(100.0, facts.scaled(mentor, names)))
    tops.sort()
    least = {f"leximin_{place}": round(top, 6) for place, top in enumerate(tops, 1)}
    return {"utilitarian": round(sum(tops), 6), "egalitarian": round(min(tops, default=0.0), 6), **least}


def timetable_bounds(facts: TimetableFacts, values: Mapping[str, float]) -> dict[str, float]:
    """Bounds for a plan with these goal values.

    A plan at least as good covers at least as many sessions: every further goal is at least the sum of that
    many of the smallest costs that a session (or for load: a trainer's next session) can have alone.
    """
    problem = facts.problem
    covered = len(problem.sessions) - int(values["uncovered"])
    costs: dict[str, list[float]] = {"disruption": [], "quality_loss": [], "km": [], "slot_cost": []}
    for session in problem.sessions:
        if facts.options[session.id]:
            for goal, least in _least(facts, session).items():
                costs[goal].append(least)
    bounds = {goal: round(sum(nsmallest(covered, least)), 6) for goal, least in costs.items()}
    steps = [
        load_step(trainer.maximum, k)
        for trainer in problem.trainers
        for k in range(1, min(trainer.maximum, len(trainer.available), covered) + 1)
    ]
    bounds["load"] = float(sum(nsmallest(covered, steps)))
    bounds["uncovered"] = float(len(problem.sessions) - _most_covered(facts))
    return bounds


def _least(facts: TimetableFacts, session: Session) -> dict[str, float]:
    problem, options = facts.problem, facts.options[session.id]
    trainers = {option.trainer: problem.trainer[option.trainer] for option in options}
    return {
        "disruption": min(disruption(problem, session, option) for option in options),
        "quality_loss": min(quality_loss(problem, session, trainer) for trainer in trainers.values()),
        "km": min(problem.km(session, trainer) for trainer in trainers),
        "slot_cost": min(slot_cost(problem, session, trainers[o.trainer], o.slot) for o in options),
    }


def _most_covered(facts: TimetableFacts) -> int:
    """No plan covers more: trainers' half-days against sessions, or schools' dates against sessions."""
    problem = facts.problem
    wants = {name: list(dict.fromkeys(o.trainer for o in options)) for name, options in facts.options.items()}
    capacity = {}
    for trainer in problem.trainers:
        weeks = Counter(week_of(slot) for slot in trainer.available)
        possible = sum(min(problem.rules.per_week, count) for count in weeks.values())
        capacity[trainer.id] = min(trainer.maximum, possible)
    by_trainers = most_served(wants, dict.fromkeys(wants, 1), capacity)
    return min(by_trainers, sum(_most_at_school(facts, school.id) for school in problem.schools))


def _most_at_school(facts: TimetableFacts, school: str) -> int:
    """The most sessions the spacing leaves room for: all on a study day, else dates packed from the left."""
    problem = facts.problem
    sessions = [s for s in problem.sessions if s.school == school and facts.options[s.id]]
    slots = sorted({option.slot for s in sessions for option in facts.options[s.id]})
    if problem.rules.spacing_days == 0 or any(slot[:10] in problem.school[school].study_days for slot in slots):
        return len(sessions)
    packed: list[str] = []
    for slot in slots:
        if not packed or not too_close(problem, school, packed[-1], slot):
            packed.append(slot)
    return min(len(sessions), len(packed))

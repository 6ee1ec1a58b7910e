"""The goals of a plan, in order and without weights: one only speaks where all before it tie."""

from collections import Counter
from collections.abc import Sequence

from dagdeel.matching.possible import PlacementFacts
from dagdeel.matching.problem import (
    Assignment,
    PlacementPlan,
    PlacementProblem,
    Plan,
    Problem,
    Session,
    TimetablePlan,
    TimetableProblem,
    Trainer,
)

DATE_CHANGED = 3
TRAINER_CHANGED = 1
RATHER_NOT = 2

Score = tuple[tuple[str, float], ...]


def score(problem: Problem, plan: Plan) -> Score:
    """Goals as (name, value), first goal first; assumes a plan of the problem's kind that breaks no rule."""
    if isinstance(problem, PlacementProblem) and isinstance(plan, PlacementPlan):
        return placement_score(PlacementFacts(problem), plan)
    if isinstance(problem, TimetableProblem) and isinstance(plan, TimetablePlan):
        return timetable_score(problem, plan)
    raise TypeError("the plan is of another kind than the problem")


def placement_score(facts: PlacementFacts, plan: PlacementPlan) -> Score:
    problem = facts.problem
    if problem.by_points:
        return points_score(facts, plan)
    rows = [mentor_row(facts, m.id, plan.placements.get(m.id, ())) for m in problem.mentors]
    totals = [sum(column) for column in zip(*rows, strict=True)] if rows else [0] * (2 + facts.worst_rank)
    running = len(problem.sessions) - len(set(plan.closed))
    return (*zip(goal_names(facts), [*totals, running], strict=True),)


def goal_names(facts: PlacementFacts) -> tuple[str, ...]:
    """Goals of a placement by ranking, or by points, in order."""
    if facts.problem.goals == ("leximin",):
        return tuple(f"leximin_{place}" for place in range(1, len(facts.able) + 1))
    if facts.problem.by_points:
        return facts.problem.goals
    seats = [f"seats_at_rank_{rank}" for rank in range(facts.worst_rank, 1, -1)]
    return ("shortfall", "first_timers_without_liked", "without_liked", *seats, "open_sessions")


def mentor_row(facts: PlacementFacts, name: str, sessions: Sequence[str]) -> tuple[int, ...]:
    """One mentor's part of every goal but the last: goals 1 to K+2 are sums of these rows."""
    problem = facts.problem
    mentor = problem.mentor[name]
    unliked = not any(problem.session[session].workshop in mentor.liked for session in sessions)
    ranks = [facts.rank(name, session) for session in sessions]
    return (
        max(0, facts.demand[name] - len(sessions)),
        int(unliked and mentor.first_time),
        int(unliked),
        *(sum(rank >= worst for rank in ranks) for worst in range(facts.worst_rank, 1, -1)),
    )


def points_score(facts: PlacementFacts, plan: PlacementPlan) -> Score:
    """Sum, minimum or the whole row from the least happy person up, of scaled points.

    Who could get no point anywhere is left out of the minimum and of the row.
    """
    scaled = {mentor.id: facts.scaled(mentor, plan.placements.get(mentor.id, ())) for mentor in facts.problem.mentors}
    able = sorted(round(scaled[name], 6) for name in facts.able)
    if facts.problem.goals == ("leximin",):
        return tuple(zip(goal_names(facts), able, strict=True))
    values = {"utilitarian": round(sum(scaled.values()), 6), "egalitarian": able[0] if able else 0.0}
    return tuple((name, values[name]) for name in facts.problem.goals)


def timetable_score(problem: TimetableProblem, plan: TimetablePlan) -> Score:
    covered = [(problem.session[name], problem.trainer[a.trainer], a) for name, a in plan.assignments.items()]
    counts = Counter(trainer.id for _, trainer, _ in covered)
    changed = sum(disruption(problem, session, a) for session, _, a in covered)
    return (
        ("uncovered", len(problem.sessions) - len(covered)),
        *((("disruption", changed),) if problem.previous is not None else ()),
        ("quality_loss", _tidy(sum(quality_loss(problem, s, t) for s, t, _ in covered))),
        ("load", sum(load(problem.trainer[name].maximum, n) for name, n in counts.items())),
        ("km", _tidy(sum(problem.km(s, t.id) for s, t, _ in covered))),
        ("slot_cost", _tidy(sum(slot_cost(problem, s, t, a.slot) for s, t, a in covered))),
    )


def disruption(problem: TimetableProblem, session: Session, assignment: Assignment) -> int:
    """3 for another half-day and 1 for another trainer than before; 0 for a session not given before."""
    before = (problem.previous or {}).get(session.id)
    if before is None:
        return 0
    return DATE_CHANGED * (before.slot != assignment.slot) + TRAINER_CHANGED * (before.trainer != assignment.trainer)


def quality_loss(problem: TimetableProblem, session: Session, trainer: Trainer) -> float:
    return problem.rules.quality_top - trainer.quality[session.workshop]


def load_step(maximum: int, k: int) -> int:
    """The load of the k-th session of a trainer: rises with k and falls with the yearly maximum."""
    return round(100 * (2 * k - 1) / maximum)


def load(maximum: int, sessions: int) -> int:
    return sum(load_step(maximum, k) for k in range(1, sessions + 1))


def slot_cost(problem: TimetableProblem, session: Session, trainer: Trainer, slot: str) -> float:
    return problem.school[session.school].slots[slot] + RATHER_NOT * (slot in trainer.rather_not)


def _tidy(value: float) -> float:
    return value if isinstance(value, int) else round(value, 6)

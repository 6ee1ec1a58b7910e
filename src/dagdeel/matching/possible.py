"""What the hard rules allow one person or one session alone, before anybody competes for it.

The judge, the score and every engine read the rules here, so that a rule has one wording in code.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from dagdeel.matching.heaviest import SMALLEST, heaviest
from dagdeel.matching.problem import (
    Assignment,
    Mentor,
    PlacementProblem,
    PlacementSession,
    Session,
    TimetableProblem,
    Trainer,
)
from dagdeel.matching.problem.half_days import date_of, day_of


def seat_obstacle(mentor: Mentor, session: PlacementSession) -> str | None:
    """The rule that keeps this mentor out of this session whoever else goes, or None."""
    if mentor.schools is not None and session.school not in mentor.schools:
        return "other_school"
    if session.workshop in mentor.done:
        return "done"
    wanted = session.id in mentor.points if mentor.points is not None else session.workshop in mentor.ranking
    if not wanted:
        return "not_wanted"
    return "blocked" if session.slot in mentor.blocked else None


def seat_clash(problem: PlacementProblem, one: PlacementSession, other: PlacementSession) -> str | None:
    """The rule by which one mentor cannot have both sessions, or None."""
    if one.workshop == other.workshop:
        return "same_workshop"
    if one.slot == other.slot:
        return "same_slot"
    return "conflict" if other.id in problem.conflicting.get(one.id, ()) else None


@dataclass(frozen=True)
class PlacementFacts:
    """Facts of a placement problem that every score needs and that cost time to find."""

    problem: PlacementProblem

    @cached_property
    def worst_rank(self) -> int:
        """The length of the longest ranking, at least 1; one more when somebody is indifferent."""
        longest = max([1, *(len(mentor.ranking) for mentor in self.problem.mentors if not mentor.indifferent)])
        return longest + any(mentor.indifferent for mentor in self.problem.mentors)

    @cached_property
    def locked(self) -> Mapping[str, tuple[str, ...]]:
        """Locked sessions per mentor."""
        found: dict[str, tuple[str, ...]] = {}
        for seat in self.problem.locked:
            found[seat.mentor] = (*found.get(seat.mentor, ()), seat.session)
        return found

    @cached_property
    def open_to(self) -> Mapping[str, tuple[PlacementSession, ...]]:
        """Per mentor the sessions no rule keeps them from when alone, best wish first."""
        running = [s for s in self.problem.sessions if s.id not in self.problem.closed and s.max > 0]
        by_workshop: dict[str, list[PlacementSession]] = {}
        for session in running:
            by_workshop.setdefault(session.workshop, []).append(session)
        return {mentor.id: self._open_to(mentor, by_workshop) for mentor in self.problem.mentors}

    def _open_to(
        self, mentor: Mentor, by_workshop: Mapping[str, Sequence[PlacementSession]]
    ) -> tuple[PlacementSession, ...]:
        if mentor.points is None:
            wanted = [s for workshop in mentor.ranking for s in by_workshop.get(workshop, ())]
        else:
            chosen = [self.problem.session[name] for name in mentor.points]
            wanted = [s for s in chosen if s.id not in self.problem.closed and s.max > 0]
            wanted.sort(key=lambda s: (-self.points(mentor, s.id), s.id))
        pinned = [self.problem.session[name] for name in self.locked.get(mentor.id, ())]
        return tuple(
            s
            for s in wanted
            if seat_obstacle(mentor, s) is None
            and (s in pinned or not any(seat_clash(self.problem, s, pin) for pin in pinned))
        )

    @cached_property
    def demand(self) -> Mapping[str, int]:
        """Per mentor min(places, possible): how many seats they could have if alone, locks included."""
        return {mentor.id: self._most(mentor) for mentor in self.problem.mentors}

    @cached_property
    def full_points(self) -> Mapping[str, float]:
        """Per mentor the points of the best bundle they could get alone: what counts as 100."""
        return {mentor.id: self._best(mentor) for mentor in self.problem.mentors}

    def rank(self, mentor: str, session: str) -> int:
        """The place of the session's workshop in the mentor's ranking, which holds it; 1 is best, indifference worst."""
        found = self.problem.mentor[mentor]
        return self.worst_rank if found.indifferent else found.ranking.index(self.problem.session[session].workshop) + 1

    def points(self, mentor: Mentor, session: str) -> float:
        return (mentor.points or {}).get(session, 0)

    def scaled(self, mentor: Mentor, sessions: Sequence[str]) -> float:
        """Points as a percentage of the best bundle; 0 where nothing could give a point."""
        full = self.full_points[mentor.id]
        return 100 * sum(self.points(mentor, name) for name in sessions) / full if full else 0.0

    @cached_property
    def able(self) -> tuple[str, ...]:
        """The mentors who could get a point somewhere."""
        return tuple(mentor.id for mentor in self.problem.mentors if self.full_points[mentor.id] > 0)

    def _best(self, mentor: Mentor) -> float:
        return self._heaviest(mentor, {s.id: self.points(mentor, s.id) for s in self.open_to[mentor.id]})

    def _most(self, mentor: Mentor) -> int:
        return int(self._heaviest(mentor, {s.id: 1 for s in self.open_to[mentor.id]}))

    def _heaviest(self, mentor: Mentor, weights: Mapping[str, float]) -> float:
        """Weight of the best bundle alone, which holds what is locked; nothing else clashes with that."""
        locked = set(self.locked.get(mentor.id, ()))
        fixed = sum(weights[name] for name in weights if name in locked)
        free = [s for s in self.open_to[mentor.id] if s.id not in locked]
        room = mentor.places - len(locked)
        if any(s.id in self.problem.conflicting for s in free):
            return fixed + self._heaviest_apart(free, weights, room)
        return fixed + heaviest([(s.workshop, s.slot, weights[s.id]) for s in free], room)

    def _heaviest_apart(self, sessions: Sequence[PlacementSession], weights: Mapping[str, float], places: int) -> float:
        """The same where conflicts forbid some pairs: branch and bound, heaviest first."""
        free = sorted(sessions, key=lambda s: -weights[s.id])
        best: float = 0

        def visit(at: int, chosen: list[PlacementSession], weight: float) -> None:
            nonlocal best
            best = max(best, weight)
            room = places - len(chosen)
            hope = weight + _most_weight(free[at:], weights, room)
            if room <= 0 or at == len(free) or hope <= best + SMALLEST:
                return
            if not any(seat_clash(self.problem, free[at], other) for other in chosen):
                visit(at + 1, [*chosen, free[at]], weight + weights[free[at].id])
            visit(at + 1, chosen, weight)

        visit(0, [], 0)
        return best


def _most_weight(sessions: Sequence[PlacementSession], weights: Mapping[str, float], room: int) -> float:
    """An upper limit of what ``room`` of these sessions weigh, heaviest first: one a workshop, and one a half-day."""
    by_workshop: dict[str, float] = {}
    by_slot: dict[str, float] = {}
    for session in sessions:
        by_workshop.setdefault(session.workshop, weights[session.id])
        by_slot.setdefault(session.slot, weights[session.id])
    return min(sum(list(best.values())[:room]) for best in (by_workshop, by_slot))


def trainer_obstacle(problem: TimetableProblem, session: Session, trainer: Trainer) -> str | None:
    """The rule that keeps this trainer from this session on any half-day, or None."""
    if trainer.institute not in problem.school[session.school].institutes:
        return "institute"
    return None if session.workshop in trainer.quality else "not_qualified"


def slot_obstacle(problem: TimetableProblem, session: Session, trainer: Trainer, slot: str) -> str | None:
    """The rule that keeps this session with this trainer from this half-day, or None."""
    if slot not in session.slots:
        return "session_slot"
    if slot not in problem.school[session.school].slots:
        return "school_slot"
    return None if slot in trainer.available else "away"


def too_close(problem: TimetableProblem, school: str, one: str, other: str) -> bool:
    """Whether two sessions of one school on these half-days break the spacing."""
    if date_of(one) == date_of(other) and date_of(one) in problem.school[school].study_days:
        return False
    return abs(day_of(one) - day_of(other)) < problem.rules.spacing_days


def touched(problem: TimetableProblem, assignments: Mapping[str, Assignment]) -> tuple[str, ...]:
    """The trainers who are given a session or a half-day that was not theirs in the previous plan."""
    before = problem.previous or {}
    return tuple(dict.fromkeys(a.trainer for name, a in assignments.items() if before.get(name) != a))


@dataclass(frozen=True)
class TimetableFacts:
    """Per session what is possible when nothing else is planned."""

    problem: TimetableProblem

    @cached_property
    def qualified(self) -> Mapping[str, tuple[Trainer, ...]]:
        """Per session the trainers whose institute serves the school and who give the workshop."""
        by_workshop: dict[str, list[Trainer]] = {}
        for trainer in self.problem.trainers:
            for workshop in trainer.quality:
                by_workshop.setdefault(workshop, []).append(trainer)
        return {
            session.id: tuple(
                t for t in by_workshop.get(session.workshop, ()) if trainer_obstacle(self.problem, session, t) is None
            )
            for session in self.problem.sessions
        }

    @cached_property
    def options(self) -> Mapping[str, tuple[Assignment, ...]]:
        """Per session every trainer and half-day that the rules and its pin allow alone."""
        return {session.id: tuple(self._options(session)) for session in self.problem.sessions}

    def _options(self, session: Session) -> list[Assignment]:
        school = self.problem.school[session.school]
        slots = [slot for slot in session.slots if slot in school.slots]
        pin = self.problem.pin.get(session.id)
        found = [
            Assignment(trainer.id, slot)
            for trainer in self.qualified[session.id]
            if trainer.maximum > 0 and self.problem.rules.per_week > 0
            for slot in slots
            if slot in trainer.available
        ]
        return found if pin is None else [option for option in found if pin.allows(option)]

"""Timetable explained: per session its trainer and its date, or why nobody gives it; solved again in time."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from dagdeel.matching.board import Board
from dagdeel.matching.explain.again import Again
from dagdeel.matching.explain.changed import why_changed
from dagdeel.matching.explain.hall import HallSet, hall_set
from dagdeel.matching.explain.reasons import Explanation, Facts, Reason
from dagdeel.matching.explain.short import clash_of_sessions
from dagdeel.matching.explain.timetable import why_date, why_trainer, why_uncovered
from dagdeel.matching.possible import TimetableFacts, too_close
from dagdeel.matching.problem import Assignment, Pin, Session, TimetablePlan, TimetableProblem, Trainer

GUESSES = frozenset({"better_taken", "better_costs", "better_possible"})
"""What was said with the rest of the plan as it is: solving again says it better."""

TRIED = 2
"""So many of the better trainers, and of the changes that could help, are tried by solving again."""


def explain_timetable(
    problem: TimetableProblem, plan: TimetablePlan, again: Again, about: Collection[str]
) -> Iterator[Explanation]:
    """Per covered session its trainer and its date, per uncovered one why it is, then the trainers who cannot give."""
    board = Board(TimetableFacts(problem))
    for name, assignment in plan.assignments.items():
        board.put(name, assignment)
    short = _Short(problem, plan, board, again)
    for session in problem.sessions:
        if about and session.id not in about:
            continue
        given, cost = board.lift(session.id)
        if changed := tuple(why_changed(board, again, session, given, cost)):
            yield Explanation("changed", (session.id,), changed)
        if given is None:
            yield Explanation("uncovered", (session.id,), tuple(short.why(session)))
            continue
        trainer = problem.trainer[given.trainer]
        quick = list(why_trainer(board, session, trainer, cost))
        dates = tuple(why_date(board, session, given))
        board.put(session.id, given)
        yield Explanation("trainer", (session.id, trainer.id), tuple(_trainers(problem, again, session, quick)))
        yield Explanation("date", (session.id, given.slot), dates)
    yield from _idle(problem, about)


def _idle(problem: TimetableProblem, about: Collection[str]) -> Iterator[Explanation]:
    asked = {session.workshop for session in problem.sessions}
    for trainer in problem.trainers:
        if about and trainer.id not in about:
            continue
        kinds = {
            "never_available": not trainer.available,
            "gives_no_workshop": not asked & trainer.quality.keys(),
            "may_give_none": trainer.maximum == 0,
        }
        if reasons := tuple(Reason(kind, {"trainer": trainer.id}) for kind, holds in kinds.items() if holds):
            yield Explanation("idle", (trainer.id,), reasons)


# Why not a better trainer


def _trainers(problem: TimetableProblem, again: Again, session: Session, quick: Sequence[Reason]) -> Iterator[Reason]:
    tried = 0
    for reason in quick:
        if reason.kind not in GUESSES or tried == TRIED:
            yield reason
            continue
        tried += 1
        yield _forced(problem, again, session, reason) or reason


def _forced(problem: TimetableProblem, again: Again, session: Session, guess: Reason) -> Reason | None:
    trainer = str(guess.facts["trainer"])
    before = problem.pin.get(session.id)
    pin = Pin(session.id, trainer, None if before is None else before.slot)
    others = tuple(p for p in problem.locked if p.session != session.id)
    plan = again.solve(("gives", session.id, trainer), lambda: replace(problem, locked=(*others, pin)))
    if not isinstance(plan, TimetablePlan):
        return None
    facts: Facts = {"trainer": trainer, "quality": guess.facts["quality"]}
    verdict = again.compare(plan)
    if verdict.kind != "worse":
        return Reason(f"trainer_{verdict.kind}", facts)
    facts |= {"goal": verdict.goal, "before": verdict.before, "after": verdict.after}
    facts["more"] = round(verdict.after - verdict.before, 6)
    return Reason("trainer_costs" if verdict.sure else "trainer_costs_found", facts)


# Why nobody


@dataclass
class _Short:
    problem: TimetableProblem
    plan: TimetablePlan
    board: Board
    again: Again

    def why(self, session: Session) -> Iterator[Reason]:
        quick = list(why_uncovered(self.board, session))
        if quick[0].kind not in {"all_taken", "all_spacing"}:
            yield from quick
            yield from self._would_help(session, None)
            return
        hall = hall_set(self.board, session.id)
        if hall is not None:
            yield from _hall(hall)
        else:
            yield from self._without_hall(session, quick)
        yield from self._would_help(session, hall)

    def _without_hall(self, session: Session, quick: Sequence[Reason]) -> Iterator[Reason]:
        if (few := self._few_dates(session)) is not None:
            yield few
            return
        clash = clash_of_sessions(self.problem, self.again, session.id, list(self.plan.assignments))
        yield from quick if clash is None else clash

    def _few_dates(self, session: Session) -> Reason | None:
        """Whether the school's own half-days leave room for fewer sessions than it has."""
        problem = self.problem
        school = problem.school[session.school]
        mates = [
            s for s in problem.sessions if s.school == school.id and (s.id in self.board.placed or s.id == session.id)
        ]
        slots = sorted({option.slot for mate in mates for option in self.board.facts.options[mate.id]})
        if any(slot[:10] in school.study_days for slot in slots):
            return None
        packed: list[str] = []
        for slot in slots:
            if not packed or not too_close(problem, school.id, packed[-1], slot):
                packed.append(slot)
        if len(packed) >= len(mates):
            return None
        facts: Facts = {"school": school.id, "count": len(mates), "room": len(packed)}
        return Reason("few_dates", {**facts, "days": problem.rules.spacing_days})

    # What would help

    def _would_help(self, session: Session, hall: HallSet | None) -> Iterator[Reason]:
        """Each verified: by a plan of the changed problem with this session given and nothing lost for it."""
        pin = self.problem.pin.get(session.id)
        if pin is not None and pin.slot is not None:
            return
        if (helps := self._weekday(session)) is not None:
            yield helps
        limits = [] if hall is None else [limit for limit in hall.limits if limit.yearly]
        for limit in limits[:TRIED]:
            most = self.problem.trainer[limit.trainer].maximum + 1
            wider = tuple(replace(t, maximum=most) if t.id == limit.trainer else t for t in self.problem.trainers)
            if self._covers(session, ("one more", limit.trainer), replace(self.problem, trainers=wider)):
                yield Reason("one_more_helps", {"trainer": limit.trainer, "most": most})
                break
        if (away := self._away(session)) is not None:
            yield away

    def _weekday(self, session: Session) -> Reason | None:
        """A weekday and part of it on which the school has no half-day yet, and somebody could come."""
        if len(session.slots) == 1:  # bound to its half-day, whatever its school allows
            return None
        school = self.problem.school[session.school]
        groups: dict[str, list[Assignment]] = {}
        for trainer in self._able(session):
            for slot in sorted(trainer.available - school.slots.keys()):
                groups.setdefault(_weekday(slot), []).append(Assignment(trainer.id, slot))
        for weekday, options in groups.items():
            fitting = next((option for option in options if self.board.fits(session.id, option)), None)
            if fitting is not None:
                return Reason("weekday_helps", _helped(school.id, weekday, fitting))
        likely = sorted(groups, key=lambda weekday: -len(groups[weekday]))
        for weekday in likely[:TRIED]:
            changed = also_on(self.problem, school.id, [option.slot for option in groups[weekday]])
            given = self._covers(session, ("also on", school.id, weekday), changed)
            if given is not None:
                return Reason("weekday_helps", _helped(school.id, weekday, given))
        return None

    def _away(self, session: Session) -> Reason | None:
        """A half-day of this session on which one more trainer would be enough."""
        school = self.problem.school[session.school]
        for trainer in self._able(session):
            for slot in session.slots:
                missing = slot in school.slots and slot not in trainer.available
                if missing and self.board.fits(session.id, Assignment(trainer.id, slot)):
                    return Reason("available_helps", {"trainer": trainer.id, "slot": slot})
        return None

    def _able(self, session: Session) -> list[Trainer]:
        """Who gives the workshop here and, where the session is locked to a trainer, is that one."""
        pin = self.problem.pin.get(session.id)
        locked = None if pin is None else pin.trainer
        return [t for t in self.board.facts.qualified[session.id] if locked in {None, t.id}]

    def _covers(self, session: Session, key: tuple[str, ...], changed: TimetableProblem) -> Assignment | None:
        """How the session is given when the changed problem is solved and fewer stay uncovered than now."""
        plan = self.again.solve(key, lambda: changed)
        if not isinstance(plan, TimetablePlan) or len(plan.uncovered) >= len(self.plan.uncovered):
            return None
        return plan.assignments.get(session.id)


def _hall(hall: HallSet) -> Iterator[Reason]:
    trainers = tuple(limit.trainer for limit in hall.limits)
    facts: Facts = {"count": len(hall.sessions), "sessions": hall.sessions, "trainers": trainers}
    yield Reason("hall", {**facts, "may": hall.may})
    for limit in hall.limits:
        yield Reason("hall_yearly" if limit.yearly else "hall_weeks", {"trainer": limit.trainer, "may": limit.may})


def _helped(school: str, weekday: str, given: Assignment) -> Facts:
    return {"school": school, "weekday": weekday, "trainer": given.trainer, "slot": given.slot}


def _weekday(slot: str) -> str:
    return f"{date.fromisoformat(slot[:10]).weekday()}/{slot[11:]}"


def also_on(problem: TimetableProblem, school: str, slots: Sequence[str]) -> TimetableProblem:
    """The school on these half-days too, and with it each of its sessions that is not bound to one half-day."""
    wider = dict.fromkeys(slots, 0.0) | dict(problem.school[school].slots)
    return replace(
        problem,
        schools=tuple(replace(s, slots=wider) if s.id == school else s for s in problem.schools),
        sessions=tuple(
            replace(s, slots=tuple(dict.fromkeys((*s.slots, *slots))))
            if s.school == school and len(s.slots) != 1
            else s
            for s in problem.sessions
        ),
    )

"""The judge: which hard rules a plan breaks. It knows no solver and trusts nothing a plan says of itself."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, pairwise

from dagdeel.matching.possible import (
    PlacementFacts,
    TimetableFacts,
    seat_clash,
    seat_obstacle,
    slot_obstacle,
    too_close,
    touched,
    trainer_obstacle,
)
from dagdeel.matching.problem import (
    Assignment,
    BadProblem,
    PlacementPlan,
    PlacementProblem,
    Plan,
    Problem,
    TimetablePlan,
    TimetableProblem,
)
from dagdeel.matching.problem.half_days import week_of


@dataclass(frozen=True)
class Violation:
    """A broken rule: its name, the ids it concerns and one sentence."""

    rule: str
    about: tuple[str, ...]
    sentence: str

    def to_json(self) -> dict[str, object]:
        return {"rule": self.rule, "about": list(self.about), "sentence": self.sentence}


def violations(problem: Problem, plan: Plan) -> tuple[Violation, ...]:
    """Every hard rule that the plan breaks; empty means that the plan may be published."""
    if isinstance(problem, PlacementProblem) and isinstance(plan, PlacementPlan):
        return tuple(_judge_placement(problem, plan))
    if isinstance(problem, TimetableProblem) and isinstance(plan, TimetablePlan):
        return tuple(_judge_timetable(problem, plan))
    return (Violation("kind", (), "the plan is of another kind than the problem"),)


# Placement


def _judge_placement(problem: PlacementProblem, plan: PlacementPlan) -> Iterator[Violation]:
    unknown = list(_unknown_seats(problem, plan))
    if unknown:  # the other rules cannot be read for people or sessions that do not exist
        yield from unknown
        return
    for name, sessions in plan.placements.items():
        yield from _judge_mentor(problem, name, sessions)
    yield from _judge_sizes(problem, plan)
    for seat in problem.locked:
        if seat.session not in plan.placements.get(seat.mentor, ()):
            yield Violation(
                "lock",
                (seat.mentor, seat.session),
                f"{seat.mentor} is locked to {seat.session} and not there",
            )


def _unknown_seats(problem: PlacementProblem, plan: PlacementPlan) -> Iterator[Violation]:
    for name, sessions in plan.placements.items():
        if name not in problem.mentor:
            yield Violation("unknown", (name,), f"there is no mentor {name}")
        for session in sessions:
            if session not in problem.session:
                yield Violation("unknown", (name, session), f"{name} is placed in {session}: no such session")
    for session in plan.closed:
        if session not in problem.session:
            yield Violation("unknown", (session,), f"{session} is closed but does not exist")


SEAT_SENTENCES: Mapping[str, str] = {
    "other_school": "{mentor} is placed in {session} at a school outside their schools",
    "done": "{mentor} has already done the workshop of {session}",
    "not_wanted": "{mentor} did not ask for {session}",
    "blocked": "{mentor} is blocked on the half-day of {session}",
    "same_workshop": "{mentor} gets the same workshop twice: {session} and {other}",
    "same_slot": "{mentor} gets two sessions on one half-day: {session} and {other}",
    "conflict": "{mentor} gets two sessions that conflict: {session} and {other}",
}


def _judge_mentor(problem: PlacementProblem, name: str, sessions: tuple[str, ...]) -> Iterator[Violation]:
    mentor = problem.mentor[name]
    if len(sessions) > mentor.places:
        yield Violation("places", (name,), f"{name} gets {len(sessions)} sessions, asked {mentor.places}")
    for session in sessions:
        if rule := seat_obstacle(mentor, problem.session[session]):
            yield Violation(rule, (name, session), SEAT_SENTENCES[rule].format(mentor=name, session=session))
    for one, other in combinations(sessions, 2):
        if rule := seat_clash(problem, problem.session[one], problem.session[other]):
            yield Violation(
                rule, (name, one, other), SEAT_SENTENCES[rule].format(mentor=name, session=one, other=other)
            )


def _judge_sizes(problem: PlacementProblem, plan: PlacementPlan) -> Iterator[Violation]:
    closed = set(plan.closed)
    for session in problem.sessions:
        name, there = session.id, len(plan.present.get(session.id, ()))
        if name in problem.closed and name not in closed:
            yield Violation("closed", (name,), f"{name} is closed beforehand but runs in the plan")
        if name in closed:
            if there:
                yield Violation("closed", (name,), f"{name} is closed but {there} people are placed in it")
        elif there < session.min:
            yield Violation("minimum", (name,), f"{name} runs with {there} people, fewer than {session.min}")
        if there > session.max:
            yield Violation("maximum", (name,), f"{name} has {there} people, more than {session.max}")


# Timetable


def _judge_timetable(problem: TimetableProblem, plan: TimetablePlan) -> Iterator[Violation]:
    unknown = list(_unknown_assignments(problem, plan))
    if unknown:
        yield from unknown
        return
    for name, assignment in plan.assignments.items():
        yield from judge_assignment(problem, name, assignment)
    yield from _judge_trainers(problem, plan.assignments)
    yield from _judge_spacing(
        problem, [(problem.session[name].school, a.slot, name) for name, a in plan.assignments.items()]
    )
    yield from _judge_touched(problem, plan.assignments)
    for name, pin in problem.pin.items():
        given = plan.assignments.get(name)
        if (given is None and pin.assignment is not None) or (given is not None and not pin.allows(given)):
            yield Violation("lock", (name,), f"{name} is locked and is not given as it is locked")
    missing = [s.id for s in problem.sessions if s.id not in plan.assignments]
    if sorted(plan.uncovered) != sorted(missing):
        yield Violation("uncovered", tuple(missing), "the list of uncovered sessions is not right")


def _unknown_assignments(problem: TimetableProblem, plan: TimetablePlan) -> Iterator[Violation]:
    for name, assignment in plan.assignments.items():
        if name not in problem.session:
            yield Violation("unknown", (name,), f"there is no session {name}")
        if assignment.trainer not in problem.trainer:
            yield Violation("unknown", (name, assignment.trainer), f"no trainer {assignment.trainer}")


ASSIGNMENT_SENTENCES: Mapping[str, str] = {
    "institute": "{trainer} of another institute cannot give {session} at this school",
    "not_qualified": "{trainer} does not give the workshop of {session}",
    "session_slot": "{slot} is not a half-day of {session}",
    "school_slot": "{slot} is not a half-day of the school of {session}",
    "away": "{trainer} is not available on {slot} for {session}",
}


def judge_assignment(problem: TimetableProblem, name: str, assignment: Assignment) -> Iterator[Violation]:
    """The rules that one assignment breaks on its own."""
    session, trainer = problem.session[name], problem.trainer[assignment.trainer]
    found = (
        trainer_obstacle(problem, session, trainer),
        slot_obstacle(problem, session, trainer, assignment.slot),
    )
    for rule in found:
        if rule is not None:
            yield Violation(
                rule,
                (name, trainer.id, assignment.slot),
                ASSIGNMENT_SENTENCES[rule].format(session=name, trainer=trainer.id, slot=assignment.slot),
            )


def _judge_trainers(problem: TimetableProblem, assignments: Mapping[str, Assignment]) -> Iterator[Violation]:
    at: dict[tuple[str, str], str] = {}
    for name, a in assignments.items():
        if (a.trainer, a.slot) in at:
            other = at[a.trainer, a.slot]
            yield Violation("double", (name, other), f"{a.trainer} gives {other} and {name} both on {a.slot}")
        at[a.trainer, a.slot] = name
    weeks = Counter((a.trainer, *week_of(a.slot)) for a in assignments.values())
    for (trainer, year, week), count in weeks.items():
        if count > problem.rules.per_week:
            yield Violation(
                "per_week",
                (trainer,),
                f"{trainer} gives {count} sessions in week {week} of {year}, more than {problem.rules.per_week}",
            )
    for trainer, count in Counter(a.trainer for a in assignments.values()).items():
        if count > (maximum := problem.trainer[trainer].maximum):
            yield Violation("maximum", (trainer,), f"{trainer} gives {count} sessions, more than {maximum}")


def _judge_touched(problem: TimetableProblem, assignments: Mapping[str, Assignment]) -> Iterator[Violation]:
    most = problem.rules.most_touched
    if problem.previous is not None and most is not None and len(names := touched(problem, assignments)) > most:
        yield Violation("touched", names, f"{len(names)} trainers are given something new, more than {most}")


def _judge_spacing(problem: TimetableProblem, held: Iterable[tuple[str, str, str]]) -> Iterator[Violation]:
    """``held``: (school, half-day, session). Neighbours in time tell all: between is closer."""
    schools: dict[str, list[tuple[str, str]]] = {}
    for school, slot, name in held:
        schools.setdefault(school, []).append((slot, name))
    days = problem.rules.spacing_days
    for school, sessions in schools.items():
        for (one, first), (other, second) in pairwise(sorted(sessions)):
            if too_close(problem, school, one, other):
                yield Violation(
                    "spacing",
                    (first, second),
                    f"{first} ({one}) and {second} ({other}) lie less than {days} days apart",
                )


# Locks are judged before anything is solved, so that the asker hears which one cannot be.


def check_locks(problem: Problem) -> None:
    """Raises BadProblem for the first lock that breaks a hard rule, alone or beside the locks before it."""
    if isinstance(problem, PlacementProblem):
        _check_seats(problem)
    else:
        _check_pins(problem)


def _check_seats(problem: PlacementProblem) -> None:
    held: dict[str, tuple[str, ...]] = {}
    seats: Counter[str] = Counter()
    for index, seat in enumerate(problem.locked):
        path = f"locked[{index}]"
        session = problem.session[seat.session]
        if seat.session in problem.closed:
            raise BadProblem(path, f"{seat.session} is closed beforehand, so nobody can be locked to it")
        held[seat.mentor] = (*held.get(seat.mentor, ()), seat.session)
        for violation in _judge_mentor(problem, seat.mentor, held[seat.mentor]):
            raise BadProblem(path, violation.sentence)
        seats[seat.session] += 1
        if seats[seat.session] > session.max:
            raise BadProblem(path, f"{seat.session} would hold more than max {session.max}")
    _check_minimum(problem)


def _check_minimum(problem: PlacementProblem) -> None:
    could: Counter[str] = Counter()
    for mentor, sessions in PlacementFacts(problem).open_to.items():
        could.update(session.id for session in sessions if problem.mentor[mentor].places > 0)
    for index, seat in enumerate(problem.locked):
        least = problem.session[seat.session].min
        if could[seat.session] < least:
            raise BadProblem(
                f"locked[{index}]",
                f"{seat.session} cannot run: min {least}, and only {could[seat.session]} people could come",
            )


def _check_pins(problem: TimetableProblem) -> None:
    options = TimetableFacts(problem).options
    fixed: dict[str, Assignment] = {}
    held: list[tuple[str, str, str]] = []
    for index, pin in enumerate(problem.locked):
        path = f"locked[{index}]"
        assignment = pin.assignment
        if assignment is not None:
            fixed[pin.session] = assignment
            for violation in judge_assignment(problem, pin.session, assignment):
                raise BadProblem(path, violation.sentence)
            for violation in (*_judge_trainers(problem, fixed), *_judge_touched(problem, fixed)):
                raise BadProblem(path, violation.sentence)
        elif not options[pin.session]:
            raise BadProblem(path, f"no trainer and half-day for {pin.session} fit this lock")
        if pin.slot is not None:
            held.append((problem.session[pin.session].school, pin.slot, pin.session))
            for violation in _judge_spacing(problem, held):
                raise BadProblem(path, violation.sentence)

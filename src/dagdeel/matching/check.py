"""The judge: which hard rules a plan breaks. It knows no solver and trusts nothing a plan says of itself."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
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

Fact = str | int | tuple[str, ...]
Facts = dict[str, Fact]
SENTENCES: Mapping[str, str] = {
    "kind": "the plan is of another kind than the problem",
    # Placement
    "unknown_person": "there is no mentor {person}",
    "unknown_seat": "{person} is placed in {session}: no such session",
    "unknown_closed": "{session} is closed but does not exist",
    "places": "{person} gets {count} sessions, asked {most}",
    "other_school": "{person} is placed in {session} at a school outside their schools",
    "done": "{person} has already done the workshop of {session}",
    "not_wanted": "{person} did not ask for {session}",
    "blocked": "{person} is blocked on the half-day of {session}",
    "same_workshop": "{person} gets the same workshop twice: {session} and {other_session}",
    "same_slot": "{person} gets two sessions on one half-day: {session} and {other_session}",
    "conflict": "{person} gets two sessions that conflict: {session} and {other_session}",
    "closed_beforehand": "{session} is closed beforehand but runs in the plan",
    "closed": "{session} is closed but {count} people are placed in it",
    "minimum": "{session} runs with {count} people, fewer than {least}",
    "maximum": "{session} has {count} people, more than {most}",
    "lock": "{person} is locked to {session} and not there",
    "locked_closed": "{session} is closed beforehand, so nobody can be locked to it",
    "locked_minimum": "{session} cannot run: min {least}, and only {count} people could come",
    # Timetable
    "unknown_session": "there is no session {session}",
    "unknown_trainer": "there is no trainer {trainer} to give {session}",
    "institute": "{trainer} of another institute cannot give {session} at this school",
    "not_qualified": "{trainer} does not give the workshop of {session}",
    "session_slot": "{slot} is not a half-day of {session}",
    "school_slot": "{slot} is not a half-day of the school of {session}",
    "away": "{trainer} is not available on {slot} for {session}",
    "double": "{trainer} gives {other_session} and {session} both on {slot}",
    "per_week": "{trainer} gives {count} sessions in week {week} of {year}, more than {most}",
    "yearly": "{trainer} gives {count} sessions, more than {most}",
    "touched": "{count} trainers are given something new, more than {most}: {trainers}",
    "spacing": "{session} ({slot}) and {other_session} ({other_slot}) lie less than {days} days apart",
    "pin": "{session} is locked and is not given as it is locked",
    "uncovered": "the list of uncovered sessions is not right",
    "no_way": "no trainer and half-day for {session} fit this lock",
}
"""Per rule what is said when it is broken; the explanations say the same in Dutch."""


@dataclass(frozen=True)
class Violation:
    """A broken rule, and the ids and numbers that its sentence speaks of."""

    rule: str
    facts: Mapping[str, Fact] = field(default_factory=dict)

    @property
    def about(self) -> tuple[str, ...]:
        """The ids it concerns."""
        listed = [value if isinstance(value, tuple) else (value,) for value in self.facts.values()]
        return tuple(name for names in listed for name in names if isinstance(name, str))

    @property
    def sentence(self) -> str:
        shown = {key: ", ".join(v[:5]) if isinstance(v, tuple) else v for key, v in self.facts.items()}
        return SENTENCES[self.rule].format(**shown)

    def to_json(self) -> dict[str, object]:
        facts = {key: list(v) if isinstance(v, tuple) else v for key, v in self.facts.items()}
        return {"rule": self.rule, "about": list(self.about), "facts": facts, "sentence": self.sentence}


def violations(problem: Problem, plan: Plan) -> tuple[Violation, ...]:
    """Every hard rule that the plan breaks; empty means that the plan may be published."""
    if isinstance(problem, PlacementProblem) and isinstance(plan, PlacementPlan):
        return tuple(_judge_placement(problem, plan))
    if isinstance(problem, TimetableProblem) and isinstance(plan, TimetablePlan):
        return tuple(_judge_timetable(problem, plan))
    return (Violation("kind"),)


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
            yield Violation("lock", {"person": seat.mentor, "session": seat.session})


def _unknown_seats(problem: PlacementProblem, plan: PlacementPlan) -> Iterator[Violation]:
    for name, sessions in plan.placements.items():
        if name not in problem.mentor:
            yield Violation("unknown_person", {"person": name})
        for session in sessions:
            if session not in problem.session:
                yield Violation("unknown_seat", {"person": name, "session": session})
    for session in plan.closed:
        if session not in problem.session:
            yield Violation("unknown_closed", {"session": session})


def _judge_mentor(problem: PlacementProblem, name: str, sessions: tuple[str, ...]) -> Iterator[Violation]:
    mentor = problem.mentor[name]
    if len(sessions) > mentor.places:
        yield Violation("places", {"person": name, "count": len(sessions), "most": mentor.places})
    for session in sessions:
        if rule := seat_obstacle(mentor, problem.session[session]):
            yield Violation(rule, {"person": name, "session": session})
    for one, other in combinations(sessions, 2):
        if rule := seat_clash(problem, problem.session[one], problem.session[other]):
            yield Violation(rule, {"person": name, "session": one, "other_session": other})


def _judge_sizes(problem: PlacementProblem, plan: PlacementPlan) -> Iterator[Violation]:
    closed = set(plan.closed)
    for session in problem.sessions:
        name, there = session.id, len(plan.present.get(session.id, ()))
        if name in problem.closed and name not in closed:
            yield Violation("closed_beforehand", {"session": name})
        if name in closed:
            if there:
                yield Violation("closed", {"session": name, "count": there})
        elif there < session.min:
            yield Violation("minimum", {"session": name, "count": there, "least": session.min})
        if there > session.max:
            yield Violation("maximum", {"session": name, "count": there, "most": session.max})


# Timetable


def _judge_timetable(problem: TimetableProblem, plan: TimetablePlan) -> Iterator[Violation]:
    unknown = list(_unknown_assignments(problem, plan))
    if unknown:
        yield from unknown
        return
    for name, assignment in plan.assignments.items():
        yield from _judge_assignment(problem, name, assignment)
    yield from _judge_trainers(problem, plan.assignments)
    yield from _judge_spacing(
        problem, [(problem.session[name].school, a.slot, name) for name, a in plan.assignments.items()]
    )
    yield from _judge_touched(problem, plan.assignments)
    for name, pin in problem.pin.items():
        given = plan.assignments.get(name)
        if (given is None and pin.assignment is not None) or (given is not None and not pin.allows(given)):
            yield Violation("pin", {"session": name})
    missing = [s.id for s in problem.sessions if s.id not in plan.assignments]
    if sorted(plan.uncovered) != sorted(missing):
        yield Violation("uncovered", {"sessions": tuple(missing)})


def _unknown_assignments(problem: TimetableProblem, plan: TimetablePlan) -> Iterator[Violation]:
    for name, assignment in plan.assignments.items():
        if name not in problem.session:
            yield Violation("unknown_session", {"session": name})
        if assignment.trainer not in problem.trainer:
            yield Violation("unknown_trainer", {"session": name, "trainer": assignment.trainer})


def _judge_assignment(problem: TimetableProblem, name: str, assignment: Assignment) -> Iterator[Violation]:
    """The rules that one assignment breaks on its own."""
    session, trainer = problem.session[name], problem.trainer[assignment.trainer]
    if rule := trainer_obstacle(problem, session, trainer):
        yield Violation(rule, {"session": name, "trainer": trainer.id})
    if rule := slot_obstacle(problem, session, trainer, assignment.slot):
        yield Violation(rule, {"session": name, "trainer": trainer.id, "slot": assignment.slot})


def _judge_trainers(problem: TimetableProblem, assignments: Mapping[str, Assignment]) -> Iterator[Violation]:
    at: dict[tuple[str, str], str] = {}
    for name, a in assignments.items():
        if (a.trainer, a.slot) in at:
            facts = {"trainer": a.trainer, "slot": a.slot, "session": name, "other_session": at[a.trainer, a.slot]}
            yield Violation("double", facts)
        at[a.trainer, a.slot] = name
    weeks = Counter((a.trainer, *week_of(a.slot)) for a in assignments.values())
    most = problem.rules.per_week
    for (trainer, year, week), count in weeks.items():
        if count > most:
            yield Violation("per_week", {"trainer": trainer, "count": count, "week": week, "year": year, "most": most})
    for trainer, count in Counter(a.trainer for a in assignments.values()).items():
        if count > (maximum := problem.trainer[trainer].maximum):
            yield Violation("yearly", {"trainer": trainer, "count": count, "most": maximum})


def _judge_touched(problem: TimetableProblem, assignments: Mapping[str, Assignment]) -> Iterator[Violation]:
    most = problem.rules.most_touched
    if problem.previous is not None and most is not None and len(names := touched(problem, assignments)) > most:
        yield Violation("touched", {"trainers": names, "count": len(names), "most": most})


def _judge_spacing(problem: TimetableProblem, held: Iterable[tuple[str, str, str]]) -> Iterator[Violation]:
    """``held``: (school, half-day, session). Neighbours in time tell all: between is closer."""
    schools: dict[str, list[tuple[str, str]]] = {}
    for school, slot, name in held:
        schools.setdefault(school, []).append((slot, name))
    for school, sessions in schools.items():
        for (one, first), (other, second) in pairwise(sorted(sessions)):
            if too_close(problem, school, one, other):
                facts: Facts = {"session": first, "other_session": second}
                facts |= {"slot": one, "other_slot": other, "days": problem.rules.spacing_days}
                yield Violation("spacing", facts)


# Locks are judged before anything is solved, so that the asker hears which one cannot be.


def check_locks(problem: Problem) -> None:
    """Raises BadProblem for the first lock that breaks a hard rule, alone or beside the locks before it."""
    for at, violation in broken_locks(problem):
        raise BadProblem(f"locked[{at}]", violation.sentence)


def broken_locks(problem: Problem) -> Iterator[tuple[int, Violation]]:
    """Locks, by their place in ``locked``, and the rule each breaks alone or beside the locks before it."""
    if isinstance(problem, PlacementProblem):
        yield from _broken_seats(problem)
    else:
        yield from _broken_pins(problem)


def _broken_seats(problem: PlacementProblem) -> Iterator[tuple[int, Violation]]:
    held: dict[str, tuple[str, ...]] = {}
    seats: Counter[str] = Counter()
    for at, seat in enumerate(problem.locked):
        session = problem.session[seat.session]
        if seat.session in problem.closed:
            yield at, Violation("locked_closed", {"session": seat.session})
        held[seat.mentor] = (*held.get(seat.mentor, ()), seat.session)
        yield from ((at, violation) for violation in _judge_mentor(problem, seat.mentor, held[seat.mentor]))
        seats[seat.session] += 1
        if seats[seat.session] > session.max:
            facts: Facts = {"session": seat.session, "count": seats[seat.session], "most": session.max}
            yield at, Violation("maximum", facts)
    could: Counter[str] = Counter()
    for mentor, sessions in PlacementFacts(problem).open_to.items() if problem.locked else ():
        could.update(session.id for session in sessions if problem.mentor[mentor].places > 0)
    for at, seat in enumerate(problem.locked):
        least = problem.session[seat.session].min
        if could[seat.session] < least:
            few: Facts = {"session": seat.session, "count": could[seat.session], "least": least}
            yield at, Violation("locked_minimum", few)


def _broken_pins(problem: TimetableProblem) -> Iterator[tuple[int, Violation]]:
    options = TimetableFacts(problem).options if problem.locked else {}
    fixed: dict[str, Assignment] = {}
    held: list[tuple[str, str, str]] = []
    for at, pin in enumerate(problem.locked):
        assignment = pin.assignment
        if assignment is not None:
            fixed[pin.session] = assignment
            yield from ((at, violation) for violation in _judge_assignment(problem, pin.session, assignment))
            yield from ((at, violation) for violation in _judge_trainers(problem, fixed))
            yield from ((at, violation) for violation in _judge_touched(problem, fixed))
        elif not options[pin.session]:
            yield at, Violation("no_way", {"session": pin.session})
        if pin.slot is not None:
            held.append((problem.session[pin.session].school, pin.slot, pin.session))
            yield from ((at, violation) for violation in _judge_spacing(problem, held))

"""Sessions that cannot all be given: the fewest of them, and the fewest rules by which."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from dagdeel.matching.explain.again import Again
from dagdeel.matching.explain.clash import Rule, Smallest, relaxed
from dagdeel.matching.explain.reasons import Reason
from dagdeel.matching.possible import TimetableFacts
from dagdeel.matching.problem import Problem, Session, TimetablePlan, TimetableProblem, Trainer
from dagdeel.matching.problem.fields import LARGEST
from dagdeel.matching.solve import solve
from dagdeel.matching.solvers import Progress


def clash_of_sessions(
    problem: TimetableProblem, again: Again, session: str, given: Sequence[str]
) -> list[Reason] | None:
    """Why this session cannot be given beside those given; None when it can, or when that is not known."""
    together = Smallest[str](lambda names: _impossible(again, sessions_alone(problem, [*names, session])))
    others = together.of(_nearest_first(problem, session, given))
    if others is None:
        return None
    names = sorted([*others, session], key=[s.id for s in problem.sessions].index)
    part = sessions_alone(problem, names)
    rules = list(rules_of(part))
    by_rules = Smallest[Rule](lambda kept: _impossible(again, _timetable(relaxed(part, rules, kept))))
    found = by_rules.of(rules)
    return [_about(names, sure=together.sure), *_by(found, sure=by_rules.sure)]


def _nearest_first(problem: TimetableProblem, session: str, given: Sequence[str]) -> list[str]:
    """What comes first is kept first: sessions of the same school, then those that share the most trainers."""
    qualified = TimetableFacts(problem).qualified
    able = {trainer.id for trainer in qualified[session]}
    school = problem.session[session].school

    def far(name: str) -> tuple[bool, int]:
        return problem.session[name].school != school, -len(able & {trainer.id for trainer in qualified[name]})

    return sorted(given, key=far)


def _about(names: Sequence[str], *, sure: bool) -> Reason:
    if len(names) == 1:
        return Reason("clash_one", {"session": names[0]})
    kind = "clash_sessions" if sure else "clash_sessions_not_smallest"
    return Reason(kind, {"count": len(names), "sessions": tuple(names)})


def _by(rules: Sequence[Rule] | None, *, sure: bool) -> Iterator[Reason]:
    if rules is None:
        return
    if not rules:
        yield Reason("one_at_a_time")
        return
    yield Reason("clash" if sure else "clash_not_smallest", {"count": len(rules)})
    yield from (rule.reason for rule in rules)


def _impossible(again: Again, problem: TimetableProblem) -> bool | None:
    """Whether some session of the problem has to stay without a trainer; None when time is up or it is not known."""
    if again.over:
        return None
    quick = solve(problem, engine="greedy", seed=again.seed, seconds=0)
    uncovered = quick.goals[0]
    if uncovered.value == 0:
        return False
    if uncovered.bound:
        return True
    plan = again.solve(None, lambda: problem, enough=_answers)
    if not isinstance(plan, TimetablePlan):
        return None
    if plan.goals[0].value == 0:
        return False
    return True if plan.goals[0].bound else None


def _answers(step: Progress) -> bool:
    return step.goal == "uncovered" and (step.value == 0 or bool(step.bound))


# Part of a problem


def sessions_alone(problem: TimetableProblem, names: Sequence[str]) -> TimetableProblem:
    """These sessions alone, and only the question whether they can all be given: nothing costs anything."""
    staying = set(names)
    sessions = tuple(session for session in problem.sessions if session.id in staying)
    workshops = {session.workshop for session in sessions}
    places = {session.school for session in sessions}
    capped = problem.rules.most_touched is not None
    return TimetableProblem(
        schools=tuple(replace(s, slots=dict.fromkeys(s.slots, 0)) for s in problem.schools if s.id in places),
        sessions=sessions,
        trainers=tuple(_plain(t, problem.rules.quality_top) for t in problem.trainers if workshops & t.quality.keys()),
        travel_km={},
        rules=problem.rules,
        locked=tuple(pin for pin in problem.locked if pin.session in staying),
        previous={k: v for k, v in (problem.previous or {}).items() if k in staying} if capped else None,
    )


def _plain(trainer: Trainer, quality: float) -> Trainer:
    return replace(trainer, quality=dict.fromkeys(trainer.quality, quality), rather_not=frozenset())


def _timetable(problem: Problem) -> TimetableProblem:
    assert isinstance(problem, TimetableProblem)
    return problem


# Its rules


def rules_of(problem: TimetableProblem) -> Iterator[Rule]:
    rules, facts = problem.rules, TimetableFacts(problem)
    if rules.most_touched is not None and problem.previous is not None:
        yield Rule(Reason("rule_touched", {"most": rules.most_touched}), _without_cap)
    for pin in problem.locked:
        yield Rule(Reason("rule_lock", {"session": pin.session}), partial(_without_pin, name=pin.session))
    for school in problem.schools:
        if sum(session.school == school.id for session in problem.sessions) > 1 and rules.spacing_days:
            reason = Reason("rule_spacing", {"school": school.id, "days": rules.spacing_days})
            yield Rule(reason, partial(_without_spacing, name=school.id))
    yield Rule(Reason("rule_per_week", {"most": rules.per_week}), _without_weeks)
    able = {trainer.id: trainer for trainers in facts.qualified.values() for trainer in trainers}
    for name, trainer in able.items():
        yield Rule(Reason("rule_yearly", {"trainer": name, "most": trainer.maximum}), partial(_free, name=name))
        yield Rule(Reason("rule_away", {"trainer": name}), partial(_always, name=name))
    for session in problem.sessions:
        yield Rule(Reason("rule_slots", {"session": session.id}), partial(_any_day, name=session.id))


def _without_cap(problem: Problem) -> Problem:
    problem = _timetable(problem)
    return replace(problem, rules=replace(problem.rules, most_touched=None))


def _without_pin(problem: Problem, name: str) -> Problem:
    problem = _timetable(problem)
    return replace(problem, locked=tuple(pin for pin in problem.locked if pin.session != name))


def _without_spacing(problem: Problem, name: str) -> Problem:
    """Each session of the school at a school of its own."""
    problem = _timetable(problem)
    school = problem.school[name]
    alone = {s.id: f"{name} {s.id}" for s in problem.sessions if s.school == name}
    return replace(
        problem,
        schools=(*problem.schools, *(replace(school, id=own) for own in alone.values())),
        sessions=tuple(replace(s, school=alone.get(s.id, s.school)) for s in problem.sessions),
    )


def _without_weeks(problem: Problem) -> Problem:
    problem = _timetable(problem)
    return replace(problem, rules=replace(problem.rules, per_week=LARGEST))


def _free(problem: Problem, name: str) -> Problem:
    return _with_trainer(_timetable(problem), replace(_timetable(problem).trainer[name], maximum=LARGEST))


def _always(problem: Problem, name: str) -> Problem:
    problem = _timetable(problem)
    trainer = problem.trainer[name]
    return _with_trainer(problem, replace(trainer, available=trainer.available | _half_days(problem)))


def _any_day(problem: Problem, name: str) -> Problem:
    """The session on every half-day that somebody is available, whatever its school allows."""
    problem = _timetable(problem)
    session, every = problem.session[name], sorted(_half_days(problem))
    school = problem.school[session.school]
    wider = replace(school, slots={**dict.fromkeys(every, 0), **school.slots})
    narrow = {s.id: tuple(slot for slot in s.slots if slot in school.slots) for s in problem.sessions}
    return replace(
        problem,
        schools=tuple(wider if s.id == school.id else s for s in problem.schools),
        sessions=tuple(_open(s, name, every, narrow[s.id], school.id) for s in problem.sessions),
    )


def _open(session: Session, name: str, every: Sequence[str], narrow: tuple[str, ...], school: str) -> Session:
    if session.school != school:
        return session
    return replace(session, slots=tuple(every) if session.id == name else narrow)


def _half_days(problem: TimetableProblem) -> frozenset[str]:
    """Every half-day that plays a part: somebody is available or a session may be then."""
    of_trainers = (slot for trainer in problem.trainers for slot in trainer.available)
    return frozenset([*of_trainers, *(slot for session in problem.sessions for slot in session.slots)])


def _with_trainer(problem: TimetableProblem, trainer: Trainer) -> TimetableProblem:
    return replace(problem, trainers=tuple(trainer if t.id == trainer.id else t for t in problem.trainers))

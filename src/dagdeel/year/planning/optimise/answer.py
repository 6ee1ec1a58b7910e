"""The question to the engine and the answer as it is stored: the plan, its reasons, and the plan of today beside it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils import translation

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.matching.explain import explain
from dagdeel.matching.problem import (
    BadProblem,
    TimetablePlan,
    TimetableProblem,
    plan_from_json,
    problem_from_json,
)
from dagdeel.matching.process import SolverGone, run
from dagdeel.matching.score import score
from dagdeel.matching.solvers import NoPlan, Progress
from dagdeel.year.planning import queries
from dagdeel.year.planning.models import PlanProposal, Session
from dagdeel.year.planning.optimise.calendar import offered
from dagdeel.year.planning.optimise.engine import engine, version
from dagdeel.year.planning.optimise.problem import present_of, problem_of
from dagdeel.year.planning.optimise.question import CannotHold, Question, WhatIf
from dagdeel.year.planning.optimise.world import NothingMoves, World, read, slot_of

Tell = Callable[[str, float, float | None, float], None]


class NoAnswer(Exception):
    """The engine found no plan that keeps what has to stay, or did not answer in time."""


@dataclass(frozen=True)
class Proposed:
    """What the engine found, ready to be stored."""

    engine: str
    version: str
    problem: dict[str, Any]
    plan: dict[str, Any]


def something_moves(year: ProgrammeYear, question: Question, *, today: date) -> bool:
    """Whether there is anything to ask; the same queries as a search, without searching."""
    return bool(read(year, question, today=today).moving)


def propose(
    year: ProgrammeYear,
    question: Question,
    *,
    today: date,
    seconds: float,
    tell: Tell | None = None,
    stop: Callable[[], bool] | None = None,
) -> Proposed:
    """A plan for every session that may move, as the year is today; nothing is written.

    Raises NothingMoves, NoAnswer, and CannotHold for a line that had to stay and cannot.
    """
    world = read(year, question, today=today)
    problem = problem_of(world)
    present = present_of(world, problem)
    search = _Search(engine(), question.seed, seconds, stop)
    plan = search.plan(problem, present, tell)
    stored = {
        **plan.to_json(),
        "start": present.to_json()["assignments"],
        "present": [list(pair) for pair in score(problem, present)],
        "now": {f"session-{s.pk}": _now(s) for s in world.moving},
        **_reasons(problem, plan, world),
        "baseline": _baseline(world, search) if question.what_if else None,
    }
    return Proposed(search.engine, version(search.engine), problem.to_json(), stored)


@dataclass(frozen=True)
class _Search:
    """How the engine is asked."""

    engine: str
    seed: int
    seconds: float
    stop: Callable[[], bool] | None

    def plan(self, problem: TimetableProblem, start: TimetablePlan, tell: Tell | None = None) -> TimetablePlan:
        """The plan, never worse than `start`; raises NoAnswer and CannotHold."""

        def heard(progress: Progress) -> None:
            if tell is not None:
                tell(progress.goal, progress.value, progress.bound, progress.seconds)

        how: dict[str, Any] = {"engine": self.engine, "seed": self.seed, "seconds": self.seconds, "previous": start}
        try:
            return run(problem, progress=heard, cancel=self.stop, **how)
        except BadProblem as no:  # the locks of the year hold by construction, so it is one that was asked
            session = _session_of(no, problem)
            if session is None:
                raise
            raise CannotHold(session) from no
        except NoPlan as no:
            raise NoAnswer from no
        except SolverGone as no:
            if no.kind != "limit":  # the machine is at fault: another attempt may do better
                raise
            raise NoAnswer from no


def _session_of(no: BadProblem, problem: TimetableProblem) -> int | None:
    """The session of the lock that the refusal is about: locked[3]."""
    index = no.path.removeprefix("locked[").removesuffix("]")
    if not index.isdecimal() or int(index) >= len(problem.locked):
        return None
    name = problem.locked[int(index)].session
    return int(name.removeprefix("session-")) if name.startswith("session-") else None


def _now(session: Session) -> dict[str, Any]:
    """Where a session was when it was asked: what changed since is not taken over blindly."""
    slot = "" if session.day is None else slot_of(session.day, session.half_day)
    return {"slot": slot, "trainers": sorted(a.trainer_id for a in queries.live(session))}


def _baseline(world: World, search: _Search) -> list[list[Any]] | None:
    """The goals of the same question without the supposition: what it makes of a difference. None: nothing moves then."""
    plain = read(world.year, replace(world.question, what_if=WhatIf()), today=world.today)
    try:
        problem = problem_of(plain)
        return [[goal.name, goal.value] for goal in search.plan(problem, present_of(plain, problem)).goals]
    except (NothingMoves, CannotHold, NoAnswer):
        return None


def recompute(proposal: PlanProposal, *, seconds: float) -> TimetablePlan:
    """The same problem, seed, start and engine once more: the same plan, unless time cut in, then or now."""
    problem = problem_from_json(proposal.problem)
    assert isinstance(problem, TimetableProblem)
    start = plan_from_json({"assignments": proposal.plan["start"], "uncovered": [], "goals": []})
    assert isinstance(start, TimetablePlan)
    left = tuple(s.id for s in problem.sessions if s.id not in start.assignments)
    return run(
        problem,
        engine=proposal.engine,
        seed=proposal.seed,
        seconds=seconds,
        previous=replace(start, uncovered=left),
    )


# Reasons ---------------------------------------------------------------------------------------------------------


def _reasons(problem: TimetableProblem, plan: TimetablePlan, world: World) -> dict[str, Any]:
    """By session its reasons, and what clashes as a whole: the sentence in both languages, with numbers where names will stand."""
    found = {f"session-{s.pk}": list(_about_now(s, problem, world)) for s in world.moving}
    clash: list[dict[str, Any]] = []
    for explanation in explain(problem, plan):
        told = [{"question": explanation.question, **reason.to_json()} for reason in explanation.reasons]
        name = explanation.about[0] if explanation.about else ""
        if explanation.question == "clash":
            clash += told
        elif name in found and problem.session[name].slots:
            found[name] += told
    return {"reasons": found, "clash": clash}


def _about_now(session: Session, problem: TimetableProblem, world: World) -> Iterator[dict[str, Any]]:
    """What the problem does not know: why who gives it now does not, and that there is no half-day for it."""
    holders = {a.trainer_id for a in world.holders(session)}
    for assignment in queries.live(session):
        trainer = assignment.trainer_id
        if trainer in world.question.what_if.without:
            yield _own("supposed_gone", trainer=f"trainer-{trainer}")
        elif trainer not in holders:
            yield _own("away" if assignment.trainer.active else "inactive", trainer=f"trainer-{trainer}")
    if not problem.session[f"session-{session.pk}"].slots:
        yield _own("too_close" if offered(world, session.school_id) else "no_half_days")


def _own(code: str, **facts: str) -> dict[str, Any]:
    said = {}
    for language in ("nl", "en"):
        with translation.override(language):
            said[language] = str(queries.REASONS[code]) % facts
    return {"question": "now", "kind": code, "facts": facts, **said}

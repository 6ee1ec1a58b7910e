"""A proposal of the optimiser as people read it: goal by goal, and per session from what to what, and why."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from dagdeel.base.jobs.models import Job
from dagdeel.base.jobs.states import JobState
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.year.planning.models import PlanProposal, Session
from dagdeel.year.planning.queries.facts import live, sessions_of
from dagdeel.year.planning.queries.telling import (
    names_of_trainers,
    number_of,
    supposed,
    teller,
    title_of,
    when,
    when_of,
)
from dagdeel.year.planning.states import SessionState

# The goals in their order. All are better when they are lower.
GOALS: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "uncovered": gettext_lazy("sessions without a trainer or date"),
        "disruption": gettext_lazy("changes: 3 for a date, 1 for a trainer"),
        "quality_loss": gettext_lazy("points of quality below the best possible"),
        "load": gettext_lazy("load of trainers, uneven counts more"),
        "km": gettext_lazy("kilometres to the schools"),
        "slot_cost": gettext_lazy("objections to half-days"),
    }
)
# Reasons of our own, for what the problem does not know; the others come with the proposal.
REASONS: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "cannot_hold": gettext_lazy(
            "%(session)s can no longer be held: it does not move any more, or its trainer left."
        ),
        "away": gettext_lazy("%(trainer)s falls out on the present date."),
        "inactive": gettext_lazy("%(trainer)s no longer gives workshops."),
        "supposed_gone": gettext_lazy("%(trainer)s is not there in this proposal."),
        "no_half_days": gettext_lazy("The school offered no half-day that is still to come and not in a holiday."),
        "too_close": gettext_lazy("Every half-day that the school offered is too close to a session that stands."),
    }
)
# Why a line was not taken over.
SKIPPED: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "changed": gettext_lazy("The session was changed after the proposal was made."),
        "trainer_taken": gettext_lazy("The trainer gives another session on that half-day by now."),
        "trainer_gone": gettext_lazy("The trainer no longer gives this workshop."),
        "outside_year": gettext_lazy("The date is not in this school year."),
    }
)


@dataclass(frozen=True)
class GoalRow:
    """One goal: what the plan of today makes of it, what the proposal does, and what cannot be bettered."""

    label: str
    present: float | None
    value: float
    baseline: float | None
    bound: float | None
    proven: bool


@dataclass(frozen=True)
class Line:
    """One session in a proposal. Texts are empty when there is nothing; `moves` tells whether anything would change."""

    session: Session
    now_when: str
    now_trainer: str
    then_when: str
    then_trainer: str
    reasons: tuple[str, ...]
    covered: bool
    loses: bool
    same: bool
    stale: bool
    taken: bool
    skipped: str = ""

    @property
    def moves(self) -> bool:
        """Whether taking it over changes something."""
        return not self.taken and not self.same and (self.covered or self.loses)

    @property
    def told(self) -> bool:
        """Whether people were told of this session, so that they hear of the change."""
        return self.session.state == SessionState.PUBLISHED


@dataclass(frozen=True)
class Touched:
    """Who would hear of it when all is taken over: trainers by name, participants by number."""

    trainers: tuple[str, ...]
    participants: int
    sessions: int


@dataclass(frozen=True)
class Sketch:
    """A whole proposal: its goals, what it moves, what it leaves as it is, and what stays without trainer."""

    proposal: PlanProposal
    goals: tuple[GoalRow, ...]
    lines: tuple[Line, ...]
    supposed: tuple[str, ...]
    title: str
    touched: Touched

    @property
    def moving(self) -> tuple[Line, ...]:
        """The lines that change something."""
        return tuple(line for line in self.lines if line.moves)

    @property
    def uncovered(self) -> tuple[Line, ...]:
        """Sessions for which nothing was found, with the reason."""
        return tuple(line for line in self.lines if not line.covered)

    @property
    def same(self) -> tuple[Line, ...]:
        """The lines that keep what is planned already."""
        return tuple(line for line in self.lines if line.covered and line.same and not line.taken)

    @property
    def taken(self) -> tuple[Line, ...]:
        """The lines that were taken over."""
        return tuple(line for line in self.lines if line.taken)

    @property
    def stale(self) -> int:
        """How many sessions were changed after the proposal was made."""
        return sum(line.stale and not line.taken for line in self.lines)

    @property
    def compares(self) -> bool:
        """Whether the same question was also answered without the supposition."""
        return any(row.baseline is not None for row in self.goals)


@dataclass(frozen=True)
class Listed:
    """A proposal in the list."""

    proposal: PlanProposal
    title: str
    uncovered: int
    proven: bool


@dataclass(frozen=True)
class Search:
    """A search that goes on, or that found nothing, and why."""

    job: Job
    sentence: str


def proposals_of(year: ProgrammeYear) -> tuple[Listed, ...]:
    """All proposals, the open ones first: two queries, without their problems."""
    rows = PlanProposal.objects.filter(year=year).select_related("asked_by").defer("problem")
    names = names_of_trainers()
    found = [Listed(p, title_of(p, names), int(_value(p.plan["goals"], "uncovered")), p.plan["proven"]) for p in rows]
    return tuple(sorted(found, key=lambda item: not item.proposal.is_open))


def searches(year: ProgrammeYear, kind: str) -> tuple[Search, ...]:
    """What the worker is looking for, and what it could not find since the last answer: one query, and three to tell why."""
    found: list[Job] = []
    for job in Job.objects.filter(year=year, kind=kind).select_related("asked_by")[:10]:
        if job.state == JobState.DONE:
            break
        if job.state != JobState.CANCELLED:
            found.append(job)
    failed = any(job.state == JobState.FAILED for job in found)
    telling = telling_of(year) if failed else str
    return tuple(Search(job, telling(job.sentence)) for job in found)


def telling_of(year: ProgrammeYear) -> Callable[[str], str]:
    """Puts names in the sentences of the optimiser: three queries."""
    return teller(sessions_of(year), names_of_trainers())


def _value(goals: Iterable[Mapping[str, Any]], name: str) -> float:
    return next((goal["value"] for goal in goals if goal["name"] == name), 0)


def sketch_of(proposal: PlanProposal) -> Sketch:
    """The proposal beside the plan as it is now: three queries."""
    sessions = list(sessions_of(proposal.year).order_by("school__name", "edition__position", "id"))
    names = names_of_trainers()
    telling = teller(sessions, names)
    lines = tuple(_line(s, proposal, names, telling) for s in sessions if f"session-{s.pk}" in proposal.plan["now"])
    return Sketch(
        proposal=proposal,
        goals=_goals(proposal),
        lines=lines,
        supposed=supposed(proposal, sessions, names),
        title=title_of(proposal, names),
        touched=_touched(lines),
    )


def _goals(proposal: PlanProposal) -> tuple[GoalRow, ...]:
    plan = proposal.plan
    present, baseline = dict(plan["present"]), dict(plan["baseline"] or ())
    return tuple(
        GoalRow(
            label=str(GOALS[goal["name"]]),
            present=present.get(goal["name"]),
            value=goal["value"],
            baseline=baseline.get(goal["name"]),
            bound=goal["bound"],
            proven=goal["proven"],
        )
        for goal in plan["goals"]
    )


def _line(session: Session, proposal: PlanProposal, names: Mapping[int, str], telling: Callable[[str], str]) -> Line:
    key, plan = f"session-{session.pk}", proposal.plan
    given, seen = plan["assignments"].get(key), plan["now"][key]
    why_not = proposal.outcome.get("skipped", {}).get(str(session.pk), "")
    now = {"slot": _slot(session), "trainers": sorted(a.trainer_id for a in live(session))}
    then = {"slot": given["slot"], "trainers": [number_of(given["trainer"])]} if given else None
    told = session.state == SessionState.PUBLISHED
    return Line(
        session=session,
        now_when=when(session.day, session.half_day),
        now_trainer=", ".join(str(a.trainer.person) for a in live(session)),
        then_when=when_of(given["slot"]) if given else when(session.day, session.half_day) if told else "",
        then_trainer=names.get(number_of(given["trainer"]), _("somebody who left")) if given else "",
        reasons=tuple(telling(reason[_language()]) for reason in plan["reasons"].get(key, ())),
        covered=given is not None,
        loses=given is None and bool(now["trainers"]),
        same=then == now if then else not now["trainers"],
        stale=now != seen,
        taken=session.pk in proposal.outcome.get("applied", ()),
        skipped=str(SKIPPED[why_not]) if why_not else "",
    )


def _language() -> str:
    return (get_language() or "nl")[:2]


def _slot(session: Session) -> str:
    return f"{session.day.isoformat()}/{session.half_day}" if session.day else ""


def _touched(lines: Iterable[Line]) -> Touched:
    """Of what is published: whoever loses, gets or keeps it on another date, and who is enrolled in what gets another date."""
    moving = [line for line in lines if line.moves and line.told]
    trainers: set[str] = set()
    participants = 0
    for line in moving:
        trainers |= {str(a.trainer.person) for a in live(line.session)}
        trainers |= {line.then_trainer} if line.then_trainer else set()
        participants += line.session.taken if line.now_when != line.then_when else 0
    return Touched(tuple(sorted(trainers)), participants, len(moving))

"""The questions about long work: how far it is, in words, and which jobs nobody works on."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from dagdeel.base.jobs import rules
from dagdeel.base.jobs.models import Job
from dagdeel.base.jobs.states import JobState, Stop


@dataclass(frozen=True, slots=True)
class Line:
    """One goal as people read it."""

    label: str
    value: float
    bound: float | None
    proven: bool


@dataclass(frozen=True, slots=True)
class Run:
    """A job as its page shows it. `stage` changes when the sentence does, so that a screen reader hears it once."""

    job: Job
    sentence: str
    stage: str
    lines: tuple[Line, ...]
    seconds: int

    @property
    def stopping(self) -> bool:
        """Whether somebody asked it to stop."""
        return self.job.stop != Stop.NO


def run_of(
    job: Job,
    labels: Mapping[str, Any],
    *,
    stages: Mapping[str, Any] = MappingProxyType({}),
    telling: Callable[[str], str] = str,
) -> Run:
    """How far a job is. `labels` names its goals, in their order; `stages` tells what else it may be busy with; `telling` puts
    names in the sentence of one that failed. No query.
    """
    goals = rules.goals(job.progress)
    lines = tuple(Line(str(labels.get(g.name, g.name)), g.value, g.bound, g.proven) for g in goals)
    settled = rules.proven(goals)
    stage = job.progress.get("stage", "")
    sentence = str(stages.get(stage, "")) if job.state == JobState.RUNNING and job.stop == Stop.NO else ""
    return Run(
        job=job,
        sentence=sentence or telling(_sentence(job, lines, settled, max(len(labels), len(goals)))),
        stage=f"{job.state}-{job.stop}-{stage}-{len(lines)}-{settled}",
        lines=lines,
        seconds=round(job.progress.get("seconds", 0)),
    )


STANDS: Final[Mapping[str, Any]] = MappingProxyType(
    {
        JobState.QUEUED: gettext_lazy("It waits for its turn."),
        JobState.DONE: gettext_lazy("It is done."),
        JobState.CANCELLED: gettext_lazy("It was stopped; nothing was kept."),
    }
)


def _sentence(job: Job, lines: tuple[Line, ...], settled: int, whole: int) -> str:
    if job.state != JobState.RUNNING:
        return str(STANDS.get(job.state, job.sentence))
    if job.stop != Stop.NO:
        return _("It is stopping.")
    if not lines:
        return _("It has begun.")
    facts = {"settled": settled, "whole": whole}
    if (now := next((line.label for line in lines if not line.proven), None)) is None:
        return pgettext("job", "%(settled)s of %(whole)s goals are proven.") % facts
    return pgettext("job", "%(settled)s of %(whole)s goals are proven; now: %(goal)s.") % {**facts, "goal": now}


def hanging(clock: Callable[..., datetime]) -> Iterator[str]:
    """Jobs that nobody works on, over all partnerships, one sentence each. `clock` as in `actions.take`."""
    present = clock()
    for job in Job.everywhere.filter(state=JobState.RUNNING, lease_until__lt=present - rules.HANGS):
        yield f"job {job.pk} ({job.kind}): its worker is gone and no other took it; is `dagdeel worker` running?"
    for job in Job.everywhere.filter(state=JobState.QUEUED).select_related("partnership"):
        if job.asked_at < clock(job.partnership) - rules.HANGS:
            yield f"job {job.pk} ({job.kind}) waits and nobody takes it; is `dagdeel worker` running?"

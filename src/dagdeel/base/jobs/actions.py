"""The verbs of long work. A step asks and cancels; the worker takes, pulses and ends.

They write no history: what a job changes is told by the step's own action, in the transaction that ends the job.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from dagdeel.base.jobs import rules
from dagdeel.base.jobs.models import Job
from dagdeel.base.jobs.states import OPEN, JobState, Stop
from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.people.models import Person

TOO_OFTEN = _("The work was begun %(n)s times and broke off each time. Ask again; if it stays so, tell the operator.")


class Lost(Exception):
    """The job is no longer ours: another worker took it, or it has ended."""


class JobEnded(Exception):
    """The job has ended: there is nothing left to stop."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A job, and whether it is new: the same thing asked twice is done once."""

    job: Job
    new: bool


def ask(
    kind: str,
    subject: str,
    *,
    parameters: Mapping[str, Any] | None = None,
    year: ProgrammeYear | None = None,
    by: Person | None,
    at: datetime,
) -> Asked:
    """Ask for long work about this subject; while that is waiting or running, the same question gives the same job."""
    made = Job(kind=kind, subject=subject, parameters=dict(parameters or {}), year=year, asked_by=by, asked_at=at)
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:
        there = Job.objects.filter(kind=kind, subject=subject, state__in=OPEN).first()
        if there is None:  # it ended in between, or the row broke another promise: then the second time says so
            made.save(force_insert=True)
            return Asked(made, new=True)
        return Asked(there, new=False)
    return Asked(made, new=True)


def cancel(job: Job, *, by: Person, at: datetime) -> Job:
    """Stop it and keep nothing: one that waits ends here, one that runs within a second or two. Raises JobEnded."""
    return _stop(job, Stop.CANCEL, by, at)


def settle(job: Job, *, by: Person, at: datetime) -> Job:
    """Stop looking further and keep what was found so far; raises JobEnded."""
    return _stop(job, Stop.SETTLE, by, at)


@transaction.atomic
def _stop(job: Job, wish: Stop, by: Person, at: datetime) -> Job:
    fresh = Job.objects.select_for_update().get(pk=job.pk)
    if not fresh.open:
        raise JobEnded
    fresh.stop, fresh.stopped_by = wish, by
    if fresh.state == JobState.QUEUED and wish == Stop.CANCEL:
        fresh.state, fresh.ended_at = JobState.CANCELLED, at
    fresh.save(update_fields=["stop", "stopped_by", "state", "ended_at"])
    return fresh


# The worker ------------------------------------------------------------------------------------------------------


def waiting(kinds: Collection[str], *, at: datetime) -> models.QuerySet[Job]:
    """Jobs of these kinds to take: those that wait, and those whose worker did not come back. Over all partnerships."""
    left = models.Q(state=JobState.RUNNING, lease_until__lte=at)
    return Job.everywhere.filter(models.Q(state=JobState.QUEUED) | left, kind__in=kinds).order_by("id")


def take(kinds: Collection[str], *, clock: Callable[..., datetime]) -> Job | None:
    """Take the job that waits longest, with a lease; others skip the row while we look. None when there is nothing to do.

    One that was begun too often fails here, with a sentence. `clock` gives the machine's time, and with a partnership that
    partnership's.
    """
    while waiting(kinds, at=clock()).exists():  # looking costs no write lock
        with transaction.atomic():
            rows = waiting(kinds, at=clock()).select_for_update(skip_locked=True, of=("self",))
            job = rows.select_related("partnership", "year__partnership", "asked_by").first()
            if job is None:
                return None
            with scope.of(job.partnership):
                if _begun(job, clock):
                    return job
    return None


def _begun(job: Job, clock: Callable[..., datetime]) -> bool:
    """Begin a locked job; False for one that ends here."""
    present = clock(job.partnership)
    if job.stop == Stop.CANCEL:  # its worker died before it heard
        _end(job, JobState.CANCELLED, present)
        return False
    if job.attempts >= rules.ATTEMPTS:
        _end(job, JobState.FAILED, present, error=in_each_language(TOO_OFTEN, n=job.attempts))
        return False
    job.state, job.attempts, job.lease_until = JobState.RUNNING, job.attempts + 1, clock() + lease()
    job.started_at, job.progress = present, {}
    job.save(update_fields=["state", "attempts", "lease_until", "started_at", "progress"])
    return True


def lease() -> timedelta:
    """How long a worker may be silent before another one takes its job."""
    return timedelta(seconds=settings.JOB_LEASE)


def pulse(job: Job, progress: Mapping[str, Any], *, at: datetime) -> Stop:
    """Tell how far a job is and keep it for another while; gives what somebody asks of it. Raises Lost."""
    if _ours(job).update(progress=dict(progress), lease_until=at + lease()) == 0:
        raise Lost
    return Stop(Job.everywhere.values_list("stop", flat=True).get(pk=job.pk))


def _ours(job: Job) -> models.QuerySet[Job]:
    return Job.everywhere.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)


def _kept(job: Job) -> Job:
    """The row as it is now, locked; raises Lost when it is no longer ours."""
    fresh = _ours(job).select_for_update(of=("self",)).first()
    if fresh is None:
        raise Lost
    return fresh


@transaction.atomic
def finish(
    job: Job, store: Callable[[datetime], Mapping[str, Any]], progress: Mapping[str, Any], *, at: datetime
) -> Job:
    """Store what was found and end the job, both or neither; nothing is stored when it was cancelled. Raises Lost."""
    fresh = _kept(job)
    fresh.progress = dict(progress)
    if fresh.stop == Stop.CANCEL:
        return _end(fresh, JobState.CANCELLED, at)
    return _end(fresh, JobState.DONE, at, result=dict(store(at)))


@transaction.atomic
def fail(job: Job, sentence: Any, *, at: datetime) -> Job:
    """End the job without an answer: the sentence (a lazy text) tells why. Raises Lost."""
    return _end(_kept(job), JobState.FAILED, at, error=in_each_language(sentence))


@transaction.atomic
def give_back(job: Job, *, counts: bool) -> Job:
    """Let another worker begin it anew. It `counts` as an attempt when it broke, not when the worker left. Raises Lost."""
    fresh = _kept(job)
    fresh.state, fresh.lease_until = JobState.QUEUED, None
    fresh.attempts -= 0 if counts else 1
    fresh.save(update_fields=["state", "lease_until", "attempts"])
    return fresh


def _end(job: Job, state: JobState, at: datetime, **values: Any) -> Job:
    for name, value in {"state": state, "ended_at": at, "lease_until": None, **values}.items():
        setattr(job, name, value)
    job.save(update_fields=["state", "ended_at", "lease_until", "progress", *values])
    return job


def in_each_language(sentence: Any, **facts: Any) -> dict[str, str]:
    """A lazy text as it reads in every language of the product."""
    said = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            said[code] = str(sentence) % facts if facts else str(sentence)
    return said

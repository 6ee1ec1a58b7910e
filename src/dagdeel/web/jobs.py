"""The worker's second hand: take the jobs that wait, one at a time, and do them beside the beat."""

import logging
import traceback
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from threading import Event, Thread

from django.db import close_old_connections, connections

from dagdeel.base.jobs import actions
from dagdeel.base.jobs.desk import CannotBeDone, Desk, Task
from dagdeel.base.jobs.models import Job
from dagdeel.base.jobs.states import Stop
from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.clock import now
from dagdeel.exchange.tasks import TASKS as EXCHANGE
from dagdeel.year.cycle import CYCLE
from dagdeel.year.step import Step

logger = logging.getLogger(__name__)
REST = 1.0  # seconds between two looks at a queue that was empty
Clock = Callable[..., datetime]


def tasks_of(cycle: Iterable[Step] = CYCLE) -> dict[str, Task]:
    """What to do for every kind of job that a step knows, and for what comes in and goes out."""
    return {**EXCHANGE, **{kind: task for step in cycle for kind, task in step.tasks().items()}}


def do_next(
    tasks: Mapping[str, Task], *, clock: Clock = now, leaving: Callable[[], bool] = lambda: False
) -> Job | None:
    """Take one job and do it; None when nothing waits. Whatever breaks is logged and harms no other job."""
    job = actions.take(tuple(tasks), clock=clock)
    if job is not None:
        with scope.of(job.partnership):
            try:
                _do(job, tasks[job.kind], clock, leaving)
            except actions.Lost:
                logger.warning("job %d (%s) was taken over by another worker", job.pk, job.kind)
    return job


def _do(job: Job, task: Task, clock: Clock, leaving: Callable[[], bool]) -> None:
    """The work itself, and how it ends; raises Lost."""
    desk = Desk(job, clock=clock, leaving=leaving)
    try:
        store = task(desk)
        if leaving() and desk.pulse() == Stop.NO:
            actions.give_back(job, counts=False)
            return
        actions.finish(job, store, desk.progress, at=clock(job.partnership))
    except CannotBeDone as no:
        actions.fail(job, no.sentence, at=clock(job.partnership))
    except actions.Lost:
        raise
    except Exception as no:
        # where, not what: the words of an error may name people
        where = traceback.extract_tb(no.__traceback__)[-1]
        told = (job.pk, job.kind, type(no).__name__, where.filename, where.lineno)
        logger.error("job %d (%s): %s at %s:%s", *told)
        actions.give_back(job, counts=True)


def work_off(*, clock: Clock = now, cycle: Iterable[Step] = CYCLE, leaving: Callable[[], bool] = lambda: False) -> int:
    """Do everything that waits, here and now; gives how many jobs were begun."""
    tasks, begun = tasks_of(cycle), 0
    while not leaving() and do_next(tasks, clock=clock, leaving=leaving) is not None:
        begun += 1
    return begun


class Hand(Thread):
    """Works off the queue in a thread of its own, so that mail does not wait for it, until it is asked to stop."""

    def __init__(self, stop: Event, *, cycle: Iterable[Step] = CYCLE) -> None:
        super().__init__(name="jobs", daemon=True)
        self._stop_asked, self._cycle = stop, tuple(cycle)

    def run(self) -> None:
        """Look, work, rest, look."""
        while not self._stop_asked.is_set():
            close_old_connections()  # the database may have gone away while we rested
            try:
                work_off(cycle=self._cycle, leaving=self._stop_asked.is_set)
            except Exception:
                logger.exception("the queue of jobs could not be read")
            self._stop_asked.wait(REST)
        connections.close_all()

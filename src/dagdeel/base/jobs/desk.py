"""What a step gives the worker to do, and what the worker gives the step to work with."""

from collections.abc import Callable, Mapping
from datetime import datetime
from time import monotonic
from typing import Any

from dagdeel.base.jobs import actions, rules
from dagdeel.base.jobs.models import Job
from dagdeel.base.jobs.states import Stop

Settle = Callable[[datetime], Mapping[str, Any]]
"""Stores what was found, at this moment, and gives what the job remembers of it: ids, no rows. Runs in the transaction that ends
the job, so a result is stored once, however often the work was begun.
"""


class CannotBeDone(Exception):
    """The work has no answer, and trying again will not help: the sentence (a lazy text) says why."""

    def __init__(self, sentence: Any) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


class Desk:
    """The place at which one job is done: how far it is goes out, the wish to stop comes in.

    Ask `stop` often, at least every few seconds: it is also how the job's row hears that somebody is still at work.
    """

    def __init__(
        self, job: Job, *, clock: Callable[..., datetime], leaving: Callable[[], bool] = lambda: False
    ) -> None:
        self.job = job
        self.progress: dict[str, Any] = dict(job.progress)
        self._clock, self._leaving = clock, leaving
        self._wish = Stop(job.stop)
        self._next = monotonic() + rules.PULSE

    def tell(self, goal: str, value: float, bound: float | None, seconds: float) -> None:
        """How far the work is; the page shows it a second later."""
        self.progress = rules.told(self.progress, goal, value, bound, seconds)

    def enter(self, stage: str) -> None:
        """What is done from now on, where the goals do not say it: a key of the stages that the page knows."""
        self.progress = {**self.progress, "stage": stage}
        if monotonic() >= self._next:
            self.pulse()

    def stop(self) -> bool:
        """Whether to hand in what there is, now: somebody asked, or the worker leaves. Raises Lost when another took over."""
        if monotonic() >= self._next:
            self.pulse()
        return self._wish != Stop.NO or self._leaving()

    def pulse(self) -> Stop:
        """Say that we are at work, and hear what is asked; raises Lost."""
        self._wish = actions.pulse(self.job, self.progress, at=self._clock())
        self._next = monotonic() + rules.PULSE
        return self._wish


Task = Callable[[Desk], Settle]
"""The long part of a kind of job: reads and computes, writes nothing. Raises CannotBeDone."""

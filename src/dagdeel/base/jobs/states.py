"""The life of a job."""

from django.db import models
from django.utils.translation import pgettext_lazy


class JobState(models.TextChoices):
    """Queued → running → done; a worker that stops or dies gives it back to the queue, a few times."""

    QUEUED = "queued", pgettext_lazy("job", "waiting")
    RUNNING = "running", pgettext_lazy("job", "running")
    DONE = "done", pgettext_lazy("job", "done")
    FAILED = "failed", pgettext_lazy("job", "failed")
    CANCELLED = "cancelled", pgettext_lazy("job", "stopped")


S = JobState
JOB_MOVES: dict[JobState, frozenset[JobState]] = {
    # failed: it was begun too often
    S.QUEUED: frozenset({S.RUNNING, S.CANCELLED, S.FAILED}),
    # back to itself: the worker died and another one took over
    S.RUNNING: frozenset({S.RUNNING, S.QUEUED, S.DONE, S.FAILED, S.CANCELLED}),
    S.DONE: frozenset(),
    S.FAILED: frozenset(),
    S.CANCELLED: frozenset(),
}
OPEN = (S.QUEUED, S.RUNNING)


class Stop(models.TextChoices):
    """What somebody asked of a job that runs: nothing, hand in what there is, or leave it."""

    NO = "", pgettext_lazy("job", "go on")
    SETTLE = "settle", pgettext_lazy("job", "use what is found so far")
    CANCEL = "cancel", pgettext_lazy("job", "stop")

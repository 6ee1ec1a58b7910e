"""One beat of the worker: let happen what follows by itself, ask every step which mails should exist, bring the outbox in
line, send what is due.

It may run twice, or twice at once: a second beat finds nothing to do.
"""

import logging
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.clock import now
from dagdeel.base.partnerships.models import Partnership, ProgrammeYear
from dagdeel.outputs.mail import actions as mail
from dagdeel.year.cycle import CYCLE
from dagdeel.year.step import Step

logger = logging.getLogger(__name__)


@dataclass
class Beat:
    """What one beat did: what followed by itself, mails asked for, changed, withdrawn, sent, put off, given up; and how
    often something broke.
    """

    followed: int = 0
    created: int = 0
    updated: int = 0
    cancelled: int = 0
    sent: int = 0
    again: int = 0
    failed: int = 0
    broken: int = 0

    def add(self, done: mail.Reconciled | mail.Run) -> None:
        """Count what an action says it did."""
        match done:
            case mail.Reconciled():
                self.created += done.created
                self.updated += done.updated
                self.cancelled += done.cancelled
            case mail.Run():
                self.sent += done.sent
                self.again += done.again
                self.failed += done.failed

    def __str__(self) -> str:
        return ", ".join(f"{count} {name}" for name, count in vars(self).items() if count) or "nothing to do"


def tick(*, clock: Callable[[Partnership], datetime] = now, cycle: Iterable[Step] = CYCLE) -> Beat:
    """One beat for every partnership, each at its own time. What breaks in one place is logged and harms no other."""
    beat = Beat()
    steps = tuple(cycle)
    for partnership in Partnership.objects.all():
        at = clock(partnership)
        with scope.of(partnership):
            years = list(ProgrammeYear.objects.exclude(state=ProgrammeYear.State.CLOSED).select_related("partnership"))
            for step in steps:
                with _survived(beat, partnership, step.key):
                    beat.followed += sum(step.follow(year, at) for year in years)
            for step in steps:
                with _survived(beat, partnership, step.key):
                    messages = [message for year in years for message in step.messages(year, at)]
                    beat.add(mail.reconcile(partnership, messages, at=at, source=step.key))
            with _survived(beat, partnership, "sending"):
                beat.add(mail.send_due(partnership, at=at))
    return beat


@contextmanager
def _survived(beat: Beat, partnership: Partnership, doing: str) -> Iterator[None]:
    """Go on after whatever breaks. The log tells where, not what was in it: the words of an error may name people."""
    try:
        yield
    except Exception as no:
        beat.broken += 1
        where = traceback.extract_tb(no.__traceback__)[-1]
        logger.error(
            "partnership %d, %s: %s at %s:%s", partnership.pk, doing, type(no).__name__, where.filename, where.lineno
        )

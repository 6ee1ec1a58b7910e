"""Dated work that the worker does by itself: each piece once per turn, however many workers there are, in its own words."""

import logging
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.clock import now
from dagdeel.base.partnerships.models import Partnership
from dagdeel.base.schedule import actions, rules
from dagdeel.outputs.mail import actions as mail
from dagdeel.outputs.mail.bounces import read_file
from dagdeel.web import tasks_mail
from dagdeel.web.doctor import examine

logger = logging.getLogger(__name__)
Clock = Callable[..., datetime]


@dataclass(frozen=True, slots=True)
class Dated:
    """A piece of dated work whose turn it is: `work` gives what came of it, in a few words."""

    job: str
    slot: str
    work: Callable[[], str]
    at: datetime


def due(clock: Clock = now) -> Iterator[Dated]:
    """Everything whose turn has come, had or not: per partnership on its own clock, the rest on that of the machine.

    When a turn was had is told by the clock of the machine, as of everything that the worker keeps of itself.
    """
    present = clock()
    yield Dated("doctor", rules.daily(present, hour=3), _doctor, present)
    if settings.BOUNCE_MAILBOX:
        yield Dated("bounces", rules.every(present, minutes=10), lambda: read_bounces(clock), present)
    for partnership in Partnership.objects.all():
        at = clock(partnership)
        slot = rules.weekly(at, weekday=0, hour=7)
        if slot is not None:
            yield Dated(f"tasks-{partnership.pk}", slot, _tasks(partnership, slot, at), present)


LABELS = {
    "doctor": _("every promise of the data is checked, at night"),
    "bounces": _("reports of mail that came back are read"),
    "tasks": _("on Monday everybody hears what is asked"),
}


def work_through(*, clock: Clock = now) -> int:
    """Do what is due and was not had yet; gives how many turns were had. What breaks is logged and harms nothing else."""
    had = 0
    for dated in due(clock):
        turn = actions.take(dated.job, dated.slot, at=dated.at)
        if turn is None:
            continue
        had += 1
        try:
            said = dated.work()
        except Exception as no:
            # where, not what: the words of an error may name people
            where = traceback.extract_tb(no.__traceback__)[-1]
            told = (dated.job, dated.slot, type(no).__name__, where.filename, where.lineno)
            logger.error("%s of %s: %s at %s:%s", *told)
            actions.end(turn, said=type(no).__name__, failed=True, at=dated.at)
        else:
            actions.end(turn, said=said, at=dated.at)
    return had


def _doctor() -> str:
    wrong = [f"{check.name}: {len(check.violations)}" for check in examine() if not check.holds]
    for line in wrong:
        logger.error("doctor: %s", line)
    return ", ".join(wrong) or "ok"


def read_bounces(clock: Clock = now, path: Path | None = None) -> str:
    """Read the reports in the mailbox; a report that was read before changes nothing."""
    found = read_file(path or Path(settings.BOUNCE_MAILBOX))
    return str(sum(mail.bounced(bounce, at=clock()) for bounce in found))


def _tasks(partnership: Partnership, slot: str, at: datetime) -> Callable[[], str]:
    def work() -> str:
        with scope.of(partnership):
            return str(tasks_mail.write(partnership, slot, at=at).created)

    return work

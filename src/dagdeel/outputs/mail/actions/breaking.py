"""A server that refuses is left alone for a while; then one mail is tried, and the others follow when that one goes."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from dagdeel.base.history import actions as history
from dagdeel.outputs.mail import rules
from dagdeel.outputs.mail.models import Breaker


@dataclass(slots=True)
class Trial:
    """Whether a run may send: not at all, one mail to see how it goes, or freely. `troubled`: the row counts faults."""

    server: str
    allowed: bool = True
    probe: bool = False
    troubled: bool = False


def trial(server: str, *, at: datetime) -> Trial:
    """May we send to this server now? After its rest exactly one run may, with one mail."""
    row = Breaker.objects.filter(server=server).first()
    if row is None:
        return Trial(server)
    if row.open_until is None:
        return Trial(server, troubled=row.faults > 0)
    if at < row.open_until <= at + rules.RESTS[-1]:  # later than that: the clock of a demo went back
        return Trial(server, allowed=False)
    # whoever moves the moment tries; a run that dies meanwhile is followed by another after the lease
    ours = Breaker.objects.filter(pk=row.pk, open_until=row.open_until).update(open_until=at + rules.LEASE)
    return Trial(server, allowed=ours == 1, probe=True, troubled=True)


def note(trial: Trial, fault: str, *, at: datetime) -> bool:
    """Keep how the last mail went: a fault of the server, or empty. Gives whether the server is to be left alone now."""
    if fault:
        trial.troubled = True
        return _fault(trial, fault, at)
    if trial.troubled:
        _well(trial, at)
    return False


@transaction.atomic
def _fault(trial: Trial, error: str, at: datetime) -> bool:
    row, _made = Breaker.objects.select_for_update().get_or_create(server=trial.server)
    row.faults, row.last_error = row.faults + 1, error
    closed = row.open_until is None
    if trial.probe or (closed and row.faults >= rules.FAULTS):
        row.open_until, row.rests = at + rules.rest(row.rests), row.rests + 1
        row.opened_at = row.opened_at or at
    row.save()
    if closed and row.open_until is not None:
        history.record("mail.server_left_alone", row, by=None, at=at, after={"faults": row.faults}, reason=error)
    return row.open_until is not None


@transaction.atomic
def _well(trial: Trial, at: datetime) -> None:
    row = Breaker.objects.select_for_update().get(server=trial.server)
    before = row.opened_at
    row.faults, row.rests, row.opened_at, row.open_until = 0, 0, None, None
    row.save()
    if before is not None:
        history.record("mail.server_works_again", row, by=None, at=at, before={"opened_at": before})
    trial.troubled, trial.probe = False, False

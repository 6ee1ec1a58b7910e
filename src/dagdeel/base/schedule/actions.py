"""The verbs of dated work: take a turn, end it, say that a round was made. What is done in a turn tells its own history."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from dagdeel.base.schedule.models import Pulse, Slot

LEASE = timedelta(minutes=15)
ATTEMPTS = 3  # then the turn is given up: the next one comes


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn that is ours."""

    pk: int
    attempt: int


def take(job: str, slot: str, *, at: datetime) -> Turn | None:
    """Take this turn, unless it was had, is being had, or broke off too often. One insert decides between workers at once."""
    found = Slot.objects.filter(job=job, slot=slot).first()
    if found is None:
        try:
            with transaction.atomic():
                made = Slot.objects.create(job=job, slot=slot, attempts=1, begun_at=at, lease_until=at + LEASE)
        except IntegrityError:
            return None
        return Turn(made.pk, 1)
    if found.ended_at is not None or found.lease_until is None or at < found.lease_until or found.attempts >= ATTEMPTS:
        return None
    # its worker died: who raises the number goes on
    again = Slot.objects.filter(pk=found.pk, attempts=found.attempts, ended_at=None)
    ours = again.update(attempts=found.attempts + 1, begun_at=at, lease_until=at + LEASE)
    return Turn(found.pk, found.attempts + 1) if ours else None


def end(turn: Turn, *, said: str = "", failed: bool = False, at: datetime) -> bool:
    """End the turn; False when another worker took it over meanwhile. One that failed is tried again until there were too many."""
    ours = Slot.objects.filter(pk=turn.pk, attempts=turn.attempt, ended_at=None)
    if failed and turn.attempt < ATTEMPTS:
        return bool(ours.update(lease_until=at, failed=True, said=said[:300]))
    return bool(ours.update(ended_at=at, lease_until=None, failed=failed, said=said[:300]))


def pulse(name: str, *, began: datetime, seconds: float, said: str = "", broken: int = 0, at: datetime) -> None:
    """This round was made."""
    facts = {"began_at": began, "ended_at": at, "seconds": round(seconds, 3), "said": said[:300], "broken": broken}
    Pulse.objects.update_or_create(name=name, defaults=facts)


def begin(name: str, *, at: datetime) -> None:
    """This round begins: one that never ends is seen."""
    Pulse.objects.update_or_create(name=name, defaults={"began_at": at, "ended_at": None})

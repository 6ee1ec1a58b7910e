"""Claiming and releasing a seat: one conditional update each, under the check constraint taken ≤ seats.

Called by the enrolment's actions inside their own transaction; they write the history, so these do not.
"""

from django.db.models import F

from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import SessionState


def claim_seat(session: Session, *, number: int = 1) -> bool:
    """Take one seat (or `number` together) if there are; False when the session is full or not open.

    Exact whatever happens at once.
    """
    rows = Session.objects.filter(pk=session.pk, state=SessionState.PUBLISHED, taken__lte=F("seats") - number)
    return rows.update(taken=F("taken") + number) == 1


def release_seat(session: Session, *, number: int = 1) -> bool:
    """Give one seat (or `number`) back, in whatever state the session is; False when fewer were taken."""
    rows = Session.objects.filter(pk=session.pk, taken__gte=number)
    return rows.update(taken=F("taken") - number) == 1

"""Claiming and releasing a seat: one conditional update each, under the check constraint taken ≤ seats.

Called by the enrolment's actions inside their own transaction; they write the history, so these do not.
"""

from django.db.models import F

from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import SessionState


def claim_seat(session: Session) -> bool:
    """Take one seat if there is one left; False when the session is full or not open. Exact whatever happens at once."""
    rows = Session.objects.filter(pk=session.pk, state=SessionState.PUBLISHED, taken__lt=F("seats"))
    return rows.update(taken=F("taken") + 1) == 1


def release_seat(session: Session) -> bool:
    """Give one seat back, in whatever state the session is; False when none was taken."""
    return Session.objects.filter(pk=session.pk, taken__gt=0).update(taken=F("taken") - 1) == 1

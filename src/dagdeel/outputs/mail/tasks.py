"""Background entry of the outbox."""

from dagdeel.base.partnerships.clock import now
from dagdeel.base.partnerships.models import Partnership
from dagdeel.outputs.mail import actions


def deliver(partnership: Partnership) -> actions.Run:
    """Send what is due by the partnership's own clock."""
    return actions.send_due(partnership, at=now(partnership))

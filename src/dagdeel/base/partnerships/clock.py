"""What time it is. Only views, commands and tasks ask; everything else is told."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone

from dagdeel.base.partnerships.models import Partnership


def now(partnership: Partnership | None = None) -> datetime:
    """The present, in the zone of the school; in demo mode the partnership's own day at the real time of day."""
    present = timezone.localtime()
    if settings.DEMO and partnership is not None and partnership.demo_day is not None:
        return timezone.make_aware(datetime.combine(partnership.demo_day, present.time()))  # time() drops the zone
    return present

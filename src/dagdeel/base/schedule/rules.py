"""Pure rules of dated work: which turn it is. A turn has a name; the same moment gives the same name."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Amsterdam")


def weekly(at: datetime, *, weekday: int, hour: int, days: int = 3) -> str | None:
    """The turn of this week, from this weekday (0 is Monday) and hour on, for so many days; outside of them there is none."""
    local = at.astimezone(ZONE)
    monday = local.date() - timedelta(days=local.weekday())
    begins = datetime.combine(monday + timedelta(days=weekday), time(hour), tzinfo=ZONE)
    if not begins <= local < begins + timedelta(days=days):
        return None
    year, week, _day = local.isocalendar()
    return f"{year}-W{week:02}"


def daily(at: datetime, *, hour: int) -> str:
    """The turn of this day, which begins at this hour; before it the turn of yesterday still is."""
    local = at.astimezone(ZONE)
    day = local.date() if local.hour >= hour else local.date() - timedelta(days=1)
    return f"{day}"


def every(at: datetime, *, minutes: int) -> str:
    """The turn of so many minutes; they divide an hour."""
    utc = at.astimezone(ZoneInfo("UTC"))
    return f"{utc.replace(minute=utc.minute - utc.minute % minutes):%Y-%m-%dT%H:%MZ}"

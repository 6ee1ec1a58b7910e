"""Pure decisions about attendance: when the list opens, when it is late, which minutes count."""

from datetime import date, time

from dagdeel.year.attendance.states import PresenceState, RosterState


def may_take(day: date | None, today: date) -> bool:
    """Attendance is taken on the day itself or later; nobody was there before."""
    return day is not None and day <= today


def roster_state(day: date | None, today: date, *, closed: bool, cancelled: bool = False) -> RosterState:
    """How far the list of a session is. It is asked for on the day itself; from the next day on it is late."""
    if closed:
        return RosterState.CLOSED
    if cancelled:
        return RosterState.CANCELLED
    if day is None or day > today:
        return RosterState.COMING
    return RosterState.TODAY if day == today else RosterState.LATE


def minutes_of(state: PresenceState, minutes: int | None) -> int | None:
    """The minutes that are kept: only those of somebody who was there partly. None for partly says that they are missing."""
    if state != PresenceState.PARTLY:
        return None
    return minutes if minutes is not None and minutes >= 1 else None


def matches(query: str, name: str) -> bool:
    """Whether each word of the query begins a word of the name; both plain (no capitals, no marks)."""
    words = name.split()
    return all(any(word.startswith(part) for word in words) for part in query.split())


def length(starts: time | None, ends: time | None, otherwise: int) -> int:
    """How many minutes a session lasts; `otherwise` when its times are not known."""
    if starts is None or ends is None:
        return otherwise
    return (ends.hour - starts.hour) * 60 + ends.minute - starts.minute

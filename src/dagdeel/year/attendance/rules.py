"""Pure decisions about attendance: when the list opens, when it is late, which minutes count."""

import hmac
from datetime import date, datetime, time, timedelta
from typing import Final

from dagdeel.year.attendance.states import PresenceState, RosterState

CODE_SECONDS: Final = 60
CODE_DIGITS: Final = 6
LATE_AFTER: Final = timedelta(minutes=15)  # whoever checks in so long after the start is late


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


# Checking in by oneself ------------------------------------------------------------------------------------------------


def room_code(key: bytes, session: int, at: datetime) -> str:
    """The digits that stand on the screen in the room: other ones every minute, so that they are of no use elsewhere or later.

    The truncation of RFC 4226 over an HMAC of the session and the minute.
    """
    minute = int(at.timestamp()) // CODE_SECONDS
    digest = hmac.digest(key, f"{session}:{minute}".encode(), "sha256")
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4]) & 0x7FFFFFFF
    return str(number % 10**CODE_DIGITS).zfill(CODE_DIGITS)


def code_fits(typed: str, key: bytes, session: int, at: datetime) -> bool:
    """Whether these digits stand on the screen now, or stood there a minute ago: people type slowly."""
    digits = "".join(typed.split())
    moments = (at, at - timedelta(seconds=CODE_SECONDS))
    return any(hmac.compare_digest(digits.encode(), room_code(key, session, one).encode()) for one in moments)


def seconds_left(at: datetime) -> int:
    """How long the digits still stand there."""
    return CODE_SECONDS - int(at.timestamp()) % CODE_SECONDS


def arrival(starts: datetime, at: datetime) -> PresenceState:
    """On time, or late."""
    return PresenceState.LATE if at > starts + LATE_AFTER else PresenceState.PRESENT

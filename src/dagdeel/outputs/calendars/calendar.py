"""Calendars: a feed to subscribe to, and one appointment as a file (RFC 5545).

The time zone is written out as two yearly rules. A generated list of dates is read wrongly by several calendars, which then show an
afternoon in summer one hour off.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component, vUri
from icalendar import Event as Appointment

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
REFRESH = timedelta(hours=4)
ZONE = """BEGIN:VTIMEZONE
TZID:Europe/Amsterdam
X-LIC-LOCATION:Europe/Amsterdam
BEGIN:DAYLIGHT
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""


class Item(Protocol):
    """What a calendar reads of an appointment: `year.step.DiaryItem` fits as it is."""

    @property
    def uid(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def starts(self) -> datetime: ...
    @property
    def ends(self) -> datetime: ...
    @property
    def place(self) -> str: ...
    @property
    def cancelled(self) -> bool: ...
    @property
    def sequence(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Event:
    """An appointment. `uid` stays the same when it moves, `sequence` rises with every change; times are aware."""

    uid: str
    title: str
    starts: datetime
    ends: datetime
    place: str = ""
    cancelled: bool = False
    sequence: int = 0
    url: str = ""
    detail: str = ""


def feed(items: Iterable[Item], name: str, *, at: datetime) -> bytes:
    """All appointments of a person, to subscribe to; the same items at the same `at` give the same bytes.

    Raises ValueError for a time without a zone. Cancelled appointments stay in, marked, so that they vanish from calendars too.
    """
    calendar = _calendar("PUBLISH")
    calendar.add("NAME", _line(name))
    calendar.add("X-WR-CALNAME", _line(name))
    calendar.add("X-WR-TIMEZONE", "Europe/Amsterdam")
    calendar.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", REFRESH)
    for item in sorted(items, key=lambda item: (item.starts, item.uid)):
        calendar.add_component(_appointment(item, at))
    return bytes(calendar.to_ical())


def event(
    item: Item,
    *,
    at: datetime,
    method: Literal["PUBLISH", "REQUEST", "CANCEL"] = "PUBLISH",
    organiser: str = "",
    attendee: tuple[str, str] | None = None,
) -> bytes:
    """One appointment as a file or beside a mail; `method` must agree with the MIME type. `organiser`: a mail address.

    `attendee`: address and name of the recipient, whom a mail program looks for before it changes his calendar (RFC 5546). The
    other people in a session are nobody's business: there is no other attendee in it.
    """
    calendar = _calendar(method)
    appointment = _appointment(item, at, cancelled=method == "CANCEL" or item.cancelled)
    if organiser:
        appointment.add("ORGANIZER", vUri(f"mailto:{organiser}"))
    if attendee is not None:
        address, name = attendee
        facts = {"CN": _line(name).replace('"', ""), "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"}
        appointment.add("ATTENDEE", vUri(f"mailto:{address}"), parameters=facts)
    calendar.add_component(appointment)
    return bytes(calendar.to_ical())


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("PRODID", "-//Dagdeel//Dagdeel//NL")
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", method)
    calendar.add_component(Component.from_ical(ZONE))
    return calendar


def _appointment(item: Item, at: datetime, *, cancelled: bool | None = None) -> Appointment:
    made = Appointment()
    made.add("UID", item.uid)
    made.add("SUMMARY", _line(item.title))
    made.add("DTSTAMP", at.astimezone(ZoneInfo("UTC")))
    made.add("DTSTART", _local(item.starts))
    made.add("DTEND", _local(item.ends))
    made.add("SEQUENCE", item.sequence)
    void = item.cancelled if cancelled is None else cancelled
    made.add("STATUS", "CANCELLED" if void else "CONFIRMED")
    made.add("TRANSP", "TRANSPARENT" if void else "OPAQUE")
    for name, field in (("LOCATION", "place"), ("URL", "url"), ("DESCRIPTION", "detail")):
        value = str(getattr(item, field, ""))
        if value := value if name == "DESCRIPTION" else _line(value):
            made.add(name, vUri(value) if name == "URL" else value)
    return made


def _line(text: object) -> str:
    """On one line: a line break in a name would be a new property to a careless reader."""
    return " ".join(str(text).split())


def _local(moment: datetime) -> datetime:
    """The moment on the clock at school."""
    if moment.tzinfo is None:
        raise ValueError("An appointment needs a time with its zone.")
    return moment.astimezone(AMSTERDAM)

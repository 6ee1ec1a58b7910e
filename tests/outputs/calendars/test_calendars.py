"""Calendars: the right moment on both sides of the clock change, for more than one reader."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject
from django.test import RequestFactory
from icalendar import Calendar

from dagdeel.outputs.calendars.calendar import AMSTERDAM, Event, event, feed
from dagdeel.outputs.calendars.http import calendar_response

NOW = datetime(2016, 9, 12, 10, 0, tzinfo=AMSTERDAM)
# half past one on the school's clock: in summer time, in winter time, and on the days of both changes
MOMENTS = {
    date(2016, 9, 27): datetime(2016, 9, 27, 11, 30, tzinfo=UTC),
    date(2016, 10, 29): datetime(2016, 10, 29, 11, 30, tzinfo=UTC),
    date(2016, 10, 30): datetime(2016, 10, 30, 12, 30, tzinfo=UTC),
    date(2016, 11, 8): datetime(2016, 11, 8, 12, 30, tzinfo=UTC),
    date(2017, 3, 25): datetime(2017, 3, 25, 12, 30, tzinfo=UTC),
    date(2017, 3, 26): datetime(2017, 3, 26, 11, 30, tzinfo=UTC),
    date(2027, 6, 1): datetime(2027, 6, 1, 11, 30, tzinfo=UTC),
}


def session(day: date = date(2016, 11, 8), **fields: Any) -> Event:
    starts = datetime(day.year, day.month, day.day, 13, 30, tzinfo=AMSTERDAM)
    values = {
        "uid": f"session-{day}@dagdeel",
        "title": "Feedback geven; goed, en snel",
        "starts": starts,
        "ends": starts + timedelta(hours=3.5),
    }
    return Event(**{**values, **fields})


def everything() -> bytes:
    return feed([session(day) for day in MOMENTS], "Mijn workshops", at=NOW)


def test_icalendar_reads_the_right_moments() -> None:
    calendar = Calendar.from_ical(everything())
    found = {e.start.date(): e.start.astimezone(UTC) for e in calendar.events if isinstance(e.start, datetime)}
    assert found == MOMENTS


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_vobject_reads_the_right_moments() -> None:
    read = vobject.readOne(everything().decode())
    found = {e.dtstart.value.date(): e.dtstart.value.astimezone(UTC) for e in read.vevent_list}
    assert found == MOMENTS


def test_the_zone_is_two_yearly_rules_and_no_list_of_dates() -> None:
    text = everything().decode()
    assert text.count("RRULE:FREQ=YEARLY;") == 2
    assert "RDATE" not in text
    assert "DTSTART;TZID=Europe/Amsterdam:20161108T133000" in text
    assert "TZID:Europe/Amsterdam" in text


def test_a_feed_has_a_name_and_says_when_to_come_back() -> None:
    text = everything().decode()
    assert "METHOD:PUBLISH\r\n" in text
    assert "X-WR-CALNAME:Mijn workshops\r\n" in text
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT4H\r\n" in text


def test_a_moved_session_keeps_its_uid_and_its_sequence_rises() -> None:
    moved = session(uid="session-7@dagdeel", sequence=3)
    (read,) = Calendar.from_ical(feed([moved], "x", at=NOW)).events
    assert (read["UID"], read["SEQUENCE"], read["STATUS"]) == ("session-7@dagdeel", 3, "CONFIRMED")


def test_a_cancelled_session_stays_in_the_feed_as_cancelled() -> None:
    (read,) = Calendar.from_ical(feed([session(cancelled=True)], "x", at=NOW)).events
    assert (read["STATUS"], read["TRANSP"]) == ("CANCELLED", "TRANSPARENT")


def test_one_appointment_carries_its_method_its_organiser_and_nobody_else() -> None:
    text = event(session(), at=NOW, method="CANCEL", organiser="programma@example.org").decode()
    assert "METHOD:CANCEL" in text
    assert "STATUS:CANCELLED" in text
    assert "ORGANIZER:mailto:programma@example.org" in text
    assert "ATTENDEE" not in text


def test_texts_cannot_add_lines() -> None:
    text = feed([session(title="x\r\nATTENDEE:mailto:vreemd@example.org", place="A\nB")], "n\r\nX:y", at=NOW).decode()
    assert "\r\nATTENDEE" not in text
    assert "\r\nX:y" not in text


def test_the_same_feed_has_the_same_bytes_and_is_not_sent_twice(rf: RequestFactory) -> None:
    assert everything() == everything()
    first = calendar_response(rf.get("/"), everything(), "mijn agenda.ics")
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    again = calendar_response(rf.get("/", headers={"If-None-Match": first["ETag"]}), everything(), "x")
    assert (again.status_code, again.content) == (304, b"")


def test_a_time_in_another_zone_is_the_same_moment() -> None:
    late = session(starts=datetime(2016, 11, 8, 12, 30, tzinfo=ZoneInfo("UTC")))
    assert "DTSTART;TZID=Europe/Amsterdam:20161108T133000" in feed([late], "x", at=NOW).decode()


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        feed([session(starts=datetime(2016, 11, 8, 13, 30))], "x", at=NOW)  # noqa: DTZ001 (the very thing that is refused)

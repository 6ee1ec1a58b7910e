"""Appointments that come with a mail: mail programs take them over, move them and take them out again (RFC 5546)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import Message as Wire
from typing import Any

import pytest
import vobject
from icalendar import Calendar

from dagdeel.outputs.mail.actions import Run, reconcile, send_due
from dagdeel.outputs.mail.message import Appointment, Follows, Message, sequence
from dagdeel.outputs.mail.models import Mail
from dagdeel.outputs.mail.readers import Readers
from tests.cast import NOW, Cast
from tests.outputs.mail.conftest import Postman
from tests.outputs.mail.test_actions import note, run, send, states

SUMMER, WINTER = "2016-10-29", "2016-10-31"  # a Saturday and a Monday, the clock went back in between


def entry(day: str = WINTER, **fields: Any) -> Appointment:
    zone = "+02:00" if day == SUMMER else "+01:00"
    values: dict[str, Any] = {
        "uid": "enrolment-7@dagdeel", "title": "Coachen; zo, of zo", "starts": f"{day}T13:30:00{zone}",
        "ends": f"{day}T17:00:00{zone}",
    }  # fmt: skip
    return Appointment(**{**values, **fields})


def parts(wire: Wire) -> list[str]:
    return [part.get_content_type() for part in wire.walk() if not part.is_multipart()]


def calendar_part(wire: Wire) -> Wire:
    (found,) = [part for part in wire.walk() if part.get_content_type() == "text/calendar"]
    return found


def text(part: Wire) -> str:
    body = part.get_payload(decode=True)
    assert isinstance(body, bytes)
    return body.decode()


def sent(postman: Postman, cast: Cast, message: Message) -> Wire:
    reconcile(cast.partnership, [message], at=NOW, source=message.key, readers=Readers())
    assert send_due(cast.partnership, at=NOW) == Run(sent=1)
    return postman.received[-1]


def test_an_appointment_is_one_more_way_to_read_the_mail_with_the_method_in_head_and_body(
    inside: Cast, postman: Postman
) -> None:
    wire = sent(postman, inside, note(inside.mentor, appointment=entry()))
    assert wire.get_content_type() == "multipart/alternative"
    assert parts(wire) == ["text/plain", "text/html", "text/calendar"]
    part = calendar_part(wire)
    assert part.get_param("method") == "REQUEST"
    assert part.get_filename() is None
    said = text(part).replace("\r\n ", "")
    assert "METHOD:REQUEST\r\n" in said
    assert "ORGANIZER:mailto:programma@example.org\r\n" in said
    assert f"mailto:{inside.mentor.email}\r\n" in said
    assert said.count("ATTENDEE") == 1


def test_what_is_cancelled_says_so_in_its_method_and_its_state(inside: Cast, postman: Postman) -> None:
    wire = sent(postman, inside, note(inside.mentor, appointment=entry(cancelled=True, sequence=3)))
    part = calendar_part(wire)
    (read,) = Calendar.from_ical(text(part)).events
    assert (part.get_param("method"), read["STATUS"], read["SEQUENCE"]) == ("CANCEL", "CANCELLED", 3)


def test_a_change_and_an_end_are_newer_than_what_they_change() -> None:
    life = [sequence(0), sequence(1), sequence(1, withdrawn=True), sequence(2)]
    assert life == sorted(set(life))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(("day", "hour"), [(SUMMER, 11), (WINTER, 12)])
def test_two_readers_see_the_same_moment_on_both_sides_of_the_clock_change(
    inside: Cast, postman: Postman, day: str, hour: int
) -> None:
    said = text(calendar_part(sent(postman, inside, note(inside.mentor, appointment=entry(day)))))
    wanted = datetime.fromisoformat(f"{day}T{hour}:30").replace(tzinfo=UTC)
    (one,) = Calendar.from_ical(said).events
    assert isinstance(one.start, datetime)
    assert one.start.astimezone(UTC) == wanted
    other = vobject.readOne(said).vevent
    assert other.dtstart.value.astimezone(UTC) == wanted
    assert other.dtend.value.astimezone(UTC) == wanted + timedelta(hours=3.5)
    assert str(one["SUMMARY"]) == other.summary.value == "Coachen; zo, of zo"


def test_a_queued_appointment_follows_its_session(inside: Cast) -> None:
    run(inside, note(inside.mentor, appointment=entry()))
    run(inside, note(inside.mentor, appointment=entry(SUMMER, sequence=2)))
    mail = Mail.objects.get()
    assert mail.appointment is not None
    assert (mail.uid, mail.appointment["sequence"]) == ("enrolment-7@dagdeel", 2)


def gone(cast: Cast, key: str = "gone") -> Message:
    return note(cast.mentor, key, appointment=entry(cancelled=True), follows=Follows(uid="enrolment-7@dagdeel"))


def test_only_whose_calendar_has_it_hears_that_it_is_out(inside: Cast, postman: Postman) -> None:
    come = note(inside.mentor, "come", appointment=entry())
    run(inside, come, gone(inside))
    assert states() == {"come": "queued"}
    send(inside)
    run(inside, gone(inside))
    assert states() == {"come": "sent", "gone": "queued"}


def test_who_got_another_appointment_does_not_hear_of_this_one(inside: Cast, postman: Postman) -> None:
    run(inside, note(inside.trainer, "come", appointment=entry()), note(inside.mentor, "b", appointment=entry(uid="x")))
    send(inside)
    run(inside, gone(inside))
    assert "gone" not in states()


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    assert caplog.records == []

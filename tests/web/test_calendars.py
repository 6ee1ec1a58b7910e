"""Calendars to subscribe to: one's own, a school's, a trainer's; a secret address that shows what its owner may see today."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import vobject
from django.http import HttpResponse
from django.test import Client
from icalendar import Calendar as Read

from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships.links import Calendar, Purpose, feed_serial, feed_token
from dagdeel.base.partnerships.models import Membership
from dagdeel.base.people.models import Person
from dagdeel.year.enrolment.models import Enrolment
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import SessionState
from tests import cast as build
from tests.cast import NOW, Cast

SUMMER, WINTER = date(2016, 10, 25), date(2016, 11, 1)


@pytest.fixture
def cast(inside: Cast) -> Cast:
    """Two sessions, one on each side of the clock change, with a trainer and a mentor."""
    inside.partnership.demo_day = NOW.date()
    inside.partnership.save()
    trainer = build.trainer(inside.trainer, inside.institute)
    for day in (SUMMER, WINTER):
        session = build.session(build.edition(inside.year, f"Coachen {day:%B}"), inside.school, day=day)
        build.assignment(session, trainer)
        build.enrolment(inside.mentor, session)
    build.session(build.edition(inside.year, "Elders"), inside.other_school, day=WINTER)
    return inside


def fetch(cast: Cast, who: Person, shows: Calendar = Calendar.MINE, key: int = 0, **headers: Any) -> HttpResponse:
    token = feed_token(who, cast.partnership, shows, key, serial=feed_serial(who, cast.partnership))
    answer = Client().get(f"/calendar/{token}.ics", headers=headers)
    assert isinstance(answer, HttpResponse)
    return answer


def moments(content: bytes) -> set[datetime]:
    found = set()
    for entry in Read.from_ical(content.decode()).events:
        assert isinstance(entry.start, datetime)
        found.add(entry.start.astimezone(UTC))
    return found


BOTH = {datetime(2016, 10, 25, 11, 30, tzinfo=UTC), datetime(2016, 11, 1, 12, 30, tzinfo=UTC)}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("who", ["mentor", "trainer", "school_educator"])
def test_two_readers_see_the_own_sessions_at_the_right_moment_on_both_sides_of_the_clock_change(
    cast: Cast, who: str
) -> None:
    answer = fetch(cast, cast.people[who])
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert moments(answer.content) == BOTH
    other = vobject.readOne(answer.content.decode())
    assert {entry.dtstart.value.astimezone(UTC) for entry in other.vevent_list} == BOTH


def test_the_same_calendar_is_not_sent_twice_and_a_change_is(cast: Cast) -> None:
    first = fetch(cast, cast.mentor)
    tag: dict[str, Any] = {"If-None-Match": first["ETag"]}
    assert fetch(cast, cast.mentor, **tag).status_code == 304
    Session.objects.filter(day=WINTER).update(starts="14:00", ends="17:30", sequence=1)
    again = fetch(cast, cast.mentor, **tag)
    assert again.status_code == 200
    assert datetime(2016, 11, 1, 13, 0, tzinfo=UTC) in moments(again.content)
    text = first.content.decode()
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT4H" in text


def test_a_moved_session_keeps_its_uid_and_its_number_rises_as_in_the_mail(cast: Cast) -> None:
    def entry() -> tuple[str, int]:
        (found,) = [
            e
            for e in Read.from_ical(fetch(cast, cast.mentor).content.decode()).events
            if "November" in str(e["SUMMARY"])
        ]
        return str(found["UID"]), int(str(found["SEQUENCE"]))

    uid, number = entry()
    Session.objects.filter(day=WINTER).update(sequence=1)
    assert entry() == (uid, number + 2)
    row = Enrolment.objects.get(session__day=WINTER)
    assert uid == f"enrolment-{row.pk}@dagdeel"


def test_a_cancelled_session_stays_a_while_as_cancelled(cast: Cast) -> None:
    Session.objects.filter(day=WINTER).update(state=SessionState.CANCELLED, cancel_reason="ziek", sequence=1)
    states = {e["STATUS"] for e in Read.from_ical(fetch(cast, cast.mentor).content.decode()).events}
    assert states == {"CONFIRMED", "CANCELLED"}
    cast.partnership.demo_day = WINTER + timedelta(days=40)
    cast.partnership.save()
    assert len(Read.from_ical(fetch(cast, cast.mentor).content.decode()).events) == 1


def test_a_school_and_a_trainer_have_calendars_for_who_may_see_them(cast: Cast) -> None:
    school, trainer = cast.school.pk, cast.trainer.pk
    found = fetch(cast, cast.school_educator, Calendar.SCHOOL, school)
    assert moments(found.content) == BOTH
    text = found.content.decode().replace("\r\n ", "")
    assert cast.trainer.full_name in text
    assert "1 van 20 plaatsen bezet" in text
    assert cast.mentor.full_name not in text
    assert moments(fetch(cast, cast.programme_lead, Calendar.TRAINER, trainer).content) == BOTH
    for who, shows, key in (
        ("mentor", Calendar.SCHOOL, school),
        ("school_educator", Calendar.SCHOOL, cast.other_school.pk),
        ("school_educator", Calendar.TRAINER, trainer),
        ("trainer", Calendar.TRAINER, trainer),
        ("programme_lead", Calendar.SCHOOL, 10**6),
    ):
        assert fetch(cast, cast.people[who], shows, key).status_code == 404, (who, shows, key)


def test_who_leaves_sees_nothing_any_more(cast: Cast) -> None:
    Membership.objects.filter(person=cast.school_educator).update(to_year=2015)
    assert fetch(cast, cast.school_educator, Calendar.SCHOOL, cast.school.pk).status_code == 404
    Person.objects.filter(pk=cast.mentor.pk).update(is_active=False)
    assert fetch(cast, cast.mentor).status_code == 404


def test_the_stranger_has_a_calendar_of_her_own_partnership_only(cast: Cast) -> None:
    assert fetch(cast, cast.stranger).status_code == 404
    assert fetch(cast, cast.stranger, Calendar.SCHOOL, cast.school.pk).status_code == 404


@pytest.mark.parametrize("token", ["onzin", "WzEsMV0:abc", "x" * 400])
def test_an_address_that_is_not_ours_is_not_there(cast: Cast, token: str) -> None:
    assert Client().get(f"/calendar/{token}.ics").status_code == 404
    mentor_link = cast.link(cast.mentor)
    assert Client().get(f"/calendar/{mentor_link}.ics").status_code == 404
    assert Client().get(f"/calendar/{cast.link(cast.mentor, Purpose.CALENDAR)}.ics").status_code == 404


def test_an_address_that_went_astray_is_withdrawn_and_a_new_one_takes_its_place(cast: Cast) -> None:
    old = feed_token(cast.trainer, cast.partnership, Calendar.MINE)
    client = cast.client("trainer")
    assert old in client.get(cast.url("calendar/")).content.decode()
    assert client.post(cast.url("calendar/revoke/")).status_code == 302
    assert Client().get(f"/calendar/{old}.ics").status_code == 410
    assert fetch(cast, cast.trainer).status_code == 200
    entry = Entry.objects.get(verb="links.calendar_revoked")
    assert entry.by_id == cast.trainer.pk
    # other links stay
    assert Client().get(f"/i/{cast.link(cast.mentor)}/", follow=True).status_code in {200, 404}


def test_the_page_shows_each_role_its_own_calendars(cast: Cast) -> None:
    lead = cast.client("programme_lead").get(cast.url("calendar/")).content.decode()
    assert all(words in lead for words in ("webcal:", "School A", "School B", cast.trainer.list_name))
    educator = cast.client("school_educator").get(cast.url("calendar/")).content.decode()
    assert ("School A" in educator, "School B" in educator, cast.trainer.list_name in educator) == (True, False, False)
    mentor = cast.client("mentor").get(cast.url("calendar/")).content.decode()
    assert "De workshops op een school" not in mentor


def test_a_mentor_finds_it_from_her_own_page_without_an_account(cast: Cast) -> None:
    token = cast.link(cast.mentor)
    text = Client().get(f"/calendar/for/{token}/").content.decode()
    assert "In mijn agenda" in text
    address = text.partition('<code class="copy">')[2].partition("<")[0]
    assert moments(Client().get("/" + address.partition("//")[2].partition("/")[2]).content) == BOTH
    assert Client().get("/calendar/for/onzin/").status_code == 404

"""Checking in by oneself, and taps that arrive late."""

import re
from datetime import datetime, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from dagdeel.base.history.models import Entry
from dagdeel.year.attendance import actions, queries, rules
from dagdeel.year.attendance.models import Presence
from dagdeel.year.attendance.states import PresenceState
from dagdeel.year.attendance.views import checkin
from dagdeel.year.enrolment import rules as enrolment_rules
from dagdeel.year.planning.models import Session
from tests import cast as builders
from tests.cast import Cast

KEY = b"secret"
ZONE = timezone.get_default_timezone()


@pytest.fixture
def session(inside: Cast) -> Session:
    """A session that began five minutes ago by the clock of the partnership; the cast's mentor is enrolled."""
    now = timezone.localtime()
    inside.partnership.demo_day = None
    inside.partnership.save()
    inside.year.first_year = now.year if now.month >= 8 else now.year - 1
    inside.year.save()
    began = now - timedelta(minutes=5)
    starts = began.time() if began.date() == now.date() else time(0)
    made = builders.session(
        builders.edition(inside.year), inside.school, day=now.date(), starts=starts, ends=time(23, 59, 59)
    )
    builders.enrolment(inside.mentor, made)
    return made


def code_of(session: Session) -> str:
    return rules.room_code(queries.code_key(), session.pk, timezone.now())


@given(st.datetimes(datetime(2016, 1, 1), datetime(2030, 1, 1)), st.integers(1, 10**6))  # noqa: DTZ001  # Hypothesis wants naive ones
def test_the_digits_hold_for_a_minute_and_are_let_through_a_minute_longer(at: datetime, pk: int) -> None:
    at = at.replace(tzinfo=ZONE)
    code = rules.room_code(KEY, pk, at)
    assert re.fullmatch(r"\d{6}", code)
    assert rules.code_fits(f"{code[:3]} {code[3:]}", KEY, pk, at + timedelta(seconds=59))
    late = at + timedelta(seconds=121)
    fresh = {rules.room_code(KEY, pk, late), rules.room_code(KEY, pk, late - timedelta(seconds=60))}
    assert rules.code_fits(code, KEY, pk, late) == (code in fresh)


def test_the_digits_of_another_session_or_another_key_do_not_fit() -> None:
    at = datetime(2016, 11, 8, 13, 30, tzinfo=ZONE)
    assert not rules.code_fits(rules.room_code(KEY, 1, at), KEY, 2, at)
    assert not rules.code_fits(rules.room_code(b"other", 1, at), KEY, 1, at)
    assert not rules.code_fits("", KEY, 1, at)


def test_whoever_comes_a_quarter_of_an_hour_late_is_late() -> None:
    starts = datetime(2016, 11, 8, 13, 30, tzinfo=ZONE)
    assert rules.arrival(starts, starts + timedelta(minutes=15)) == PresenceState.PRESENT
    assert rules.arrival(starts, starts + timedelta(minutes=16)) == PresenceState.LATE
    assert not enrolment_rules.doors_open(starts, starts + timedelta(hours=3), starts - timedelta(minutes=31))
    assert not enrolment_rules.doors_open(starts, starts + timedelta(hours=3), starts + timedelta(hours=3, seconds=1))


def test_the_screen_in_the_room_shows_the_digits_and_a_code_that_leads_to_the_door(
    inside: Cast, session: Session
) -> None:
    text = inside.client("school_educator").get(inside.url(f"attendance/sessions/{session.pk}/room/")).content.decode()
    code = code_of(session)
    assert f"{code[:3]} {code[3:]}" in text
    assert "<svg" in text
    assert inside.client("mentor").get(inside.url(f"attendance/sessions/{session.pk}/room/")).status_code == 403


def test_the_mentor_checks_in_from_the_personal_link_with_the_digits(inside: Cast, session: Session) -> None:
    client, url = Client(), f"/m/{inside.link(inside.mentor)}/sessions/{session.pk}/check-in/"
    assert url in client.get(f"/m/{inside.link(inside.mentor)}/").content.decode()
    answer = client.post(url, {"code": "000000"})
    assert answer.status_code == 422
    assert "staat niet meer op het scherm" in answer.content.decode()
    assert client.post(url, {"code": code_of(session)}).status_code == 302
    assert Presence.objects.get().state == PresenceState.PRESENT
    assert Entry.objects.latest("pk").verb == "attendance.checked_in"
    assert client.post(url, {"code": code_of(session)}).status_code == 302
    assert Presence.objects.count() == 1


def test_what_the_trainer_said_stands_when_somebody_checks_in_after_it(inside: Cast, session: Session) -> None:
    now, person = timezone.now(), inside.mentor
    actions.mark(session, person=person, state=PresenceState.LATE, by=inside.school_educator, at=now)
    actions.check_in(session, person=person, code=code_of(session), by=person, at=now)
    assert Presence.objects.get().state == PresenceState.LATE


def test_who_is_not_enrolled_finds_no_page_and_is_not_told_who_is(inside: Cast, session: Session) -> None:
    other = builders.mentors(inside.school, 1)[0]
    client = Client()
    assert client.get(f"/m/{inside.link(other)}/sessions/{session.pk}/check-in/").status_code == 404
    door = f"/here/{checkin._signer.sign_object([session.pk, code_of(session)])}/"
    said = {
        client.post(door, {"email": email, "code": code_of(session)}).content.decode().count("niet op de lijst")
        for email in (other.email, "niemand@school.example")
    }
    assert said == {1}
    assert Presence.objects.count() == 0


def test_whoever_scans_the_code_says_who_he_is(inside: Cast, session: Session) -> None:
    client, door = Client(), f"/here/{checkin._signer.sign_object([session.pk, code_of(session)])}/"
    assert f'value="{code_of(session)}"' in client.get(door).content.decode()
    answer = client.post(door, {"email": inside.mentor.email.upper(), "code": code_of(session)})
    assert "U staat op de lijst" in answer.content.decode()
    assert f'/evaluation/mine/about/{session.pk}/"' in answer.content.decode()
    assert Presence.objects.get().person == inside.mentor
    assert client.get("/here/nonsense/").status_code == 404


def test_the_digits_are_of_no_use_before_the_doors_open(inside: Cast, session: Session) -> None:
    Session.objects.filter(pk=session.pk).update(starts=time(23, 59, 58))
    at = timezone.localtime().replace(hour=12)
    code = rules.room_code(queries.code_key(), session.pk, at)
    with pytest.raises(actions.DoorsClosed):
        actions.check_in(session, person=inside.mentor, code=code, by=inside.mentor, at=at)


# Taps that arrive late --------------------------------------------------------------------------------------------------


def tap(inside: Cast, session: Session, state: str, seen: str) -> tuple[int, str]:
    url = inside.url(f"attendance/sessions/{session.pk}/people/{inside.mentor.pk}/")
    answer = inside.client("school_educator").post(url, {"state": state, "seen": seen})
    return answer.status_code, answer.content.decode()


def test_a_tap_that_arrives_late_does_not_undo_what_somebody_else_did(inside: Cast, session: Session) -> None:
    by = inside.programme_lead
    actions.mark(session, person=inside.mentor, state=PresenceState.ABSENT, by=by, at=timezone.now())
    status, text = tap(inside, session, "present", seen="")
    assert (status, Presence.objects.get().state) == (422, "absent")
    assert "iemand anders maakte hier intussen “afwezig” van" in text
    assert tap(inside, session, "present", seen="absent")[0] == 302
    assert Presence.objects.get().state == "present"


def test_a_tap_that_is_sent_twice_is_no_conflict(inside: Cast, session: Session) -> None:
    assert tap(inside, session, "late", seen="")[0] == 302
    assert tap(inside, session, "late", seen="")[0] == 302
    assert Presence.objects.get().state == "late"


# Shown while it works ---------------------------------------------------------------------------------------------------


def pages(inside: Cast, session: Session) -> dict[str, str]:
    """What the four places say where somebody could begin to check in."""
    client, door = Client(), f"/here/{checkin._signer.sign_object([session.pk, code_of(session)])}/"
    educator = inside.client("school_educator")
    return {
        "own page": client.get(f"/m/{inside.link(inside.mentor)}/").content.decode(),
        "check in": client.get(f"/m/{inside.link(inside.mentor)}/sessions/{session.pk}/check-in/").content.decode(),
        "door": client.get(door).content.decode(),
        "room": educator.get(inside.url(f"attendance/sessions/{session.pk}/room/")).content.decode(),
        "roster": educator.get(inside.url(f"attendance/sessions/{session.pk}/")).content.decode(),
    }


HOW = {
    "own page": "/check-in/",
    "check in": 'name="code"',
    "door": 'name="code"',
    "room": 'class="qr"',
    "roster": "/room/",
}


def test_checking_in_is_offered_while_the_doors_are_open(inside: Cast, session: Session) -> None:
    assert {
        name: HOW[name] in text.partition("<main")[2] for name, text in pages(inside, session).items()
    } == dict.fromkeys(HOW, True)


@pytest.mark.parametrize(
    ("starts", "ends", "words"),
    [
        (time(23, 59, 57), time(23, 59, 58), "23.29"),
        (time(0, 0, 0), time(0, 0, 1), "afgelopen"),
    ],
    ids=["too early", "over"],
)
def test_outside_the_window_nobody_is_offered_a_code_and_everybody_reads_from_when(
    inside: Cast, session: Session, starts: time, ends: time, words: str
) -> None:
    Session.objects.filter(pk=session.pk).update(starts=starts, ends=ends)
    shown = pages(inside, session)
    assert {name: HOW[name] in text.partition("<main")[2] for name, text in shown.items()} == dict.fromkeys(HOW, False)
    assert words in shown["check in"]
    assert words in shown["door"]
    assert words in shown["room"]
    if words == "23.29":
        assert words in shown["own page"]
        assert words in shown["roster"]


def test_whoever_has_checked_in_is_not_asked_again(inside: Cast, session: Session) -> None:
    here, client = inside.url(f"attendance/sessions/{session.pk}/check-in/"), inside.client("mentor")
    on_my_page = {"HX-Request": "true"}
    assert "Ik ben er" in client.get(here, headers=on_my_page).content.decode()
    client.post(here, {"code": code_of(session)})
    after = client.get(here, headers=on_my_page).content.decode()
    assert "U staat als aanwezig op de lijst" in after
    assert "Ik ben er" not in after
    whole = client.get(here).content.decode()
    assert "U staat als aanwezig op de lijst" in whole
    assert 'name="code"' not in whole

"""Dated work: each turn is had once, however many workers there are, and one that breaks off is had again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from dagdeel.base.partnerships.models import Partnership
from dagdeel.base.schedule import actions, rules
from dagdeel.base.schedule.models import Slot
from dagdeel.outputs.mail.models import Mail
from dagdeel.web import schedule
from dagdeel.year.planning.models import Session
from tests import cast as build
from tests.cast import NOW, Cast

ZONE = ZoneInfo("Europe/Amsterdam")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.once
@pytest.mark.parametrize(
    ("at", "turn"),
    [
        ("2016-09-12 06:59", None),
        ("2016-09-12 07:00", "2016-W37"),
        ("2016-09-15 06:59", "2016-W37"),
        ("2016-09-15 07:00", None),
        ("2016-09-18 12:00", None),
        ("2017-01-02 08:00", "2017-W01"),
        ("2016-10-31 07:00", "2016-W44"),  # the Monday after the clock change
    ],
)
def test_a_week_has_one_turn_and_who_comes_late_in_the_week_gets_none(at: str, turn: str | None) -> None:
    assert rules.weekly(moment(at), weekday=0, hour=7) == turn


@pytest.mark.once
def test_a_day_turns_at_its_hour_and_an_hour_in_parts() -> None:
    assert rules.daily(moment("2016-09-12 02:59"), hour=3) == "2016-09-11"
    assert rules.daily(moment("2016-09-12 03:00"), hour=3) == "2016-09-12"
    first, second, third = (rules.every(moment(f"2016-09-12 10:{minute}"), minutes=10) for minute in ("00", "09", "10"))
    assert first == second == "2016-09-12T08:00Z"
    assert third == "2016-09-12T08:10Z"


@pytest.mark.django_db
def test_a_turn_is_had_once() -> None:
    turn = actions.take("tasks", "2016-W37", at=NOW)
    assert turn is not None
    assert actions.take("tasks", "2016-W37", at=NOW) is None
    assert actions.end(turn, said="3", at=NOW)
    later = NOW + timedelta(days=3)
    assert actions.take("tasks", "2016-W37", at=later) is None
    assert actions.take("tasks", "2016-W38", at=later) is not None


@pytest.mark.django_db
def test_a_turn_whose_worker_died_is_had_again_and_the_dead_one_says_nothing_more() -> None:
    dead = actions.take("tasks", "2016-W37", at=NOW)
    assert dead is not None
    assert actions.take("tasks", "2016-W37", at=NOW + actions.LEASE - timedelta(seconds=1)) is None
    heir = actions.take("tasks", "2016-W37", at=NOW + actions.LEASE)
    assert heir is not None
    assert not actions.end(dead, said="late", at=NOW)
    assert actions.end(heir, said="done", at=NOW)
    assert Slot.objects.get().said == "done"


@pytest.mark.django_db
def test_a_turn_that_fails_is_tried_three_times_and_then_given_up() -> None:
    for attempt in range(1, 4):
        turn = actions.take("tasks", "2016-W37", at=NOW + timedelta(minutes=attempt))
        assert turn is not None
        actions.end(turn, said="ValueError", failed=True, at=NOW + timedelta(minutes=attempt))
    assert actions.take("tasks", "2016-W37", at=NOW + timedelta(days=1)) is None
    row = Slot.objects.get()
    assert (row.failed, row.attempts, row.ended_at) == (True, 3, NOW + timedelta(minutes=3))


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_have_a_turn_once() -> None:
    gate = Barrier(6)

    def one() -> bool:
        try:
            gate.wait()
            return actions.take("tasks", "2016-W37", at=NOW) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        had = [future.result() for future in [pool.submit(one) for _ in range(6)]]
    assert sorted(had) == [False] * 5 + [True]


# The weekly tasks ------------------------------------------------------------------------------------------------------


def at(text: str) -> datetime:
    """A moment on the clock of every partnership and of the machine."""
    return moment(text)


def work(text: str) -> int:
    present = at(text)
    return schedule.work_through(clock=lambda *_: present)


@pytest.fixture
def late(inside: Cast) -> Session:
    """A list that was left open, so that somebody is asked something."""
    trainer = build.trainer(inside.trainer, inside.institute)
    session = build.session(build.edition(inside.year), inside.school, day=NOW.date() - timedelta(days=3))
    build.assignment(session, trainer)
    return session


def tasks() -> dict[str, list[str]]:
    rows = Mail.objects.filter(source="tasks", state="queued")
    return {mail.person.email.partition(".")[0]: [todo["title"] for todo in mail.context["todos"]] for mail in rows}


def test_on_monday_everybody_with_a_role_hears_what_is_asked_and_mentors_do_not(inside: Cast, late: Session) -> None:
    work("2016-09-12 06:59")
    assert tasks() == {}
    work("2016-09-12 07:00")
    found = tasks()
    assert any("presentie" in title.lower() for title in found["trainer"])
    assert "mentor" not in found
    mail = Mail.objects.get(source="tasks", person=inside.trainer)
    assert (mail.topic, mail.year_id) == ("tasks", inside.year.pk)
    assert all(todo["url"].startswith("http") for todo in mail.context["todos"])


def test_the_same_week_asks_once_and_the_next_replaces_what_did_not_go_out(inside: Cast, late: Session) -> None:
    assert work("2016-09-12 07:00") > 0
    number = Mail.objects.filter(source="tasks").count()
    assert work("2016-09-12 08:00") == 0
    assert Mail.objects.filter(source="tasks").count() == number
    work("2016-09-19 07:00")
    assert set(Mail.objects.filter(source="tasks", key__contains="W37").values_list("state", flat=True)) == {
        "cancelled"
    }
    assert Mail.objects.filter(source="tasks", key__contains="W38", state="queued").exists()


def test_who_is_asked_nothing_gets_nothing(inside: Cast, late: Session) -> None:
    work("2016-09-12 07:00")
    assert {"hr", "developer", "mentor"}.isdisjoint(tasks())


def test_what_breaks_is_logged_without_names_and_harms_nothing_else(
    inside: Cast, caplog: pytest.LogCaptureFixture, settings: object
) -> None:
    settings.BOUNCE_MAILBOX = "/bestaat/niet/van/Anna"  # type: ignore[attr-defined]  # a setting of ours
    work("2016-09-12 07:00")
    assert "bounces of 2016-09-12T05:00Z: FileNotFoundError at " in caplog.text
    assert "Anna" not in caplog.text
    assert Slot.objects.filter(job=f"tasks-{inside.partnership.pk}", failed=False).exists()
    assert Slot.objects.get(job="bounces").failed


def test_the_doctor_makes_his_round_at_night(inside: Cast) -> None:
    work("2016-09-12 07:00")
    row = Slot.objects.get(job="doctor")
    assert (row.slot, row.said, row.failed) == ("2016-09-12", "ok", False)


def test_each_partnership_has_turns_of_its_own(inside: Cast, late: Session) -> None:
    work("2016-09-12 07:00")
    assert Slot.objects.filter(job__startswith="tasks-").count() == Partnership.objects.count() == 2

"""How the worker is: on a page, in `doctor --json`, for monitoring; and a mail server that hangs holds up no round."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from dagdeel.base.partnerships import clock, scope
from dagdeel.base.schedule import actions as schedule
from dagdeel.base.schedule.models import Pulse, Slot
from dagdeel.outputs.mail import actions as mail
from dagdeel.outputs.mail.models import Breaker, Mail
from dagdeel.web.health import Health, health
from dagdeel.web.schedule import due
from tests.cast import NOW, Cast
from tests.outputs.mail.test_actions import note
from tests.outputs.mail.test_fire import environment


def now(*_: object) -> datetime:
    return NOW


def beat(at: datetime = NOW, **facts: Any) -> None:
    schedule.pulse("tick", began=at, seconds=0.5, at=at, **facts)


def queue(cast: Cast, ago: timedelta = timedelta()) -> None:
    message = note(cast.mentor, template="enrolment/mail/new_link", context={"link": "x"})
    mail.reconcile(cast.partnership, [message], at=NOW - ago, source="test")


def look(cast: Cast) -> Health:
    return health(clock=now, only=cast.partnership)


def test_with_a_round_just_made_and_nothing_waiting_all_is_well(inside: Cast) -> None:
    beat()
    assert look(inside).problems == ()


def test_without_a_worker_it_says_so(inside: Cast) -> None:
    assert [p for p in look(inside).problems if "nog nooit een ronde" in p]
    beat(NOW - timedelta(minutes=16))
    (problem,) = look(inside).problems
    assert "16 minuten geen ronde" in problem


def test_a_mail_that_could_go_and_does_not_is_seen_with_its_age(inside: Cast) -> None:
    beat()
    queue(inside, timedelta(minutes=31))
    found = look(inside)
    assert (found.posts[0].due, found.posts[0].oldest) == (1, timedelta(minutes=31))
    assert ["31 minuten" in problem for problem in found.problems] == [True]


def test_a_mail_that_waits_with_a_reason_is_no_problem(inside: Cast) -> None:
    beat()
    queue(inside, timedelta(hours=12))
    mail.change_settings(
        inside.partnership, values={"quiet_from": 9, "quiet_until": 17}, by=inside.programme_lead, at=NOW
    )
    assert look(inside).problems == ()


def test_a_server_that_is_left_alone_is_told_instead_of_every_mail_that_waits(inside: Cast) -> None:
    beat()
    queue(inside, timedelta(hours=2))
    Breaker.objects.create(server="mail:25", opened_at=NOW, open_until=NOW + timedelta(minutes=5), faults=3)
    assert ["mail:25" in problem for problem in look(inside).problems] == [True]


def test_rounds_and_dated_work_that_went_wrong_are_told(inside: Cast) -> None:
    beat(broken=2)
    turn = schedule.take("doctor", "2016-09-12", at=NOW)
    assert turn is not None
    schedule.end(turn, failed=True, at=NOW)
    assert ["2 dingen" in p or "doctor" in p for p in look(inside).problems] == [True, True]


def test_the_page_tells_the_lead(inside: Cast) -> None:
    Pulse.objects.create(
        name="tick", began_at=NOW - timedelta(days=9000), ended_at=NOW - timedelta(days=9000), said="x"
    )
    Slot.objects.create(job=f"tasks-{inside.partnership.pk}", slot="2016-W37", begun_at=NOW, ended_at=NOW)
    Slot.objects.create(job="tasks-999", slot="2016-W37", begun_at=NOW, ended_at=NOW, failed=True)
    text = inside.client("programme_lead").get(inside.url("mail/worker/")).content.decode()
    assert "geen ronde" in text
    assert "op maandag hoort ieder wat er wordt gevraagd" in text
    assert "ging mis" not in text  # that of another partnership is not ours


def test_the_doctor_tells_machines_how_the_worker_is_without_failing_for_it(inside: Cast) -> None:
    out = StringIO()
    call_command("doctor", "--json", stdout=out)
    found = json.loads(out.getvalue())
    assert found["healthy"] is True
    assert found["worker"]["healthy"] is False
    assert found["worker"]["mail"][inside.partnership.slug] == {
        "at": found["worker"]["mail"][inside.partnership.slug]["at"], "due": 0, "oldest_due_seconds": 0, "failed": 0,
        "servers_left_alone": [],
    }  # fmt: skip


def test_monitoring_asks_with_an_exit_code(inside: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        call_command("worker", "--health")
    assert left.value.code == 1
    call_command("worker", "--once", stdout=StringIO())
    capsys.readouterr()
    with pytest.raises(SystemExit) as left:
        call_command("worker", "--health")
    assert left.value.code == 0
    assert json.loads(capsys.readouterr().out)["healthy"] is True


@pytest.fixture
def silent_server() -> Iterator[int]:
    """It takes calls and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as listener:
        port: int = listener.getsockname()[1]
        yield port


@pytest.mark.django_db(transaction=True)
def test_a_mail_server_that_says_nothing_holds_up_no_round(cast: Cast, silent_server: int, tmp_path: Path) -> None:
    """The real worker, whose mail waits twenty seconds for an answer, goes on making its rounds meanwhile."""
    queue(cast)
    words = [sys.executable, "-m", "dagdeel", "worker", "--every=0.1"]
    with subprocess.Popen(words, env=environment(tmp_path, silent_server), stdout=subprocess.DEVNULL) as worker:
        try:
            until = time.monotonic() + 60
            while time.monotonic() < until and not Mail.everywhere.filter(state="sending", source="test").exists():
                time.sleep(0.1)
            seen: set[datetime | None] = set()
            while time.monotonic() < until and len(seen) < 4:
                seen |= set(Pulse.objects.filter(name="tick").values_list("ended_at", flat=True)) - {None}
                time.sleep(0.05)
            assert Mail.everywhere.get(source="test").state == "sending"
            assert len(seen) >= 4
        finally:
            os.kill(worker.pid, signal.SIGKILL)


def test_in_a_demo_every_age_is_by_one_clock_and_the_page_says_which(cast: Cast) -> None:
    cast.partnership.demo_day = NOW.date()
    cast.partnership.save()
    with scope.of(cast.partnership):
        machine = timezone.localtime()
        schedule.pulse("tick", began=machine, seconds=0.5, at=machine - timedelta(minutes=3))
        message = note(
            cast.mentor, template="enrolment/mail/new_link", context={"link": "x"}, kind="enrolment.new_link"
        )
        mail.reconcile(
            cast.partnership, [message], at=clock.now(cast.partnership) - timedelta(minutes=7), source="test"
        )
    page = cast.client("programme_lead").get(cast.url("mail/worker/")).content.decode()
    assert "3 minuten geleden" in page
    assert "de oudste wacht 7 minuten" in page
    assert "Twee klokken in deze demo" in page
    assert "maandag 12 september 2016" in page


def test_dated_work_keeps_the_time_of_the_machine_also_in_a_demo(inside: Cast) -> None:
    machine = NOW + timedelta(days=3000)
    tasks = [dated for dated in due(lambda of=None: machine if of is None else NOW) if dated.job.startswith("tasks")]
    assert tasks
    assert {dated.at for dated in tasks} == {machine}

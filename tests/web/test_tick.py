"""The worker's beat: the outbox follows what the steps say, whatever breaks."""

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.models import Membership, ProgrammeYear
from dagdeel.base.partnerships.permissions import Role
from dagdeel.outputs.mail.message import Message
from dagdeel.outputs.mail.models import Mail
from dagdeel.web.tick import Beat, tick
from dagdeel.year.step import Step
from tests import cast as story
from tests.cast import NOW, Cast


class Greeting(Step):
    """A step that greets every mentor of the year, tomorrow."""

    key = "greeting"

    def messages(self, year: ProgrammeYear, at: datetime) -> Iterable[Message]:
        for membership in Membership.objects.filter(role=Role.MENTOR).select_related("person"):
            yield Message(
                key=f"greeting-{year}-{membership.person_id}",
                to=membership.person,
                template="mail/greeting",
                why="U bent mentor.",
                due=NOW + timedelta(days=1),
            )


class Broken(Step):
    """A step whose question goes wrong, with a name in the error."""

    key = "broken"

    def messages(self, year: ProgrammeYear, at: datetime) -> Iterable[Message]:
        raise ValueError("Anna van der Spek")


def at_now(_: object) -> datetime:
    return NOW


def test_the_second_beat_writes_nothing(cast: Cast) -> None:
    assert tick(clock=at_now, cycle=[Greeting()]) == Beat(created=1)
    with CaptureQueriesContext(connection) as queries:
        assert tick(clock=at_now, cycle=[Greeting()]) == Beat()
    written = [q["sql"] for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert written == []


class Growing(Greeting):
    """A step in which something follows by itself, before anybody hears of it."""

    key = "growing"

    def follow(self, year: ProgrammeYear, at: datetime) -> int:
        mentor = Membership.objects.filter(role=Role.MENTOR).select_related("school").first()
        if mentor is None or Membership.objects.filter(subject="erbij").exists():
            return 0
        story.membership(story.person("Nieuw"), Role.MENTOR, school=mentor.school, subject="erbij")
        return 1


def test_what_follows_by_itself_comes_first_and_its_mail_in_the_same_beat(cast: Cast) -> None:
    assert tick(clock=at_now, cycle=[Growing()]) == Beat(followed=1, created=2)
    assert tick(clock=at_now, cycle=[Growing()]) == Beat()


def test_a_mail_goes_when_its_data_go(cast: Cast) -> None:
    tick(clock=at_now, cycle=[Greeting()])
    with scope.of(cast.partnership):
        Membership.objects.filter(role=Role.MENTOR).delete()
    assert tick(clock=at_now, cycle=[Greeting()]) == Beat(cancelled=1)


def test_a_closed_year_asks_for_nothing(cast: Cast) -> None:
    tick(clock=at_now, cycle=[Greeting()])
    ProgrammeYear.everywhere.update(state=ProgrammeYear.State.CLOSED)
    assert tick(clock=at_now, cycle=[Greeting()]) == Beat(cancelled=1)


def test_a_step_that_breaks_stops_no_other_and_loses_no_mail(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        beat = tick(clock=at_now, cycle=[Broken(), Greeting()])
    assert beat == Beat(created=1, broken=2)  # broken for each of the two partnerships
    assert "ValueError at " in caplog.text
    assert "Anna" not in caplog.text

    class BreaksLater(Broken):
        key = "greeting"

    tick(clock=at_now, cycle=[BreaksLater()])
    assert Mail.everywhere.get().state == "queued"


def test_the_real_cycle_beats_twice_and_the_second_writes_nothing(cast: Cast) -> None:
    assert tick(clock=at_now).broken == 0
    assert tick(clock=at_now) == Beat()


def test_the_command_beats_once(cast: Cast) -> None:
    out = StringIO()
    call_command("worker", "--once", stdout=out)
    assert out.getvalue().endswith("The worker has stopped.\n")


def test_the_worker_stops_cleanly_when_asked(tmp_path: Path) -> None:
    source = Path(__file__).parents[2] / "src"
    environment = {**os.environ, "DAGDEEL_VAR": str(tmp_path), "PYTHONPATH": str(source)}
    for name in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE"):
        environment.pop(name, None)
    command = [sys.executable, "-m", "dagdeel"]
    subprocess.run([*command, "migrate", "--verbosity=0"], env=environment, check=True, timeout=120)
    worker = subprocess.Popen([*command, "worker", "--every=60"], env=environment, stdout=subprocess.PIPE, text=True)
    assert worker.stdout is not None
    with worker.stdout as said:
        assert said.readline() == "nothing to do\n"
        worker.send_signal(signal.SIGTERM)
        assert said.read() == "The worker has stopped.\n"
    assert worker.wait(timeout=20) == 0

"""The worker's second hand: what it does with a job, and that a killed worker loses nothing."""

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from dagdeel.base.jobs import actions
from dagdeel.base.jobs.models import Job
from dagdeel.base.jobs.states import JobState
from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.models import School
from dagdeel.web.jobs import tasks_of, work_off
from dagdeel.year.cycle import CYCLE
from tests.cast import NOW, Cast
from tests.web.patience import KIND, Patience

ROOT = Path(__file__).resolve().parents[2]


def at_now(_: object = None) -> datetime:
    return NOW


def ask(cast: Cast, until: Path, **more: Any) -> Job:
    with scope.of(cast.partnership):
        parameters = {"until": str(until), **more}
        return actions.ask(KIND, "school", parameters=parameters, by=cast.programme_lead, at=NOW).job


def made() -> list[str]:
    return list(School.everywhere.filter(name__startswith="School van klus").values_list("name", flat=True))


def test_what_waits_is_done_and_what_came_of_it_is_kept(cast: Cast, tmp_path: Path) -> None:
    job = ask(cast, tmp_path)
    assert work_off(clock=at_now, cycle=[Patience()]) == 1
    job.refresh_from_db()
    assert (job.state, job.started_at, job.ended_at) == (JobState.DONE, NOW, NOW)
    assert job.progress["goals"] == [{"name": "files", "value": 0, "bound": 0}]
    assert School.everywhere.get(pk=job.result["school"]).partnership == cast.partnership
    assert work_off(clock=at_now, cycle=[Patience()]) == 0


def test_work_without_an_answer_fails_with_its_sentence(cast: Cast, tmp_path: Path) -> None:
    job = ask(cast, tmp_path, impossible=True)
    assert work_off(clock=at_now, cycle=[Patience()]) == 1
    job.refresh_from_db()
    assert (job.state, job.sentence, job.attempts) == (JobState.FAILED, "Dit kan niet.", 1)


def test_work_that_breaks_is_tried_thrice_and_the_log_names_nobody(
    cast: Cast, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    job = ask(cast, tmp_path, breaks=True)
    with caplog.at_level(logging.ERROR):
        assert work_off(clock=at_now, cycle=[Patience()]) == 3
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "ValueError at" in caplog.text
    assert "Anna" not in caplog.text


def test_a_worker_that_leaves_keeps_nothing_of_a_job_and_gives_it_back(cast: Cast, tmp_path: Path) -> None:
    job = ask(cast, tmp_path / "never")
    looks = iter([False, False, True, True, True])
    assert work_off(clock=at_now, cycle=[Patience()], leaving=lambda: next(looks)) == 1
    job.refresh_from_db()
    assert (job.state, job.attempts, made()) == (JobState.QUEUED, 0, [])


def test_every_kind_of_job_belongs_to_one_step() -> None:
    kinds = [kind for step in CYCLE for kind in step.tasks()]
    assert sorted(kinds) == sorted(tasks_of())


# A real process --------------------------------------------------------------------------------------------------


def environment(**more: str) -> dict[str, str]:
    """What a worker process needs to work on the database of this test."""
    names = connection.settings_dict
    url = f"sqlite:///{names['NAME']}"
    if connection.vendor == "postgresql":
        host = f"?host={names['HOST']}" if str(names["HOST"]).startswith("/") else ""
        place = "" if host else f"{names['HOST']}:{names['PORT']}" if names["PORT"] else str(names["HOST"])
        url = f"postgres://{names['USER']}:{names['PASSWORD']}@{place}/{names['NAME']}{host}"
    return {
        **os.environ,
        "DATABASE_URL": url,
        "DAGDEEL_VAR": str(settings.VAR),
        "DAGDEEL_JOB_LEASE": "2",
        "DJANGO_SETTINGS_MODULE": "dagdeel.settings",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        **more,
    }


# A process that works off the queue of this test with the patient step alone, until it is killed.
PATIENT = "import django; django.setup(); from tests.web.patience import work; work()"


class Shift:
    """Worker processes that a test begins, and ends whatever happens."""

    def __init__(self) -> None:
        self.running: list[subprocess.Popen[bytes]] = []

    def begin(self, *words: str) -> "subprocess.Popen[bytes]":
        process = subprocess.Popen([sys.executable, *(words or ("-c", PATIENT))], cwd=ROOT, env=environment())
        self.running.append(process)
        return process


@pytest.fixture
def shift() -> Iterator[Shift]:
    """Nobody works yet; at the end nobody does any more."""
    made = Shift()
    yield made
    for process in made.running:
        process.kill()
        process.wait()


def until(holds: Callable[[], bool], seconds: float = 30) -> float:
    """Wait until it holds; how long it took."""
    begun = time.monotonic()
    while not holds():
        assert time.monotonic() - begun < seconds, "it takes too long"
        time.sleep(0.05)
    return time.monotonic() - begun


def state(job: Job) -> str:
    job.refresh_from_db()
    return job.state


@pytest.mark.django_db(transaction=True)
def test_a_job_of_a_worker_killed_in_the_middle_is_taken_up_again_and_done_once(
    cast: Cast, tmp_path: Path, shift: Shift
) -> None:
    job = ask(cast, tmp_path / "end")
    first = shift.begin()
    until(lambda: state(job) == JobState.RUNNING and bool(job.progress))
    first.send_signal(signal.SIGKILL)
    first.wait()
    shift.begin()
    until(lambda: state(job) == JobState.RUNNING and job.attempts == 2)
    (tmp_path / "end").touch()
    until(lambda: state(job) == JobState.DONE)
    assert made() == [f"School van klus {job.pk}"]


@pytest.mark.django_db(transaction=True)
def test_a_cancelled_job_stops_within_two_seconds_and_keeps_nothing(cast: Cast, tmp_path: Path, shift: Shift) -> None:
    job = ask(cast, tmp_path / "never")
    shift.begin()
    until(lambda: state(job) == JobState.RUNNING)
    with scope.of(cast.partnership):
        actions.cancel(job, by=cast.programme_lead, at=NOW)
    assert until(lambda: state(job) == JobState.CANCELLED) < 2.5
    assert made() == []

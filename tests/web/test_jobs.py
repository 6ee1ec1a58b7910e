"""The worker's second hand: what it does with a job, and that a killed worker loses nothing."""

import logging
import signal
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from dagdeel.base.jobs import actions
from dagdeel.base.jobs.models import Job
from dagdeel.base.jobs.states import JobState
from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.models import School
from dagdeel.exchange.tasks import TASKS as EXCHANGE
from dagdeel.web.jobs import tasks_of, work_off
from dagdeel.year.cycle import CYCLE
from tests.cast import NOW, Cast
from tests.web.patience import KIND, Patience
from tests.web.shift import PATIENT, Shift, shift, state, until

__all__ = ["shift"]


def at_now(_: object = None) -> datetime:
    return NOW


def ask(cast: Cast, end: Path, **more: Any) -> Job:
    with scope.of(cast.partnership):
        parameters = {"until": str(end), **more}
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


def test_every_kind_of_job_belongs_to_one_step_or_to_what_comes_in_and_goes_out() -> None:
    kinds = [*EXCHANGE, *(kind for step in CYCLE for kind in step.tasks())]
    assert sorted(kinds) == sorted(tasks_of())


# A real process --------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_job_of_a_worker_killed_in_the_middle_is_taken_up_again_and_done_once(
    cast: Cast, tmp_path: Path, shift: Shift
) -> None:
    job = ask(cast, tmp_path / "end")
    first = shift.begin(*PATIENT)
    until(lambda: state(job) == JobState.RUNNING and bool(job.progress))
    first.send_signal(signal.SIGKILL)
    first.wait()
    shift.begin(*PATIENT)
    until(lambda: state(job) == JobState.RUNNING and job.attempts == 2)
    (tmp_path / "end").touch()
    until(lambda: state(job) == JobState.DONE)
    assert made() == [f"School van klus {job.pk}"]


@pytest.mark.django_db(transaction=True)
def test_a_cancelled_job_stops_within_two_seconds_and_keeps_nothing(cast: Cast, tmp_path: Path, shift: Shift) -> None:
    job = ask(cast, tmp_path / "never")
    shift.begin(*PATIENT)
    until(lambda: state(job) == JobState.RUNNING)
    with scope.of(cast.partnership):
        actions.cancel(job, by=cast.programme_lead, at=NOW)
    assert until(lambda: state(job) == JobState.CANCELLED) < 2.5
    assert made() == []

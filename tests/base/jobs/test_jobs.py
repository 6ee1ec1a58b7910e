"""Long work as the database keeps it: asked once, taken by one, ended once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from dagdeel.base.jobs import actions, queries, rules
from dagdeel.base.jobs.models import Job
from dagdeel.base.jobs.states import JobState, Stop
from dagdeel.base.partnerships import scope
from tests import cast as build
from tests.cast import NOW, Cast


class Clock:
    """A clock that stands still until it is moved; the same for machine and partnership."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self, _partnership: object = None) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def ask(cast: Cast, subject: str = "2016-2017", **parameters: Any) -> Job:
    return actions.ask("sum", subject, parameters=parameters, year=cast.year, by=cast.programme_lead, at=NOW).job


def take(clock: Clock) -> Job:
    job = actions.take(["sum"], clock=clock)
    assert job is not None
    return job


def test_the_same_thing_asked_twice_is_one_job_until_it_has_ended(inside: Cast, clock: Clock) -> None:
    first = actions.ask("sum", "2016-2017", by=inside.programme_lead, at=NOW)
    second = actions.ask("sum", "2016-2017", by=inside.programme_lead, at=NOW)
    assert (first.new, second.new, second.job) == (True, False, first.job)
    assert actions.ask("sum", "2017-2018", by=None, at=NOW).new
    actions.finish(take(clock), lambda at: {}, {}, at=NOW)
    assert actions.ask("sum", "2016-2017", by=inside.programme_lead, at=NOW).new


def test_another_partnership_may_ask_the_same(inside: Cast) -> None:
    ask(inside)
    with scope.of(build.partnership()):
        assert actions.ask("sum", "2016-2017", by=None, at=NOW).new


def test_jobs_are_taken_in_the_order_in_which_they_were_asked_over_all_partnerships(inside: Cast, clock: Clock) -> None:
    first = ask(inside)
    with scope.of(build.partnership()):
        second = actions.ask("sum", "elders", by=None, at=NOW).job
    assert [take(clock).pk, take(clock).pk] == [first.pk, second.pk]


def test_a_kind_that_this_worker_does_not_know_stays(inside: Cast, clock: Clock) -> None:
    ask(inside)
    assert actions.take(["product"], clock=clock) is None


def test_a_job_whose_worker_died_is_taken_again_when_its_lease_runs_out(inside: Cast, clock: Clock) -> None:
    ask(inside)
    lost = take(clock)
    assert actions.take(["sum"], clock=clock) is None
    clock.move(seconds=61)
    again = take(clock)
    assert (again.pk, again.attempts) == (lost.pk, 2)
    for verb in (
        lambda: actions.pulse(lost, {}, at=clock()),
        lambda: actions.finish(lost, lambda at: {}, {}, at=clock()),
        lambda: actions.fail(lost, "nee", at=clock()),
        lambda: actions.give_back(lost, counts=True),
    ):
        with pytest.raises(actions.Lost):
            verb()
    assert actions.finish(again, lambda at: {"n": 1}, {}, at=clock()).result == {"n": 1}


def test_telling_how_far_it_is_keeps_the_job(inside: Cast, clock: Clock) -> None:
    ask(inside)
    job = take(clock)
    for _ in range(3):
        clock.move(seconds=40)
        assert actions.pulse(job, rules.told({}, "uncovered", 3, 2, 40), at=clock()) == Stop.NO
        assert actions.take(["sum"], clock=clock) is None
    assert Job.objects.get().progress["goals"] == [{"name": "uncovered", "value": 3, "bound": 2}]


def test_a_job_that_breaks_off_three_times_fails_with_a_sentence_in_the_language_of_the_reader(
    inside: Cast, clock: Clock
) -> None:
    ask(inside)
    for _ in range(rules.ATTEMPTS):
        take(clock)
        clock.move(seconds=61)
    assert actions.take(["sum"], clock=clock) is None
    job = Job.objects.get()
    assert job.state == JobState.FAILED
    with translation.override("nl"):
        assert job.sentence.startswith("Het werk is 3 keer begonnen en brak elke keer af.")
    with translation.override("en"):
        assert job.sentence.startswith("The work was begun 3 times and broke off each time.")


def test_a_worker_that_leaves_gives_its_job_back_and_that_counts_for_nothing(inside: Cast, clock: Clock) -> None:
    ask(inside)
    for _ in range(rules.ATTEMPTS + 1):
        actions.give_back(take(clock), counts=False)
    assert take(clock).attempts == 1


def test_what_waits_is_cancelled_at_once_and_what_runs_keeps_nothing(inside: Cast, clock: Clock) -> None:
    waits = ask(inside)
    assert actions.cancel(waits, by=inside.programme_lead, at=NOW).state == JobState.CANCELLED
    assert actions.take(["sum"], clock=clock) is None
    runs = ask(inside)
    job = take(clock)
    assert actions.cancel(runs, by=inside.programme_lead, at=NOW).state == JobState.RUNNING
    assert actions.pulse(job, {}, at=clock()) == Stop.CANCEL

    def never(at: datetime) -> dict[str, int]:
        raise AssertionError("a cancelled job stores nothing")

    assert actions.finish(job, never, {}, at=NOW).state == JobState.CANCELLED
    with pytest.raises(actions.JobEnded):
        actions.cancel(runs, by=inside.programme_lead, at=NOW)


def test_a_cancelled_job_whose_worker_died_is_not_begun_again(inside: Cast, clock: Clock) -> None:
    job = ask(inside)
    take(clock)
    actions.cancel(job, by=inside.programme_lead, at=NOW)
    clock.move(seconds=61)
    assert actions.take(["sum"], clock=clock) is None
    assert Job.objects.get().state == JobState.CANCELLED


def test_what_is_asked_to_settle_hands_in_what_there_is(inside: Cast, clock: Clock) -> None:
    ask(inside)
    job = take(clock)
    actions.settle(job, by=inside.programme_lead, at=NOW)
    assert actions.pulse(job, {}, at=clock()) == Stop.SETTLE
    assert actions.finish(job, lambda at: {"n": 2}, {}, at=NOW).state == JobState.DONE


def test_a_result_that_cannot_be_stored_leaves_the_job_as_it_was(inside: Cast, clock: Clock) -> None:
    ask(inside)
    job = take(clock)

    def half(at: datetime) -> dict[str, int]:
        ask(inside, "half")
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - whatever it is, nothing is stored
        actions.finish(job, half, {}, at=NOW)
    assert list(Job.objects.values_list("subject", "state")) == [("2016-2017", "running")]


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "running", "lease_until": None},
        {"state": "queued", "lease_until": NOW},
        {"state": "done", "ended_at": None, "lease_until": None},
        {"state": "queued", "ended_at": NOW},
    ],
)
def test_the_database_keeps_the_promises_of_a_job(inside: Cast, wrong: dict[str, Any]) -> None:
    job = ask(inside)
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(**wrong)


def test_the_progress_in_words(inside: Cast) -> None:
    job, labels = ask(inside), {"a": "eerste doel", "b": "tweede doel"}
    with translation.override("nl"):
        assert queries.run_of(job, labels).sentence == "Het wacht op zijn beurt."
        job.state = JobState.RUNNING
        assert queries.run_of(job, labels).sentence == "Het is begonnen."
        job.progress = rules.told(rules.told({}, "a", 0, 0, 1), "b", 7, 3, 2)
        run = queries.run_of(job, labels)
        assert run.sentence == "1 van de 2 doelen zijn bewezen; nu: tweede doel."
        assert [(line.label, line.value, line.bound, line.proven) for line in run.lines] == [
            ("eerste doel", 0, 0, True),
            ("tweede doel", 7, 3, False),
        ]


def test_a_goal_is_proven_only_when_all_before_it_are() -> None:
    open_first = rules.told(rules.told({}, "a", 2, None, 1), "b", 3, 3, 2)
    assert [goal.proven for goal in rules.goals(open_first)] == [False, False]


def test_the_doctor_hears_of_jobs_that_nobody_works_on(inside: Cast, clock: Clock) -> None:
    ask(inside)
    take(clock)
    ask(inside, "waits")
    assert list(queries.hanging(clock)) == []
    clock.move(minutes=20)
    first, second = queries.hanging(clock)
    assert "its worker is gone" in first
    assert "nobody takes it" in second


# At once ---------------------------------------------------------------------------------------------------------

WORKERS = 4


def at_once(work: Callable[[], Any]) -> list[Any]:
    """What the work gives in so many threads that begin together."""
    gate = Barrier(WORKERS)

    def one() -> Any:
        try:
            gate.wait()
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        return [future.result() for future in [pool.submit(one) for _ in range(WORKERS)]]


@pytest.mark.django_db(transaction=True)
def test_a_double_click_gives_one_job_also_at_once(cast: Cast) -> None:
    def click() -> int:
        with scope.of(cast.partnership):
            return ask(cast).pk

    assert len(set(at_once(click))) == 1
    assert Job.everywhere.count() == 1


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_take_every_job_once(cast: Cast, clock: Clock) -> None:
    with scope.of(cast.partnership):
        for number in range(12):
            ask(cast, str(number))

    def work() -> list[int]:
        taken = []
        while (job := actions.take(["sum"], clock=clock)) is not None:
            taken.append(job.pk)
        return taken

    taken = [pk for found in at_once(work) for pk in found]
    assert len(taken) == len(set(taken)) == 12

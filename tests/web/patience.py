"""A step whose work lasts until it is told to end, and a worker that does nothing else."""

import time
from collections.abc import Mapping
from pathlib import Path
from threading import Event

from dagdeel.base.jobs.desk import CannotBeDone, Desk, Settle, Task
from dagdeel.base.partnerships.models import School
from dagdeel.year.step import Step

KIND = "patience"


def wait(desk: Desk) -> Settle:
    """Work until the file is there, or somebody says stop; then a school is founded, as what came of it."""
    until, begun = Path(desk.job.parameters["until"]), time.monotonic()
    if desk.job.parameters.get("impossible"):
        raise CannotBeDone("Dit kan niet.")
    if desk.job.parameters.get("breaks"):
        raise ValueError("Anna van der Spek")
    desk.tell("files", 1, 0, 0.0)
    while not until.exists() and not desk.stop():
        time.sleep(0.02)
    desk.tell("files", 0 if until.exists() else 1, 0, time.monotonic() - begun)
    return lambda at: {"school": School.objects.create(name=f"School van klus {desk.job.pk}").pk}


class Patience(Step):
    """Knows one kind of long work."""

    key = "patience"

    def tasks(self) -> Mapping[str, Task]:
        return {KIND: wait}


def work() -> None:
    """Work off the queue until killed."""
    from dagdeel.web.jobs import Hand

    hand = Hand(Event(), cycle=[Patience()])
    hand.start()
    hand.join()

"""Worker processes of their own on the database of a test, which can be killed."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from dagdeel.base.jobs.models import Job

ROOT = Path(__file__).resolve().parents[2]


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
        "DAGDEEL_EXPLAIN_SECONDS": "2",
        "DJANGO_SETTINGS_MODULE": "dagdeel.settings",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        **more,
    }


# A process that works off the queue of this test with the patient step alone, until it is killed.
PATIENT = ("-c", "import django; django.setup(); from tests.web.patience import work; work()")
WORKER = ("-m", "dagdeel", "worker", "--every=1")


class Shift:
    """Worker processes that a test begins, and ends whatever happens."""

    def __init__(self) -> None:
        self.running: list[subprocess.Popen[bytes]] = []

    def begin(self, *words: str) -> "subprocess.Popen[bytes]":
        """Start Python with these words; without any `dagdeel worker`."""
        process = subprocess.Popen([sys.executable, *(words or WORKER)], cwd=ROOT, env=environment())
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
    """As the database has it now."""
    job.refresh_from_db()
    return job.state

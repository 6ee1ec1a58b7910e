"""Everybody at once: so many different mentors, 20 seats, over real HTTP to gunicorn with two workers. JSON lines.

Each mentor opens the personal link and presses the button: two requests. `DATABASE_URL` chooses the database (a throwaway
PostgreSQL: `python scripts/with_postgresql.py .venv/bin/python bench/enrol_burst.py`); without it a fresh SQLite file is used.
"""

import http.client
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
folder = tempfile.TemporaryDirectory(prefix="dagdeel-bench-")
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "dagdeel.settings", "DAGDEEL_VAR": folder.name, "DAGDEEL_DEMO": "true",
    "DAGDEEL_LOG": "ERROR",  # whoever comes too late is no fault
}  # fmt: skip

import django

django.setup()

from django.core.management import call_command
from django.db import connection, connections

from dagdeel.base.partnerships import scope
from dagdeel.year.enrolment import queries
from dagdeel.year.enrolment.models import Enrolment
from dagdeel.year.planning.models import Session
from tests import cast as builders
from tests.cast import NOW

SEATS, AT_ONCE = 20, 50
SIZES = (200, 1000)
PATIENCE = 120  # seconds that a visitor waits for an answer


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


class Visitor:
    """A mentor with a browser: opens the link, presses the button; how long each took, in milliseconds."""

    def __init__(self, port: int, token: str, session: int) -> None:
        self.port, self.path, self.session = port, f"/m/{token}/", session
        self.times: list[float] = []
        self.status = 0

    def come(self, start: Barrier | None) -> None:
        """Open the page, wait for the others of this wave, and press."""
        page, cookie = self._ask("GET", None, {})
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        if found is None:
            return
        form = {"csrfmiddlewaretoken": found[1], "verb": "join", "session": self.session}
        if start is not None:
            start.wait(timeout=PATIENCE)
        self._ask("POST", urlencode(form), {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"})

    def _ask(self, method: str, body: str | None, head: dict[str, str]) -> tuple[str, str]:
        began = time.perf_counter()
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            link.request(method, self.path, body, head)
            answer = link.getresponse()
            text, self.status = answer.read().decode(), answer.status
            return text, (answer.headers["Set-Cookie"] or "").split(";")[0]
        except OSError:
            self.status = 0
            return "", ""
        finally:
            link.close()
            self.times.append(1000 * (time.perf_counter() - began))


def burst(number: int, port: int) -> dict[str, object]:
    """So many people, in waves of AT_ONCE who press at the same moment."""
    cast = builders.make_cast()
    with scope.of(cast.partnership):
        cast.partnership.demo_day = NOW.date()
        cast.partnership.save()
        editions = builders.brochure(cast.year, 1)
        builders.agreed_plan(cast.year, cast.school, editions, cast.head)
        session = builders.session(editions[0], cast.school, seats=SEATS)
        people = builders.mentors(cast.school, number)
        visitors = [Visitor(port, cast.link(person), session.pk) for person in people]
    connections.close_all()
    began = time.perf_counter()
    for first in range(0, number, AT_ONCE):
        wave = visitors[first : first + AT_ONCE]
        start = Barrier(len(wave))
        with ThreadPoolExecutor(len(wave)) as pool:
            list(pool.map(lambda one, start=start: one.come(start), wave))
    seconds = time.perf_counter() - began
    return {**_counts(number, visitors, session.pk, cast), "seconds": round(seconds, 2), **_times(visitors, seconds)}


def _counts(number: int, visitors: list[Visitor], pk: int, cast: builders.Cast) -> dict[str, object]:
    with scope.of(cast.partnership):
        session = Session.objects.get(pk=pk)
        enrolled = Enrolment.objects.filter(session=session, state="enrolled").count()
        broken = list(queries.broken_promises())
    return {
        "bench": "enrol_burst", "database": connection.vendor, "people": number, "seats": SEATS, "at_once": AT_ONCE,
        "enrolled": enrolled, "taken": session.taken, "exact": enrolled == session.taken == SEATS, "broken": broken,
        "told_full": sum(one.status == 422 for one in visitors),
        "errors": sum(one.status not in {302, 422} for one in visitors),
        "requests_per_person": sum(len(one.times) for one in visitors) / number,
    }  # fmt: skip


def _times(visitors: list[Visitor], seconds: float) -> dict[str, object]:
    times = sorted(took for one in visitors for took in one.times)
    cuts = statistics.quantiles(times, n=100)
    presses = sorted(one.times[-1] for one in visitors)
    return {
        "requests_per_second": round(len(times) / seconds, 1),
        "p50_ms": round(cuts[49], 1), "p95_ms": round(cuts[94], 1), "p99_ms": round(cuts[98], 1),
        "press_p50_ms": round(statistics.median(presses), 1),
    }  # fmt: skip


def wait_for(port: int) -> None:
    """Until the server answers."""
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The server did not come up.")


def main() -> None:
    """Start the server, let them come, stop it."""
    call_command("migrate", verbosity=0, interactive=False)
    port = free_port()
    words = [sys.executable, "-m", "dagdeel", "serve", f"--bind=127.0.0.1:{port}", "--workers=2", "--threads=4"]
    connections.close_all()
    with subprocess.Popen(words, stdout=subprocess.DEVNULL) as server:
        try:
            wait_for(port)
            for number in SIZES:
                print(json.dumps(burst(number, port)), flush=True)
        finally:
            server.terminate()
    folder.cleanup()


if __name__ == "__main__":
    main()

"""What one enrolment costs the server: the processor time and the queries of a mentor who opens the link and presses the button.

One person after the other, without a network and without anybody beside; `docs/operate.md` lays it beside a ticket shop that was
measured in the same way. `DATABASE_URL` chooses the database; without it a fresh SQLite file is used. One JSON line.
"""

import json
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
folder = tempfile.TemporaryDirectory(prefix="dagdeel-bench-")
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "dagdeel.settings", "DAGDEEL_VAR": folder.name, "DAGDEEL_DEMO": "true",
    "DAGDEEL_LOG": "ERROR",
}  # fmt: skip

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dagdeel.base.partnerships import scope
from dagdeel.year.enrolment.models import Enrolment
from tests import cast as builders
from tests.cast import NOW

PEOPLE = 60


class Visitor:
    """A mentor with a browser; how much processor time (in ms) each of the requests took."""

    def __init__(self, token: str, session: int) -> None:
        self.path, self.session, self.browser = f"/m/{token}/", session, Client()
        self.took: list[float] = []

    def come(self) -> None:
        """Open the page, press the button, and see the page that says so."""
        page = self._timed(lambda: self.browser.get(self.path))
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode())
        if found is None:
            raise SystemExit("The page has no button.")
        form = {"csrfmiddlewaretoken": found[1], "verb": "join", "session": self.session}
        pressed = self._timed(lambda: self.browser.post(self.path, form))
        if pressed.status_code != 302:
            raise SystemExit("Somebody got no seat.")
        self._timed(lambda: self.browser.get(pressed["Location"]))

    def _timed(self, ask: Callable[[], Any]) -> HttpResponse:
        began = time.process_time()
        answer: HttpResponse = ask()
        self.took.append(1000 * (time.process_time() - began))
        return answer


def main() -> None:
    """Let them come, one by one; the first one warms up and does not count."""
    call_command("migrate", verbosity=0)
    settings.ALLOWED_HOSTS = ["testserver"]
    cast = builders.make_cast()
    with scope.of(cast.partnership):
        cast.partnership.demo_day = NOW.date()
        cast.partnership.save()
        editions = builders.brochure(cast.year, 1)
        builders.agreed_plan(cast.year, cast.school, editions, cast.head)
        session = builders.session(editions[0], cast.school, seats=PEOPLE + 1)
        visitors = [Visitor(cast.link(p), session.pk) for p in builders.mentors(cast.school, PEOPLE + 1)]
    first, *rest = visitors
    first.come()
    with CaptureQueriesContext(connection) as asked:
        rest[0].come()
    queries = len(asked)
    for visitor in rest[1:]:
        visitor.come()
    with scope.of(cast.partnership):
        enrolled = Enrolment.objects.filter(session=session, state="enrolled").count()
    told = [visitor.took for visitor in rest[1:]]
    line = {
        "bench": "enrolment_cost", "database": connection.vendor, "enrolled": enrolled,
        "requests_to_a_seat": 2, "cpu_ms_to_a_seat": round(statistics.median(sum(took[:2]) for took in told), 1),
        "requests_with_the_page_after": 3, "cpu_ms": round(statistics.median(map(sum, told)), 1), "queries": queries,
    }  # fmt: skip
    print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()

"""One beat of the worker for a partnership of more than 1,500 mentors and 450 sessions, and a second one that writes nothing.

The demo is played when there is none, multiplied, its outbox emptied, and left as it was. The first beat asks for every mail of
the year; the second has nothing to do, and then a change of one session is followed. `DAGDEEL_BENCH_VAR` names the folder
(default `var/bench`); `DATABASE_URL` chooses another database. JSON lines.
"""

import json
import os
import sys
import time
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # for what multiplies a partnership
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dagdeel.settings")
os.environ["DAGDEEL_VAR"] = os.environ.get("DAGDEEL_BENCH_VAR", "var/bench")
os.environ["DAGDEEL_DEMO"] = "true"

import django

django.setup()

from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.clock import now
from dagdeel.base.partnerships.models import Membership, Partnership, ProgrammeYear
from dagdeel.base.partnerships.permissions import Role
from dagdeel.demo import facts
from dagdeel.outputs.mail.models import Mail
from dagdeel.web.tick import tick
from dagdeel.year.planning.models import Session
from tests.crowd import multiply

TIMES = 12
WRITING = ("INSERT", "UPDATE", "DELETE")


def beat(partnership: Partnership, what: str, size: dict[str, int]) -> None:
    """One beat, as a JSON line."""
    connection.queries_log.clear()
    with CaptureQueriesContext(connection) as captured:
        began = time.perf_counter()
        done = tick()
        seconds = time.perf_counter() - began
    queries = [query["sql"].lstrip().upper() for query in captured.captured_queries]
    line = {
        "bench": "tick", "database": connection.vendor, **size, "beat": what, "seconds": round(seconds, 2),
        "queries": len(queries), "writes": sum(sql.startswith(WRITING) for sql in queries),
        "mails": Mail.everywhere.filter(partnership=partnership).count(), "did": str(done), "broken": done.broken,
    }  # fmt: skip
    print(json.dumps(line), flush=True)


def measure(partnership: Partnership) -> None:
    """Empty, full, and after a change."""
    with scope.of(partnership):
        Mail.objects.all().delete()
    multiply(partnership, TIMES)
    with scope.of(partnership):
        year = ProgrammeYear.objects.exclude(state=ProgrammeYear.State.CLOSED).latest("first_year")
        size = {
            "mentors": Membership.objects.filter(role=Role.MENTOR).values("person").distinct().count(),
            "sessions": Session.objects.filter(year=year).count(),
        }
    beat(partnership, "the first, which asks for every mail", size)
    beat(partnership, "the second, which has nothing to do", size)
    with scope.of(partnership):
        coming = Session.objects.filter(
            year=year, state="published", day__gt=now(partnership).date(), taken__gt=0
        ).first()
        if coming is not None:
            Session.objects.filter(pk=coming.pk).update(day=F("day") + timedelta(days=1), sequence=F("sequence") + 1)
    beat(partnership, "after one session was moved", size)


def main() -> None:
    """Play when there is nothing yet, multiply, measure, and leave it as it was."""
    call_command("migrate", verbosity=0, interactive=False)
    partnership = Partnership.objects.filter(slug=facts.SLUG).first()
    if partnership is None:
        call_command("demo", serve=False, stdout=sys.stderr)
        partnership = Partnership.objects.get(slug=facts.SLUG)
    with transaction.atomic():
        measure(partnership)
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()

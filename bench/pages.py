"""Queries, milliseconds and kilobytes of the main pages as JSON lines: with the demo year, and with a hundred times its data.

Plays the demo first when there is none, and leaves it as it was: what was multiplied is rolled back.
`DAGDEEL_BENCH_VAR` names its folder (default `var/bench`).
"""

import json
import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # for what multiplies a partnership
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dagdeel.settings")
os.environ["DAGDEEL_VAR"] = os.environ.get("DAGDEEL_BENCH_VAR", "var/bench")
os.environ["DAGDEEL_DEMO"] = "true"

import django

django.setup()

from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dagdeel.base.partnerships.models import Partnership
from dagdeel.base.partnerships.permissions import Role
from dagdeel.demo import facts, signin
from tests.crowd import multiply
from tests.weight import weight

PAGES: tuple[tuple[Role, str], ...] = (
    (Role.PROGRAMME_LEAD, ""),
    (Role.PROGRAMME_LEAD, "catalogue/"),
    (Role.PROGRAMME_LEAD, "choices/"),
    (Role.PROGRAMME_LEAD, "trainers/"),
    (Role.PROGRAMME_LEAD, "planning/"),
    (Role.PROGRAMME_LEAD, "enrolment/"),
    (Role.TRAINER, "attendance/"),
    (Role.HR_OFFICER, "certificates/"),
    (Role.COUNCIL_MEMBER, "evaluation/"),
    (Role.CONTROLLER, "budget/"),
    (Role.COUNCIL_MEMBER, "decisions/"),
    (Role.COUNCIL_MEMBER, "reporting/"),
    (Role.MENTOR, "enrolment/mine/"),
)
ROUNDS = 20
TIMES = 100


def measure(role: Role, path: str, partnership: Partnership, times: int) -> dict[str, object]:
    """The middle and the twentieth of several visits; the first warms up and does not count."""
    client = Client(headers={"host": "localhost"})
    client.force_login(signin.cast(partnership)[role], backend="allauth.account.auth_backends.AuthenticationBackend")
    url = f"/{facts.SLUG}/2016-2017/{path}"
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    queries = len(captured)
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        client.get(url)
        took.append(1000 * (time.perf_counter() - began))
    cuts = statistics.quantiles(took, n=20)
    return {
        "bench": "pages",
        "database": connection.vendor,
        "times": times,
        "role": role.value,
        "page": url,
        "status": response.status_code,
        "queries": queries,
        "p50_ms": round(cuts[9], 1),
        "p95_ms": round(cuts[18], 1),
        "kilobytes": {kind: round(size / 1024, 1) for kind, size in weight(response.content).items()},
    }


def show(partnership: Partnership, times: int) -> None:
    """A line for each page."""
    for role, path in PAGES:
        print(json.dumps(measure(role, path, partnership, times)), flush=True)


def main() -> None:
    """Play when there is nothing to measure, then measure."""
    call_command("demo", serve=False, stdout=sys.stderr)
    partnership = Partnership.objects.get(slug=facts.SLUG)
    show(partnership, 1)
    with transaction.atomic():
        multiply(partnership, TIMES)
        show(partnership, TIMES)
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()

"""Queries and milliseconds of the main pages, with the demo year, as JSON lines; plays the demo first when there is none.

`DAGDEEL_BENCH_VAR` names its folder (default `var/bench`).
"""

import json
import os
import statistics
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dagdeel.settings")
os.environ["DAGDEEL_VAR"] = os.environ.get("DAGDEEL_BENCH_VAR", "var/bench")
os.environ["DAGDEEL_DEMO"] = "true"

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dagdeel.base.partnerships.models import Partnership
from dagdeel.base.partnerships.permissions import Role
from dagdeel.demo import facts, signin

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
ROUNDS = 7


def measure(role: Role, path: str, partnership: Partnership) -> dict[str, object]:
    """The middle of several visits; the first warms up and does not count."""
    client = Client(headers={"host": "localhost"})
    client.force_login(signin.cast(partnership)[role], backend="allauth.account.auth_backends.AuthenticationBackend")
    url = f"/{facts.SLUG}/2016-2017/{path}"
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    queries = len(captured)
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        client.get(url)
        times.append(1000 * (time.perf_counter() - began))
    return {
        "bench": "pages",
        "database": connection.vendor,
        "role": role.value,
        "page": url,
        "status": response.status_code,
        "queries": queries,
        "ms": round(statistics.median(times), 1),
        "kilobytes": round(len(response.content) / 1024, 1),
    }


def main() -> None:
    """Play when there is nothing to measure, then measure."""
    call_command("demo", serve=False, stdout=sys.stderr)
    partnership = Partnership.objects.get(slug=facts.SLUG)
    for role, path in PAGES:
        print(json.dumps(measure(role, path, partnership)))


if __name__ == "__main__":
    main()

"""Workers killed with SIGKILL at random moments: no mail is lost, and no more come twice than workers died."""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from dagdeel.outputs.mail import rules
from dagdeel.outputs.mail.actions import Run, reconcile, send_due
from dagdeel.outputs.mail.models import Mail
from tests.cast import Cast
from tests.outputs.mail.conftest import Postman
from tests.outputs.mail.test_actions import note

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[3]
WORKERS = 3
MAILS = (5, 60)  # between two kills
PATIENCE = 300  # seconds; then something hangs


@dataclass(frozen=True)
class Fire:
    """What came of it: how often each mail was received, and how many workers were killed."""

    received: Counter[str]
    kills: int

    @property
    def doubles(self) -> int:
        return sum(self.received.values()) - len(self.received)


def database_url() -> str:
    """The database of this test, for another process."""
    found: dict[str, Any] = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    return f"postgresql://{found['USER']}@{quote(found['HOST'], safe='')}/{found['NAME']}"


def environment(folder: Path, port: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DAGDEEL_")}
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": "dagdeel.settings",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        "DAGDEEL_VAR": str(folder),
        "DAGDEEL_SECRET_KEY": settings.SECRET_KEY,
        "DATABASE_URL": database_url(),
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
    }


def under_fire(cast: Cast, postman: Postman, folder: Path, number: int, *, without: str = "") -> Fire:
    """So many mails, three workers of which one is killed after every few, and a last one that clears up after their leases."""
    wanted = [
        note(cast.mentor, str(n), template="enrolment/mail/new_link", context={"link": "x"}) for n in range(number)
    ]
    reconcile(cast.partnership, wanted, at=timezone.now(), source="fire")
    words = [sys.executable, "-m", "tests.outputs.mail.fire", "2016", str(WORKERS), *([without] if without else [])]
    until = time.monotonic() + PATIENCE
    with subprocess.Popen(
        words, env=environment(folder, settings.EMAIL_PORT), cwd=ROOT, stdin=subprocess.PIPE
    ) as nursery:
        arson = Arson(nursery)
        postman.heard = arson.spread
        while Mail.everywhere.filter(state="queued", source="fire").exists() and time.monotonic() < until:
            time.sleep(0.1)
        postman.heard = lambda: None
        nursery.communicate(timeout=30)
    later = timezone.now() + rules.LEASE + timedelta(minutes=1)
    while send_due(cast.partnership, at=later) != Run():
        assert time.monotonic() < until
    # on a Monday the worker asks people what they have to do as well; that is not what this is about
    ours = set(Mail.everywhere.filter(source="fire").values_list("message_id", flat=True))
    received = (str(wire["Message-ID"]) for wire in postman.received)
    return Fire(Counter(found for found in received if found in ours), arson.kills + WORKERS)


class Arson:
    """Tells the nursery to kill, after every few mails: while the server has one that its sender does not know of yet."""

    def __init__(self, nursery: "subprocess.Popen[bytes]") -> None:
        self.kills, self._nursery, self._chance = 0, nursery, random.Random(2016)
        self._fuse = self._chance.randint(*MAILS)

    def spread(self) -> None:
        self._fuse -= 1
        if self._fuse > 0 or self._nursery.stdin is None:
            return
        self._fuse, self.kills = self._chance.randint(*MAILS), self.kills + 1
        self._nursery.stdin.write(b"kill\n")
        self._nursery.stdin.flush()
        time.sleep(self._chance.choice((0, 0.001, 0.01)))


def test_of_two_thousand_mails_none_is_lost_and_no_more_come_twice_than_workers_were_killed(
    cast: Cast, postman: Postman, tmp_path: Path
) -> None:
    fire = under_fire(cast, postman, tmp_path, 2000)
    assert set(Mail.everywhere.filter(source="fire").values_list("state", flat=True)) == {"sent"}
    assert len(fire.received) == 2000
    assert fire.kills >= 40
    assert fire.doubles <= fire.kills


def test_without_claiming_more_come_twice(cast: Cast, postman: Postman, tmp_path: Path) -> None:
    fire = under_fire(cast, postman, tmp_path, 150, without="claim")
    assert fire.doubles > fire.kills


def test_without_waiting_for_the_server_mails_are_lost(cast: Cast, postman: Postman, tmp_path: Path) -> None:
    fire = under_fire(cast, postman, tmp_path, 400, without="waiting")
    assert len(fire.received) < 400

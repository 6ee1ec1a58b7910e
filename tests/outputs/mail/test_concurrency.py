"""Several workers at once: one row per key, one mail per row, on SQLite and PostgreSQL."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connection

from dagdeel.outputs.mail.actions import reconcile, send_due
from dagdeel.outputs.mail.models import Mail
from tests.cast import NOW, Cast
from tests.outputs.mail.conftest import Postman
from tests.outputs.mail.test_actions import note

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS = 4
T = TypeVar("T")


def at_once(work: Callable[[], T]) -> list[T]:
    """What the work gives in so many threads that begin together."""
    gate = Barrier(WORKERS)

    def one() -> T:
        try:
            gate.wait()
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        return [future.result() for future in [pool.submit(one) for _ in range(WORKERS)]]


def test_workers_at_once_make_one_row_per_key(cast: Cast) -> None:
    wanted = [note(cast.mentor, str(n)) for n in range(20)]
    at_once(lambda: reconcile(cast.partnership, wanted, at=NOW, source="test"))
    assert Mail.everywhere.count() == 20


def test_workers_at_once_send_every_mail_once(cast: Cast, postman: Postman) -> None:
    reconcile(cast.partnership, [note(cast.mentor, str(n)) for n in range(20)], at=NOW, source="test")
    runs = at_once(lambda: send_due(cast.partnership, at=NOW))
    assert sum(run.sent for run in runs) == 20
    assert set(Counter(wire["Message-ID"] for wire in postman.received).values()) == {1}
    assert len(postman.received) == 20
    assert set(Mail.everywhere.values_list("state", "attempts")) == {("sent", 1)}

"""A partnership a hundred times as large: as many queries a page, light pages, and no page that reads everything to show a part."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import connection, reset_queries
from django.http import StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.permissions import Role
from dagdeel.web.doctor import examine
from dagdeel.web.tick import Beat, tick
from tests.cast import NOW
from tests.crowd import multiply
from tests.house.addresses import addresses
from tests.house.everything import House, make_house, more
from tests.weight import without_pictures

pytestmark = pytest.mark.once

TIMES = 100
HEAVIEST = 100  # kilobytes of a page with its styles and scripts, without its pictures
LONGEST = 1.0  # seconds of the processor: many times what a page takes, and less than one took that read all rows


@dataclass(frozen=True)
class Cost:
    """What a page takes."""

    queries: int
    kilobytes: float
    seconds: float


@pytest.fixture
def house(db: None) -> House:
    """Two of everything, in the middle of the year, when things are asked."""
    made = make_house()
    with scope.of(made.cast.partnership):
        more(made.cast, 2)
    made.cast.partnership.demo_day = NOW.date()
    made.cast.partnership.save()
    return made


def _pages(house: House, role: Role) -> Iterator[tuple[str, str]]:
    """The pages of a year; for whoever may see most, those about one thing as well."""
    for address in addresses():
        of_a_year = address.parts == {"partnership", "year"}
        if of_a_year or ({"partnership", "year"} < address.parts and role == Role.PROGRAMME_LEAD):
            yield address.name, reverse(address.name, kwargs={p: house.value(p, address.name) for p in address.parts})


def _costs(house: House, role: Role) -> dict[str, Cost]:
    """What each page costs that opens for this role."""
    client: Client = house.cast.client(role)
    found = {}
    for name, url in _pages(house, role):
        reset_queries()  # the log of a connection has room for some thousand
        with CaptureQueriesContext(connection) as captured:
            began = time.process_time()
            response = client.get(url)
            seconds = time.process_time() - began
        if isinstance(response, StreamingHttpResponse):
            list(response.streaming_content)  # a file that is sent stays open until its end
        elif response.status_code == 200 and response.headers["Content-Type"].startswith("text/html"):
            found[name] = Cost(len(captured), without_pictures(response.content) / 1024, seconds)
    return found


def test_a_page_is_light_and_a_hundred_times_the_data_costs_none_a_query_more(house: House) -> None:
    before = {role: _costs(house, role) for role in Role}
    multiply(house.cast.partnership, TIMES)
    after = {role: _costs(house, role) for role in Role}
    assert sum(map(len, before.values())) > 200
    same = {(role, name): cost for role, pages in before.items() for name, cost in pages.items() if name in after[role]}
    queries = {key: (few.queries, after[key[0]][key[1]].queries) for key, few in same.items()}
    assert {key: pair for key, pair in queries.items() if pair[1] > pair[0]} == {}
    for pages_of in (before, after):
        shown = {(role, name): cost for role, pages in pages_of.items() for name, cost in pages.items()}
        assert {key: cost.kilobytes for key, cost in shown.items() if cost.kilobytes > HEAVIEST} == {}
    assert {key: cost.seconds for key, cost in shown.items() if cost.seconds > LONGEST} == {}


def _idle_beat() -> int:
    """How many queries a beat takes that has nothing to do; the one before it did what there was. It writes nothing."""
    assert tick().broken == 0
    reset_queries()
    with CaptureQueriesContext(connection) as captured:
        assert tick() == Beat()
    asked = [query["sql"].lstrip().upper() for query in captured.captured_queries]
    assert [sql for sql in asked if sql.startswith(("INSERT", "UPDATE", "DELETE"))] == []
    return len(asked)


def test_a_beat_of_the_worker_asks_no_more_of_a_partnership_ten_times_as_large(house: House) -> None:
    before = _idle_beat()
    multiply(house.cast.partnership, 10)
    assert _idle_beat() <= before


def test_the_large_partnership_keeps_every_promise_of_the_small_one(house: House) -> None:
    before = [check.name for check in examine() if check.holds]
    multiply(house.cast.partnership, TIMES)
    assert [check.name for check in examine() if check.holds] == before

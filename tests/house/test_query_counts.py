"""A page costs as many queries for three of everything as for one: every page that asks for nothing but the year."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dagdeel.base.partnerships import scope
from tests.cast import NOW, Cast
from tests.house.addresses import addresses
from tests.house.everything import make_house, more


def _costs(cast: Cast, client: Client) -> dict[str, int]:
    """How many queries each page takes that opens with partnership and year alone."""
    found = {}
    for address in addresses():
        if address.parts == {"partnership", "year"}:
            url = reverse(address.name, args=[cast.partnership.slug, cast.year])
            with CaptureQueriesContext(connection) as captured:
                status = client.get(url).status_code
            if status == 200:
                found[address.name] = len(captured)
    return found


@pytest.fixture
def cast(db: None) -> Cast:
    """The cast in a house with two of everything, so that no list is empty and nothing is alone."""
    made = make_house().cast
    made.partnership.demo_day = NOW.date()  # in the middle of the year, when things are asked
    made.partnership.save()
    with scope.of(made.partnership):
        more(made, 2)
    return made


@pytest.mark.parametrize("who", ["programme_lead", "institute_educator"])
def test_a_page_asks_as_many_queries_for_four_of_everything_as_for_two(cast: Cast, who: str) -> None:
    client = cast.client(who)
    before = _costs(cast, client)
    with scope.of(cast.partnership):
        more(cast, 3)
        more(cast, 4)
    after = _costs(cast, client)
    assert len(before) > 10
    assert {name: (few, after[name]) for name, few in before.items() if after[name] > few} == {}

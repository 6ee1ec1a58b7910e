"""The door lock: every address × every role of the cast × the stranger × signed out; and no GET writes anything."""

import re
from collections.abc import Iterator
from html import unescape
from typing import cast

import pytest
from django.db import connection, transaction
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dagdeel.base.partnerships.permissions import ROLE_TABLE, Permission, Role
from tests.house.addresses import Address, addresses
from tests.house.doors import NARROWER
from tests.house.everything import House, make_house

pytestmark = pytest.mark.once

VISITORS = [*Role, "stranger", "nobody"]
# Reading with a write in it: signing in is one, by its nature.
WRITES = {"demo:sign_in"}
LINK = re.compile(r'<a\b[^>]*\bhref="(/(?!static/|demo/)[^"#]*)"')
# What a redirect or a refused form may answer; 410 is a link that is over.
ANSWERS = {200, 301, 302, 303, 400, 405, 409, 410, 422}


@pytest.fixture
def house(db: None) -> House:
    """One of everything."""
    return make_house()


def _visit(client: Client, house: House, address: Address) -> tuple[HttpResponseBase, list[str]]:
    """The answer to a GET, or to an empty POST where only that is possible, and what the GET wrote. Nothing stays."""
    url = reverse(address.name, kwargs={part: house.value(part, address.name) for part in address.parts})
    with transaction.atomic():
        with CaptureQueriesContext(connection) as captured:
            response = client.get(url)
        wrote = [q["sql"] for q in captured if q["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]
        if response.status_code == 405:
            response, wrote = client.post(url), []
        transaction.set_rollback(True)
    if isinstance(response, StreamingHttpResponse):
        list(response.streaming_content)  # a file that is sent stays open until its end
    return response, wrote


def _client(house: House, visitor: str) -> Client:
    return Client() if visitor == "nobody" else house.cast.client(str(visitor))


def _wanted(address: Address, visitor: str) -> set[int]:
    if address.mark == "open":
        return ANSWERS
    if visitor == "nobody":
        return {302}
    if address.mark == "signed in":
        return ANSWERS
    if visitor == "stranger":
        return {404}
    role = Role(visitor)
    if Permission(address.mark) not in ROLE_TABLE[role]:
        return {403}
    return {403} if role in NARROWER.get(address.name, frozenset()) else ANSWERS


def _wrong(house: House, visitor: str) -> Iterator[str]:
    links: dict[str, str] = {}
    for address in addresses():
        client = _client(house, visitor)
        response, wrote = _visit(client, house, address)
        if response.status_code not in _wanted(address, visitor):
            yield f"{address.name} as {visitor}: {response.status_code}, wanted {sorted(_wanted(address, visitor))}"
        if visitor == "nobody" and address.mark != "open" and "/sign-in/" not in response.headers.get("Location", ""):
            yield f"{address.name}: somebody signed out is not sent to the sign-in page"
        if wrote and address.name not in WRITES:
            yield f"GET {address.name} as {visitor} wrote: {wrote[0][:120]}"
        links |= dict.fromkeys(_links(response), address.name)
    yield from _dead_ends(house, visitor, links)


def _links(response: HttpResponseBase) -> list[str]:
    """Where the links of a page lead within the product."""
    if response.status_code != 200 or not response.headers.get("Content-Type", "").startswith("text/html"):
        return []
    written = cast("HttpResponse", response).content.decode()
    return [unescape(found) for found in LINK.findall(written)]


def _dead_ends(house: House, visitor: str, links: dict[str, str]) -> Iterator[str]:
    """Links, each with a page on which it stands, that lead this visitor to a shut door or to nothing."""
    client = _client(house, visitor)
    for link, page in links.items():
        response = client.get(link)
        if isinstance(response, StreamingHttpResponse):
            list(response.streaming_content)
        if response.status_code in {403, 404}:
            yield f"{page} leads {visitor} to {link}: {response.status_code}"


@pytest.mark.parametrize("visitor", VISITORS)
def test_every_address_lets_in_whom_it_should_and_a_get_writes_nothing(house: House, visitor: str) -> None:
    assert "\n".join(_wrong(house, visitor)) == ""

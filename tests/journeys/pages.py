"""Every page of the house as every role gets it, and which of them have something on them that no other has."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import cast

from django.db import transaction
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, Route

from dagdeel.base.partnerships.permissions import ROLE_TABLE, Permission, Role
from tests.house.addresses import Address, addresses
from tests.house.doors import NARROWER
from tests.house.everything import House
from tests.house.test_doors import WRITES

NOBODY = "nobody"
# What an axe or a reader of the screen can tell apart: which elements, of which class and role, named how, with words or not.
TAG = re.compile(r"<(/?[a-z0-9]+)([^>]*)>([^<]*)")
TOLD = re.compile(r'\b(class|role|type|scope)="([^"]*)"|\b(aria-[a-z]+|alt|title|disabled|required|multiple)(?==|\s|$)')
UNSEEN = re.compile(r"<(head|script|template)\b.*?</\1>", re.S)


@dataclass(frozen=True)
class Seen:
    """A page as this visitor gets it."""

    name: str
    visitor: str
    url: str
    status: int
    html: str
    policy: str

    def __str__(self) -> str:
        return f"{self.name} as {self.visitor} ({self.status})"

    @property
    def skeleton(self) -> frozenset[str]:
        """What stands next to what, without words, numbers and names: a row more or less makes no other page."""
        tags = [
            f"{tag} {sorted(''.join(told) for told in TOLD.findall(attributes))} {bool(words.strip())}"
            for tag, attributes, words in TAG.findall(UNSEEN.sub("", self.html))
        ]
        return frozenset(map("\n".join, pairwise(tags)))


def every_page(house: House) -> Iterator[Seen]:
    """Every address that answers a visitor with a page; and once each form that was sent empty and comes back."""
    urls = {a.name: reverse(a.name, kwargs={p: house.value(p, a.name) for p in a.parts}) for a in addresses()}
    other: set[str] = set()  # files, and what is only asked by POST: the same for everybody
    sent: set[str] = set()
    for visitor in [*map(str, Role), NOBODY]:
        client = Client() if visitor == NOBODY else house.cast.client(visitor)
        for address in addresses():
            name = address.name
            if name in WRITES or not _lets_in(address, visitor):
                continue
            if name not in other:
                response = client.get(urls[name])
                if seen := _page(response, name, visitor, urls[name]):
                    yield seen
                elif response.status_code in {200, 405}:
                    other.add(name)
            if name not in sent:
                sent.add(name)
                yield from _sent_empty(client, name, visitor, urls[name])


def _sent_empty(client: Client, name: str, visitor: str, url: str) -> Iterator[Seen]:
    with transaction.atomic():
        response = client.post(url)
        transaction.set_rollback(True)
    if response.status_code == 422 and (seen := _page(response, name, visitor, url)):
        yield seen


def _page(response: HttpResponseBase, name: str, visitor: str, url: str) -> Seen | None:
    kind = response.headers.get("Content-Type", "")
    if isinstance(response, StreamingHttpResponse):
        list(cast("Iterator[bytes]", response.streaming_content))  # a file that is sent stays open until its end
        return None
    if response.status_code not in {200, 422} or not kind.startswith("text/html"):
        return None
    html = cast("HttpResponse", response).content.decode()
    policy = response.headers.get("Content-Security-Policy", "")
    return Seen(name, visitor, url, response.status_code, html, policy) if "<html" in html else None


def _lets_in(address: Address, visitor: str) -> bool:
    if address.mark == "open" or visitor == NOBODY:
        return address.mark == "open" and visitor == NOBODY
    if address.mark == "signed in":
        return True
    role = Role(visitor)
    return Permission(address.mark) in ROLE_TABLE[role] and role not in NARROWER.get(address.name, frozenset())


def pages_of(house: House, visitor: str) -> Iterator[Seen]:
    """Every address that answers this visitor with a page, as it is first opened."""
    client = house.cast.client(visitor)
    for address in addresses():
        if address.name not in WRITES and _lets_in(address, visitor):
            url = reverse(address.name, kwargs={part: house.value(part, address.name) for part in address.parts})
            if (seen := _page(client.get(url), address.name, visitor, url)) and seen.status == 200:
                yield seen


def show(page: Page, seen: Seen, site: str) -> None:
    """Show this very page, with its styles and scripts from the server."""

    def answer(route: Route) -> None:
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": seen.policy}
        route.fulfill(status=200, headers=headers, body=seen.html)

    page.route(f"{site}{seen.url}", answer, times=1)
    page.goto(f"{site}{seen.url}", wait_until="load")
    page.wait_for_selector(".htmx-request", state="detached")  # parts that come of themselves are looked at too


def distinct(pages: list[Seen]) -> list[Seen]:
    """The fewest pages, roughly, on which everything that stands on any of them can be looked at."""
    known: set[str] = set()
    chosen = []
    for page in sorted(pages, key=lambda page: -len(page.skeleton)):
        if not page.skeleton <= known:
            known |= page.skeleton
            chosen.append(page)
    return chosen

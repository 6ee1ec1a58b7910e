"""Every picture of the played years says what it shows, has its table beside it, and goes along as SVG, CSV and XLSX."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from html import unescape

import pytest
from django.db.models import Count
from django.test import Client
from django.urls import Resolver404, resolve

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.models import Membership, Partnership
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.people.models import Person
from dagdeel.demo.play import play
from dagdeel.year.planning.models import Assignment

pytestmark = pytest.mark.once

STEPS = frozenset({"evaluation", "decisions", "reporting", "budget"})
MINUTES = "decisions:minutes"  # a file, whatever its name
EACH, MOST = 2, 10  # pages of one address with a picture, and without, of each role
DRAWN = {
    "budget:index", "budget:what_if", "decisions:decision", "decisions:finding", "evaluation:goals", "evaluation:index",
    "evaluation:own", "evaluation:own_session", "evaluation:own_years", "evaluation:school",
    "evaluation:session", "evaluation:workshop", "evaluation:years",
    "reporting:index", "reporting:school",
}  # fmt: skip
LINK = re.compile(r'href="([^"#]+)')
FIGURE = re.compile(r'<figure class="figure">(.*?)</figure>', re.S)
SAYS = re.compile(r'<svg[^>]*role="img"[^>]*aria-labelledby="([^"]+)"[^>]*>\s*<title id="\1">([^<]*)</title>')


@pytest.fixture
def partnership(db: None) -> Iterator[Partnership]:
    """The demo, until the second year has its answers."""
    stage = play(lambda *_told: None)
    with scope.of(stage.partnership):
        yield stage.partnership


def _name(url: str) -> str:
    try:
        return resolve(url.partition("?")[0]).view_name
    except Resolver404:
        return ""


def _links(html: str, of: str) -> Iterator[str]:
    """Where a page leads within the steps that draw."""
    for found in LINK.findall(html):
        url = unescape(found)
        url = of.partition("?")[0] + url if url.startswith("?") else url
        if url.startswith("/") and _name(url).partition(":")[0] in STEPS:
            yield url


def _walk(client: Client, *starts: str) -> Iterator[tuple[str, str]]:
    """The pages that links lead to, some of each address."""
    edge, known = deque(starts), set(starts)
    times, opened = Counter[str](), Counter[str]()
    while edge:
        url = edge.popleft()
        name = _name(url)
        if times[name] >= EACH or opened[name] >= MOST or name == MINUTES or re.search(r"\.(csv|xlsx|svg|pdf)", url):
            continue
        answer = client.get(url, follow=True)
        url = answer.request["PATH_INFO"] if answer.redirect_chain else url
        name = _name(url)
        if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
            continue
        html = answer.content.decode()
        opened[name] += 1
        times[name] += "<figure" in html
        yield url, html
        fresh = [link for link in _links(html, url) if link not in known]
        known.update(fresh)
        edge.extend(fresh)


def _files(client: Client, html: str, url: str) -> dict[str, str]:
    """What each picture that can be taken along says, with its address."""
    svgs = [link for link in _links(html, url) if ".svg" in link]
    said = {}
    for link in svgs:
        answer = client.get(link)
        assert answer.headers["Content-Type"].startswith("image/svg+xml"), link
        said[SAYS.findall(answer.content.decode())[0][1]] = link
    return said


def _wrong(client: Client, url: str, html: str) -> Iterator[str]:
    figures = FIGURE.findall(html)
    if not figures:
        return
    files = _files(client, html, url)
    links = set(_links(html, url))
    for figure in figures:
        says = {title for _name, title in SAYS.findall(figure)}
        if len(says) != 1 or len(next(iter(says))) < 20:
            yield f"{url}: a picture that says {says}"
        if not (says & files.keys()):
            yield f"{url}: no SVG of {says}"
            continue
        svg = files[says.pop()]
        for ending in ("csv", "xlsx"):
            table = svg.replace(".svg", f".{ending}")
            if table not in links or client.get(table).status_code != 200:
                yield f"{url}: no {ending} of {svg}"
        if "<table" not in html.partition(figure)[2]:
            yield f"{url}: no table after {says}"


def test_every_picture_says_what_it_shows_has_a_table_and_goes_along(partnership: Partnership) -> None:
    drawn, wrong = Counter[str](), list[str]()
    lead = Membership.objects.filter(role=Role.PROGRAMME_LEAD).select_related("person")[0].person
    busiest = Assignment.objects.values("person").annotate(given=Count("pk")).order_by("-given", "person")[0]["person"]
    for person in (lead, Person.objects.get(pk=busiest)):
        client = Client()
        client.force_login(person)
        years = [f"/{partnership.slug}/{year}" for year in ("2015-2016", "2016-2017")]
        starts = [f"{year}/{step}/" for year in years for step in (*sorted(STEPS), "evaluation/own")]
        for url, html in _walk(client, *starts):
            drawn[_name(url)] += len(FIGURE.findall(html))
            wrong += _wrong(client, url, html)
    assert not wrong, "\n".join(wrong)
    assert {name for name, times in drawn.items() if times} == DRAWN

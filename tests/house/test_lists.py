"""Every page with a list offers it as CSV and as Excel, or says here why not."""

import re

import pytest
from django.urls import reverse

from dagdeel.base.partnerships import scope
from tests.cast import NOW
from tests.house.addresses import addresses
from tests.house.everything import make_house, more

pytestmark = pytest.mark.once

FILE = re.compile(r'href="[^"]*[./](csv|xlsx)/?(?:\?[^"]*)?"')
TABLE = re.compile(r"<table\b.*?</table>", re.S)
BODY = re.compile(r"<tbody>.*?</tbody>", re.S)

# Pages with a table that is no list to take along, and why.
WITHOUT = {
    "year_home": "the board of the year: the page behind each cell has the list",
    "enrolment:index": "the schools, each with a list of its own; who is short of the rule is a list as well",
    "history": "it is in the archive of everything",
    "mail:index": "the outbox; it is in the archive of everything, without the personal links",
    "mail_kinds": "examples of mails",
    "mail_year": "a preview that changes with every day",
    "decisions:next_year": "what a form is about to copy",
    "planning:publish": "what a form is about to publish",
    "reporting:practice": "a document, as PDF; its figures are in the workbook of the report",
    "evaluation:response": "how many answered so far; the results themselves have their files",
    "exchange:index": "reports of what was handed in",
    "exchange:archive": "what the archive holds",
}


def _lists(page: str) -> bool:
    """Whether a table of several rows stands on the page."""
    bodies = [body for table in TABLE.findall(page) for body in BODY.findall(table)]
    return any(body.count("<tr") > 1 for body in bodies)


def test_every_page_with_a_list_offers_it_as_csv_and_as_excel(db: None) -> None:
    cast = make_house().cast
    cast.partnership.demo_day = NOW.date()
    cast.partnership.save()
    with scope.of(cast.partnership):
        more(cast, 2)
        more(cast, 3)
    client = cast.client("programme_lead")
    without, listed = set(), 0
    for address in addresses():
        if address.parts != {"partnership", "year"}:
            continue
        response = client.get(reverse(address.name, args=[cast.partnership.slug, cast.year]))
        if response.status_code != 200 or not response.headers["Content-Type"].startswith("text/html"):
            continue
        text = response.content.decode()
        if _lists(text):
            listed += 1
            if set(FILE.findall(text)) != {"csv", "xlsx"}:
                without.add(address.name)
    assert listed > 10
    assert without == set(WITHOUT)

"""Every list and report on paper: nothing to press, nothing cut off, its title and what was filtered to be read, and light."""

import re
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from pytest_django.live_server_helper import LiveServer

from dagdeel.base.partnerships import scope
from tests.house.everything import House, make_house, more
from tests.journeys.conftest import Visit
from tests.journeys.pages import Seen, pages_of, show

pytestmark = [pytest.mark.browser, pytest.mark.once]

LEAD = "programme_lead"
A4 = 700  # CSS pixels between the margins of print.css
TABLE = re.compile(r"<table\b.*?</table>", re.S)
POSTED = re.compile(r'<form\b[^>]*method="post".*?</form>', re.S)
ASKED = re.compile(r'<form\b[^>]*(?:method="get"|role="search").*?</form>', re.S)
CHOICE = re.compile(r'<select name="(\w+)".*?</select>|<select [^>]*name="(\w+)".*?</select>', re.S)
OPTION = re.compile(r'<option value="([^"]+)"')
LOOK = """wide => {
    const wrong = [], words = it => it.outerHTML.replace(/\\s+/g, ' ').slice(0, 140);
    const seen = it => it.checkVisibility({visibilityProperty: true}) && it.getBoundingClientRect().width > 1;
    const all = (what, where = document) => [...where.querySelectorAll(what)];
    const filters = 'main form:is([role=search], [method=get])';
    const press = 'nav:not(.pager), button, .button, dialog, main .menu, .topbar-end, .search-link, textarea, select, '
        + 'input:not([type=hidden]), [href*=csv], [href*=xlsx]';
    for (const it of all(press))
        if (seen(it) && !(it.closest(filters) && it.value)) wrong.push(`to press: ${words(it)}`);
    for (const it of all(`${filters} :is(select, input:not([type=hidden], [type=checkbox]))`)) {
        if (it.value && !seen(it)) wrong.push(`what was filtered is gone: ${words(it)}`);
        if (seen(it) && parseFloat(getComputedStyle(it).borderTopWidth)) wrong.push(`a box to fill in: ${words(it)}`);
    }
    const out = all('body *').find(it => seen(it) && !it.closest('svg') && it.getBoundingClientRect().right > wide + 1);
    if (out) wrong.push(`${Math.round(out.getBoundingClientRect().right)} pixels: ${words(out)}`);
    for (const it of all('.table-scroll, .prose, .card'))
        if (seen(it) && it.scrollWidth > it.clientWidth + 1 && getComputedStyle(it).overflowX !== 'visible')
            wrong.push(`cut off: ${words(it)}`);
    if (!all('main :is(h1, .plan-month)').some(seen)) wrong.push('no title');
    if (getComputedStyle(document.documentElement).colorScheme !== 'light') wrong.push('a dark page');
    const ink = getComputedStyle(document.body).color.match(/\\d+/g).slice(0, 3).map(Number);
    if (Math.max(...ink) > 130) wrong.push(`pale words: ${ink}`);
    return wrong;
}"""


def _lists(page: Seen) -> bool:
    """Whether it shows a list or a report, and is no form with a table in it."""
    return any(table.count("<tr") > 2 for table in TABLE.findall(POSTED.sub("", page.html)))


def _narrowed(page: Seen, house: House) -> Seen | None:
    """The same list with something chosen in each of its filters; None when it has none."""
    forms = "".join(form for form in ASKED.findall(page.html) if "palette" not in form)
    chosen = {}
    for choice in CHOICE.finditer(forms):
        if options := OPTION.findall(choice[0]):
            chosen[choice[1] or choice[2]] = options[0]
    if not chosen:
        return None
    url = f"{page.url}?{urlencode(chosen)}"
    answer = house.cast.client(LEAD).get(url)
    return replace(page, name=f"{page.name}, narrowed", url=url, html=answer.content.decode())


def test_every_list_and_report_can_be_read_on_paper(visit: Visit, live_server: LiveServer) -> None:
    house = make_house()
    with scope.of(house.cast.partnership):
        more(house.cast, 2)
        more(house.cast, 3)
    look = [page for page in pages_of(house, LEAD) if _lists(page)]
    narrowed = [found for page in look if (found := _narrowed(page, house))]
    page = visit(width=A4, height=1000)
    visit.sign_in(page, live_server, house.cast.client(LEAD))
    page.emulate_media(media="print", color_scheme="dark")
    wrong = []
    for seen in [*look, *narrowed]:
        show(page, seen, live_server.url)
        wrong += [f"{seen.name}: {what}" for what in page.evaluate(LOOK, A4)]
    assert not wrong, "\n".join(["", *wrong])
    assert (len(look) > 35, len(narrowed) > 4) == (True, True)

"""Every address as every role, for everyone: axe, 320 pixels wide, the dark, chosen colours, no motion, and changes are heard."""

import re
import sys
from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests import machine
from tests.house.everything import make_house
from tests.journeys.conftest import WCAG_2_2_AA, Visit
from tests.journeys.pages import NOBODY, Seen, distinct, every_page, show

pytestmark = [pytest.mark.browser, pytest.mark.once]

NARROWEST = 320  # 1280 pixels at 400 %
HEADING = re.compile(r"<h([1-6])\b")
TABLE = re.compile(r"<table\b.*?</table>", re.S)
ID = re.compile(r'\sid="([^"]+)"')
AXE = """only => axe.run(document, {
    runOnly: only, resultTypes: ['violations'], preload: false, elementRef: false,
}).then(said => said.violations.flatMap(v => v.nodes.map(node => `axe ${v.id}: ${node.html.slice(0, 200)}`)))"""
# What axe does not look at. A page of this width must not scroll sideways; what a person can point at is as large as
# WCAG 2.5.8 asks, or stands alone in the circle of that size; and what an action changes is told to who does not see it.
LOOK = """narrowest => {
    const wrong = [], words = it => it.outerHTML.slice(0, 160);
    const root = document.documentElement;
    if (innerWidth <= narrowest && root.scrollWidth > root.clientWidth) {
        const out = [...document.body.querySelectorAll('*')].filter(it =>
            it.getBoundingClientRect().right > root.clientWidth + 1 && !it.closest('.table-scroll, .strip'));
        wrong.push(`sideways: ${root.scrollWidth} px, ${out.length ? words(out.at(-1)) : ''}`);
    }
    const nowhere = 'a:not([href]), a[href=""], a[href="#"]';
    for (const link of document.querySelectorAll(nowhere)) wrong.push(`leads nowhere: ${words(link)}`);
    for (const it of document.querySelectorAll('[hx-get], [hx-post]')) {
        if ((it.getAttribute('hx-trigger') || '') === 'load') continue;
        const named = it.closest('[hx-target]')?.getAttribute('hx-target');
        const target = !named || named === 'this' ? it : document.querySelector(named);
        const live = '[aria-live], [role=status], [role=alert], [role=log]';
        if (!target) wrong.push(`no target: ${words(it)}`);
        else if (!target.closest(live) && !target.querySelector(live) && !target.dataset.heard
            && !document.getElementById(target.dataset.heardIn)?.matches(live)) wrong.push(`changes unheard: ${words(it)}`);
    }
    for (const it of document.querySelectorAll('body *')) {
        const style = getComputedStyle(it), seconds = `${style.transitionDuration},${style.animationDuration}`;
        if (seconds.split(',').some(each => parseFloat(each) > 0.01)) wrong.push(`moves: ${words(it)}`);
    }
    return wrong;
}"""
# The colours of a picture are made for paper, and axe does not look inside one.
PICTURES = """() => [...document.querySelectorAll('svg.chart')].filter(it => {
    let ground = it;
    while (getComputedStyle(ground).backgroundColor === 'rgba(0, 0, 0, 0)') ground = ground.parentElement;
    const light = getComputedStyle(ground).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number);
    return Math.min(...light) < 200;
}).map(it => `a picture on a dark ground: ${it.outerHTML.slice(0, 120)}`)"""
# With the colours of the reader's own choice: what can be pressed has an edge, what says a state as well, and focus is seen.
CHOSEN_COLOURS = """() => {
    const wrong = [], words = it => it.outerHTML.slice(0, 160), known = new Set();
    const edged = it => getComputedStyle(it).borderTopStyle !== 'none' && parseFloat(getComputedStyle(it).borderTopWidth) >= 1;
    const edgy = '.button, .pill, .notice, select, textarea, input:not([type=hidden], [type=checkbox], [type=radio])';
    for (const it of document.querySelectorAll(edgy))
        if (it.checkVisibility() && !edged(it)) wrong.push(`no edge in chosen colours: ${words(it)}`);
    for (const it of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')) {
        const kind = `${it.tagName} ${it.className} ${it.type} ${it.parentElement.className}`;
        if (known.has(kind) || !it.checkVisibility() || it.disabled) continue;
        known.add(kind);
        it.focus({focusVisible: true, preventScroll: true});
        const seen = [it, it.parentElement].some(each =>
            getComputedStyle(each).outlineStyle !== 'none' && parseFloat(getComputedStyle(each).outlineWidth) >= 2);
        if (!seen) wrong.push(`focus unseen in chosen colours: ${words(it)}`);
    }
    document.activeElement?.blur();
    return wrong;
}"""


def _written(page: Seen) -> Iterator[str]:
    """What is wrong with a page as it is written, whoever looks."""
    levels = [int(level) for level in HEADING.findall(page.html)]
    if levels.count(1) != 1:
        yield f"{levels.count(1)} headings of level 1"
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"a heading of level {after} after one of level {before}"
    if '<html lang="nl"' not in page.html:
        yield "the language of the page is not told"
    names = ID.findall(page.html)
    yield from (f"id {name} twice" for name in sorted({name for name in names if names.count(name) > 1}))
    yield from (f"a table without headers: {table[:90]}" for table in TABLE.findall(page.html) if "<th" not in table)


def _looked_at(page: Page, seen: Seen, site: str) -> list[str]:
    page.set_viewport_size({"width": NARROWEST, "height": 900})
    show(page, seen, site)
    wrong = page.evaluate(LOOK, NARROWEST)
    page.evaluate(machine.AXE.read_text())
    wrong += page.evaluate(AXE, {"type": "tag", "values": list(WCAG_2_2_AA)})
    page.emulate_media(color_scheme="dark")
    wrong += (f"in the dark: {what}" for what in page.evaluate(AXE, {"type": "rule", "values": ["color-contrast"]}))
    wrong += page.evaluate(PICTURES)
    page.emulate_media(color_scheme="light", forced_colors="active")
    wrong += page.evaluate(CHOSEN_COLOURS)
    page.emulate_media(forced_colors="none")
    return [f"{seen}: {what}" for what in wrong]


def test_every_page_of_every_role_can_be_used_by_everyone(visit: Visit, live_server: LiveServer) -> None:
    house = make_house()
    pages = list(every_page(house))
    wrong = [f"{page}: {what}" for page in pages for what in _written(page)]
    look = distinct(pages)
    for visitor in sorted({page.visitor for page in look}):
        page = visit()
        if visitor != NOBODY:
            visit.sign_in(page, live_server, house.cast.client(visitor))
        for seen in look:
            if seen.visitor == visitor:
                wrong += _looked_at(page, seen, live_server.url)
    names = {page.name for page in pages}
    back = sum(page.status == 422 for page in pages)
    count = f"{len(pages)} pages (address x role) of {len(names)} addresses, {back} of them forms that came back"
    sys.stdout.write(f"\n{count}: {len(look)} distinct ones looked at\n")
    assert (len(pages) > 400, len(names) > 120, back > 10, len(look) > 80) == (True,) * 4, count
    assert not wrong, "\n".join(["", *sorted(wrong)])

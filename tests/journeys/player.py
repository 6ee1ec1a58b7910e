"""The people of a journey: each sits behind a browser of her own, and does what a person does, in the words on the page.

On every page where a player arrives it is looked at: Dutch throughout, no sideways scrolling, and once for each address and width
axe. What the browser's console has to complain about fails the journey at its end (`Visit`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO
from typing import cast
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from django.urls import resolve
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from dagdeel.base.partnerships.clock import now
from dagdeel.base.partnerships.models import Partnership
from dagdeel.base.people.models import Person
from dagdeel.web.jobs import work_off
from dagdeel.web.post import once
from dagdeel.web.tick import Beat
from tests.cast import Cast
from tests.journeys.conftest import DESKTOP, PHONE, Visit

# Words that Dutch does not have: where one stands on a page, a sentence was left untranslated.
ENGLISH = re.compile(r"\b(the|you|your|this|these|and|with|which|has been)\b", re.IGNORECASE)
# Everything that is said on a page, except where it says itself that it is English.
DUTCH_WORDS = """() => {
    const copy = document.body.cloneNode(true);
    copy.querySelectorAll('[lang=en], script, style').forEach(it => it.remove());
    return copy.textContent.replace(/\\s+/g, ' ');
}"""
# The page marks itself when htmx has put a new part in its place.
LISTEN = """() => {
    delete document.body.dataset.settled;
    addEventListener('htmx:afterSettle', () => { document.body.dataset.settled = 'yes' }, {once: true});
}"""
WAIT = 10_000  # milliseconds, for a computer that is busy


@dataclass
class Paper:
    """A PDF that somebody downloaded."""

    reader: PdfReader

    @property
    def text(self) -> str:
        """All its words, with single spaces."""
        return " ".join(" ".join(page.extract_text() for page in self.reader.pages).split())

    def is_tagged_dutch(self) -> bool:
        """Whether a screen reader finds its structure, and reads it in Dutch."""
        root = self.reader.root_object
        marked = cast("DictionaryObject", root["/MarkInfo"])["/Marked"]
        return bool(marked) and "/StructTreeRoot" in root and str(root["/Lang"]).startswith("nl")


def _late(partnership: Partnership) -> datetime:
    """The end of the day on which the journey is: what is due on it goes out, at whatever hour the suite runs."""
    if partnership.demo_day is None:  # the partnership of the stranger, in which nothing is told
        return now(partnership)
    return datetime.combine(partnership.demo_day, time(23, 59), tzinfo=ZoneInfo("Europe/Amsterdam"))


@dataclass
class Journey:
    """The stage: the site, the day on which everything happens, and which pages axe has seen."""

    visit: Visit
    site: str
    cast: Cast
    seen: set[tuple[str, int]] = field(default_factory=set)

    def player(self, who: Person | str | None, *, width: int = DESKTOP) -> "Player":
        """Somebody behind a desk, signed in; without a person a browser that nobody signed in with."""
        page = self.visit(width=width)
        page.set_default_timeout(WAIT)
        if who is not None:
            self.visit.sign_in(page, self.site, self.cast.client(who))
        return Player(self, page, width)

    def on_a_phone(self, who: Person | str | None) -> "Player":
        """The same, with a phone."""
        return self.player(who, width=PHONE)

    def day(self, day: date) -> Beat:
        """It becomes another day, and the worker does what it has to do on it."""
        Partnership.objects.filter(pk=self.cast.partnership.pk).update(demo_day=day)
        return self.mail_goes_out()

    @property
    def now(self) -> datetime:
        """The present of the journey."""
        with_day = Partnership.objects.get(pk=self.cast.partnership.pk)
        return now(with_day)

    def worker_works(self) -> None:
        """The worker does the long work that was asked for."""
        assert work_off() > 0

    def mail_goes_out(self) -> Beat:
        """A beat of the worker, in which nothing may break."""
        beat = once(clock=_late)
        assert (beat.broken, beat.failed) == (0, 0), str(beat)
        return beat


@dataclass
class Player:
    """One person and her browser. Each verb is something that she does or sees."""

    journey: Journey
    page: Page
    width: int

    # Going somewhere

    def opens(self, path: str = "") -> "Player":
        """Type an address: of the year, or of the site when it begins with a slash or with http."""
        within = path if path.startswith(("/", "http")) else self.journey.cast.url(path)
        self.page.goto(urljoin(self.journey.site, within))
        return self.arrives()

    def goes_to(self, step: str) -> "Player":
        """Go to a step of the year by the strip at the top of every page."""
        strip = self.page.get_by_role("navigation", name="Het jaar, stap voor stap")
        if not strip.count():  # the mailbox, for example, lies outside the year
            self.opens()
        return self._there(strip.get_by_role("link", name=step).first)

    def follows(self, link: str, *, within: str | Locator = "") -> "Player":
        """Follow a link by its words, within the card of that title when there are several."""
        return self._there(self._place(within).get_by_role("link", name=link, exact=True).first)

    def follows_the_link(self, beginning: str) -> "Player":
        """Follow a written-out link, by how its path begins; a mail's own text may be folded in."""
        link = self.page.locator(f'a[href*="{beginning}"]')
        folded = self._main.locator("details:not([open])", has=link)
        if folded.count():
            folded.locator("summary").click()
        return self._there(self._main.locator(link).first)

    def presses(self, button: str, *, within: str | Locator = "", sure: str = "") -> "Player":
        """Press a button, within the card of that title when there are several; `sure` is the button of the question after it."""
        place = self._place(within)
        if not sure:
            return self._there(place.get_by_role("button", name=button, exact=True).first)
        box = place.locator("details.confirm", has=self.page.locator("summary", has_text=button)).first
        if box.get_attribute("open") is None:
            box.locator("summary").click()
        return self._there(box.get_by_role("button", name=sure, exact=True))

    def taps(self, button: str, *, within: str | Locator = "") -> "Player":
        """Press a button that changes a part of the page, which stays where it is."""
        self.page.evaluate(LISTEN)
        self._place(within).get_by_role("button", name=button, exact=True).click()
        expect(self.page.locator("body[data-settled]")).to_have_count(1, timeout=WAIT)
        return self

    def _there(self, what: Locator) -> "Player":
        with self.page.expect_navigation(timeout=WAIT):
            what.click()
        return self.arrives()

    def arrives(self) -> "Player":
        """Look at the page on which she has arrived."""
        page, path = self.page, urlsplit(self.page.url).path
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{path} scrolls sideways"
        assert page.locator("html").get_attribute("lang") == "nl", path
        words = page.evaluate(DUTCH_WORDS)
        assert not (found := ENGLISH.search(words)), f"{path}: {words[max(found.start() - 60, 0) : found.end() + 60]!r}"
        view = (resolve(path).view_name, self.width)
        if view not in self.journey.seen:
            self.journey.visit.accessible(page)
            self.journey.seen.add(view)
        return self

    # Doing something

    def fills(self, given: Mapping[str, str], *, within: str | Locator = "") -> "Player":
        """Type into fields, by their labels; a list of choices is chosen from."""
        for label, text in given.items():
            box = self._place(within).get_by_label(re.compile(rf"^{re.escape(label)}(\s*\*)?$", re.IGNORECASE)).first
            if box.evaluate("element => element.tagName") == "SELECT":
                box.select_option(label=text)
            else:
                box.fill(text)
        return self

    def ticks(self, *choices: str, within: str | Locator = "") -> "Player":
        """Tick boxes, or choose one of several, by their words."""
        place = self._place(within)
        for words in choices:
            boxes = place.get_by_role("checkbox", name=words).or_(place.get_by_role("radio", name=words))
            boxes.first.check()
        return self

    def unfolds(self, summary: str) -> "Player":
        """Open what is folded in."""
        self._main.locator("details:not([open]) > summary", has_text=summary).first.click()
        return self

    # Seeing something

    def reads(self, *sentences: str) -> "Player":
        """The page says this."""
        for sentence in sentences:
            expect(self._main).to_contain_text(sentence, timeout=WAIT)
        return self

    def does_not_read(self, *sentences: str) -> "Player":
        """The page does not say this."""
        for sentence in sentences:
            expect(self._main).not_to_contain_text(sentence)
        return self

    def card(self, title: str) -> Locator:
        """The card with that title."""
        return self._main.locator("section.card, .card", has=self.page.get_by_role("heading", name=title)).last

    def downloads(self, link: str) -> Paper:
        """Take the PDF behind a link home."""
        address = self._main.get_by_role("link", name=link).first.get_attribute("href")
        answer = self.page.context.request.get(urljoin(self.page.url, address))
        assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf"), answer.url
        return Paper(PdfReader(BytesIO(answer.body())))

    def opens_mail(self, subject: str, *, to: Person) -> "Player":
        """Read the newest mail whose subject has these words in the mailbox of the demo."""
        self.opens(f"/demo/mailbox/?to={to.email}")
        return self._there(self._main.get_by_role("link", name=subject).first)

    def _place(self, within: str | Locator) -> Locator:
        """The whole page, the card of that title, or a piece of the page."""
        if isinstance(within, Locator):
            return within
        return self.card(within) if within else self._main

    @property
    def _main(self) -> Locator:
        return self.page.locator("main")

"""A real browser. A journey is marked `browser`; any error in the browser's console fails it.

@pytest.mark.browser
def test_…(visit: Visit, live_server: LiveServer) -> None:
    page = visit(width=390)
    page.goto(f"{live_server}/")
    visit.accessible(page)
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, sync_playwright

from tests import machine

# The browser is Debian's own; it must not reach for the world outside, nor for updates.
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)
WCAG_2_2_AA = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
PHONE, DESKTOP = 390, 1280


@pytest.fixture(autouse=True)
def _rows_stay_visible(transactional_db: None) -> None:
    """The server answers from another connection: what a journey makes has to be committed."""


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's chromium, started once per worker. Without it journeys are skipped, or fail with CI=true."""
    path = machine.chromium()
    if path is None:
        (pytest.fail if machine.CI else pytest.skip)(machine.missing()["chromium"])
    # Playwright runs its own event loop in this thread, and Django refuses queries beside a running loop. Here they
    # are safe: nothing else runs in that loop. The fixture lasts as long as this folder, so that no other test
    # runs under it.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        with sync_playwright() as playwright:
            started = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM_FLAGS))
            yield started
            started.close()
    finally:
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@dataclass
class Visit:
    """Somebody behind a browser of their own: each call opens a page that shares nothing with the others."""

    browser: Browser
    faults: list[str] = field(default_factory=list)

    def __call__(self, *, width: int = DESKTOP, height: int = 900, language: str = "nl-NL") -> Page:
        """Open an empty page, as wide as a phone (390) or a desk (1280)."""
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            locale=language,
            timezone_id="Europe/Amsterdam",
            reduced_motion="reduce",
            bypass_csp=False,
        )
        page = context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", self._thrown)
        return page

    def _heard(self, message: ConsoleMessage) -> None:
        # A page that refuses what was typed answers 422, and the browser calls that an error on its own account.
        if message.type == "error" and "status of 422" not in message.text:
            self.faults.append(f"{message.location.get('url')}: {message.text}")

    def _thrown(self, error: Error) -> None:
        self.faults.append(str(error))

    def sign_in(self, page: Page, site: object, client: Client) -> None:
        """Make the page's browser the one in which this client is signed in."""
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": str(site)}])

    def accessible(self, page: Page) -> None:
        """Fail when axe finds a violation of WCAG 2.2 AA on the page as it now stands."""
        if not machine.AXE.exists():
            (pytest.fail if machine.CI else pytest.skip)(machine.missing()["axe-core"])
        page.wait_for_load_state()  # what was pressed may have committed a page that has no element yet
        # The debugger's own evaluation is not bound by the page's security policy, so that stays as strict as it is.
        page.evaluate(machine.AXE.read_text())
        result = page.evaluate(
            "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})",
            list(WCAG_2_2_AA),
        )
        found = [
            f"{violation['id']} ({violation['impact']}): {violation['help']}\n    "
            + "\n    ".join(node["html"] for node in violation["nodes"])
            for violation in result["violations"]
        ]
        assert not found, f"{page.url}\n" + "\n".join(found)


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """A factory of pages; when the test is over no page may have complained in its console."""
    visiting = Visit(browser)
    yield visiting
    for context in browser.contexts:
        context.close()
    assert visiting.faults == [], json.dumps(visiting.faults, indent=2)

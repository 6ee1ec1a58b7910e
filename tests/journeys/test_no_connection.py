"""A roster that was opened keeps working when the connection drops, and tells who was changed by somebody else meanwhile."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from dagdeel.base.partnerships import scope
from dagdeel.year.attendance import actions
from dagdeel.year.attendance.models import Presence
from dagdeel.year.attendance.states import PresenceState
from tests import cast as build
from tests.cast import NOW, Cast
from tests.journeys.conftest import PHONE, Visit

pytestmark = pytest.mark.browser


def until(page: Page, condition: str) -> None:
    """Wait for a promise of true in the browser (what Playwright has for this evaluates words, which no page allows)."""
    page.evaluate(f"async () => {{ while (!(await ({condition}))) await new Promise((go) => setTimeout(go, 50)); }}")


def tap(page: Page, name: str, state: str) -> None:
    page.get_by_role("group", name=f"Aanwezigheid van {name}").get_by_role("button", name=state).click()


def test_taps_wait_for_the_connection_and_a_change_of_somebody_else_stands(
    visit: Visit, live_server: LiveServer, cast: Cast
) -> None:
    with scope.of(cast.partnership):
        cast.partnership.demo_day = NOW.date()
        cast.partnership.save()
        session = build.session(build.edition(cast.year), cast.school, day=NOW.date(), half_day="am")
        one, two, three = build.mentors(cast.school, 3)
        for person in (one, two, three):
            build.enrolment(person, session)
    page = visit(width=PHONE)
    visit.sign_in(page, live_server, cast.client("school_educator"))
    page.goto(f"{live_server}{cast.url(f'attendance/sessions/{session.pk}/')}")
    page.context.set_offline(True)
    tap(page, one.full_name, "aanwezig")
    tap(page, two.full_name, "te laat")
    expect(page.locator("#unsent")).to_contain_text("2 tikken zijn nog niet verzonden")
    for person in (one, two):
        row = page.locator(".roster-row", has_text=person.list_name)
        expect(row.locator(".roster-who")).to_contain_text("nog niet verstuurd")
        expect(row.locator(".roster-who")).not_to_contain_text("nog niet ingevuld")
    expect(page.locator(".roster-row", has_text=three.list_name)).to_contain_text("nog niet ingevuld")
    assert not [fault for fault in visit.faults if "Content Security Policy" in fault]
    visit.faults.clear()  # the browser says itself that it could not reach the server
    visit.accessible(page)
    with scope.of(cast.partnership):
        assert not Presence.objects.exists()
        actions.mark(session, person=two, state=PresenceState.ABSENT, by=cast.programme_lead, at=NOW)
    page.context.set_offline(False)
    expect(page.locator(".notice-error").first).to_contain_text(f"{two.full_name}: iemand anders maakte hier intussen")
    expect(page.locator("#unsent")).to_be_hidden()
    expect(page.get_by_text("nog niet verstuurd")).to_have_count(0)
    with scope.of(cast.partnership):
        assert {row.person: row.state for row in Presence.objects.select_related("person")} == {
            one: "present",
            two: "absent",
        }
    tap(page, two.full_name, "te laat")
    expect(
        page.get_by_role("group", name=f"Aanwezigheid van {two.full_name}").get_by_role("button", name="te laat")
    ).to_have_attribute("aria-pressed", "true")


def test_a_roster_opens_without_a_connection_until_one_has_to_sign_in(
    visit: Visit, live_server: LiveServer, cast: Cast
) -> None:
    with scope.of(cast.partnership):
        cast.partnership.demo_day = NOW.date()
        cast.partnership.save()
        session = build.session(build.edition(cast.year), cast.school, day=NOW.date(), half_day="am")
        (one,) = build.mentors(cast.school, 1)
        build.enrolment(one, session)
    page = visit(width=PHONE)
    visit.sign_in(page, live_server, cast.client("school_educator"))
    roster = f"{live_server}{cast.url(f'attendance/sessions/{session.pk}/')}"
    page.goto(roster)
    until(page, "caches.open('rosters').then((it) => it.keys()).then((found) => found.length === 1)")
    until(page, "navigator.serviceWorker.controller !== null")

    page.context.set_offline(True)
    page.goto(roster)
    expect(page.get_by_text(one.list_name)).to_be_visible()
    page.goto(f"{live_server}{cast.url()}")
    expect(page.get_by_role("heading", name="Geen verbinding")).to_be_visible()
    page.get_by_role("link").filter(has_text=cast.school.name).wait_for()
    visit.accessible(page)
    visit.faults.clear()  # the browser says itself that it could not reach the server

    page.context.set_offline(False)
    page.context.clear_cookies()
    page.goto(f"{live_server}{cast.url()}")
    until(page, "caches.has('rosters').then((there) => !there)")


def test_dagdeel_can_be_put_on_the_home_screen(visit: Visit, live_server: LiveServer) -> None:
    page = visit(width=PHONE)
    page.goto(f"{live_server}/sign-in/")
    address = page.locator("link[rel=manifest]").get_attribute("href")
    described = page.request.get(f"{live_server}{address}").json()
    assert (described["start_url"], described["display"], described["lang"]) == ("/", "standalone", "nl")
    for icon in described["icons"]:
        assert page.request.get(f"{live_server}{icon['src']}").ok, icon

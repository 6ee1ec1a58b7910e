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
    expect(page.get_by_role("status")).to_contain_text("2 tikken zijn nog niet verzonden")
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

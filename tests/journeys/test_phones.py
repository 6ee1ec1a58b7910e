"""On the smallest phone that people carry every role finds its pages: nothing scrolls sideways, nothing is half English."""

from datetime import date

import pytest
from pytest_django.live_server_helper import LiveServer

from dagdeel.base.partnerships import scope
from dagdeel.year.choices.models import SchoolPlan
from dagdeel.year.planning.models import Session
from tests.cast import Cast, agreed_plan, assignment, brochure, choice_round, enrolment, mentors, session, trainer
from tests.journeys.conftest import Visit
from tests.journeys.player import Journey

pytestmark = pytest.mark.browser
SMALLEST = 360

# What each role opens most; {plan}, {school} and {session} are filled in.
PAGES = {
    "programme_lead": (
        "", "timeline/", "history/", "mail/", "administration/", "administration/organisations/",
        "administration/settings/", "catalogue/", "catalogue/new/", "catalogue/brochure/settings/",
        "catalogue/changes/", "catalogue/proposals/", "choices/", "choices/round/", "trainers/", "trainers/add/", "planning/",
        "planning/sessions/{session}/", "planning/proposals/", "planning/proposals/what-if/", "planning/how/", "planning/publish/",
        "planning/rooms/", "enrolment/",
        "enrolment/sessions/{session}/", "attendance/", "certificates/", "evaluation/", "evaluation/instruments/", "budget/",
        "budget/settings/", "budget/schools/", "budget/actuals/", "budget/what-if/", "decisions/", "decisions/findings/new/",
        "decisions/register/", "decisions/meetings/", "decisions/marks/",
        "decisions/next-year/", "reporting/", "reporting/factors/", "reporting/write/",
    ),
    "school_educator": (
        "", "choices/{plan}/", "choices/{plan}/rule/", "choices/{plan}/wishes/", "choices/{plan}/mentors/",
        "planning/rooms/{school}/", "enrolment/schools/{school}/", "enrolment/schools/{school}/invitation/",
        "enrolment/schools/{school}/rounds/new/", "enrolment/how/",
        "attendance/sessions/{session}/", "catalogue/proposals/new/",
    ),
    "institute_educator": ("", "choices/", "trainers/", "planning/", "evaluation/", "decisions/said/"),
    "head": ("", "choices/{plan}/", "enrolment/schools/{school}/invitation/", "certificates/", "evaluation/", "budget/"),
    "trainer": ("", "trainers/", "trainers/me/availability/", "trainers/me/travel/", "planning/mine/", "attendance/",
        "attendance/sessions/{session}/", "evaluation/own/", "evaluation/mine/"),
    "mentor": ("", "enrolment/mine/", "certificates/mine/", "evaluation/mine/", "catalogue/brochure/"),
    "council_member": ("", "decisions/", "decisions/register/", "decisions/meetings/", "budget/", "evaluation/", "reporting/"),
    "hr_officer": ("", "certificates/", "attendance/", "enrolment/"),
    "controller": ("", "budget/", "budget/settings/", "budget/actuals/", "reporting/"),
    "developer": ("", "catalogue/", "catalogue/proposals/", "catalogue/proposals/new/"),
}  # fmt: skip


def furnish(cast: Cast) -> dict[str, int]:
    """A year in November, in the middle of everything: two sessions, one of today, with people in them."""
    with scope.of(cast.partnership):
        offer = brochure(cast.year, 4)
        choice_round(cast.year)
        agreed_plan(cast.year, cast.school, offer, cast.head)
        who = trainer(cast.trainer, cast.institute, *offer)
        today, later = session(offer[0], cast.school), session(offer[1], cast.school, day=date(2016, 11, 22))
        for planned in (today, later):
            assignment(planned, who)
        for person in [cast.mentor, *mentors(cast.school, 5)]:
            enrolment(person, today)
        return {
            "plan": SchoolPlan.objects.get().pk,
            "school": cast.school.pk,
            "session": Session.objects.get(day=date(2016, 11, 8)).pk,
        }


@pytest.mark.parametrize("role", PAGES)
def test_every_role_finds_its_pages_on_a_phone(visit: Visit, live_server: LiveServer, cast: Cast, role: str) -> None:
    numbers = furnish(cast)
    journey = Journey(visit, live_server.url, cast)
    journey.day(date(2016, 11, 8))
    player = journey.player(role, width=SMALLEST)
    for path in PAGES[role]:
        player.opens(path.format(**numbers))
        assert player.page.get_by_role("heading", level=1).count() == 1, path

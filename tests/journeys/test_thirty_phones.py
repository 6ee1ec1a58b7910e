"""From the answers of thirty phones to another line in next year's brochure, and into the annual report."""

from datetime import date

import pytest
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.links import Purpose
from dagdeel.base.people.models import Person
from dagdeel.year.attendance import actions as attendance
from dagdeel.year.evaluation.models import Respondent
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import SessionState
from tests import cast as build
from tests.journeys.conftest import Visit
from tests.journeys.player import Journey, Player
from tests.journeys.story import evaluating, next_year, start
from tests.journeys.story.offer import COACHING

pytestmark = pytest.mark.browser

GROUP = 15  # in each of two rooms
# everything is fine, except the length: as a thumb does it, without a scroll between two taps
ANSWER = """length => {
    for (const group of document.querySelectorAll('fieldset.scale')) {
        const wanted = group.innerText.includes(length) ? '2' : '4';
        const box = group.querySelector(`input[value="${wanted}"]`) || group.querySelector('input');
        box.click();
    }
}"""


@pytest.fixture
def site(live_server: LiveServer, settings: Settings) -> str:
    """The address of the site; mail goes to the mailbox of the demo, with links that lead back here."""
    settings.EMAIL_BACKEND = "dagdeel.outputs.mail.mailbox.MailboxBackend"
    settings.SITE_URL = live_server.url
    return live_server.url


def two_rooms(journey: Journey) -> list[tuple[Session, Person]]:
    """The same workshop in two rooms, given by one trainer on one day; whoever was enrolled was there."""
    cast, found = journey.cast, []
    with scope.of(cast.partnership):
        build.brochure(cast.year, 0)
        editions = [build.edition(cast.year, COACHING.title, minutes=210), build.edition(cast.year)]
        build.agreed_plan(cast.year, cast.school, editions, cast.head)
        trainer = build.trainer(cast.trainer, cast.institute, *editions)
        for half_day in ("am", "pm"):
            session = build.session(editions[0], cast.school, day=date(2016, 11, 8), half_day=half_day)
            build.assignment(session, trainer)
            people = build.mentors(cast.school, GROUP)
            for one in people:
                build.enrolment(one, session)
            attendance.mark_all_present(session, but={}, by=cast.trainer, at=journey.now)
            attendance.close_roster(session, by=cast.trainer, at=journey.now)
            Session.objects.filter(pk=session.pk).update(state=SessionState.HELD)
            found += [(session, one) for one in people]
    return found


def answer_on_a_phone(phone: Player, session: Session, who: Person) -> None:
    """The personal link, a tap per question, sent."""
    cast = phone.journey.cast
    with scope.of(cast.partnership):
        token = cast.link(who, Purpose.EVALUATION)
    phone.opens(f"/e/{token}/").follows("Antwoorden").reads(COACHING.title, "Wie ziet wat?")
    phone.page.evaluate(ANSWER, evaluating.LENGTH)
    phone.presses("Mijn antwoorden versturen").reads("Dank u wel")


def test_thirty_phones_change_a_line_of_next_years_brochure(visit: Visit, site: str) -> None:
    journey = start.begin(visit, site)
    lead = journey.player("programme_lead")
    journey.day(date(2016, 11, 7))
    evaluating.make_the_questionnaires(lead)
    journey.day(date(2016, 11, 8))
    asked = two_rooms(journey)

    phone = journey.on_a_phone(None)
    for number, (session, who) in enumerate(asked, 1):
        answer_on_a_phone(phone, session, who)
        if number == GROUP - 1:  # one is still expected in the first room: nobody sees anything yet
            lead.goes_to("evaluatie").reads("14 van 30 hebben geantwoord").does_not_read("gemiddeld")
    with scope.of(journey.cast.partnership):
        assert Respondent.objects.count() == len(asked)
    lead.goes_to("evaluatie").reads(evaluating.LENGTH, "2,0")

    journey.day(date(2017, 6, 1))
    next_year.note_a_finding(lead, figure="2,0")
    next_year.propose_a_decision(lead)
    journey.day(date(2017, 6, 7))
    next_year.write_down_that_it_was_taken(lead)
    next_year.start_the_next_year(lead)
    next_year.publish_the_next_brochure(lead)
    next_year.read_what_changed_and_why(journey.player("school_educator"), figure="2,0")
    next_year.write_the_annual_report(lead)

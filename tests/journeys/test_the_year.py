"""One year, played in a browser by the people whose year it is: from the brochure to the brochure of next year."""

from datetime import date

import pytest
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.journeys.conftest import Visit
from tests.journeys.story import choosing, evaluating, held, next_year, offer, people, planning, start, taking_part

pytestmark = pytest.mark.browser


@pytest.fixture
def site(live_server: LiveServer, settings: Settings) -> str:
    """The address of the site; mail goes to the mailbox of the demo, with links that lead back here."""
    settings.EMAIL_BACKEND = "dagdeel.outputs.mail.mailbox.MailboxBackend"
    settings.SITE_URL = live_server.url
    return live_server.url


def test_a_year_from_brochure_to_brochure(visit: Visit, site: str) -> None:
    journey = start.begin(visit, site)
    lead = start.sign_in_with_a_code(journey, journey.cast.programme_lead)

    # February: the offer
    offer.write_a_workshop(lead, offer.COACHING)
    offer.publish_the_workshop(lead)
    offer.colleagues_add(journey, offer.FEEDBACK)
    offer.colleagues_add(journey, offer.OBSERVING)
    offer.bring_out_the_brochure(lead)
    offer.anybody_reads_the_brochure(journey.on_a_phone(None))

    # March: the schools choose
    journey.day(date(2016, 3, 15))
    choosing.open_the_round(lead)
    journey.mail_goes_out()
    educator, head = journey.player("school_educator"), journey.player("head")
    choosing.choose_two(educator)
    choosing.say_how_and_when(educator)
    choosing.send_it_back(head)
    journey.mail_goes_out()
    choosing.read_why(educator)
    choosing.choose_again(journey.player("institute_educator"))
    choosing.agree(head)

    # June: the trainers say when they can
    journey.day(date(2016, 6, 2))
    people.add_a_trainer(lead)
    journey.mail_goes_out()
    trainer = journey.on_a_phone("trainer")
    people.say_when(trainer)
    people.see_who_can(lead)

    # and the lead makes the plan
    planning.add_a_room(educator)
    planning.draft_the_sessions(lead)
    planning.set_one_by_hand(lead)
    planning.take_over_a_proposal(lead)
    planning.publish_the_plan(lead)
    journey.mail_goes_out()
    planning.say_yes(trainer)

    # September: invitation and enrolment
    journey.day(date(2016, 9, 1))
    taking_part.write_the_invitation(educator)
    taking_part.sign_and_send(head)
    journey.mail_goes_out()
    mentor = journey.on_a_phone(None)
    taking_part.enrol_in_two_clicks(mentor)
    taking_part.others_enrol(journey)
    journey.mail_goes_out()
    taking_part.read_the_confirmation(mentor)
    taking_part.see_who_takes_part(educator)

    # one workshop finds nobody and is called off
    journey.day(date(2016, 9, 26))
    planning.call_off(lead)
    journey.mail_goes_out()
    planning.hear_of_it(trainer)

    # November: a workshop is held
    journey.day(date(2016, 11, 1))
    evaluating.make_the_questionnaires(lead)
    journey.day(date(2016, 11, 8))
    held.take_the_roster(trainer)
    held.issue_the_certificates(lead)
    journey.mail_goes_out()
    code = held.take_the_certificate_home(mentor)
    held.check_the_code(journey.player(None), code)
    held.count_the_hours(head)

    # and evaluated
    journey.day(date(2016, 11, 9))
    evaluating.evaluate(mentor)
    evaluating.nothing_to_see_yet(lead)
    evaluating.others_evaluate(journey)
    evaluating.see_what_people_said(lead)

    # June: what follows from it
    journey.day(date(2017, 6, 1))
    next_year.note_a_finding(lead)
    next_year.propose_a_decision(lead)
    journey.mail_goes_out()
    next_year.read_before_the_meeting(journey.player("council_member"))
    journey.day(date(2017, 6, 7))
    next_year.write_down_that_it_was_taken(lead)
    next_year.start_the_next_year(lead)
    next_year.publish_the_next_brochure(lead)
    next_year.read_what_changed_and_why(educator)
    journey.mail_goes_out()
    next_year.hear_what_was_done(mentor)
    next_year.write_the_annual_report(lead)

"""The timetable of the demo's second year, proposed and taken over in a browser; then a trainer falls ill.

The search is done by a real worker process beside the server.
"""

from datetime import date

import pytest
from playwright.sync_api import expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.demo.play import play
from dagdeel.year.planning.models import Assignment, PlanProposal, Session
from dagdeel.year.planning.states import AssignmentState, SessionState
from tests.cast import Cast
from tests.journeys.conftest import PHONE, Visit
from tests.journeys.player import Journey, Player
from tests.web.shift import Shift, shift

__all__ = ["shift"]
pytestmark = pytest.mark.browser
JUNE, JANUARY = date(2016, 6, 27), date(2017, 1, 24)


@pytest.fixture
def journey(visit: Visit, live_server: LiveServer, settings: Settings) -> Journey:
    """The demo up to the moment at which the plan of 2016-2017 has to be made."""
    settings.SITE_URL = live_server.url
    stage = play(lambda *_: None, until="2016-2017: rooster")
    with scope.of(stage.partnership):
        year = ProgrammeYear.objects.select_related("partnership").get(first_year=2016)
    first, second = (item.school for item in stage.schools[:2])
    people = {"programme_lead": stage.lead, "council_member": stage.council}
    journey = Journey(visit, live_server.url, Cast(stage.partnership, year, first, second, stage.institutes[0], people))
    journey.day(JUNE)
    return journey


def sessions(journey: Journey) -> list[Session]:
    """The sessions of the year, as the database has them."""
    with scope.of(journey.cast.partnership):
        return list(Session.objects.filter(year=journey.cast.year).order_by("pk"))


def waits_for_the_proposal(player: Player) -> Player:
    """Stay on the page of the search until it goes on to the proposal by itself."""
    player.page.wait_for_url("**/planning/proposals/*/", timeout=60_000)
    return player.arrives()


def test_the_whole_timetable_is_proposed_taken_over_and_planned_anew_when_a_trainer_falls_ill(
    journey: Journey, shift: Shift
) -> None:
    lead = journey.player("programme_lead")

    # the whole year: asked, watched, compared, taken over
    lead.goes_to("rooster").presses("Conceptsessies maken").reads("32 conceptsessies zijn gemaakt")
    lead.follows("Voorstellen").ticks("alles opnieuw").fills({"Naam van het voorstel": "Het hele jaar"})
    lead.presses("Voorstel vragen").reads("Een rooster zoeken", "Het wacht op zijn beurt.")
    shift.begin()
    waits_for_the_proposal(lead).reads(
        "Het hele jaar", "Doel voor doel", "bewezen", "Wie merkt dit?", "Niemand: alleen"
    )
    assert lead.page.get_by_role("checkbox").count() == 32
    lead.presses("Overnemen wat is aangevinkt").reads("32 sessies zijn overgenomen", "32 zijn overgenomen")
    planned = sessions(journey)
    assert all(session.day and session.room_id for session in planned)
    lead.goes_to("rooster").follows("Publiceren").presses("Publiceren").reads("Versie 1 is gepubliceerd")

    # anybody may read how it was decided, also on a phone
    council = journey.on_a_phone("council_member").opens("planning/how/")
    council.reads("Zo kiest Dagdeel", "Een sessie met een trainer gaat vóór kwaliteit".lower(), "Wat nooit telt")

    # January: a trainer falls ill
    journey.day(JANUARY)
    with scope.of(journey.cast.partnership):
        coming = Assignment.objects.filter(live=True, day__gt=JANUARY).select_related("trainer__person", "session")
        ill = coming.order_by("day", "pk")[0]
    name, page = str(ill.person), f"planning/sessions/{ill.session_id}/"
    phone = journey.on_a_phone("programme_lead").opens(page)
    phone.follows(f"{name} valt uit").fills({"Laatste dag": "2017-07-31"}).presses("Valt uit: zoek anderen")
    waits_for_the_proposal(phone).reads(f"{name} valt uit", "gepubliceerde sessie", name, "op de huidige datum")
    before = {session.pk: (session.day, session.half_day) for session in sessions(journey)}
    phone.presses("Overnemen wat is aangevinkt").reads("overgenomen")
    with scope.of(journey.cast.partnership):
        proposal = PlanProposal.objects.latest("pk")
        moved = {s.pk for s in sessions(journey) if before[s.pk] != (s.day, s.half_day)}
        assert set(proposal.outcome["applied"]) >= moved
        ill.refresh_from_db()
        assert (ill.state, ill.live) == (AssignmentState.WITHDRAWN, False)
        assert not Assignment.objects.filter(person=ill.person, live=True, day__gt=JANUARY).exists()
    assert {session.state for session in sessions(journey)} == {SessionState.PUBLISHED}

    # what if: nothing changes
    now = [(s.pk, s.day, s.room_id) for s in sessions(journey)]
    lead.opens("planning/proposals/what-if/").fills({"Hooguit zoveel sessies van één trainer in een week": "1"})
    lead.presses("Kijk wat er dan komt")
    waits_for_the_proposal(lead).reads("Dit voorstel rekent met iets wat niet zo is", "hooguit 1 sessie per week")
    expect(lead.page.get_by_role("button", name="Overnemen wat is aangevinkt")).to_have_count(0)
    assert [(s.pk, s.day, s.room_id) for s in sessions(journey)] == now
    journey.player("programme_lead", width=PHONE).opens("planning/proposals/").reads("Het hele jaar", "stel dat")

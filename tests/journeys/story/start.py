"""How the story begins: people, schools and a year in which nothing has happened yet."""

from datetime import date

from playwright.sync_api import expect

from dagdeel.base.partnerships import scope
from dagdeel.base.people.models import Person
from tests.cast import make_cast, mentors
from tests.journeys.conftest import Visit
from tests.journeys.player import Journey, Player

MENTORS = 7


def begin(visit: Visit, site: str) -> Journey:
    """A partnership in February 2016, before the year that will be played; each school takes two workshops."""
    cast = make_cast()
    with scope.of(cast.partnership):
        cast.year.workshops_per_school = 2
        cast.year.save(update_fields=["workshops_per_school"])
        mentors(cast.school, MENTORS - 1)  # one stands in the cast
    journey = Journey(visit, site, cast)
    journey.day(date(2016, 2, 1))
    return journey


def all_mentors(journey: Journey) -> list[Person]:
    """The mentors of the school, the one of the cast first."""
    cast = journey.cast
    with scope.of(cast.partnership):
        held = cast.school.memberships.filter(role="mentor").select_related("person").order_by("pk")
        return [membership.person for membership in held]


def sign_in_with_a_code(journey: Journey, who: Person) -> Player:
    """Ask for a code, find it in the mail, and come in."""
    player = journey.player(None)
    player.opens("/").reads("Inloggen").fills({"E-mailadres": who.email}).presses("Stuur mij een code")
    there = player.page.url
    player.reads("Vul uw code in").opens_mail("Uw code: ", to=who)
    code = player.page.get_by_role("heading", level=1).inner_text().removeprefix("Uw code: ")
    player.opens(there).fills({"Code": code}).presses("Inloggen")
    expect(player.page).to_have_url(f"{journey.site}{journey.cast.url()}")
    return player.reads("Nu van u gevraagd")

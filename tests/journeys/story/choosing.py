"""The choice of the schools: the educators choose, the head sends it back once and then agrees."""

from dagdeel.base.partnerships import scope
from dagdeel.year.choices.models import SchoolPlan
from tests.journeys.player import Journey, Player
from tests.journeys.story.offer import COACHING, FEEDBACK, OBSERVING


def open_the_round(lead: Player) -> None:
    """The lead says between which days the schools choose; the educators hear of it."""
    lead.goes_to("schoolkeuze").reads("De ronde is nog niet open").follows("Ronde openen")
    lead.fills({"Eerste dag": "2016-03-15", "Deadline": "2016-06-01"}).presses("Ronde openen")
    lead.reads("De ronde is open", "School A", "0 van 2")


def plan_of(journey: Journey) -> str:
    """The address of the school's plan."""
    with scope.of(journey.cast.partnership):
        plan = SchoolPlan.objects.get(year=journey.cast.year, school=journey.cast.school)
    return f"choices/{plan.pk}/"


def choose_two(educator: Player) -> None:
    """Not one and not three: exactly two, and then the head is asked."""
    educator.opens().reads("Kies 2 workshops voor School A").goes_to("schoolkeuze")
    educator.ticks(COACHING.title, OBSERVING.title, FEEDBACK.title).presses("Keuze opslaan")
    educator.reads("aangevinkt").page.get_by_role("checkbox", name=FEEDBACK.title).uncheck()
    educator.presses("Keuze opslaan").reads("Voorleggen aan de rector").presses("Voorleggen").reads("Voorgelegd.")


def say_how_and_when(educator: Player) -> None:
    """The rule of participation, the half-days that suit the school, and what the school wishes."""
    educator.follows("Regel wijzigen").fills({"Workshops per werkplekbegeleider": "1"})
    educator.ticks("alle werkplekbegeleiders", "eigen keuze").presses("Opslaan").reads("De deelnameregel is opgeslagen")
    educator.follows("Dagdelen en wensen opgeven").ticks("dinsdag", "middag", within="Een weekdag in één keer")
    educator.page.get_by_role("radio", name="mogelijk", exact=True).check()
    educator.presses("Invullen").reads("dagdelen zijn ingevuld")
    educator.fills({"Catering": "Soep en broodjes"}).presses("Opslaan", within="Lokalen en catering")
    educator.reads("De wensen zijn opgeslagen")


def send_it_back(head: Player) -> None:
    """The head wants another workshop, and says why."""
    head.opens().reads("Gaat u akkoord met de workshops van School A?").follows("Beslissen").reads("Gaat u akkoord?")
    head.unfolds("Terugsturen").fills({"Opmerking": "Kies liever feedback: daar vragen onze begeleiders om."})
    head.presses("Terugsturen").reads("teruggestuurd")


def read_why(educator: Player) -> None:
    """The school educator hears of it by mail."""
    journey = educator.journey
    educator.opens_mail("School A: de keuze van workshops is teruggestuurd", to=journey.cast.school_educator)
    educator.reads("Kies liever feedback")


def choose_again(educator: Player) -> None:
    """Together with the institute educator, who changes the choice and proposes it once more."""
    educator.opens(plan_of(educator.journey)).reads("Teruggestuurd door", "Kies liever feedback")
    educator.page.get_by_role("checkbox", name=OBSERVING.title).uncheck()
    educator.ticks(FEEDBACK.title).presses("Keuze opslaan").presses("Voorleggen").reads("Voorgelegd.")


def agree(head: Player) -> None:
    """The head agrees: these are the workshops of the school."""
    head.opens().follows("Beslissen").reads(COACHING.title, FEEDBACK.title).presses("Akkoord")
    head.reads("Akkoord. Dit zijn de workshops van uw school.", "stuurde het voorstel terug")

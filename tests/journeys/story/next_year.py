"""What follows: a finding with its figure, a decision with its reason, the next year that begins with it, and the way back."""

from dagdeel.base.partnerships import scope
from dagdeel.year.catalogue import actions
from dagdeel.year.catalogue.models import Edition
from tests.journeys.player import Journey, Player
from tests.journeys.story.evaluating import LENGTH
from tests.journeys.story.offer import COACHING

FINDING = "Drieënhalf uur is te lang"
DECISION = "Coachend begeleiden duurt voortaan drie uur"
REASON = "Deelnemers vonden de workshop te lang; de doelen zijn ook in drie uur te halen."
FOLLOWING = "2017-2018"


def note_a_finding(lead: Player, figure: str = "1,8") -> None:
    """The figures ask for it: one click, and the figure of today goes with the finding."""
    lead.goes_to("besluiten").reads("Waar de cijfers om vragen", LENGTH).follows(f"Noteer dit: {LENGTH}")
    lead.fills({"Titel": FINDING, "Over welke workshop?": COACHING.title}).presses("Noteer de bevinding")
    lead.reads("De bevinding is genoteerd", figure)


def propose_a_decision(lead: Player) -> None:
    """Without a reason it does not hold; with one it goes to the heads' council."""
    lead.fills(
        {
            "Het besluit in één zin": DECISION,
            "Orgaan": "rectorenraad",
            "Datum van de vergadering": "2017-06-07",
            "Wie zorgt ervoor": str(lead.journey.cast.programme_lead),
            "Wat voor verandering?": "een workshop veranderen",
            "In woorden, voor iedereen": "De workshop duurt drie uur.",
            "Workshop": COACHING.title,
            "Wordt": "180",
        }
    )
    # the year has such a number too: the one of the workshop is meant
    length = lead.page.locator("optgroup[label='Van een workshop'] option", has_text="duur van een workshop").first
    lead.page.get_by_label("Wat er verandert").first.select_option(length.get_attribute("value"))
    lead.presses("Voorleggen").reads("Geef de reden").fills({"Reden": REASON}).presses("Voorleggen")
    lead.reads("Het besluit is voorgesteld", DECISION)


def read_before_the_meeting(member: Player) -> None:
    """A member of the council finds in the mail what will be decided, and why."""
    member.opens_mail(f"Te besluiten: {DECISION}", to=member.journey.cast.council_member).reads(REASON)
    member.follows_the_link("/decisions/").reads(DECISION, REASON, "De workshop duurt drie uur.")


def write_down_that_it_was_taken(lead: Player) -> None:
    """After the meeting."""
    lead.opens().follows("Vastleggen").presses("Het is genomen").reads("Het besluit is genomen.", "wacht")


def start_the_next_year(lead: Player) -> None:
    """First look at what will go on as it is and what will not; then begin."""
    lead.goes_to("besluiten").follows("Volgend jaar").reads(COACHING.title, "210 → 180", DECISION)
    lead.presses(f"Begin {FOLLOWING}").reads(f"{FOLLOWING} is begonnen. Alles wat is besloten, staat erin.")


def publish_the_next_brochure(lead: Player) -> None:
    """The lead publishes the workshop that changed; the others go on as they are."""
    journey = lead.journey
    lead.opens(of_next_year(journey, "catalogue/")).follows(COACHING.title).reads("3 uur", REASON)
    lead.presses("Ter beoordeling sturen").presses("Publiceren").reads("Versie 1 is gepubliceerd")
    with scope.of(journey.cast.partnership):
        for edition in Edition.objects.filter(year__first_year=2017, state="draft"):
            actions.submit_for_review(edition, by=journey.cast.programme_lead, at=journey.now)
            actions.publish_edition(edition, by=journey.cast.programme_lead, at=journey.now)
    lead.opens(of_next_year(journey, "catalogue/brochure/settings/")).presses("De brochure uitbrengen")
    paper = lead.opens(of_next_year(journey, "catalogue/brochure/")).reads(COACHING.title).downloads("Als PDF")
    assert paper.is_tagged_dutch()
    assert FOLLOWING in paper.text


def read_what_changed_and_why(educator: Player, figure: str = "1,8") -> None:
    """From the brochure of the next year back to the decision, and to what people said."""
    educator.opens(of_next_year(educator.journey, "catalogue/")).follows("Wat is er veranderd")
    educator.reads(COACHING.title, "3,5 uur", "3 uur", REASON, FINDING, DECISION)
    educator.follows(DECISION).reads(REASON, "De workshop duurt drie uur.", "uitgevoerd")
    educator.follows(FINDING).reads(figure, LENGTH)


def hear_what_was_done(mentor: Player) -> None:
    """Who was asked hears what was done with the answers."""
    mentor.opens_mail("U zei, wij deden: 2016-2017", to=mentor.journey.cast.mentor).reads(FINDING, DECISION)


def write_the_annual_report(lead: Player) -> None:
    """The figures stand there already; the lead writes what they mean, publishes it and has it on paper."""
    lead.opens().goes_to("verslag").follows("Schrijven")
    lead.fills({"Voorwoord": "Een **goed** jaar.", "Terugblik": "Wij leerden veel.", "Verplichtingen": "Alle gehaald."})
    lead.presses("Opslaan").reads("Een goed jaar.", COACHING.title, FINDING).presses("Publiceren")
    lead.reads("Het verslag is gepubliceerd")
    paper = lead.downloads("Als PDF")
    assert paper.is_tagged_dutch()
    for words in ("Een goed jaar.", COACHING.title, FINDING, DECISION):
        assert words in paper.text
    lead.follows("Zes succesfactoren").reads("1 Gedragen door de rectoren", "6 Evalueren met consequenties")


def of_next_year(journey: Journey, path: str) -> str:
    """An address within the year that follows."""
    return f"/{journey.cast.partnership.slug}/{FOLLOWING}/{path}"

"""The offer: the programme lead writes workshops, publishes them and brings out the brochure."""

from dataclasses import dataclass
from decimal import Decimal

from dagdeel.base.partnerships import scope
from dagdeel.year.catalogue import actions
from tests.cast import NOW
from tests.journeys.player import Journey, Player


@dataclass(frozen=True)
class Text:
    """What the lead writes about a workshop."""

    title: str
    summary: str
    content: str
    goals: tuple[str, str]


COACHING = Text(
    "Coachend begeleiden",
    "Leer doorvragen zonder het antwoord te geven.",
    "We oefenen met **eigen** gesprekken uit de klas.",
    ("U kunt een gesprek met een student openen met een vraag.", "U kunt doorvragen zonder advies te geven."),
)
FEEDBACK = Text(
    "Feedback na een lesbezoek",
    "Kort, eerlijk en bruikbaar.",
    "We kijken lessen terug en schrijven feedback.",
    ("U kunt feedback geven die bij het leerdoel past.", "U kunt afspraken maken over de volgende les."),
)
OBSERVING = Text(
    "Kijken in de klas",
    "Wat ziet u, en wat vindt u ervan?",
    "We oefenen met kijkwijzers.",
    ("U kunt waarnemen zonder te oordelen.", "U kunt een kijkwijzer kiezen."),
)


def write_a_workshop(lead: Player, text: Text) -> None:
    """From an empty page to a draft that is complete."""
    lead.goes_to("aanbod").follows("Een workshop toevoegen")
    lead.fills({"Titel": text.title}).presses("Concept maken").reads("is nu een concept")
    lead.fills(
        {
            "Samenvatting": text.summary,
            "Inhoud": text.content,
            "Doelgroep": "Werkplekbegeleiders",
            "Doel 1": text.goals[0],
        }
    ).presses("Opslaan")
    lead.reads("Nog nodig voor publicatie", "doelen")
    lead.follows("Bewerken").fills({"Doel 2": text.goals[1]}).presses("Opslaan")
    lead.reads("De tekst is compleet", text.summary, *text.goals)


def publish_the_workshop(lead: Player) -> None:
    """Through the review to the readers."""
    lead.presses("Ter beoordeling sturen").reads("wacht op de projectleider")
    lead.presses("Publiceren").reads("Versie 1 is gepubliceerd", "gepubliceerd")


def colleagues_add(journey: Journey, text: Text) -> None:
    """The same for another workshop, without a browser: the working group has done it before."""
    by = journey.cast.programme_lead
    with scope.of(journey.cast.partnership):
        edition = actions.add_edition(journey.cast.year, title=text.title, by=by, at=NOW)
        fields = {"summary": text.summary, "content": text.content, "audience": "Werkplekbegeleiders"}
        hours = {"certificate_hours": Decimal("3.5")}
        actions.edit_edition(edition, fields=fields | hours, goals=list(text.goals), by=by, at=NOW)
        actions.submit_for_review(edition, by=by, at=NOW)
        actions.publish_edition(edition, by=by, at=NOW)


def bring_out_the_brochure(lead: Player) -> None:
    """An introduction, the release, and the paper that is the same as the page."""
    lead.goes_to("aanbod").follows("Brochure").reads("Nog niet uitgebracht").follows("Naar het uitbrengen")
    lead.fills({"Inleiding": "Welkom in het **nieuwe** jaar."}).ticks("Iedereen met de link mag de brochure lezen")
    lead.presses("Opslaan").presses("De brochure uitbrengen").reads("is uitgebracht")
    lead.opens("catalogue/brochure/").reads(COACHING.title, *COACHING.goals, FEEDBACK.title)
    paper = lead.downloads("Als PDF")
    assert paper.is_tagged_dutch()
    for words in ("Welkom in het nieuwe jaar.", COACHING.title, *COACHING.goals, OBSERVING.title):
        assert words in paper.text


def anybody_reads_the_brochure(reader: Player) -> None:
    """The public page, on a phone and without signing in."""
    cast = reader.journey.cast
    reader.opens(f"/b/{cast.partnership.slug}/{cast.year}/").reads(COACHING.title, "Vragen? Mail naar")
    assert COACHING.title in reader.downloads("Als PDF").text

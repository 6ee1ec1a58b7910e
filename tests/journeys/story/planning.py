"""The plan: one session set by hand, the other as proposed; rooms, publishing, and the trainer who says yes."""

from dagdeel.base.partnerships import scope
from dagdeel.year.planning.models import Session
from tests.journeys.player import Journey, Player
from tests.journeys.story.offer import COACHING, FEEDBACK, Text

ROOM = "Lokaal 114 (30 plaatsen)"


def address_of(journey: Journey, text: Text) -> str:
    """The page of the session of this workshop."""
    with scope.of(journey.cast.partnership):
        return f"planning/sessions/{Session.objects.get(edition__title=text.title).pk}/"


def add_a_room(educator: Player) -> None:
    """The school says in which room a group fits."""
    educator.goes_to("rooster").follows("Lokalen").follows("Toevoegen of wijzigen: lokalen van School A")
    educator.fills({"Naam": "Lokaal 114", "Plaatsen": "30", "Voorzieningen": "scherm"}).presses("Toevoegen")
    educator.reads("Lokaal 114 is toegevoegd")


def draft_the_sessions(lead: Player) -> None:
    """One click: a draft for each workshop on which the school agreed."""
    lead.opens().reads("Rooster 2 workshops die met scholen zijn afgesproken").goes_to("rooster")
    lead.presses("Conceptsessies maken").reads(
        "2 conceptsessies zijn gemaakt", COACHING.title, "2 sessies zonder datum"
    )


def set_one_by_hand(lead: Player) -> None:
    """Coaching on the eighth of November: first in the autumn holiday by mistake, then well."""
    lead.opens(address_of(lead.journey, COACHING)).fills({"Datum": "2016-10-25", "Dagdeel": "middag"})
    lead.presses("Opslaan", within="Wijzigen").reads("valt in een schoolvakantie")
    lead.fills({"Datum": "2016-11-08", "Lokaal": ROOM}).presses("Opslaan", within="Wijzigen")
    lead.reads("dinsdag 8 november 2016", "Soep en broodjes").does_not_read("schoolvakantie")
    trainer = lead.journey.cast.trainer
    lead.fills({"Trainer": f"{trainer}: kan · 0 van 6 sessies"}, within="Trainers").presses("Kiezen").reads(
        "geeft deze sessie"
    )
    lead.presses("In voorstellen zo houden").reads("Voorstellen houden deze sessie zoals ze is")


def take_over_a_proposal(lead: Player) -> None:
    """For the other the lead asks for a proposal, watches, sees why, and takes it over."""
    lead.goes_to("rooster").follows("Voorstellen").ticks("alles opnieuw").presses("Voorstel vragen")
    lead.reads("Een rooster zoeken").journey.worker_works()
    lead.page.wait_for_url("**/planning/proposals/*/")
    lead.arrives().reads(FEEDBACK.title, "is de enige die deze workshop op deze school kan geven.")
    lead.presses("Overnemen wat is aangevinkt").reads("1 sessie is overgenomen")
    lead.opens(address_of(lead.journey, FEEDBACK)).fills({"Lokaal": ROOM}).presses("Opslaan", within="Wijzigen")


def publish_the_plan(lead: Player) -> None:
    """Before it goes out the lead sees what changes and whom it touches."""
    lead.goes_to("rooster").follows("Publiceren").reads("Betrokken trainers", str(lead.journey.cast.trainer), "nieuw")
    lead.presses("Publiceren").reads("Versie 1 is gepubliceerd")


def say_yes(trainer: Player) -> None:
    """The trainer reads the question in the mail and answers on the phone."""
    trainer.opens_mail("Geeft u deze 2 sessies?", to=trainer.journey.cast.trainer).reads(COACHING.title, FEEDBACK.title)
    trainer.follows_the_link("/planning/mine/").reads("Komt u?")
    for text in (COACHING, FEEDBACK):
        trainer.presses(f"Ik kom: {text.title}, School A").reads(f"Dank u: u geeft {text.title}.")


def call_off(lead: Player) -> None:
    """Nobody chose feedback: the lead calls it off, and says why."""
    lead.opens(address_of(lead.journey, FEEDBACK)).unfolds("Sessie laten vervallen")
    lead.fills({"Reden": "Te weinig inschrijvingen."}).presses("Sessie laten vervallen").reads("De sessie is vervallen")


def hear_of_it(trainer: Player) -> None:
    """The trainer gets word, and no longer finds it among what she gives."""
    trainer.opens_mail(f"Vervallen: {FEEDBACK.title}", to=trainer.journey.cast.trainer).reads(
        "Te weinig inschrijvingen."
    )
    trainer.opens("planning/mine/").reads(COACHING.title, "vervallen")

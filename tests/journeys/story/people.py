"""The trainers: the lead says who gives what, the trainer says when."""

from tests.journeys.player import Player
from tests.journeys.story.offer import COACHING, FEEDBACK


def add_a_trainer(lead: Player) -> None:
    """Somebody of the institute, with the workshops that she can give."""
    trainer = lead.journey.cast.trainer
    lead.goes_to("trainers").follows("Trainer toevoegen")
    lead.fills({"E-mailadres": trainer.email, "Voornaam": trainer.given_name, "Achternaam": trainer.surname})
    lead.fills({"Instituut": "Instituut Noord"}).presses("Toevoegen").reads("is nu trainer")
    if "Workshops wijzigen" in lead.page.locator("main").inner_text():
        lead.follows("Workshops wijzigen")
    lead.ticks(COACHING.title, FEEDBACK.title).presses("Opslaan").reads("De workshops zijn opgeslagen")


def say_when(trainer: Player) -> None:
    """Every Tuesday afternoon, said at once; one Tuesday rather not."""
    trainer.opens().reads("Zeg op welke dagdelen u workshops kunt geven").goes_to("trainers").follows(
        "Zeg wanneer u kunt"
    )
    trainer.ticks("dinsdag", "middag", within="Een weekdag in één keer")
    trainer.page.get_by_role("radio", name="kan", exact=True).check()
    trainer.presses("Invullen").reads("dagdelen zijn ingevuld")
    trainer.follows("Nov").page.get_by_label("di 15 november, middag").select_option(label="liever niet")
    trainer.presses("Deze maand opslaan").reads("De dagdelen van deze maand zijn opgeslagen")


def see_who_can(lead: Player) -> None:
    """The lead sees at once that the trainer has answered."""
    lead.goes_to("trainers").reads("dagdelen passen", "zeiden nog niets over beschikbaarheid", "1 trainer")

"""The day itself and the day after: the trainer takes the roster on a phone, certificates follow, anybody can check one."""

import re

from dagdeel.base.partnerships import scope
from dagdeel.year.certificates.models import Certificate
from tests.journeys.player import Player
from tests.journeys.story.offer import COACHING
from tests.journeys.story.start import MENTORS, all_mentors


def take_the_roster(trainer: Player) -> None:
    """Everybody present in one tap, one who left early, one who could not come; then the list is closed."""
    left_early, ill = all_mentors(trainer.journey)[-2:]
    trainer.opens().reads(f"Vul de presentielijst in van “{COACHING.title}”").follows("Naar de lijst")
    trainer.taps("Allen aanwezig").reads(f"{MENTORS} van {MENTORS}")
    rows = trainer.page.locator("li.roster-row")
    trainer.taps("afgemeld", within=rows.filter(has_text=ill.surname)).reads("afgemeld")
    row = rows.filter(has_text=left_early.surname)
    row.locator("summary").click()
    trainer.fills({"Aanwezigheid": "gedeeltelijk", "Minuten aanwezig": "90"}, within=row).taps("Opslaan", within=row)
    trainer.reads("90 minuten")
    trainer.presses("Sluit de lijst").reads("De lijst is gesloten", f"{MENTORS - 1} van {MENTORS}")


def issue_the_certificates(lead: Player) -> None:
    """The lead issues them in one go: in proportion to the time that somebody was there."""
    lead.opens().reads("Geef de certificaten van 1 sessie uit").goes_to("certificaten").presses("Alles uitgeven")
    lead.reads(f"{MENTORS - 1} certificaten zijn uitgegeven", "Certificaten en aanwezigheid kloppen met elkaar")


def take_the_certificate_home(mentor: Player) -> str:
    """From the mail to the own record, and the certificate on paper. Returns its code."""
    who = mentor.journey.cast.mentor
    mentor.opens_mail(f"Uw certificaat van {COACHING.title}", to=who).follows_the_link("/r/")
    mentor.reads("Mijn certificaten", COACHING.title, "3,5 uur")
    paper = mentor.downloads(f"Certificaat van {COACHING.title} (pdf)")
    assert paper.is_tagged_dutch()
    for words in (who.full_name, COACHING.title, "8 november 2016", COACHING.goals[0]):
        assert words in paper.text
    with scope.of(mentor.journey.cast.partnership):
        code = Certificate.objects.get(person=who).code
    assert re.sub(r"\W", "", code) in re.sub(r"\W", "", paper.text)
    return code


def check_the_code(anybody: Player, code: str) -> None:
    """Who gets the paper in hand sees whether it is real."""
    mentor = anybody.journey.cast.mentor
    anybody.opens("/c/").fills({"Code": code}).presses("Controleer")
    anybody.reads("Dit certificaat is geldig", mentor.full_name, COACHING.title)


def count_the_hours(head: Player) -> None:
    """The head sees the hours of the own mentors: 3.5 for most, 1.5 for whoever left after ninety minutes."""
    left_early = all_mentors(head.journey)[-2]
    head.goes_to("certificaten").reads("Uren per begeleider", "3,5", "1,5", left_early.surname)

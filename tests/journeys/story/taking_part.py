"""Taking part: the head invites, mentors enrol from the mail, and everybody sees who comes."""

from dagdeel.base.partnerships import scope
from dagdeel.year.enrolment import actions
from dagdeel.year.planning.models import Session
from tests.journeys.player import Journey, Player
from tests.journeys.story.offer import COACHING, FEEDBACK
from tests.journeys.story.start import MENTORS, all_mentors


def write_the_invitation(educator: Player) -> None:
    """The text that the school's mentors will read, in words of their own school."""
    educator.opens().reads("Schrijf de uitnodiging aan de begeleiders van School A").goes_to("inschrijving")
    educator.opens(f"enrolment/schools/{educator.journey.cast.school.pk}/invitation/").reads("Uitnodiging")
    educator.fills({"Onderwerp": "Komt u ook?"}).presses("Concept bewaren").reads("Het concept is bewaard")


def sign_and_send(head: Player) -> None:
    """It goes out in the head's name, by mail and on paper."""
    head.opens().reads("Onderteken de uitnodiging aan uw begeleiders").follows("Lezen en ondertekenen")
    head.reads("Komt u ook?").presses("Ondertekenen en versturen", sure="Ja, verstuur op mijn naam")
    head.reads("De uitnodiging is verstuurd")
    paper = head.downloads("Alle brieven (pdf)")
    assert paper.is_tagged_dutch()
    assert len(paper.reader.pages) == MENTORS
    for mentor in all_mentors(head.journey):
        assert mentor.full_name in paper.text


def enrol_in_two_clicks(mentor: Player) -> None:
    """From the mail to the page, and from the page into the workshop."""
    who = mentor.journey.cast.mentor
    mentor.opens_mail("Komt u ook?", to=who)
    mentor.follows_the_link("/m/").reads("U hebt nog niet gekozen", COACHING.title, FEEDBACK.title)
    mentor.presses(f"Meedoen aan {COACHING.title}").reads(f"U doet mee aan {COACHING.title}", "U hebt ze allemaal.")


def others_enrol(journey: Journey) -> None:
    """The colleagues do the same; what their pages do has been seen."""
    with scope.of(journey.cast.partnership):
        where = Session.objects.get(edition__title=COACHING.title)
        for mentor in all_mentors(journey)[1:]:
            actions.enrol(where, person=mentor, by=mentor, at=journey.now)


def read_the_confirmation(mentor: Player) -> None:
    """The seat is certain: it says so in the mail, and the mail leads back to the page."""
    mentor.opens_mail(f"U doet mee aan {COACHING.title}", to=mentor.journey.cast.mentor).reads("Uw plaats is zeker.")
    mentor.follows_the_link("/m/").reads("U doet mee", "U kunt zich afmelden tot en met")


def see_who_takes_part(educator: Player) -> None:
    """The school educator sees names, the lead numbers."""
    educator.goes_to("inschrijving").reads(f"{MENTORS}", COACHING.title)

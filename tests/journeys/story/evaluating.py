"""The evaluation: anonymous and on a phone; results stand there as soon as enough people have answered."""

from dagdeel.base.partnerships import scope
from dagdeel.year.evaluation import actions, queries
from dagdeel.year.evaluation.models import Instrument
from dagdeel.year.evaluation.states import Audience, Moment
from dagdeel.year.planning.models import Session
from tests.journeys.player import Journey, Player
from tests.journeys.story.offer import COACHING
from tests.journeys.story.start import MENTORS, all_mentors

LENGTH = "De lengte van de workshop was goed."


def make_the_questionnaires(lead: Player) -> None:
    """All of them, ready-made; the lead looks at the one for participants and opens it."""
    lead.goes_to("evaluatie").follows("Naar de vragenlijsten").presses("Maak ze").reads("staan klaar om te lezen")
    lead.follows("Bekijken en verwoorden", within="Deelnemers, na een bijeenkomst").reads(
        LENGTH, "Wie ziet wat?"
    ).follows("Vragenlijsten")
    lead.presses("Openen", within="Deelnemers, na een bijeenkomst").reads("De vragenlijst is open")


def evaluate(mentor: Player) -> None:
    """From the link in the mail: a tap per question, a remark, and thank you."""
    mentor.opens_mail(f"Wat vond u van {COACHING.title}?", to=mentor.journey.cast.mentor).follows_the_link("/e/")
    mentor.reads("Uw antwoorden worden alleen geteld", *COACHING.goals)
    questions = mentor.page.locator("fieldset.scale")
    for question in questions.all():
        liked = LENGTH not in question.inner_text()
        question.locator("label.scale-choice").nth(3 if liked else 0).click()
    mentor.fills({"Wat wilt u ons nog zeggen?": "Twee uur was genoeg geweest."})
    mentor.presses("Mijn antwoorden versturen").reads("Dank u wel", "Dat was alles")
    mentor.page.go_back()
    mentor.page.reload()
    mentor.arrives().reads("U hebt al geantwoord")


def others_evaluate(journey: Journey) -> None:
    """The colleagues do the same; they agree about the length."""
    with scope.of(journey.cast.partnership):
        session = Session.objects.select_related("edition").get(edition__title=COACHING.title)
        instrument = Instrument.objects.get(audience=Audience.PARTICIPANT, moment=Moment.SESSION)
        keys = [q.item.key for q in queries.questions_of(instrument) if q.kind == "agree" and not q.goals]
        goals = {goal.key: 4 for goal in queries.goals_of(session)}
        for mentor in all_mentors(journey)[1 : MENTORS - 1]:
            actions.answer(
                instrument,
                person=mentor,
                session=session,
                answers={**dict.fromkeys(keys, 5), "length": 2},
                goal_answers=goals,
                comments={},
                at=journey.now,
            )


def nothing_to_see_yet(lead: Player) -> None:
    """One answer is not shown: it would be somebody's."""
    lead.goes_to("evaluatie").reads("Nog niets te tonen", "te weinig om apart te tonen").does_not_read("gemiddeld")


def see_what_people_said(lead: Player) -> None:
    """Above the threshold: a picture, the same in a table, and remarks that somebody has read first."""
    lead.goes_to("evaluatie").reads(LENGTH, "1,8", "1 opmerking wacht").follows("Lezen en vrijgeven")
    lead.reads("Twee uur was genoeg geweest.").presses("Vrijgeven").reads("De opmerking is vrijgegeven")
    lead.goes_to("evaluatie").follows(COACHING.title).reads(
        "Eén workshop, van vier kanten bekeken", "Twee uur was genoeg"
    )

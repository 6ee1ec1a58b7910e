"""A study day: the school asks what everybody prefers, places everybody at once, changes one seat by hand, and publishes."""

from datetime import date, time

import pytest
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.models import Membership
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.people.models import Person
from dagdeel.outputs.mail.models import Delivered
from dagdeel.web.doctor import examine
from dagdeel.web.jobs import work_off
from dagdeel.year.attendance.models import Presence
from dagdeel.year.attendance.states import PresenceState
from dagdeel.year.choices.states import RuleChoice
from dagdeel.year.enrolment import actions, queries, rules
from dagdeel.year.enrolment.models import Enrolment, Placement, Ranking, RankingRound
from dagdeel.year.planning.models import Room, Session
from tests import cast as build
from tests.cast import NOW, Cast
from tests.journeys.conftest import DESKTOP, PHONE, Visit
from tests.journeys.player import Journey, Player

pytestmark = pytest.mark.browser

DAY = date(2016, 11, 15)
ROOM = "Lokaal 114"
TITLES = ("Bumpy moments", "Het nagesprek", "De weekreflectie")


@pytest.fixture
def journey(visit: Visit, live_server: LiveServer, settings: Settings, cast: Cast) -> Journey:
    """A school by preference with a study day of two half-days, and ten mentors; mail goes to the mailbox of the demo."""
    settings.EMAIL_BACKEND = "dagdeel.outputs.mail.mailbox.MailboxBackend"
    settings.SITE_URL = live_server.url
    with scope.of(cast.partnership):
        editions = [build.edition(cast.year, title) for title in TITLES]
        rule = {"rule_choice": RuleChoice.RANKED, "rule_count": 2, "study_day": DAY}
        build.agreed_plan(cast.year, cast.school, editions, cast.head, **rule)
        for half_day, starts, ends in (("am", time(9), time(12)), ("pm", time(13), time(16))):
            for edition in editions:
                build.session(
                    edition, cast.school, day=DAY, half_day=half_day, starts=starts, ends=ends, seats=5, minimum=2
                )
        build.mentors(cast.school, 9)
    journey = Journey(visit, live_server.url, cast)
    journey.day(NOW.date())
    return journey


def open_the_round(educator: Player) -> None:
    """From the page of the school."""
    school = educator.journey.cast.school.pk
    educator.opens(f"enrolment/schools/{school}/").reads("Op voorkeur").follows("Nieuwe voorkeursronde")
    educator.ticks("Studiedag van dinsdag 15 november 2016")
    educator.fills({"Eerste dag": "2016-09-12", "Laatste dag": "2016-09-20", "Workshops per werkplekbegeleider": "2"})
    educator.presses("Ronde openen").reads("De ronde staat klaar", "Wie heeft geantwoord")


def follow_the_mail(mentor: Player, subject: str, *sentences: str) -> Player:
    """Read a mail, and follow the link in it to the own page."""
    mentor.opens_mail(subject, to=mentor.journey.cast.mentor).reads(*sentences)
    return mentor.opens(mentor.page.locator('main a[href*="/m/"]').first.get_attribute("href") or "")


def rank_with_one_hand(mentor: Player) -> None:
    """From the mail to the page; a number twice is told beside the field, and what was chosen is still there."""
    follow_the_mail(mentor, "Welke workshops wilt u het liefst op")
    mentor.reads("Geef de workshops een nummer").fills({TITLES[1]: "1 – liefst", TITLES[0]: "1 – liefst"})
    mentor.presses("Mijn voorkeur bewaren").reads(
        "Twee workshops hebben dit nummer", "Kies welke hiervan naar wens zijn"
    )
    mentor.fills({TITLES[0]: "2", "Welke zijn naar wens?": "alleen mijn nummer 1"})
    mentor.presses("Mijn voorkeur bewaren").reads("Uw voorkeur is bewaard", TITLES[1])
    mentor.journey.mail_goes_out()
    follow_the_mail(mentor, "Uw voorkeur is bewaard", TITLES[1])


def colleagues_rank(journey: Journey) -> list[Person]:
    """Most of them want the same; one gives no preference, one does not answer."""
    with scope.of(journey.cast.partnership):
        round_ = RankingRound.objects.get()
        held = Membership.objects.filter(role=Role.MENTOR, school=journey.cast.school).select_related("person")
        people = [row.person for row in held.order_by("pk")]
        editions = queries.offered(round_, journey.now)
        for number, who in enumerate(people[1:-1]):
            order = [editions[1], editions[number % 2 * 2]] if number else []
            actions.rank(round_, person=who, editions=order, liked=len(order[:1]), by=who, at=journey.now)
        return people


def fill_in_for_a_colleague(educator: Player, who: Person) -> None:
    """Somebody says it in the corridor."""
    educator.opens(f"enrolment/rounds/{round_of(educator.journey).pk}/").reads("nog niet")
    row = educator.page.locator("tr", has_text=who.list_name)
    educator._there(row.get_by_role("link", name=f"Invullen voor {who.full_name}"))
    educator.fills(
        {TITLES[2]: "1 – liefst", "Welke zijn naar wens?": "alleen mijn nummer 1", "Reden": "Zei het in de gang"}
    )
    educator.presses("Deze voorkeur bewaren").reads("is bewaard", "Zei het in de gang")


def round_of(journey: Journey) -> RankingRound:
    with scope.of(journey.cast.partnership):
        return RankingRound.objects.get()


def place_the_round(educator: Player) -> None:
    """The work is done by the worker; its page leads to what came of it."""
    educator.opens().reads("plaats de ronde van 15 nov").follows("Plaatsen").reads("Klaar om te plaatsen")
    educator.presses("Ronde plaatsen").reads("De ronde wordt geplaatst", "U kunt deze pagina verlaten")
    educator.opens()  # a page that looks every second would find the database of this test busy
    assert work_off() == 1
    educator.opens(f"enrolment/rounds/{round_of(educator.journey).pk}/")
    educator.reads("Nog niemand heeft iets gehoord", "hebben hun eerste wens", "Doelen, op volgorde", "bewezen")


def change_by_hand(educator: Player, who: Person) -> None:
    """Two workshops at once are told beside the name, and nothing can be published until it is settled."""
    round_ = round_of(educator.journey)
    change = f"enrolment/rounds/{round_.pk}/people/{who.pk}/seats/"
    with scope.of(educator.journey.cast.partnership):
        before = [rules.key_of(seat) for seat in Placement.objects.get().seats[rules.person_id(who.pk)]]
    educator.opens(change)
    morning = educator.page.get_by_role("checkbox", name="15 november, ochtend")
    for number in range(morning.count()):
        morning.nth(number).check()
    educator.presses("Bewaren").reads("Schrijf waarom de plaatsen veranderen")
    educator.fills({"Reden": "Wil ruilen"}).presses("Bewaren").reads("Veranderd.")
    row = educator.page.locator(f"#{rules.person_id(who.pk)}")
    assert "Krijgt twee workshops op hetzelfde moment" in row.inner_text()
    educator.does_not_read("Ja, publiceer")
    educator.opens(change)
    boxes = educator.page.locator("input[name=sessions]")
    for number in range(boxes.count()):
        boxes.nth(number).set_checked(int(boxes.nth(number).get_attribute("value") or 0) in before)
    educator.ticks("Houd deze plaatsen vast").fills({"Reden": "Toch niet"}).presses("Bewaren").reads("Veranderd.")
    educator.does_not_read("eerst worden opgelost")


def publish(educator: Player) -> None:
    """Then the seats are given."""
    educator.presses("Publiceren", sure="Ja, publiceer").reads("Gepubliceerd. Iedereen krijgt een mail", "gepubliceerd")


def read_the_outcome(mentor: Player, people: list[Person]) -> None:
    """The own places and the own reasons, in the mail and on the page; nobody else's."""
    me = mentor.journey.cast.mentor
    follow_the_mail(mentor, "Uw workshops op", "U bent geplaatst in:")
    mentor.reads("U bent geplaatst in:", "U doet mee").unfolds("Wat er van uw wensen is geworden")
    mentor.does_not_read(*[who.full_name for who in people if who != me])
    mentor.follows("Zo beslist de plaatsing").reads("Wie voorgaat", "Wie geen voorkeur geeft")


def take_the_paper_home(educator: Player, people: list[Person]) -> None:
    """The day as a page, the posters for the doors, and a slip for everybody."""
    school = educator.journey.cast.school
    educator.opens(f"enrolment/schools/{school.pk}/").follows("dinsdag 15 november 2016")
    educator.reads("Studiedag van dinsdag 15 november 2016", *TITLES)
    posters = educator.downloads("Posters")
    assert posters.is_tagged_dutch()
    for words in (*TITLES, "09.00–12.00", "13.00–16.00", *[who.list_name for who in people]):
        assert words in posters.text
    slips = educator.downloads("Een briefje voor iedereen")
    assert slips.is_tagged_dutch()
    for who in people:
        assert who.full_name in slips.text


def seats_of(journey: Journey, who: Person) -> list[Session]:
    with scope.of(journey.cast.partnership):
        return list(Session.objects.filter(enrolments__person=who, enrolments__state="enrolled").order_by("starts"))


def move_to_another_room(lead: Player, session: Session) -> set[str]:
    """After the plan was told: everybody in that session hears of it, and nobody else. Gives who sits in it."""
    journey = lead.journey
    lead.opens(f"planning/sessions/{session.pk}/").fills({"Lokaal": f"{ROOM} (20 plaatsen)"})
    lead.presses("Opslaan", within="Wijzigen").reads(ROOM)
    with scope.of(journey.cast.partnership):
        before = Delivered.objects.count()
        inside = set(
            Enrolment.objects.filter(session=session, state="enrolled").values_list("person__email", flat=True)
        )
        journey.mail_goes_out()
        told = Delivered.objects.order_by("pk")[before:]
        assert {mail.to for mail in told} == inside
    return inside


def take_the_roster(educator: Player, session: Session) -> Person:
    """On a phone, on the day itself: all present, except one. Gives who was missing."""
    with scope.of(educator.journey.cast.partnership):
        people = [row.person for row in Enrolment.objects.filter(session=session, state="enrolled")]
    missing = people[-1]
    educator.opens(f"attendance/sessions/{session.pk}/").taps("Allen aanwezig")
    row = educator.page.locator("li.roster-row").filter(has_text=missing.list_name)
    educator.taps("afgemeld", within=row).presses("Sluit de lijst")
    educator.reads("De lijst is gesloten", f"{len(people) - 1} van {len(people)}")
    return missing


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_a_study_day_is_ranked_placed_adjusted_and_published(journey: Journey, width: int) -> None:
    educator = journey.player("school_educator", width=width)
    mentor = journey.on_a_phone(None)
    open_the_round(educator)
    journey.mail_goes_out()
    rank_with_one_hand(mentor)
    people = colleagues_rank(journey)
    fill_in_for_a_colleague(educator, people[-1])
    journey.day(date(2016, 9, 21))
    place_the_round(educator)
    change_by_hand(educator, people[2])
    publish(educator)
    journey.mail_goes_out()
    read_the_outcome(mentor, people)
    with scope.of(journey.cast.partnership):
        assert Enrolment.objects.count() == 20


def test_a_study_day_is_changed_after_publishing_and_held(journey: Journey) -> None:
    educator, lead = journey.player("school_educator"), journey.player("programme_lead")
    mentor = journey.on_a_phone(None)
    with scope.of(journey.cast.partnership):
        Room.objects.create(school=journey.cast.school, name=ROOM)
    open_the_round(educator)
    people = colleagues_rank(journey)
    journey.day(date(2016, 9, 21))
    place_the_round(educator)
    publish(educator)
    journey.mail_goes_out()
    take_the_paper_home(educator, people)
    morning, afternoon = seats_of(journey, journey.cast.mentor)
    inside = move_to_another_room(lead, morning)
    assert journey.cast.mentor.email in inside
    assert len(inside) < len(people)
    follow_the_mail(mentor, "Gewijzigd", ROOM)
    journey.day(DAY)
    on_the_floor = journey.on_a_phone("school_educator")
    for session in (morning, afternoon):
        missing = take_the_roster(on_the_floor, session)
        with scope.of(journey.cast.partnership):
            absent = Presence.objects.exclude(state=PresenceState.PRESENT).get(session=session)
            assert absent.person == missing
    journey.mail_goes_out()
    assert [check for check in examine() if not check.holds] == []


def test_a_mentor_ranks_without_a_mouse_and_without_javascript(journey: Journey) -> None:
    cast = journey.cast
    with scope.of(cast.partnership):
        round_ = actions.open_round(
            cast.year, cast.school, opens=NOW.date(), closes=date(2016, 9, 20), places=2, study_day=DAY,
            by=cast.school_educator, at=journey.now,
        )  # fmt: skip
    context = journey.visit.browser.new_context(java_script_enabled=False, viewport={"width": PHONE, "height": 800})
    page = context.new_page()
    page.goto(f"{journey.site}/m/{cast.link(cast.mentor)}/rounds/{round_.pk}/")
    keys = {TITLES[1]: "1", TITLES[0]: "2", "Welke zijn naar wens?": "a"}
    for _ in range(40):
        page.keyboard.press("Tab")
        words = page.evaluate("document.activeElement.labels?.[0]?.innerText || document.activeElement.innerText")
        if words.strip() in keys:
            page.keyboard.press(keys.pop(words.strip()))
        if "Mijn voorkeur bewaren" in words:
            with page.expect_navigation():
                page.keyboard.press("Enter")
            break
    page.get_by_text("Uw voorkeur is bewaard").first.wait_for()
    context.close()
    with scope.of(cast.partnership):
        said = Ranking.objects.get()
        assert [wish.edition.title for wish in said.workshops.select_related("edition")] == [TITLES[1], TITLES[0]]
        assert said.liked == 1

"""Results beside each other: the whole partnership, the years, the sides of a workshop, and every picture as a file."""

import csv
import io
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.models import School
from dagdeel.year.evaluation import actions, queries
from dagdeel.year.evaluation.models import Instrument, Item, Question, Tally
from dagdeel.year.evaluation.queries import TooSmall
from dagdeel.year.evaluation.states import Audience, Moment
from tests import cast as make
from tests.cast import Cast
from tests.year.evaluation.stage import DECEMBER, Stage, later_of
from tests.year.evaluation.test_pages import staged, text, url

LENGTH = "De lengte van de workshop was goed."


@pytest.fixture(autouse=True)
def _december(cast: Cast) -> None:
    cast.partnership.demo_day = DECEMBER.date()
    cast.partnership.save()


def last_year(stage: Stage, *, words: str = "") -> Stage:
    """The same questionnaires a year earlier; `words`: how the length was asked then."""
    cast = stage.cast
    before = make.programme_year(2015)
    made = actions.make_instruments(before, by=cast.programme_lead, at=DECEMBER)
    if words:
        Question.objects.filter(instrument__year=before, item__key="length").update(text_nl=words)
    for instrument in made:
        actions.open_instrument(instrument, by=cast.programme_lead, at=DECEMBER)
    return Stage(cast, {str(i.audience): i for i in made if i.moment == Moment.SESSION}, later=later_of(made))


def lines(response: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


def test_a_part_stands_beside_the_whole_partnership_and_the_whole_beside_nothing(cast: Cast) -> None:
    with staged(cast) as stage:
        here = stage.held(number=6)
        there = stage.held(school=cast.other_school, number=6, day=date(2016, 11, 21))
        stage.answers(here, 6, 2)
        stage.answers(there, 6, 5)
    client = cast.client("programme_lead")
    for door in (url(cast, "school", cast.school.pk), url(cast, "session", here.pk)):
        shown = text(client.get(door))
        assert "hele opleidingsschool" in shown
        assert "3,5" in shown
    assert "hele opleidingsschool" not in text(client.get(url(cast, "index")))
    rows = lines(client.get(f"{url(cast, 'sheet', 'csv')}?school={cast.school.pk}"))
    length = next(row for row in rows if row[0] == LENGTH)
    assert (length[1], length[2], length[-1]) == ("6", "2,0", "3,5")


def test_a_small_group_is_told_in_words_with_whom_it_is_shown(cast: Cast) -> None:
    with staged(cast) as stage:
        one = make.edition(cast.year)
        sessions = [stage.held(one, number=4, day=date(2016, 11, day)) for day in (3, 10)]
        alone = [stage.held(number=4, day=date(2016, 11, day)) for day in (17, 18)]
        away = [
            stage.held(number=3, school=school, day=date(2016, 11, 24))
            for school in (cast.other_school, School.objects.create(name="School C"))
        ]
        for session in (*sessions, *alone, *away):
            stage.answers_only(session, 3)
        stage.publish()
        said = [
            queries.results(cast.year, Audience.PARTICIPANT, session=row) for row in (sessions[0], alone[0], away[0])
        ]
    assert [isinstance(row, TooSmall) and row.pooled for row in said] == ["workshop", "school", "partnership"]
    client = cast.client("programme_lead")
    shown = text(client.get(url(cast, "session", sessions[0].pk)))
    assert "3 van 4 hebben geantwoord; u ziet het samen met de andere bijeenkomsten van deze workshop." in shown
    shown = text(client.get(url(cast, "session", away[0].pk)))
    assert "3 van 3 hebben geantwoord; u ziet het samen met de andere scholen." in shown


def test_an_item_is_followed_over_the_years_and_adds_what_was_shown_of_each(cast: Cast) -> None:
    with staged(cast) as stage:
        now = stage.held(number=6)
        stage.answers(now, 6, 5)
        before = last_year(stage, words="De workshop duurde lang genoeg.")
        then = before.held(make.edition(before.participant.year), number=6, day=date(2015, 11, 20))
        before.answers(then, 6, 2)
    client = cast.client("programme_lead")
    page = client.get(url(cast, "years"))
    shown = text(page)
    assert "2015-2016" in shown
    assert "3,5" in shown  # six times 2 and six times 5
    assert "5,0*" in shown  # asked in other words
    assert page.content.decode().count("<svg") > 2
    rows = [row for row in lines(client.get(url(cast, "years_sheet", "csv"))) if row[0] == LENGTH]
    assert [(row[1], row[2], row[3]) for row in rows] == [
        ("2015-2016", "6", "2,0"), ("2016-2017", "6", "5,0"), ("Alle jaren samen", "12", "3,5"),
    ]  # fmt: skip
    assert [tuple(row[-3:]) for row in rows] == [
        ("", "De workshop duurde lang genoeg.", "2015-2016"), ("ja", LENGTH, "2016-2017"), ("", "", ""),
    ]  # fmt: skip
    for words in ("vanaf 2015-2016: De workshop duurde lang genoeg.", f"vanaf 2016-2017: {LENGTH}"):
        assert words in shown
    assert shown.count("vanaf 2015-2016") == 1  # the words of the others never changed
    drawn = client.get(f"{url(cast, 'years_sheet', 'svg')}?item=length")
    assert LENGTH in drawn.content.decode()


def test_a_year_in_which_too_few_answered_stays_a_gap_and_adds_nothing(cast: Cast) -> None:
    with staged(cast) as stage:
        stage.answers(stage.held(number=6), 6, 5)
        before = last_year(stage)
        then = before.held(make.edition(before.participant.year), number=6, day=date(2015, 11, 20))
        before.answers(then, 4, 1)
        found = queries.over_years(
            cast.year, Audience.PARTICIPANT, Moment.SESSION, lambda answers, _year: answers.everything()
        )
    length = next(item for item in found if item.key == "length")
    assert [one.mean for one in length.years] == [None, 5.0]
    assert length.together is None


def test_another_scale_is_another_line(cast: Cast) -> None:
    with staged(cast) as stage:
        stage.answers(stage.held(number=6), 6, 5)
        before = last_year(stage)
        Question.objects.filter(instrument=before.participant, item=Item.objects.get(key="length")).update(kind="mark")
        then = before.held(make.edition(before.participant.year), number=6, day=date(2015, 11, 20))
        before.answers(then, 6, 4)
        found = queries.over_years(
            cast.year, Audience.PARTICIPANT, Moment.SESSION, lambda answers, _year: answers.everything()
        )
    by_key = {item.key: [one.mean for one in item.years] for item in found}
    assert by_key["length"] == [None, 5.0]
    assert by_key["useful"] == [4.0, 5.0]


def test_a_workshop_is_seen_from_all_sides_and_both_moments(cast: Cast) -> None:
    with staged(cast) as stage:
        session = stage.held(number=6)
        stage.answers(session, 6, 4)
        assert stage.later is not None
        for who in stage.people[session.pk]:
            actions.answer(
                stage.later, person=who, session=session, answers={"mentoring": 5, "own_teaching": 2, "used": 1},
                goal_answers={}, comments={}, at=DECEMBER + timedelta(weeks=12),
            )  # fmt: skip
        stage.publish()
        workshop = session.edition.workshop_id
    for door in (url(cast, "workshop", workshop), url(cast, "index")):
        shown = text(cast.client("council_member").get(door))
        effect = shown[shown.index("Effect op het begeleiden, en op de eigen lessen") :]
        first, second = effect.index("Op het begeleiden van studenten"), effect.index("Op de eigen lessen")
        assert "5,0" in effect[first:second]
        assert "2,0" in effect[second : second + 300]
    heads = text(cast.client("council_member").get(url(cast, "workshop", workshop)))
    for side in ("enkele weken later", "Schoolopleider", "Trainer"):
        assert side in heads
    assert "Trainers, na een bijeenkomst: er is niemand gevraagd." in heads
    assert "niet gevraagd" in heads
    listed = lines(cast.client("council_member").get(f"{url(cast, 'sheet', 'csv')}?workshop={workshop}&sides=all"))
    assert listed[0][:2] == ["Beantwoord door", "Vraag"]
    assert {row[0] for row in listed[1:]} == {"deelnemers, na een bijeenkomst", "deelnemers, enkele weken later"}
    length = next(row for row in listed if row[1] == LENGTH)
    assert (length[0], length[2], length[3]) == ("deelnemers, na een bijeenkomst", "6", "4,0")
    client, door = cast.client("council_member"), url(cast, "sheet", "svg")
    for moment in ("session", "later"):
        drawn = client.get(f"{door}?audience=participant&moment={moment}&workshop={workshop}").content.decode()
        assert (LENGTH in drawn, "Mijn eigen lessen" in drawn) == (moment == "session", moment == "later")
    used = client.get(f"{door}?audience=participant&moment=later&workshop={workshop}&item=used").content.decode()
    assert "van 6 mensen" in used
    assert (
        f"moment=later&amp;workshop={workshop}&amp;item=used"
        in client.get(url(cast, "workshop", workshop)).content.decode()
    )
    assert client.get(f"{door}?workshop={workshop}&item=used").status_code == 404  # not asked after a session


def test_the_goals_of_every_workshop_and_the_effects_stand_on_one_page_with_their_files(cast: Cast) -> None:
    with staged(cast) as stage:
        told, few = make.edition(cast.year, "Genoeg"), make.edition(cast.year, "Te weinig")
        stage.answers(stage.held(told, number=6), 6, 4)
        stage.answers(stage.held(few, number=4, day=date(2016, 11, 24), school=cast.other_school), 3, 2)
        goal = told.goals.all()[0].text
        before = last_year(stage)
        before.answers(before.held(make.edition(before.participant.year), number=6, day=date(2015, 11, 20)), 6, 2)
    client = cast.client("council_member")
    page = client.get(f"{url(cast, 'goals')}?moment=session")
    shown = text(page)
    assert f"{goal} 4,0" in shown
    assert "3 van 4 hebben geantwoord" in shown
    effects = shown[shown.index("Effect op het begeleiden, en op de eigen lessen") :]
    assert (
        effects.index("Alle workshops, 2015-2016")
        < effects.index("Alle workshops, 2016-2017")
        < effects.index("Genoeg")
    )
    assert page.content.decode().count('class="chart"') == 4
    listed = lines(client.get(url(cast, "goals_sheet", "csv")))
    assert [row[2] for row in listed if row[:2] == ["Genoeg", goal]] == ["6"]
    small = [row for row in listed if row[0] == "Te weinig"]
    assert {tuple(row[2:9]) for row in small} == {("",) * 7}
    assert all(row[9].startswith("3 van 4 hebben geantwoord") for row in small)
    both = lines(client.get(f"{url(cast, 'effects_sheet', 'csv')}?moment=session"))
    found = {(row[0], row[1]): row[2:4] for row in both[1:]}
    assert found["Alle workshops, 2015-2016", "Op de eigen lessen"] == ["6", "2,0"]
    assert found["Genoeg", "Op het begeleiden van studenten"] == ["6", "4,0"]
    assert found["Te weinig", "Op de eigen lessen"] == ["", ""]
    assert client.get(url(cast, "goals_sheet", "svg")).status_code == 200
    assert client.get(f"{url(cast, 'effects_sheet', 'svg')}?moment=session").status_code == 200
    assert client.get(f"{url(cast, 'effects_sheet', 'svg')}?moment=later").status_code == 404  # nobody answered yet


def test_what_several_sides_were_asked_is_one_picture_with_a_dot_and_interval_for_each(cast: Cast) -> None:
    with staged(cast) as stage:
        session = stage.held(number=6)
        stage.answers(session, 6, 4)
        for instrument in Instrument.objects.filter(year=cast.year, audience__in=["trainer", "institute_educator"]):
            question = Question.objects.get(instrument=instrument, item__key="useful")
            block = uuid4()
            about = session if instrument.audience == "trainer" else None
            Tally.objects.create(question=question, session=about, value=2, count=5, block=block)
        workshop = session.edition.workshop_id
    client = cast.client("council_member")
    drawn = client.get(f"{url(cast, 'sheet', 'svg')}?workshop={workshop}&sides=all")
    assert drawn.status_code == 200
    for words in ("deelnemers, na een bijeenkomst", "trainers, na een bijeenkomst", "instituutsopleiders, een keer"):
        assert words in drawn.content.decode()
    assert "De trainer gaf de workshop goed." not in drawn.content.decode()
    page = client.get(url(cast, "workshop", workshop)).content.decode()
    assert "Wat elke kant zei van dezelfde stellingen" in page
    yearly = f"{url(cast, 'sheet', 'svg')}?audience=institute_educator&moment=year&workshop={workshop}"
    assert client.get(yearly).status_code == 200


def test_workshops_about_which_nobody_was_asked_stand_in_one_line(cast: Cast) -> None:
    with staged(cast) as stage:
        stage.answers(stage.held(number=6), 6, 4)
        make.edition(cast.year, "Niet gegeven")
    shown = text(cast.client("council_member").get(url(cast, "index")))
    assert "Niet gegeven, of nog niemand gevraagd: Niet gegeven ." in shown or (
        "Niet gegeven, of nog niemand gevraagd: Niet gegeven." in shown
    )


@pytest.mark.parametrize("who", ["programme_lead", "trainer"])
def test_every_picture_is_a_file_with_its_words(cast: Cast, who: str) -> None:
    with staged(cast) as stage:
        session = stage.held(number=6)
        stage.answers(session, 6, 4)
        other = stage.held(number=6, day=date(2016, 11, 21))
        make.assignment(session, make.trainer(cast.trainer, cast.institute))
    client = cast.client(who)
    own = who == "trainer"
    door, query = url(cast, "own_sheet" if own else "sheet", "svg"), f"?session={session.pk}"
    drawn = client.get(door + query)
    assert (drawn.status_code, drawn["Content-Type"]) == (200, "image/svg+xml; charset=utf-8")
    assert "attachment" in drawn["Content-Disposition"]
    assert "<title" in drawn.content.decode()
    assert client.get(f"{door}?session={other.pk}").status_code == (403 if own else 404)  # not hers; nothing to draw
    listed = client.get(url(cast, "own_sheet" if own else "sheet", "csv") + query)
    assert ("De trainer gaf de workshop goed.;6;4" in listed.content.decode()) is True


def test_what_is_said_of_a_trainer_stays_with_that_trainer_over_the_years(cast: Cast) -> None:
    with staged(cast) as stage:
        session = stage.held(number=6)
        stage.answers(session, 6, 4)
        make.assignment(session, make.trainer(cast.trainer, cast.institute))
        workshop = session.edition.workshop_id
    about = "De trainer gaf de workshop goed."
    query = f"?workshop={workshop}"
    assert about in text(cast.client("trainer").get(url(cast, "own_years")))
    assert about in text(cast.client("programme_lead").get(url(cast, "years") + query))
    assert about not in text(cast.client("council_member").get(url(cast, "years") + query))
    for door in ("own_years", "own_sheet", "own_years_sheet"):
        rest = ["csv"] if door.endswith("sheet") else []
        assert cast.client("head").get(url(cast, door, *rest)).status_code == 403
    assert cast.client("head").get(url(cast, "years") + f"?school={cast.other_school.pk}").status_code == 403
    with scope.of(cast.partnership):
        assert queries.quality(cast.year)

"""The pages of the evaluation, through the browser's door."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dagdeel.base.partnerships import links, scope
from dagdeel.base.partnerships.links import Purpose
from dagdeel.base.people.models import Person
from dagdeel.year.attendance.models import Presence
from dagdeel.year.evaluation import actions
from dagdeel.year.evaluation.models import Comment, Instrument, Question, Respondent, Tally
from dagdeel.year.evaluation.states import Audience, CommentState, InstrumentState, Moment
from tests import cast as make
from tests.cast import Cast
from tests.year.evaluation.stage import DECEMBER, Stage, make_stage

LEADS = ("programme_lead", "council_member", "head", "school_educator", "institute_educator")


@pytest.fixture(autouse=True)
def _december(cast: Cast) -> None:
    """The pages are looked at on a day in December."""
    cast.partnership.demo_day = DECEMBER.date()
    cast.partnership.save()


@contextmanager
def staged(cast: Cast) -> Iterator[Stage]:
    with scope.of(cast.partnership):
        yield make_stage(cast)


def url(cast: Cast, name: str, *rest: object) -> str:
    return reverse(f"evaluation:{name}", args=[cast.partnership.slug, cast.year, *rest])


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def filled(stage: Stage, session: Any, value: int = 4, **more: object) -> dict[str, object]:
    """A filled-in form of the participant's questionnaire."""
    with scope.of(stage.cast.partnership):
        keys = list(
            Question.objects.filter(instrument=stage.participant, kind="agree", goals=False).values_list(
                "item__key", flat=True
            )
        )
        goals = [f"goal-{goal.key}" for goal in session.edition.goals.all()]
    return {**dict.fromkeys([*keys, *goals], value), "mark": 8, "remark": "Graag vaker.", **more}


def to_answer(stage: Stage, session: Any, who: Person, purpose: Purpose = Purpose.EVALUATION) -> str:
    token = stage.cast.link(who, purpose)
    return reverse("evaluation_open:answer", args=[token, stage.participant.pk, session.pk])


# Answering by link


@pytest.mark.parametrize("purpose", [Purpose.EVALUATION, Purpose.MENTOR])
def test_a_participant_answers_from_the_link_and_is_thanked(cast: Cast, purpose: Purpose) -> None:
    with staged(cast) as stage:
        session = stage.held()
    who = stage.people[session.pk][0]
    here, client = to_answer(stage, session, who, purpose), Client()
    shown = client.get(here)
    assert shown.status_code == 200
    assert "Wie ziet wat?" in text(shown)
    assert shown["Referrer-Policy"] == "same-origin"
    done = client.post(here, filled(stage, session))
    assert done.status_code == 302
    assert "Dank u wel" in text(client.get(done["Location"]))
    with scope.of(cast.partnership):
        assert Tally.objects.get(question__item__key="mark", value=8).count == 1
        assert Respondent.objects.get().person == who


def test_the_own_page_asks_for_an_evaluation_only_when_there_is_one_to_fill_in(cast: Cast) -> None:
    with staged(cast) as stage:
        session = stage.held()
    link = cast.link(stage.people[session.pk][0], Purpose.MENTOR)
    client = Client()
    own = client.get(f"/m/{link}/").content.decode()
    assert f'hx-get="/e/{link}/"' in own
    assert "Vul de evaluatie in" not in own
    part = client.get(f"/e/{link}/", headers={"HX-Request": "true"}).content.decode()
    assert "Vul de evaluatie in" in part
    assert "<main" not in part
    with scope.of(cast.partnership):
        Instrument.objects.update(state=InstrumentState.CLOSED)
    part = client.get(f"/e/{link}/", headers={"HX-Request": "true"}).content.decode()
    assert part.strip() == ""


def test_answering_twice_is_said_and_changes_nothing(cast: Cast) -> None:
    with staged(cast) as stage:
        session = stage.held()
    here = to_answer(stage, session, stage.people[session.pk][0])
    Client().post(here, filled(stage, session))
    again = Client().post(here, filled(stage, session, 1))
    assert again.status_code == 422
    assert "U hebt al geantwoord" in text(again)
    assert "U hebt al geantwoord" in text(Client().get(here))
    with scope.of(cast.partnership):
        assert Respondent.objects.count() == 1


def test_a_value_outside_the_scale_gets_a_sentence_and_keeps_what_was_typed(cast: Cast) -> None:
    with staged(cast) as stage:
        session = stage.held()
    here = to_answer(stage, session, stage.people[session.pk][0])
    wrong = Client().post(here, filled(stage, session, 4, mark=12, useful=9, remark="Blijft staan."))
    assert wrong.status_code == 422
    assert "Kies een cijfer van 1 tot en met 10." in text(wrong)
    assert "Kies een getal van 1 tot en met 5" in text(wrong)
    assert "Blijft staan." in text(wrong)
    assert wrong.content.decode().count("checked") >= 8
    with scope.of(cast.partnership):
        assert not Tally.objects.exists()


def test_an_empty_answer_is_asked_for_more(cast: Cast) -> None:
    with staged(cast) as stage:
        session = stage.held()
    empty = Client().post(to_answer(stage, session, stage.people[session.pk][0]), {})
    assert empty.status_code == 422
    assert "nog niets beantwoord" in text(empty)


def test_a_closed_questionnaire_says_so(cast: Cast) -> None:
    with staged(cast) as stage:
        session = stage.held()
        actions.close_instrument(stage.participant, by=cast.programme_lead, at=DECEMBER)
    here = to_answer(stage, session, stage.people[session.pk][0])
    assert "Deze vragenlijst is gesloten" in text(Client().get(here))
    late = Client().post(here, filled(stage, session))
    assert (late.status_code, "Deze vragenlijst is gesloten" in text(late)) == (422, True)


def test_somebody_elses_session_is_not_found(cast: Cast) -> None:
    with staged(cast) as stage:
        session, other = stage.held(), stage.held()
    assert Client().get(to_answer(stage, other, stage.people[session.pk][0])).status_code == 404


def test_links_that_do_not_open_say_why(cast: Cast) -> None:
    with staged(cast) as stage:
        session = stage.held()
    who = stage.people[session.pk][0]
    mine = reverse("evaluation_open:mine", args=[cast.link(who, Purpose.EVALUATION)])
    assert Client().get(reverse("evaluation_open:mine", args=["onzin"])).status_code == 404
    calendar = reverse("evaluation_open:mine", args=[cast.link(who, Purpose.CALENDAR)])
    assert Client().get(calendar).status_code == 404
    assert Client().get(mine).status_code == 200
    with scope.of(cast.partnership):
        links.revoke(who, cast.year, Purpose.EVALUATION)
    revoked = Client().get(mine)
    assert (revoked.status_code, "nieuwere link" in text(revoked)) == (410, True)
    cast.partnership.demo_day = cast.year.last_day + timedelta(days=100)
    cast.partnership.save()
    expired = Client().get(reverse("evaluation_open:mine", args=[cast.link(who, Purpose.MENTOR)]))
    assert (expired.status_code, "voorbij" in text(expired)) == (410, True)


def test_a_trainer_and_an_educator_answer_signed_in(cast: Cast) -> None:
    with staged(cast) as stage:
        session = stage.held()
        make.assignment(session, make.trainer(cast.trainer, cast.institute, session.edition))
    trainer, educator = cast.client("trainer"), cast.client("school_educator")
    assert session.edition.title in text(trainer.get(url(cast, "mine")))
    here = url(cast, "answer", stage.instruments[Audience.TRAINER].pk, session.pk)
    assert trainer.post(here, {"length": 2})["Location"] == url(cast, "thanks")
    assert "hele jaar" in text(educator.get(url(cast, "mine")))
    yearly = url(cast, "answer", stage.instruments[Audience.SCHOOL_EDUCATOR].pk)
    assert educator.get(yearly).status_code == 200
    assert educator.post(yearly, {"useful": 4}).status_code == 302
    assert educator.get(here).status_code == 403


# Results


def answered(cast: Cast, *numbers: int, **more: Any) -> Stage:
    """Sessions of one workshop with so many answers each."""
    with staged(cast) as stage:
        edition = make.edition(cast.year, "Bumpy moments")
        for number in numbers:
            session = stage.held(edition, number=number + 2, **more)
            stage.answers(session, number)
    return stage


def test_whoever_may_look_sees_the_year_and_the_stranger_nothing(cast: Cast) -> None:
    answered(cast, 6, 7)
    for who in LEADS:
        shown = cast.client(who).get(url(cast, "index"))
        assert shown.status_code == 200, who
        assert "4,0" in text(shown)
        assert "13" in text(shown)
    assert cast.client("mentor").get(url(cast, "index")).status_code == 403
    assert cast.client("trainer").get(url(cast, "index")).status_code == 403
    assert cast.client("stranger").get(url(cast, "index")).status_code == 404


def test_under_the_threshold_every_door_stays_shut(cast: Cast) -> None:
    stage = answered(cast, 4)
    session = next(iter(stage.people))
    with scope.of(cast.partnership):
        workshop = stage.participant.respondents.first().session.edition.workshop_id  # type: ignore[union-attr]  # there is one
        Comment.objects.create(
            question=Question.objects.get(instrument=stage.participant, kind="text"), session_id=session, text="Geheim",
            state=CommentState.RELEASED, released_text="Geheim", block=uuid4(),
        )  # fmt: skip
        make.assignment(
            stage.participant.respondents.first().session,  # type: ignore[union-attr, arg-type]  # there is one
            make.trainer(cast.trainer, cast.institute),
        )
    doors = [
        ("programme_lead", url(cast, "index")),
        ("programme_lead", url(cast, "school", cast.school.pk)),
        ("programme_lead", url(cast, "workshop", workshop)),
        ("programme_lead", url(cast, "session", session)),
        ("trainer", url(cast, "own")),
        ("trainer", url(cast, "own_session", session)),
        ("programme_lead", url(cast, "remarks")),
    ]
    for who, door in doors:
        shown = cast.client(who).get(door)
        assert shown.status_code == 200, door
        assert "4,0" not in text(shown), door
        assert "Geheim" not in text(shown), door
        assert "<svg" not in shown.content.decode().split("<main")[1].replace('<svg class="icon"', ""), door
    listed = cast.client("programme_lead").get(url(cast, "sheet", "csv")).content.decode()
    assert listed.count("\n") == 1


def test_a_small_session_is_not_the_difference_of_the_workshop_and_its_other_sessions(cast: Cast) -> None:
    stage = answered(cast, 3, 6, 9)
    small, middle, large = stage.people
    client = cast.client("programme_lead")
    assert "te weinig" in text(client.get(url(cast, "session", small)))
    assert "te weinig" in text(client.get(url(cast, "session", middle)))
    assert "4,0" in text(client.get(url(cast, "session", large)))


def test_a_head_sees_the_own_school_only(cast: Cast) -> None:
    stage = answered(cast, 6, 6)
    with scope.of(cast.partnership):
        elsewhere = stage.held(school=cast.other_school)
    client = cast.client("head")
    assert client.get(url(cast, "school", cast.school.pk)).status_code == 200
    assert client.get(url(cast, "school", cast.other_school.pk)).status_code == 403
    assert client.get(url(cast, "session", elsewhere.pk)).status_code == 403
    assert client.get(f"{url(cast, 'sheet', 'xlsx')}?school={cast.other_school.pk}").status_code == 403
    assert "School B" not in text(client.get(url(cast, "index")))


def test_what_is_said_of_a_trainer_is_for_the_trainer_and_the_programme_lead(cast: Cast) -> None:
    stage = answered(cast, 6)
    session = next(iter(stage.people))
    with scope.of(cast.partnership):
        given = Respondent.objects.select_related("session__edition").first()
        assert given is not None
        assert given.session is not None
        make.assignment(given.session, make.trainer(cast.trainer, cast.institute))
        workshop = given.session.edition.workshop_id
    about = "De trainer gaf de workshop goed."
    for door in (url(cast, "workshop", workshop), url(cast, "session", session)):
        assert about in text(cast.client("programme_lead").get(door))
        assert about not in text(cast.client("school_educator").get(door))
    assert about in text(cast.client("trainer").get(url(cast, "own_session", session)))
    with scope.of(cast.partnership):
        other = stage.held()
    assert cast.client("trainer").get(url(cast, "own_session", other.pk)).status_code == 403
    assert cast.client("mentor").get(url(cast, "own")).status_code == 403


def test_the_list_has_the_figures_of_the_page(cast: Cast) -> None:
    answered(cast, 6)
    listed = cast.client("programme_lead").get(url(cast, "sheet", "csv"))
    assert "De lengte van de workshop was goed.;6;4" in listed.content.decode()
    assert cast.client("council_member").get(url(cast, "sheet", "xlsx")).status_code == 200
    assert cast.client("council_member").get(f"{url(cast, 'sheet', 'csv')}?audience=nobody").status_code == 404
    assert cast.client("council_member").get(f"{url(cast, 'sheet', 'csv')}?workshop=x").status_code == 404


@pytest.mark.parametrize("name", ["index", "own", "years", "own_years"])
def test_the_number_of_queries_does_not_grow(cast: Cast, name: str) -> None:
    stage = answered(cast, 6)
    with scope.of(cast.partnership):
        given = make.trainer(cast.trainer, cast.institute)
        first = Respondent.objects.select_related("session").first()
        assert first is not None
        assert first.session is not None
        make.assignment(first.session, given)
    client = cast.client("trainer" if name.startswith("own") else "programme_lead")
    client.get(url(cast, name))
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(url(cast, name))
    with scope.of(cast.partnership):
        for n in range(3):
            session = stage.held(day=DECEMBER.date() - timedelta(days=n))
            make.assignment(session, given)
            stage.answers(session, 5)
    with CaptureQueriesContext(connection) as three:
        client.get(url(cast, name))
    assert len(three) == len(one)


# The programme lead's side


def test_the_programme_lead_makes_opens_and_closes(cast: Cast) -> None:
    client = cast.client("programme_lead")
    assert client.post(url(cast, "make")).status_code == 302
    assert "Open" in text(client.get(url(cast, "instruments")))
    with scope.of(cast.partnership):
        instrument = Instrument.objects.get(audience=Audience.PARTICIPANT, moment=Moment.SESSION)
        question = Question.objects.get(instrument=instrument, item__key="length")
    assert "De lengte van de workshop was goed." in text(client.get(url(cast, "instrument", instrument.pk)))
    change = url(cast, "question", question.pk)
    assert client.get(change).status_code == 200
    wrong = client.post(change, {"text_nl": "Lang genoeg?", "text_en": ""})
    assert (wrong.status_code, "Lang genoeg?" in wrong.content.decode()) == (422, True)
    assert client.post(change, {"text_nl": "Lang genoeg?", "text_en": "Long enough?"}).status_code == 302
    for verb, state in (("open", "open"), ("open", "open"), ("close", "closed"), ("open", "open")):
        client.post(url(cast, verb, instrument.pk))
        with scope.of(cast.partnership):
            instrument.refresh_from_db()
        assert instrument.state == state
    late = client.post(change, {"text_nl": "Anders", "text_en": "Else"})
    assert (late.status_code, "blijven zoals ze zijn" in text(late)) == (422, True)
    assert cast.client("head").post(url(cast, "make")).status_code == 403


def test_a_remark_is_read_before_others_see_it(cast: Cast) -> None:
    with staged(cast) as stage:
        session = stage.held()
        for who in stage.people[session.pk]:
            stage.answer(session, who, remark=f"Opmerking van nummer {who.pk}")
    client = cast.client("programme_lead")
    queue = text(client.get(url(cast, "remarks")))
    assert queue.count("Opmerking van nummer") == 14  # to read, and to change
    assert "Opmerking van nummer" not in text(client.get(url(cast, "session", session.pk)))
    with scope.of(cast.partnership):
        first, second, *_ = Comment.objects.all()
    wrong = client.post(url(cast, "screen", first.pk), {"verb": "withhold", "text": "Getypt", "reason": ""})
    assert (wrong.status_code, "Getypt" in text(wrong)) == (422, True)
    client.post(url(cast, "screen", first.pk), {"verb": "withhold", "reason": "Noemt een leerling."})
    client.post(url(cast, "screen", second.pk), {"verb": "release", "text": "Zonder naam."})
    shown = text(cast.client("school_educator").get(url(cast, "session", session.pk)))
    assert "Zonder naam." in shown
    assert "Opmerking van nummer" not in shown


def test_quality_goes_to_the_trainers_step(cast: Cast) -> None:
    stage = answered(cast, 6)
    with scope.of(cast.partnership):
        given = Respondent.objects.select_related("session__edition__workshop").first()
        assert given is not None
        assert given.session is not None
        trainer = make.trainer(cast.trainer, cast.institute, given.session.edition)
        make.assignment(given.session, trainer)
    assert cast.client("programme_lead").post(url(cast, "quality")).status_code == 302
    with scope.of(cast.partnership):
        kept = trainer.competences.get()
    assert (str(kept.quality), kept.answers) == ("4.00", 6)
    assert stage.participant.audience == Audience.PARTICIPANT


def test_every_page_speaks_english_too(cast: Cast) -> None:
    stage = answered(cast, 6, 7)
    session = next(iter(stage.people))
    with scope.of(cast.partnership):
        given = Respondent.objects.select_related("session__edition").first()
        assert given is not None
        assert given.session is not None
        question = Question.objects.filter(instrument=stage.participant).first()
        assert question is not None
        workshop = given.session.edition.workshop_id
        make.assignment(given.session, make.trainer(cast.trainer, cast.institute))
        Presence.objects.filter(session=given.session).update(state="late")
    pages = [
        ("programme_lead", url(cast, "index"), "What did people say"),
        ("programme_lead", url(cast, "index") + "?audience=trainer", "Nothing to show yet"),
        ("programme_lead", url(cast, "school", cast.school.pk), "What participants at this school said"),
        ("programme_lead", url(cast, "workshop", workshop), "One workshop, seen from four sides"),
        ("programme_lead", url(cast, "session", session), "The length of the workshop was good."),
        ("programme_lead", url(cast, "remarks"), "Remarks to read"),
        ("programme_lead", url(cast, "instruments"), "One for each perspective and moment"),
        ("programme_lead", url(cast, "instrument", stage.participant.pk), "As people see it"),
        ("programme_lead", url(cast, "question", question.pk), "Ask the same thing in other words"),
        ("trainer", url(cast, "own"), "What participants said of my sessions"),
        ("trainer", url(cast, "mine"), "Each questionnaire takes three minutes"),
        ("trainer", url(cast, "thanks"), "Your answers are counted"),
    ]
    Person.objects.update(language="en")
    for who, page, words in pages:
        shown = cast.client(cast.people[who]).get(page)
        assert shown.status_code == 200, page
        assert words in text(shown), page
    Person.objects.update(language="nl")
    for who, page, words in pages:
        assert words not in text(cast.client(cast.people[who]).get(page)), page

"""Answering and screening through the doors: in the room, by a code on paper, with options, and what a screener sees."""

import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.links import Purpose
from dagdeel.year.attendance.models import Presence
from dagdeel.year.attendance.states import PresenceState
from dagdeel.year.certificates.actions import issue_certificates
from dagdeel.year.certificates.models import Certificate
from dagdeel.year.evaluation import actions, queries
from dagdeel.year.evaluation.models import AnswerCode, Comment, Instrument, Item, Question, Respondent, Tally
from dagdeel.year.evaluation.states import BY_KEY, Audience, InstrumentState, Moment
from tests import cast as make
from tests.cast import Cast
from tests.year.evaluation.stage import DECEMBER, Stage
from tests.year.evaluation.test_pages import staged, text, url


@pytest.fixture(autouse=True)
def _december(cast: Cast) -> None:
    cast.partnership.demo_day = DECEMBER.date()
    cast.partnership.save()


def students(cast: Cast, number: int = 8) -> tuple[Instrument, list[str]]:
    """The open questionnaire for student teachers, and codes for it."""
    by = cast.programme_lead
    with scope.of(cast.partnership):
        (made,) = actions.make_instruments(cast.year, asks=[BY_KEY["student-year"]], by=by, at=DECEMBER)
        actions.open_instrument(made, by=by, at=DECEMBER)
        return made, actions.make_codes(made, number=number, by=by, at=DECEMBER)


# By a code on paper


def test_a_code_opens_the_questions_once_and_nothing_says_whose_it_was(cast: Cast) -> None:
    made, codes = students(cast)
    door, client = reverse("evaluation_open:code"), Client()
    typed = client.post(door, {"code": codes[0].lower().replace("-", " ")})
    page = typed["Location"]
    shown = client.get(page)
    assert (shown.status_code, shown["Cache-Control"], shown["Referrer-Policy"]) == (200, "no-store", "same-origin")
    assert "Mijn begeleider vraagt eerst" in text(shown)
    assert client.post(page, {}).status_code == 422  # nothing answered: the code still works
    sent = client.post(page, {"questions_first": 4, "time": 2, "mark_guidance": 7, "remark": "Meer tijd."})
    assert sent["Location"] == reverse("evaluation_open:code_thanks")
    assert client.get(sent["Location"]).status_code == 200
    again = client.get(page)
    assert (again.status_code, "kennen deze code niet" in text(again)) == (404, True)
    assert client.post(page, {"time": 1}).status_code == 404
    with scope.of(cast.partnership):
        made.refresh_from_db()
        assert (made.codes_made, made.codes_used, AnswerCode.objects.count()) == (8, 1, 7)
        assert not Respondent.objects.exists()
        assert Tally.objects.filter(count__gt=0).count() == 4  # three answers, and one who was asked for words
        assert not Entry.objects.filter(verb__startswith="answer").exists()
        assert list(queries.broken_promises()) == []


def test_answers_by_code_are_shown_from_the_threshold_and_only_of_the_whole_partnership(cast: Cast) -> None:
    made, codes = students(cast)
    client = Client()
    for number, code in enumerate(codes[:5], 1):
        where = reverse("evaluation_open:by_code", args=[code.replace("-", "")])
        assert client.post(where, {"time": 4, "remark": f"Woorden {number}"}).status_code == 302
        with scope.of(cast.partnership):
            actions.publish(made, by=cast.programme_lead, at=DECEMBER, all_of_it=True)
            said = queries.results(cast.year, Audience.STUDENT)
            assert isinstance(said, queries.Results) == (number >= 5)
            assert queries.to_screen(cast.year) == (5 if number == 5 else 0)
            assert queries.total_response(cast.year, Audience.STUDENT) == queries.Response(number, 8)
            assert isinstance(queries.results(cast.year, Audience.STUDENT, school=cast.school), queries.TooSmall)


def test_codes_stand_on_paper_and_nowhere_else(cast: Cast) -> None:
    made, codes = students(cast)
    client = cast.client("programme_lead")
    here = url(cast, "codes", made.pk)
    with scope.of(cast.partnership):
        kept = " ".join(AnswerCode.objects.values_list("digest", flat=True))
        told = " ".join(str(entry.after) for entry in Entry.objects.all())
    plain = [code.replace("-", "") for code in codes]
    assert not any(code in kept or code in told for code in [*codes, *plain])
    assert "8 codes gemaakt" in text(client.get(here))
    for number in ("4", "401", "", "veel"):
        assert client.post(here, {"number": number}).status_code == 422
    paper = client.post(here, {"number": "6"})
    assert (paper["Content-Type"], paper.content[:4], paper["Cache-Control"]) == (
        "application/pdf",
        b"%PDF",
        "no-store",
    )
    with scope.of(cast.partnership):
        assert AnswerCode.objects.count() == 14
        other = actions.make_instruments(cast.year, by=cast.programme_lead, at=DECEMBER)[0]
        with pytest.raises(actions.NotByCode):
            actions.make_codes(other, number=6, by=cast.programme_lead, at=DECEMBER)
    assert cast.client("head").get(here).status_code == 403


def test_a_closed_questionnaire_takes_no_code_and_a_wrong_code_opens_nothing(cast: Cast) -> None:
    made, codes = students(cast)
    where = reverse("evaluation_open:by_code", args=[codes[0].replace("-", "")])
    with scope.of(cast.partnership):
        actions.close_instrument(made, by=cast.programme_lead, at=DECEMBER)
    assert Client().get(where).status_code == 410
    assert Client().post(where, {"time": 4}).status_code == 410
    wrong = Client().post(reverse("evaluation_open:code"), {"code": "AAAA-BBBB-CCCC"})
    assert (wrong.status_code, "AAAA-BBBB-CCCC" in wrong.content.decode()) == (422, True)


# In the room


def test_the_screen_in_the_room_counts_people_and_shows_no_answer(cast: Cast) -> None:
    with staged(cast) as stage:
        session = stage.held()
        make.assignment(session, make.trainer(cast.trainer, cast.institute, session.edition))
        for who in stage.people[session.pk][:6]:
            stage.answer(session, who, 5, remark="Heel bijzonder.")
    here = url(cast, "room", session.pk)
    for role in ("trainer", "programme_lead", "school_educator"):
        shown = cast.client(role).get(here)
        assert "6 van 7 hebben geantwoord" in text(shown)
        assert not {"Heel bijzonder", "5,0", "gemiddeld"} & {
            w for w in ("Heel bijzonder", "5,0", "gemiddeld") if w in text(shown)
        }
    part = cast.client("trainer").get(here, headers={"hx-request": "true"})
    assert text(part).strip() == "6 van 7 hebben geantwoord"
    paper = cast.client("trainer").get(url(cast, "poster", session.pk))
    assert paper.content[:4] == b"%PDF"
    assert cast.client("mentor").get(here).status_code == 403
    assert (
        "evaluation/in-the-room"
        in cast.client("trainer").get(cast.url(f"attendance/sessions/{session.pk}/")).content.decode()
    )


def test_who_scans_the_code_signs_in_and_answers_the_own_questionnaire(cast: Cast) -> None:
    with staged(cast) as stage:
        session = stage.held()
        who = stage.people[session.pk][0]
    here = url(cast, "answer", stage.participant.pk, session.pk)
    asked = Client().get(here)
    assert asked.status_code == 302
    assert "next=" in asked["Location"]
    assert cast.client(who).get(here).status_code == 200


def test_who_is_not_marked_yet_reads_what_to_do(cast: Cast) -> None:
    with staged(cast) as stage:
        session = stage.held()
        who = stage.people[session.pk][0]
        Presence.objects.filter(person=who).update(state=PresenceState.ABSENT)
        make.enrolment(who, session)
    answer = cast.client(who).get(url(cast, "answer", stage.participant.pk, session.pk))
    assert (answer.status_code, "Vraag de trainer" in text(answer)) == (403, True)


# Options and conditions


def later(cast: Cast, stage: Stage) -> tuple[Any, str]:
    with scope.of(cast.partnership):
        session = stage.held(day=DECEMBER.date().replace(month=9, day=1))
        assert stage.later is not None
        token = cast.link(
            stage.people[session.pk][0],
            __import__("dagdeel.base.partnerships.links", fromlist=["x"]).Purpose.EVALUATION,
        )
        return session, reverse("evaluation_open:answer", args=[token, stage.later.pk, session.pk])


def test_somebody_chooses_options_and_an_answer_that_was_not_asked_does_not_count(cast: Cast) -> None:
    with staged(cast) as stage:
        pass
    session, here = later(cast, stage)
    shown = Client().get(here)
    assert 'data-depends-on="used"' in shown.content.decode()
    assert "Alleen als u bij “Hebt u iets uit de workshop gebruikt?” hebt geantwoord: “Ja”." in text(shown)
    wrong = Client().post(here, {"used": 9, "hindered": [1]})
    assert (wrong.status_code, "Kies een van de mogelijkheden." in text(wrong)) == (422, True)
    assert Client().post(here, {"used": 3, "how_often": 2, "hindered": [1, 4]}).status_code == 302
    with scope.of(cast.partnership):
        counted = Tally.objects.filter(count__gt=0, session=session).values_list("question__item__key", "value")
        assert sorted(counted) == [
            ("hindered", 0), ("hindered", 1), ("hindered", 4), ("remark", 0), ("used", 3)
        ]  # fmt: skip


# A certificate never depends on it


def test_a_certificate_never_depends_on_an_answer(cast: Cast) -> None:
    with staged(cast) as stage:
        session = stage.held()
        answered, silent = stage.people[session.pk][:2]
        stage.answer(session, answered)
        issue_certificates(session, by=cast.programme_lead, at=DECEMBER)
        have = set(Certificate.objects.filter(session=session).values_list("person", flat=True))
    assert {answered.pk, silent.pk} <= have
    assert len(have) == 7


# Screening


def test_names_and_health_are_marked_for_who_reads_a_remark(cast: Cast) -> None:
    with staged(cast) as stage:
        session = stage.held()
        cast.head.given_name, cast.head.surname = "Quirine", "Boterbloem"
        cast.head.save()
        words = "Boterbloem was ziek, en sanne zei dat Jansen's les <b>goed</b> was. Mevrouw Xu ook."
        for who in stage.people[session.pk]:
            stage.answer(session, who, remark=words if who == stage.people[session.pk][0] else "Prima.")
        assert Comment.objects.count() == 7
    page = cast.client("programme_lead").get(url(cast, "remarks")).content.decode()
    marks = re.findall(r'<mark class="marked">([^<]+)<span class="visually-hidden"> \(misschien (\w+ ?\w*)\)', page)
    assert marks == [("Boterbloem", "een naam"), ("ziek", "gezondheid"), ("sanne", "een naam"), ("Xu", "een naam")]
    assert "<b>goed</b>" not in page


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("De roos in de tuin stond er mooi bij.", ["roos"]),  # rather too much than too little
        ("Dit was goed.", []),
        ("Het dyslexiebeleid en mijn burn-out.", ["dyslexiebeleid", "burn-out"]),
        ("Meneer De vries", ["De"]),
        ("", []),
    ],
)
def test_what_is_marked(words: str, found: list[str]) -> None:
    pieces = queries.marked(words, frozenset())
    assert "".join(piece.text for piece in pieces) == words
    assert [piece.text for piece in pieces if piece.why] == found


# The maker's pages


def draft(cast: Cast) -> Instrument:
    with scope.of(cast.partnership):
        actions.make_instruments(cast.year, by=cast.programme_lead, at=DECEMBER)
        return Instrument.objects.get(audience=Audience.PARTICIPANT, moment=Moment.LATER)


NEW = {"label": "Reis", "kind": "one", "text_nl": "Was de reis ver?", "text_en": "Was it far?"}


def test_a_question_is_written_with_its_options_and_its_condition(cast: Cast) -> None:
    made, client = draft(cast), cast.client("programme_lead")
    here = url(cast, "add", made.pk)
    wrong = client.post(here, {**NEW, "option_1_nl": "Ja", "option_1_en": "Yes"})
    assert (wrong.status_code, "minstens twee" in text(wrong), 'value="Ja"' in wrong.content.decode()) == (
        422,
        True,
        True,
    )
    two = client.post(here, {**NEW, "option_1_nl": "Ja", "option_1_en": "Yes", "only": ["used:1", "hindered:2"]})
    assert (two.status_code, "van één eerdere vraag" in text(two)) == (422, True)
    options = {"option_1_nl": "Ja", "option_1_en": "Yes", "option_3_nl": "Nee", "option_3_en": "No"}
    assert client.post(here, {**NEW, **options, "only": ["used:2", "used:3"]}).status_code == 302
    with scope.of(cast.partnership):
        question = Question.objects.get(instrument=made, item__key="reis")
        assert question.options == [[1, "Ja", "Yes"], [3, "Nee", "No"]]
        assert (question.only_if.item.key if question.only_if else "", question.only_values) == ("used", [2, 3])
    twice = client.post(here, {**NEW, **options, "label": "Nog eens"})
    assert (twice.status_code, "Neem haar uit de vragenbank" in text(twice)) == (422, True)
    change = url(cast, "question", question.pk)
    assert 'value="Nee"' in client.get(change).content.decode()
    words = {"text_nl": "Was het ver?", "text_en": "Was it far?", **options, "option_3_nl": "", "option_3_en": ""}
    assert client.post(change, words).status_code == 422
    assert client.post(change, {**words, "option_4_nl": "Best wel", "option_4_en": "Rather"}).status_code == 302
    assert "Was het ver?" in text(client.get(url(cast, "instrument", made.pk)))


def test_questions_move_go_and_come_from_the_bank(cast: Cast) -> None:
    made, client = draft(cast), cast.client("programme_lead")

    def keys() -> list[str]:
        with scope.of(cast.partnership):
            return [line.key for line in queries.lines_of(made)]

    with scope.of(cast.partnership):
        used, support = (Question.objects.get(instrument=made, item__key=key) for key in ("used", "support"))
    blocked = client.post(url(cast, "remove", used.pk), follow=True)
    assert ("Wijzig die eerst" in text(blocked), keys()[0]) == (True, "used")
    client.post(url(cast, "move", support.pk), {"to": "up"})
    assert keys()[-3:] == ["support", "students", "remark"]
    client.post(url(cast, "remove", support.pk))
    assert "support" not in keys()
    assert "Mijn school geeft mij ruimte" in text(client.get(url(cast, "bank", made.pk)))
    client.post(url(cast, "bank", made.pk), {"item": "support"})
    assert keys()[-1] == "support"
    assert client.post(url(cast, "bank", made.pk), {"item": "nothing"}).status_code == 404


def test_a_questionnaire_goes_out_and_comes_in_as_a_file(cast: Cast) -> None:
    made, client = draft(cast), cast.client("programme_lead")
    file = client.get(url(cast, "save_file", made.pk))
    assert file["Content-Type"].startswith("application/json")
    found = json.loads(file.content)
    found["questions"][0]["nl"] = "Hebt u er iets van gebruikt?"
    found["questions"].append({"key": "travel", "label": "Reis", "kind": "mark", "nl": "Cijfer reis?", "en": "Mark?"})

    def read(content: object) -> Any:
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        return client.post(url(cast, "read_file", made.pk), {"file": SimpleUploadedFile("q.json", data)})

    with scope.of(cast.partnership):
        before, items = queries.lines_of(made), Item.objects.count()
    looked = read(found)
    with scope.of(cast.partnership):
        assert queries.lines_of(made) == before
    taken = client.post(url(cast, "take_file", made.pk), {"sealed": looked.context["sealed"]})
    assert (looked.status_code, taken.status_code) == (200, 302)
    with scope.of(cast.partnership):
        after = queries.lines_of(made)
        assert [line.key for line in after] == [*(line.key for line in before), "travel"]
        assert (after[1], after[2]) == (before[1], before[2])  # with its condition and its options
        assert Item.objects.count() == items + 1
    bad = [
        (b"\xff\xfe", "geen bestand van een vragenlijst"),
        (b"[" * 100_000, "geen bestand van een vragenlijst"),
        (b"x" * 200_001, "te groot"),
        ({"format": "else"}, "geen bestand van een vragenlijst"),
        ({**found, "version": 2}, "nieuwere versie"),
        ({**found, "questions": []}, "geen vragen"),
        ({**found, "questions": [{"key": "a", "smell": 1}]}, "onderdelen die wij niet kennen"),
        ({**found, "questions": [{"key": 3, "kind": "mark"}]}, "niet volledig"),
        ({**found, "questions": [{**found["questions"][0], "kind": "mark", "options": []}]}, "een andere soort vraag"),
        ({**found, "questions": [found["questions"][1]]}, "Kies antwoorden van één eerdere vraag"),
        (
            {**found, "questions": [{**found["questions"][-1], "key": "Not A Key", "nl": "x", "en": "y"}]},
            "kleine letters",
        ),
    ]
    for content, words in bad:
        answer = read(content)
        assert (answer.status_code, words in text(answer)) == (422, True), words
    with scope.of(cast.partnership):
        assert queries.lines_of(made) == after


def test_the_introduction_and_the_weeks_are_set_on_the_page(cast: Cast) -> None:
    made, client = draft(cast), cast.client("programme_lead")
    here = url(cast, "instrument", made.pk)
    assert client.post(here, {"introduction": "Fijn dat u meedoet.", "weeks": "13"}).status_code == 422
    assert client.post(here, {"introduction": "Fijn dat u meedoet.", "weeks": "8"}).status_code == 302
    assert "Fijn dat u meedoet." in text(client.get(here))
    client.post(url(cast, "drop", made.pk))
    assert client.get(here).status_code == 404
    client.post(url(cast, "make"), {"which": "participant-later"})
    client.post(url(cast, "make"), {"which": "student-year"})
    with scope.of(cast.partnership):
        assert Instrument.objects.count() == 8
    assert client.post(url(cast, "make"), {"which": "nobody-ever"}).status_code == 404


def test_what_is_asked_about_a_trainer_is_for_that_trainer_and_the_lead(cast: Cast) -> None:
    by = cast.programme_lead
    with scope.of(cast.partnership):
        actions.make_instruments(cast.year, by=by, at=DECEMBER)
        made = Instrument.objects.get(audience=Audience.PARTICIPANT, moment=Moment.SESSION)
    client, here = cast.client("programme_lead"), url(cast, "add", made.pk)
    new = {"label": "Uitleg", "text_nl": "Zij legde goed uit.", "text_en": "She explained well.", "about_person": "on"}
    wrong = client.post(here, {**new, "kind": "text"})
    assert (wrong.status_code, "niet aan één persoon" in text(wrong)) == (422, True)
    assert client.post(here, {**new, "kind": "agree"}).status_code == 302
    with scope.of(cast.partnership):
        actions.open_instrument(made, by=by, at=DECEMBER)
        stage = Stage(cast, {str(Audience.PARTICIPANT): made})
        session = stage.held()
        stage.answers(session, 7)
        make.assignment(session, make.trainer(cast.trainer, cast.institute, session.edition))
    for role, page, sees in (
        ("head", url(cast, "session", session.pk), False),
        ("school_educator", url(cast, "school", cast.school.pk), False),
        ("council_member", url(cast, "workshop", session.edition.workshop_id), False),
        ("programme_lead", url(cast, "session", session.pk), True),
        ("trainer", url(cast, "own_session", session.pk), True),
    ):
        shown = text(cast.client(role).get(page))
        assert "De lengte van de workshop was goed." in shown, role
        assert ("Zij legde goed uit." in shown) == sees, role


def test_the_bank_costs_as_many_queries_with_many_questions(cast: Cast) -> None:
    made, client = draft(cast), cast.client("programme_lead")

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url(cast, "bank", made.pk)).status_code == 200
            assert client.get(url(cast, "instrument", made.pk)).status_code == 200
        return len(captured)

    cost()
    before = cost()
    with scope.of(cast.partnership):
        other = Instrument.objects.get(audience=Audience.TRAINER)
        for number in range(6):
            line = queries.Line("", "agree", f"Vraag {number}?", f"Question {number}?", label=f"Vraag {number}")
            actions.add_question(other, line=line, by=cast.programme_lead, at=DECEMBER)
        support = next(row.line for row in queries.bank(made) if row.line.key == "vraag-1")
        actions.take_question(made, line=support, by=cast.programme_lead, at=DECEMBER)
    assert cost() == before


def test_after_the_own_check_in_one_click_leads_to_the_questionnaire_about_the_newest_session(cast: Cast) -> None:
    with staged(cast) as stage:
        session = stage.held()
    who = stage.people[session.pk][0]
    link = cast.link(who, Purpose.MENTOR)
    part = Client().get(f"/e/{link}/", headers={"HX-Request": "true"}).content.decode()
    assert f'href="/e/{link}/{stage.participant.pk}/{session.pk}/"' in part


def test_from_the_check_in_in_the_room_the_questionnaire_opens_after_signing_in_when_it_is_open(cast: Cast) -> None:
    with staged(cast) as stage:
        session = stage.held()
    there = url(cast, "about_session", session.pk)
    assert "/sign-in/" in Client().get(there)["Location"]
    client = cast.client(stage.people[session.pk][0])
    assert client.get(there)["Location"] == url(cast, "answer", stage.participant.pk, session.pk)
    with scope.of(cast.partnership):
        Instrument.objects.update(state=InstrumentState.CLOSED)
    assert client.get(there)["Location"] == url(cast, "mine")

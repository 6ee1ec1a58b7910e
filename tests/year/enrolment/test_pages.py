"""The pages of those who organise: who may, what they show, what they do."""

import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.people.models import Person
from dagdeel.year.choices import actions as choices
from dagdeel.year.choices.models import SchoolPlan
from dagdeel.year.enrolment import actions, documents
from dagdeel.year.enrolment.models import Enrolment, Invitation, Invitee, Reservation
from dagdeel.year.enrolment.states import EnrolmentState
from tests import cast as builders
from tests.cast import NOW, Cast
from tests.year.enrolment.conftest import Programme


def seat(programme: Programme, number: int = 1) -> list[Enrolment]:
    return [actions.enrol(programme.first, person=p, by=p, at=NOW) for p in programme.mentors[:number]]


def sent(programme: Programme) -> Invitation:
    cast = programme.cast
    draft = actions.draft_invitation(cast.year, cast.school, by=cast.school_educator, at=NOW)
    return actions.send_invitation(draft, by=cast.head, at=NOW)


def get(cast: Cast, who: str, path: str) -> tuple[int, str]:
    answer = cast.client(who).get(cast.url(f"enrolment/{path}"))
    return answer.status_code, " ".join(answer.content.decode(errors="replace").split())


WHO_SEES = {
    "": {"mentor": 302, "head": 302, "school_educator": 302, "programme_lead": 200, "institute_educator": 200, "trainer": 200,
         "council_member": 200, "stranger": 404},
    "mine/": {"mentor": 200, "head": 403, "programme_lead": 403, "stranger": 404},
    "schools/{school}/": {"mentor": 403, "head": 200, "school_educator": 200, "hr_officer": 200, "programme_lead": 200,
                          "institute_educator": 403, "trainer": 403, "council_member": 403, "stranger": 404},
    "schools/{other}/": {"head": 403, "school_educator": 403, "hr_officer": 403, "programme_lead": 200, "stranger": 404},
    "schools/{school}/invitation/": {"mentor": 403, "head": 200, "school_educator": 200, "programme_lead": 200, "stranger": 404},
    "schools/{other}/invitation/": {"head": 403, "school_educator": 403},
    "schools/{school}/letters.pdf": {"mentor": 403, "hr_officer": 403, "trainer": 403, "stranger": 404},
    "schools/{school}/mentors.csv": {"mentor": 403, "head": 200, "institute_educator": 403, "stranger": 404},
    "sessions/{session}/": {"mentor": 403, "head": 200, "school_educator": 200, "programme_lead": 200,
                            "institute_educator": 403, "trainer": 403, "stranger": 404},
    "sessions/{session}/seats/": {"trainer": 200, "head": 200, "council_member": 200, "mentor": 403, "stranger": 404},
    "sessions/{session}/people.xlsx": {"head": 200, "trainer": 403, "stranger": 404},
}  # fmt: skip


@pytest.mark.parametrize("path", WHO_SEES)
def test_who_sees_what(programme: Programme, path: str) -> None:
    seat(programme)
    sent(programme)
    places = {
        "school": programme.cast.school.pk,
        "other": programme.cast.other_school.pk,
        "session": programme.first.pk,
    }
    found = {who: get(programme.cast, who, path.format(**places))[0] for who in WHO_SEES[path]}
    assert found == WHO_SEES[path]
    signed_out = Client().get(programme.cast.url(f"enrolment/{path.format(**places)}"))
    assert signed_out.status_code == 302
    assert "sign-in" in signed_out["Location"]


WHO_DOES = {
    "schools/{school}/nudge/": {
        "mentor": 403,
        "head": 403,
        "institute_educator": 403,
        "stranger": 404,
        "school_educator": 302,
    },
    "schools/{other}/nudge/": {"school_educator": 403, "programme_lead": 302},
    "schools/{school}/invitation/send/": {
        "mentor": 403,
        "school_educator": 403,
        "programme_lead": 403,
        "stranger": 404,
    },
    "schools/{other}/invitation/send/": {"head": 403},
    "schools/{school}/invitation/more/": {"mentor": 403, "head": 403, "stranger": 404, "school_educator": 302},
    "schools/{school}/mentors/{mentor}/link/": {"mentor": 403, "head": 403, "stranger": 404, "school_educator": 302},
    "sessions/{session}/": {"mentor": 403, "head": 403, "stranger": 404},
    "sessions/{session}/move-up/": {"mentor": 403, "head": 403, "stranger": 404, "school_educator": 302},
    "sessions/{session}/people/{enrolment}/cancel/": {"mentor": 403, "head": 403, "hr_officer": 403, "stranger": 404},
}


@pytest.mark.parametrize("path", WHO_DOES)
def test_who_does_what(programme: Programme, path: str) -> None:
    sent(programme)
    places = {
        "school": programme.cast.school.pk, "other": programme.cast.other_school.pk, "session": programme.first.pk,
        "mentor": programme.cast.mentor.pk, "enrolment": seat(programme)[0].pk,
    }  # fmt: skip
    address = programme.cast.url(f"enrolment/{path.format(**places)}")
    found = {who: programme.cast.client(who).post(address, {"reason": "x"}).status_code for who in WHO_DOES[path]}
    assert found == WHO_DOES[path]


def test_a_school_educator_writes_and_the_head_signs(programme: Programme) -> None:
    cast, path = programme.cast, f"enrolment/schools/{programme.cast.school.pk}/invitation/"
    educator, head = cast.client("school_educator"), cast.client("head")
    assert "niet geschreven" in educator.get(cast.url(path)).content.decode()
    wrong = educator.post(cast.url(path), {"subject": "Kom!", "text": "Beste {voornaam}"})
    assert wrong.status_code == 422
    assert "{voornaam}" in wrong.content.decode()
    assert "Dit kan niet worden ingevuld" in wrong.content.decode()
    educator.post(cast.url(path), {"subject": "Kom!", "text": "Beste {naam}, groet van {rector}"})
    page = head.get(cast.url(path)).content.decode()
    assert f"groet van {cast.head.full_name}" in page
    assert head.post(cast.url(path + "send/")).status_code == 302
    assert Invitee.objects.count() == 5
    assert "was al verstuurd" in head.post(cast.url(path + "send/"), follow=True).content.decode()
    assert educator.post(cast.url(path), {"subject": "Toch", "text": "Anders"}).status_code == 422
    assert Invitation.objects.get().subject == "Kom!"


def test_the_letters_of_a_school_come_in_one_tagged_file(programme: Programme) -> None:
    invitation = sent(programme)
    cast, path = programme.cast, f"enrolment/schools/{programme.cast.school.pk}/letters"
    answer = cast.client("head").get(cast.url(f"{path}.pdf"))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "no-store"
    book = PdfReader(io.BytesIO(answer.content))
    assert len(book.pages) == 5
    assert str(book.root_object["/Lang"]) == "nl-NL"
    words = " ".join(" ".join(page.extract_text().split()) for page in book.pages)
    assert "twee workshops" in words
    assert cast.head.full_name in words
    assert invitation.subject in words
    one = PdfReader(io.BytesIO(cast.client("head").get(cast.url(f"{path}/{cast.mentor.pk}.pdf")).content))
    assert len(one.pages) == 1
    assert cast.mentor.full_name in one.pages[0].extract_text()
    assert cast.client("head").get(cast.url(f"{path}/{cast.head.pk}.pdf")).status_code == 404


def test_who_is_exempt_for_a_while_is_short_of_the_rule_afterwards(programme: Programme) -> None:
    cast, school = programme.cast, programme.cast.school
    sent(programme)
    plan = SchoolPlan.objects.get(year=cast.year, school=school)
    last = NOW.date() + timedelta(days=10)
    choices.exempt(plan, person=cast.mentor, reason="Verlof", until=last, by=cast.school_educator, at=NOW)
    own = cast.client("mentor").get(cast.url("enrolment/mine/")).content.decode()
    assert "Verlof, tot en met" in own
    page = cast.client("head").get(cast.url(f"enrolment/schools/{school.pk}/"))
    assert cast.mentor not in [one.person for one in page.context["short"]]
    choices.end_exemptions(cast.year, by=None, at=NOW + timedelta(days=11))
    page = cast.client("head").get(cast.url(f"enrolment/schools/{school.pk}/"))
    assert cast.mentor in [one.person for one in page.context["short"]]
    reminded = actions.nudge(cast.year, school, by=cast.school_educator, at=NOW + timedelta(days=11))
    assert cast.mentor in [row.person for row in reminded]


def _reads_english(person: Person) -> None:
    person.language = "en"
    person.save(update_fields=["language"])


def test_who_reads_english_gets_the_letter_in_english_and_the_others_in_dutch(programme: Programme) -> None:
    _reads_english(programme.cast.mentor)
    sent(programme)
    cast, path = programme.cast, f"enrolment/schools/{programme.cast.school.pk}/letters"
    answer = cast.client("head").get(cast.url(f"{path}/{cast.mentor.pk}.pdf"))
    one = PdfReader(io.BytesIO(answer.content))
    words = " ".join(one.pages[0].extract_text().split())
    assert str(one.root_object["/Lang"]) == "en-GB"
    for said in ("Dear", "two workshops", "Friday 23 September 2016", "Scan this code", cast.head.full_name):
        assert said in words
    assert not re.search(r"\b(Beste|uiterlijk|Scan deze)\b", words)
    together = PdfReader(io.BytesIO(cast.client("head").get(cast.url(f"{path}.pdf")).content))
    texts = [page.extract_text() for page in together.pages]
    assert sum("Dear" in text for text in texts) == 1
    assert sum("Beste" in text for text in texts) == 4
    assert str(together.root_object["/Lang"]) == "nl-NL"


def test_without_english_words_everybody_gets_the_dutch_letter(programme: Programme) -> None:
    _reads_english(programme.cast.mentor)
    cast, path = programme.cast, f"enrolment/schools/{programme.cast.school.pk}/invitation/"
    educator = cast.client("school_educator")
    shown = educator.get(cast.url(path)).content.decode()
    assert "Voor wie Engels leest (1 begeleider)" in shown
    assert "Dear" in shown
    half = {"subject": "Kom!", "text": "Beste {naam}", "subject_en": "", "text_en": "Dear {naam}"}
    refused = educator.post(cast.url(path), half)
    assert refused.status_code == 422
    assert "Geef ook een onderwerp in het Engels" in refused.content.decode()
    assert "Dear {naam}" in refused.content.decode()
    assert educator.post(cast.url(path), {**half, "text_en": ""}).status_code == 302
    with scope.of(cast.partnership):
        assert {letter.language for letter in documents.letters(Invitation.objects.get(), NOW)} == {"nl"}


def test_the_session_page_tells_who_comes_who_waits_and_why(programme: Programme) -> None:
    seat(programme, 2)
    for person in programme.mentors[2:4]:
        actions.join_waiting_list(programme.first, person=person, by=person, at=NOW)
    actions.enrol(programme.parallel, person=programme.mentors[3], by=programme.mentors[3], at=NOW)
    _, page = get(programme.cast, "school_educator", f"sessions/{programme.first.pk}/")
    assert programme.cast.mentor.list_name in page
    assert "1 van 2" in page
    assert "heeft nog geen workshop" in page
    assert "wordt overgeslagen: heeft een andere workshop in dat dagdeel" in page


def test_enrolling_for_somebody_asks_who_and_why_and_keeps_what_was_typed(programme: Programme) -> None:
    cast, address = programme.cast, programme.cast.url(f"enrolment/sessions/{programme.first.pk}/")
    client = cast.client("school_educator")
    answer = client.post(address, {"person": "", "reason": "Belde mij op"})
    assert answer.status_code == 422
    assert "Belde mij op" in answer.content.decode()
    assert client.post(address, {"person": cast.mentor.pk, "reason": "Belde mij op"}).status_code == 302
    entry = Entry.objects.get(verb="enrolment.enrolled_on_behalf")
    assert (entry.by_id, entry.reason) == (cast.school_educator.pk, "Belde mij op")
    again = client.post(address, {"person": cast.mentor.pk, "reason": "Nog eens"})
    assert again.status_code == 422
    stranger = client.post(address, {"person": cast.stranger.pk, "reason": "x"})
    assert stranger.status_code == 422
    seat(Programme(cast, programme.first, programme.parallel, programme.later, programme.mentors[1:]))
    full = client.post(address, {"person": programme.mentors[2].pk, "reason": "x"})
    assert full.status_code == 422
    assert "Alle plaatsen zijn bezet" in full.content.decode()


def test_cancelling_for_somebody_needs_a_reason(programme: Programme) -> None:
    made = seat(programme)[0]
    address = programme.cast.url(f"enrolment/sessions/{programme.first.pk}/people/{made.pk}/cancel/")
    client = programme.cast.client("school_educator")
    for typed in (" ", "x" * 301):
        answer = client.post(address, {"reason": typed})
        assert answer.status_code == 422
        assert "Geef een reden" in answer.content.decode()
        assert typed in answer.content.decode()
        assert f'id="reason-{made.pk}-reason_error"' in answer.content.decode()
    assert "niet meer ingeschreven" in client.post(address, {"reason": "Ziek"}, follow=True).content.decode()
    assert "was al afgemeld" in client.post(address, {"reason": "Ziek"}, follow=True).content.decode()
    made.refresh_from_db()
    assert (made.state, made.reason) == (EnrolmentState.CANCELLED, "Ziek")


def test_an_enrolment_of_another_session_is_not_found_under_this_one(programme: Programme) -> None:
    made = seat(programme)[0]
    address = programme.cast.url(f"enrolment/sessions/{programme.later.pk}/people/{made.pk}/cancel/")
    assert programme.cast.client("school_educator").post(address, {"reason": "x"}).status_code == 404


def test_a_reminder_goes_to_who_is_short(programme: Programme) -> None:
    address = programme.cast.url(f"enrolment/schools/{programme.cast.school.pk}/nudge/")
    client = programme.cast.client("school_educator")
    assert "Eerst moet de rector" in client.post(address, follow=True).content.decode()
    sent(programme)
    assert "5 begeleiders krijgen een herinnering" in client.post(address, follow=True).content.decode()


def test_the_list_as_a_file_neutralises_formulas(programme: Programme) -> None:
    who = programme.mentors[1]
    who.surname = "=1+1"
    who.save()
    answer = programme.cast.client("head").get(
        programme.cast.url(f"enrolment/schools/{programme.cast.school.pk}/mentors.csv")
    )
    assert "'=1+1" in answer.content.decode("utf-8-sig")


def test_the_mentors_of_a_school_are_sorted_and_shown_in_the_columns_of_the_reader(programme: Programme) -> None:
    seat(programme)
    cast, path = programme.cast, f"schools/{programme.cast.school.pk}/"

    def names(query: str = "") -> list[str]:
        answer = cast.client("head").get(cast.url(f"enrolment/{path}?{query}"))
        return [one.person.list_name for one, _sessions in answer.context["short_rows"]]

    assert names("sort=name") == names() == names("sort=-name")[::-1]
    assert names("sort=-rule")[0] == cast.mentor.list_name == names("sort=rule")[-1]
    assert names("sort=salary&column=salary") == names("sort=workshops") == names()
    usual = get(cast, "head", path)[1]
    assert 'data-label="Vak"' in usual
    assert 'data-label="Doet mee aan"' not in usual
    chosen = get(cast, "head", f"{path}?column=workshops")[1]
    assert 'data-label="Vak"' not in chosen
    cells = re.findall(r'data-label="Doet mee aan"[^>]*>(.*?)</td>', chosen)
    assert sorted(programme.first.edition.title in cell for cell in cells) == [False] * 4 + [True]


def test_the_seats_are_a_part_of_anothers_page(programme: Programme) -> None:
    seat(programme, 2)
    cast = programme.cast
    address = cast.url(f"enrolment/sessions/{programme.first.pk}/seats/")
    part = cast.client("trainer").get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "2 van" in part
    assert cast.mentor.surname not in part


@pytest.mark.parametrize(
    "path",
    [
        "",
        "schools/{school}/",
        "schools/{school}/?sort=-rule&column=workshops",
        "schools/{school}/invitation/",
        "sessions/{session}/",
    ],
)
def test_a_list_asks_as_many_queries_for_three_rows_as_for_one(programme: Programme, path: str) -> None:
    cast = programme.cast
    sent(programme)
    seat(programme)
    client = cast.client("programme_lead")
    address = cast.url("enrolment/" + path.format(school=cast.school.pk, session=programme.first.pk))
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    new = builders.mentors(cast.school, 4)
    actions.invite_more(Invitation.objects.get(), by=cast.school_educator, at=NOW)
    actions.enrol(programme.first, person=new[0], by=new[0], at=NOW)
    for person in new[1:]:
        actions.join_waiting_list(programme.first, person=person, by=person, at=NOW + timedelta(minutes=1))
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    # the first person on a waiting list brings the list itself, and one look at what stands in the way of those who wait
    assert len(few) <= len(many) <= len(few) + 2
    builders.membership(new[0], Role.MENTOR, school=cast.other_school)
    with CaptureQueriesContext(connection) as more:
        client.get(address)
    assert len(more) == len(many)


def test_whoever_may_see_figures_only_gets_no_link_to_names(programme: Programme) -> None:
    path = programme.cast.url(f"enrolment/sessions/{programme.first.pk}/")
    for who, linked in (("council_member", False), ("institute_educator", False), ("programme_lead", True)):
        _, page = get(programme.cast, who, "")
        assert programme.first.edition.title in page
        assert (path in page) == linked


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("path", ["", "schools/{school}/", "schools/{school}/invitation/", "sessions/{session}/"])
def test_every_page_speaks_both_languages(programme: Programme, path: str, language: str) -> None:
    lead = programme.cast.programme_lead
    lead.language = language
    lead.save()
    path = path.format(school=programme.cast.school.pk, session=programme.first.pk)
    status, page = get(programme.cast, "programme_lead", path)
    assert status == 200
    assert f'<html lang="{language}"' in page
    words = {
        "": "Minstens één workshop",
        "schools": "Minder dan de school vraagt",
        "invitation": "Concept bewaren",
        "sessions": "Niemand wacht",
    }
    english = {
        "": "One workshop or more",
        "schools": "Short of what",
        "invitation": "Keep the draft",
        "sessions": "Nobody waits",
    }
    kind = "invitation" if "invitation" in path else path.split("/")[0]
    assert (words[kind] in page, english[kind] in page) == (language == "nl", language == "en")


def test_seats_that_are_reserved_with_a_double_click_are_kept_once(programme: Programme) -> None:
    cast, address = programme.cast, programme.cast.url(f"enrolment/sessions/{programme.first.pk}/reserved/")
    client, typed = cast.client("school_educator"), {"label": "Sectie Duits", "number": 1, "until": "2016-10-01"}
    assert client.post(address, typed).status_code == 302
    again = client.post(address, {**typed, "label": " sectie duits"}, follow=True).content.decode()
    assert "Er was al 1 plaats gereserveerd voor sectie duits" in again
    assert "Er is niets toegevoegd" in again
    programme.first.refresh_from_db()
    assert (Reservation.objects.count(), programme.first.taken) == (1, 1)
    assert client.post(address, {**typed, "label": "Sectie Frans"}).status_code == 302
    assert Reservation.objects.count() == 2


def test_a_head_reads_what_a_mentor_gets_before_signing_and_the_text_to_change_is_folded_in(
    programme: Programme,
) -> None:
    cast, path = programme.cast, f"enrolment/schools/{programme.cast.school.pk}/invitation/"
    actions.draft_invitation(cast.year, cast.school, by=cast.school_educator, at=NOW)
    page = cast.client("head").get(cast.url(path)).content.decode()
    assert page.count("Zo leest") == 1
    assert (
        page.index("Zo leest")
        < page.index("<summary>Tekst wijzigen</summary>")
        < page.index("Ja, verstuur op mijn naam")
    )
    writing = cast.client("school_educator").get(cast.url(path)).content.decode()
    assert "Tekst wijzigen" not in writing
    assert writing.count("Zo leest") == 1
    cast.client("head").post(cast.url(f"{path}send/"))
    assert cast.client("head").get(cast.url(path)).content.decode().count("Zo leest") == 1

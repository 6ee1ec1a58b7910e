"""The mentor's one page: signed in, or with the link alone."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.http import HttpResponse, HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dagdeel.base.people.models import Person
from dagdeel.year.catalogue.models import Material
from dagdeel.year.choices.models import RuleMember, SchoolPlan
from dagdeel.year.choices.states import RuleChoice
from dagdeel.year.enrolment import actions
from dagdeel.year.enrolment.models import Enrolment
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import SessionState
from tests import cast as builders
from tests.cast import NOW
from tests.year.enrolment.conftest import Programme


def address(programme: Programme, person: Person) -> str:
    return f"/m/{programme.cast.link(person)}/"


def ask(url: str, verb: str, session: Session, client: Client | None = None) -> HttpResponseBase:
    return (client or Client()).post(url, {"verb": verb, "session": session.pk}, follow=True)


def text(answer: HttpResponseBase) -> str:
    assert isinstance(answer, HttpResponse)
    return " ".join(answer.content.decode().split())


def fill(session: Session) -> list[Person]:
    people = builders.mentors(session.school, session.seats)
    for person in people:
        actions.enrol(session, person=person, by=person, at=NOW)
    return people


def test_the_link_opens_one_persons_page_and_writes_nothing(programme: Programme) -> None:
    answer = Client().get(address(programme, programme.cast.mentor))
    assert answer.status_code == 200
    page = text(answer)
    assert programme.cast.mentor.full_name in page
    assert "Kies er twee van drie" in page
    assert page.count('value="join"') == 3
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "same-origin"
    assert Enrolment.objects.count() == 0


def test_nobody_is_asked_to_take_part_in_what_was_held(programme: Programme) -> None:
    Session.objects.filter(pk=programme.first.pk).update(state="held")  # its list was closed early in the day
    page = text(Client().get(address(programme, programme.cast.mentor)))
    assert page.count('value="join"') == 2


def test_two_clicks_enrol(programme: Programme) -> None:
    answer = ask(address(programme, programme.cast.mentor), "join", programme.first)
    assert answer.status_code == 200
    assert "U doet mee aan" in text(answer)
    assert Enrolment.objects.get().person == programme.cast.mentor


def test_whoever_has_enough_sees_the_own_workshops_first(programme: Programme) -> None:
    mentor, url = programme.cast.mentor, address(programme, programme.cast.mentor)

    def titles() -> list[str]:
        page = text(Client().get(url))
        found = [s.edition.title for s in (programme.first, programme.parallel, programme.later)]
        return sorted(found, key=lambda title: page.index(f"{title}</h2>"))

    before = titles()
    assert before[-1] == programme.later.edition.title
    actions.enrol(programme.later, person=mentor, by=mentor, at=NOW)
    assert titles() == before  # one more is asked: they stay in the order of the days
    SchoolPlan.objects.update(rule_count=1)
    assert titles() == [before[-1], *before[:-1]]


def test_a_double_submit_is_harmless(programme: Programme) -> None:
    url = address(programme, programme.cast.mentor)
    ask(url, "join", programme.first)
    assert "U doet al mee aan" in text(ask(url, "join", programme.first))
    for _ in range(2):
        assert "U doet niet meer mee aan" in text(ask(url, "cancel", programme.first))
    assert Enrolment.objects.get().state == "cancelled"


def test_a_full_session_offers_the_waiting_list_and_tells_the_place(programme: Programme) -> None:
    fill(programme.first)
    url = address(programme, programme.cast.mentor)
    answer = Client().post(url, {"verb": "join", "session": programme.first.pk})
    assert answer.status_code == 422
    assert "Deze bijeenkomst is net vol" in text(answer)
    assert "Wachtlijst: plaats 1" in text(ask(url, "wait", programme.first))
    assert "U staat al op de wachtlijst" in text(ask(url, "wait", programme.first))


def test_a_clash_names_the_other_session(programme: Programme) -> None:
    url = address(programme, programme.cast.mentor)
    ask(url, "join", programme.first)
    answer = Client().post(url, {"verb": "join", "session": programme.parallel.pk})
    assert answer.status_code == 422
    assert programme.first.edition.title in text(answer)


def test_cancelling_is_refused_after_the_cut_off(programme: Programme) -> None:
    url = address(programme, programme.cast.mentor)
    ask(url, "join", programme.first)
    programme.cast.partnership.demo_day = (NOW + timedelta(days=54)).date()
    programme.cast.partnership.save()
    answer = Client().post(url, {"verb": "cancel", "session": programme.first.pk})
    assert answer.status_code == 422
    assert "De laatste dag om af te melden is voorbij" in text(answer)
    assert Enrolment.objects.get().state == "enrolled"


@pytest.mark.parametrize(
    "data", [{}, {"verb": "join"}, {"verb": "dance", "session": 1}, {"verb": "join", "session": "x"}]
)
def test_nonsense_is_answered_with_a_sentence(programme: Programme, data: dict[str, str]) -> None:
    answer = Client().post(address(programme, programme.cast.mentor), data)
    assert answer.status_code == 422
    assert "Dat lukte niet" in text(answer)


def test_a_session_of_another_school_is_refused_and_of_another_partnership_not_found(programme: Programme) -> None:
    url = address(programme, programme.cast.mentor)
    elsewhere = builders.session(programme.first.edition, programme.cast.other_school)
    answer = Client().post(url, {"verb": "join", "session": elsewhere.pk})
    assert answer.status_code == 422
    assert "een andere school" in text(answer)
    assert Client().post(url, {"verb": "join", "session": 999_999}).status_code == 404


def test_a_link_that_is_not_ours_is_not_found(programme: Programme) -> None:
    answer = Client().get("/m/nonsense/")
    assert answer.status_code == 404
    assert "schoolopleider" in text(answer)


def test_a_revoked_link_is_gone_and_says_so(programme: Programme) -> None:
    url = address(programme, programme.cast.mentor)
    actions.revoke_link(programme.cast.mentor, programme.cast.year, by=programme.cast.school_educator, at=NOW)
    for answer in (Client().get(url), Client().post(url, {"verb": "join", "session": programme.first.pk})):
        assert answer.status_code == 410
        assert "Deze link werkt niet meer" in text(answer)
    assert Enrolment.objects.count() == 0


def test_an_expired_link_is_gone_and_says_so(programme: Programme) -> None:
    programme.cast.partnership.demo_day = programme.cast.year.last_day + timedelta(days=100)
    programme.cast.partnership.save()
    answer = Client().get(address(programme, programme.cast.mentor))
    assert answer.status_code == 410
    assert "Het jaar van deze link is voorbij" in text(answer)


def test_somebody_elses_link_opens_that_persons_page_and_says_whose_it_is(programme: Programme) -> None:
    other = programme.mentors[1]
    client = programme.cast.client("mentor")
    url = address(programme, other)
    assert f"Dit is de pagina van {other.full_name}" in text(client.get(url))
    ask(url, "join", programme.first, client)
    assert Enrolment.objects.get().person == other


def test_a_signed_in_mentor_has_the_same_page(programme: Programme) -> None:
    client, url = programme.cast.client("mentor"), programme.cast.url("enrolment/mine/")
    assert "Kies er twee van drie" in text(client.get(url))
    ask(url, "join", programme.first, client)
    assert Enrolment.objects.get().person == programme.cast.mentor


def test_an_english_reader_gets_an_english_page(programme: Programme) -> None:
    programme.cast.mentor.language = "en"
    programme.cast.mentor.save()
    answer = Client().get(address(programme, programme.cast.mentor))
    assert "Choose two of three" in text(answer)
    assert answer["Content-Language"] == "en"


def test_an_exempt_mentor_is_asked_nothing(programme: Programme) -> None:
    RuleMember.objects.create(
        plan=SchoolPlan.objects.get(),
        person=programme.cast.mentor,
        kind=RuleMember.Kind.EXEMPT,
        reason="ouderschapsverlof",
    )
    assert "ouderschapsverlof" in text(Client().get(address(programme, programme.cast.mentor)))


def test_where_the_school_assigns_there_is_no_button(programme: Programme) -> None:
    SchoolPlan.objects.update(rule_choice=RuleChoice.ASSIGNED)
    page = text(Client().get(address(programme, programme.cast.mentor)))
    assert 'value="join"' not in page
    assert "Uw school bepaalt" in page


def test_a_cancelled_session_stays_visible_with_its_reason(programme: Programme) -> None:
    url = address(programme, programme.cast.mentor)
    ask(url, "join", programme.first)
    Session.objects.filter(pk=programme.first.pk).update(state=SessionState.CANCELLED, cancel_reason="Trainer ziek")
    page = text(Client().get(url))
    assert "Trainer ziek" in page
    assert "U hebt nog niet gekozen" in page


def test_materials_open_for_participants_within_their_window(programme: Programme) -> None:
    material = Material(edition=programme.first.edition, title="Kijkwijzer", content_type="text/plain", size=5)
    material.file.save("kijkwijzer.txt", ContentFile(b"Kijk!"))
    url = address(programme, programme.cast.mentor)
    assert Client().get(f"{url}materials/{material.pk}/").status_code == 404
    ask(url, "join", programme.first)
    assert "Kijkwijzer" in text(Client().get(url))
    answer = Client().get(f"{url}materials/{material.pk}/")
    assert b"".join(answer.streaming_content) == b"Kijk!"  # type: ignore[attr-defined]  # the client's answer to a file
    Material.objects.update(visible_until=NOW.date() - timedelta(days=1))
    assert Client().get(f"{url}materials/{material.pk}/").status_code == 404


def test_the_page_asks_as_many_queries_for_three_sessions_as_for_one(programme: Programme) -> None:
    url = address(programme, programme.cast.mentor)
    ask(url, "join", programme.first)
    with CaptureQueriesContext(connection) as many:
        Client().get(url)
    Session.objects.exclude(pk=programme.first.pk).update(state=SessionState.DRAFT)
    with CaptureQueriesContext(connection) as few:
        Client().get(url)
    assert len(many) == len(few)

"""Two who are one, forgetting somebody, and handing over what is known: through the pages of whoever keeps the list of people."""

import json
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.http import HttpResponse

from dagdeel.base.administration import actions as administration
from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.models import Membership, Partnership
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.people.models import Person
from dagdeel.web import actions
from dagdeel.year.attendance import actions as attendance
from dagdeel.year.attendance.models import Presence
from dagdeel.year.attendance.states import PresenceState
from dagdeel.year.certificates.models import Certificate
from dagdeel.year.enrolment.models import Enrolment
from dagdeel.year.enrolment.states import EnrolmentState
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import SessionState
from tests import cast as make
from tests.cast import NOW, Cast

LATER = NOW + timedelta(days=40)


@pytest.fixture(autouse=True)
def day(cast: Cast) -> None:
    """The day on which all of this happens."""
    Partnership.objects.filter(pk=cast.partnership.pk).update(demo_day=NOW.date())


@pytest.fixture
def twice(cast: Cast) -> Person:
    """The mentor of the cast once more, with another address."""
    with scope.of(cast.partnership):
        again = make.person(cast.mentor.given_name, cast.mentor.surname, cast.mentor.prefix, email="thuis@example.org")
        make.membership(again, Role.MENTOR, school=cast.other_school)
    return again


def page(cast: Cast, path: str) -> HttpResponse:
    """What the lead sees."""
    return cast.client("programme_lead").get(cast.url(f"administration/people/{path}"))  # type: ignore[return-value]  # client's own class


def post(cast: Cast, path: str, **data: Any) -> HttpResponse:
    """What the lead does."""
    return cast.client("programme_lead").post(cast.url(f"administration/people/{path}"), data)  # type: ignore[return-value]  # as above


def coming(cast: Cast, **fields: Any) -> Session:
    """A session that is still to come."""
    return make.session(make.edition(cast.year), cast.school, day=LATER.date(), **fields)


def test_who_stands_in_the_list_twice_is_found_by_name_or_by_address(cast: Cast, twice: Person) -> None:
    shown = page(cast, f"{cast.mentor.pk}/same/").content.decode()
    assert "thuis@example.org" in shown
    assert f"/merge/{twice.pk}/" in shown
    found = page(cast, f"{cast.head.pk}/same/?email=thuis@example.org")
    assert found["Location"].endswith(f"/people/{cast.head.pk}/merge/{twice.pk}/")
    unknown = page(cast, f"{cast.mentor.pk}/same/?email=niemand@example.org")
    assert unknown.status_code == 422
    assert "Niemand hier heeft dit adres." in unknown.content.decode()
    assert 'value="niemand@example.org"' in unknown.content.decode()


def test_two_become_one_with_the_seats_and_roles_of_both(cast: Cast, twice: Person) -> None:
    with scope.of(cast.partnership):
        both, one = coming(cast), coming(cast, half_day="am")
        for person in (cast.mentor, twice):
            make.enrolment(person, both)
        make.enrolment(twice, one)
    shown = page(cast, f"{cast.mentor.pk}/merge/{twice.pk}/").content.decode()
    assert "thuis@example.org" in shown
    answer = post(cast, f"{cast.mentor.pk}/merge/{twice.pk}/", keep=cast.mentor.pk, reason="Belde erover")
    assert answer["Location"].endswith(f"/people/{cast.mentor.pk}/")
    with scope.of(cast.partnership):
        mine = Enrolment.objects.filter(person=cast.mentor, state=EnrolmentState.ENROLLED)
        assert set(mine.values_list("session", flat=True)) == {both.pk, one.pk}
        both.refresh_from_db()
        assert both.taken == 1
        places = Membership.objects.filter(person=cast.mentor, role=Role.MENTOR).values_list("school", flat=True)
        assert set(places) == {cast.school.pk, cast.other_school.pk}
        told = Entry.objects.get(verb="person.merged")
    assert (told.before["email"], told.reason) == ("thuis@example.org", "Belde erover")
    assert not Person.objects.filter(email="thuis@example.org").exists()


def test_who_was_there_once_was_there(cast: Cast, twice: Person) -> None:
    with scope.of(cast.partnership):
        held = make.session(make.edition(cast.year), cast.school, day=NOW.date())
        Presence.objects.create(session=held, person=cast.mentor, state=PresenceState.ABSENT)
        Presence.objects.create(session=held, person=twice, state=PresenceState.PRESENT)
        actions.merge_people(cast.mentor, twice, reason="Eén", by=cast.programme_lead, at=NOW)
        assert Presence.objects.get().state == PresenceState.PRESENT
        assert Presence.objects.get().person == cast.mentor


def test_a_role_that_both_held_is_held_from_the_first_year_to_the_last(cast: Cast, twice: Person) -> None:
    with scope.of(cast.partnership):
        Membership.objects.filter(person=twice).update(school=cast.school, from_year=2012, to_year=2015)
        actions.merge_people(cast.mentor, twice, reason="Eén", by=cast.programme_lead, at=NOW)
        held = Membership.objects.get(person=cast.mentor, role=Role.MENTOR)
    assert (held.from_year, held.to_year) == (2012, None)


def test_two_trainers_are_not_made_one_and_nothing_changes(cast: Cast) -> None:
    with scope.of(cast.partnership):
        other = make.person("Tweede", "Trainer")
        make.membership(other, Role.TRAINER, institute=cast.institute)
        for person in (cast.trainer, other):
            make.trainer(person, cast.institute)
    answer = post(cast, f"{cast.trainer.pk}/merge/{other.pk}/", keep=cast.trainer.pk, reason="Zelfde")
    assert answer.status_code == 422
    assert "één persoon niet twee keer kan hebben" in answer.content.decode()
    assert 'value="Zelfde"' in answer.content.decode()
    assert Membership.everywhere.filter(person=other).exists()


def test_who_takes_part_elsewhere_does_not_go(cast: Cast, twice: Person) -> None:
    elsewhere = make.partnership("Elders")
    with scope.of(elsewhere):
        make.membership(twice, Role.PROGRAMME_LEAD)
    answer = post(cast, f"{cast.mentor.pk}/merge/{twice.pk}/", keep=cast.mentor.pk, reason="Zelfde")
    assert answer.status_code == 422
    assert "ook in een ander partnerschap" in answer.content.decode()
    kept = post(cast, f"{cast.mentor.pk}/merge/{twice.pk}/", keep=twice.pk, reason="Zelfde")
    assert kept.status_code == 302


def test_nobody_is_merged_with_himself(cast: Cast) -> None:
    assert page(cast, f"{cast.mentor.pk}/merge/{cast.mentor.pk}/").status_code == 404


def test_forgetting_gives_the_seats_that_are_still_to_come_to_whoever_waits(cast: Cast) -> None:
    with scope.of(cast.partnership):
        session = coming(cast, seats=5)
        make.enrolment(cast.mentor, session)
        before = session.partnership
    answer = post(cast, f"{cast.mentor.pk}/forget/", email=cast.mentor.email, reason="Op eigen verzoek")
    assert answer.status_code == 302
    with scope.of(before):
        session.refresh_from_db()
        assert session.taken == 0
        assert Entry.objects.get(verb="person.erased").reason == "Op eigen verzoek"
    assert not Person.objects.filter(pk=cast.mentor.pk).exists()


def test_nothing_can_be_said_on_a_list_of_somebody_who_was_forgotten(cast: Cast) -> None:
    with scope.of(cast.partnership):
        session = make.session(make.edition(cast.year), cast.school)
        make.enrolment(cast.mentor, session)
        attendance.mark_all_present(
            session, by=cast.programme_lead, at=datetime.combine(session.day or NOW.date(), time(18), tzinfo=NOW.tzinfo)
        )
        # the day after: on the day itself a session may be still to come, and who is forgotten leaves what is to come
        cast.partnership.demo_day = (session.day or NOW.date()) + timedelta(days=1)
        cast.partnership.save()
    here = cast.url(f"attendance/sessions/{session.pk}/")

    def look(url: str) -> str:
        return cast.client("programme_lead").get(url).content.decode()

    assert f'id="tap-{cast.mentor.pk}-' in look(here)
    assert (
        post(cast, f"{cast.mentor.pk}/forget/", email=cast.mentor.email, reason="Op eigen verzoek").status_code == 302
    )
    nobody = Person.objects.get(email__endswith="@erased.invalid")
    shown = look(here)
    assert nobody.list_name in shown
    assert 'id="tap-' not in shown
    assert f"/people/{nobody.pk}/" not in shown
    answer = cast.client("programme_lead").post(f"{here}people/{nobody.pk}/", {"state": "absent"})
    assert answer.status_code == 404


def test_what_there_is_of_a_person_is_told_in_words_and_in_the_right_number(cast: Cast, twice: Person) -> None:
    with scope.of(cast.partnership):
        make.enrolment(cast.mentor, coming(cast))
    for path in (f"{cast.mentor.pk}/forget/", f"{cast.mentor.pk}/merge/{twice.pk}/"):
        shown = page(cast, path).content.decode()
        assert "2 inschrijvingen, eigen of voor anderen" in shown
        assert "1 rol" in shown
        assert "inschrijving:" not in shown


def test_the_address_has_to_be_typed_and_the_reason_names_nobody(cast: Cast) -> None:
    name = cast.mentor.full_name
    answer = post(cast, f"{cast.mentor.pk}/forget/", email="iets@example.org", reason=f"Omdat {name} weg is")
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Dit is niet het adres van deze persoon." in shown
    assert "deze zin blijft staan" in shown
    assert 'value="iets@example.org"' in shown
    assert Person.objects.filter(pk=cast.mentor.pk).exists()


def test_a_trainer_who_still_gives_a_session_is_not_forgotten(cast: Cast) -> None:
    with scope.of(cast.partnership):
        trainer = make.trainer(cast.trainer, cast.institute)
        make.assignment(coming(cast), trainer)
    assert "geeft 1 sessie die nog komt" in page(cast, f"{cast.trainer.pk}/forget/").content.decode()
    answer = post(cast, f"{cast.trainer.pk}/forget/", email=cast.trainer.email, reason="Met pensioen")
    assert answer.status_code == 422
    assert "Draag dat eerst over." in answer.content.decode()
    assert Person.objects.filter(pk=cast.trainer.pk).exists()


def test_nobody_forgets_himself_and_a_lead_stays(cast: Cast) -> None:
    lead = cast.programme_lead
    answer = post(cast, f"{lead.pk}/forget/", email=lead.email, reason="Weg")
    assert answer.status_code == 422
    assert "U kunt uzelf niet vergeten" in answer.content.decode()
    with scope.of(cast.partnership), pytest.raises(actions.LastLead):
        actions.erase_person(lead, reason="Weg", by=cast.head, at=NOW)


def test_a_name_and_an_address_that_were_corrected_are_forgotten_too(cast: Cast) -> None:
    old = (cast.mentor.full_name, cast.mentor.email)
    with scope.of(cast.partnership):
        name = {"given_name": "Mo", "prefix": "van", "surname": "Dijk", "language": "nl"}
        administration.correct_person(cast.mentor, **name, by=cast.programme_lead, at=NOW)
        administration.correct_address(cast.mentor, email="mo@example.org", by=cast.programme_lead, at=NOW)
    assert post(cast, f"{cast.mentor.pk}/forget/", email="mo@example.org", reason="Weg").status_code == 302
    with scope.of(cast.partnership):
        told = json.dumps([[entry.before, entry.after, entry.about] for entry in Entry.objects.all()])
    assert not [said for said in (*old, "Mo van Dijk", "mo@example.org") if said in told]


def test_who_takes_part_elsewhere_is_forgotten_here_only(cast: Cast) -> None:
    elsewhere = make.partnership("Elders")
    with scope.of(elsewhere):
        make.membership(cast.mentor, Role.PROGRAMME_LEAD)
    assert post(cast, f"{cast.mentor.pk}/forget/", email=cast.mentor.email, reason="Weg").status_code == 302
    assert Membership.everywhere.get(person=cast.mentor).partnership == elsewhere
    assert Person.objects.get(pk=cast.mentor.pk).full_name == cast.mentor.full_name


def test_what_is_known_is_handed_over_as_a_file(cast: Cast) -> None:
    with scope.of(cast.partnership):
        session = coming(cast)
        make.enrolment(cast.mentor, session)
    answer = page(cast, f"{cast.mentor.pk}/data.json")
    known = json.loads(answer.content)
    assert "attachment" in answer["Content-Disposition"]
    assert known["person"]["email"] == cast.mentor.email
    assert [row["session__edition__title"] for row in known["enrolments"]] == [session.edition.title]
    assert [row["role"] for row in known["roles"]] == ["mentor"]


def test_of_two_certificates_of_one_session_one_stays_valid(cast: Cast, twice: Person) -> None:
    with scope.of(cast.partnership):
        held = make.session(make.edition(cast.year), cast.school, day=NOW.date(), state=SessionState.HELD)
        for number, person in enumerate((cast.mentor, twice)):
            Certificate.objects.create(
                session=held, person=person, code=f"ABCD-EFGH-JKL{number}", name=person.full_name, title="Kijken",
                school="A", day=NOW.date(), hours=3, issued_at=NOW,
            )  # fmt: skip
        actions.merge_people(cast.mentor, twice, reason="Eén", by=cast.programme_lead, at=NOW)
        assert Certificate.objects.filter(person=cast.mentor).count() == 2
        assert Certificate.objects.get(person=cast.mentor, revoked_at=None).code == "ABCD-EFGH-JKL0"

"""The school does it for somebody: a seat, a place on the waiting list; and what a waiting list says before one joins it."""

import re
from datetime import timedelta

import pytest

from dagdeel.base.history.models import Entry
from dagdeel.base.people.models import Person
from dagdeel.year.enrolment import actions
from dagdeel.year.enrolment.models import Enrolment
from dagdeel.year.enrolment.states import EnrolmentState
from dagdeel.year.enrolment.step import STEP
from tests.cast import NOW, Cast
from tests.year.enrolment.conftest import Programme


def enrol(programme: Programme, *people: Person) -> list[Enrolment]:
    return [actions.enrol(programme.first, person=person, by=person, at=NOW) for person in people]


def page(cast: Cast, programme: Programme) -> str:
    address = cast.url(f"enrolment/sessions/{programme.first.pk}/")
    return " ".join(cast.client("school_educator").get(address).content.decode().split())


def test_in_a_full_session_somebody_is_put_on_the_waiting_list_with_a_reason(programme: Programme) -> None:
    cast, address = programme.cast, programme.cast.url(f"enrolment/sessions/{programme.first.pk}/")
    held, _ = enrol(programme, *programme.mentors[1:3])
    client, typed = cast.client("school_educator"), {"person": cast.mentor.pk, "verb": "wait"}
    assert "Op de wachtlijst zetten" in page(cast, programme)
    refused = client.post(address, {**typed, "reason": ""})
    assert (refused.status_code, Enrolment.objects.filter(person=cast.mentor).count()) == (422, 0)
    said = client.post(address, {**typed, "reason": "Belde mij op"}, follow=True).content.decode()
    assert f"{cast.mentor.full_name} staat op de wachtlijst" in said
    row = Enrolment.objects.get(person=cast.mentor)
    assert (row.state, row.way, row.reason, row.by) == ("waiting", "behalf", "Belde mij op", cast.school_educator)
    entry = Entry.objects.get(verb="enrolment.waiting_on_behalf")
    assert (entry.by_id, entry.reason) == (cast.school_educator.pk, "Belde mij op")
    assert "Belde mij op" in page(cast, programme)
    (mail,) = [mail for mail in STEP.messages(cast.year, NOW) if mail.to == cast.mentor]
    assert (mail.kind, mail.context["reason"]) == ("enrolment.waiting", "Belde mij op")
    again = client.post(address, {**typed, "reason": "Nog eens"})
    assert again.status_code == 422  # who waits already is not in the list any more
    actions.cancel(held, by=held.person, at=NOW)
    row.refresh_from_db()
    assert row.state == EnrolmentState.OFFERED


def test_a_mentor_is_put_on_the_waiting_list_by_nobody_but_the_school(programme: Programme) -> None:
    enrol(programme, *programme.mentors[1:3])
    with pytest.raises(actions.NotYours):
        actions.join_waiting_list(programme.first, person=programme.cast.mentor, by=programme.mentors[1], at=NOW)
    with pytest.raises(actions.ReasonNeeded):
        actions.wait_on_behalf(
            programme.first, person=programme.cast.mentor, reason=" ", by=programme.cast.head, at=NOW
        )


def test_a_seat_that_came_free_meanwhile_is_given_at_once(programme: Programme) -> None:
    cast, address = programme.cast, programme.cast.url(f"enrolment/sessions/{programme.first.pk}/")
    typed = {"person": cast.mentor.pk, "verb": "wait", "reason": "Belde mij op"}
    said = cast.client("school_educator").post(address, typed, follow=True).content.decode()
    assert "Er was toch een plaats vrij" in said
    row = Enrolment.objects.get(person=cast.mentor)
    assert (row.state, row.way, row.reason) == ("enrolled", "behalf", "Belde mij op")


def test_who_is_short_stands_first_and_each_says_what_he_has(programme: Programme) -> None:
    cast = programme.cast
    done, half = programme.mentors[1:3]
    for session in (programme.parallel, programme.later):
        actions.enrol(session, person=done, by=done, at=NOW)
    actions.enrol(programme.later, person=half, by=half, at=NOW)
    select = re.findall(r'<select name="person".*?</select>', page(cast, programme))[0]
    first, second = re.findall(r"<optgroup label=\"(.*?)\">(.*?)</optgroup>", select)
    assert (first[0], second[0]) == ("Minder dan de school vraagt", "Heeft wat de school vraagt")
    assert f"{half.list_name}: 1 van 2" in first[1]
    assert f"{cast.mentor.list_name}: 0 van 2" in first[1]
    assert f"{done.list_name}: 2 van 2" in second[1]
    assert done.list_name not in first[1]


# What a waiting list says before one joins it ---------------------------------------------------------------------------


def own_page(programme: Programme, person: Person) -> str:
    cast = programme.cast
    return " ".join(cast.client(person).get(cast.url("enrolment/mine/")).content.decode().split())


def test_the_place_that_is_told_is_the_place_that_one_gets(programme: Programme) -> None:
    one, two, three, four, five = programme.mentors
    enrol(programme, one, two)
    for n, person in enumerate((three, four)):
        at = NOW + timedelta(minutes=n)
        actions.join_waiting_list(programme.first, person=person, by=person, at=at)
    assert "U komt op plaats 3 van de wachtlijst. Niemand die later komt, gaat voor." in own_page(programme, five)
    actions.enrol(programme.later, person=four, by=four, at=NOW)  # four is nearer to the rule now: five goes before
    assert "U komt op plaats 2 van de wachtlijst. Niemand die later komt, gaat voor." in own_page(programme, five)
    actions.join_waiting_list(programme.first, person=five, by=five, at=NOW + timedelta(hours=1))
    assert "Wachtlijst: plaats 2 van 3" in own_page(programme, five)


def test_who_is_nearer_to_the_rule_reads_that_others_may_come_before(programme: Programme) -> None:
    one, two, three, four, _ = programme.mentors
    enrol(programme, one, two)
    actions.enrol(programme.later, person=three, by=three, at=NOW)
    assert "U komt op plaats 1 van de wachtlijst. Wie later komt maar verder af is" in own_page(programme, three)
    actions.join_waiting_list(programme.first, person=four, by=four, at=NOW)
    assert "U komt op plaats 2 van de wachtlijst. Wie later komt maar verder af is" in own_page(programme, three)


def test_who_would_be_passed_over_reads_it_before_joining(programme: Programme) -> None:
    one, two, three = programme.mentors[:3]
    enrol(programme, one, two)
    actions.enrol(programme.parallel, person=three, by=three, at=NOW)
    title = programme.parallel.edition.title
    assert f"U wordt overgeslagen zolang u meedoet aan {title}" in own_page(programme, three)


def test_who_sends_a_colleague_reads_that_others_wait_for_the_seat(programme: Programme) -> None:
    own, two, three = programme.mentors[:3]
    enrol(programme, own, two)
    address = programme.cast.url(f"enrolment/mine/sessions/{programme.first.pk}/substitute/")
    client = programme.cast.client(own)
    assert "wacht op een plaats" not in client.get(address).content.decode()
    actions.join_waiting_list(programme.first, person=three, by=three, at=NOW)
    assert "Eén begeleider wacht op een plaats in deze sessie" in client.get(address).content.decode()

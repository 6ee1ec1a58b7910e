"""Offers, changing sessions, colleagues who come instead, and seats kept for a team."""

from datetime import date, timedelta

import pytest

from dagdeel.base.history.models import Entry
from dagdeel.base.people.models import Person
from dagdeel.base.ui.dutch import day
from dagdeel.year.choices.models import SchoolPlan
from dagdeel.year.enrolment import actions, queries
from dagdeel.year.enrolment.models import Enrolment, Reservation
from dagdeel.year.enrolment.states import EnrolmentEnd, EnrolmentWay, WhyWaiting
from dagdeel.year.planning.models import Session
from tests import cast as builders
from tests.cast import NOW
from tests.year.enrolment.conftest import Programme

SOON = NOW + timedelta(minutes=5)


def enrol(session: Session, person: Person) -> Enrolment:
    return actions.enrol(session, person=person, by=person, at=NOW)


def wait(session: Session, person: Person, minutes: int = 0) -> Enrolment:
    return actions.join_waiting_list(session, person=person, by=person, at=NOW + timedelta(minutes=minutes))


def now(row: Enrolment) -> Enrolment:
    row.refresh_from_db()
    return row


def taken(session: Session) -> int:
    session.refresh_from_db()
    return session.taken


def sound() -> bool:
    return list(queries.broken_promises()) == []


@pytest.fixture
def offered(programme: Programme) -> Enrolment:
    """The first session is full; the third mentor was offered the seat of the first, and the fourth waits."""
    one, two, three, four, _ = programme.mentors
    seat = enrol(programme.first, one)
    enrol(programme.first, two)
    row = wait(programme.first, three)
    wait(programme.first, four, 1)
    actions.cancel(seat, by=one, at=SOON)
    return now(row)


def waiter(programme: Programme) -> Enrolment:
    return Enrolment.objects.get(session=programme.first, person=programme.mentors[3])


def test_an_offer_holds_the_seat_until_it_is_answered(programme: Programme, offered: Enrolment) -> None:
    assert (offered.state, taken(programme.first)) == ("offered", 2)
    with pytest.raises(actions.SessionFull):
        enrol(programme.first, programme.mentors[4])
    assert sound()


def test_accepting_makes_the_seat_certain(programme: Programme, offered: Enrolment) -> None:
    actions.accept_offer(offered, by=offered.person, at=SOON)
    assert (now(offered).state, offered.offer_until, taken(programme.first)) == ("enrolled", None, 2)
    assert Entry.objects.latest("pk").verb == "enrolment.accepted"
    with pytest.raises(actions.NothingOffered):
        actions.accept_offer(offered, by=offered.person, at=SOON)


def test_declining_offers_the_seat_to_the_next_one(programme: Programme, offered: Enrolment) -> None:
    actions.decline_offer(offered, by=offered.person, at=SOON)
    assert (now(offered).state, offered.ended) == ("cancelled", EnrolmentEnd.DECLINED)
    assert (waiter(programme).state, taken(programme.first)) == ("offered", 2)
    assert sound()


def test_nobody_answers_the_offer_of_somebody_else(programme: Programme, offered: Enrolment) -> None:
    for verb in (actions.accept_offer, actions.decline_offer):
        with pytest.raises(actions.NotYours):
            verb(offered, by=programme.mentors[3], at=SOON)


def test_an_offer_that_is_not_answered_lapses_and_the_next_one_follows_by_itself(
    programme: Programme, offered: Enrolment
) -> None:
    late = NOW + timedelta(days=4)
    with pytest.raises(actions.OfferLapsed):
        actions.accept_offer(offered, by=offered.person, at=late)
    assert actions.serve_waiting_lists(programme.cast.year, at=late) == 1
    assert (now(offered).state, offered.ended) == ("cancelled", EnrolmentEnd.LAPSED)
    assert waiter(programme).state == "offered"
    before = Entry.objects.count()
    assert actions.serve_waiting_lists(programme.cast.year, at=late) == 0
    assert Entry.objects.count() == before
    assert sound()


def test_a_lapsed_offer_goes_to_the_waiting_list_before_whoever_enrols(
    programme: Programme, offered: Enrolment
) -> None:
    late = NOW + timedelta(days=4)
    with pytest.raises(actions.SessionFull):
        actions.enrol(programme.first, person=programme.mentors[4], by=programme.mentors[4], at=late)
    assert (now(offered).state, waiter(programme).state) == ("cancelled", "offered")


def test_an_offer_ends_at_the_cut_off_and_nobody_is_offered_a_seat_after_it(
    programme: Programme, offered: Enrolment
) -> None:
    decline = NOW + timedelta(days=52)
    Enrolment.objects.filter(pk=offered.pk).update(offer_until=decline + timedelta(days=1))
    actions.decline_offer(offered, by=offered.person, at=decline)
    assert (waiter(programme).state, taken(programme.first)) == ("waiting", 1)


def test_whoever_has_what_the_school_asks_is_passed_over_but_may_take_what_stands_free(programme: Programme) -> None:
    SchoolPlan.objects.update(rule_count=1)
    one, two, three = programme.mentors[:3]
    seat = enrol(programme.first, one)
    enrol(programme.first, two)
    enrol(programme.later, three)
    row = wait(programme.first, three)
    actions.cancel(seat, by=one, at=SOON)
    (entry,) = queries.session_people(programme.first).line
    assert (now(row).state, entry.hindrance) == ("waiting", WhyWaiting.ENOUGH)
    assert enrol(programme.first, three).state == "enrolled"


def test_a_person_who_cancelled_is_not_offered_a_seat(programme: Programme, offered: Enrolment) -> None:
    actions.cancel(waiter(programme), by=programme.mentors[3], at=SOON)
    actions.decline_offer(offered, by=offered.person, at=SOON)
    assert set(Enrolment.objects.filter(session=programme.first).values_list("state", flat=True)) == {
        "cancelled",
        "enrolled",
    }


# Changing --------------------------------------------------------------------------------------------------------------


def test_changing_to_a_session_with_room_frees_the_old_seat(programme: Programme) -> None:
    person = programme.mentors[0]
    old = enrol(programme.first, person)
    new = actions.swap(old, to=programme.parallel, by=person, at=SOON)
    assert (new.state, new.session, now(old).ended) == ("enrolled", programme.parallel, EnrolmentEnd.SWAPPED)
    assert (taken(programme.first), taken(programme.parallel)) == (0, 1)
    assert sound()


def test_changing_to_a_full_session_keeps_the_old_seat_until_the_new_one_is_certain(programme: Programme) -> None:
    one, two, three, four, _ = programme.mentors
    blocker = enrol(programme.parallel, two)
    enrol(programme.parallel, three)
    old = enrol(programme.first, one)
    enrol(programme.first, four)
    waiting = actions.swap(old, to=programme.parallel, by=one, at=SOON)
    assert (waiting.state, waiting.instead_of, now(old).state) == ("waiting", old, "enrolled")
    actions.cancel(blocker, by=two, at=SOON)
    assert (now(waiting).state, now(old).state, sound()) == ("offered", "enrolled", True)
    actions.accept_offer(waiting, by=one, at=SOON)
    assert (now(waiting).state, now(old).state, old.ended) == ("enrolled", "cancelled", EnrolmentEnd.SWAPPED)
    assert (taken(programme.first), taken(programme.parallel)) == (1, 2)
    assert sound()


def test_the_seat_that_is_given_up_goes_to_its_own_waiting_list(programme: Programme) -> None:
    one, two, three = programme.mentors[:3]
    old = enrol(programme.first, one)
    enrol(programme.first, two)
    row = wait(programme.first, three)
    actions.swap(old, to=programme.later, by=one, at=SOON)
    assert now(row).state == "offered"


def test_changing_keeps_the_seat_when_something_else_stands_in_the_way(programme: Programme) -> None:
    person = programme.mentors[0]
    old, other = enrol(programme.later, person), enrol(programme.first, person)
    with pytest.raises(actions.SameHalfDay) as no:
        actions.swap(old, to=programme.parallel, by=person, at=SOON)
    assert (no.value.other, now(old).state, now(other).state) == (programme.first, "enrolled", "enrolled")
    with pytest.raises(actions.NothingToSwap):
        actions.swap(old, to=programme.later, by=person, at=SOON)
    with pytest.raises(actions.NotYours):
        actions.swap(old, to=programme.parallel, by=programme.mentors[1], at=SOON)
    with pytest.raises(actions.CancelTooLate):
        actions.swap(other, to=programme.parallel, by=person, at=NOW + timedelta(days=52))


# A session that moves ---------------------------------------------------------------------------------------------------


def test_a_session_that_moves_into_a_clash_asks_the_person_and_is_no_fault(programme: Programme) -> None:
    person = programme.mentors[0]
    enrol(programme.first, person)
    later = enrol(programme.later, person)
    Session.objects.filter(pk=programme.later.pk).update(
        day=programme.first.day, half_day=programme.first.half_day, sequence=1
    )
    at = NOW + timedelta(days=55)
    cards = {card.session.pk: card for card in queries.mine(programme.cast.year, person, at).cards}
    assert (cards[programme.later.pk].clash, cards[programme.later.pk].may_cancel) == (programme.first, True)
    assert sound()
    actions.cancel(now(later), by=person, at=at)
    assert taken(programme.later) == 0


# A colleague instead ----------------------------------------------------------------------------------------------------


def test_a_colleague_comes_instead_and_the_seat_never_comes_free(programme: Programme) -> None:
    one, two, three, four, _ = programme.mentors
    old = enrol(programme.first, one)
    enrol(programme.first, two)
    wait(programme.first, three)
    new = actions.send_substitute(old, person=four, by=one, at=NOW + timedelta(days=55))
    assert (new.person, new.state, new.way) == (four, "enrolled", EnrolmentWay.SUBSTITUTE)
    assert (now(old).ended, taken(programme.first)) == (EnrolmentEnd.SUBSTITUTED, 2)
    assert sound()


def test_a_colleague_who_waits_leaves_the_waiting_list(programme: Programme) -> None:
    one, two, three = programme.mentors[:3]
    old = enrol(programme.first, one)
    enrol(programme.first, two)
    row = wait(programme.first, three)
    assert actions.send_substitute(old, person=three, by=one, at=SOON) == row
    assert (now(row).state, taken(programme.first)) == ("enrolled", 2)


def test_only_a_free_colleague_of_the_same_school_comes_instead(programme: Programme) -> None:
    one, two, three = programme.mentors[:3]
    old = enrol(programme.first, one)
    enrol(programme.first, two)
    enrol(programme.parallel, three)
    stranger = builders.mentors(programme.cast.other_school, 1)[0]
    for person, no in (
        (one, actions.NoSubstitute),
        (two, actions.AlreadyEnrolled),
        (three, actions.SameHalfDay),
        (stranger, actions.NotYourSchool),
    ):
        with pytest.raises(no):
            actions.send_substitute(old, person=person, by=one, at=SOON)
    with pytest.raises(actions.NotYours):
        actions.send_substitute(old, person=programme.mentors[4], by=two, at=SOON)
    with pytest.raises(actions.CancelTooLate):
        actions.send_substitute(old, person=programme.mentors[4], by=one, at=NOW + timedelta(days=60))
    assert now(old).state == "enrolled"


# Seats for a team -------------------------------------------------------------------------------------------------------


def keep(programme: Programme, number: int = 1) -> Reservation:
    by, until = programme.cast.school_educator, NOW + timedelta(days=10)
    return actions.reserve(programme.first, number=number, label="Sectie Duits", until=until, by=by, at=NOW)


def test_seats_are_kept_for_a_team_and_named_later(programme: Programme) -> None:
    kept, by = keep(programme, 2), programme.cast.school_educator
    with pytest.raises(actions.SessionFull):
        enrol(programme.first, programme.mentors[0])
    made = actions.name_reserved(kept, person=programme.mentors[1], by=by, at=SOON)
    kept.refresh_from_db()
    assert (made.way, made.reason, kept.seats, taken(programme.first)) == ("reserved", "Sectie Duits", 1, 2)
    assert sound()
    actions.name_reserved(kept, person=programme.mentors[2], by=by, at=SOON)
    with pytest.raises(actions.NotThatMany):
        actions.name_reserved(kept, person=programme.mentors[3], by=by, at=SOON)


def test_no_more_seats_are_kept_than_are_free(programme: Programme) -> None:
    enrol(programme.first, programme.mentors[0])
    with pytest.raises(actions.NotThatMany) as no:
        keep(programme, 2)
    assert (no.value.free, Reservation.objects.count(), taken(programme.first)) == (1, 0, 1)


def test_seats_nobody_was_named_for_come_free_and_go_to_the_waiting_list(programme: Programme) -> None:
    keep(programme, 2)
    row = wait(programme.first, programme.mentors[0])
    late = NOW + timedelta(days=11)
    assert actions.release_lapsed(programme.cast.year, at=late) == 2
    assert (now(row).state, taken(programme.first)) == ("offered", 1)
    assert actions.release_lapsed(programme.cast.year, at=late) == 0
    assert sound()


# People who turn out to be one, or leave ----------------------------------------------------------------------------------


def test_two_rows_of_one_person_become_one_seat_and_the_other_goes_to_the_waiting_list(programme: Programme) -> None:
    one, two, three = programme.mentors[:3]
    first, second = enrol(programme.first, one), enrol(programme.first, two)
    row, elsewhere = wait(programme.first, three), enrol(programme.later, two)
    actions.merge_enrolments(one, two, by=programme.cast.programme_lead, at=SOON)
    assert (now(first).state, now(second).ended, now(row).state) == ("enrolled", EnrolmentEnd.MERGED, "offered")
    assert (now(elsewhere).person, Enrolment.objects.filter(person=two).count()) == (one, 0)
    assert sound()


def test_of_two_seats_in_one_half_day_the_older_one_stays(programme: Programme) -> None:
    one, two = programme.mentors[:2]
    old, new = enrol(programme.first, one), enrol(programme.parallel, two)
    Enrolment.objects.filter(pk=new.pk).update(since=SOON)
    actions.merge_enrolments(two, one, by=programme.cast.programme_lead, at=SOON)
    assert (now(old).state, now(old).person, now(new).ended) == ("enrolled", two, EnrolmentEnd.MERGED)
    assert sound()


def test_whoever_leaves_gives_up_what_is_still_to_come(programme: Programme) -> None:
    one, two, three = programme.mentors[:3]
    seat, gone = enrol(programme.first, one), enrol(programme.later, one)
    enrol(programme.first, two)
    row = wait(programme.first, three)
    by = programme.cast.programme_lead
    assert actions.give_up_all(one, reason="Uit dienst", by=by, at=SOON) == 2
    assert (now(seat).ended, now(gone).ended, now(row).state) == (EnrolmentEnd.LEFT, EnrolmentEnd.LEFT, "offered")
    later = builders.session(programme.first.edition, programme.cast.school, day=date(2016, 9, 1), seats=2, minimum=1)
    assert sound()
    assert later.taken == 0


def test_the_bar_of_a_session_opens_the_people_behind_each_number(programme: Programme, offered: Enrolment) -> None:
    cast = programme.cast
    page = cast.client("school_educator").get(cast.url(f"enrolment/sessions/{programme.first.pk}/")).content.decode()
    here = cast.url(f"enrolment/sessions/{programme.first.pk}/")
    assert offered.offer_day is not None
    for name in ("enrolled", "offered", "waiting"):
        assert f'href="{here}#{name}"' in page
        assert page.count(f'id="{name}"') == 1
    row = page.split('id="offered"')[1].split("</tr>", maxsplit=1)[0]
    assert offered.person.list_name in row
    assert f"aangeboden</a> tot en met {day(offered.offer_day)}" in page


def test_a_trainer_sees_the_bar_on_the_own_session_and_comes_to_the_own_roster(
    programme: Programme, offered: Enrolment
) -> None:
    cast = programme.cast
    gives = builders.trainer(cast.trainer, cast.institute, programme.first.edition)
    builders.assignment(programme.first, gives)
    client = cast.client("trainer")
    slot = cast.url(f"enrolment/sessions/{programme.first.pk}/seats/")
    assert f'hx-get="{slot}"' in client.get(cast.url(f"planning/sessions/{programme.first.pk}/")).content.decode()
    assert cast.url(f"attendance/sessions/{programme.first.pk}/") in client.get(slot).content.decode()
    other = cast.url(f"enrolment/sessions/{programme.later.pk}/seats/")
    assert "#enrolled" not in client.get(other).content.decode()

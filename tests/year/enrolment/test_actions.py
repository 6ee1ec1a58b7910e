"""The verbs of enrolment."""

from datetime import date, timedelta

import pytest

from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships import links
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.people.models import Person
from dagdeel.year.choices.models import RuleMember, SchoolPlan
from dagdeel.year.choices.states import RuleChoice
from dagdeel.year.enrolment import actions, queries
from dagdeel.year.enrolment.models import Enrolment, Invitee
from dagdeel.year.enrolment.states import EnrolmentState, EnrolmentWay, InvitationState
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import SessionState
from tests import cast as builders
from tests.cast import NOW, Cast
from tests.year.enrolment.conftest import Programme


def enrol(session: Session, person: Person, days: float = 0) -> Enrolment:
    return actions.enrol(session, person=person, by=person, at=NOW + timedelta(days=days))


def wait(session: Session, person: Person, minutes: int = 0) -> Enrolment:
    return actions.join_waiting_list(session, person=person, by=person, at=NOW + timedelta(minutes=minutes))


def taken(session: Session) -> int:
    session.refresh_from_db()
    return session.taken


def state(enrolment: Enrolment) -> str:
    enrolment.refresh_from_db()
    return enrolment.state


def sound() -> bool:
    return list(queries.broken_promises()) == []


def test_a_seat_is_claimed_and_told_to_the_history(programme: Programme) -> None:
    made = enrol(programme.first, programme.mentors[0])
    assert (made.state, made.way, taken(programme.first)) == (EnrolmentState.ENROLLED, EnrolmentWay.SELF, 1)
    assert [entry.verb for entry in Entry.objects.all()] == ["enrolment.enrolled"]
    assert sound()


def test_a_full_session_puts_the_next_one_on_the_waiting_list(programme: Programme) -> None:
    for person in programme.mentors[:2]:
        enrol(programme.first, person)
    with pytest.raises(actions.SessionFull):
        enrol(programme.first, programme.mentors[2])
    assert wait(programme.first, programme.mentors[2]).state == EnrolmentState.WAITING
    assert taken(programme.first) == 2
    assert sound()


def test_nobody_is_enrolled_twice(programme: Programme) -> None:
    enrol(programme.first, programme.mentors[0])
    with pytest.raises(actions.AlreadyEnrolled):
        enrol(programme.first, programme.mentors[0])
    assert taken(programme.first) == 1


def test_two_sessions_in_one_half_day_are_refused_and_the_other_is_named(programme: Programme) -> None:
    enrol(programme.first, programme.mentors[0])
    with pytest.raises(actions.SameHalfDay) as no:
        enrol(programme.parallel, programme.mentors[0])
    assert no.value.other == programme.first
    assert enrol(programme.later, programme.mentors[0]).state == EnrolmentState.ENROLLED


def test_the_same_workshop_twice_is_refused(programme: Programme) -> None:
    again = builders.session(programme.later.edition, programme.cast.school, day=date(2017, 2, 9))
    enrol(programme.later, programme.mentors[0])
    with pytest.raises(actions.SameWorkshop):
        enrol(again, programme.mentors[0])


def test_a_cancelled_session_frees_its_half_day(programme: Programme) -> None:
    enrol(programme.first, programme.mentors[0])
    Session.objects.filter(pk=programme.first.pk).update(state=SessionState.CANCELLED, cancel_reason="Trainer ziek")
    assert enrol(programme.parallel, programme.mentors[0]).state == EnrolmentState.ENROLLED
    assert sound()


@pytest.mark.parametrize("change", [{"state": SessionState.DRAFT}, {"state": SessionState.HELD}])
def test_only_a_published_session_is_open(programme: Programme, change: dict[str, str]) -> None:
    Session.objects.filter(pk=programme.first.pk).update(**change)
    with pytest.raises(actions.EnrolmentClosed):
        enrol(programme.first, programme.mentors[0])


def test_a_session_that_has_begun_is_closed(programme: Programme) -> None:
    with pytest.raises(actions.EnrolmentClosed):
        enrol(programme.first, programme.mentors[0], days=57.2)


def test_a_mentor_of_another_school_is_refused(programme: Programme) -> None:
    other = builders.mentors(programme.cast.other_school, 1)[0]
    with pytest.raises(actions.NotYourSchool):
        enrol(programme.first, other)


def test_nobody_enrols_somebody_else_without_saying_why(programme: Programme) -> None:
    with pytest.raises(actions.NotYours):
        actions.enrol(programme.first, person=programme.mentors[0], by=programme.mentors[1], at=NOW)
    by = programme.cast.school_educator
    with pytest.raises(actions.ReasonNeeded):
        actions.enrol_on_behalf(programme.first, person=programme.mentors[0], reason=" ", by=by, at=NOW)
    made = actions.enrol_on_behalf(programme.first, person=programme.mentors[0], reason="Belde op", by=by, at=NOW)
    assert (made.way, made.by, made.reason) == (EnrolmentWay.BEHALF, by, "Belde op")


def test_where_the_school_assigns_a_mentor_cannot_choose_but_the_school_can(programme: Programme) -> None:
    SchoolPlan.objects.update(rule_choice=RuleChoice.ASSIGNED)
    with pytest.raises(actions.AssignedBySchool):
        enrol(programme.first, programme.mentors[0])
    by = programme.cast.school_educator
    actions.enrol_on_behalf(programme.first, person=programme.mentors[0], reason="Ingedeeld", by=by, at=NOW)
    assert taken(programme.first) == 1


def test_a_seat_that_comes_free_goes_to_who_is_furthest_from_the_rule(programme: Programme) -> None:
    one, two, three, four, _ = programme.mentors
    seat = enrol(programme.first, one)
    enrol(programme.first, two)
    enrol(programme.later, three)
    early, short = wait(programme.first, three, 1), wait(programme.first, four, 2)
    actions.cancel(seat, by=one, at=NOW + timedelta(minutes=5))
    assert (state(seat), state(short), state(early)) == ("cancelled", "offered", "waiting")
    short.refresh_from_db()
    assert (short.way, short.since) == (EnrolmentWay.WAITING_LIST, NOW + timedelta(minutes=5))
    assert (short.moved_missing, short.offer_day) == (2, NOW.date() + timedelta(days=3))
    assert taken(programme.first) == 2
    assert sound()


def test_whoever_took_another_session_in_that_half_day_is_passed_over(programme: Programme) -> None:
    one, two, three, four, _ = programme.mentors
    seat = enrol(programme.first, one)
    enrol(programme.first, two)
    passed, next_one = wait(programme.first, three, 1), wait(programme.first, four, 2)
    enrol(programme.parallel, three)
    actions.cancel(seat, by=one, at=NOW + timedelta(minutes=5))
    assert (state(passed), state(next_one)) == ("waiting", "offered")
    assert sound()


def test_a_cancelled_person_does_not_come_back_by_himself(programme: Programme) -> None:
    one, two, three = programme.mentors[:3]
    first_seat, second_seat = enrol(programme.first, one), enrol(programme.first, two)
    waiting = wait(programme.first, three)
    actions.cancel(waiting, by=three, at=NOW)
    actions.cancel(first_seat, by=one, at=NOW)
    actions.cancel(second_seat, by=two, at=NOW)
    assert state(waiting) == "cancelled"
    assert taken(programme.first) == 0


def test_after_the_cut_off_a_free_seat_stays_free(programme: Programme) -> None:
    one, two, three = programme.mentors[:3]
    seat = enrol(programme.first, one)
    enrol(programme.first, two)
    waiting = wait(programme.first, three)
    by, at = programme.cast.school_educator, NOW + timedelta(days=52)
    actions.cancel(seat, by=by, at=at, reason="Ziek")
    assert (state(waiting), taken(programme.first)) == ("waiting", 1)
    assert actions.move_up(programme.first, by=by, at=at) == []


def test_seats_that_planning_adds_go_to_the_waiting_list_before_anyone_new(programme: Programme) -> None:
    one, two, three, four, _ = programme.mentors
    enrol(programme.first, one)
    enrol(programme.first, two)
    waiting = wait(programme.first, three)
    Session.objects.filter(pk=programme.first.pk).update(seats=3)
    with pytest.raises(actions.SessionFull):
        enrol(programme.first, four)
    assert state(waiting) == "offered"
    assert sound()


def test_whoever_waits_may_take_a_seat_that_stands_free_in_the_last_days(programme: Programme) -> None:
    one, two, three = programme.mentors[:3]
    seat = enrol(programme.first, one)
    enrol(programme.first, two)
    waiting = wait(programme.first, three)
    actions.cancel(seat, by=programme.cast.school_educator, at=NOW + timedelta(days=55), reason="Ziek")
    enrol(programme.first, three, days=55)
    assert (state(waiting), taken(programme.first)) == ("enrolled", 2)


def test_joining_the_waiting_list_of_a_session_with_room_gives_a_seat(programme: Programme) -> None:
    assert wait(programme.first, programme.mentors[0]).state == EnrolmentState.ENROLLED
    with pytest.raises(actions.AlreadyEnrolled):
        wait(programme.first, programme.mentors[0])
    with pytest.raises(actions.SameHalfDay):
        wait(programme.parallel, programme.mentors[0])


def test_waiting_twice_is_told(programme: Programme) -> None:
    for person in programme.mentors[:2]:
        enrol(programme.first, person)
    wait(programme.first, programme.mentors[2])
    with pytest.raises(actions.AlreadyWaiting):
        wait(programme.first, programme.mentors[2])


def test_after_the_cut_off_only_the_school_cancels_and_with_a_reason(programme: Programme) -> None:
    seat = enrol(programme.first, programme.mentors[0])
    late, by = NOW + timedelta(days=52), programme.cast.school_educator
    with pytest.raises(actions.CancelTooLate):
        actions.cancel(seat, by=programme.mentors[0], at=late)
    with pytest.raises(actions.ReasonNeeded):
        actions.cancel(seat, by=by, at=late)
    actions.cancel(seat, by=by, at=late, reason="Ziek")
    with pytest.raises(actions.AlreadyCancelled):
        actions.cancel(seat, by=by, at=late, reason="Ziek")
    assert taken(programme.first) == 0


def test_once_the_session_has_begun_nobody_cancels(programme: Programme) -> None:
    seat = enrol(programme.first, programme.mentors[0])
    with pytest.raises(actions.CancelTooLate):
        actions.cancel(seat, by=programme.cast.school_educator, at=NOW + timedelta(days=58), reason="Te laat")


# The invitation --------------------------------------------------------------------------------------------------------


def test_the_head_signs_and_every_mentor_of_the_school_is_invited(programme: Programme) -> None:
    cast = programme.cast
    builders.mentors(cast.other_school, 2)
    draft = actions.draft_invitation(cast.year, cast.school, by=cast.school_educator, at=NOW)
    assert "{naam}" in draft.text
    sent = actions.send_invitation(draft, by=cast.head, at=NOW)
    assert (sent.state, sent.signed_by, sent.sent_at) == (InvitationState.SENT, cast.head, NOW)
    assert {row.person for row in Invitee.objects.all()} == set(programme.mentors)
    with pytest.raises(actions.AlreadySent):
        actions.send_invitation(draft, by=cast.head, at=NOW)
    with pytest.raises(actions.AlreadySent):
        actions.edit_invitation(sent, subject="Anders", text="Anders", by=cast.head, at=NOW)


def test_only_the_head_of_that_school_signs(programme: Programme) -> None:
    cast = programme.cast
    draft = actions.draft_invitation(cast.year, cast.other_school, by=cast.programme_lead, at=NOW)
    for who in (cast.head, cast.programme_lead, cast.school_educator):
        with pytest.raises(actions.NotTheHead):
            actions.send_invitation(draft, by=who, at=NOW)
    assert Invitee.objects.count() == 0


def test_a_school_without_mentors_has_nobody_to_invite_and_stays_a_draft(programme: Programme) -> None:
    cast = programme.cast
    builders.membership(cast.head, Role.HEAD, school=cast.other_school)
    draft = actions.draft_invitation(cast.year, cast.other_school, by=cast.programme_lead, at=NOW)
    with pytest.raises(actions.NobodyToInvite):
        actions.send_invitation(draft, by=cast.head, at=NOW)
    draft.refresh_from_db()
    assert draft.state == InvitationState.DRAFT


def test_a_text_with_an_unknown_placeholder_is_refused(programme: Programme) -> None:
    cast = programme.cast
    with pytest.raises(actions.UnknownPlaceholders) as no:
        actions.draft_invitation(cast.year, cast.school, subject="Hoi {voornaam}", text="x", by=cast.head, at=NOW)
    assert no.value.words == ["{voornaam}"]


def test_whoever_comes_later_is_invited_later_and_once(programme: Programme) -> None:
    cast = programme.cast
    draft = actions.draft_invitation(cast.year, cast.school, by=cast.head, at=NOW)
    with pytest.raises(actions.NotYetSent):
        actions.invite_more(draft, by=cast.head, at=NOW)
    sent = actions.send_invitation(draft, by=cast.head, at=NOW)
    new = builders.mentors(cast.school, 1)
    assert [row.person for row in actions.invite_more(sent, by=cast.school_educator, at=NOW)] == new
    with pytest.raises(actions.NobodyToInvite):
        actions.invite_more(sent, by=cast.school_educator, at=NOW)


def test_only_who_is_short_of_the_rule_is_reminded(programme: Programme) -> None:
    cast = programme.cast
    by = cast.school_educator
    with pytest.raises(actions.NotYetSent):
        actions.nudge(cast.year, cast.school, by=by, at=NOW)
    actions.send_invitation(actions.draft_invitation(cast.year, cast.school, by=by, at=NOW), by=cast.head, at=NOW)
    one, two, three, four, five = programme.mentors
    plan = SchoolPlan.objects.get()
    for person in (two, three, four):
        RuleMember.objects.create(plan=plan, person=person, kind=RuleMember.Kind.EXEMPT, reason="Verlof")
    for session in (programme.first, programme.later):
        enrol(session, one)
    assert [row.person for row in actions.nudge(cast.year, cast.school, by=by, at=NOW)] == [five]
    for session in (programme.first, programme.later):
        enrol(session, five)
    with pytest.raises(actions.NobodyToRemind):
        actions.nudge(cast.year, cast.school, by=by, at=NOW)


def test_a_revoked_link_stops_at_once(inside: Cast) -> None:
    old = inside.link(inside.mentor)
    actions.revoke_link(inside.mentor, inside.year, by=inside.school_educator, at=NOW)
    with pytest.raises(links.LinkRevoked):
        links.open_link(old, links.Purpose.MENTOR)

"""What the certificates step answers to the year, and its mails."""

from datetime import timedelta

from pytest_django import DjangoAssertNumQueries

from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships.members import Member, memberships_of
from dagdeel.base.people.models import Person
from dagdeel.year.attendance.models import Presence
from dagdeel.year.attendance.states import PresenceState
from dagdeel.year.certificates import actions, queries
from dagdeel.year.certificates.step import STEP
from tests.cast import Cast
from tests.year.certificates.conftest import NEXT_DAY, Held, hold


def _member(cast: Cast, who: Person) -> Member:
    found = memberships_of(who, cast.partnership, cast.year)
    assert found is not None
    return found


def _issue(held: Held) -> None:
    actions.issue_certificates(held.session, by=held.cast.programme_lead, at=NEXT_DAY)


def test_the_lead_is_asked_to_issue_within_a_week_and_nobody_else(closed: Held) -> None:
    year, cast = closed.cast.year, closed.cast
    (todo,) = STEP.todo(year, _member(cast, cast.programme_lead), NEXT_DAY)
    assert str(todo.due) == "2016-11-15"
    for who in (cast.school_educator, cast.head, cast.trainer, cast.mentor):
        assert not list(STEP.todo(year, _member(cast, who), NEXT_DAY))
    assert STEP.standing(year, NEXT_DAY).state == "now"
    _issue(closed)
    assert not list(STEP.todo(year, _member(cast, cast.programme_lead), NEXT_DAY))
    standing = STEP.standing(year, NEXT_DAY)
    assert (standing.figure, standing.state) == ("3", "later")
    assert STEP.schools(year, NEXT_DAY)[cast.school.pk].figure == "3"


def test_one_mail_per_certificate_with_the_same_key_every_time(closed: Held) -> None:
    assert not list(STEP.messages(closed.cast.year, NEXT_DAY))
    _issue(closed)
    first, second = (list(STEP.messages(closed.cast.year, NEXT_DAY)) for _ in range(2))
    assert [message.key for message in first] == [message.key for message in second]
    assert {message.to for message in first} == {closed.present, closed.late, closed.partly}
    assert all("/r/" in message.context["link"] for message in first)


def test_the_mail_of_a_revoked_certificate_is_no_longer_asked_for(closed: Held) -> None:
    _issue(closed)
    closed.correct(closed.present, PresenceState.ABSENT)
    actions.follow_attendance(closed.session, by=closed.cast.programme_lead, at=NEXT_DAY)
    assert closed.present not in {message.to for message in STEP.messages(closed.cast.year, NEXT_DAY)}


def test_a_corrected_attendance_changes_the_certificates_by_itself_once_they_were_issued(closed: Held) -> None:
    year, lead = closed.cast.year, closed.cast.programme_lead
    assert STEP.follow(year, NEXT_DAY) == 0  # the lead has not looked at this list yet
    _issue(closed)
    closed.correct(closed.present, PresenceState.ABSENT)
    closed.correct(closed.absent, PresenceState.PRESENT)
    assert STEP.follow(year, NEXT_DAY) == 2
    assert {row.person for row in queries.valid()} == {closed.absent, closed.late, closed.partly}
    assert not list(STEP.todo(year, _member(closed.cast, lead), NEXT_DAY))
    assert STEP.follow(year, NEXT_DAY) == 0
    entry = Entry.objects.filter(verb="certificates.followed").get()
    assert entry.by_id is None


def test_what_nobody_issues_within_a_week_is_issued_by_itself(closed: Held) -> None:
    year = closed.cast.year
    assert STEP.follow(year, NEXT_DAY + timedelta(days=6)) == 0
    assert STEP.follow(year, NEXT_DAY + timedelta(days=7)) == 3
    assert {row.person for row in queries.valid()} == {closed.present, closed.late, closed.partly}


def test_what_a_person_revoked_does_not_come_back_by_itself(closed: Held) -> None:
    _issue(closed)
    mine = queries.valid().get(person=closed.present)
    actions.revoke(mine, reason="Verkeerde naam", by=closed.cast.programme_lead, at=NEXT_DAY)
    assert STEP.follow(closed.cast.year, NEXT_DAY + timedelta(days=30)) == 0


def test_long_after_the_year_no_mail_is_asked_for(closed: Held) -> None:
    _issue(closed)
    assert not list(STEP.messages(closed.cast.year, NEXT_DAY.replace(year=2018)))


def test_what_is_known_of_a_person_comes_with_the_export(closed: Held) -> None:
    _issue(closed)
    assert STEP.personal_data(closed.present)["certificates"][0]["title"] == "Bumpy moments"


def test_the_doctor_sees_a_certificate_that_nobody_deserves(closed: Held) -> None:
    _issue(closed)
    assert list(STEP.invariants()) == []
    Presence.objects.filter(person=closed.present).update(state=PresenceState.ABSENT)
    assert len(list(STEP.invariants())) == 1


def test_strip_board_todo_and_mails_cost_a_fixed_number_of_queries(
    closed: Held, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    year, lead = closed.cast.year, _member(closed.cast, closed.cast.programme_lead)
    year.partnership = closed.cast.partnership  # a page has it with the year
    for more in (0, 2):
        for _ in range(more):
            _issue(hold(closed.cast))
        hold(closed.cast)
        with django_assert_num_queries(2):
            STEP.standing(year, NEXT_DAY)
        with django_assert_num_queries(2):
            STEP.schools(year, NEXT_DAY)
        with django_assert_num_queries(3):
            list(STEP.todo(year, lead, NEXT_DAY))
        with django_assert_num_queries(2):
            list(STEP.messages(year, NEXT_DAY))

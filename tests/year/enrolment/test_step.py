"""What enrolment answers the year."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from dagdeel.base.partnerships.members import Member, memberships_of
from dagdeel.base.people.models import Person
from dagdeel.year.enrolment import actions
from dagdeel.year.enrolment.models import Enrolment
from dagdeel.year.enrolment.step import STEP
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import SessionState
from tests import cast as builders
from tests.cast import NOW, Cast
from tests.year.enrolment.conftest import Programme


def member(cast: Cast, who: Person) -> Member:
    found = memberships_of(who, cast.partnership, cast.year)
    assert found is not None
    return found


def asked(cast: Cast, who: Person, days: int = 0) -> list[str]:
    return [todo.title for todo in STEP.todo(cast.year, member(cast, who), NOW + timedelta(days=days))]


def test_a_mentor_is_asked_to_choose_until_the_rule_is_met(programme: Programme) -> None:
    cast = programme.cast
    assert asked(cast, cast.mentor) == ["Kies twee workshops"]
    for session, left in ((programme.first, ["Kies één workshop"]), (programme.later, [])):
        actions.enrol(session, person=cast.mentor, by=cast.mentor, at=NOW)
        assert asked(cast, cast.mentor) == left


def test_the_invitation_is_asked_of_who_is_at_turn(programme: Programme) -> None:
    cast = programme.cast
    assert asked(cast, cast.school_educator) == ["Schrijf de uitnodiging aan de begeleiders van School A"]
    assert asked(cast, cast.head) == []
    draft = actions.draft_invitation(cast.year, cast.school, by=cast.school_educator, at=NOW)
    assert asked(cast, cast.school_educator) == []
    assert asked(cast, cast.head) == ["Onderteken de uitnodiging aan uw begeleiders"]
    actions.send_invitation(draft, by=cast.head, at=NOW)
    assert asked(cast, cast.head) == asked(cast, cast.school_educator) == []


def test_after_the_deadline_the_school_educator_sees_who_is_short_and_who_is_new(programme: Programme) -> None:
    cast = programme.cast
    actions.send_invitation(
        actions.draft_invitation(cast.year, cast.school, by=cast.head, at=NOW), by=cast.head, at=NOW
    )
    builders.mentors(cast.school, 1)
    assert asked(cast, cast.school_educator, 20) == [
        "6 begeleiders hebben minder workshops dan de school vraagt",
        "Nodig 1 nieuwe begeleider uit",
    ]
    assert asked(cast, cast.head, 20) == ["6 begeleiders hebben minder workshops dan de school vraagt"]
    assert asked(cast, cast.head) == []


def test_after_the_year_nothing_is_asked(programme: Programme) -> None:
    assert asked(programme.cast, programme.cast.mentor, 400) == []


def test_the_diary_shows_seats_and_marks_what_does_not_go_on(programme: Programme) -> None:
    cast = programme.cast
    for session in (programme.first, programme.later):
        actions.enrol(session, person=cast.mentor, by=cast.mentor, at=NOW)
    Session.objects.filter(pk=programme.first.pk).update(state=SessionState.CANCELLED, cancel_reason="x", sequence=1)
    gone, stays = STEP.diary(cast.year, member(cast, cast.mentor))
    assert (gone.cancelled, gone.sequence, stays.cancelled) == (True, 1, False)
    assert gone.starts.isoformat() == "2016-11-08T13:30:00+01:00"
    assert "School A" in gone.place


def test_seats_that_planning_adds_reach_the_waiting_list_by_themselves(programme: Programme) -> None:
    one, two, three, four = programme.mentors[:4]
    for who in (one, two):
        actions.enrol(programme.first, person=who, by=who, at=NOW)
    waiting = [actions.join_waiting_list(programme.first, person=who, by=who, at=NOW) for who in (three, four)]
    assert STEP.follow(programme.cast.year, NOW) == 0
    Session.objects.filter(pk=programme.first.pk).update(seats=3)
    assert STEP.follow(programme.cast.year, NOW) == 1
    assert [Enrolment.objects.get(pk=row.pk).state for row in waiting] == ["offered", "waiting"]
    assert STEP.follow(programme.cast.year, NOW) == 0


def test_the_year_strip_takes_two_queries_at_most(programme: Programme) -> None:
    actions.enrol(programme.first, person=programme.cast.mentor, by=programme.cast.mentor, at=NOW)
    with CaptureQueriesContext(connection) as queries:
        standing = STEP.standing(programme.cast.year, NOW)
    assert len(queries) <= 2
    assert (standing.figure, standing.state) == ("1 van 5", "now")
    assert STEP.standing(programme.cast.year, NOW - timedelta(days=60)).figure == "opent 5 sep"


def test_the_board_tells_where_each_school_stands(programme: Programme) -> None:
    cast = programme.cast
    board = STEP.schools(cast.year, NOW)
    assert (board[cast.school.pk].figure, board[cast.school.pk].state) == ("0 van 5 hebben genoeg", "now")
    assert board[cast.other_school.pk].state == "later"
    assert STEP.schools(cast.year, NOW + timedelta(days=30))[cast.school.pk].state == "late"


def test_all_that_is_known_of_a_person_is_told(programme: Programme) -> None:
    cast = programme.cast
    actions.send_invitation(
        actions.draft_invitation(cast.year, cast.school, by=cast.head, at=NOW), by=cast.head, at=NOW
    )
    by = cast.school_educator
    actions.enrol_on_behalf(programme.first, person=cast.mentor, reason="Belde", by=by, at=NOW)
    data = STEP.personal_data(cast.mentor)
    assert [row["reason"] for row in data["enrolments"]] == ["Belde"]
    assert len(data["invitations"]) == 1
    assert len(STEP.personal_data(by)["enrolments_for_others"]) == 1
    assert len(STEP.personal_data(cast.head)["invitations_signed"]) == 1


def test_the_doctor_hears_of_seats_and_half_days_that_do_not_hold(programme: Programme) -> None:
    cast = programme.cast
    actions.enrol(programme.first, person=cast.mentor, by=cast.mentor, at=NOW)
    assert list(STEP.invariants()) == []
    Enrolment.objects.create(
        session=programme.parallel, person=cast.mentor, state="enrolled", since=NOW, by=cast.mentor
    )
    told = list(STEP.invariants())
    assert len(told) == 2
    assert f"Session {programme.parallel.pk}: 0 seats counted as taken, 1 people hold one, 0 are reserved." in told
    assert any(line.startswith(f"Person {cast.mentor.pk}: 2 sessions on 2016-11-08") for line in told)

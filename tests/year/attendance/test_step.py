"""What the attendance step answers to the year."""

from datetime import datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from dagdeel.base.partnerships.members import Member, memberships_of
from dagdeel.base.people.models import Person
from dagdeel.year.attendance import actions
from dagdeel.year.attendance.models import Presence, Roster
from dagdeel.year.attendance.states import PresenceState
from dagdeel.year.attendance.step import STEP
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import SessionState
from tests import cast as build
from tests.cast import Cast

THAT_DAY = datetime.fromisoformat("2016-11-08T17:05:00+01:00")


@pytest.fixture
def session(inside: Cast) -> Session:
    """A session at the school of the cast, by the trainer of the cast, for its mentor."""
    edition = build.edition(inside.year)
    made = build.session(edition, inside.school)
    build.assignment(made, build.trainer(inside.trainer, inside.institute, edition))
    build.enrolment(inside.mentor, made)
    return made


def _member(cast: Cast, who: Person) -> Member:
    found = memberships_of(who, cast.partnership, cast.year)
    assert found is not None
    return found


def _close(cast: Cast, session: Session) -> None:
    actions.mark_all_present(session, by=cast.trainer, at=THAT_DAY)
    actions.close_roster(session, by=cast.trainer, at=THAT_DAY)


@pytest.mark.parametrize(
    ("days", "trainer", "educator", "state"), [(-1, 0, 0, "later"), (0, 1, 0, "now"), (1, 1, 1, "late")]
)
def test_the_trainer_is_asked_on_the_day_and_the_school_educator_when_it_is_late(
    inside: Cast, session: Session, days: int, trainer: int, educator: int, state: str
) -> None:
    at = THAT_DAY + timedelta(days=days)
    assert len(list(STEP.todo(inside.year, _member(inside, inside.trainer), at))) == trainer
    assert len(list(STEP.todo(inside.year, _member(inside, inside.school_educator), at))) == educator
    assert STEP.standing(inside.year, at).state == state
    assert STEP.schools(inside.year, at)[inside.school.pk].state == state


def test_a_closed_list_asks_nobody_and_the_step_is_done(inside: Cast, session: Session) -> None:
    _close(inside, session)
    at = THAT_DAY + timedelta(days=2)
    for who in (inside.trainer, inside.school_educator):
        assert not list(STEP.todo(inside.year, _member(inside, who), at))
    assert STEP.standing(inside.year, at).state == "done"


def test_a_todo_leads_to_the_list(inside: Cast, session: Session) -> None:
    (todo,) = STEP.todo(inside.year, _member(inside, inside.trainer), THAT_DAY)
    assert todo.url == inside.url(f"attendance/sessions/{session.pk}/")
    assert todo.due == session.day


def test_a_trainer_is_not_asked_for_somebody_elses_session(inside: Cast, session: Session) -> None:
    session.assignments.update(live=False)
    assert not list(STEP.todo(inside.year, _member(inside, inside.trainer), THAT_DAY))


def test_what_is_known_of_a_person_comes_with_the_export(inside: Cast, session: Session) -> None:
    _close(inside, session)
    assert len(STEP.personal_data(inside.mentor)["presences"]) == 1
    assert len(STEP.personal_data(inside.trainer)["rosters_closed"]) == 1


def test_all_promises_hold_after_the_verbs(inside: Cast, session: Session) -> None:
    actions.walk_in(session, person=build.mentors(inside.school, 1)[0], by=inside.trainer, at=THAT_DAY)
    _close(inside, session)
    assert list(STEP.invariants()) == []


def test_the_doctor_sees_a_held_session_without_a_closed_list(inside: Cast, session: Session) -> None:
    Session.objects.filter(pk=session.pk).update(state=SessionState.HELD)
    assert len(list(STEP.invariants())) == 1


def test_the_doctor_sees_a_closed_list_of_a_session_that_was_not_held(inside: Cast, session: Session) -> None:
    Roster.objects.create(session=session, closed_at=THAT_DAY, closed_by=inside.trainer)
    assert len(list(STEP.invariants())) == 1


def test_the_doctor_sees_somebody_on_the_list_by_accident(inside: Cast, session: Session) -> None:
    _close(inside, session)
    Presence.objects.create(session=session, person=inside.head, state=PresenceState.PRESENT)
    assert len(list(STEP.invariants())) == 1


def test_the_strip_and_the_board_cost_a_fixed_number_of_queries(
    inside: Cast, session: Session, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    inside.year.partnership = inside.partnership  # a page has it with the year
    for number in (1, 3):
        for _ in range(number):
            build.session(session.edition, inside.other_school)
        with django_assert_num_queries(1):
            STEP.standing(inside.year, THAT_DAY)
        with django_assert_num_queries(1):
            STEP.schools(inside.year, THAT_DAY)

"""The verbs of the roster: what they write, what they refuse, and that nothing is half done."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.people.models import Person
from dagdeel.year.attendance import actions
from dagdeel.year.attendance.models import Presence, Roster
from dagdeel.year.attendance.states import PresenceState
from dagdeel.year.enrolment.models import Enrolment
from dagdeel.year.enrolment.states import EnrolmentState
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.states import SessionState
from tests import cast as build
from tests.cast import Cast

THAT_DAY = datetime.fromisoformat("2016-11-08T17:05:00+01:00")
DAY_BEFORE = THAT_DAY - timedelta(days=1)


@pytest.fixture
def session(inside: Cast) -> Session:
    """A published session with three mentors."""
    made = build.session(build.edition(inside.year), inside.school)
    for person in build.mentors(inside.school, 3):
        build.enrolment(person, made)
    return made


def _people(session: Session) -> list[Person]:
    return [row.person for row in Enrolment.objects.filter(session=session).order_by("pk")]


def _states(session: Session) -> dict[int, str]:
    return dict(Presence.objects.filter(session=session).values_list("person_id", "state"))


def test_all_present_except_some(inside: Cast, session: Session) -> None:
    anna, bert, carla = _people(session)
    actions.mark_all_present(session, but={bert: PresenceState.EXCUSED}, by=inside.trainer, at=THAT_DAY)
    assert _states(session) == {anna.pk: "present", bert.pk: "excused", carla.pk: "present"}


def test_all_present_leaves_what_was_noted_before(inside: Cast, session: Session) -> None:
    anna, bert, carla = _people(session)
    actions.mark(session, person=bert, state=PresenceState.ABSENT, note="ziek", by=inside.trainer, at=THAT_DAY)
    actions.mark_all_present(session, by=inside.trainer, at=THAT_DAY)
    assert _states(session) == {anna.pk: "present", bert.pk: "absent", carla.pk: "present"}
    assert Presence.objects.get(person=bert).note == "ziek"


def test_an_exception_overrules_what_was_noted_before(inside: Cast, session: Session) -> None:
    anna, *_ = _people(session)
    actions.mark(session, person=anna, state=PresenceState.PARTLY, minutes=60, by=inside.trainer, at=THAT_DAY)
    actions.mark_all_present(session, but={anna: PresenceState.LATE}, by=inside.trainer, at=THAT_DAY)
    presence = Presence.objects.get(person=anna)
    assert (presence.state, presence.minutes) == ("late", None)


def test_an_exception_for_somebody_who_is_not_on_the_list_is_refused(inside: Cast, session: Session) -> None:
    with pytest.raises(actions.NotOnRoster):
        actions.mark_all_present(session, but={inside.head: PresenceState.LATE}, by=inside.trainer, at=THAT_DAY)
    assert _states(session) == {}


def test_nobody_is_marked_before_the_day(inside: Cast, session: Session) -> None:
    anna, *_ = _people(session)
    with pytest.raises(actions.TooEarly):
        actions.mark(session, person=anna, state=PresenceState.PRESENT, by=inside.trainer, at=DAY_BEFORE)
    with pytest.raises(actions.TooEarly):
        actions.mark_all_present(session, by=inside.trainer, at=DAY_BEFORE)
    with pytest.raises(actions.TooEarly):
        actions.walk_in(session, person=inside.mentor, by=inside.trainer, at=DAY_BEFORE)
    with pytest.raises(actions.TooEarly):
        actions.close_roster(session, by=inside.trainer, at=DAY_BEFORE)
    assert not Presence.objects.exists()


def test_a_draft_has_no_list(inside: Cast, session: Session) -> None:
    Session.objects.filter(pk=session.pk).update(state=SessionState.DRAFT)
    with pytest.raises(actions.TooEarly):
        actions.mark_all_present(session, by=inside.trainer, at=THAT_DAY)


def test_a_cancelled_session_has_no_list(inside: Cast, session: Session) -> None:
    Session.objects.filter(pk=session.pk).update(state=SessionState.CANCELLED, cancel_reason="te weinig mensen")
    with pytest.raises(actions.SessionCancelled):
        actions.mark_all_present(session, by=inside.trainer, at=THAT_DAY)


def test_partly_needs_its_minutes(inside: Cast, session: Session) -> None:
    anna, *_ = _people(session)
    with pytest.raises(actions.MinutesMissing):
        actions.mark(session, person=anna, state=PresenceState.PARTLY, by=inside.trainer, at=THAT_DAY)
    made = actions.mark(session, person=anna, state=PresenceState.PARTLY, minutes=90, by=inside.trainer, at=THAT_DAY)
    assert made.minutes == 90


def test_the_database_keeps_minutes_and_partly_together(inside: Cast, session: Session) -> None:
    anna, *_ = _people(session)
    for state, minutes in ((PresenceState.PARTLY, None), (PresenceState.PRESENT, 30)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Presence.objects.create(session=session, person=anna, state=state, minutes=minutes)


def test_who_waits_or_cancelled_is_not_on_the_list(inside: Cast, session: Session) -> None:
    for state in (EnrolmentState.WAITING, EnrolmentState.CANCELLED):
        (person,) = build.mentors(inside.school, 1)
        build.enrolment(person, session, state)
        with pytest.raises(actions.NotOnRoster):
            actions.mark(session, person=person, state=PresenceState.PRESENT, by=inside.trainer, at=THAT_DAY)


def test_a_mentor_who_was_not_enrolled_walks_in(inside: Cast, session: Session) -> None:
    presence = actions.walk_in(session, person=inside.mentor, by=inside.trainer, at=THAT_DAY)
    assert (presence.walk_in, presence.state) == (True, "present")
    changed = actions.mark(session, person=inside.mentor, state=PresenceState.LATE, by=inside.trainer, at=THAT_DAY)
    assert (changed.pk, changed.walk_in, changed.state) == (presence.pk, True, "late")


def test_nobody_walks_in_twice_or_while_enrolled(inside: Cast, session: Session) -> None:
    anna, *_ = _people(session)
    actions.walk_in(session, person=inside.mentor, by=inside.trainer, at=THAT_DAY)
    for person in (inside.mentor, anna):
        with pytest.raises(actions.AlreadyOnRoster):
            actions.walk_in(session, person=person, by=inside.trainer, at=THAT_DAY)


def test_only_a_mentor_of_the_partnership_walks_in(inside: Cast, session: Session) -> None:
    for person in (inside.head, inside.stranger):
        with pytest.raises(actions.NotAMentor):
            actions.walk_in(session, person=person, by=inside.trainer, at=THAT_DAY)
    former = build.person()
    build.membership(former, Role.MENTOR, school=inside.school, to_year=2015)
    with pytest.raises(actions.NotAMentor):
        actions.walk_in(session, person=former, by=inside.trainer, at=THAT_DAY)


def test_closing_needs_everybody_and_makes_the_session_held(inside: Cast, session: Session) -> None:
    anna, bert, carla = _people(session)
    actions.mark(session, person=anna, state=PresenceState.PRESENT, by=inside.trainer, at=THAT_DAY)
    with pytest.raises(actions.NotComplete) as no:
        actions.close_roster(session, by=inside.trainer, at=THAT_DAY)
    assert set(no.value.people) == {bert, carla}
    assert not Roster.objects.filter(closed_at__isnull=False).exists()
    actions.mark_all_present(session, by=inside.trainer, at=THAT_DAY)
    roster = actions.close_roster(session, by=inside.trainer, at=THAT_DAY)
    assert (roster.closed_at, roster.closed_by) == (THAT_DAY, inside.trainer)
    session.refresh_from_db()
    assert session.state == SessionState.HELD


def test_a_closed_list_stays_as_it_is(inside: Cast, session: Session) -> None:
    anna, *_ = _people(session)
    actions.mark_all_present(session, by=inside.trainer, at=THAT_DAY)
    actions.close_roster(session, by=inside.trainer, at=THAT_DAY)
    with pytest.raises(actions.RosterClosed):
        actions.mark(session, person=anna, state=PresenceState.ABSENT, by=inside.trainer, at=THAT_DAY)
    with pytest.raises(actions.RosterClosed):
        actions.mark_all_present(session, by=inside.trainer, at=THAT_DAY)
    with pytest.raises(actions.RosterClosed):
        actions.walk_in(session, person=inside.mentor, by=inside.trainer, at=THAT_DAY)
    with pytest.raises(actions.RosterClosed):
        actions.close_roster(session, by=inside.trainer, at=THAT_DAY)


def test_somebody_forgotten_is_added_after_closing_with_a_reason(inside: Cast, session: Session) -> None:
    actions.mark_all_present(session, by=inside.trainer, at=THAT_DAY)
    actions.close_roster(session, by=inside.trainer, at=THAT_DAY)
    actions.walk_in(session, person=inside.mentor, reason="stond op papier", by=inside.trainer, at=THAT_DAY)
    entry = Entry.objects.get(verb="attendance.walked_in")
    assert (entry.reason, entry.after["person"]) == ("stond op papier", inside.mentor.pk)


def test_who_cancelled_after_being_marked_is_gone_when_the_list_closes(inside: Cast, session: Session) -> None:
    anna, bert, carla = _people(session)
    actions.mark_all_present(session, by=inside.trainer, at=THAT_DAY)
    Enrolment.objects.filter(person=bert).update(state=EnrolmentState.CANCELLED, ended="self")
    actions.close_roster(session, by=inside.trainer, at=THAT_DAY)
    assert set(_states(session)) == {anna.pk, carla.pk}


def test_who_cancelled_and_came_all_the_same_walks_in(inside: Cast, session: Session) -> None:
    anna, *_ = _people(session)
    actions.mark(session, person=anna, state=PresenceState.ABSENT, by=inside.trainer, at=THAT_DAY)
    Enrolment.objects.filter(person=anna).update(state=EnrolmentState.CANCELLED, ended="self")
    presence = actions.walk_in(session, person=anna, by=inside.trainer, at=THAT_DAY)
    assert (presence.walk_in, presence.state) == (True, "present")


def test_a_correction_needs_a_closed_list_and_a_reason_and_tells_before_and_after(
    inside: Cast, session: Session
) -> None:
    anna, *_ = _people(session)
    actions.mark_all_present(session, by=inside.trainer, at=THAT_DAY)
    presence = Presence.objects.get(person=anna)
    absent = PresenceState.ABSENT
    with pytest.raises(actions.RosterOpen):
        actions.correct(presence, state=absent, reason="vergissing", by=inside.trainer, at=THAT_DAY)
    actions.close_roster(session, by=inside.trainer, at=THAT_DAY)
    with pytest.raises(actions.ReasonMissing):
        actions.correct(presence, state=absent, reason="  ", by=inside.trainer, at=THAT_DAY)
    with pytest.raises(actions.MinutesMissing):
        actions.correct(presence, state=PresenceState.PARTLY, reason="vergissing", by=inside.trainer, at=THAT_DAY)
    assert Presence.objects.get(person=anna).state == "present"
    actions.correct(presence, state=absent, reason="vergissing", by=inside.trainer, at=THAT_DAY)
    assert Presence.objects.get(person=anna).state == "absent"
    entry = Entry.objects.get(verb="attendance.corrected")
    assert (entry.before["state"], entry.after["state"], entry.reason) == ("present", "absent", "vergissing")


def test_each_verb_tells_the_history_once(inside: Cast, session: Session) -> None:
    anna, *_ = _people(session)
    actions.mark(session, person=anna, state=PresenceState.LATE, by=inside.trainer, at=THAT_DAY)
    actions.walk_in(session, person=inside.mentor, by=inside.trainer, at=THAT_DAY)
    actions.mark_all_present(session, by=inside.trainer, at=THAT_DAY)
    actions.close_roster(session, by=inside.trainer, at=THAT_DAY)
    verbs = list(Entry.objects.filter(verb__startswith="attendance.").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["attendance.marked", "attendance.walked_in", "attendance.all_present", "attendance.closed"]


def test_closing_a_list_without_anybody_is_possible(inside: Cast) -> None:
    empty = build.session(build.edition(inside.year), inside.school)
    actions.close_roster(empty, by=inside.school_educator, at=THAT_DAY)
    assert Session.objects.get(pk=empty.pk).state == SessionState.HELD

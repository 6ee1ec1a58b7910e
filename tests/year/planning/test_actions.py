"""The verbs of the plan."""

from datetime import date, time

import pytest

from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships import scope
from dagdeel.year.planning import actions, queries
from dagdeel.year.planning.models import Assignment, PlanVersion, Room, Session
from dagdeel.year.planning.states import AssignmentState, SessionState
from dagdeel.year.trainers.models import Trainer
from tests import cast as c
from tests.year.planning.builders import DECEMBER, TUESDAY, by_lead, codes, story


def test_agreed_choices_become_one_draft_session_each_and_only_once(inside: c.Cast) -> None:
    tale = story(inside)
    made = tale.drafts()
    assert [(s.edition, s.school, s.seats, s.minimum, s.catering) for s in made] == [
        (edition, inside.school, edition.maximum, edition.minimum, "soep en broodjes") for edition in tale.editions
    ]
    assert tale.drafts() == []
    assert Entry.objects.filter(verb="plan.drafted").count() == 1


def test_a_choice_that_is_not_agreed_makes_no_session(inside: c.Cast) -> None:
    plan = story(inside)
    from dagdeel.year.choices.models import SchoolPlan
    from dagdeel.year.choices.states import PlanState

    SchoolPlan.objects.update(state=PlanState.PROPOSED)
    assert plan.drafts() == []


def test_scheduling_fills_in_the_usual_times_and_returns_what_deserves_a_look(inside: c.Cast) -> None:
    tale = story(inside)
    session = tale.drafts()[0]
    found = actions.schedule(session, day=date(2016, 10, 25), half_day="pm", **tale.at)
    session.refresh_from_db()
    assert (session.starts, session.ends) == (time(13, 30), time(17, 0))
    assert codes(found) == {"school_holiday", "not_wished", "no_room", "no_trainer"}


def test_a_date_outside_the_year_is_refused_and_nothing_changes(inside: c.Cast) -> None:
    tale = story(inside)
    session = tale.drafts()[0]
    with pytest.raises(actions.OutsideYear):
        actions.schedule(session, day=date(2017, 9, 1), half_day="pm", **tale.at)
    session.refresh_from_db()
    assert session.day is None


def test_a_room_holds_one_session_per_half_day(inside: c.Cast) -> None:
    tale = story(inside)
    one, other = tale.drafts()
    tale.place(one, room=tale.room)
    with pytest.raises(actions.RoomTaken):
        tale.place(other, room=tale.room)
    other.refresh_from_db()
    assert other.day is None
    tale.place(other, half_day="am", room=tale.room)


def test_a_room_of_another_school_is_refused(inside: c.Cast) -> None:
    tale = story(inside)
    elsewhere = Room.objects.create(school=inside.other_school, name="Ver weg")
    with pytest.raises(actions.RoomElsewhere):
        tale.place(tale.drafts()[0], room=elsewhere)


def test_times_the_wrong_way_round_are_refused(inside: c.Cast) -> None:
    tale = story(inside)
    with pytest.raises(actions.TimesReversed):
        tale.place(tale.drafts()[0], starts=time(17, 0), ends=time(13, 0))


def test_seats_cannot_go_below_those_taken(inside: c.Cast) -> None:
    tale = story(inside)
    session = tale.drafts()[0]
    Session.objects.filter(pk=session.pk).update(taken=8)
    with pytest.raises(actions.SeatsBelowTaken):
        actions.change_seats(session, seats=7, **tale.at)
    actions.change_seats(session, seats=8, **tale.at)
    with pytest.raises(actions.MinimumAboveSeats):
        actions.change_seats(session, seats=8, minimum=9, **tale.at)


def test_writing_the_date_does_not_touch_the_seats_that_were_taken_meanwhile(inside: c.Cast) -> None:
    tale = story(inside)
    session = tale.drafts()[0]
    Session.objects.filter(pk=session.pk).update(taken=3)
    tale.place(session)
    session.refresh_from_db()
    assert session.taken == 3


def test_a_trainer_gives_one_session_per_half_day(inside: c.Cast) -> None:
    tale = story(inside)
    one, other = (tale.place(session) for session in tale.drafts())
    actions.assign_trainer(one, trainer=tale.trainer, **tale.at)
    with pytest.raises(actions.TrainerTaken):
        actions.assign_trainer(other, trainer=tale.trainer, **tale.at)
    tale.place(other, DECEMBER)
    actions.assign_trainer(other, trainer=tale.trainer, **tale.at)
    with pytest.raises(actions.TrainerTaken):
        tale.place(other, TUESDAY)


def test_a_trainer_who_is_in_another_partnership_then_is_taken_without_saying_whose(inside: c.Cast) -> None:
    tale = story(inside)
    session = tale.place(tale.drafts()[0])
    elsewhere = c.partnership("Elders")
    with scope.of(elsewhere):
        from dagdeel.base.partnerships.models import Institute, School

        year = c.programme_year()
        edition = c.edition(year)
        trainer = c.trainer(inside.trainer, Institute.objects.create(name="Ander"), edition)
        there = c.session(edition, School.objects.create(name="Geheime school"))
        c.assignment(there, trainer)
    with pytest.raises(actions.TrainerTaken) as no:
        actions.assign_trainer(session, trainer=tale.trainer, **tale.at)
    assert "Geheime" not in str(no.value)


def test_a_trainer_needs_the_competence_and_must_be_active(inside: c.Cast) -> None:
    tale = story(inside)
    session = tale.drafts()[0]
    novice = c.trainer(c.person(), inside.institute)
    with pytest.raises(actions.NotCompetent):
        actions.assign_trainer(session, trainer=novice, **tale.at)
    Trainer.objects.filter(pk=tale.trainer.pk).update(active=False)
    tale.trainer.refresh_from_db()
    with pytest.raises(actions.TrainerInactive):
        actions.assign_trainer(session, trainer=tale.trainer, **tale.at)


def published(inside: c.Cast) -> tuple[Session, Assignment]:
    tale = story(inside)
    session = tale.place(tale.drafts()[0], room=tale.room)
    actions.assign_trainer(session, trainer=tale.trainer, **tale.at)
    actions.publish_plan(inside.year, note="Eerste rooster", **tale.at)
    session.refresh_from_db()
    return session, Assignment.objects.get(session=session)


def test_publishing_asks_trainers_and_leaves_sessions_without_a_moment_as_draft(inside: c.Cast) -> None:
    session, assignment = published(inside)
    assert session.state == SessionState.PUBLISHED
    assert (assignment.state, assignment.asked_at) == (AssignmentState.ASKED, inside.now)
    assert Session.objects.filter(state=SessionState.DRAFT).count() == 1
    version = PlanVersion.objects.get()
    assert (version.number, [s["id"] for s in version.snapshot["sessions"]]) == (1, [session.pk])
    assert "Trainer" not in str(version.snapshot)


def test_publishing_again_without_news_is_refused(inside: c.Cast) -> None:
    published(inside)
    with pytest.raises(actions.NothingToPublish):
        actions.publish_plan(inside.year, by=inside.programme_lead, at=inside.now)


def test_something_impossible_stops_publishing_as_a_whole(inside: c.Cast) -> None:
    tale = story(inside)
    one, other = (tale.place(session) for session in tale.drafts())
    tale.place(other, DECEMBER)
    type(tale.editions[0]).objects.filter(pk=one.edition_id).update(state="withdrawn")
    with pytest.raises(actions.PlanBlocked) as no:
        actions.publish_plan(inside.year, **tale.at)
    assert no.value.sessions == (one,)
    assert not Session.objects.filter(state=SessionState.PUBLISHED).exists()


def test_a_change_after_publishing_raises_the_sequence_asks_again_and_shows_whom_it_touches(inside: c.Cast) -> None:
    session, assignment = published(inside)
    actions.confirm_assignment(assignment, by=inside.trainer, at=inside.now)
    lead = by_lead(inside)
    actions.schedule(session, day=DECEMBER, half_day="pm", room=session.room, **lead)
    session.refresh_from_db()
    assignment.refresh_from_db()
    assert (session.sequence, assignment.state, assignment.day) == (1, AssignmentState.ASKED, DECEMBER)
    (change,) = queries.changes_since(queries.last_version(inside.year), inside.year)
    assert (change.kind, change.trainers, len(change.lines)) == ("changed", (inside.trainer.full_name,), 1)


def test_another_room_is_news_but_leaves_the_answer_standing(inside: c.Cast) -> None:
    session, assignment = published(inside)
    actions.confirm_assignment(assignment, by=inside.trainer, at=inside.now)
    lead = by_lead(inside)
    actions.schedule(session, day=session.day, half_day=session.half_day, room=None, **lead)
    session.refresh_from_db()
    assignment.refresh_from_db()
    assert (session.sequence, assignment.state) == (1, AssignmentState.CONFIRMED)


def test_a_published_session_keeps_a_moment(inside: c.Cast) -> None:
    session, _ = published(inside)
    with pytest.raises(actions.TimeMissing):
        actions.schedule(session, day=None, half_day="", by=inside.programme_lead, at=inside.now)


def test_a_trainer_declines_with_a_reason_and_is_free_again(inside: c.Cast) -> None:
    session, assignment = published(inside)
    with pytest.raises(actions.ReasonMissing):
        actions.decline_assignment(assignment, remark="  ", by=inside.trainer, at=inside.now)
    actions.decline_assignment(assignment, remark="Elders", by=inside.trainer, at=inside.now)
    assignment.refresh_from_db()
    assert (assignment.state, assignment.live) == (AssignmentState.DECLINED, False)
    with pytest.raises(actions.AnswerNotAsked):
        actions.confirm_assignment(assignment, by=inside.trainer, at=inside.now)
    assert "no_trainer" in codes(queries.conflicts_of(session))


def test_taking_off_a_trainer_who_was_asked_leaves_a_trace_and_one_who_was_not_leaves_none(inside: c.Cast) -> None:
    session, assignment = published(inside)
    lead = by_lead(inside)
    actions.unassign_trainer(session, trainer=assignment.trainer, **lead)
    assignment.refresh_from_db()
    assert (assignment.state, assignment.live) == (AssignmentState.WITHDRAWN, False)
    draft = Session.objects.get(state=SessionState.DRAFT)
    actions.assign_trainer(draft, trainer=assignment.trainer, **lead)
    actions.unassign_trainer(draft, trainer=assignment.trainer, **lead)
    assert not draft.assignments.exists()
    with pytest.raises(actions.NotAssigned):
        actions.unassign_trainer(draft, trainer=assignment.trainer, **lead)


def test_cancelling_needs_a_reason_and_frees_room_and_trainer(inside: c.Cast) -> None:
    session, assignment = published(inside)
    lead = by_lead(inside)
    with pytest.raises(actions.ReasonMissing):
        actions.cancel_session(session, reason=" ", **lead)
    room = session.room
    actions.cancel_session(session, reason="Te weinig aanmeldingen", **lead)
    assignment.refresh_from_db()
    assert (session.state, session.sequence, assignment.live) == (SessionState.CANCELLED, 1, False)
    other = Session.objects.get(state=SessionState.DRAFT)
    actions.schedule(other, day=TUESDAY, half_day="pm", room=room, **lead)
    with pytest.raises(actions.RoomTaken):
        actions.restore_session(session, **lead)
    actions.restore_session(session, keep=False, **lead)
    assert (session.state, session.day) == (SessionState.DRAFT, None)
    actions.cancel_session(other, reason="vervalt", **lead)
    with pytest.raises(actions.SessionClosed):
        actions.schedule(other, day=TUESDAY, half_day="pm", **lead)


def test_only_a_published_session_can_be_held_and_then_it_stands(inside: c.Cast) -> None:
    session, _ = published(inside)
    lead = by_lead(inside)
    actions.mark_held(session, **lead)
    assert session.state == SessionState.HELD
    with pytest.raises(actions.MoveNotAllowed):
        actions.mark_held(session, **lead)
    with pytest.raises(actions.MoveNotAllowed):
        actions.cancel_session(session, reason="te laat", **lead)


def test_seats_are_claimed_until_they_are_gone_and_only_when_published(inside: c.Cast) -> None:
    session, _ = published(inside)
    Session.objects.filter(pk=session.pk).update(seats=6, minimum=5, taken=5)
    assert [actions.claim_seat(session) for _ in range(3)] == [True, False, False]
    assert actions.release_seat(session)
    assert actions.claim_seat(session)
    draft = Session.objects.get(state=SessionState.DRAFT)
    assert not actions.claim_seat(draft)
    assert not actions.release_seat(draft)


def test_a_school_has_each_room_name_once(inside: c.Cast) -> None:
    tale = story(inside)
    with pytest.raises(actions.RoomNameTaken):
        actions.add_room(inside.school, name="Aula", **tale.at)
    room = actions.add_room(inside.school, name="Kantine", seats=40, **tale.at)
    with pytest.raises(actions.RoomNameTaken):
        actions.change_room(room, name="Aula", seats=40, **tale.at)
    assert actions.change_room(room, name="Kantine", seats=18, **tale.at).seats == 18

"""Taking a proposal over: all of it, some of it, with people who were told, and with what changed meanwhile."""

from datetime import date
from typing import Any

import pytest

from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.members import memberships_of
from dagdeel.base.partnerships.models import Institute, School
from dagdeel.year.enrolment.step import STEP as ENROLMENT
from dagdeel.year.planning import actions, messages, queries
from dagdeel.year.planning.models import Absence, Assignment, PlanProposal, Room, Session
from dagdeel.year.planning.optimise import Question
from dagdeel.year.planning.states import AssignmentState, ProposalMode, SessionState
from dagdeel.year.planning.step import STEP
from dagdeel.year.trainers.models import Trainer
from tests import cast as c
from tests.year.planning.builders import DECEMBER, TUESDAY, Story, can, proposed, story

SCRATCH = Question(mode=ProposalMode.SCRATCH)


@pytest.fixture
def tale(inside: c.Cast) -> Story:
    return story(inside)


def put(proposal: PlanProposal, session: Session, trainer: Trainer, day: date) -> None:
    """Let the proposal say this of a session, whatever the optimiser thought best."""
    given = {"trainer": f"trainer-{trainer.pk}", "slot": f"{day}/pm"}
    proposal.plan["assignments"][f"session-{session.pk}"] = given
    proposal.save()


def published(tale: Story, *, confirm: bool = True) -> tuple[Session, Session]:
    """Both sessions as everybody knows them, with the room and the trainer."""
    one, other = tale.drafts()
    for session, day in ((one, TUESDAY), (other, DECEMBER)):
        tale.place(session, day, room=tale.room)
        actions.assign_trainer(session, trainer=tale.trainer, **tale.at)
    actions.publish_plan(tale.cast.year, **tale.at)
    if confirm:
        for assignment in Assignment.objects.all():
            actions.confirm_assignment(assignment, by=tale.trainer.person, at=tale.cast.now)
    for session in (one, other):
        session.refresh_from_db()
    return one, other


def another(tale: Story, *days: date) -> Trainer:
    """A second trainer of the same workshops, who can come on these days."""
    made = c.trainer(c.person("Bea", "Berg"), tale.cast.institute, *tale.editions)
    can(made, tale.cast, *days)
    return made


def test_a_proposal_dates_and_staffs_every_session_and_can_be_taken_over(tale: Story) -> None:
    tale.drafts()
    proposal = proposed(tale.cast, SCRATCH)
    sketch = queries.sketch_of(proposal)
    assert (len(sketch.moving), len(sketch.uncovered)) == (2, 0)
    outcome = actions.accept_proposal(proposal, **tale.at)
    assert (len(outcome.applied), outcome.skipped) == (2, ())
    assert {s.day for s in Session.objects.all()} == {TUESDAY, DECEMBER}
    assert {(a.day, a.half_day) for a in Assignment.objects.all()} == {(TUESDAY, "pm"), (DECEMBER, "pm")}
    assert {s.room for s in Session.objects.all()} == {tale.room}
    with pytest.raises(actions.ProposalClosed):
        actions.accept_proposal(proposal, **tale.at)


def test_history_tells_the_question_the_answer_and_what_was_taken_over_once_each(tale: Story) -> None:
    tale.drafts()
    for _ in range(2):
        actions.ask_proposal(tale.cast.year, question=SCRATCH, **tale.at)  # a double click
    proposal = proposed(tale.cast, SCRATCH)
    actions.accept_proposal(proposal, **tale.at)
    told = Entry.objects.filter(verb__startswith="proposal.").order_by("id")
    assert [entry.verb for entry in told] == ["proposal.asked", "proposal.made", "proposal.accepted"]


def test_two_sessions_can_change_places(tale: Story) -> None:
    one, other = tale.drafts()
    for session, day in ((one, TUESDAY), (other, DECEMBER)):
        tale.place(session, day, room=tale.room)
        actions.assign_trainer(session, trainer=tale.trainer, **tale.at)
    proposal = proposed(tale.cast, SCRATCH)
    put(proposal, one, tale.trainer, DECEMBER)
    put(proposal, other, tale.trainer, TUESDAY)
    assert actions.accept_proposal(proposal, **tale.at).skipped == ()
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.day, other.day, one.room, other.room) == (DECEMBER, TUESDAY, tale.room, tale.room)


def test_two_published_sessions_change_places_and_the_trainer_is_asked_again(tale: Story) -> None:
    one, other = published(tale)
    proposal = proposed(tale.cast, SCRATCH)
    put(proposal, one, tale.trainer, DECEMBER)
    put(proposal, other, tale.trainer, TUESDAY)
    outcome = actions.accept_proposal(proposal, **tale.at)
    assert (len(outcome.applied), outcome.skipped) == (2, ())
    for session, day in ((one, DECEMBER), (other, TUESDAY)):
        session.refresh_from_db()
        assert (session.day, session.room, session.sequence, session.state) == (day, tale.room, 1, "published")
        assignment = Assignment.objects.get(session=session)
        assert (assignment.day, assignment.live, assignment.state) == (day, True, AssignmentState.ASKED)
        assert assignment.known == session.sequence


def test_who_is_replaced_is_withdrawn_and_who_comes_is_asked_and_mails_follow(tale: Story) -> None:
    one, other = published(tale)
    new = another(tale, TUESDAY)
    actions.note_absence(tale.trainer, first=TUESDAY, last=TUESDAY, **tale.at)
    outcome = actions.accept_proposal(proposed(tale.cast, Question(absent=tale.trainer.pk)), **tale.at)
    assert [s.pk for s in outcome.applied] == [one.pk]
    states = {a.trainer_id: (a.state, a.live) for a in Assignment.objects.filter(session=one)}
    assert states == {
        tale.trainer.pk: (AssignmentState.WITHDRAWN, False),
        new.pk: (AssignmentState.ASKED, True),
    }
    kept = Assignment.objects.get(session=other)
    assert (kept.trainer, kept.state) == (tale.trainer, AssignmentState.CONFIRMED)
    one.refresh_from_db()
    assert (one.day, one.room, one.sequence) == (TUESDAY, tale.room, 0)
    kinds = {(m.kind, m.to.pk) for m in messages.mails(tale.cast.year, tale.cast.now)}
    assert ("planning.withdrawn", tale.trainer.person_id) in kinds
    assert ("planning.asked", new.person_id) in kinds
    assert ("planning.changed", tale.trainer.person_id) not in kinds


def test_participants_of_a_session_that_gets_another_date_hear_of_it(tale: Story) -> None:
    one, _ = published(tale)
    c.enrolment(tale.cast.mentor, one)
    proposal = proposed(tale.cast, SCRATCH)
    put(proposal, one, another(tale, date(2017, 1, 10)), date(2017, 1, 10))
    assert queries.sketch_of(proposal).touched.participants == 1
    actions.accept_proposal(proposal, sessions=[one], **tale.at)
    mails = [m for m in ENROLMENT.messages(tale.cast.year, tale.cast.now) if m.to == tale.cast.mentor]
    assert any("changed" in m.kind for m in mails), [m.kind for m in mails]


def test_a_session_for_which_nobody_is_found_loses_who_fell_out(tale: Story) -> None:
    one, other = published(tale)
    actions.note_absence(tale.trainer, first=TUESDAY, last=DECEMBER, **tale.at)
    proposal = proposed(tale.cast, Question(absent=tale.trainer.pk))
    sketch = queries.sketch_of(proposal)
    assert [line.loses for line in sketch.moving] == [True, True]
    actions.accept_proposal(proposal, sessions=[one], **tale.at)
    one.refresh_from_db()
    assert (one.day, one.state) == (TUESDAY, SessionState.PUBLISHED)
    assert Assignment.objects.get(session=one).state == AssignmentState.WITHDRAWN
    assert Assignment.objects.get(session=other).live


def test_a_line_that_no_longer_holds_is_skipped_with_its_reason_and_stays_as_it_was(tale: Story) -> None:
    one, other = tale.drafts()
    tale.place(one, DECEMBER, room=tale.room)
    proposal = proposed(tale.cast, SCRATCH)
    put(proposal, one, tale.trainer, TUESDAY)
    actions.cancel_session(other, reason="vervalt", **tale.at)
    tale.trainer.competences.filter(workshop=one.edition.workshop).delete()
    outcome = actions.accept_proposal(proposal, **tale.at)
    assert {(s.session.pk, s.code) for s in outcome.skipped} == {(one.pk, "trainer_gone"), (other.pk, "changed")}
    one.refresh_from_db()
    assert (one.day, one.room, outcome.applied) == (DECEMBER, tale.room, ())


def test_what_was_changed_by_hand_meanwhile_is_not_overwritten(tale: Story) -> None:
    one, other = tale.drafts()
    proposal = proposed(tale.cast, SCRATCH)
    tale.place(one, date(2017, 1, 10))
    assert queries.sketch_of(proposal).stale == 1
    outcome = actions.accept_proposal(proposal, **tale.at)
    assert [(s.session.pk, s.code) for s in outcome.skipped] == [(one.pk, "changed")]
    one.refresh_from_db()
    assert (one.day, [s.pk for s in outcome.applied]) == (date(2017, 1, 10), [other.pk])


def test_a_trainer_who_was_given_away_elsewhere_meanwhile_takes_only_the_own_line_along(tale: Story) -> None:
    one, other = published(tale)
    new = another(tale, TUESDAY, DECEMBER)
    proposal = proposed(tale.cast, SCRATCH)
    put(proposal, one, new, TUESDAY)
    put(proposal, other, new, DECEMBER)
    with scope.of(c.partnership()):
        edition = c.edition(c.programme_year())
        theirs = c.trainer(new.person, Institute.objects.create(name="Elders"), edition)
        made = c.session(edition, School.objects.create(name="Elders"), day=TUESDAY, half_day="pm")
        c.assignment(made, theirs)
    outcome = actions.accept_proposal(proposal, **tale.at)
    assert [(s.session.pk, s.code) for s in outcome.skipped] == [(one.pk, "trainer_taken")]
    assert [s.pk for s in outcome.applied] == [other.pk]
    kept = Assignment.objects.get(session=one)
    assert (kept.trainer, kept.live, kept.state) == (tale.trainer, True, AssignmentState.CONFIRMED)
    one.refresh_from_db()
    assert (one.room, one.sequence) == (tale.room, 0)


def test_some_lines_are_taken_over_now_and_the_others_later(tale: Story) -> None:
    one, other = tale.drafts()
    proposal = proposed(tale.cast, SCRATCH)
    actions.accept_proposal(proposal, sessions=[one], **tale.at)
    other.refresh_from_db()
    proposal.refresh_from_db()
    assert (other.day, proposal.state) == (None, PlanProposal.State.OPEN)
    sketch = queries.sketch_of(proposal)
    assert [line.session for line in sketch.taken] == [one]
    assert [line.session for line in sketch.moving] == [other]
    actions.accept_proposal(proposal, sessions=[other], **tale.at)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.outcome["applied"]) == (PlanProposal.State.ACCEPTED, sorted([one.pk, other.pk]))


def test_a_session_without_a_room_gets_the_smallest_in_which_the_group_fits(tale: Story) -> None:
    one, other = tale.drafts()
    fits = Room.objects.create(school=tale.cast.school, name="Lokaal", seats=one.seats)
    Room.objects.create(school=tale.cast.school, name="Hok", seats=3)
    actions.accept_proposal(proposed(tale.cast, SCRATCH), **tale.at)
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.room, other.room) == (fits, fits)


# Absences ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "wrong"),
    [((DECEMBER, TUESDAY), actions.DaysReversed), ((TUESDAY, TUESDAY), actions.AbsenceNoted)],
)
def test_days_in_the_wrong_order_or_noted_twice_are_refused(tale: Story, days: Any, wrong: type[Exception]) -> None:
    actions.note_absence(tale.trainer, first=TUESDAY, last=TUESDAY, **tale.at)
    with pytest.raises(wrong):
        actions.note_absence(tale.trainer, first=days[0], last=days[1], **tale.at)
    assert Absence.objects.count() == 1


def test_a_session_says_that_its_trainer_falls_out_until_that_is_over(tale: Story) -> None:
    one, _ = published(tale)
    absence = actions.note_absence(tale.trainer, first=TUESDAY, last=TUESDAY, **tale.at)
    assert "trainer_away" in {conflict.code for conflict in queries.conflicts_of(one)}
    assert queries.tally(tale.cast.year).trainer_away == 1
    member = memberships_of(tale.cast.programme_lead, tale.cast.partnership, tale.cast.year)
    assert member is not None
    asked = [todo.title for todo in STEP.todo(tale.cast.year, member, tale.cast.now)]
    assert "1 sessie waarvan de trainer uitvalt" in asked
    actions.end_absence(absence, **tale.at)
    assert "trainer_away" not in {conflict.code for conflict in queries.conflicts_of(one)}

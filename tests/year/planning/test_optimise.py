"""Asking for a plan, and taking it over."""

import pytest

from dagdeel.year.planning import actions, queries
from dagdeel.year.planning.models import Assignment, PlanProposal, Session
from dagdeel.year.planning.states import SessionState
from dagdeel.year.trainers.models import Availability
from tests import cast as c
from tests.year.planning.builders import DECEMBER, TUESDAY, story


def test_a_proposal_dates_and_staffs_every_session_and_can_be_taken_over(inside: c.Cast) -> None:
    tale = story(inside)
    tale.drafts()
    proposal = actions.ask_proposal(inside.year, seed=3, **tale.at)
    sketch = queries.sketch_of(proposal)
    assert (len(sketch.moving), len(sketch.uncovered)) == (2, 0)
    assert {reason["code"] for reason in proposal.plan["reasons"].values()} == {"only_one"}
    outcome = actions.accept_proposal(proposal, **tale.at)
    assert (len(outcome.applied), outcome.skipped) == (2, ())
    assert {s.day for s in Session.objects.all()} == {TUESDAY, DECEMBER}
    assert {(a.day, a.half_day) for a in Assignment.objects.all()} == {(TUESDAY, "pm"), (DECEMBER, "pm")}
    with pytest.raises(actions.ProposalClosed):
        actions.accept_proposal(proposal, **tale.at)


def test_the_same_year_and_seed_give_the_same_plan(inside: c.Cast) -> None:
    tale = story(inside)
    tale.drafts()
    one, other = (actions.ask_proposal(inside.year, seed=7, **tale.at) for _ in range(2))
    assert (one.problem, one.plan["assignments"]) == (other.problem, other.plan["assignments"])
    one.refresh_from_db()
    assert one.state == PlanProposal.State.DISCARDED


def test_what_is_pinned_stays_and_the_others_go_around_it(inside: c.Cast) -> None:
    tale = story(inside)
    one, other = tale.drafts()
    tale.place(one, DECEMBER)
    actions.assign_trainer(one, trainer=tale.trainer, **tale.at)
    actions.pin(one, **tale.at)
    proposal = actions.ask_proposal(inside.year, **tale.at)
    assert list(proposal.plan["reasons"]) == [str(other.pk)]
    actions.accept_proposal(proposal, **tale.at)
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.day, other.day) == (DECEMBER, TUESDAY)


def test_two_sessions_can_change_places(inside: c.Cast) -> None:
    tale = story(inside)
    one, other = tale.drafts()
    for session, day in ((one, TUESDAY), (other, DECEMBER)):
        tale.place(session, day, room=tale.room)
        actions.assign_trainer(session, trainer=tale.trainer, **tale.at)
    proposal = actions.ask_proposal(inside.year, **tale.at)
    given = proposal.plan["assignments"]
    given[str(one.pk)], given[str(other.pk)] = (
        {"trainer": str(tale.trainer.pk), "slot": f"{DECEMBER}/pm"},
        {"trainer": str(tale.trainer.pk), "slot": f"{TUESDAY}/pm"},
    )
    proposal.save()
    assert actions.accept_proposal(proposal, **tale.at).skipped == ()
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.day, other.day, one.room, other.room) == (DECEMBER, TUESDAY, tale.room, tale.room)


def test_a_line_that_no_longer_holds_is_skipped_with_its_reason_and_goes_back(inside: c.Cast) -> None:
    tale = story(inside)
    one, other = tale.drafts()
    proposal = actions.ask_proposal(inside.year, **tale.at)
    actions.cancel_session(other, reason="vervalt", **tale.at)
    tale.trainer.competences.filter(workshop=one.edition.workshop).delete()
    outcome = actions.accept_proposal(proposal, **tale.at)
    assert {(s.session.pk, s.code) for s in outcome.skipped} == {(one.pk, "trainer_gone"), (other.pk, "changed")}
    one.refresh_from_db()
    assert (one.day, outcome.applied) == (None, ())


def test_only_the_chosen_sessions_are_taken_over(inside: c.Cast) -> None:
    tale = story(inside)
    one, other = tale.drafts()
    proposal = actions.ask_proposal(inside.year, **tale.at)
    actions.accept_proposal(proposal, sessions=[one], **tale.at)
    other.refresh_from_db()
    assert (other.day, other.state) == (None, SessionState.DRAFT)


def test_what_stays_uncovered_says_why(inside: c.Cast) -> None:
    tale = story(inside)
    tale.drafts()
    Availability.objects.all().delete()
    proposal = actions.ask_proposal(inside.year, **tale.at)
    assert {reason["code"] for reason in proposal.plan["reasons"].values()} == {"nobody_free"}
    assert all(line.reason for line in queries.sketch_of(proposal).uncovered)


def test_nothing_to_plan_is_said(inside: c.Cast) -> None:
    tale = story(inside)
    with pytest.raises(actions.NothingToPlan):
        actions.ask_proposal(inside.year, **tale.at)

"""The search for a plan in a real worker process: it goes on beside the mail, and a killed worker loses nothing."""

import signal

import pytest

from dagdeel.base.jobs.models import Job
from dagdeel.base.jobs.states import JobState
from dagdeel.base.partnerships import scope
from dagdeel.outputs.mail.models import Delivered
from dagdeel.year.planning import actions, optimise
from dagdeel.year.planning.models import PlanProposal
from dagdeel.year.planning.optimise import Question
from dagdeel.year.planning.states import AssignmentState, ProposalMode
from tests import cast as c
from tests.web.shift import Shift, shift, state, until
from tests.year.planning.builders import Story, story

__all__ = ["shift"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tale(cast: c.Cast) -> Story:
    """Two drafts; the scope is closed again, as for a worker."""
    with scope.of(cast.partnership):
        made = story(cast)
        made.drafts()
    return made


def ask(tale: Story) -> Job:
    with scope.of(tale.cast.partnership):
        return actions.ask_proposal(tale.cast.year, question=Question(mode=ProposalMode.SCRATCH), **tale.at)


def test_a_search_of_a_killed_worker_is_begun_anew_and_gives_one_proposal(tale: Story, shift: Shift) -> None:
    job = ask(tale)
    first = shift.begin()
    until(lambda: state(job) == JobState.RUNNING)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert not PlanProposal.everywhere.exists()
    shift.begin()
    until(lambda: state(job) == JobState.DONE)
    assert job.attempts == 2
    with scope.of(tale.cast.partnership):
        proposal = PlanProposal.objects.get()
        assert len(proposal.plan["assignments"]) == 2
        assert optimise.recompute(proposal, seconds=20).assignments


def test_a_worker_that_is_asked_to_stop_gives_its_search_back(tale: Story, shift: Shift) -> None:
    job = ask(tale)
    worker = shift.begin()
    until(lambda: state(job) == JobState.RUNNING)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=15) == 0
    assert (state(job), job.attempts) in {(JobState.QUEUED, 0), (JobState.DONE, 1)}  # it may have been done already


def test_mail_goes_out_while_a_search_runs(tale: Story, shift: Shift) -> None:
    """The beat does not wait for the search: both are done by one worker."""
    with scope.of(tale.cast.partnership):
        session = c.session(c.edition(tale.cast.year), tale.cast.school)
        assignment = c.assignment(session, tale.trainer, AssignmentState.ASKED)
        type(assignment).objects.filter(pk=assignment.pk).update(asked_at=tale.cast.now)
        type(tale.cast.partnership).objects.update(demo_day=tale.cast.now.date())
    job = ask(tale)
    shift.begin()
    until(lambda: Delivered.objects.filter(to=tale.trainer.person.email).exists())
    until(lambda: state(job) == JobState.DONE)

"""Asking the optimiser for a plan, keeping what it found, and putting it aside."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from dagdeel.base.history.actions import record
from dagdeel.base.jobs import actions as jobs
from dagdeel.base.jobs.models import Job
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.people.models import Person
from dagdeel.year.planning import optimise
from dagdeel.year.planning.models import PlanProposal

KIND = "planning.proposal"


class NothingToPlan(Exception):
    """Every session is held, past or fixed, or complete already."""


class ProposalClosed(Exception):
    """The proposal was taken over or put aside already."""


def ask_proposal(
    year: ProgrammeYear,
    *,
    question: optimise.Question,
    name: str = "",
    explaining: float | None = None,
    by: Person,
    at: datetime,
) -> Job:
    """Let the worker look for a plan; asked twice while it is looking, it looks once. Raises NothingToPlan.

    `explaining`: so many seconds to check the reasons, instead of those of the settings.
    """
    if not optimise.something_moves(year, question, today=timezone.localdate(at)):
        raise NothingToPlan
    parameters = {"question": question.to_json(), "name": name.strip()}
    return _ask(year, parameters if explaining is None else {**parameters, "explaining": explaining}, by, at)


@transaction.atomic
def _ask(year: ProgrammeYear, parameters: Mapping[str, Any], by: Person, at: datetime) -> Job:
    asked = parameters["question"]
    digest = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:20]
    found = jobs.ask(KIND, f"{year.pk}:{digest}", parameters=parameters, year=year, by=by, at=at)
    if found.new:
        record("proposal.asked", year, by=by, at=at, after={"mode": asked["mode"]})
    return found.job


@transaction.atomic
def store_proposal(
    year: ProgrammeYear, *, found: optimise.Proposed, parameters: Mapping[str, Any], by: Person, at: datetime
) -> PlanProposal:
    """Keep what the optimiser found, beside the other proposals. Nothing changes until it is taken over."""
    question = parameters["question"]
    proposal = PlanProposal.objects.create(
        year=year,
        name=parameters["name"],
        mode=question["mode"],
        question=question,
        made_at=at,
        asked_by=by,
        engine=found.engine,
        version=found.version,
        seed=question["seed"],
        problem=found.problem,
        plan=found.plan,
    )
    covered = sum(name in found.plan["assignments"] for name in found.plan["now"])
    record("proposal.made", proposal, by=by, at=at, after={"covered": covered, "of": len(found.plan["now"])})
    return proposal


@transaction.atomic
def stop_search(job: Job, *, keep: bool, by: Person, at: datetime) -> Job:
    """Let the worker stop looking, and use what was found so far (`keep`) or nothing; raises jobs.JobEnded."""
    stopped = jobs.settle(job, by=by, at=at) if keep else jobs.cancel(job, by=by, at=at)
    if job.year is not None:
        record("proposal.search_stopped", job.year, by=by, at=at, after={"kept": keep})
    return stopped


def open_proposal(proposal: PlanProposal) -> PlanProposal:
    """The locked proposal; raises ProposalClosed."""
    fresh = PlanProposal.objects.select_for_update(of=("self",)).select_related("year").get(pk=proposal.pk)
    if not fresh.is_open:
        raise ProposalClosed
    return fresh


@transaction.atomic
def discard_proposal(proposal: PlanProposal, *, by: Person, at: datetime) -> PlanProposal:
    """Put a proposal aside; raises ProposalClosed."""
    fresh = open_proposal(proposal)
    fresh.state = PlanProposal.State.DISCARDED
    fresh.save(update_fields=["state"])
    record("proposal.discarded", fresh, by=by, at=at)
    return fresh

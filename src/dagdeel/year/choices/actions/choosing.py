"""What educators, heads and the programme lead do with a school’s choice."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from dagdeel.base.history.actions import record
from dagdeel.base.people.models import Person
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.choices import permissions, queries
from dagdeel.year.choices.actions.checks import (
    check_complete,
    check_offered,
    check_open,
    check_revision,
    check_waits,
    lock,
    save,
)
from dagdeel.year.choices.actions.refusals import AlreadyProposed, ReasonMissing, TooMany
from dagdeel.year.choices.models import ChosenEdition, SchoolPlan
from dagdeel.year.choices.states import PLAN_MOVES, PlanState


@transaction.atomic
def choose(
    plan: SchoolPlan, *, editions: Sequence[Edition], revision: int, by: Person, at: datetime, reason: str = ""
) -> None:
    """Keep these editions as the school's draft, in this order; fewer than it takes is fine for now.

    Outside the round only the programme lead chooses for a school, with a reason. Raises AlreadyProposed, PlanChanged,
    RoundClosed, TooMany, NotOffered.
    """
    lock(plan)
    if PlanState.PROPOSED not in PLAN_MOVES[PlanState(plan.state)]:
        raise AlreadyProposed
    check_revision(plan, revision)
    check_open(plan, by=by, at=at, reason=reason)
    wanted = list(dict.fromkeys(editions))
    if len(wanted) > plan.year.workshops_per_school:
        raise TooMany(len(wanted), plan.year.workshops_per_school)
    check_offered(plan, wanted)
    before = queries.chosen_titles(plan)
    plan.chosen.all().delete()
    ChosenEdition.objects.bulk_create(
        ChosenEdition(partnership_id=plan.partnership_id, plan=plan, edition=edition, position=i + 1)
        for i, edition in enumerate(wanted)
    )
    save(plan)
    after = {"editions": [edition.title for edition in wanted]}
    record("plan.chosen", plan, by=by, at=at, before={"editions": before}, after=after, reason=reason)


@transaction.atomic
def propose(plan: SchoolPlan, *, revision: int, by: Person, at: datetime) -> None:
    """Lay the choice before the head. Late is allowed: choosing closes at the deadline, handing in what was chosen does not.

    Raises AlreadyProposed, PlanChanged, NotComplete, NotOffered (an edition was withdrawn since).
    """
    lock(plan)
    if PlanState.PROPOSED not in PLAN_MOVES[PlanState(plan.state)]:
        raise AlreadyProposed
    check_revision(plan, revision)
    check_complete(plan)
    before = {"state": plan.state}
    plan.state, plan.proposed_by, plan.proposed_at, plan.remark = PlanState.PROPOSED, by, at, ""
    save(plan, "state", "proposed_by", "proposed_at", "remark")
    record("plan.proposed", plan, by=by, at=at, before=before, after={"state": plan.state})


@transaction.atomic
def agree(plan: SchoolPlan, *, revision: int, by: Person, at: datetime) -> None:
    """The head agrees. Of two at once one wins; the other gets AlreadyDecided.

    Raises also NotProposed, PlanChanged, NotComplete and NotOffered (an edition was withdrawn since).
    """
    lock(plan)
    check_waits(plan)
    check_revision(plan, revision)
    check_complete(plan)
    plan.state, plan.agreed_by, plan.agreed_at = PlanState.AGREED, by, at
    save(plan, "state", "agreed_by", "agreed_at")
    after = {"state": plan.state, "editions": queries.chosen_titles(plan)}
    record("plan.agreed", plan, by=by, at=at, before={"state": PlanState.PROPOSED}, after=after)


@transaction.atomic
def send_back(plan: SchoolPlan, *, remark: str, revision: int, by: Person, at: datetime) -> None:
    """Give the plan back to the educators with a remark; the programme lead may do so with an agreed plan too.

    Raises ReasonMissing, AlreadyDecided, NotProposed, PlanChanged.
    """
    remark = remark.strip()
    if not remark:
        raise ReasonMissing
    lock(plan)
    before = {"state": plan.state}
    # Who looked at a proposal that was agreed meanwhile did not mean to reopen it: the revision tells.
    reopens = plan.state == PlanState.AGREED and plan.revision == revision and permissions.leads(by, plan.year)
    if not reopens:
        check_waits(plan)
    check_revision(plan, revision)
    plan.state, plan.remark, plan.agreed_by, plan.agreed_at = PlanState.RETURNED, remark, None, None
    plan.returned_by, plan.returned_at = by, at
    save(plan, "state", "remark", "agreed_by", "agreed_at", "returned_by", "returned_at")
    verb = "plan.reopened" if reopens else "plan.sent_back"
    record(verb, plan, by=by, at=at, before=before, after={"state": plan.state}, reason=remark)

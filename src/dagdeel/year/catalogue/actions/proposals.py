"""Ideas of working groups, and what the programme lead makes of them."""

from datetime import datetime

from django.db import transaction

from dagdeel.base.history import actions as history
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.people.models import Person
from dagdeel.year.catalogue.actions import editions
from dagdeel.year.catalogue.models import Edition, Proposal, Workshop
from dagdeel.year.catalogue.states import PROPOSAL_MOVES, ChangeKind, ProposalState


class IdeaMissing(Exception):
    """A proposal has a title and an idea."""


class AlreadyDecided(Exception):
    """The proposal has been accepted or declined before."""


class RemarkMissing(Exception):
    """Who is declined is owed a reason."""


@transaction.atomic
def submit_proposal(
    year: ProgrammeYear,
    *,
    title: str,
    idea: str,
    for_whom: str = "",
    workshop: Workshop | None = None,
    by: Person,
    at: datetime,
) -> Proposal:
    """Hand in an idea for this year's brochure, for a new workshop or for one that exists; raises IdeaMissing."""
    if not title.strip() or not idea.strip():
        raise IdeaMissing
    proposal = Proposal.objects.create(
        year=year, title=title.strip(), idea=idea.strip(), for_whom=for_whom.strip(), workshop=workshop, proposed_by=by
    )
    history.record("proposal.submitted", proposal, by=by, at=at, after={"title": proposal.title, "idea": proposal.idea})
    return proposal


@transaction.atomic
def accept_proposal(proposal: Proposal, *, title: str, remark: str = "", by: Person, at: datetime) -> Edition:
    """Make a draft of it: a changed edition when it is about a workshop of an earlier year, else a new one.

    Raises AlreadyDecided, or editions.AlreadyInYear when that workshop has an edition this year.
    """
    _lock(proposal, ProposalState.ACCEPTED)
    edition = _edition_from(proposal, title)
    proposal.edition = edition
    _decide(proposal, ProposalState.ACCEPTED, remark, by=by, at=at)
    return edition


@transaction.atomic
def decline_proposal(proposal: Proposal, *, remark: str, by: Person, at: datetime) -> Proposal:
    """Decline with a reason; raises AlreadyDecided or RemarkMissing."""
    _lock(proposal, ProposalState.DECLINED)
    if not remark.strip():
        raise RemarkMissing
    _decide(proposal, ProposalState.DECLINED, remark, by=by, at=at)
    return proposal


def _edition_from(proposal: Proposal, title: str) -> Edition:
    year, workshop = proposal.year, proposal.workshop
    last = (
        Edition.objects.filter(workshop=workshop, year__first_year__lt=year.first_year)
        .select_related("year")
        .order_by("-year__first_year")
        .first()
        if workshop
        else None
    )
    if last is not None:
        values = {"title": title, "change": ChangeKind.CHANGED, "change_reason": proposal.idea}
        return editions.continue_edition(last, year, values=values)
    values = {"title": title, "summary": proposal.idea, "audience": proposal.for_whom, "change": ChangeKind.NEW}
    return editions.create(year, workshop=workshop, based_on=None, values=values, goals=())


def _lock(proposal: Proposal, to: ProposalState) -> None:
    proposal.refresh_from_db(from_queryset=Proposal.objects.select_for_update())
    if to not in PROPOSAL_MOVES[ProposalState(proposal.state)]:
        raise AlreadyDecided(proposal.state)


def _decide(proposal: Proposal, state: ProposalState, remark: str, *, by: Person, at: datetime) -> None:
    before = proposal.state
    proposal.state, proposal.remark = state, remark.strip()
    proposal.save(update_fields=["state", "remark", "edition"])
    after = {"state": state, "edition": proposal.edition_id}
    history.record(f"proposal.{state}", proposal, by=by, at=at, before={"state": before}, after=after, reason=remark)

"""Asking the optimiser, looking at what it found, and taking it over."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.pages import page
from dagdeel.year.planning import actions, queries
from dagdeel.year.planning.models import PlanProposal, Session
from dagdeel.year.planning.views.plan import address

LONGEST_ID = 18  # digits; a longer number fits no database


@require_safe
@requires(Permission.PLANNING_EDIT)
def proposals(request: YearRequest) -> HttpResponse:
    """The newest proposal beside the plan."""
    proposal = queries.last_proposal(request.year)
    context: dict[str, object] = {
        "proposal": proposal,
        "sketch": queries.sketch_of(proposal) if proposal else None,
        "taken_over": len(proposal.outcome.get("applied", ())) if proposal else 0,
        "not_taken": len(proposal.outcome.get("skipped", ())) if proposal else 0,
        "is_open": proposal is not None and proposal.state == PlanProposal.State.OPEN,
    }
    return page(request, "planning/proposals.html", context)


@require_POST
@requires(Permission.PLANNING_EDIT)
def ask(request: YearRequest) -> HttpResponse:
    """A new proposal; asking again tries another order among equals."""
    last = queries.last_proposal(request.year)
    try:
        actions.ask_proposal(request.year, seed=last.seed + 1 if last else 1, by=request.user, at=request.now)
    except actions.NothingToPlan:
        messages.info(request, _("Every session is published or fixed, with a trainer: there is nothing to propose."))
    else:
        messages.success(request, _("The proposal is ready. Nothing changes until you take it over."))
    return redirect(address(request, "proposals"))


def _proposal(request: YearRequest, proposal_id: int) -> PlanProposal:
    return get_object_or_404(PlanProposal.objects.filter(year=request.year), pk=proposal_id)


@require_POST
@requires(Permission.PLANNING_EDIT)
def accept(request: YearRequest, plan_proposal_id: int) -> HttpResponse:
    """Take over the ticked lines."""
    proposal = _proposal(request, plan_proposal_id)
    ticked = [int(pk) for pk in request.POST.getlist("session") if pk.isdecimal() and len(pk) <= LONGEST_ID]
    if not ticked:
        messages.error(request, _("Tick at least one session to take over."))
        return redirect(address(request, "proposals"))
    sessions = list(Session.objects.filter(year=request.year, pk__in=ticked))
    try:
        outcome = actions.accept_proposal(proposal, sessions=sessions, by=request.user, at=request.now)
    except actions.ProposalClosed:
        messages.error(request, _("This proposal was taken over or put aside already."))
        return redirect(address(request, "proposals"))
    number = len(outcome.applied)
    done = ngettext("%(n)s session is taken over.", "%(n)s sessions are taken over.", number) % {"n": number}
    messages.success(request, done)
    if outcome.skipped:
        left = len(outcome.skipped)
        text = ngettext(
            "%(n)s line no longer holds; see why below.", "%(n)s lines no longer hold; see why below.", left
        )
        messages.warning(request, text % {"n": left})
    return redirect(address(request, "proposals"))


@require_POST
@requires(Permission.PLANNING_EDIT)
def discard(request: YearRequest, plan_proposal_id: int) -> HttpResponse:
    """Put the proposal aside."""
    try:
        actions.discard_proposal(_proposal(request, plan_proposal_id), by=request.user, at=request.now)
    except actions.ProposalClosed:
        messages.error(request, _("This proposal was taken over or put aside already."))
    else:
        messages.success(request, _("The proposal is put aside; the plan stays as it is."))
    return redirect(address(request, "proposals"))

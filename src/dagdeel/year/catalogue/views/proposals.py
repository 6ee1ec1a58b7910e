"""Ideas for the brochure: hand in, accept, decline."""

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.pages import page
from dagdeel.year.catalogue import actions, queries
from dagdeel.year.catalogue.forms import AcceptForm, ProposalForm, RemarkForm
from dagdeel.year.catalogue.models import Proposal

IDEAS = 20  # on one page


@require_safe
@requires(Permission.PROPOSAL_SUBMIT)
def proposals(request: YearRequest) -> HttpResponse:
    """The ideas of this year, and what became of them."""
    return _list(request)


def _list(
    request: YearRequest, *, status: int = 200, at: int | None = None, **given: django_forms.Form
) -> HttpResponse:
    """The list, what waits first; `given` is the form that did not hold at proposal `at`."""
    found = queries.proposals_of(request.year)
    listing = Paginator(found, IDEAS).get_page(request.GET.get("page"))
    shown = list(listing)
    if at is not None and at not in {proposal.pk for proposal in shown}:
        shown = [*found.filter(pk=at), *shown]
    cards = [
        {
            "proposal": proposal,
            "accept_form": AcceptForm(initial={"title": proposal.title}, prefix=f"accept_{proposal.pk}"),
            "decline_form": RemarkForm(prefix=f"decline_{proposal.pk}"),
            **(given if proposal.pk == at else {}),
        }
        for proposal in shown
    ]
    context: dict[str, object] = {
        "cards": cards,
        "listing": listing,
        "decides": request.member.may(Permission.CATALOGUE_PUBLISH),
    }
    return page(request, "catalogue/proposals.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PROPOSAL_SUBMIT)
def propose(request: YearRequest) -> HttpResponse:
    """Hand in an idea."""
    form = ProposalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.submit_proposal(request.year, **form.cleaned_data, by=request.user, at=request.now)
        messages.success(request, _("Thank you. The programme lead decides about it, and you get a mail."))
        return _back(request)
    return page(request, "catalogue/propose.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
@requires(Permission.CATALOGUE_PUBLISH)
def accept(request: YearRequest, proposal_id: int) -> HttpResponse:
    """Make a draft of an idea."""
    proposal = get_object_or_404(Proposal, pk=proposal_id, year=request.year)
    form = AcceptForm(request.POST, prefix=f"accept_{proposal.pk}")
    if form.is_valid():
        try:
            edition = actions.accept_proposal(proposal, **form.cleaned_data, by=request.user, at=request.now)
        except actions.AlreadyInYear:
            form.add_error("title", _("This workshop is in this year's brochure already: edit it there."))
        except actions.AlreadyDecided:
            messages.error(request, _("Somebody decided about this idea already."))
            return _back(request)
        else:
            messages.success(request, _("“%(title)s” is a draft now.") % {"title": edition.title})
            return redirect("catalogue:edition", request.partnership.slug, request.year, edition.pk)
    return _list(request, status=422, at=proposal.pk, accept_form=form)


@require_POST
@requires(Permission.CATALOGUE_PUBLISH)
def decline(request: YearRequest, proposal_id: int) -> HttpResponse:
    """Decline an idea with a reason."""
    proposal = get_object_or_404(Proposal, pk=proposal_id, year=request.year)
    form = RemarkForm(request.POST, prefix=f"decline_{proposal.pk}")
    if form.is_valid():
        try:
            actions.decline_proposal(proposal, **form.cleaned_data, by=request.user, at=request.now)
        except actions.AlreadyDecided:
            messages.error(request, _("Somebody decided about this idea already."))
        else:
            messages.success(request, _("Declined, with your reason."))
        return _back(request)
    return _list(request, status=422, at=proposal.pk, decline_form=form)


def _back(request: YearRequest) -> HttpResponse:
    return redirect("catalogue:proposals", request.partnership.slug, request.year)

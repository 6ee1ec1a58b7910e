"""Proposals of the optimiser: the list, one beside the plan, taking it over, and asking again."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dagdeel.base.jobs.actions import JobEnded
from dagdeel.base.jobs.models import Job
from dagdeel.base.jobs.pages import Face, job_page
from dagdeel.base.jobs.states import JobState
from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.models import School
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.pages import page
from dagdeel.outputs.files import made_file
from dagdeel.year.planning import actions, queries
from dagdeel.year.planning.forms import AskForm, WhatIfForm
from dagdeel.year.planning.models import PlanProposal, Session
from dagdeel.year.planning.optimise import Lock, Question
from dagdeel.year.planning.states import ProposalMode
from dagdeel.year.planning.views.plan import address
from dagdeel.year.trainers.models import Trainer

LONGEST_ID = 18  # digits; a longer number fits no database


@require_safe
@requires(Permission.PLANNING_EDIT)
def proposals(request: YearRequest) -> HttpResponse:
    """Every proposal of the year, what is being looked for, and the question for another."""
    mode = ProposalMode.LEAST if queries.last_version(request.year) else ProposalMode.SCRATCH
    return _list(request, AskForm(initial={"mode": mode}))


def _list(request: YearRequest, form: AskForm, status: int = 200) -> HttpResponse:
    context: dict[str, object] = {
        "proposals": queries.proposals_of(request.year),
        "searches": queries.searches(request.year, actions.KIND),
        "form": form,
    }
    return page(request, "planning/proposals.html", context, status=status)


@require_POST
@requires(Permission.PLANNING_EDIT)
def ask(request: YearRequest) -> HttpResponse:
    """Let the worker look for a plan."""
    form = AskForm(request.POST)
    if not form.is_valid():
        return _list(request, form, 422)
    data = form.cleaned_data
    question = Question(mode=ProposalMode(data["mode"]), most_touched=data["most_touched"])
    return _search(request, question, data["name"])


def _search(request: YearRequest, question: Question, name: str) -> HttpResponse:
    try:
        job = actions.ask_proposal(request.year, question=question, name=name, by=request.user, at=request.now)
    except actions.NothingToPlan:
        messages.info(request, _("Every session is fixed or complete: there is nothing to propose."))
        return redirect(address(request, "proposals"))
    return redirect(address(request, "search", job.pk))


# The search ------------------------------------------------------------------------------------------------------


def _job(request: YearRequest, job_id: int) -> Job:
    rows = Job.objects.filter(year=request.year, kind=actions.KIND).select_related("year")
    return get_object_or_404(rows, pk=job_id)


STAGES: Final[Mapping[str, Any]] = {
    "baseline": gettext_lazy("Now the same without the supposition, to compare."),
    "reasons": gettext_lazy("The plan is found; now the reasons are looked for and checked."),
}


@require_safe
@requires(Permission.PLANNING_EDIT)
def search(request: YearRequest, job_id: int) -> HttpResponse:
    """How far the search is; when it is done, the proposal."""
    job = _job(request, job_id)
    least = job.parameters["question"]["mode"] == ProposalMode.LEAST
    found = job.result.get("proposal")
    face = Face(
        title=_("Looking for a plan"),
        lead=_("Dagdeel looks goal by goal, and proves for each that it cannot be better."),
        eyebrow=_("Proposals"),
        back=address(request, "proposals"),
        done=address(request, "proposal", found) if found else address(request, "proposals"),
        settle=address(request, "search_settle", job.pk),
        cancel=address(request, "search_cancel", job.pk),
        telling=queries.telling_of(request.year) if job.state == JobState.FAILED else str,
        stages=STAGES,
        labels={name: label for name, label in queries.GOALS.items() if least or name != "disruption"},
        most=round(settings.SOLVE_SECONDS),
    )
    return job_page(request, job, face)


@require_POST
@requires(Permission.PLANNING_EDIT)
def search_settle(request: YearRequest, job_id: int) -> HttpResponse:
    """Stop looking, and use what was found so far."""
    return _stop(request, job_id, keep=True)


@require_POST
@requires(Permission.PLANNING_EDIT)
def search_cancel(request: YearRequest, job_id: int) -> HttpResponse:
    """Stop looking, and keep nothing."""
    return _stop(request, job_id, keep=False)


def _stop(request: YearRequest, job_id: int, *, keep: bool) -> HttpResponse:
    job = _job(request, job_id)
    try:
        actions.stop_search(job, keep=keep, by=request.user, at=request.now)
    except JobEnded:
        messages.info(request, _("The search had ended already."))
    return redirect(address(request, "search", job.pk))


# One proposal ----------------------------------------------------------------------------------------------------


def _proposal(request: YearRequest, proposal_id: int) -> PlanProposal:
    rows = PlanProposal.objects.filter(year=request.year).select_related("year", "asked_by")
    return get_object_or_404(rows, pk=proposal_id)


@require_safe
@requires(Permission.PLANNING_EDIT)
def proposal(request: YearRequest, plan_proposal_id: int) -> HttpResponse:
    """The proposal beside the plan, goal by goal and session by session."""
    found = _proposal(request, plan_proposal_id)
    context: dict[str, object] = {"proposal": found, "sketch": queries.sketch_of(found)}
    return page(request, "planning/proposal.html", context)


@require_safe
@requires(Permission.PLANNING_EDIT)
def problem(request: YearRequest, plan_proposal_id: int) -> HttpResponse:
    """Problem and plan in the JSON of `docs/matching.md`, for who wants to compute or judge it elsewhere."""
    found = _proposal(request, plan_proposal_id)
    text = json.dumps({"problem": found.problem, "plan": found.plan}, ensure_ascii=False, indent=1)
    return made_file(text, "application/json", f"proposal-{found.pk}", "json")


def _ticked(request: YearRequest) -> list[Session]:
    ticked = [int(pk) for pk in request.POST.getlist("session") if pk.isdecimal() and len(pk) <= LONGEST_ID]
    return list(Session.objects.filter(year=request.year, pk__in=ticked))


def _after(request: YearRequest, found: PlanProposal) -> str:
    """Back to the board, where one line was taken over there; else to the proposal."""
    if "board" in request.POST:
        return f"{address(request, 'board')}?{QueryDict(request.POST['board'][:600]).urlencode()}"
    return address(request, "proposal", found.pk)


@require_POST
@requires(Permission.PLANNING_EDIT)
def accept(request: YearRequest, plan_proposal_id: int) -> HttpResponse:
    """Take over the ticked lines."""
    found = _proposal(request, plan_proposal_id)
    back = redirect(_after(request, found))
    sessions = _ticked(request)
    if not sessions:
        messages.error(request, _("Tick at least one session to take over."))
        return back
    try:
        outcome = actions.accept_proposal(found, sessions=sessions, by=request.user, at=request.now)
    except actions.ProposalClosed:
        messages.error(request, _("This proposal was taken over or put aside already."))
        return back
    except actions.OnlySupposed:
        messages.error(request, _("This proposal supposes what is not so, so it cannot be taken over."))
        return back
    number = len(outcome.applied)
    done = ngettext("%(n)s session is taken over.", "%(n)s sessions are taken over.", number) % {"n": number}
    messages.success(request, done)
    if outcome.skipped:
        left = len(outcome.skipped)
        text = ngettext(
            "%(n)s line no longer holds; see why below.", "%(n)s lines no longer hold; see why below.", left
        )
        messages.warning(request, text % {"n": left})
    return back


@require_POST
@requires(Permission.PLANNING_EDIT)
def again(request: YearRequest, plan_proposal_id: int) -> HttpResponse:
    """Keep the ticked lines as they are in this proposal, and look again for the others."""
    found = _proposal(request, plan_proposal_id)
    before = Question.from_json(found.question)
    locks = tuple(_locks(found, _ticked(request)))
    if not locks:
        messages.error(request, _("Tick at least one session that has to stay as proposed."))
        return redirect(address(request, "proposal", found.pk))
    question = replace(before, locks=locks)
    name = _("%(name)s, held") % {"name": found.name} if found.name else ""
    return _search(request, question, name[:80])


def _locks(found: PlanProposal, sessions: Iterable[Session]) -> Iterable[Lock]:
    for session in sessions:
        given = found.plan["assignments"].get(f"session-{session.pk}")
        if given is not None:
            yield Lock(session.pk, int(given["trainer"].removeprefix("trainer-")), given["slot"])


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


# What if ---------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLANNING_EDIT)
def what_if(request: YearRequest) -> HttpResponse:
    """Suppose something, and see what plan follows. Nothing of it is written anywhere but in the proposal."""
    trainers = Trainer.objects.filter(active=True).select_related("person")
    form = WhatIfForm(request.POST or None, trainers=trainers, schools=School.objects.all())
    if request.method == "POST" and form.is_valid():
        question = Question(mode=ProposalMode.LEAST, what_if=form.what_if)
        if not queries.last_version(request.year):
            question = Question(mode=ProposalMode.SCRATCH, what_if=form.what_if)
        return _search(request, question, form.cleaned_data["name"])
    status = 422 if request.method == "POST" else 200
    return page(request, "planning/what_if.html", {"form": form}, status=status)


@require_safe
@requires(Permission.HOME_VIEW)
def how(request: YearRequest) -> HttpResponse:
    """How trainers are assigned and people placed, for everybody who is concerned."""
    context: dict[str, object] = {
        "edits": request.member.may(Permission.PLANNING_EDIT),
        "sees_plan": request.member.may(Permission.PLANNING_VIEW),
    }
    return page(request, "planning/how.html", context)

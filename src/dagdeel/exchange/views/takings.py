"""Take over, the report of it, and take back."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dagdeel.base.administration.actions import LastLead
from dagdeel.base.jobs import actions as jobs
from dagdeel.base.jobs.models import Job
from dagdeel.base.jobs.pages import Face, job_page
from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.pages import page
from dagdeel.exchange import actions, queries
from dagdeel.exchange.models import Intake
from dagdeel.exchange.states import IntakeState
from dagdeel.exchange.tasks import TAKE_OVER
from dagdeel.exchange.views.intake import BOTH, draft, look_page
from dagdeel.exchange.words import STAYS

AT_ONCE = 1500  # rows; a longer list is taken over by the worker
A_PAGE = 60
STAGES = {
    "looking": gettext_lazy("Every row is looked at once more."),
    "writing": gettext_lazy("The rows are written: all of them or none."),
}


@require_POST
@requires(Permission.PEOPLE_EDIT)
def take_over(request: YearRequest, intake_id: int) -> HttpResponse:
    """Take over all of it, here or, when the list is long, in the worker."""
    intake = draft(intake_id)
    seal = request.POST.get("seal", "")[:40]
    if len(intake.table) > AT_ONCE:
        asked = jobs.ask(
            TAKE_OVER, f"import {intake.pk}", parameters={"intake": intake.pk, "seal": seal}, year=request.year, by=request.user,
            at=request.now,
        )  # fmt: skip
        return redirect("exchange:job", request.partnership.slug, request.year, intake.pk, asked.job.pk)
    try:
        actions.take_over(intake, seal=seal, by=request.user, at=request.now)
    except actions.AlreadyTaken:
        messages.error(request, _("This was taken over already."))
        return redirect("exchange:index", request.partnership.slug, request.year)
    except (actions.NotYet, actions.NothingNew, actions.ChangedMeanwhile):
        messages.error(request, _("Nothing was taken over: something changed meanwhile. Look at it once more."))
        return look_page(request, draft(intake_id), status=422)
    messages.success(request, _("All of it is taken over."))
    return redirect("exchange:report", request.partnership.slug, request.year, intake.pk)


def _job(intake_id: int, job_id: int) -> Job:
    rows = Job.objects.filter(kind=TAKE_OVER, subject=f"import {intake_id}").select_related("partnership", "year")
    return get_object_or_404(rows, pk=job_id)


@require_safe
@requires(Permission.PEOPLE_EDIT)
def job(request: YearRequest, intake_id: int, job_id: int) -> HttpResponse:
    """How far it is."""
    found = _job(intake_id, job_id)

    def address(name: str, *more: object) -> str:
        return reverse(f"exchange:{name}", args=[request.partnership.slug, request.year, intake_id, *more])

    face = Face(
        title=_("Taking over"), lead=_("A long list takes a while. All of it is taken over, or nothing."),
        eyebrow=_("Import"), done=address("report"), back=address("look"), settle="", cancel=address("stop", job_id),
        stages=STAGES,
    )  # fmt: skip
    return job_page(request, found, face)


@require_POST
@requires(Permission.PEOPLE_EDIT)
def stop(request: YearRequest, intake_id: int, job_id: int) -> HttpResponse:
    """Stop, and take over nothing."""
    try:
        jobs.cancel(_job(intake_id, job_id), by=request.user, at=request.now)
    except jobs.JobEnded:
        messages.error(request, _("It had ended already."))
    return redirect("exchange:job", request.partnership.slug, request.year, intake_id, job_id)


def _taken(intake_id: int) -> Intake:
    rows = Intake.objects.exclude(state=IntakeState.DRAFT).defer("table")
    return get_object_or_404(rows, pk=intake_id)


@require_safe
@requires(Permission.PEOPLE_EDIT)
def report(request: YearRequest, intake_id: int) -> HttpResponse:
    """What came of it, row by row."""
    intake = _taken(intake_id)
    traces = intake.traces.order_by("row", "pk")
    listing = Paginator(traces, A_PAGE).get_page(request.GET.get("page"))
    context: dict[str, object] = {"intake": intake, "listing": listing, "lines": queries.told(listing)}
    return page(request, "exchange/report.html", context)


@require_http_methods(BOTH)
@requires(Permission.PEOPLE_EDIT)
def back(request: YearRequest, intake_id: int) -> HttpResponse:
    """What taking back would remove and what would stay; a POST does it."""
    intake = _taken(intake_id)
    if intake.state != IntakeState.DONE:
        return redirect("exchange:report", request.partnership.slug, request.year, intake.pk)
    status = 200
    if request.method == "POST":
        try:
            done = actions.take_back(intake, by=request.user, at=request.now)
        except actions.NotTaken:
            messages.error(request, _("This was taken back already."))
        except LastLead:
            messages.error(request, _("Nobody would lead the programme after that. First add another programme lead."))
            status = 422
        else:
            sentence = ngettext("%(n)s row is taken back.", "%(n)s rows are taken back.", done.number)
            messages.success(request, sentence % {"n": done.number})
        if status == 200:
            return redirect("exchange:report", request.partnership.slug, request.year, intake.pk)
    found = actions.look_back(intake)
    stays: list[dict[str, Any]] = [
        {**line, "why": STAYS[kept.why], "by": queries.table_called(kept.by)}
        for line, kept in zip(queries.told(found.stays[:A_PAGE]), found.stays[:A_PAGE], strict=True)
    ]
    context: dict[str, object] = {
        "intake": intake, "number": found.number, "stays": stays, "more": max(0, len(found.stays) - A_PAGE),
    }  # fmt: skip
    return page(request, "exchange/back.html", context, status=status)

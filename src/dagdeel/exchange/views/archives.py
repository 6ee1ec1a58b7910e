"""Everything of the partnership as one file, for whoever leads the programme."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dagdeel.base.jobs import actions as jobs
from dagdeel.base.jobs.models import Job
from dagdeel.base.jobs.pages import Face, job_page
from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.pages import page
from dagdeel.exchange import actions, tables
from dagdeel.exchange.models import Archive
from dagdeel.exchange.tasks import ARCHIVE
from dagdeel.exchange.views.intake import BOTH
from dagdeel.outputs.files import stored_file

LABELS = {"lists": gettext_lazy("Lists written")}
STAGES = {"files": gettext_lazy("The documents are packed.")}


@require_http_methods(BOTH)
@requires(Permission.SETTINGS_EDIT)
def archive(request: YearRequest) -> HttpResponse:
    """What an archive holds and the one that there is; a POST asks for a new one, which the worker makes."""
    if request.method == "POST":
        asked = jobs.ask(ARCHIVE, "everything", year=request.year, by=request.user, at=request.now)
        return redirect("exchange:archive_job", request.partnership.slug, request.year, asked.job.pk)
    labels = {model._meta.label: tables.personal(model) for model in tables.tables()}
    context: dict[str, object] = {
        "kept": Archive.objects.first(),
        "lists": [(tables.name_of(label), label, personal) for label, personal in labels.items()],
        "left_out": tables.left_out(),
        "may_set": True,
    }
    return page(request, "exchange/archive.html", context)


def _job(job_id: int) -> Job:
    return get_object_or_404(Job.objects.filter(kind=ARCHIVE).select_related("partnership", "year"), pk=job_id)


@require_safe
@requires(Permission.SETTINGS_EDIT)
def job(request: YearRequest, job_id: int) -> HttpResponse:
    """How far it is."""
    where = [request.partnership.slug, request.year]
    here = reverse("exchange:archive", args=where)
    face = Face(
        title=_("Making the archive"), lead=_("Every list and every document is packed. That can take a minute."),
        eyebrow=_("Archive"), done=here, back=here, settle="", cancel=reverse("exchange:archive_stop", args=[*where, job_id]),
        labels=LABELS, stages=STAGES,
    )  # fmt: skip
    return job_page(request, _job(job_id), face)


@require_POST
@requires(Permission.SETTINGS_EDIT)
def stop(request: YearRequest, job_id: int) -> HttpResponse:
    """Stop, and keep nothing."""
    try:
        jobs.cancel(_job(job_id), by=request.user, at=request.now)
    except jobs.JobEnded:
        messages.error(request, _("It had ended already."))
    return redirect("exchange:archive_job", request.partnership.slug, request.year, job_id)


@require_safe
@requires(Permission.SETTINGS_EDIT)
def download(request: YearRequest) -> HttpResponseBase:
    """The archive that is kept."""
    kept = Archive.objects.first()
    if kept is None:
        return redirect("exchange:archive", request.partnership.slug, request.year)
    return stored_file(kept.file, "application/zip", f"dagdeel-{request.partnership.slug}-{kept.made_at:%Y-%m-%d}")


@require_POST
@requires(Permission.SETTINGS_EDIT)
def drop(request: YearRequest) -> HttpResponse:
    """Throw it away."""
    actions.drop_archives(by=request.user, at=request.now)
    messages.success(request, _("The archive is thrown away."))
    return redirect("exchange:archive", request.partnership.slug, request.year)

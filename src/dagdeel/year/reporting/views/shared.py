"""What is made from the same figures for others: the report of a school, the practice sheet, the factors, the evidence file."""

from dataclasses import asdict
from typing import Literal

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.pages import page
from dagdeel.outputs.charts.svg import shown
from dagdeel.outputs.documents.http import pdf_response
from dagdeel.outputs.sheets.http import sheet_response
from dagdeel.year.reporting import actions, queries
from dagdeel.year.reporting.documents import (
    evidence_list,
    evidence_pdf,
    practice_pdf,
    practice_sheet,
    said_drawn,
    school_pdf,
)
from dagdeel.year.reporting.forms import ReasonForm
from dagdeel.year.reporting.states import ReportKind
from dagdeel.year.reporting.views.versions import asked, files, told


@require_safe
@requires(Permission.REPORTING_VIEW)
def factors(request: YearRequest) -> HttpResponse:
    """The six success factors, each with its figure of today and where that comes from."""
    context: dict[str, object] = {
        "factors": queries.six(asdict(queries.factors_of(request.year))),
        "years": ProgrammeYear.objects.select_related("partnership").order_by("first_year"),
    }
    return page(request, "reporting/factors.html", context)


def school_of(request: YearRequest, school_id: int) -> School:
    """404 for another partnership's, 403 for a school that somebody does not belong to."""
    found = get_object_or_404(School, pk=school_id)
    if not request.member.may_at(Permission.REPORTING_VIEW, found):
        raise PermissionDenied
    return found


@require_safe
@requires(Permission.REPORTING_VIEW)
def school(request: YearRequest, school_id: int) -> HttpResponse:
    """One school, for its head."""
    found = school_of(request, school_id)
    version = asked(request, ReportKind.SCHOOL, found)
    report = queries.school_report(request.year, found, version)
    context: dict[str, object] = {
        "report": report,
        "picture": shown(said_drawn(report)),
        "files": files(request, version, "school_file", found.pk),
        **told(request, ReportKind.SCHOOL, version, found),
    }
    return page(request, "reporting/school.html", context)


@require_safe
@requires(Permission.REPORTING_VIEW)
def school_paper(request: YearRequest, school_id: int) -> HttpResponse:
    """The same on one sheet of paper."""
    found = school_of(request, school_id)
    report = queries.school_report(request.year, found, asked(request, ReportKind.SCHOOL, found))
    return pdf_response(school_pdf(report), f"{report.school}-{request.year}")


@require_safe
@requires(Permission.REPORTING_VIEW)
def practice(request: YearRequest) -> HttpResponse:
    """The practice sheet, to read before it is shared."""
    report = queries.report_of(request.year)
    context: dict[str, object] = {
        "report": report,
        "sheet": practice_sheet(report),
        "edits": request.member.may(Permission.REPORTING_EDIT),
    }
    return page(request, "reporting/practice.html", context)


@require_safe
@requires(Permission.REPORTING_VIEW)
def practice_paper(request: YearRequest) -> HttpResponse:
    """The practice sheet as PDF."""
    return pdf_response(practice_pdf(queries.report_of(request.year)), f"{_('practice-sheet')}-{request.year}")


@require_safe
@requires(Permission.REPORTING_VIEW)
def evidence(request: YearRequest) -> HttpResponse:
    """What there is to show the peer review, year by year."""
    return _evidence(request)


def _evidence(request: YearRequest, *, form: ReasonForm | None = None, status: int = 200) -> HttpResponse:
    version = asked(request, ReportKind.EVIDENCE)
    files = [
        (file.year, [(piece, piece.there and request.member.may(piece.permission)) for piece in file.pieces])
        for file in queries.evidence_file(request.year, request.now.date(), version)
    ]
    context: dict[str, object] = {
        "files": files,
        **told(request, ReportKind.EVIDENCE, version),
        "form": form or ReasonForm(),
        "edits": request.member.may(Permission.REPORTING_EDIT),
    }
    return page(request, "reporting/evidence.html", context, status=status)


@require_safe
@requires(Permission.REPORTING_VIEW)
def evidence_paper(request: YearRequest) -> HttpResponse:
    """The index as PDF, with links."""
    version = asked(request, ReportKind.EVIDENCE)
    files = queries.evidence_file(request.year, request.now.date(), version)
    return pdf_response(evidence_pdf(request.year, files, version), f"{_('evidence')}-{request.year}")


@require_safe
@requires(Permission.REPORTING_VIEW)
def evidence_sheet(request: YearRequest, kind: Literal["csv", "xlsx"]) -> HttpResponse:
    """The index as a list."""
    files = queries.evidence_file(request.year, request.now.date(), asked(request, ReportKind.EVIDENCE))
    return sheet_response(evidence_list(files), kind, f"{_('evidence')}-{request.year}")


@require_POST
@requires(Permission.REPORTING_EDIT)
def evidence_publish(request: YearRequest) -> HttpResponse:
    """Freeze the evidence file."""
    try:
        version = actions.publish_evidence(request.year, by=request.user, at=request.now)
    except actions.AlreadyPublished:
        messages.error(request, _("This evidence file was published already."))
    else:
        told = _("The evidence file is published as version %(n)s. It stays as it is today.") % {"n": version.number}
        messages.success(request, told)
    return redirect("reporting:evidence", request.partnership.slug, request.year)


@require_POST
@requires(Permission.REPORTING_EDIT)
def evidence_reopen(request: YearRequest) -> HttpResponse:
    """Let it follow the year again."""
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            actions.reopen_evidence(request.year, **form.cleaned_data, by=request.user, at=request.now)
        except actions.ReasonMissing:
            form.add_error("reason", _("Give the reason: somebody may have read it."))
            return _evidence(request, form=form, status=422)
        except actions.NotPublished:
            messages.error(request, _("This evidence file was not published."))
        else:
            messages.success(request, _("The evidence file is open again; it shows what there is today."))
    return redirect("reporting:evidence", request.partnership.slug, request.year)

"""What is made from the same figures for others: the report of a school, the practice sheet, the factors, the evidence file."""

from dataclasses import asdict

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.pages import page
from dagdeel.outputs.charts.svg import for_page
from dagdeel.outputs.documents.http import pdf_response
from dagdeel.year.evaluation.queries import TooSmall
from dagdeel.year.reporting import queries
from dagdeel.year.reporting.documents import evidence_pdf, practice_pdf, practice_sheet, school_pdf
from dagdeel.year.reporting.documents.school import said_picture


@require_safe
@requires(Permission.REPORTING_VIEW)
def factors(request: YearRequest) -> HttpResponse:
    """The six success factors, each with its figure of today and where that comes from."""
    context: dict[str, object] = {
        "factors": queries.six(asdict(queries.factors_of(request.year))),
        "years": ProgrammeYear.objects.select_related("partnership").order_by("first_year"),
    }
    return page(request, "reporting/factors.html", context)


def _school(request: YearRequest, school_id: int) -> queries.SchoolReport:
    """The year at a school; 404 for another partnership's, 403 for a school that somebody does not belong to."""
    found = get_object_or_404(School, pk=school_id)
    if not request.member.may_at(Permission.REPORTING_VIEW, found):
        raise PermissionDenied
    return queries.school_report(request.year, found)


@require_safe
@requires(Permission.REPORTING_VIEW)
def school(request: YearRequest, school_id: int) -> HttpResponse:
    """One school, for its head."""
    report = _school(request, school_id)
    context: dict[str, object] = {
        "report": report,
        "picture": said_picture(report, for_page),
        "too_small": str(report.said) if isinstance(report.said, TooSmall) else "",
    }
    return page(request, "reporting/school.html", context)


@require_safe
@requires(Permission.REPORTING_VIEW)
def school_paper(request: YearRequest, school_id: int) -> HttpResponse:
    """The same on one sheet of paper."""
    report = _school(request, school_id)
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
    files = [
        (file.year, [(piece, piece.there and request.member.may(piece.permission)) for piece in file.pieces])
        for file in queries.evidence_file(request.year, request.now.date())
    ]
    return page(request, "reporting/evidence.html", {"files": files})


@require_safe
@requires(Permission.REPORTING_VIEW)
def evidence_paper(request: YearRequest) -> HttpResponse:
    """The index as PDF, with links."""
    return pdf_response(
        evidence_pdf(request.year, queries.evidence_file(request.year, request.now.date())),
        f"{_('evidence')}-{request.year}",
    )

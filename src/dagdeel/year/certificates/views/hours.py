"""Hours per school, for those who organise and for HR."""

from typing import Literal

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.models import School
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.pages import page
from dagdeel.outputs.sheets.http import sheet_response
from dagdeel.year.certificates import documents, permissions, queries
from dagdeel.year.certificates.step import STEP

SCHOOLS = 40  # on one page
SESSIONS = 25


@require_safe
@requires(Permission.CERTIFICATE_VIEW)
def index(request: YearRequest) -> HttpResponse:
    """What has to be issued, and the hours of each school."""
    found = queries.sums_per_school(request.year, request.member.schools_where(Permission.CERTIFICATE_VIEW))
    manages = permissions.may_manage(request.member)
    context: dict[str, object] = {
        "schools": Paginator(found, SCHOOLS).get_page(request.GET.get("page")),
        "only": queries.hours_per_school(request.year, [found[0].school])[0] if len(found) == 1 else None,
        "owed": Paginator(queries.owed(request.year) if manages else (), SESSIONS).get_page(request.GET.get("owed")),
        "manages": manages,
        "todos": tuple(STEP.todo(request.year, request.member, request.now)),
        "today": timezone.localdate(request.now),
        "certificates": sum(school.certificates for school in found),
        "hours": sum((school.hours for school in found), queries.NOTHING) * 60,
        "mentors": sum(school.mentors for school in found),
        "certified": sum(school.with_certificate for school in found),
    }
    return page(request, "certificates/index.html", context)


@require_safe
@requires(Permission.CERTIFICATE_VIEW)
def hours_sheet(request: YearRequest, kind: Literal["csv", "xlsx"]) -> HttpResponse:
    """Hours per mentor of every school that this member may see, as a file."""
    schools = request.member.schools_where(Permission.CERTIFICATE_VIEW)
    sheet = documents.hours_sheet(request.year, queries.hours_per_school(request.year, schools))
    return sheet_response(sheet, kind, str(sheet.title))


@require_safe
@requires(Permission.CERTIFICATE_VIEW)
def school(request: YearRequest, school_id: int) -> HttpResponse:
    """The hours of one school and the certificates of its mentors."""
    found = _school(request, school_id)
    context: dict[str, object] = {
        "found": queries.hours_per_school(request.year, [found])[0],
        "certificates": queries.certificates_of(request.year, found),
        "manages": permissions.may_manage(request.member),
    }
    return page(request, "certificates/school.html", context)


@require_safe
@requires(Permission.CERTIFICATE_VIEW)
def school_sheet(request: YearRequest, school_id: int, kind: Literal["csv", "xlsx"]) -> HttpResponse:
    """Hours per mentor of one school, as a file."""
    found = _school(request, school_id)
    sheet = documents.hours_sheet(request.year, queries.hours_per_school(request.year, [found]))
    return sheet_response(sheet, kind, f"{sheet.title} {found}")


def _school(request: YearRequest, school_id: int) -> School:
    """A school of the partnership that this member may see; 404 or 403 otherwise."""
    found = get_object_or_404(School, pk=school_id)
    if not permissions.may_see(request.member, found):
        raise PermissionDenied
    return found

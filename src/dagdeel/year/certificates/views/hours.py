"""Hours per school, for those who organise and for HR."""

from typing import Literal

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.models import School
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.listing import Heading, Listing
from dagdeel.base.ui.pages import page
from dagdeel.outputs.sheets.http import sheet_response
from dagdeel.year.certificates import documents, permissions, queries
from dagdeel.year.certificates.step import STEP

SCHOOLS = 40  # on one page
SESSIONS = 25
SCHOOL_HEADINGS = (
    Heading("school", gettext_lazy("School"), fixed=True, by=lambda row: row.school.name),
    Heading("certified", gettext_lazy("With a certificate"), number=True, by=lambda row: row.with_certificate),
    Heading("hours", gettext_lazy("Hours this year"), number=True, by=lambda row: row.hours),
    Heading("average", gettext_lazy("Per mentor"), number=True, by=lambda row: row.average),
    Heading("total", gettext_lazy("Hours in all years"), number=True, by=lambda row: row.total),
)
MENTOR_HEADINGS = (
    Heading("name", gettext_lazy("Name"), fixed=True, by=lambda row: row.person.sort_key),
    Heading("subject", gettext_lazy("Subject taught"), by=lambda row: row.subject.casefold()),
    Heading("workshops", gettext_lazy("Workshops"), number=True, by=lambda row: row.workshops),
    Heading("hours", gettext_lazy("Hours this year"), number=True, by=lambda row: row.hours),
    Heading("total", gettext_lazy("Hours in all years"), number=True, by=lambda row: row.total),
)
CERTIFICATE_HEADINGS = (
    Heading("name", gettext_lazy("Name"), ("person__sort_key", "-day")),
    Heading("workshop", gettext_lazy("Workshop"), ("title", "-day")),
    Heading("day", gettext_lazy("Date"), ("day", "person__sort_key")),
    Heading("hours", gettext_lazy("Hours"), ("hours", "-day"), number=True),
    Heading("state", gettext_lazy("State"), ("revoked_at", "-day")),
    Heading("action", gettext_lazy("Action")),
)


@require_safe
@requires(Permission.CERTIFICATE_VIEW)
def index(request: YearRequest) -> HttpResponse:
    """What has to be issued, and the hours of each school."""
    found = queries.sums_per_school(request.year, request.member.schools_where(Permission.CERTIFICATE_VIEW))
    manages = permissions.may_manage(request.member)
    only = queries.hours_per_school(request.year, [found[0].school])[0] if len(found) == 1 else None
    listing = Listing(request.GET, MENTOR_HEADINGS if only else SCHOOL_HEADINGS)
    context: dict[str, object] = {
        "listing": listing,
        "schools": () if only else Paginator(listing.arranged(found), SCHOOLS).get_page(request.GET.get("page")),
        "only": only,
        "mentors_shown": listing.arranged(only.mentors) if only else (),
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
    at = _school(request, school_id)
    found = queries.hours_per_school(request.year, [at])[0]
    listing = Listing(request.GET, MENTOR_HEADINGS)
    papers = Listing(request.GET, CERTIFICATE_HEADINGS, name="certificates")
    context: dict[str, object] = {
        "found": found,
        "listing": listing,
        "mentors_shown": listing.arranged(found.mentors),
        "papers": papers,
        "certificates": papers.ordered(queries.certificates_of(request.year, at)),
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

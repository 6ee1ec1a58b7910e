"""Who is short of what the school asks, over all schools that somebody manages: to look at, to remind, and as a file."""

from typing import Literal

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.pages import page
from dagdeel.outputs.sheets.http import sheet_response
from dagdeel.year.enrolment import documents, queries
from dagdeel.year.enrolment.states import InvitationState

SCHOOLS = 5  # on one page
PEOPLE = 12  # of one school; all of them stand on its own page


@require_safe
@requires(Permission.ENROLMENT_MANAGE)
def shortfall(request: YearRequest) -> HttpResponse:
    """The schools with somebody who is short, a few at a time, each with its people and a reminder."""
    wanted, rows = _wanted(request), _rows(request)
    found = _filtered(rows, wanted)
    listing = Paginator(found, SCHOOLS).get_page(request.GET.get("page"))
    context = {
        "listing": listing,
        "schools": queries.shortfall(request.year, list(listing.object_list), request.now),
        "wanted": wanted,
        "people": sum(row.short for row in found),
        "mentors": sum(row.mentors for row in found),
        "anybody": bool(rows),
        "most": PEOPLE,
        "query": request.GET.urlencode(),
    }
    return page(request, "enrolment/shortfall.html", context)


@require_safe
@requires(Permission.ENROLMENT_MANAGE)
def shortfall_sheet(request: YearRequest, kind: Literal["csv", "xlsx"]) -> HttpResponse:
    """Everybody who is short at the schools that were asked for, as a file."""
    found = queries.shortfall(request.year, _filtered(_rows(request), _wanted(request)), request.now)
    return sheet_response(documents.shortfall_sheet(found), kind, f"{_('short-of-the-rule')}-{request.year}")


def _wanted(request: YearRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "").strip() for name in ("q", "invitation")}


def _rows(request: YearRequest) -> list[queries.SchoolRow]:
    """The schools of this member at which somebody is short."""
    schools = request.member.schools_where(Permission.ENROLMENT_MANAGE)
    return [row for row in queries.overview(request.year, schools) if row.short]


def _filtered(rows: list[queries.SchoolRow], wanted: dict[str, str]) -> list[queries.SchoolRow]:
    """By a part of the school's name, and by whether its invitation has been sent."""
    words = wanted["q"].casefold()
    rows = [row for row in rows if words in row.school.name.casefold()]
    if wanted["invitation"] not in {"sent", "unsent"}:
        return rows
    is_sent = wanted["invitation"] == "sent"
    return [row for row in rows if is_sent == bool(row.invitation and row.invitation.state == InvitationState.SENT)]

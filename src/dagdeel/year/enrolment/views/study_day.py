"""The study day of a school: the plan as a page, posters for the walls, and a slip for everybody."""

from datetime import date

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.pages import page
from dagdeel.outputs.documents.http import pdf_response
from dagdeel.year.enrolment import documents, queries
from dagdeel.year.enrolment.views.school import school_seen


@require_safe
@requires(Permission.ENROLMENT_VIEW)
def plan(request: YearRequest, school_id: int, day: str) -> HttpResponse:
    """Who goes where on this day."""
    found = _day(request, school_id, day)
    return page(request, "enrolment/study_day.html", {"found": found, "school": found.school})


@require_safe
@requires(Permission.ENROLMENT_VIEW)
def posters(request: YearRequest, school_id: int, day: str) -> HttpResponse:
    """For the walls: the day at a glance, and a sheet for the door of each room."""
    found = _day(request, school_id, day)
    return pdf_response(documents.posters_pdf(request.year, found), f"{_('posters')}-{found.school}-{found.day}")


@require_safe
@requires(Permission.ENROLMENT_VIEW)
def slips(request: YearRequest, school_id: int, day: str) -> HttpResponse:
    """For everybody: where to go, four on a page, to be cut. While nobody has a seat the page says what comes first."""
    found = _day(request, school_id, day)
    if not found.slips:
        return page(request, "enrolment/study_day.html", {"found": found, "school": found.school}, status=404)
    return pdf_response(documents.slips_pdf(request.year, found), f"{_('slips')}-{found.school}-{found.day}")


def _day(request: YearRequest, school_id: int, text: str) -> queries.StudyDay:
    """The day of a school whose people this member may see; 404 when nothing runs then."""
    school = school_seen(request, school_id)
    try:
        day = date.fromisoformat(text)
    except ValueError as no:
        raise Http404 from no
    found = queries.study_day(request.year, school, day)
    if not found.rounds:
        raise Http404
    return found

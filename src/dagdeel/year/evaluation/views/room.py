"""In the room: a code to scan that leads everybody to the own questionnaire, and how many have answered.

The page knows numbers of people only, and shows no result: a count that moves while people press the button says nothing of what
they pressed. Whoever scans is asked to sign in (a code by mail) unless this phone is signed in already; the code on the screen is
the same for all, so it is nobody's key.
"""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.pages import page
from dagdeel.outputs.documents.codes import qr_for_page
from dagdeel.outputs.documents.http import pdf_response
from dagdeel.year.attendance import permissions as attendance
from dagdeel.year.attendance.queries import sessions_of, trainers_of
from dagdeel.year.evaluation import documents, queries
from dagdeel.year.evaluation.models import Instrument
from dagdeel.year.evaluation.states import Audience, InstrumentState, Moment
from dagdeel.year.planning.models import Session


@require_safe
@requires(Permission.ATTENDANCE_TAKE)
def room(request: YearRequest, session_id: int) -> HttpResponse:
    """The screen in the room."""
    session = _session(request, session_id)
    instrument = _instrument(request)
    found = queries.response(request.year, Audience.PARTICIPANT).get(session.pk, queries.Response())
    context: dict[str, object] = {
        "session": session,
        "open": instrument is not None,
        "qr": qr_for_page(_way_in(request, session, instrument)) if instrument else "",
        "response": found,
    }
    return page(request, "evaluation/room.html", context, part="count")


@require_safe
@requires(Permission.ATTENDANCE_TAKE)
def poster(request: YearRequest, session_id: int) -> HttpResponse:
    """The same code on paper, for a room without a screen."""
    session = _session(request, session_id)
    instrument = _instrument(request)
    if instrument is None:
        raise Http404
    content = documents.poster_pdf(session, request.partnership.name, _way_in(request, session, instrument))
    return pdf_response(content, f"evaluatie-{session.pk}")


def _session(request: YearRequest, session_id: int) -> Session:
    found = get_object_or_404(sessions_of(request.year), pk=session_id)
    if not attendance.may_take(request.member, found.school_id, trainers_of(found)):
        raise PermissionDenied
    return found


def _instrument(request: YearRequest) -> Instrument | None:
    """What participants are asked after a session, when they can answer it now."""
    rows = Instrument.objects.filter(year=request.year, audience=Audience.PARTICIPANT, moment=Moment.SESSION)
    return rows.filter(state=InstrumentState.OPEN).first()


def _way_in(request: YearRequest, session: Session, instrument: Instrument) -> str:
    where = [request.partnership.slug, request.year, instrument.pk, session.pk]
    return f"{settings.SITE_URL}{reverse('evaluation:answer', args=where)}"

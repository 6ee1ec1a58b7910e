"""Checking in by oneself: digits on the screen in the room that change every minute, as a QR code too.

From the personal link one types the digits; whoever scans the code says who he is. The digits are of no use outside the room or
a few minutes later.
"""

from datetime import datetime

from django.contrib import messages
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dagdeel.base.partnerships import links, scope
from dagdeel.base.partnerships.clock import now
from dagdeel.base.partnerships.doors import YearRequest, open_to_all, requires
from dagdeel.base.partnerships.link_door import through_link
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.people.models import Person
from dagdeel.base.ui.pages import page
from dagdeel.outputs.documents.codes import qr_for_page
from dagdeel.year.attendance import actions, queries, rules
from dagdeel.year.attendance.forms import CheckInForm, DoorForm
from dagdeel.year.attendance.views.roster import session_for
from dagdeel.year.planning.models import Session

_signer = Signer(salt="dagdeel.room-code")


@require_safe
@requires(Permission.ATTENDANCE_TAKE)
def room(request: YearRequest, session_id: int) -> HttpResponse:
    """The screen in the room: a code to scan and its digits."""
    session = session_for(request, session_id, take=True)
    code = rules.room_code(queries.code_key(), session.pk, request.now)
    url = request.build_absolute_uri(reverse("attendance_open:door", args=[_signer.sign_object([session.pk, code])]))
    context = {
        "session": session,
        "code": f"{code[:3]} {code[3:]}",
        "qr": qr_for_page(url),
        "fresh_in": rules.seconds_left(request.now),
        "open": queries.doors_open(session, request.now),
        "opens": queries.doors_open_at(session, request.now),
        "counts": queries.roster(session, request.now.date()),
    }
    return page(request, "attendance/room.html", context, part="code")


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all(
    "a signed code that stands in the room for a minute; it marks the person who types the own address, nobody else"
)
def door(request: HttpRequest, code: str) -> HttpResponse:
    """What the code in the room leads to: say who you are."""
    session, digits = _scanned(code)
    at = now(session.year.partnership)
    with scope.of(session.year.partnership):
        form = DoorForm(request.POST or None, initial={"code": digits})
        if request.method == "POST" and form.is_valid():
            person = Person.objects.filter(email__iexact=form.cleaned_data["email"], is_active=True).first()
            # The same words for a stranger and for a colleague who is not enrolled: who exists is nobody's business here.
            problem = _check_in(session, person, form, at) if person else _not_here()
            if not problem:
                return page(request, "attendance/checked_in.html", {"session": session})
            form.add_error(None, problem)
        status = 422 if form.is_bound else 200
        context = {
            "session": session,
            "form": form,
            "open": queries.doors_open(session, at),
            "opens": queries.doors_open_at(session, at),
        }
        return page(request, "attendance/door.html", context, status=status)


def _scanned(token: str) -> tuple[Session, str]:
    try:
        pk, code = _signer.unsign_object(token)
    except (BadSignature, ValueError, TypeError) as no:
        raise Http404 from no
    rows = Session.everywhere.select_related("year__partnership", "edition", "school", "room")
    return get_object_or_404(rows, pk=pk), str(code)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all("a signed personal link; checks in the person of the link, with the code in the room")
def by_link(request: HttpRequest, token: str, session_id: int) -> HttpResponseBase:
    """From the own page: type the digits."""

    def show(link: links.PersonalLink, at: datetime) -> HttpResponseBase:
        back = reverse("enrolment_open:mine", args=[token])
        return _own(request, link.person, get_object_or_404(queries.sessions_of(link.year), pk=session_id), at, back)

    return through_link(request, token, show, purposes=(links.Purpose.MENTOR,), closed="enrolment/link_closed.html")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ENROLMENT_SELF)
def mine(request: YearRequest, session_id: int) -> HttpResponse:
    """The same, signed in."""
    session = get_object_or_404(queries.sessions_of(request.year), pk=session_id)
    back = reverse("enrolment:mine", args=[request.partnership.slug, request.year])
    return _own(request, request.user, session, request.now, back)


def _own(request: HttpRequest, person: Person, session: Session, at: datetime, back: str) -> HttpResponse:
    if not queries.is_enrolled(session, person):
        raise Http404
    form = CheckInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        problem = _check_in(session, person, form, at)
        if not problem:
            messages.success(request, _("You are on the list as present. Have a good workshop."))
            return redirect(back)
        form.add_error("code", problem)
    context = {
        "session": session,
        "form": form,
        "back": back,
        "person": person,
        "here": request.path,
        "present": queries.is_present(session, person),
        "open": queries.doors_open(session, at),
        "opens": queries.doors_open_at(session, at),
    }
    return page(request, "attendance/check_in.html", context, part="slot", status=422 if form.is_bound else 200)


def _check_in(session: Session, person: Person, form: CheckInForm, at: datetime) -> str:
    try:
        actions.check_in(session, person=person, code=form.cleaned_data["code"], by=person, at=at)
    except actions.NotOnRoster:
        return _not_here()
    except actions.WrongCode:
        return _("This code is no longer on the screen. Type the one that stands there now.")
    except actions.RosterClosed:
        return _("The list is closed. Tell the trainer that you were there.")
    except actions.SessionCancelled:
        return _("This session was cancelled.")
    except (actions.DoorsClosed, actions.TooEarly):
        return _("You can check in from half an hour before the session until its end.")
    return ""


def _not_here() -> str:
    return _("This address is not on the list of this session. Tell the trainer, who can add you by name.")

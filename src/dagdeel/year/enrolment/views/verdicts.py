"""Go or no-go of a session under its minimum."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.pages import page
from dagdeel.year.enrolment import actions, queries
from dagdeel.year.enrolment.forms import VerdictForm
from dagdeel.year.enrolment.states import VerdictKind
from dagdeel.year.enrolment.views.session import of_session
from dagdeel.year.planning.models import Session


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ENROLMENT_MANAGE)
def verdict(request: YearRequest, session_id: int) -> HttpResponse:
    """Decide about a session: it goes on, is cancelled, or is merged."""
    found = of_session(request, session_id, manage=True)
    doubt = queries.doubt(found, request.now)
    if doubt is None:
        raise Http404
    form = VerdictForm(request.POST if request.method == "POST" else None, targets=doubt.targets)
    if request.method == "POST" and form.is_valid() and _decide(request, doubt, form):
        return redirect("enrolment:session", request.partnership.slug, request.year, found.pk)
    context = {"session": found, "doubt": doubt, "form": form, "people": queries.session_people(found)}
    return page(request, "enrolment/verdict.html", context, status=422 if form.is_bound else 200)


def _decide(request: YearRequest, doubt: queries.Doubt, form: VerdictForm) -> bool:
    typed, found = form.cleaned_data, doubt.session
    kind, reason = VerdictKind(typed["kind"]), typed["reason"]
    who = {"reason": reason, "by": request.user, "at": request.now}
    into = next((one for one in doubt.targets if one.pk == typed.get("into")), None)
    verbs: dict[VerdictKind, Callable[[], object]] = {
        VerdictKind.RUN: lambda: actions.run_anyway(found, **who),
        VerdictKind.CANCELLED: lambda: actions.call_off(found, **who),
        VerdictKind.MERGED: lambda: actions.merge_into(found, into=_there(into), **who),
    }
    try:
        verbs[kind]()
    except actions.EnrolmentClosed:
        form.add_error(None, _("One of the sessions has begun or is cancelled: nothing can be decided any more."))
        return False
    except actions.CannotMerge:
        form.add_error("into", _("Choose another session of the same workshop."))
        return False
    messages.success(request, SAID[kind]())
    return True


def _there(into: Session | None) -> Session:
    if into is None:
        raise actions.CannotMerge
    return into


SAID: dict[VerdictKind, Callable[[], str]] = {
    VerdictKind.RUN: lambda: _("The session goes on."),
    VerdictKind.CANCELLED: lambda: _("The session is cancelled. Whoever took part hears why, and where there is room."),
    VerdictKind.MERGED: lambda: _("The sessions are merged. Whoever took part is offered a seat in the other one."),
}

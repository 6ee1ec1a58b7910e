"""A trainer's own sessions: asked, confirmed, coming."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.pages import page
from dagdeel.year.planning import actions, permissions, queries
from dagdeel.year.planning.forms import ReasonForm
from dagdeel.year.planning.models import Assignment
from dagdeel.year.planning.states import AssignmentState, SessionState
from dagdeel.year.planning.views.plan import address


@require_safe
@requires(Permission.PLANNING_CONFIRM)
def mine(request: YearRequest) -> HttpResponse:
    """What I give this year; what waits for my answer first."""
    rows = list(queries.assignments_of_trainer(request.year, request.user))
    context: dict[str, object] = {
        "asked": [a for a in rows if a.live and a.state == AssignmentState.ASKED],
        "given": sorted(
            (a for a in rows if a.live and a.state == AssignmentState.CONFIRMED),
            key=lambda a: a.session.state == SessionState.HELD,  # what is to come first
        ),
        "gone": [a for a in rows if not a.live],
    }
    return page(request, "planning/mine.html", context)


def _own(request: YearRequest, assignment_id: int) -> Assignment:
    rows = Assignment.objects.filter(session__year=request.year)
    found = get_object_or_404(
        rows.select_related("session__edition", "session__school", "session__room"), pk=assignment_id
    )
    if not permissions.may_answer(request.member, found):
        raise PermissionDenied
    return found


@require_POST
@requires(Permission.PLANNING_CONFIRM)
def confirm(request: YearRequest, assignment_id: int) -> HttpResponse:
    """I come."""
    found = _own(request, assignment_id)
    try:
        actions.confirm_assignment(found, by=request.user, at=request.now)
    except actions.AnswerNotAsked:
        messages.info(request, _("There is nothing to confirm here any more."))
    else:
        messages.success(request, _("Thank you: you give %(title)s.") % {"title": found.session.edition.title})
    return redirect(address(request, "mine"))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLANNING_CONFIRM)
def decline(request: YearRequest, assignment_id: int) -> HttpResponse:
    """I cannot come, and why."""
    found = _own(request, assignment_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.decline_assignment(found, remark=form.cleaned_data["reason"], by=request.user, at=request.now)
        except actions.AnswerNotAsked:
            messages.info(request, _("There is nothing to answer here any more."))
        else:
            messages.success(request, _("You declined. The programme lead looks for somebody else."))
        return redirect(address(request, "mine"))
    status = 422 if request.method == "POST" else 200
    return page(request, "planning/decline.html", {"assignment": found, "form": form}, status=status)

"""Shifting a deadline: what that would bring about, doing it, and taking it back."""

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dagdeel.base.administration import actions
from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.pages import page
from dagdeel.web import shifts
from dagdeel.web.forms import ShiftForm

MAILS = 40


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SETTINGS_EDIT)
def shift(request: YearRequest, setting: str) -> HttpResponse:
    """What would follow when this deadline lay on another day; a POST puts it there."""
    if setting not in actions.DEADLINES or getattr(request.year, setting) is None:
        raise Http404
    data = request.POST if request.method == "POST" else request.GET
    form = ShiftForm(data if "day" in data else None, old=getattr(request.year, setting))
    found = None
    if form.is_valid():
        day, follow = form.cleaned_data["day"], form.cleaned_data["follow"]
        found = shifts.shift_of(request.year, setting, day, follow=follow, at=request.now)
        if request.method == "POST" and not found.blocks and _shifted(request, form, found):
            return redirect("timeline", request.partnership.slug, request.year)
    context: dict[str, object] = {
        "setting": setting,
        "label": shifts.label(setting),
        "old": getattr(request.year, setting),
        "form": form,
        "found": found,
        "mails": Paginator(found.mails, MAILS).get_page(1) if found else (),
    }
    status = 422 if form.errors or (request.method == "POST") else 200
    return page(request, "web/shift.html", context, status=status)


def _seen(request: YearRequest, setting: str) -> date | None:
    """The day of a deadline that stood on the page."""
    try:
        return date.fromisoformat(request.POST.get(f"seen_{setting}", ""))
    except ValueError:
        return None


def _shifted(request: YearRequest, form: ShiftForm, found: shifts.Shift) -> bool:
    try:
        actions.shift_deadlines(
            request.year,
            days=found.days,
            seen={move.setting: _seen(request, move.setting) for move in found.moves},
            by=request.user,
            at=request.now,
        )
    except actions.ChangedMeanwhile:
        form.add_error(None, _("Somebody changed these dates meanwhile. Look what it means now."))
        return False
    messages.success(request, _("“%(deadline)s” now lies on its new day.") % {"deadline": found.moves[0].label})
    return True


@require_POST
@requires(Permission.SETTINGS_EDIT)
def undo(request: YearRequest) -> HttpResponse:
    """Take the last shift back."""
    try:
        actions.undo_shift(request.year, by=request.user, at=request.now)
    except (actions.NothingToUndo, actions.DeadlinesWrong):
        messages.error(request, _("These dates were changed since. Shift them by hand."))
    else:
        messages.success(request, _("The dates are as they were."))
    return redirect("timeline", request.partnership.slug, request.year)

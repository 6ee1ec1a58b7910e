"""What was spent: the list, the form to book with, and corrections with their reason."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.dutch import day_long
from dagdeel.base.ui.pages import page
from dagdeel.year.budget import actions, permissions, queries
from dagdeel.year.budget.forms import ActualForm, CorrectionForm
from dagdeel.year.budget.models import Actual


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.BUDGET_VIEW)
def actuals(request: YearRequest) -> HttpResponse:
    """What was spent, newest first; a POST books."""
    may_edit = permissions.may_edit(request.member)
    if request.method == "POST" and not may_edit:
        raise PermissionDenied
    typed = request.POST if request.method == "POST" else None
    form = ActualForm(typed, initial={"day": request.now.date()})
    if request.method == "POST" and form.is_valid() and _book(request, form):
        messages.success(request, _("Booked: %(reference)s.") % {"reference": form.cleaned_data["reference"]})
        return redirect("budget:actuals", request.partnership.slug, request.year)
    found = queries.actuals(request.year, permissions.schools_seen(request.member))
    context: dict[str, object] = {
        "actuals": Paginator(found, 40).get_page(request.GET.get("page")),
        "form": form if may_edit else None,
        "may_edit": may_edit,
        "only_schools": permissions.schools_seen(request.member) is not None,
    }
    return page(request, "budget/actuals.html", context, status=422 if request.method == "POST" else 200)


def _book(request: YearRequest, form: ActualForm) -> bool:
    """Book what the form says; False when the books refuse it, with the sentence beside the field."""
    try:
        actions.book_actual(request.year, **form.cleaned_data, by=request.user, at=request.now)
    except actions.OutsideYear as no:
        sentence = _("Actuals of %(year)s are dated from %(first)s to %(last)s.")
        form.add_error("day", sentence % {"year": request.year, "first": day_long(no.first), "last": day_long(no.last)})
    except actions.DoubleReference:
        form.add_error("reference", _("This reference was booked already. Was this invoice paid before?"))
    return form.is_valid()


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.BUDGET_EDIT)
def correct(request: YearRequest, actual_id: int) -> HttpResponse:
    """Change the amount of what was booked, with a reason."""
    actual = get_object_or_404(Actual.objects.select_related("school"), pk=actual_id, year=request.year)
    form = CorrectionForm(request.POST if request.method == "POST" else None, initial={"amount": actual.amount})
    if request.method == "POST" and form.is_valid():
        actions.correct_actual(actual, **form.cleaned_data, by=request.user, at=request.now)
        messages.success(request, _("Corrected: %(reference)s.") % {"reference": actual.reference})
        return redirect("budget:actuals", request.partnership.slug, request.year)
    return page(request, "budget/correct.html", {"actual": actual, "form": form}, status=422 if form.is_bound else 200)

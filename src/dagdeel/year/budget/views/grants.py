"""The grants of a year: adding one, changing it, its document, and taking it away."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.pages import page
from dagdeel.outputs.files import stored_file
from dagdeel.year.budget import actions
from dagdeel.year.budget.forms import GrantForm
from dagdeel.year.budget.models import Grant
from dagdeel.year.budget.views.actuals import REFUSED, refused
from dagdeel.year.budget.views.amounts import settings_page

FILLED = ("name", "grantor", "reference", "per_student", "students", "school_contribution")


@require_POST
@requires(Permission.BUDGET_EDIT)
def add(request: YearRequest) -> HttpResponse:
    """One more grant."""
    form = GrantForm(request.POST, request.FILES)
    if form.is_valid() and _save(request, form):
        messages.success(request, _("The grant is saved."))
        return redirect("budget:settings", request.partnership.slug, request.year)
    return settings_page(request, status=422, grant_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.BUDGET_EDIT)
def change(request: YearRequest, grant_id: int) -> HttpResponse:
    """One grant: its rule, its reference and its document."""
    found = _find(request, grant_id)
    if request.method != "POST":
        initial = {"amount": found.fixed, **{name: getattr(found, name) for name in FILLED}}
        return page(request, "budget/grant.html", {"grant": found, "form": GrantForm(initial=initial)})
    form = GrantForm(request.POST, request.FILES)
    if form.is_valid() and _save(request, form, found):
        messages.success(request, _("The grant is saved."))
        return redirect("budget:settings", request.partnership.slug, request.year)
    return page(request, "budget/grant.html", {"grant": _find(request, grant_id), "form": form}, status=422)


def _save(request: YearRequest, form: GrantForm, grant: Grant | None = None) -> bool:
    """Save it with its document, or neither; False when the books refuse it, with the sentence beside the field."""
    values = {name: value for name, value in form.cleaned_data.items() if name != "document"}
    try:
        with transaction.atomic():
            made = actions.set_grant(request.year, grant=grant, **values, by=request.user, at=request.now)
            if document := form.cleaned_data["document"]:
                actions.attach_grant_document(made, document=document, by=request.user, at=request.now)
    except actions.NameMissing:
        form.add_error("name", _("Give the grant a name, so that it can be told from another."))
    except actions.DoubleName:
        form.add_error("name", _("Another grant of this year has this name."))
    except actions.BadAmount:
        form.add_error("amount", _("This amount is too large for the books."))
    except REFUSED as no:
        form.add_error("document", refused(no))
    return form.is_valid()


@require_POST
@requires(Permission.BUDGET_EDIT)
def remove(request: YearRequest, grant_id: int) -> HttpResponse:
    """Take a grant away."""
    actions.remove_grant(_find(request, grant_id), by=request.user, at=request.now)
    messages.success(request, _("The grant is removed."))
    return redirect("budget:settings", request.partnership.slug, request.year)


@require_safe
@requires(Permission.BUDGET_EDIT)
def document(request: YearRequest, grant_id: int) -> HttpResponseBase:
    """Download the letter of the grant."""
    found = _find(request, grant_id)
    return stored_file(found.document, found.content_type, found.name)


def _find(request: YearRequest, grant_id: int) -> Grant:
    return get_object_or_404(Grant, pk=grant_id, year=request.year)

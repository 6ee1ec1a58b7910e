"""The page of a school and of an institute, where it is corrected."""

from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dagdeel.base.administration import actions
from dagdeel.base.administration.forms import InstituteForm, SchoolForm
from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.models import Institute, School
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.pages import page


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PEOPLE_EDIT)
def school(request: YearRequest, school_id: int) -> HttpResponse:
    """A school with its BRIN, address and holiday region."""
    kept = get_object_or_404(School, pk=school_id)
    typed = request.POST if request.method == "POST" else None
    form = SchoolForm(typed, school=kept, initial=model_to_dict(kept))
    if form.is_valid():
        actions.correct_school(kept, **form.cleaned_data, by=request.user, at=request.now)
        return _saved(request, kept.name)
    return _page(request, form, name=kept.name)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PEOPLE_EDIT)
def institute(request: YearRequest, institute_id: int) -> HttpResponse:
    """An institute with its name."""
    kept = get_object_or_404(Institute, pk=institute_id)
    typed = request.POST if request.method == "POST" else None
    form = InstituteForm(typed, institute=kept, initial=model_to_dict(kept))
    if form.is_valid():
        actions.correct_institute(kept, name=form.cleaned_data["name"], by=request.user, at=request.now)
        return _saved(request, kept.name)
    return _page(request, form, name=kept.name)


def _page(request: YearRequest, form: SchoolForm | InstituteForm, *, name: str) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return page(request, "administration/organisation.html", {"form": form, "name": name}, status=status)


def _saved(request: YearRequest, name: str) -> HttpResponse:
    messages.success(request, _("%(name)s is saved.") % {"name": name})
    return redirect("administration:organisations", request.partnership.slug, request.year)

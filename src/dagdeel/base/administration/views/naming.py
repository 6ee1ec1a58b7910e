"""What a partnership calls its roles."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dagdeel.base.administration import actions
from dagdeel.base.administration.forms import RoleNamesForm
from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.pages import page


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SETTINGS_EDIT)
def name_roles(request: YearRequest) -> HttpResponse:
    """The own names of roles, for the whole partnership; an empty field gives the usual name back."""
    typed = request.POST if request.method == "POST" else None
    form = RoleNamesForm(typed, initial=request.partnership.role_labels)
    if form.is_valid():
        actions.name_roles(request.partnership, labels=form.cleaned_data, by=request.user, at=request.now)
        messages.success(request, _("The names of the roles are saved."))
        return redirect("administration:settings", request.partnership.slug, request.year)
    return page(request, "administration/role_names.html", {"form": form}, status=422 if form.is_bound else 200)

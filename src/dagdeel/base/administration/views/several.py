"""Several people at once: the roles of those who were ticked in the list end after the same school year."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from dagdeel.base.administration import actions, queries
from dagdeel.base.administration.forms import EndSeveralForm
from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.models import Membership
from dagdeel.base.partnerships.permissions import Permission, Role
from dagdeel.base.ui.pages import page

MOST = 200  # people at once; the list has forty on a page


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PEOPLE_EDIT)
def end_roles(request: YearRequest) -> HttpResponse:
    """Which roles end: of the people in the address, as far as the list showed them. Nothing ends before that is confirmed."""
    held = list(_held(request, request.GET))
    if not held:
        return page(
            request, "administration/end_roles.html", {"form": None}, status=422 if request.method == "POST" else 200
        )
    form = EndSeveralForm(request.POST if request.method == "POST" else None, held=held, year=request.year)
    if form.is_valid():
        ticked = [row for row in held if row.pk in form.cleaned_data["roles"]]
        last = form.cleaned_data["to_year"]
        try:
            number = actions.end_roles(ticked, to_year=last, by=request.user, at=request.now)
        except actions.LastLead:
            form.add_error("roles", _("Nobody would lead the programme after that. First add another programme lead."))
        else:
            told = ngettext("%(n)s role ends after %(year)s.", "%(n)s roles end after %(year)s.", number)
            messages.success(request, told % {"n": number, "year": f"{last}-{last + 1}"})
            return redirect("administration:index", request.partnership.slug, request.year)
    return page(request, "administration/end_roles.html", {"form": form}, status=422 if form.is_bound else 200)


def _held(request: YearRequest, asked: QueryDict) -> QuerySet[Membership]:
    """The roles of this year of these people; of one kind when the list showed one kind."""
    people = [int(key) for key in asked.getlist("person") if key.isascii() and key.isdecimal() and len(key) < 10]
    held = queries.memberships(None).filter(queries.holding(request.year), person__in=people[:MOST])
    if asked.get("role") in Role.values:
        held = held.filter(role=asked["role"])
    return held.select_related("person", "school", "institute", "partnership").order_by(
        "person__sort_key", "role", "pk"
    )

"""The rooms of a school."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.models import School
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.pages import page
from dagdeel.year.planning import actions, permissions, queries
from dagdeel.year.planning.forms import RoomForm
from dagdeel.year.planning.models import Room
from dagdeel.year.planning.views.plan import address

SCHOOLS = 24  # with their rooms on one page


@require_safe
@requires(Permission.PLANNING_SCHOOL)
def rooms(request: YearRequest) -> HttpResponse:
    """The rooms of every school for which this member arranges sessions."""
    found = queries.schools_with_rooms(request.member.schools_where(Permission.PLANNING_SCHOOL))
    schools = Paginator(found, SCHOOLS).get_page(request.GET.get("page"))
    context: dict[str, object] = {"schools": schools, "edits": permissions.may_edit(request.member)}
    return page(request, "planning/rooms.html", context)


def _school(request: YearRequest, school_id: int) -> School:
    school = get_object_or_404(School.objects.all(), pk=school_id)
    if not permissions.may_arrange(request.member, school):
        raise PermissionDenied
    return school


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLANNING_SCHOOL)
def school_rooms(request: YearRequest, school_id: int) -> HttpResponse:
    """The rooms of one school; a POST adds one."""
    school = _school(request, school_id)
    form = RoomForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_room(school, **form.cleaned_data, by=request.user, at=request.now)
        except actions.RoomNameTaken:
            form.add_error("name", _("This school has a room of that name already."))
        else:
            messages.success(request, _("%(name)s is added.") % {"name": made.name})
            return redirect(address(request, "school_rooms", school_id))
    context = {"school": school, "rooms": queries.rooms_of(school), "form": form}
    return page(request, "planning/school_rooms.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLANNING_SCHOOL)
def room(request: YearRequest, room_id: int) -> HttpResponse:
    """One room; a POST changes it."""
    found = get_object_or_404(Room.objects.select_related("school"), pk=room_id)
    school = _school(request, found.school_id)
    initial = {"name": found.name, "seats": found.seats, "equipment": found.equipment}
    form = RoomForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_room(found, **form.cleaned_data, by=request.user, at=request.now)
        except actions.RoomNameTaken:
            form.add_error("name", _("This school has a room of that name already."))
        else:
            messages.success(request, _("Saved."))
            return redirect(address(request, "school_rooms", school.pk))
    context = {"school": school, "room": found, "form": form}
    return page(request, "planning/room.html", context, status=422 if form.errors else 200)

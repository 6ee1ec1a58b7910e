"""The lists of the administration as files: who takes part, and the schools. What somebody sees on the page, and no more."""

from typing import Literal

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dagdeel.base.administration import queries as administration
from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.models import School
from dagdeel.base.partnerships.permissions import Permission, Role
from dagdeel.outputs.sheets.http import sheet_response
from dagdeel.outputs.sheets.sheet import Column, Sheet

Ending = Literal["csv", "xlsx"]


@require_safe
@requires(Permission.PEOPLE_VIEW)
def people(request: YearRequest, kind: Ending) -> HttpResponse:
    """Everybody who takes part this year, with the roles; found by the same word, role and school as on the page."""
    allowed = request.member.schools_where(Permission.PEOPLE_VIEW)
    held = administration.memberships(None if allowed is None else [school.pk for school in allowed])
    held = held.filter(administration.holding(request.year))
    role, school = request.GET.get("role", ""), request.GET.get("school", "")
    if role in Role.values:
        held = held.filter(role=role)
    if school.isascii() and school.isdecimal() and len(school) < 10:
        held = held.filter(school=int(school))
    found = administration.with_roles(administration.people(held, words=request.GET.get("q", "")), held)
    columns = [
        Column(_("Surname")), Column(_("Prefix")), Column(_("Given name")), Column(_("E-mail address")), Column(_("Roles")),
    ]  # fmt: skip
    rows = [(p.surname, p.prefix, p.given_name, p.email, "; ".join(row.roles)) for row in found for p in (row.person,)]
    title = _("People %(year)s") % {"year": request.year}
    return sheet_response(Sheet(title, columns, rows), kind, title)


@require_safe
@requires(Permission.PEOPLE_VIEW)
def schools(request: YearRequest, kind: Ending) -> HttpResponse:
    """The schools, with their address and the number of mentors this year."""
    columns = [
        Column(_("School")), Column(_("BRIN")), Column(_("Street and number")), Column(_("Postcode")), Column(_("Town")),
        Column(_("Holiday region")), Column(_("Mentors"), "integer"),
    ]  # fmt: skip
    rows = [
        (row.school.name, row.school.brin, row.school.street, row.school.postcode, row.school.town,
         row.school.get_holiday_region_display(), row.mentors)
        for row in administration.schools(request.year, School.objects.all())
    ]  # fmt: skip
    title = _("Schools %(year)s") % {"year": request.year}
    return sheet_response(Sheet(title, columns, rows), kind, title)

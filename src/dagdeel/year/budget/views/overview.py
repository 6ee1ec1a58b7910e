"""Where the money stands: planned against realised, per school, and what if; and the same as files."""

from typing import Literal

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.dutch import euro
from dagdeel.base.ui.pages import page
from dagdeel.outputs.charts.http import picture_response
from dagdeel.outputs.charts.specs import Drawn, Group, grouped
from dagdeel.outputs.charts.svg import shown
from dagdeel.outputs.look import COLOURS, LIKERT
from dagdeel.outputs.sheets.http import sheet_response
from dagdeel.outputs.sheets.sheet import Column, Sheet, Value
from dagdeel.year.budget import permissions, queries, rules
from dagdeel.year.budget.step import STEP

TIED = ("at_schools", "evened", "elsewhere", "used")
SCHOOLS = 20  # line by line, on one page
TONES = (LIKERT[3], COLOURS["honey-mark"], COLOURS["petrol"], COLOURS["plum"])


@require_safe
@requires(Permission.BUDGET_VIEW)
def index(request: YearRequest) -> HttpResponse:
    """Grant, and per category planned, committed, realised and free, with the explanation of the differences."""
    overview = queries.overview(request.year)
    may_edit = permissions.may_edit(request.member)
    return page(
        request,
        "budget/index.html",
        {
            "overview": overview,
            "grants": queries.grants_of(request.year),
            "picture": shown(_drawing(overview)) if overview.shown else None,
            "books": queries.books(request.year) if may_edit else None,
            "todos": tuple(STEP.todo(request.year, request.member, request.now)),
            "today": request.now.date(),
            "sessions_over": queries.sessions_are_over(request.year, request.now.date()),
            "may_edit": may_edit,
        },
    )


@require_safe
@requires(Permission.BUDGET_VIEW)
def picture(request: YearRequest) -> HttpResponse:
    """The bars per category as a file; raises Http404 while there is nothing to draw."""
    overview = queries.overview(request.year)
    if not overview.shown:
        raise Http404
    spec, alt = _drawing(overview)
    return picture_response(spec, f"{_('budget')}-{request.year}", alt=alt)


def _drawing(overview: rules.Overview) -> Drawn:
    rows = [
        Group(
            str(line.category.label),
            (float(line.planned), float(line.committed), float(line.realised), float(line.forecast)),
        )
        for line in overview.shown
    ]
    alt = _(
        "Of the grant of %(grant)s, %(planned)s is planned, %(committed)s committed, %(realised)s realised, %(forecast)s expected."
    ) % {
        "grant": euro(overview.grant or rules.ZERO),
        "planned": euro(overview.planned),
        "committed": euro(overview.committed),
        "realised": euro(overview.realised),
        "forecast": euro(overview.forecast),
    }
    labels = (_("planned"), _("committed"), _("realised"), _("forecast"))
    return grouped(rows, labels=labels, tones=TONES, unit=_("euros")), alt


@require_safe
@requires(Permission.BUDGET_VIEW)
def schools(request: YearRequest) -> HttpResponse:
    """What each school costs, who pays it line by line, and the catering money it was given."""
    seen = permissions.schools_seen(request.member)
    rows = queries.school_parts(request.year, seen)
    ties = queries.school_ties(request.year, rows) if seen is None else []
    return page(
        request,
        "budget/schools.html",
        {
            "rows": Paginator(rows, SCHOOLS).get_page(request.GET.get("page")),
            "free_of_charge": all(not row.part.pays for row in rows),
            "costs": sum((row.part.costs for row in rows), rules.ZERO),
            "pays": sum((row.part.pays for row in rows), rules.ZERO),
            "ties": ties,
            "whole": [sum((getattr(tie, name) for tie in ties), rules.ZERO) for name in TIED],
            "may_edit": permissions.may_edit(request.member),
        },
    )


@require_safe
@requires(Permission.BUDGET_VIEW)
def export(
    request: YearRequest,
    what: Literal["lines", "schools", "actuals", "sessions", "grants"],
    kind: Literal["csv", "xlsx"],
) -> HttpResponse:
    """One of the lists as a file; of schools, actuals and sessions only what this member sees on the page."""
    if what in {"sessions", "grants"} and not permissions.may_edit(request.member):
        raise PermissionDenied
    sheets = {"lines": _lines, "schools": _schools, "actuals": _actuals, "sessions": _sessions, "grants": _grants}
    names = {
        "lines": _("budget"), "schools": _("budget per school"), "actuals": _("spent"), "sessions": _("costs per session"),
        "grants": _("grants"),
    }  # fmt: skip
    return sheet_response(sheets[what](request), kind, f"{names[what]}-{request.year}")


def _lines(request: YearRequest) -> Sheet:
    columns = (
        Column(_("Category")), Column(_("Planned"), "money"), Column(_("Committed"), "money"), Column(_("Realised"), "money"),
        Column(_("Free"), "money"), Column(_("Forecast"), "money"), Column(_("Difference"), "money"),
        Column(_("Explanation of the difference")),
    )  # fmt: skip
    rows = (
        (
            line.category.label,
            line.planned,
            line.committed,
            line.realised,
            line.free,
            line.forecast,
            line.difference,
            line.explanation,
        )
        for line in queries.overview(request.year).lines
    )
    return Sheet(_("Budget %(year)s") % {"year": request.year}, columns, rows)


def _schools(request: YearRequest) -> Sheet:
    columns = (
        Column(_("School")), Column(_("Category")), Column(_("Paid by the grant"), "money"),
        Column(_("Paid by the school"), "money"),
    )  # fmt: skip
    rows: list[tuple[Value, ...]] = []
    for row in queries.school_parts(request.year, permissions.schools_seen(request.member)):
        name = row.school.name
        rows += [(name, line.category.label, line.by_grant, line.by_school) for line in row.part.lines]
        rows.append((name, _("own contribution"), rules.ZERO, row.part.contribution))
    return Sheet(_("Schools %(year)s") % {"year": request.year}, columns, rows)


def _sessions(request: YearRequest) -> Sheet:
    columns = (
        Column(_("Date"), "date"), Column(_("School")), Column(_("Workshop")), Column(_("Seats taken"), "integer"),
        Column(_("Costs"), "money"),
    )  # fmt: skip
    each = queries.costs(request.year).each
    rows = (
        (session.day, session.school.name, session.edition.title, session.taken, each[session.pk].amount)
        for session in queries.dated_sessions(request.year)
    )
    return Sheet(_("Costs per session %(year)s") % {"year": request.year}, columns, rows)


def _actuals(request: YearRequest) -> Sheet:
    columns = (
        Column(_("Date"), "date"), Column(_("Category")), Column(_("School")), Column(_("Reference")),
        Column(_("Description")), Column(_("Amount"), "money"),
    )  # fmt: skip
    rows = (
        (a.day, a.get_category_display(), a.school.name if a.school else "", a.reference, a.description, a.amount)
        for a in queries.actuals(request.year, permissions.schools_seen(request.member))
    )
    return Sheet(_("Spent %(year)s") % {"year": request.year}, columns, rows)


def _grants(request: YearRequest) -> Sheet:
    columns = (
        Column(_("Grant")), Column(_("Given by")), Column(_("Reference")), Column(_("Fixed sum in euros"), "money"),
        Column(_("For each student, in euros"), "money"), Column(_("Number of students"), "integer"), Column(_("Amount"), "money"),
    )  # fmt: skip
    rows = (
        (row.name, row.grantor, row.reference, row.fixed, row.per_student, row.students, row.amount)
        for row in queries.grants_of(request.year)
    )
    return Sheet(_("Grants %(year)s") % {"year": request.year}, columns, rows)

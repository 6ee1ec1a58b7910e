"""Hand in a table, match its columns, and look at what taking over would do."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from openpyxl.utils import get_column_letter

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.models import Institute, School
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.pages import page
from dagdeel.exchange import actions, queries
from dagdeel.exchange.forms import ColumnsForm, HandInForm
from dagdeel.exchange.models import Intake
from dagdeel.exchange.rules.columns import FIELDS, heading, missing_of
from dagdeel.exchange.rules.plan import ALL, CHOICES, Plan
from dagdeel.exchange.rules.rows import Wrong
from dagdeel.exchange.states import IntakeState, Kind
from dagdeel.exchange.words import CELL, CHOICE, DOUBT, HELP, LEADS, REMARKS, WHAT
from dagdeel.exchange.words import FIELDS as LABELS
from dagdeel.outputs.sheets.http import workbook_response
from dagdeel.outputs.sheets.sheet import Column, Sheet

A_PAGE, WRONG, REVIEWS, IMPORTS = 40, 60, 40, 20
BOTH = ["GET", "HEAD", "POST"]


def kind_of(what: str) -> Kind:
    """The kind in an address; raises Http404."""
    if what not in Kind.values:
        raise Http404
    return Kind(what)


def draft(intake_id: int) -> Intake:
    """What was handed in and not yet taken over; raises Http404."""
    rows = Intake.objects.select_related("year__partnership")
    return get_object_or_404(rows, pk=intake_id, state=IntakeState.DRAFT)


@require_safe
@requires(Permission.PEOPLE_EDIT)
def index(request: YearRequest) -> HttpResponse:
    """What can be handed in, with a template of each, and what was."""
    rows = Intake.objects.defer("table", "decisions")
    context: dict[str, object] = {
        "kinds": [(kind, LEADS[kind]) for kind in Kind],
        "listing": Paginator(rows, IMPORTS).get_page(request.GET.get("page")),
        "may_set": request.member.may(Permission.SETTINGS_EDIT),
    }
    return page(request, "exchange/index.html", context)


@require_http_methods(BOTH)
@requires(Permission.PEOPLE_EDIT)
def begin(request: YearRequest, what: str) -> HttpResponse:
    """Hand in a file or pasted rows; nothing is taken over yet."""
    kind = kind_of(what)
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = HandInForm(*posted, year=request.year, kind=kind)
    if form.is_bound and form.is_valid() and form.table is not None:
        made = actions.begin(
            request.year,
            kind=kind,
            table=form.table,
            name=form.name,
            wishes=form.wishes(),
            by=request.user,
            at=request.now,
        )
        sure = heading(form.table.rows, kind).sure
        return redirect(
            "exchange:look" if sure else "exchange:columns", request.partnership.slug, request.year, made.pk
        )
    empty = not School.objects.exists() if kind != Kind.TRAINERS else not Institute.objects.exists()
    context: dict[str, object] = {
        "form": form, "kind": kind, "lead": LEADS[kind], "empty": empty,
        "columns": [(LABELS[name], HELP[name][0]) for name in FIELDS[kind]],
        "wishes": [form[name] for name in form.fields if name not in {"file", "pasted"}],
    }  # fmt: skip
    return page(request, "exchange/begin.html", context, status=422 if form.is_bound else 200)


@require_safe
@requires(Permission.PEOPLE_EDIT)
def template(request: YearRequest, what: str) -> HttpResponse:
    """A workbook to fill in, with a sheet that explains it."""
    kind = kind_of(what)
    labels = [LABELS[name] for name in FIELDS[kind]]
    explained = [(LABELS[name], HELP[name][0], HELP[name][1]) for name in FIELDS[kind]]
    sheets = [
        Sheet(str(kind.label).capitalize(), [Column(label) for label in labels], []),
        Sheet(_("Explanation"), [Column(_("Column")), Column(_("What to fill in")), Column(_("Example"))], explained),
    ]
    return workbook_response(sheets, f"{_('template')}-{kind.label}")


@require_http_methods(BOTH)
@requires(Permission.PEOPLE_EDIT)
def columns(request: YearRequest, intake_id: int) -> HttpResponse:
    """Say which column is what."""
    intake = draft(intake_id)
    form = ColumnsForm(request.POST if request.method == "POST" else None, intake=intake)
    if form.is_bound and form.is_valid():
        try:
            actions.set_columns(
                intake,
                starts=form.cleaned_data["starts"],
                columns=form.columns(form.cleaned_data),
                by=request.user,
                at=request.now,
            )
        except actions.AlreadyTaken:
            return _taken(request)
        return redirect("exchange:look", request.partnership.slug, request.year, intake.pk)
    found = heading(intake.table, intake.kind)
    letters = [get_column_letter(at) for at in range(1, len(intake.table[0]) + 1)]
    context: dict[str, object] = {
        "intake": intake, "form": form, "letters": letters, "remarks": [REMARKS[remark] for remark in intake.remarks],
        "fields": [form[name] for name in FIELDS[intake.kind]],
        "unsure": [LABELS[name] for name in FIELDS[intake.kind] if name in found.unsure],
        "missing": [[LABELS[name] for name in group] for group in found.missing],
        "rows": [(at, row) for at, row in enumerate(intake.table[:12], 1) if any(row)],
    }  # fmt: skip
    return page(request, "exchange/columns.html", context, status=422 if form.is_bound else 200)


@require_http_methods(BOTH)
@requires(Permission.PEOPLE_EDIT)
def look(request: YearRequest, intake_id: int) -> HttpResponse:
    """What taking over would do; a POST says who is who."""
    intake = draft(intake_id)
    if missing_of(intake.columns, intake.kind):
        return redirect("exchange:columns", request.partnership.slug, request.year, intake.pk)
    if request.method == "POST":
        try:
            actions.decide(intake, decisions=_decisions(request, queries.plan(intake)), by=request.user, at=request.now)
        except actions.AlreadyTaken:
            return _taken(request)
        return redirect("exchange:look", request.partnership.slug, request.year, intake.pk)
    return look_page(request, intake)


def _decisions(request: YearRequest, plan: Plan) -> dict[str, str]:
    """What was chosen, by person of the file; `*` for everybody about whom nothing else was."""
    said = {one.key: request.POST.get(f"who-{at}", "") for at, one in enumerate(plan.reviews)}
    rest = request.POST.get("rest", "")
    every = {ALL: rest} if rest in {"same", "apart", "skip"} else {}
    return {**{key: choice for key, choice in said.items() if choice in {"same", "apart", "skip"}}, **every}


def look_page(request: YearRequest, intake: Intake, *, status: int = 200) -> HttpResponse:
    """The preview."""
    plan = queries.plan(intake)
    listing = Paginator(plan.planned, A_PAGE).get_page(request.GET.get("page"))
    asked = [(at, one) for at, one in enumerate(plan.reviews)]
    undecided = [pair for pair in asked if pair[1].decided is None]
    shown = (undecided or asked)[:REVIEWS]
    places = queries.places()
    context: dict[str, object] = {
        "intake": intake, "plan": plan, "listing": listing, "kind": Kind(intake.kind),
        "remarks": [REMARKS[remark] for remark in intake.remarks],
        "wrong": [_wrong(intake, one) for one in plan.wrong[:WRONG]], "more_wrong": max(0, len(plan.wrong) - WRONG),
        "reviews": [_review(at, one) for at, one in shown], "more_reviews": max(0, len(undecided or asked) - REVIEWS),
        "rest": [(choice, CHOICE[choice]) for choice in CHOICE if any(choice in CHOICES[one.doubt] for _at, one in shown)],
        "counts": actions.counts_of(plan), "lines": [_line(one, places) for one in listing],
        "recognised": [(_head(intake, place), LABELS[name]) for name, place in intake.columns.items()],
    }  # fmt: skip
    return page(request, "exchange/look.html", context, status=status)


def _head(intake: Intake, place: int) -> str:
    head = intake.table[intake.starts - 1][place] if intake.starts else ""
    return f"{get_column_letter(place + 1)} {head}".strip()


def _wrong(intake: Intake, one: Wrong) -> dict[str, Any]:
    place = intake.columns.get(one.field)
    where = get_column_letter(place + 1) if place is not None else ""
    return {
        "row": one.row,
        "where": where,
        "field": LABELS[one.field],
        "value": one.value,
        "why": CELL[one.why],
        "near": one.near,
    }


def _review(at: int, one: Any) -> dict[str, Any]:
    return {
        "at": at, "line": one.line, "name": _name(one.line.name), "doubt": DOUBT[one.doubt], "decided": one.decided,
        "known": _name(one.known.name) if one.known else _name(one.other.name) if one.other else "",
        "known_email": one.known.email if one.known else one.other.email if one.other else "",
        "rows": ", ".join(str(row) for row in one.rows[:8]),
        "choices": [(choice, CHOICE[choice]) for choice in one.choices],
    }  # fmt: skip


def _line(one: Any, places: queries.Places) -> dict[str, Any]:
    return {"row": one.line.row, "who": _name(one.line.name), "says": queries.said(one.line, places), "line": one.line,
            "what": WHAT[one.what], "state": STATES[one.what]}  # fmt: skip


STATES = {"new": "done", "more": "done", "there": "idle", "differs": "later", "review": "now", "skipped": "idle"}


def _name(parts: tuple[str, str, str]) -> str:
    return " ".join(part for part in parts if part)


def _taken(request: YearRequest) -> HttpResponse:
    messages.error(request, _("This was taken over already."))
    return redirect("exchange:index", request.partnership.slug, request.year)


@require_POST
@requires(Permission.PEOPLE_EDIT)
def discard(request: YearRequest, intake_id: int) -> HttpResponse:
    """Throw away what was handed in."""
    try:
        actions.discard(draft(intake_id), by=request.user, at=request.now)
    except actions.AlreadyTaken:
        return _taken(request)
    messages.success(request, _("It is thrown away; nothing was taken over."))
    return redirect("exchange:index", request.partnership.slug, request.year)

"""What the controller fills in: grant, planned amounts with their explanation, rates; and writing the commitments down."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.pages import page
from dagdeel.year.budget import actions, queries, rules
from dagdeel.year.budget.forms import AmountForm, ExplanationForm, GrantForm, RateForm
from dagdeel.year.budget.states import Category, RateKind


@require_safe
@requires(Permission.BUDGET_EDIT)
def settings(request: YearRequest) -> HttpResponse:
    """Grant and rates, each with its own form."""
    return _settings_page(request)


def _settings_page(
    request: YearRequest,
    *,
    status: int = 200,
    grant_form: GrantForm | None = None,
    rate: tuple[RateKind, RateForm] | None = None,
) -> HttpResponse:
    """The page of grant and rates; a form that was given did not hold."""
    row, known = queries.grant_of(request.year), queries.rates(request.year)
    initial = {name: getattr(row, name) for name in ("amount", "source", "school_contribution")} if row else {}
    forms = [
        (kind, rate[1] if rate and rate[0] == kind else RateForm(initial={"amount": known.get(kind)}, prefix=kind))
        for kind in RateKind
    ]
    return page(
        request,
        "budget/settings.html",
        {"grant_form": grant_form or GrantForm(initial=initial or None), "rate_forms": forms, "known": known},
        status=status,
    )


@require_POST
@requires(Permission.BUDGET_EDIT)
def grant(request: YearRequest) -> HttpResponse:
    """Set the grant."""
    form = GrantForm(request.POST)
    if not form.is_valid():
        return _settings_page(request, status=422, grant_form=form)
    values = form.cleaned_data
    actions.set_grant(
        request.year,
        amount=values["amount"],
        source=values["source"],
        school_contribution=values["school_contribution"] or rules.ZERO,
        by=request.user,
        at=request.now,
    )
    messages.success(request, _("The grant is saved."))
    return _to("settings", request)


@require_POST
@requires(Permission.BUDGET_EDIT)
def rate(request: YearRequest, kind: str) -> HttpResponse:
    """Set one rate."""
    if kind not in RateKind.values:
        raise Http404
    chosen = RateKind(kind)
    form = RateForm(request.POST, prefix=chosen)
    if not form.is_valid():
        return _settings_page(request, status=422, rate=(chosen, form))
    actions.set_rate(request.year, kind=chosen, amount=form.cleaned_data["amount"], by=request.user, at=request.now)
    messages.success(request, _("The rate “%(rate)s” is saved; the commitments follow it.") % {"rate": chosen.label})
    return _to("settings", request)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.BUDGET_EDIT)
def line(request: YearRequest, category: str) -> HttpResponse:
    """One category: its amounts, what is planned for it, and why it came out differently. POST plans an amount."""
    chosen = _category(category)
    form = AmountForm(request.POST) if request.method == "POST" else None
    if form is None or not form.is_valid():
        return _line_page(request, chosen, amount_form=form)
    actions.set_line(request.year, category=chosen, amount=form.cleaned_data["amount"], by=request.user, at=request.now)
    messages.success(request, _("The amount for %(category)s is saved.") % {"category": chosen.label})
    return _to("index", request)


@require_POST
@requires(Permission.BUDGET_EDIT)
def explain(request: YearRequest, category: str) -> HttpResponse:
    """Say why a category came out differently; a category without a planned amount gets one first."""
    chosen = _category(category)
    row = queries.line_of(request.year, chosen)
    if row is None:
        raise Http404
    form = ExplanationForm(request.POST)
    if not form.is_valid():
        return _line_page(request, chosen, explanation_form=form)
    actions.explain_line(row, explanation=form.cleaned_data["explanation"], by=request.user, at=request.now)
    messages.success(request, _("The explanation for %(category)s is saved.") % {"category": chosen.label})
    return _to("index", request)


def _line_page(
    request: YearRequest,
    category: Category,
    *,
    amount_form: AmountForm | None = None,
    explanation_form: ExplanationForm | None = None,
) -> HttpResponse:
    """The page of a category; a form that was given did not hold."""
    row = queries.line_of(request.year, category)
    overview = queries.overview(request.year)
    return page(
        request,
        "budget/line.html",
        {
            "category": category,
            "figures": next(line for line in overview.lines if line.category == category),
            "row": row,
            "amount_form": amount_form or AmountForm(initial={"amount": row.amount if row else None}),
            "explanation_form": explanation_form
            or ExplanationForm(initial={"explanation": row.explanation if row else ""}),
        },
        status=422 if amount_form or explanation_form else 200,
    )


def _category(value: str) -> Category:
    if value not in Category.values:
        raise Http404
    return Category(value)


@require_POST
@requires(Permission.BUDGET_EDIT)
def write_down(request: YearRequest) -> HttpResponse:
    """Write down the commitments of this moment."""
    changed = actions.recompute_commitments(request.year, by=request.user, at=request.now)
    if changed:
        messages.success(request, _("The commitments of this moment are written down."))
    else:
        messages.success(request, _("The commitments had not changed."))
    return _to("index", request)


def _to(name: str, request: YearRequest) -> HttpResponse:
    return redirect(f"budget:{name}", request.partnership.slug, request.year)

"""What the controller fills in: grant, planned amounts with their explanation, rates; and writing the commitments down."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.dutch import day_long
from dagdeel.base.ui.pages import page
from dagdeel.year.budget import actions, queries
from dagdeel.year.budget.forms import AmountForm, ExplanationForm, GrantForm, RateForm, SpecialRateForm
from dagdeel.year.budget.models import Rate
from dagdeel.year.budget.states import Category, RateKind


@require_safe
@requires(Permission.BUDGET_EDIT)
def settings(request: YearRequest) -> HttpResponse:
    """Grant and rates, each with its own form."""
    return settings_page(request)


def settings_page(
    request: YearRequest,
    *,
    status: int = 200,
    grant_form: GrantForm | None = None,
    rate: tuple[RateKind, RateForm] | None = None,
    special_form: SpecialRateForm | None = None,
) -> HttpResponse:
    """The page of grant and rates; a form that was given did not hold."""
    first_day = request.year.first_day
    rates = list(queries.rate_rows(request.year))
    plain = [one for one in rates if one.from_day == first_day and one.institute is None and one.trainer is None]
    known = {RateKind(one.kind): one.amount for one in plain}
    forms = [
        (kind, rate[1] if rate and rate[0] == kind else RateForm(initial={"amount": known.get(kind)}, prefix=kind))
        for kind in RateKind
    ]
    return page(
        request,
        "budget/settings.html",
        {
            "grants": queries.grants_of(request.year),
            "granted": queries.granted(request.year),
            "grant_form": grant_form or GrantForm(),
            "rate_forms": forms,
            "special": [one for one in rates if one not in plain],
            "special_form": special_form or SpecialRateForm(initial={"from_day": first_day}),
        },
        status=status,
    )


@require_POST
@requires(Permission.BUDGET_EDIT)
def rate(request: YearRequest, kind: str) -> HttpResponse:
    """Set one rate."""
    if kind not in RateKind.values:
        raise Http404
    chosen = RateKind(kind)
    form = RateForm(request.POST, prefix=chosen)
    if not form.is_valid():
        return settings_page(request, status=422, rate=(chosen, form))
    actions.set_rate(request.year, kind=chosen, amount=form.cleaned_data["amount"], by=request.user, at=request.now)
    messages.success(request, _("The rate “%(rate)s” is saved; the commitments follow it.") % {"rate": chosen.label})
    return _to("settings", request)


@require_POST
@requires(Permission.BUDGET_EDIT)
def special_rate(request: YearRequest) -> HttpResponse:
    """Set a rate from a day on, or for an institute or a trainer."""
    form = SpecialRateForm(request.POST)
    if form.is_valid() and _set_special(request, form):
        messages.success(request, _("The rate is saved; the commitments follow it."))
        return _to("settings", request)
    return settings_page(request, status=422, special_form=form)


def _set_special(request: YearRequest, form: SpecialRateForm) -> bool:
    """Set it; False when the books refuse it, with the sentence beside the field."""
    try:
        actions.set_rate(request.year, **form.cleaned_data, by=request.user, at=request.now)
    except actions.OutsideYear as no:
        sentence = _("A rate of %(year)s begins between %(first)s and %(last)s.")
        form.add_error(
            "from_day", sentence % {"year": request.year, "first": day_long(no.first), "last": day_long(no.last)}
        )
    except actions.ForOneOnly:
        form.add_error("trainer", _("Choose an institute or a trainer, not both: a trainer belongs to one institute."))
    except actions.SameForAll:
        form.add_error(
            "kind", _("Catering costs the same whoever gives the workshop. Leave institute and trainer empty.")
        )
    return form.is_valid()


@require_POST
@requires(Permission.BUDGET_EDIT)
def remove_rate(request: YearRequest, rate_id: int) -> HttpResponse:
    """Take a rate away."""
    found = get_object_or_404(Rate.objects.select_related("institute"), pk=rate_id, year=request.year)
    actions.remove_rate(found, by=request.user, at=request.now)
    messages.success(request, _("The rate is removed; the commitments follow."))
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
            "told": queries.explanations(row)[1:] if row else [],
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

"""What a consequence would cost, shown while it is typed. Nothing is written."""

from collections.abc import Mapping

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.pages import page
from dagdeel.year.budget.queries import consequence_effect
from dagdeel.year.decisions.forms import PREFIXES, ConsequenceForm, Cost, typed_in

LONGEST = 40  # an amount, a number or a day; what is longer is a text, which costs nothing


@require_safe
@requires(Permission.DECISIONS_EDIT)
def draft_cost(request: YearRequest, row: str) -> HttpResponse:
    """What the consequence in one row of the form would cost as it is typed now."""
    if row not in PREFIXES:
        raise Http404
    cost = cost_of(request.year, typed_in(request.GET, row))
    return page(request, "decisions/draft_cost.html", {"cost": cost, "effect": cost.effect}, part="cost")


def with_costs(rows: list[ConsequenceForm], typed: Mapping[str, str], year: ProgrammeYear) -> list[ConsequenceForm]:
    """The same rows, each with what it would cost as it was typed."""
    for row in rows:
        row.cost = cost_of(year, typed_in(typed, str(row.prefix)))
    return rows


def cost_of(year: ProgrammeYear, typed: Mapping[str, str]) -> Cost:
    """What is typed in one row, in a year like this one. At most ten queries, none before a kind is chosen."""
    kind, (prefix, _dot, name) = typed.get("kind", ""), typed.get("field", "").partition(".")
    if not kind or kind == "task":
        return Cost(asked=False)
    field, value = name if prefix == kind else "", typed.get("value", "").strip()[:LONGEST]
    return Cost(True, consequence_effect(year, kind=kind, field=field, value=value, each="per_school" in typed))

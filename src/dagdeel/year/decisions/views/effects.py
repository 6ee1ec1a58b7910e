"""Did it help? What was said before a decision and a year later, as picture, table and file."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.dutch import number
from dagdeel.outputs.charts.http import Ending, listed_or_drawn
from dagdeel.outputs.charts.specs import Dot, Drawn, intervals
from dagdeel.outputs.charts.svg import shown
from dagdeel.outputs.sheets.sheet import Column, Sheet
from dagdeel.year.decisions import queries
from dagdeel.year.decisions.queries import Chain, Measured
from dagdeel.year.decisions.views.chains import effect_link


@require_safe
@requires(Permission.DECISIONS_VIEW)
def effect_file(request: YearRequest, decision_id: int, kind: Ending) -> HttpResponse:
    """The effect of a decision as a list, or as a picture; raises Http404 for a picture of nothing."""
    found = get_object_or_404(queries.decisions().filter(year=request.year), pk=decision_id)
    chain = queries.chain_of(found)
    name = f"{_('effect')}-{slugify(found.title)}"
    drawn = _drawing(chain.finding.evidence["label"], *chain.measured) if chain.measured else None
    return listed_or_drawn(_table(chain), drawn, kind, name)


def on_page(request: YearRequest, chain: Chain) -> dict[str, Any] | None:
    """The card of a decision: picture, both years, and the files; None as long as there is nothing to compare."""
    if chain.effect is None or not chain.measured:
        return None
    where = [request.partnership.slug, request.year, chain.decision.pk]
    return {
        "question": chain.finding.evidence["label"],
        "picture": shown(_drawing(chain.finding.evidence["label"], *chain.measured)),
        "measured": chain.measured,
        "said": effect_link(chain.effect),
        "files": {kind: reverse("decisions:effect_file", args=[*where, kind]) for kind in ("xlsx", "csv", "svg")},
    }


def _drawing(question: str, before: Measured, after: Measured) -> Drawn:
    """A line for each of the two years: the mean and where it may lie."""
    dots = [Dot(one.year, question, one.mean, one.low, one.high) for one in (before, after)]
    alt = _("“%(question)s” before and after the decision: %(before)s in %(then)s, %(after)s in %(now)s.") % {
        "question": question,
        "before": number(before.mean, 1),
        "then": before.year,
        "after": number(after.mean, 1),
        "now": after.year,
    }
    return intervals(dots, low=1, high=max(before.highest, after.highest)), alt


def _table(chain: Chain) -> Sheet:
    columns = [
        Column(_("Question")), Column(_("Year")), Column(_("Answers"), "integer"), Column(_("Mean"), "number"),
        Column(_("Mean at least (95 %)"), "number"), Column(_("Mean at most (95 %)"), "number"),
    ]  # fmt: skip
    rows = [
        (
            chain.finding.evidence["label"],
            one.year,
            one.n,
            *(round(value, 3) for value in (one.mean, one.low, one.high)),
        )
        for one in chain.measured
    ]
    return Sheet(_("Effect"), columns, rows)

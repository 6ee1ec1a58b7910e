"""What one costs, and what it would cost in one place: the figures to weigh a choice with."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.dutch import euro
from dagdeel.base.ui.pages import page
from dagdeel.outputs.charts.specs import Group, grouped
from dagdeel.outputs.charts.svg import for_page
from dagdeel.outputs.look import COLOURS, LIKERT
from dagdeel.year.budget import permissions, queries, rules
from dagdeel.year.budget.forms import WhatIfForm
from dagdeel.year.budget.states import RateKind

SESSIONS = 40  # on one page


@require_safe
@requires(Permission.BUDGET_VIEW)
def costs(request: YearRequest) -> HttpResponse:
    """What a session, a participant and a workshop cost; session by session for who keeps the books.

    One session has one trainer as a rule, so its costs would tell everybody what that trainer is paid.
    """
    found = queries.costs(request.year)
    may_edit = permissions.may_edit(request.member)
    context: dict[str, object] = {"costs": found, "may_edit": may_edit}
    if may_edit:
        shown = Paginator(queries.dated_sessions(request.year), SESSIONS).get_page(request.GET.get("page"))
        context |= {"shown": shown, "sessions": [(session, found.each.get(session.pk)) for session in shown]}
    return page(request, "budget/costs.html", context)


@require_safe
@requires(Permission.BUDGET_VIEW)
def what_if(request: YearRequest) -> HttpResponse:
    """The same programme given in one place, under assumptions that stand in the address: a body can be sent the link."""
    usual = _usual(request)
    names = rules.Assumptions.__dataclass_fields__
    given = request.GET if request.GET.keys() & names.keys() else None
    form = WhatIfForm(given, initial={name: getattr(usual, name) for name in names})
    holds = form.is_bound and form.is_valid()
    assumed = rules.Assumptions(**form.cleaned_data) if holds else usual
    compared, rows = queries.what_if(request.year, assumed)
    context: dict[str, object] = {
        "form": form,
        "compared": compared,
        "rows": rows,
        "picture": _picture(compared) if rows else None,
        "may_edit": permissions.may_edit(request.member),
    }
    return page(request, "budget/what_if.html", context, status=422 if form.is_bound and not holds else 200)


def _usual(request: YearRequest) -> rules.Assumptions:
    """What the page begins with: full groups, and for mentors what a kilometre of a trainer costs."""
    known = queries.tariff(request.year).general
    return rules.Assumptions(group=request.year.group_maximum, km_rate=known.get(RateKind.TRAVEL, rules.ZERO))


def _picture(compared: rules.WhatIf) -> SafeString:
    rows = [Group(str(one.label), (float(local), float(central))) for one, local, central in compared.categories]
    labels = (_("at the schools"), _("in one place"))
    alt = _("At the schools the programme costs %(local)s for %(here)s people; in one place %(central)s for %(there)s.") % {
        "local": euro(compared.local.total), "here": compared.local.heads,
        "central": euro(compared.central.total), "there": compared.central.heads,
    }  # fmt: skip
    return for_page(grouped(rows, labels=labels, tones=(COLOURS["petrol"], LIKERT[3]), unit=_("euros")), alt=alt)

"""What one costs, and what it would cost in one place: the figures to weigh a choice with."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.dutch import euro
from dagdeel.base.ui.listing import Heading, Listing
from dagdeel.base.ui.pages import page
from dagdeel.outputs.charts.http import Ending, listed_or_drawn
from dagdeel.outputs.charts.specs import Drawn, Group, grouped
from dagdeel.outputs.charts.svg import shown
from dagdeel.outputs.look import COLOURS, LIKERT
from dagdeel.outputs.sheets.sheet import Column, Sheet, Value
from dagdeel.year.budget import permissions, queries, rules
from dagdeel.year.budget.forms import WhatIfForm
from dagdeel.year.budget.states import RateKind

SESSIONS = 40  # on one page


WORKSHOPS = (
    Heading("workshop", gettext_lazy("Workshop"), fixed=True, by=lambda row: row.title.casefold()),
    Heading("sessions", gettext_lazy("Sessions"), number=True, by=lambda row: row.cost.sessions),
    Heading("heads", gettext_lazy("Seats taken"), number=True, by=lambda row: row.cost.heads),
    Heading("amount", gettext_lazy("Costs"), number=True, by=lambda row: row.cost.amount),
    Heading("per_session", gettext_lazy("For a session"), number=True, by=lambda row: row.per_session),
    Heading(
        "per_head",
        gettext_lazy("For a participant"),
        number=True,
        by=lambda row: (row.per_head is not None, row.per_head),
    ),
    Heading("whole", gettext_lazy("With its share in the rest"), number=True, by=lambda row: row.whole),
)
EACH = (
    Heading("session", gettext_lazy("Session"), ("edition__title", "school__name")),
    Heading("day", gettext_lazy("Date"), ("day", "starts")),
    Heading("heads", gettext_lazy("Seats taken"), ("taken", "day"), number=True),
    Heading("amount", gettext_lazy("Costs"), number=True),
)


@require_safe
@requires(Permission.BUDGET_VIEW)
def costs(request: YearRequest) -> HttpResponse:
    """What a session, a participant and a workshop cost; session by session for who keeps the books.

    One session has one trainer as a rule, so its costs would tell everybody what that trainer is paid.
    """
    found = queries.costs(request.year)
    may_edit = permissions.may_edit(request.member)
    listing = Listing(request.GET, WORKSHOPS)
    context: dict[str, object] = {
        "costs": found,
        "may_edit": may_edit,
        "listing": listing,
        "workshops": listing.arranged(found.workshops),
    }
    if may_edit:
        each = Listing(request.GET, EACH, name="sessions")
        dated = each.ordered(queries.dated_sessions(request.year))
        shown = Paginator(dated, SESSIONS).get_page(request.GET.get("page"))
        rows = [(session, found.each.get(session.pk)) for session in shown]
        context |= {"each": each, "shown": shown, "sessions": rows}
    return page(request, "budget/costs.html", context)


@require_safe
@requires(Permission.BUDGET_VIEW)
def what_if(request: YearRequest) -> HttpResponse:
    """The same programme given in one place, under assumptions that stand in the address: a body can be sent the link."""
    form, assumed = _assumed(request)
    compared, rows = queries.what_if(request.year, assumed or _usual(request))
    asked = f"?{request.GET.urlencode()}" if form.is_bound and assumed else ""
    context: dict[str, object] = {
        "form": form,
        "compared": compared,
        "rows": rows,
        "picture": shown(_drawing(compared)) if rows else None,
        "asked": asked,
        "may_edit": permissions.may_edit(request.member),
    }
    return page(request, "budget/what_if.html", context, status=200 if assumed else 422)


@require_safe
@requires(Permission.BUDGET_VIEW)
def what_if_file(request: YearRequest, kind: Ending) -> HttpResponse:
    """The same as a list or a picture, under the same assumptions; raises Http404 when they do not hold or there is nothing yet."""
    assumed = _assumed(request)[1]
    compared, rows = queries.what_if(request.year, assumed or _usual(request))
    if assumed is None or not rows:
        raise Http404
    columns = (Column(_("Category")), Column(_("At the schools"), "money"), Column(_("In one place"), "money"))
    lines: list[tuple[Value, ...]] = [(one.label, here, there) for one, here, there in compared.categories]
    lines.append((_("For one participant"), compared.local.per_head, compared.central.per_head))
    lines.append((_("Total"), compared.local.total, compared.central.total))
    return listed_or_drawn(
        Sheet(_("What if"), columns, lines), _drawing(compared), kind, f"{_('What if')}-{request.year}"
    )


def _assumed(request: YearRequest) -> tuple[WhatIfForm, rules.Assumptions | None]:
    """The form, and what is assumed: the usual when nothing was asked, None when what was asked does not hold."""
    usual = _usual(request)
    names = rules.Assumptions.__dataclass_fields__
    given = request.GET if request.GET.keys() & names.keys() else None
    form = WhatIfForm(given, initial={name: getattr(usual, name) for name in names})
    if not form.is_bound:
        return form, usual
    return form, rules.Assumptions(**form.cleaned_data) if form.is_valid() else None


def _usual(request: YearRequest) -> rules.Assumptions:
    """What the page begins with: full groups, and for mentors what a kilometre of a trainer costs."""
    known = queries.tariff(request.year).general
    return rules.Assumptions(group=request.year.group_maximum, km_rate=known.get(RateKind.TRAVEL, rules.ZERO))


def _drawing(compared: rules.WhatIf) -> Drawn:
    rows = [Group(str(one.label), (float(local), float(central))) for one, local, central in compared.categories]
    labels = (_("at the schools"), _("in one place"))
    alt = _("At the schools the programme costs %(local)s for %(here)s people; in one place %(central)s for %(there)s.") % {
        "local": euro(compared.local.total), "here": compared.local.heads,
        "central": euro(compared.central.total), "there": compared.central.heads,
    }  # fmt: skip
    return grouped(rows, labels=labels, tones=(COLOURS["petrol"], LIKERT[3]), unit=_("euros")), alt

"""All schools at a glance, and the round in which they choose."""

from typing import Literal, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, F, QuerySet, When
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.listing import Heading, Listing
from dagdeel.base.ui.pages import page
from dagdeel.outputs.sheets.http import sheet_response
from dagdeel.outputs.sheets.sheet import Column, Sheet
from dagdeel.year.choices import actions, queries
from dagdeel.year.choices.forms import RoundForm
from dagdeel.year.choices.models import SchoolPlan
from dagdeel.year.choices.queries import SchoolRow
from dagdeel.year.choices.states import PlanState
from dagdeel.year.choices.views.plan import show

SCHOOLS = 40  # on one page
STAGES = (PlanState.DRAFT, PlanState.RETURNED, PlanState.PROPOSED, PlanState.AGREED)
SINCE = (
    (PlanState.RETURNED, "returned_at"), (PlanState.PROPOSED, "proposed_at"), (PlanState.AGREED, "agreed_at"),
)  # fmt: skip
HEADINGS = (
    Heading("school", gettext_lazy("School"), ("school__name",), fixed=True),
    Heading("chosen", gettext_lazy("Chosen"), ("number", "school__name")),
    Heading("state", gettext_lazy("State"), ("stage", "school__name")),
    Heading("since", gettext_lazy("Since"), ("begun", "since", "school__name")),
    Heading("waits_for", gettext_lazy("Waiting for")),
)


@require_safe
@requires(Permission.CHOICES_VIEW)
def index(request: YearRequest) -> HttpResponse:
    """Where every school stands; who belongs to one school only gets that school's plan at once."""
    schools, today = request.member.schools_where(Permission.CHOICES_VIEW), request.now.date()
    standings = queries.plan_standings(request.year, schools)
    if len(standings) == 1 and schools is not None:
        return show(request, standings[0].plan)
    looked = Listing(request.GET, HEADINGS)
    found = looked.ordered(_staged(queries.counted_plans(request.year, schools=schools)))
    plans = Paginator(found, SCHOOLS).get_page(request.GET.get("page"))
    agreed = sum(plan.state == PlanState.AGREED for plan in standings)
    there = queries.round_of(request.year)
    context: dict[str, object] = {
        "round": there,
        "rows": queries.rows_of(plans, request.year, today),
        "listing": plans,
        "looked": looked,
        "number": len(standings),
        "agreed": agreed,
        "offer": queries.offer(request.year),
        "late": len(standings) - agreed if there is not None and today > there.deadline else 0,
        "manages": request.member.may(Permission.CHOICES_MANAGE),
        "today": today,
    }
    return page(request, "choices/index.html", context)


def _staged(plans: QuerySet[SchoolPlan]) -> QuerySet[SchoolPlan]:
    """With `stage`, how far each plan is, and `since`, from when: what nobody proposed has no such day, and comes first."""
    return plans.annotate(
        stage=Case(*(When(state=state, then=stage) for stage, state in enumerate(STAGES))),
        begun=Case(When(state=PlanState.DRAFT, then=0), default=1),
        since=Case(*(When(state=state, then=F(field)) for state, field in SINCE)),
    )


def _rows(request: YearRequest) -> list[SchoolRow]:
    schools = request.member.schools_where(Permission.CHOICES_VIEW)
    return queries.overview(request.year, request.now.date(), schools=schools)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CHOICES_MANAGE)
def round_(request: YearRequest) -> HttpResponse:
    """Open the round, or move its dates."""
    there = queries.round_of(request.year)
    opens, deadline = (there.opens, there.deadline) if there else (request.now.date(), request.year.choices_due)
    form = RoundForm(request.POST or None, initial={"opens": opens, "deadline": deadline})
    if form.is_valid():
        verb = actions.change_round if there else actions.open_round
        try:
            verb(request.year, **form.cleaned_data, by=request.user, at=request.now)
        except actions.DatesInWrongOrder:
            form.add_error("deadline", _("The deadline comes before the first day."))
        except actions.RoundExists:
            form.add_error(None, _("Somebody opened the round a moment ago. Open this page again to change it."))
        else:
            done = (
                _("The dates of the round are changed.") if there else _("The round is open. The educators get a mail.")
            )
            messages.success(request, done)
            return redirect("choices:index", request.partnership.slug, request.year)
    status = 422 if form.is_bound else 200
    return page(request, "choices/round.html", {"form": form, "there": there is not None}, status=status)


@require_safe
@requires(Permission.CHOICES_VIEW)
def export(request: YearRequest, kind: str) -> HttpResponse:
    """The overview as a file."""
    if kind not in {"csv", "xlsx"}:
        raise Http404
    title = _("School choice %(year)s") % {"year": request.year}
    return sheet_response(_sheet(request, title), cast("Literal['csv', 'xlsx']", kind), title)


def _sheet(request: YearRequest, title: str) -> Sheet:
    columns = (
        Column(gettext_lazy("School")), Column(gettext_lazy("State")), Column(gettext_lazy("Chosen"), "integer"),
        Column(gettext_lazy("Waiting for")), Column(gettext_lazy("Late")), Column(gettext_lazy("Workshops")),
        Column(gettext_lazy("Participation rule")), Column(gettext_lazy("Agreed on"), "date"),
    )  # fmt: skip
    plans = {plan.pk: plan for plan in queries.plans(request.year)}
    rows = [
        (
            row.school.name,
            row.plan.get_state_display(),
            row.chosen,
            row.waits_for.label if row.waits_for else "",
            row.late,
            "; ".join(chosen.edition.title for chosen in plans[row.plan.pk].chosen.all()),
            queries.rule_in_words(row.plan),
            row.plan.agreed_at.date() if row.plan.agreed_at else None,
        )
        for row in _rows(request)
    ]
    return Sheet(title, columns, rows)

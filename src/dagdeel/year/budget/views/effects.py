"""What a choice, a plan or a decision does to the budget: parts that stand on the pages of those steps."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.pages import page
from dagdeel.year.budget import queries
from dagdeel.year.choices import permissions as choices
from dagdeel.year.choices.models import SchoolPlan
from dagdeel.year.planning.models import PlanProposal, Session


@require_safe
@requires(Permission.CHOICES_VIEW)
def choice(request: YearRequest, plan_id: int) -> HttpResponse:
    """What a school's choice asks of the grant: of what is ticked now (`editions`), else of what is saved."""
    plan = get_object_or_404(SchoolPlan.objects.select_related("school"), pk=plan_id, year=request.year)
    if not choices.can_see(request.member, plan):
        raise PermissionDenied
    ticked = {int(key) for key in request.GET.getlist("editions") if key.isdecimal() and len(key) < 19}
    if "counting" not in request.GET:
        ticked = set(plan.chosen.values_list("edition", flat=True))
    context: dict[str, object] = {"plan": plan, "effect": queries.choice_effect(request.year, plan.school, ticked)}
    return page(request, "budget/effect_choice.html", context, part="effect")


@require_safe
@requires(Permission.BUDGET_VIEW)
def plan(request: YearRequest) -> HttpResponse:
    """What the plan comes to, against what was planned for it."""
    return page(request, "budget/effect_plan.html", {"effect": queries.plan_effect(request.year)}, part="effect")


@require_safe
@requires(Permission.BUDGET_VIEW)
def proposal(request: YearRequest, proposal_id: int) -> HttpResponse:
    """What a proposal for the plan would come to."""
    found = get_object_or_404(PlanProposal, pk=proposal_id, year=request.year)
    given = found.plan["assignments"]
    assigned = {_number(session): _number(one["trainer"]) for session, one in given.items()}
    context: dict[str, object] = {"effect": queries.plan_effect(request.year, assigned)}
    return page(request, "budget/effect_plan.html", context, part="effect")


@require_safe
@requires(Permission.BUDGET_VIEW)
def move(request: YearRequest, session_id: int) -> HttpResponse:
    """What it makes of the costs when this trainer (`trainer`) gives that session."""
    session = get_object_or_404(Session, pk=session_id, year=request.year)
    text = request.GET.get("trainer", "")
    trainer = int(text) if text.isdecimal() and len(text) < 19 else 0
    effect = queries.plan_effect(request.year, {session.pk: trainer})
    more = (effect.proposed or effect.with_drafts) - effect.with_drafts
    context: dict[str, object] = {"more": more, "less": -more}
    return page(request, "budget/effect_move.html", context, part="effect")


def _number(name: str) -> int:
    """7 for trainer-7 and session-7."""
    return int(name.rpartition("-")[2])


@require_safe
@requires(Permission.DECISIONS_VIEW)
def consequence(request: YearRequest) -> HttpResponse:
    """What a consequence (`kind`, `field`, `value`, `each` for each school) would cost in a year like this one."""
    asked = {name: request.GET.get(name, "")[:40] for name in ("kind", "field", "value")}
    effect = queries.consequence_effect(request.year, **asked, each="each" in request.GET)
    return page(request, "budget/effect_consequence.html", {"effect": effect}, part="effect")

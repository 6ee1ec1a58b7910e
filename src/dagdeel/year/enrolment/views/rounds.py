"""The rounds of a school, for those who organise: opening one, following it, and closing it."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.models import School
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.pages import page
from dagdeel.year.choices.states import RuleChoice
from dagdeel.year.enrolment import actions, queries
from dagdeel.year.enrolment.forms import NewRoundForm, RoundForm, WithdrawForm
from dagdeel.year.enrolment.models import RankingRound
from dagdeel.year.enrolment.views.school import school_to_manage

GET_OR_POST = ["GET", "HEAD", "POST"]
A_WEEK = timedelta(days=7)
# Where a refusal belongs, and what it says.
REFUSED: dict[type[Exception], tuple[str | None, Any]] = {
    actions.NoAgreedRule: (
        None, gettext_lazy("The participation rule of this school is not agreed yet: then nobody knows of whom what is asked."),
    ),
    actions.NotByPreference: (
        "study_day", gettext_lazy("The participation rule of this school does not say ‘by preference’: choose a study day."),
    ),
    actions.RoundExists: ("study_day", gettext_lazy("There is a round about these sessions already.")),
    actions.DatesReversed: ("closes", gettext_lazy("The last day comes before the first.")),
    actions.ClosesInThePast: ("closes", gettext_lazy("This day is over. Choose today or later.")),
    actions.ClosesTooLate: ("closes", gettext_lazy("Choose a day before the study day, within this school year.")),
    actions.NothingToRank: (
        None, gettext_lazy("There is nothing to choose between: a round needs at least two workshops with a date to come."),
    ),
    actions.TooManyPlaces: ("places", gettext_lazy("There are %(most)s workshops to choose from.")),
    actions.WrongState: (None, gettext_lazy("The round was placed meanwhile; its dates stand.")),
}  # fmt: skip


def round_to_manage(request: YearRequest, round_id: int) -> RankingRound:
    """A round of a school whose enrolments this member manages; 404 or 403 otherwise."""
    found = get_object_or_404(queries.rounds_of(request.year), pk=round_id)
    school_to_manage(request, found.school_id)
    return found


def to_round(request: YearRequest, round_: RankingRound, anchor: str = "") -> HttpResponse:
    """Back to the page of a round."""
    found = redirect("enrolment:round", request.partnership.slug, request.year, round_.pk)
    found["Location"] += f"#{anchor}" if anchor else ""
    return found


@require_http_methods(GET_OR_POST)
@requires(Permission.ENROLMENT_MANAGE)
def open_round(request: YearRequest, school_id: int) -> HttpResponse:
    """Open a round."""
    school = school_to_manage(request, school_id)
    plan = queries.plans(request.year).get(school.pk)
    days = queries.study_days(request.year, school, request.now)
    form = NewRoundForm(
        request.POST if request.method == "POST" else None,
        days=days,
        whole=plan is not None and plan.rule_choice == RuleChoice.RANKED,
        initial={
            "study_day": (plan.study_day if plan and plan.study_day in days else None) or (days[0] if days else None),
            "opens": request.now.date(),
            "closes": request.now.date() + A_WEEK,
            "places": 1,
        },
    )
    if form.is_valid() and (made := _open(request, school, form)):
        return to_round(request, made)
    context: dict[str, object] = {"school": school, "form": form, "days": days, "plan": plan}
    return page(request, "enrolment/round_new.html", context, status=422 if form.is_bound else 200)


def _open(request: YearRequest, school: School, form: NewRoundForm) -> RankingRound | None:
    try:
        made = actions.open_round(request.year, school, **form.cleaned_data, by=request.user, at=request.now)
    except tuple(REFUSED) as no:
        _refuse(form, no)
        return None
    messages.success(
        request, _("The round is open. Every mentor of whom something is asked gets a mail on its first day.")
    )
    return made


def _refuse(form: RoundForm, no: Exception) -> None:
    field, sentence = REFUSED[type(no)]
    form.add_error(field if field in form.fields else None, str(sentence) % {"most": getattr(no, "most", 0)})


@require_http_methods(GET_OR_POST)
@requires(Permission.ENROLMENT_MANAGE)
def change_round(request: YearRequest, round_id: int) -> HttpResponse:
    """Other dates, or another number of workshops."""
    found = round_to_manage(request, round_id)
    start = {"opens": found.opens, "closes": found.closes, "places": found.places}
    form = RoundForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_valid():
        try:
            actions.change_round(found, **form.cleaned_data, by=request.user, at=request.now)
        except tuple(REFUSED) as no:
            _refuse(form, no)
        else:
            messages.success(request, _("The round is changed."))
            return to_round(request, found)
    context: dict[str, object] = {"round": found, "form": form}
    return page(request, "enrolment/round_edit.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires(Permission.ENROLMENT_MANAGE)
def close_round(request: YearRequest, round_id: int) -> HttpResponse:
    """End the ranking before its last day."""
    found = round_to_manage(request, round_id)
    try:
        actions.close_round(found, by=request.user, at=request.now)
    except actions.WrongState:
        messages.info(request, _("The round was closed already."))
    else:
        messages.success(request, _("The round is closed. Now it can be placed."))
    return to_round(request, found)


@require_http_methods(GET_OR_POST)
@requires(Permission.ENROLMENT_MANAGE)
def withdraw_round(request: YearRequest, round_id: int) -> HttpResponse:
    """Call a round off, with a reason."""
    found = round_to_manage(request, round_id)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.withdraw_round(found, reason=form.cleaned_data["reason"], by=request.user, at=request.now)
        except actions.WrongState:
            messages.error(request, _("The round was published or withdrawn already."))
        else:
            messages.success(request, _("The round is withdrawn; what was said in it is forgotten."))
        return to_round(request, found)
    context: dict[str, object] = {"round": found, "form": form}
    return page(request, "enrolment/round_withdraw.html", context, status=422 if form.is_bound else 200)

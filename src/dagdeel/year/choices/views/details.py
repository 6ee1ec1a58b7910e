"""What belongs to a plan: the participation rule with its exemptions, and the wishes for planning."""

from copy import copy
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.grid import MonthForm, PatternForm, chosen_month
from dagdeel.base.partnerships.halfdays import closed_days, last_of_month, session_months, session_period
from dagdeel.base.partnerships.models import HalfDay, Membership
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.people.models import Person
from dagdeel.base.ui.dutch import day_long
from dagdeel.base.ui.pages import page
from dagdeel.year.choices import actions, permissions, queries
from dagdeel.year.choices.forms import ExemptForm, RuleForm, WishesForm
from dagdeel.year.choices.models import SchoolPlan
from dagdeel.year.choices.states import RuleAudience, RuleChoice, WishKind
from dagdeel.year.choices.views.plan import find

GET_OR_POST = ["GET", "HEAD", "POST"]
Wished = dict[tuple[date, HalfDay], str | None]

# The rule and its exemptions --------------------------------------------------------------------------------------


@require_http_methods(GET_OR_POST)
@requires(Permission.CHOICES_PROPOSE)
def rule(request: YearRequest, pk: int) -> HttpResponse:
    """Say how many workshops are asked of whom."""
    plan = find(request, pk, permissions.can_propose)
    people = queries.mentors_of(plan) if permissions.can_see_mentors(request.member, plan) else None
    named = queries.named_in(plan)
    # What was typed goes into a copy: the page around the form keeps telling what holds.
    form = RuleForm(request.POST or None, instance=copy(plan), mentors=people, named=named)
    if form.is_valid() and _set_rule(request, plan, form, named):
        messages.success(request, _("The participation rule is saved."))
        return redirect("choices:plan", request.partnership.slug, request.year, pk)
    context: dict[str, object] = {"plan": plan, "form": form, "people": people}
    return page(request, "choices/rule.html", context, status=422 if form.is_bound else 200)


def _set_rule(request: YearRequest, plan: SchoolPlan, form: RuleForm, named: list[int]) -> bool:
    given = form.cleaned_data
    people = Person.objects.filter(pk__in=given.get("named", named))
    try:
        actions.set_rule(
            plan,
            count=given["rule_count"],
            audience=RuleAudience(given["rule_audience"]),
            choice=RuleChoice(given["rule_choice"]),
            named=people,
            study_day=given["study_day"],
            by=request.user,
            at=request.now,
        )
    except actions.TooMany as no:
        form.add_error(
            "rule_count", _("The school offers %(most)d workshops; a mentor cannot take more.") % {"most": no.most}
        )
    except actions.NobodyNamed:
        form.add_error("named", _("Tick the mentors for whom the rule holds."))
    except actions.NotAMentor as no:
        form.add_error("named" if "named" in form.fields else None, _not_a_mentor(no))
    except actions.OutsideYear:
        form.add_error("study_day", _outside(plan))
    else:
        return True
    return False


@require_http_methods(GET_OR_POST)
@requires(Permission.CHOICES_VIEW)
def mentors(request: YearRequest, pk: int) -> HttpResponse:
    """What the rule asks of each mentor; exempting one."""
    may = permissions.can_exempt if request.method == "POST" else permissions.can_see_mentors
    plan = find(request, pk, may)
    rows = queries.mentors_under_rule(plan)
    form = ExemptForm(request.POST or None, mentors=[row.person for row in rows])
    if form.is_valid():
        person = next(row.person for row in rows if row.person.pk == form.cleaned_data["person"])
        try:
            actions.exempt(
                plan, person=person, reason=form.cleaned_data["reason"], until=form.cleaned_data["until"],
                by=request.user, at=request.now,
            )  # fmt: skip
        except actions.ReasonMissing:
            form.add_error("reason", _("An exemption needs a reason."))
        except actions.NotAMentor as no:
            form.add_error("person", _not_a_mentor(no))
        except actions.OutsideYear:
            form.add_error("until", _("This day is not in the school year %(year)s.") % {"year": plan.year})
        except actions.OverAlready:
            form.add_error("until", _("This day is over already."))
        else:
            messages.success(request, _exempted(person, form.cleaned_data["until"]))
            return _to(request, "mentors", plan)
    context: dict[str, object] = {
        "plan": plan,
        "rows": rows,
        "form": form,
        "rule": queries.rule_in_words(plan),
        "exempts": permissions.can_exempt(request.member, plan),
        "asked": sum(1 for row in rows if row.required),
        "exempt": sum(1 for row in rows if row.exempt),
        "places": sum(row.required for row in rows),
    }
    return page(request, "choices/mentors.html", context, status=422 if form.is_bound else 200)


def _exempted(person: Person, until: date | None) -> str:
    if until is None:
        return _("%(name)s is exempt this year.") % {"name": person.full_name}
    return _("%(name)s is exempt until %(day)s inclusive.") % {"name": person.full_name, "day": day_long(until)}


@require_POST
@requires(Permission.CHOICES_PROPOSE)
def lift(request: YearRequest, pk: int, person: int) -> HttpResponse:
    """The rule holds for this mentor again."""
    plan = find(request, pk, permissions.can_exempt)
    of_school = Membership.objects.filter(school=plan.school_id).values("person")
    who = get_object_or_404(Person, pk=person, pk__in=of_school)
    try:
        actions.lift_exemption(plan, person=who, by=request.user, at=request.now)
    except actions.NotExempt:
        messages.info(request, _("%(name)s was not exempt any more.") % {"name": who.full_name})
    else:
        messages.success(request, _("The rule holds for %(name)s again.") % {"name": who.full_name})
    return _to(request, "mentors", plan)


# Wishes -----------------------------------------------------------------------------------------------------------


@require_http_methods(GET_OR_POST)
@requires(Permission.CHOICES_PROPOSE)
def wishes(request: YearRequest, pk: int) -> HttpResponse:
    """Half-days of one month, and the words about rooms and food."""
    plan = find(request, pk, permissions.can_propose)
    month = _month(request)
    said = queries.wished(plan)
    form = MonthForm(request.POST or None, month=month, answers=WishKind.choices, said=said)
    if form.is_valid():
        _keep(request, plan, said, form.answers())
        messages.success(request, _("The half-days of this month are saved."))
        return _to(request, "wishes", plan, f"?month={month:%Y-%m}")
    return _wishes(request, plan, form=form, status=422 if form.is_bound else 200)


@require_POST
@requires(Permission.CHOICES_PROPOSE)
def wishes_pattern(request: YearRequest, pk: int) -> HttpResponse:
    """A weekday for a whole period at once."""
    plan = find(request, pk, permissions.can_propose)
    said = queries.wished(plan)
    form = _pattern(request)
    if form.is_valid():
        closed = closed_days(
            form.cleaned_data["first"], form.cleaned_data["last"], [plan.school.holiday_region], _spoken()
        )
        meant = form.meant(closed=closed.everywhere, said=said)
        try:
            _keep(request, plan, said, dict(meant))
        except actions.OutsideYear:
            form.add_error("last", _outside(plan))
        else:
            text = ngettext("%(n)d half-day is filled in.", "%(n)d half-days are filled in.", len(meant))
            messages.success(request, text % {"n": len(meant)})
            return _to(request, "wishes", plan)
    return _wishes(request, plan, pattern=form, status=422)


@require_POST
@requires(Permission.CHOICES_PROPOSE)
def wishes_words(request: YearRequest, pk: int) -> HttpResponse:
    """Rooms and food."""
    plan = find(request, pk, permissions.can_propose)
    form = WishesForm(request.POST, instance=copy(plan))
    if not form.is_valid():
        return _wishes(request, plan, words=form, status=422)
    given = form.cleaned_data
    _keep(request, plan, queries.wished(plan), {}, room=given["room_wish"], catering=given["catering_wish"])
    messages.success(request, _("The wishes are saved."))
    return _to(request, "wishes", plan)


def _keep(
    request: YearRequest,
    plan: SchoolPlan,
    said: dict[tuple[date, str], str],
    changes: Wished,
    *,
    room: str | None = None,
    catering: str | None = None,
) -> None:
    """The wishes that stand, with these changes."""
    known: dict[tuple[date, str], str | None] = {**said}
    known |= {(day, str(half_day)): kind for (day, half_day), kind in changes.items()}
    half_days = [(day, HalfDay(part), WishKind(kind)) for (day, part), kind in sorted(known.items()) if kind]
    actions.set_wishes(
        plan,
        half_days=half_days,
        room_wish=plan.room_wish if room is None else room,
        catering_wish=plan.catering_wish if catering is None else catering,
        by=request.user,
        at=request.now,
    )


def _wishes(
    request: YearRequest,
    plan: SchoolPlan,
    *,
    form: MonthForm | None = None,
    pattern: PatternForm | None = None,
    words: WishesForm | None = None,
    status: int = 200,
) -> HttpResponse:
    month = form.month if form else _month(request)
    closed = closed_days(month, last_of_month(month), [plan.school.holiday_region], _spoken())
    form = form or MonthForm(month=month, answers=WishKind.choices, said=queries.wished(plan))
    first, last = session_period(request.year.first_year)
    context: dict[str, object] = {
        "plan": plan,
        "month": month,
        "months": session_months(request.year.first_year),
        "form": form,
        "weeks": form.grid(closed),
        "closed": closed,
        "pattern": pattern or PatternForm(answers=WishKind.choices, first=first, last=last),
        "words": words or WishesForm(instance=plan),
        "numbers": queries.wishes_in_numbers(plan),
    }
    return page(request, "choices/wishes.html", context, status=status)


def _pattern(request: YearRequest) -> PatternForm:
    first, last = session_period(request.year.first_year)
    return PatternForm(request.POST, answers=WishKind.choices, first=first, last=last)


def _month(request: YearRequest) -> date:
    return chosen_month(request.GET.get("month", ""), session_months(request.year.first_year))


# Words ------------------------------------------------------------------------------------------------------------


def _spoken() -> str:
    return get_language() or "nl"


def _not_a_mentor(no: actions.NotAMentor) -> str:
    return _("%(name)s is no mentor of this school in this year.") % {"name": no.person.full_name}


def _outside(plan: SchoolPlan) -> str:
    return _("The school year runs from %(first)s until %(last)s.") % {
        "first": day_long(plan.year.first_day), "last": day_long(plan.year.last_day),
    }  # fmt: skip


def _to(request: YearRequest, name: str, plan: SchoolPlan, query: str = "") -> HttpResponse:
    return redirect(reverse(f"choices:{name}", args=[request.partnership.slug, request.year, plan.pk]) + query)

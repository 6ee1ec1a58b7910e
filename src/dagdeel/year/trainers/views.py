"""Pages about trainers for the programme lead and institute educators, and a trainer's own pages."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal, NamedTuple, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dagdeel.base.administration.actions import KnownByAnotherName
from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.grid import MonthForm, PatternForm, chosen_month
from dagdeel.base.partnerships.halfdays import closed_days, last_of_month, session_months, session_period
from dagdeel.base.partnerships.models import HalfDay, Institute
from dagdeel.base.partnerships.permissions import Permission, Role
from dagdeel.base.ui.dutch import day_long
from dagdeel.base.ui.listing import Heading, Listing
from dagdeel.base.ui.pages import page
from dagdeel.outputs.sheets.http import sheet_response
from dagdeel.outputs.sheets.sheet import Column, Sheet
from dagdeel.year.trainers import actions, permissions, queries
from dagdeel.year.trainers.forms import AddForm, ChangeForm, CompetencesForm, OwnForm, TravelForm
from dagdeel.year.trainers.models import Trainer
from dagdeel.year.trainers.states import Suits

GET_OR_POST = ["GET", "HEAD", "POST"]
TRAINERS = 40  # on one page
SCHOOLS = 40  # on one page, each with two fields
HEADINGS = (
    Heading("name", gettext_lazy("Name"), ("person__sort_key",), fixed=True),
    Heading("institute", gettext_lazy("Institute"), ("institute__name", "person__sort_key")),
    Heading("workshops", gettext_lazy("Workshops")),
    Heading("maximum", gettext_lazy("At most"), ("maximum", "person__sort_key"), number=True),
    Heading("said", gettext_lazy("Availability")),
)

# All trainers -----------------------------------------------------------------------------------------------------


@require_safe
@requires(Permission.TRAINERS_VIEW)
def index(request: YearRequest) -> HttpResponse:
    """The trainers that this member may see; a trainer gets the own page at once."""
    if not _sees_list(request):
        return own_page(request)
    institutes = _institutes(request)
    looked, filters = Listing(request.GET, HEADINGS), _filters(request, institutes)
    chosen = {one.key: one.chosen for one in filters if one.chosen}
    found = queries.narrowed(queries.trainers(institutes=institutes), request.year, chosen)
    shown = Paginator(looked.ordered(found), TRAINERS).get_page(request.GET.get("page"))
    said, active = queries.counts(request.year, institutes)
    context: dict[str, object] = {
        "listing": shown,
        "looked": looked,
        "filters": filters,
        "filtered": bool(chosen),
        "rows": queries.listing(request.year, shown),
        "silent": active - said,
        "active": active,
        "capacity": queries.capacity(request.year),
        "manages": permissions.can_manage(request.member),
    }
    return page(request, "trainers/index.html", context)


class Filter(NamedTuple):
    """What the list can be narrowed by: what it is called, when nothing is chosen, the choices, and the one in the address."""

    key: str
    label: str
    all: str
    choices: dict[str, str]
    chosen: str


def _filters(request: YearRequest, institutes: tuple[int, ...] | None) -> list[Filter]:
    """The filters of the list with what the address asks of them; what is no choice is ignored."""
    seen = Institute.objects.all() if institutes is None else Institute.objects.filter(pk__in=institutes)
    said = {"yes": _("said already"), "no": _("not said yet")}
    filters = (
        ("institute", _("Institute"), _("All institutes"), {str(one.pk): one.name for one in seen}),
        (
            "workshop",
            _("Can give"),
            _("All workshops"),
            {str(w.pk): w.name for w in queries.workshops_to_know(request.year)},
        ),
        ("said", _("Availability"), _("Said or not"), said),
    )
    asked = {key: request.GET.get(key, "") for key, *_rest in filters}
    return [Filter(*one, asked[one[0]] if asked[one[0]] in one[3] else "") for one in filters if len(one[3]) > 1]


def _sees_list(request: YearRequest) -> bool:
    return request.member.has(Role.PROGRAMME_LEAD, Role.INSTITUTE_EDUCATOR)


def _institutes(request: YearRequest) -> tuple[int, ...] | None:
    """The institutes (ids) whose trainers this member sees; None means all."""
    lead = request.member.has(Role.PROGRAMME_LEAD)
    return None if lead else tuple(permissions.institutes_seen(request.member))


@require_safe
@requires(Permission.TRAINERS_VIEW)
def export(request: YearRequest, kind: str) -> HttpResponse:
    """The list as a file."""
    if kind not in {"csv", "xlsx"}:
        raise Http404
    if not _sees_list(request):
        raise PermissionDenied
    title = _("Trainers %(year)s") % {"year": request.year}
    columns = (
        Column(gettext_lazy("Name")), Column(gettext_lazy("Institute")), Column(gettext_lazy("Active")),
        Column(gettext_lazy("Workshops")), Column(gettext_lazy("Most sessions a year"), "integer"),
        Column(gettext_lazy("Half-days said"), "integer"), Column(gettext_lazy("Half-days that suit"), "integer"),
    )  # fmt: skip
    rows = [
        (
            row.trainer.person.list_name, row.trainer.institute.name, row.trainer.active, "; ".join(row.workshops),
            row.trainer.maximum, row.said, row.can,
        )
        for row in queries.listing(request.year, queries.trainers(institutes=_institutes(request)))
    ]  # fmt: skip
    return sheet_response(Sheet(title, columns, rows), cast("Literal['csv', 'xlsx']", kind), title)


@require_safe
@requires(Permission.CHOICES_VIEW)
def capacity(request: YearRequest) -> HttpResponse:
    """How many trainers can give each workshop, for whoever chooses: numbers, no names."""
    return page(request, "trainers/capacity.html", {"capacity": queries.capacity(request.year)}, part="table")


@require_http_methods(GET_OR_POST)
@requires(Permission.TRAINERS_MANAGE)
def add(request: YearRequest) -> HttpResponse:
    """Let somebody give workshops for the partnership."""
    form = AddForm(request.POST or None)
    if form.is_valid():
        # `prefix` is a word of Django's own in a form
        given = {name.removeprefix("name_"): value for name, value in form.cleaned_data.items()}
        try:
            made = actions.introduce_trainer(request.year, **given, by=request.user, at=request.now)
        except actions.AlreadyTrainer:
            form.add_error(
                "email", _("This person is a trainer already; look in the list, also among those not active.")
            )
        except KnownByAnotherName:
            form.add_error(
                "email", _("This address belongs to somebody with another name. Check the address and the name.")
            )
        else:
            messages.success(request, _("%(name)s is a trainer now.") % {"name": made.person.full_name})
            return _to(request, "competences", made.pk)
    return page(request, "trainers/add.html", {"form": form}, status=422 if form.is_bound else 200)


# One trainer ------------------------------------------------------------------------------------------------------


@require_safe
@requires(Permission.TRAINERS_VIEW)
def trainer(request: YearRequest, pk: int) -> HttpResponse:
    """What is known of one trainer."""
    return _show(request, _find(request, pk))


def _find(request: YearRequest, pk: int) -> Trainer:
    found = get_object_or_404(queries.trainers(), pk=pk)
    if not permissions.can_see(request.member, found):
        raise PermissionDenied
    return found


def _show(request: YearRequest, found: Trainer) -> HttpResponse:
    said = queries.said_by(found, request.year)
    context: dict[str, object] = {
        "trainer": found,
        "competences": queries.competences_of(found),
        "sees_quality": permissions.can_see_quality(request.member, found),
        "travel": queries.travel_of(found),
        "months": queries.said_by_month(said, request.year),
        "said": len(said),
        "own": permissions.is_own(request.member, found),
        "edits_own": permissions.is_own(request.member, found) and request.member.may(Permission.AVAILABILITY_EDIT),
        "manages": permissions.can_manage(request.member),
    }
    return page(request, "trainers/trainer.html", context)


@require_http_methods(GET_OR_POST)
@requires(Permission.TRAINERS_MANAGE)
def change(request: YearRequest, pk: int) -> HttpResponse:
    """How often, whether at all, remarks."""
    found = _find(request, pk)
    form = ChangeForm(
        request.POST or None, instance=Trainer(maximum=found.maximum, active=found.active, remarks=found.remarks)
    )
    if form.is_valid():
        actions.change_trainer(found, **form.cleaned_data, by=request.user, at=request.now)
        messages.success(request, _("The changes are saved."))
        return _to(request, "trainer", pk)
    return page(request, "trainers/change.html", {"form": form, "trainer": found}, status=422 if form.is_bound else 200)


@require_http_methods(GET_OR_POST)
@requires(Permission.TRAINERS_MANAGE)
def competences(request: YearRequest, pk: int) -> HttpResponse:
    """Which workshops this trainer can give."""
    found = _find(request, pk)
    chosen = [row.workshop_id for row in queries.competences_of(found)]
    offered = queries.workshops_to_know(request.year, also=chosen)
    # A form without a single tick is bound too: it takes every competence away.
    data = request.POST if request.method == "POST" else None
    form = CompetencesForm(data, workshops=offered, chosen=chosen)
    if form.is_valid():
        actions.set_competences(found, workshops=form.cleaned_data["workshops"], by=request.user, at=request.now)
        messages.success(request, _("The workshops are saved."))
        return _to(request, "trainer", pk)
    context: dict[str, object] = {"form": form, "trainer": found, "offered": offered}
    return page(request, "trainers/competences.html", context, status=422 if form.is_bound else 200)


@require_http_methods(GET_OR_POST)
@requires(Permission.TRAINERS_MANAGE)
def travel(request: YearRequest, pk: int) -> HttpResponse:
    """How far it is to each school, filled in by the programme lead."""
    return _travel(request, _find(request, pk), _address(request, "trainer", pk))


# A trainer's own pages --------------------------------------------------------------------------------------------


def _own(request: YearRequest) -> Trainer:
    """The trainer who asks; 404 for whoever holds the role and was not added to the list yet."""
    found = queries.trainer_of(request.user)
    if found is None:
        raise Http404
    return found


@require_http_methods(GET_OR_POST)
@requires(Permission.AVAILABILITY_EDIT)
def own(request: YearRequest) -> HttpResponse:
    """How often I give workshops at most, and what the planner should know."""
    found = _own(request)
    form = OwnForm(request.POST or None, instance=Trainer(maximum=found.maximum, remarks=found.remarks))
    if form.is_valid():
        given = form.cleaned_data
        actions.change_trainer(
            found,
            maximum=given["maximum"],
            active=found.active,
            remarks=given["remarks"],
            by=request.user,
            at=request.now,
        )
        messages.success(request, _("The changes are saved."))
        return _to(request, "index")
    return page(request, "trainers/change.html", {"form": form, "trainer": found}, status=422 if form.is_bound else 200)


def own_page(request: YearRequest) -> HttpResponse:
    """A trainer's own page; a kind word for whoever is not on the list yet."""
    found = queries.trainer_of(request.user)
    if found is None:
        return page(request, "trainers/not_listed.html")
    return _show(request, found)


@require_http_methods(GET_OR_POST)
@requires(Permission.AVAILABILITY_EDIT)
def own_travel(request: YearRequest) -> HttpResponse:
    """How far it is to each school, filled in by the trainer."""
    return _travel(request, _own(request), _address(request, "index"))


def _travel(request: YearRequest, found: Trainer, back: str) -> HttpResponse:
    shown = Paginator(queries.travel_of(found), SCHOOLS).get_page(request.GET.get("page"))
    form = TravelForm(request.POST or None, schools=list(shown))
    if form.is_valid():
        actions.set_travel(found, minutes_km=form.minutes_km(), by=request.user, at=request.now)
        messages.success(request, _("The travel is saved."))
        return redirect(f"{request.path}?page={shown.next_page_number()}" if shown.has_next() else back)
    context: dict[str, object] = {"form": form, "rows": form.rows(), "listing": shown, "trainer": found, "back": back}
    return page(request, "trainers/travel.html", context, status=422 if form.is_bound else 200)


@require_http_methods(GET_OR_POST)
@requires(Permission.AVAILABILITY_EDIT)
def availability(request: YearRequest) -> HttpResponse:
    """How the half-days of one month suit me."""
    found = _own(request)
    month = _month(request)
    form = MonthForm(
        request.POST or None, month=month, answers=Suits.choices, said=queries.said_by(found, request.year)
    )
    if form.is_valid():
        _say(request, found, form.answers())
        messages.success(request, _("The half-days of this month are saved."))
        return redirect(f"{_address(request, 'availability')}?month={month:%Y-%m}")
    return _availability(request, found, form=form, status=422 if form.is_bound else 200)


@require_POST
@requires(Permission.AVAILABILITY_EDIT)
def availability_pattern(request: YearRequest) -> HttpResponse:
    """A weekday for a whole period at once."""
    found = _own(request)
    first, last = session_period(request.year.first_year)
    form = PatternForm(request.POST, answers=Suits.choices, first=first, last=last)
    if form.is_valid():
        given = form.cleaned_data
        closed = closed_days(given["first"], given["last"], queries.regions(), get_language() or "nl")
        meant = form.meant(closed=closed.everywhere, said=queries.said_by(found, request.year))
        try:
            _say(request, found, meant)
        except actions.OutsideYear:
            year = request.year
            outside = _("The school year runs from %(first)s until %(last)s.")
            form.add_error("last", outside % {"first": day_long(year.first_day), "last": day_long(year.last_day)})
        else:
            text = ngettext("%(n)d half-day is filled in.", "%(n)d half-days are filled in.", len(meant))
            messages.success(request, text % {"n": len(meant)})
            return redirect(f"{_address(request, 'availability')}?month={max(given['first'], first):%Y-%m}")
    return _availability(request, found, pattern=form, status=422)


def _say(request: YearRequest, found: Trainer, answers: Mapping[tuple[date, HalfDay], str | None]) -> None:
    said = {half_day: Suits(answer) if answer else None for half_day, answer in answers.items()}
    actions.say_availability(found, year=request.year, answers=said, by=request.user, at=request.now)


def _availability(
    request: YearRequest,
    found: Trainer,
    *,
    form: MonthForm | None = None,
    pattern: PatternForm | None = None,
    status: int = 200,
) -> HttpResponse:
    said = queries.said_by(found, request.year)
    month = form.month if form else _month(request)
    form = form or MonthForm(month=month, answers=Suits.choices, said=said)
    closed = closed_days(month, last_of_month(month), queries.regions(), get_language() or "nl")
    first, last = session_period(request.year.first_year)
    context: dict[str, object] = {
        "trainer": found,
        "month": month,
        "months": queries.said_by_month(said, request.year),
        "form": form,
        "weeks": form.grid(closed),
        "closed": closed,
        "said": len(said),
        "pattern": pattern or PatternForm(answers=Suits.choices, first=first, last=last),
    }
    return page(request, "trainers/availability.html", context, status=status)


def _month(request: YearRequest) -> date:
    return chosen_month(request.GET.get("month", ""), session_months(request.year.first_year))


def _address(request: YearRequest, name: str, *args: Any) -> str:
    return reverse(f"trainers:{name}", args=[request.partnership.slug, request.year, *args])


def _to(request: YearRequest, name: str, *args: Any) -> HttpResponse:
    return redirect(_address(request, name, *args))

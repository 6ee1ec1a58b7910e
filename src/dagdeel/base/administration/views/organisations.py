"""Schools, institutes, and the numbers and deadlines of a year."""

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dagdeel.base.administration import actions, queries, rules
from dagdeel.base.administration.forms import InstituteForm, PronounForm, SchoolForm, SettingsForm
from dagdeel.base.administration.views.shared import may
from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.models import School
from dagdeel.base.partnerships.permissions import Permission, Role
from dagdeel.base.ui.listing import Heading, Listing
from dagdeel.base.ui.pages import page

SCHOOLS = 40  # on one page
HEADINGS = (
    Heading("school", gettext_lazy("School"), ("name",), fixed=True),
    Heading("brin", gettext_lazy("BRIN"), ("brin", "name")),
    Heading("address", gettext_lazy("Address"), ("town", "street", "name")),
    Heading("region", gettext_lazy("Holiday region"), ("holiday_region", "name")),
)
INSTITUTES = (
    Heading("institute", gettext_lazy("Institute"), by=lambda row: row.institute.name),
    Heading("people", gettext_lazy("People"), number=True, by=lambda row: row.people),
)


@require_safe
@requires(Permission.PEOPLE_VIEW)
def index(request: YearRequest) -> HttpResponse:
    """The schools and institutes of the partnership."""
    return _page(request)


def _page(
    request: YearRequest, *, school_form: SchoolForm | None = None, institute_form: InstituteForm | None = None
) -> HttpResponse:
    """The list with its two forms; a form that was given did not hold."""
    may_edit = request.member.may(Permission.PEOPLE_EDIT)
    mentors_here = capfirst(request.partnership.role_labels.get(Role.MENTOR, _("Mentors")))
    mentors = Heading("mentors", mentors_here, ("number_of_mentors", "name"), number=True)
    looked = Listing(request.GET, (*HEADINGS, mentors))
    institutes = Listing(request.GET, INSTITUTES, name="institutes")
    found = looked.ordered(queries.with_mentors(School.objects.all(), request.year))
    listing = Paginator(found, SCHOOLS).get_page(request.GET.get("page"))
    return page(
        request,
        "administration/organisations.html",
        {
            "listing": listing,
            "schools": queries.schools(request.year, listing),
            "looked": looked,
            "institutes": institutes.arranged(queries.institutes(request.year)),
            "institutes_looked": institutes,
            "school_form": (school_form or SchoolForm(prefix="school")) if may_edit else None,
            "institute_form": (institute_form or InstituteForm(prefix="institute")) if may_edit else None,
            "mentors_here": mentors_here,
            **may(request),
        },
        status=422 if school_form or institute_form else 200,
    )


@require_POST
@requires(Permission.PEOPLE_EDIT)
def add_school(request: YearRequest) -> HttpResponse:
    """Add a school."""
    form = SchoolForm(request.POST, prefix="school")
    if not form.is_valid():
        return _page(request, school_form=form)
    school = actions.add_school(**form.cleaned_data, by=request.user, at=request.now)
    messages.success(request, _("%(name)s is added.") % {"name": school.name})
    return redirect("administration:organisations", request.partnership.slug, request.year)


@require_POST
@requires(Permission.PEOPLE_EDIT)
def add_institute(request: YearRequest) -> HttpResponse:
    """Add an institute."""
    form = InstituteForm(request.POST, prefix="institute")
    if not form.is_valid():
        return _page(request, institute_form=form)
    institute = actions.add_institute(name=form.cleaned_data["name"], by=request.user, at=request.now)
    messages.success(request, _("%(name)s is added.") % {"name": institute.name})
    return redirect("administration:organisations", request.partnership.slug, request.year)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SETTINGS_EDIT)
def settings(request: YearRequest) -> HttpResponse:
    """The numbers and deadlines of this year."""
    form = SettingsForm(
        request.POST if request.method == "POST" else None, year=request.year, usual=_shown(request, _usual(request))
    )
    if request.method == "POST" and form.is_valid():
        if form.changed:
            actions.change_settings(request.year, settings=form.changed, by=request.user, at=request.now)
        messages.success(request, _("The settings of %(year)s are saved.") % {"year": request.year})
        return redirect("administration:settings", request.partnership.slug, request.year)
    return _settings_page(request, form, PronounForm(initial={"pronoun": request.partnership.pronoun}))


@require_POST
@requires(Permission.SETTINGS_EDIT)
def choose_pronoun(request: YearRequest) -> HttpResponse:
    """How everything speaks to people in Dutch."""
    form = PronounForm(request.POST)
    if not form.is_valid():
        return _settings_page(request, SettingsForm(year=request.year, usual=_shown(request, _usual(request))), form)
    pronoun = form.cleaned_data["pronoun"]
    if pronoun != request.partnership.pronoun:
        actions.choose_pronoun(request.partnership, pronoun=pronoun, by=request.user, at=request.now)
    messages.success(request, _("The form of address is saved."))
    return redirect("administration:settings", request.partnership.slug, request.year)


def _settings_page(request: YearRequest, form: SettingsForm, pronoun_form: PronounForm) -> HttpResponse:
    usual, bound = _usual(request), form.is_bound or pronoun_form.is_bound
    return page(
        request,
        "administration/settings.html",
        {
            "form": form,
            "pronoun_form": pronoun_form,
            "numbers": [form[name] for name in actions.NUMBERS],
            "deadlines": [form[name] for name in actions.DEADLINES],
            "suggested": bool(_shown(request, usual)) and not bound,
            "some_empty": bool(usual) and not bound,
            **may(request),
        },
        status=422 if bound else 200,
    )


def _shown(request: YearRequest, usual: dict[str, date]) -> dict[str, date]:
    return usual if "usual" in request.GET else {}


def _usual(request: YearRequest) -> dict[str, date]:
    """The usual days of the deadlines that are still empty, on days when schools are open."""
    if all(getattr(request.year, name) is not None for name in actions.DEADLINES):
        return {}
    found = rules.usual_deadlines(request.year.first_year, request.now.date(), queries.closed_days())
    return {name: day for name, day in found.items() if getattr(request.year, name) is None}

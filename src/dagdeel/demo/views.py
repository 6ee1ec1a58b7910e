"""The front page of the demo: who is who, what is invented, and which day it is."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dagdeel.base.administration.actions import live_on
from dagdeel.base.partnerships.clock import now
from dagdeel.base.partnerships.doors import open_to_all
from dagdeel.base.partnerships.links import Purpose, current_serial, token
from dagdeel.base.partnerships.models import Membership, Partnership, ProgrammeYear
from dagdeel.base.partnerships.permissions import Role
from dagdeel.base.people.models import Person
from dagdeel.base.ui.pages import page
from dagdeel.demo import facts, signin, tours
from dagdeel.demo.forms import DayForm
from dagdeel.outputs.mail.models import Delivered

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
OPEN = "the demo shows invented people to everybody"


@dataclass(frozen=True, slots=True)
class Part:
    """A role of the cast, who plays it, and what there is to see."""

    role: Role
    person: Person
    sees: str

    @property
    def has_tour(self) -> bool:
        """Whether there is a guided walk for the role."""
        return self.role in tours.TOURS


def _sees() -> dict[Role, str]:
    return {
        Role.PROGRAMME_LEAD: _("The whole year: what is asked now, where each school stands, plan, money, decisions."),
        Role.HEAD: _("Agrees to the choice of the school, signs the invitation, sees that it costs nothing."),
        Role.SCHOOL_EDUCATOR: _("Chooses, arranges rooms and catering, sees who is short of the rule."),
        Role.INSTITUTE_EDUCATOR: _("Chooses together with the school, sees trainers and results."),
        Role.MENTOR: _("Enrols in two clicks, sees own workshops and certificates, evaluates."),
        Role.TRAINER: _("Says when it suits, confirms sessions, takes the roster, reads what people said."),
        Role.COUNCIL_MEMBER: _("Figures, findings and the decisions to take."),
        Role.HR_OFFICER: _("Hours and certificates of the school."),
        Role.CONTROLLER: _("Grant, commitments and what was spent."),
        Role.DEVELOPER: _("Hands in proposals for workshops."),
    }


def _partnership() -> Partnership:
    return get_object_or_404(Partnership, slug=facts.SLUG)


@require_safe
@open_to_all(OPEN)
def front(request: HttpRequest) -> HttpResponse:
    """Who is who, what is invented, which day it is."""
    partnership = _partnership()
    return page(request, "demo/front.html", _front(partnership, DayForm(initial={"day": partnership.demo_day})))


def _front(partnership: Partnership, form: DayForm) -> dict[str, object]:
    cast, sees = signin.cast(partnership), _sees()
    year = _year_now(partnership)
    mentor = cast.get(Role.MENTOR)
    return {
        "partnership": partnership,
        "parts": [Part(role, person, sees[role]) for role, person in cast.items()],
        "mentor_link": _link(mentor, year) if year and mentor else "",
        "form": form,
        "days": [
            (date(2015, 11, 10), _("2015-2016: the first workshops, two hours each")),
            (date(2016, 4, 26), _("What people said about 2015-2016, and what was decided")),
            (date(2016, 9, 6), _("2016-2017: invitations go out")),
            (facts.TODAY, _("Halfway 2016-2017")),
            (date(2017, 5, 23), _("Looking back on 2016-2017")),
        ],
    }


def _year_now(partnership: Partnership) -> ProgrammeYear | None:
    """The school year in which the demo lives."""
    years = ProgrammeYear.everywhere.filter(partnership=partnership).select_related("partnership")
    day = partnership.demo_day or facts.TODAY
    return next((year for year in years.order_by("first_year") if year.first_day <= day <= year.last_day), None)


def _link(mentor: Person, year: ProgrammeYear) -> str:
    """The personal link that opens now: an earlier one may have been withdrawn."""
    return token(mentor, year, Purpose.MENTOR, serial=current_serial(mentor, year, Purpose.MENTOR))


@require_safe
@open_to_all("a one-time link signs in; that is what it is for")
def sign_in(request: HttpRequest, text: str) -> HttpResponse:
    """Sign in by a one-time link."""
    try:
        person = signin.redeem(text)
    except signin.LinkUsed:
        return page(request, "demo/link_used.html", status=410)
    login(request, person, backend=BACKEND)
    return redirect("home")


@require_POST
@open_to_all(OPEN)
def look_as(request: HttpRequest) -> HttpResponse:
    """Look through the eyes of somebody of the cast; a role that nobody plays leads back to the front page."""
    role = request.POST.get("role", "")
    chosen = signin.cast(_partnership()).get(Role(role)) if role in Role.values else None
    if chosen is None:
        return redirect("demo:front")
    login(request, chosen, backend=BACKEND)
    year = _year_now(_partnership())
    if "tour" in request.POST and year is not None and Role(role) in tours.TOURS:
        return redirect(tours.address(Role(role), 1, year))
    return redirect("home")


@require_POST
@open_to_all(OPEN)
def open_as(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a mail of the mailbox as whom it was sent to: what it links to is meant for that person alone."""
    mail = get_object_or_404(Delivered, pk=pk)
    members = Membership.everywhere.filter(partnership=_partnership()).values("person")
    person = get_object_or_404(Person, email__iexact=mail.to, is_active=True, pk__in=members)
    login(request, person, backend=BACKEND)
    return redirect("mailbox_mail", mail.pk)


@require_POST
@open_to_all(OPEN)
def day(request: HttpRequest) -> HttpResponse:
    """Let the demo live on another day."""
    partnership = _partnership()
    form = DayForm(request.POST)
    if not form.is_valid():
        return page(request, "demo/front.html", _front(partnership, form), status=422)
    by = request.user if isinstance(request.user, Person) else None
    live_on(partnership, day=form.cleaned_data["day"], by=by, at=now())
    messages.success(request, _("The demo now lives on another day. The worker sends the mails of that day."))
    return redirect("demo:front")

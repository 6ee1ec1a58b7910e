"""Seats that a school keeps for a team, on the page of a session."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.people.models import Person
from dagdeel.base.ui.dutch import day
from dagdeel.year.enrolment import actions, queries, rules
from dagdeel.year.enrolment.forms import NameForm, ReserveForm
from dagdeel.year.enrolment.models import Reservation
from dagdeel.year.enrolment.views.session import of_session, show_session
from dagdeel.year.planning.models import Session


@require_POST
@requires(Permission.ENROLMENT_MANAGE)
def reserve(request: YearRequest, session_id: int) -> HttpResponse:
    """Keep seats for a team."""
    found = of_session(request, session_id, manage=True)
    form = ReserveForm(request.POST, today=request.now.date(), last=found.day or request.year.last_day)
    if form.is_valid() and _reserve(request, found, form):
        return _back(request, found)
    return show_session(request, found, status=422, reserve_form=form)


def _reserve(request: YearRequest, found: Session, form: ReserveForm) -> bool:
    typed = form.cleaned_data
    until = rules.moment(typed["until"] + timedelta(days=1), rules.MIDNIGHT)
    try:
        actions.reserve(
            found, number=typed["number"], label=typed["label"], until=until, by=request.user, at=request.now
        )
    except actions.NotThatMany as no:
        said = ngettext("Only %(free)s seat is free.", "Only %(free)s seats are free.", no.free)
        form.add_error("number", said % {"free": no.free} if no.free else _("No seat is free."))
    except actions.EnrolmentClosed:
        form.add_error(None, _("Nobody can enrol in this session any more."))
    except actions.AlreadyReserved:
        facts = {"number": typed["number"], "label": typed["label"], "day": day(typed["until"])}
        said = ngettext(
            "%(number)s seat was kept for %(label)s until %(day)s already. Nothing was added.",
            "%(number)s seats were kept for %(label)s until %(day)s already. Nothing was added.",
            typed["number"],
        )
        messages.info(request, said % facts)
        return True
    else:
        messages.success(request, _("The seats are kept for %(label)s.") % {"label": typed["label"]})
        return True
    return False


@require_POST
@requires(Permission.ENROLMENT_MANAGE)
def name(request: YearRequest, session_id: int, reservation_id: int) -> HttpResponse:
    """Name somebody for a seat that is kept."""
    found = of_session(request, session_id, manage=True)
    kept = get_object_or_404(Reservation.objects.select_related("session"), pk=reservation_id, session=found)
    form = NameForm(request.POST, addable=queries.session_people(found).nameable, auto_id=f"name-{kept.pk}-%s")
    if form.is_valid() and _name(request, kept, form):
        return _back(request, found)
    return show_session(request, found, status=422, naming=(kept, form))


def _name(request: YearRequest, kept: Reservation, form: NameForm) -> bool:
    person = get_object_or_404(Person, pk=form.cleaned_data["person"])
    who = {"name": person.full_name}
    try:
        actions.name_reserved(kept, person=person, by=request.user, at=request.now)
    except actions.NotThatMany:
        form.add_error("person", _("Every seat that was kept has been named."))
    except actions.HalfDayTaken as no:
        facts = {**who, "title": no.other.edition.title, "day": day(no.other.day)}
        form.add_error("person", _("%(name)s already takes part in %(title)s on %(day)s.") % facts)
    except actions.AlreadyEnrolled:
        form.add_error("person", _("%(name)s already has a seat here.") % who)
    except (actions.NotYourSchool, actions.EnrolmentClosed):
        form.add_error("person", _("%(name)s can no longer enrol in this session.") % who)
    else:
        messages.success(request, _("%(name)s has a seat and hears of it by mail.") % who)
        return True
    return False


@require_POST
@requires(Permission.ENROLMENT_MANAGE)
def release(request: YearRequest, session_id: int, reservation_id: int) -> HttpResponse:
    """Free the seats that are kept and not named."""
    found = of_session(request, session_id, manage=True)
    kept = get_object_or_404(Reservation.objects.select_related("session"), pk=reservation_id, session=found)
    if actions.release_reserved(kept, by=request.user, at=request.now):
        messages.success(request, _("The seats are free again; whoever waits is offered one."))
    else:
        messages.info(request, _("No seats were kept any more."))
    return _back(request, found)


def _back(request: YearRequest, found: Session) -> HttpResponse:
    return redirect("enrolment:session", request.partnership.slug, request.year, found.pk)

"""The people of one session: who takes part, who waits and why in that order, enrolling and cancelling for somebody."""

from typing import Literal

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.people.models import Person
from dagdeel.base.ui.dutch import day
from dagdeel.base.ui.pages import page
from dagdeel.outputs.sheets.http import sheet_response
from dagdeel.year.enrolment import actions, documents, permissions, queries, rules
from dagdeel.year.enrolment.forms import BehalfForm, NameForm, ReasonForm, ReserveForm
from dagdeel.year.enrolment.models import Enrolment, Reservation
from dagdeel.year.enrolment.states import EnrolmentState
from dagdeel.year.planning.models import Session


def of_session(request: YearRequest, session_id: int, *, manage: bool = False) -> Session:
    """A session of this year whose people this member may see (or manage); 404 or 403 otherwise."""
    found = get_object_or_404(queries.sessions_of(request.year).select_related("year"), pk=session_id)
    allowed = permissions.may_manage if manage else permissions.may_see_names
    if not allowed(request.member, found.school):
        raise PermissionDenied
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ENROLMENT_VIEW)
def session(request: YearRequest, session_id: int) -> HttpResponse:
    """Who takes part and who waits; a POST enrols somebody, or puts somebody on the waiting list, in the school's name."""
    found = of_session(request, session_id, manage=request.method == "POST")
    if request.method != "POST":
        return show_session(request, found)
    form = BehalfForm(request.POST, addable=queries.session_people(found).addable)
    if form.is_valid() and _enrol(request, found, form):
        return redirect("enrolment:session", request.partnership.slug, request.year, found.pk)
    return show_session(request, found, form=form, status=422)


def show_session(
    request: YearRequest,
    found: Session,
    *,
    status: int = 200,
    form: BehalfForm | None = None,
    refused: tuple[Enrolment, ReasonForm] | None = None,
    reserve_form: ReserveForm | None = None,
    naming: tuple[Reservation, NameForm] | None = None,
) -> HttpResponse:
    """The page of a session, with the one form that did not hold as it was typed.

    `refused`: whose place could not be cancelled; `naming`: for which reserved seats somebody could not be named.
    """
    starts = queries.starts_at(found)
    people = queries.session_people(found)
    context = {
        "full": people.enrolled + people.offered + people.kept >= found.seats,
        "session": found,
        "people": people,
        "verdicts": found.verdicts.select_related("by"),
        "form": form or BehalfForm(addable=people.addable),
        "refused": refused[0] if refused else None,
        "refused_form": refused[1] if refused else None,
        "reserve_form": reserve_form or ReserveForm(today=request.now.date(), last=found.day or request.year.last_day),
        "kept": [(row, _name_form(row, people, naming)) for row in people.reserved],
        "can_manage": permissions.may_manage(request.member, found.school)
        and starts is not None
        and request.now < starts,
        "cancel_until": rules.cancel_until(found.day, request.year.cancel_days) if found.day else None,
        "sees_plan": request.member.may(Permission.PLANNING_VIEW),
        "free_for_waiting": found.taken < found.seats and any(entry.hindrance is None for entry in people.line),
    }
    return page(request, "enrolment/session.html", context, status=status)


def _name_form(
    row: Reservation, people: queries.SessionPeople, naming: tuple[Reservation, NameForm] | None
) -> NameForm:
    if naming and naming[0].pk == row.pk:
        return naming[1]
    return NameForm(addable=people.nameable, auto_id=f"name-{row.pk}-%s")


def _enrol(request: YearRequest, found: Session, form: BehalfForm) -> bool:
    """Enrol the chosen mentor, or let her wait; when that cannot be the form says why beside the field."""
    person = get_object_or_404(Person, pk=form.cleaned_data["person"])
    waits = form.cleaned_data["verb"] == "wait"
    verb = actions.wait_on_behalf if waits else actions.enrol_on_behalf
    try:
        made = verb(found, person=person, reason=form.cleaned_data["reason"], by=request.user, at=request.now)
    except actions.SessionFull:
        form.add_error(
            "person", _("All seats are taken. Put the mentor on the waiting list, or choose another session.")
        )
    except actions.AlreadyWaiting:
        form.add_error("person", _("%(name)s already waits for a seat here.") % {"name": person.full_name})
    except actions.AlreadyEnrolled:
        form.add_error("person", _("%(name)s already has a seat here.") % {"name": person.full_name})
    except actions.HalfDayTaken as no:
        facts = {"name": person.full_name, "title": no.other.edition.title, "day": day(no.other.day)}
        form.add_error("person", _("%(name)s already takes part in %(title)s on %(day)s.") % facts)
    except actions.EnrolmentClosed:
        form.add_error(None, _("This session is not open for enrolment."))
    except actions.NotYourSchool:
        form.add_error("person", _("%(name)s is no mentor of this school this year.") % {"name": person.full_name})
    else:
        messages.success(request, _added(made, waits) % {"name": person.full_name})
        return True
    return False


def _added(made: Enrolment, waits: bool) -> str:
    if made.state == EnrolmentState.WAITING:
        return _("%(name)s is on the waiting list and hears of it by mail.")
    if waits:
        return _("A seat was free after all: %(name)s is enrolled and hears of it by mail.")
    return _("%(name)s is enrolled and hears of it by mail.")


@require_POST
@requires(Permission.ENROLMENT_MANAGE)
def cancel(request: YearRequest, session_id: int, enrolment_id: int) -> HttpResponse:
    """Cancel somebody's seat or place in line, with a reason."""
    found = of_session(request, session_id, manage=True)
    rows = Enrolment.objects.select_related("person", "session")
    enrolment = get_object_or_404(rows, pk=enrolment_id, session=found)
    name = {"name": enrolment.person.full_name}
    form = ReasonForm(request.POST, auto_id=f"reason-{enrolment.pk}-%s")
    if not form.is_valid():
        form.errors["reason"] = form.error_class(
            [_("Give a reason, at most 300 characters long: %(name)s can read it.") % name]
        )
        return show_session(request, found, status=422, refused=(enrolment, form))
    try:
        actions.cancel(enrolment, by=request.user, at=request.now, reason=form.cleaned_data["reason"])
    except actions.AlreadyCancelled:
        messages.info(request, _("%(name)s was cancelled already.") % name)
    except actions.CancelTooLate:
        messages.error(request, _("The session has begun; the roster tells who came."))
    else:
        messages.success(request, _("%(name)s is no longer enrolled and hears of it by mail.") % name)
    return redirect("enrolment:session", request.partnership.slug, request.year, found.pk)


@require_POST
@requires(Permission.ENROLMENT_MANAGE)
def move_up(request: YearRequest, session_id: int) -> HttpResponse:
    """Give the free seats to the waiting list."""
    found = of_session(request, session_id, manage=True)
    number = len(actions.move_up(found, by=request.user, at=request.now))
    if number:
        said = ngettext("A seat is offered to %(number)s mentor.", "A seat is offered to %(number)s mentors.", number)
        messages.success(request, said % {"number": number})
    else:
        messages.info(
            request,
            _(
                "Nobody could be offered a seat. After the last day for cancelling, enrol people yourself after asking them."
            ),
        )
    return redirect("enrolment:session", request.partnership.slug, request.year, found.pk)


@require_safe
@requires(Permission.PLANNING_VIEW)
def seats(request: YearRequest, session_id: int) -> HttpResponse:
    """The seats of a session in one bar, without names: a piece of planning's page, and a page of its own without htmx."""
    session = get_object_or_404(queries.sessions_of(request.year), pk=session_id)
    found = queries.seats([session])[0]
    link = permissions.may_see_names(request.member, found.session.school) and request.member.may(
        Permission.ENROLMENT_VIEW
    )
    gives = session.assignments.filter(live=True, person=request.member.person).exists()
    context: dict[str, object] = {"seats": found, "may_see_names": link, "gives": gives}
    return page(request, "enrolment/seats.html", context, part="bar")


@require_safe
@requires(Permission.ENROLMENT_VIEW)
def session_sheet(request: YearRequest, session_id: int, kind: Literal["csv", "xlsx"]) -> HttpResponse:
    """Who takes part and who waits, as a file."""
    found = of_session(request, session_id)
    sheet = documents.session_sheet(queries.session_people(found))
    return sheet_response(sheet, kind, f"{found.edition.title}-{found.day}")

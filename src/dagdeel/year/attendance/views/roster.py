"""All lists of the year, and the list of one session, first of all on a phone."""

from typing import Literal

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.models import School
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.people.models import Person
from dagdeel.base.ui.dutch import day, name_list
from dagdeel.base.ui.listing import Heading, Listing
from dagdeel.base.ui.pages import page, wants_part
from dagdeel.outputs.sheets.http import sheet_response
from dagdeel.year.attendance import actions, documents, permissions, queries, rules
from dagdeel.year.attendance.forms import CorrectionForm, MarkForm, SearchForm, WalkInForm
from dagdeel.year.attendance.models import Presence
from dagdeel.year.attendance.queries import RosterList
from dagdeel.year.attendance.states import PresenceState, RosterState
from dagdeel.year.attendance.step import STEP
from dagdeel.year.planning.models import Session

LONGEST_ID = 18  # digits; a longer number fits no database
SHOWN_FIRST = (RosterState.LATE, RosterState.TODAY)
LISTS = 25  # of each kind on one page
KINDS = ("due", "held", "coming")
WORKSHOP = Heading("workshop", gettext_lazy("Workshop"), ("edition__title", "day"), fixed=True)
SCHOOL = Heading("school", gettext_lazy("School"), ("school__name", "day"))
DAY = Heading("day", gettext_lazy("Date"), ("day", "starts"))
TRAINERS = Heading("trainers", gettext_lazy("Trainers"))
TOOK_PART = Heading("people", gettext_lazy("Took part"), ("people", "day"), number=True)
STATE = Heading("state", gettext_lazy("Attendance list"))
ENROLLED = Heading("people", gettext_lazy("Enrolled"), ("people", "day"), number=True)


@require_safe
@requires(Permission.ATTENDANCE_VIEW)
def index(request: YearRequest) -> HttpResponse:
    """All sessions that this member may see: what is asked now, what was held, what is still to come."""
    today, school = timezone.localdate(request.now), request.GET.get("school", "")
    narrows = school.isascii() and school.isdecimal() and len(school) <= LONGEST_ID
    looked = Listing(request.GET, (WORKSHOP, SCHOOL, DAY, TRAINERS, STATE, ENROLLED), pages=KINDS)
    everywhere = queries.listed(request.year, request.member, today, looked.ordered)
    lists = [line for line in everywhere if not narrows or line.school == int(school)]
    pages = {
        name: Paginator([line for line in ordered if line.state in states], LISTS).get_page(request.GET.get(name))
        for name, ordered, states in (
            ("due", lists, SHOWN_FIRST),
            ("held", lists if looked.is_sorted else lists[::-1], (RosterState.CLOSED,)),
            ("coming", lists, (RosterState.COMING,)),
        )
    }
    shown = [line for some in pages.values() for line in some]
    lines = {line.session.pk: line for line in queries.overview(request.year, request.member, today, shown)}
    context: dict[str, object] = {
        **{name: [lines[line.session] for line in some] for name, some in pages.items()},
        "pages": pages,
        "todos": tuple(STEP.todo(request.year, request.member, request.now)),
        "today": today,
        "schools": School.objects.filter(pk__in={line.school for line in everywhere}),
        "narrowed": int(school) if narrows else None,
        **_tables(request, several_schools=len({line.school for line in lists}) > 1),
    }
    return page(request, "attendance/index.html", context)


def _tables(request: YearRequest, *, several_schools: bool) -> dict[str, object]:
    """The headings of what was held, of the other lists, and of the menu above them all."""
    first = (WORKSHOP, *((SCHOOL,) if several_schools else ()), DAY, TRAINERS)
    people = Heading("people", gettext_lazy("Number of people"), ENROLLED.fields, number=True)
    return {
        "looked": Listing(request.GET, (*first, STATE, people), pages=KINDS),
        "looked_held": Listing(request.GET, (*first, TOOK_PART), pages=KINDS),
        "looked_open": Listing(request.GET, (*first, STATE, ENROLLED), pages=KINDS),
    }


@require_safe
@requires(Permission.ATTENDANCE_VIEW)
def overview_sheet(request: YearRequest, kind: Literal["csv", "xlsx"]) -> HttpResponse:
    """The same list as a file."""
    lines = queries.overview(request.year, request.member, timezone.localdate(request.now))
    title = _("Attendance %(year)s") % {"year": request.year}
    return sheet_response(documents.overview_sheet(title, lines), kind, title)


@require_safe
@requires(Permission.ATTENDANCE_VIEW)
def roster(request: YearRequest, session_id: int) -> HttpResponse:
    """The list of one session."""
    return _show(request, session_for(request, session_id))


@require_safe
@requires(Permission.ATTENDANCE_VIEW)
def paper(request: YearRequest, session_id: int) -> HttpResponse:
    """The list on paper, with a column to sign."""
    session = session_for(request, session_id)
    found = queries.roster(session, timezone.localdate(request.now))
    return page(request, "attendance/paper.html", {"found": found, "session": session, "blank": range(3)})


@require_safe
@requires(Permission.ATTENDANCE_VIEW)
def roster_sheet(request: YearRequest, session_id: int, kind: Literal["csv", "xlsx"]) -> HttpResponse:
    """The list of one session as a file."""
    session = session_for(request, session_id)
    found = queries.roster(session, timezone.localdate(request.now))
    return sheet_response(documents.roster_sheet(found), kind, f"{session.edition}-{session.day}")


@require_POST
@requires(Permission.ATTENDANCE_TAKE)
def mark(request: YearRequest, session_id: int, person_id: int) -> HttpResponse:
    """How one person was present: one tap, or the form with minutes and a note."""
    session = session_for(request, session_id, take=True)
    person = get_object_or_404(Person, pk=person_id, pk__in=_on_list(request, session))
    form = MarkForm(request.POST, length=_length(session), auto_id=f"id_{person.pk}_%s")
    if not form.is_valid():
        return _show(request, session, failed={person.pk: form})
    values = form.cleaned_data
    state = PresenceState(values["state"])
    try:
        actions.mark(
            session,
            person=person,
            state=state,
            minutes=values["minutes"],
            note=values["note"],
            seen=values["seen"] if "seen" in request.POST else None,
            by=request.user,
            at=request.now,
        )
    except actions.ChangedMeanwhile as no:
        facts = {
            "name": person.full_name,
            "there": no.state.label if no.state else _("not marked"),
            "wanted": state.label,
        }
        words = _(
            "%(name)s: somebody else changed this to “%(there)s” meanwhile. Tap again if it must be “%(wanted)s”."
        )
        return _show(request, session, problem=words % facts)
    except REFUSALS as no:
        messages.error(request, _refusal(no, session))
    else:
        if not wants_part(request):
            messages.success(request, f"{person.full_name}: {state.label}")
    return _back(request, session)


@require_POST
@requires(Permission.ATTENDANCE_TAKE)
def all_present(request: YearRequest, session_id: int) -> HttpResponse:
    """Everybody without a state is present."""
    session = session_for(request, session_id, take=True)
    try:
        made = actions.mark_all_present(session, by=request.user, at=request.now)
    except REFUSALS as no:
        messages.error(request, _refusal(no, session))
    else:
        said = ngettext("%(number)d person is present.", "%(number)d people are present.", len(made))
        messages.success(request, said % {"number": len(made)})
    return _back(request, session)


@require_POST
@requires(Permission.ATTENDANCE_TAKE)
def walk_in(request: YearRequest, session_id: int) -> HttpResponse:
    """Somebody came without being enrolled."""
    session = session_for(request, session_id, take=True)
    form = WalkInForm(request.POST)
    if not form.is_valid():
        return _show(request, session, problem=_("Look for the name and choose the person."))
    person = get_object_or_404(Person, pk=form.cleaned_data["person"])
    reason = form.cleaned_data["reason"]
    try:
        actions.walk_in(session, person=person, reason=reason, by=request.user, at=request.now)
    except actions.AlreadyOnRoster:
        messages.info(request, _("%(name)s is on the list already.") % {"name": person.full_name})
    except actions.NotAMentor:
        # The same words for a stranger and for a colleague: who else exists is nobody's business here.
        return _show(request, session, problem=_("This person is no mentor in this programme year."))
    except actions.RosterClosed:
        return _show(request, session, problem=_("The list is closed: say why this person is added now."))
    except REFUSALS as no:
        messages.error(request, _refusal(no, session))
    else:
        messages.success(request, _("%(name)s is on the list, as present.") % {"name": person.full_name})
    return _back(request, session)


@require_POST
@requires(Permission.ATTENDANCE_TAKE)
def close(request: YearRequest, session_id: int) -> HttpResponse:
    """The list is complete."""
    session = session_for(request, session_id, take=True)
    try:
        actions.close_roster(session, by=request.user, at=request.now)
    except actions.NotComplete as no:
        words = _("Not everybody has a state yet: %(names)s.") % {"names": name_list(no.people)}
        return _show(request, session, problem=words)
    except REFUSALS as no:
        messages.error(request, _refusal(no, session))
    else:
        messages.success(request, _("The list is closed. Certificates and evaluation follow from it."))
    return redirect("attendance:roster", request.partnership.slug, request.year, session.pk)


@require_POST
@requires(Permission.ATTENDANCE_TAKE)
def correct(request: YearRequest, session_id: int, person_id: int) -> HttpResponse:
    """Change a closed list, with a reason."""
    session = session_for(request, session_id, take=True)
    rows = Presence.objects.select_related("session", "person")
    presence = get_object_or_404(rows, session=session, person=person_id)
    form = CorrectionForm(request.POST, length=_length(session), auto_id=f"id_{person_id}_%s")
    if not form.is_valid():
        return _show(request, session, failed={person_id: form})
    values = form.cleaned_data
    try:
        actions.correct(
            presence,
            state=PresenceState(values["state"]),
            minutes=values["minutes"],
            note=values["note"],
            reason=values["reason"],
            by=request.user,
            at=request.now,
        )
    except actions.RosterOpen:
        messages.info(request, _("The list is open again or still: change it without a reason."))
    except REFUSALS as no:
        messages.error(request, _refusal(no, session))
    else:
        messages.success(request, _("Corrected: %(name)s. The certificate follows.") % {"name": presence.person})
    return _back(request, session)


# What they share ------------------------------------------------------------------------------------------------------

REFUSALS = (
    actions.TooEarly,
    actions.SessionCancelled,
    actions.RosterClosed,
    actions.NotOnRoster,
    actions.MinutesMissing,
    actions.ReasonMissing,
)


def _refusal(no: Exception, session: Session) -> str:
    if isinstance(no, actions.TooEarly):
        return _("You can take the attendance on %(day)s, the day itself, or later.") % {"day": day(session.day)}
    if isinstance(no, actions.SessionCancelled):
        return _("This session was cancelled.")
    if isinstance(no, actions.RosterClosed):
        return _("The list was closed meanwhile. You can still correct it, with a reason.")
    if isinstance(no, actions.NotOnRoster):
        return _("This person is no longer enrolled. Who came all the same can be added as a walk-in.")
    return _("Fill in everything that is asked.")


def session_for(request: YearRequest, session_id: int, *, take: bool = False) -> Session:
    """A session of this year of which this member may see (or take) the attendance; 404 or 403 otherwise."""
    found = get_object_or_404(queries.sessions_of(request.year), pk=session_id)
    allowed = permissions.may_take if take else permissions.may_see
    if not allowed(request.member, found.school_id, queries.trainers_of(found)):
        raise PermissionDenied
    return found


def _on_list(request: YearRequest, session: Session) -> list[int]:
    """Of whom something can be said: everybody on the list except who was forgotten."""
    found = queries.roster(session, timezone.localdate(request.now))
    return [line.person.pk for line in found.lines if not line.person.forgotten]


def _length(session: Session) -> int:
    return rules.length(session.starts, session.ends, session.edition.minutes)


def _back(request: YearRequest, session: Session) -> HttpResponse:
    return redirect("attendance:roster", request.partnership.slug, request.year, session.pk)


def _show(
    request: YearRequest, session: Session, *, problem: str = "", failed: dict[int, MarkForm] | None = None
) -> HttpResponse:
    """The list; 422 when something that was sent does not hold. `failed`: the forms that did not, by person."""
    found = queries.roster(session, timezone.localdate(request.now))
    may_take = permissions.may_take(request.member, session.school_id, queries.trainers_of(session))
    search = SearchForm(request.GET)
    query = search.data.get("q", "") if search.is_valid() else ""
    listed = [line.person for line in found.lines]
    context: dict[str, object] = {
        "session": session,
        "found": found,
        "rows": _rows(found, _length(session), failed or {}),
        "may_take": may_take and (found.open or found.closed),
        "doors_open": queries.doors_open(session, request.now),
        "doors_open_at": queries.doors_open_at(session, request.now),
        "states": [state for state in PresenceState if state != PresenceState.PARTLY],
        "search": search,
        "query": query,
        "candidates": queries.walk_in_candidates(session, query, listed) if may_take and query else (),
        "corrections": queries.corrections(session, found.lines) if found.closed else (),
        "problem": problem,
        "is_part": wants_part(request),
    }
    return page(request, "attendance/roster.html", context, part="list", status=422 if problem or failed else 200)


def _rows(found: RosterList, length: int, failed: dict[int, MarkForm]) -> list[tuple[queries.Line, MarkForm, bool]]:
    """Each line with its form, and whether that form is open because something in it does not hold."""
    kind = CorrectionForm if found.closed else MarkForm
    rows = []
    for line in found.lines:
        pk, said = line.person.pk, line.presence
        initial: dict[str, object] = {"state": said.state, "minutes": said.minutes, "note": said.note} if said else {}
        initial["seen"] = line.state
        form = failed.get(pk) or kind(initial=initial, length=length, auto_id=f"id_{pk}_%s")
        rows.append((line, form, pk in failed))
    return rows

"""The planning board, and moving a session on it: what it would mean, doing it, and taking it back."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.pages import page
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.planning import actions, permissions, queries
from dagdeel.year.planning.forms.board import BoardForm, MoveForm
from dagdeel.year.planning.models import PlanProposal, Session
from dagdeel.year.planning.rules import Place
from dagdeel.year.planning.states import SessionState
from dagdeel.year.planning.views.plan import address, head

COLUMNS = 8  # schools or trainers beside each other
MATTERS = 25  # conflicts in the list beside the board
LONGEST = 600  # characters of the board's own address that a form hands back


@require_safe
@requires(Permission.PLANNING_VIEW)
def board(request: YearRequest) -> HttpResponse:
    """A month of half-days × schools or trainers."""
    edits = permissions.may_edit(request.member)
    form = _form(request, edits=edits)
    columns, listing = _columns(request, form)
    asked = form.asked(_month(request.GET.get("month", "")))
    found = queries.plan_board(
        request.year,
        asked,
        columns,
        request.now.date(),
        private=permissions.may_know_trainers(request.member),
        proposal=_compared(request, form) if edits else None,
    )
    context = {
        **head(request),
        "board": found,
        "form": form,
        "asked": asked,
        "listing": listing,
        "matters": found.matters[:MATTERS],
        "more_matters": len(found.matters[MATTERS:]),
        "query": _without(request.GET, "moved"),
        "here": _without(request.GET, "moved", "month"),
        "undo": _undoable(request),
        "arranged": _arranged(request, found),
        "openable": _openable(request, found),
    }
    return page(request, "planning/board.html", context)


def _columns(request: YearRequest, form: BoardForm) -> tuple[list[queries.Column], Page[Any]]:
    """What stands beside each other, and the page of it: so many schools or trainers as fit."""
    number = request.GET.get("cols")
    if form.by_trainer:
        trainers = Paginator(queries.trainers_on_board(request.year, form.chosen_trainer), COLUMNS).get_page(number)
        return queries.columns_of_trainers(trainers), trainers
    rows = queries.schools_with_sessions(request.year)
    rows = rows.filter(pk=form.chosen_school) if form.chosen_school else rows
    schools = Paginator(rows, COLUMNS).get_page(number)
    return queries.columns_of(schools), schools


def _form(request: YearRequest, *, edits: bool) -> BoardForm:
    return BoardForm(
        request.GET,
        schools=queries.schools_with_sessions(request.year),
        trainers=queries.trainers_on_board(request.year),
        editions=Edition.objects.filter(year=request.year).order_by("position", "pk"),
        proposals=PlanProposal.objects.filter(year=request.year).defer("problem", "plan") if edits else None,
    )


def _compared(request: YearRequest, form: BoardForm) -> PlanProposal | None:
    if form.chosen_proposal is None:
        return None
    rows = PlanProposal.objects.filter(year=request.year).select_related("year").defer("problem")
    return rows.filter(pk=form.chosen_proposal).first()


def _month(text: str) -> date | None:
    """The first day of 2016-11; None when it is no month."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def _without(asked: QueryDict, *names: str) -> str:
    """The question in the address without some of it."""
    rest = asked.copy()
    for name in names:
        rest.pop(name, None)
    return rest.urlencode()[:LONGEST]


def _undoable(request: YearRequest) -> Session | None:
    """The session that was just moved, as long as nothing else happened to it."""
    text = request.GET.get("moved", "")
    if not (text.isdecimal() and len(text) < 19):
        return None
    found = queries.sessions_of(request.year).filter(pk=int(text)).first()
    if found is None or not permissions.may_arrange(request.member, found.school_id):
        return None
    return found if _may_undo(request, found) else None


def _may_undo(request: YearRequest, session: Session) -> bool:
    """Whether there is a move to take back, and this member could have made it: trainers are the programme lead's."""
    entry = queries.last_move(session)
    if entry is None:
        return False
    return permissions.may_edit(request.member) or entry.before["trainers"] == entry.after["trainers"]


def _arranged(request: YearRequest, found: queries.PlanBoard) -> set[int]:
    """The schools on the board whose sessions this member moves."""
    ours = permissions.schools_arranged(request.member)
    return {s.school_id for s in found.sessions} if ours is None else {school.pk for school in ours}


def _openable(request: YearRequest, found: queries.PlanBoard) -> set[int]:
    """The sessions on the board whose own page opens for this member."""
    me = request.member.person.pk
    return {
        s.pk
        for s in found.sessions
        if permissions.may_open(request.member, s, gives_it=any(a.person_id == me for a in queries.live(s)))
    }


# Moving ----------------------------------------------------------------------------------------------------------


def _session(request: YearRequest, session_id: int) -> Session:
    """A session that this member moves; 404 when it is not of this year, 403 when it is another's."""
    found = queries.sessions_of(request.year).filter(pk=session_id).first()
    if found is None:
        raise Http404
    if not permissions.may_arrange(request.member, found.school_id):
        raise PermissionDenied
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLANNING_SCHOOL)
def move(request: YearRequest, session_id: int) -> HttpResponse:
    """Where a session could go and what that would mean; a POST moves it."""
    session = _session(request, session_id)
    edits = permissions.may_edit(request.member)
    data = request.POST if request.method == "POST" else request.GET
    form = MoveForm(
        data if "day" in data else None,
        session=session,
        year=request.year,
        trainers=queries.trainer_choices(session) if edits else None,
    )
    place = form.place if form.is_valid() else None
    if request.method == "POST" and place is not None and _moved(request, session, form, place):
        return redirect(_back(request, data.get("next", ""), session))
    return _show(request, session, form, place)


# Why it could not be, beside which field.
REFUSED: Final[Mapping[type[Exception], tuple[str | None, Any]]] = {
    actions.ChangedMeanwhile: (
        None, gettext_lazy("Somebody changed this session meanwhile. Look where it stands now, and choose again."),
    ),
    actions.NotMoved: (None, gettext_lazy("The session stands there already.")),
    actions.MindFirst: (None, gettext_lazy("Something speaks against it since you looked. Read it below, and choose again.")),
    actions.OutsideYear: ("day", gettext_lazy("This date is not in this school year.")),
    actions.TimeMissing: (
        "day", gettext_lazy("The session is published, so it keeps a date. Cancel it when it does not go on."),
    ),
    actions.RoomTaken: ("room", gettext_lazy("Another session is in this room on that half-day.")),
    actions.RoomElsewhere: ("room", gettext_lazy("Choose a room of this school.")),
    actions.TrainerTaken: ("day", gettext_lazy("The trainer gives another session on that half-day.")),
    actions.NotCompetent: (None, gettext_lazy("This trainer does not give this workshop.")),
    actions.TrainerInactive: (None, gettext_lazy("This trainer does not give this workshop.")),
    actions.SessionClosed: (None, gettext_lazy("This session was held or cancelled; it can no longer be moved.")),
}  # fmt: skip


def _moved(request: YearRequest, session: Session, form: MoveForm, place: Place) -> bool:
    try:
        actions.move_session(
            session,
            to=place,
            seen=request.POST.get("seen", ""),
            accepted=request.POST.getlist("accepted"),
            private=permissions.may_know_trainers(request.member),
            by=request.user,
            at=request.now,
        )
    except tuple(REFUSED) as no:
        field, sentence = REFUSED[type(no)]
        form.add_error(field, str(sentence))
        return False
    messages.success(request, _("%(title)s at %(school)s is moved.") % _names(session))
    return True


def _names(session: Session) -> dict[str, str]:
    return {"title": session.edition.title, "school": session.school.name}


def _show(request: YearRequest, session: Session, form: MoveForm, place: Place | None) -> HttpResponse:
    data = request.POST if request.method == "POST" else request.GET
    today, private = request.now.date(), permissions.may_know_trainers(request.member)
    context: dict[str, object] = {
        "session": session,
        "form": form,
        "meaning": queries.meaning_of(session, place, today=today, private=private) if place is not None else None,
        "closed": session.state not in {SessionState.DRAFT, SessionState.PUBLISHED},
        "seen": queries.place_of(session).stamp,
        "next": data.get("next", "")[:LONGEST],
        "back": _back(request, data.get("next", ""), session, moved=False),
        "edits": permissions.may_edit(request.member),
        "trainer": data.get("trainer", ""),
        "instead_of": data.get("instead_of", ""),
    }
    part = "brief" if "brief" in data else "meaning"
    return page(request, "planning/move.html", context, part=part, status=422 if form.errors else 200)


def _back(request: YearRequest, asked: str, session: Session, *, moved: bool = True) -> str:
    """The board as it was, at the month where the session stands now, with a way to take the move back if it `moved`."""
    query = QueryDict(asked[:LONGEST], mutable=True)
    if moved:
        session.refresh_from_db(fields=["day"])
        query["moved"] = str(session.pk)
    if session.day:
        query["month"] = f"{session.day:%Y-%m}"
    return f"{address(request, 'board')}?{query.urlencode()}#s{session.pk}"


@require_POST
@requires(Permission.PLANNING_SCHOOL)
def undo(request: YearRequest, session_id: int) -> HttpResponse:
    """Take the last move of a session back."""
    session = _session(request, session_id)
    if queries.last_move(session) is not None and not _may_undo(request, session):
        raise PermissionDenied
    try:
        actions.undo_move(session, by=request.user, at=request.now)
    except (actions.NothingToUndo, actions.SessionClosed):
        messages.error(request, _("Something else happened to this session since. Move it by hand."))
    except actions.RoomTaken:
        messages.error(request, _("The room is taken by now. Move the session by hand."))
    except actions.TrainerTaken:
        messages.error(request, _("The trainer gives another session by now. Move the session by hand."))
    else:
        messages.success(request, _("%(title)s at %(school)s is back where it was.") % _names(session))
    return redirect(_back(request, request.POST.get("next", ""), session))

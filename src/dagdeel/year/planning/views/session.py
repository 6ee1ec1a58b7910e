"""The page of one session: when, where, who; and what can be done with it."""

from collections.abc import Mapping
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.pages import page
from dagdeel.year.planning import actions, permissions, queries
from dagdeel.year.planning.forms import AssignForm, ReasonForm, ScheduleForm
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.queries import Row
from dagdeel.year.planning.states import SessionState
from dagdeel.year.planning.views.plan import address
from dagdeel.year.trainers.models import Trainer


def _row(request: YearRequest, session_id: int) -> Row:
    """A session that this member may open; 404 when it is not of this year, 403 when it is another's."""
    row = queries.row_of(request.year, session_id, private=permissions.may_know_trainers(request.member))
    if row is None:
        raise Http404
    gives = any(a.person_id == request.member.person.pk for a in row.trainers)
    if not permissions.may_open(request.member, row.session, gives_it=gives):
        raise PermissionDenied
    return row


def _session(request: YearRequest, session_id: int) -> Session:
    rows = Session.objects.filter(year=request.year).select_related("school", "edition", "year")
    return get_object_or_404(rows, pk=session_id)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLANNING_VIEW)
def session(request: YearRequest, session_id: int) -> HttpResponse:
    """A session; a POST sets when and where it is."""
    row = _row(request, session_id)
    arranges = permissions.may_arrange(request.member, row.session.school_id)
    if request.method != "POST":
        return _show(request, row, arranges=arranges)
    if not arranges:
        raise PermissionDenied
    form = ScheduleForm(request.POST, session=row.session)
    if form.is_valid() and _schedule(request, row, form):
        return redirect(address(request, "session", session_id))
    return _show(request, row, arranges=True, form=form, status=422)


# Where a refusal belongs in the form, and what it says there.
REFUSED: Final[Mapping[type[Exception], tuple[str | None, Any]]] = {
    actions.OutsideYear: ("day", gettext_lazy("This date is not in this school year.")),
    actions.RoomTaken: ("room", gettext_lazy("Another session is in this room on that half-day.")),
    actions.RoomElsewhere: ("room", gettext_lazy("Choose a room of this school.")),
    actions.TrainerTaken: ("day", gettext_lazy("The trainer gives another session on that half-day.")),
    actions.TimeMissing: (
        "day", gettext_lazy("The session is published, so it keeps a date. Cancel it when it does not go on."),
    ),
    actions.TimesReversed: ("ends", gettext_lazy("The session ends before it begins.")),
    actions.SeatsBelowTaken: ("seats", gettext_lazy("%(taken)s seats are taken already; there cannot be fewer.")),
    actions.MinimumAboveSeats: (
        "minimum", gettext_lazy("The fewest participants cannot be more than the seats."),
    ),
    actions.SessionClosed: (None, gettext_lazy("This session was held or cancelled; it can no longer be moved.")),
}  # fmt: skip


def _schedule(request: YearRequest, row: Row, form: ScheduleForm) -> bool:
    """Save what was typed; when that cannot be, the form says why beside the field."""
    seen = [conflict.code for conflict in row.conflicts]
    try:
        found = actions.schedule(
            row.session, **form.cleaned_data, confirm_warnings=seen, by=request.user, at=request.now
        )
    except tuple(REFUSED) as no:
        field, sentence = REFUSED[type(no)]
        form.add_error(field, str(sentence) % {"taken": row.session.taken})
        return False
    saved = _("Saved. Look at what deserves attention on this page.") if found else _("Saved.")
    messages.success(request, saved)
    return True


def _show(
    request: YearRequest,
    row: Row,
    *,
    arranges: bool,
    form: ScheduleForm | None = None,
    assign: AssignForm | None = None,
    cancel: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    session = row.session
    edits = permissions.may_edit(request.member)
    open_ = session.state in {SessionState.DRAFT, SessionState.PUBLISHED}
    if edits and open_ and assign is None:
        assign = AssignForm(choices=queries.trainer_choices(session))
    context = {
        "row": row,
        "session": session,
        "arranges": arranges and open_,
        "edits": edits,
        "is_open": open_,
        "knows_trainers": permissions.may_know_trainers(request.member),
        "form": form or (ScheduleForm(session=session) if arranges and open_ else None),
        "assign": assign if edits and open_ else None,
        "cancel": cancel or ReasonForm(auto_id="cancel_%s"),
        "gone": queries.gone(session) if edits else (),
        "history": queries.history_of(session) if arranges else (),
        "seats_open": session.state != SessionState.DRAFT,
    }
    return page(request, "planning/session.html", context, status=status)


@require_POST
@requires(Permission.PLANNING_EDIT)
def assign(request: YearRequest, session_id: int) -> HttpResponse:
    """Choose a trainer."""
    row = _row(request, session_id)
    form = AssignForm(request.POST, choices=queries.trainer_choices(row.session))
    if form.is_valid() and _assign(request, row, form):
        return redirect(address(request, "session", session_id))
    return _show(request, row, arranges=True, assign=form, status=422)


def _assign(request: YearRequest, row: Row, form: AssignForm) -> bool:
    trainer = get_object_or_404(Trainer.objects.select_related("person"), pk=form.cleaned_data["trainer"])
    try:
        actions.assign_trainer(row.session, trainer=trainer, by=request.user, at=request.now)
    except actions.TrainerTaken:
        form.add_error("trainer", _("This trainer gives another session on that half-day."))
    except actions.AlreadyAssigned:
        form.add_error("trainer", _("This trainer gives this session already."))
    except (actions.NotCompetent, actions.TrainerInactive):
        form.add_error("trainer", _("This trainer does not give this workshop."))
    except actions.SessionClosed:
        form.add_error(None, _("This session was held or cancelled."))
    else:
        messages.success(request, _("%(name)s gives this session.") % {"name": trainer.person})
        return True
    return False


@require_POST
@requires(Permission.PLANNING_EDIT)
def unassign(request: YearRequest, session_id: int, trainer_id: int) -> HttpResponse:
    """Take a trainer off."""
    trainer = get_object_or_404(Trainer.objects.select_related("person"), pk=trainer_id)
    try:
        actions.unassign_trainer(_session(request, session_id), trainer=trainer, by=request.user, at=request.now)
    except (actions.NotAssigned, actions.SessionClosed):
        messages.error(request, _("%(name)s does not give this session.") % {"name": trainer.person})
    else:
        messages.success(request, _("%(name)s no longer gives this session.") % {"name": trainer.person})
    return redirect(address(request, "session", session_id))


@require_POST
@requires(Permission.PLANNING_EDIT)
def cancel(request: YearRequest, session_id: int) -> HttpResponse:
    """Call a session off, with a reason."""
    row = _row(request, session_id)
    form = ReasonForm(request.POST, auto_id="cancel_%s")
    if form.is_valid():
        try:
            actions.cancel_session(row.session, reason=form.cleaned_data["reason"], by=request.user, at=request.now)
        except actions.MoveNotAllowed:
            form.add_error(None, _("A session that was held or cancelled cannot be cancelled."))
        else:
            messages.success(request, _("The session is cancelled. Who is concerned hears of it by mail."))
            return redirect(address(request, "session", session_id))
    return _show(request, row, arranges=True, cancel=form, status=422)


@require_POST
@requires(Permission.PLANNING_EDIT)
def restore(request: YearRequest, session_id: int) -> HttpResponse:
    """Make a cancelled session a draft again."""
    keep = request.POST.get("keep", "yes") == "yes"
    try:
        actions.restore_session(_session(request, session_id), keep=keep, by=request.user, at=request.now)
    except actions.RoomTaken:
        messages.error(request, _("The room is taken by now. Restore the session without its date."))
    except actions.TrainerTaken:
        messages.error(request, _("The trainer gives another session by now. Restore the session without its date."))
    except actions.MoveNotAllowed:
        messages.error(request, _("This session is not cancelled."))
    else:
        messages.success(request, _("The session is a draft again."))
    return redirect(address(request, "session", session_id))


@require_POST
@requires(Permission.PLANNING_EDIT)
def pin(request: YearRequest, session_id: int) -> HttpResponse:
    """Keep a session as it is in proposals, or let it move."""
    pinned = request.POST.get("pinned") == "yes"
    actions.pin(_session(request, session_id), pinned=pinned, by=request.user, at=request.now)
    text = _("Proposals keep this session as it is.") if pinned else _("Proposals may move this session.")
    messages.success(request, text)
    return redirect(address(request, "session", session_id))

"""Go or no-go of a session under its minimum."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.pages import page
from dagdeel.year.enrolment import actions, queries
from dagdeel.year.enrolment.forms.verdicts import VerdictForm
from dagdeel.year.enrolment.states import VerdictKind
from dagdeel.year.enrolment.views.session import of_session
from dagdeel.year.planning import actions as planning
from dagdeel.year.planning import permissions as plan_permissions
from dagdeel.year.planning import queries as plan
from dagdeel.year.planning.models import Session


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ENROLMENT_MANAGE)
def verdict(request: YearRequest, session_id: int) -> HttpResponse:
    """Decide about a session: it goes on, is moved, is cancelled, or is merged."""
    found = of_session(request, session_id, manage=True)
    doubt = queries.doubt(found, request.now)
    if doubt is None:
        raise Http404
    form = VerdictForm(request.POST if request.method == "POST" else None, doubt=doubt)
    if request.method == "POST" and form.is_valid() and _decide(request, doubt, form):
        return redirect("enrolment:session", request.partnership.slug, request.year, found.pk)
    context = {"session": found, "doubt": doubt, "form": form, "people": queries.session_people(found)}
    return page(request, "enrolment/verdict.html", context, status=422 if form.is_bound else 200)


# Where a refusal belongs in the form, and what it says there.
REFUSED: Final[Mapping[type[Exception], tuple[str | None, Any]]] = {
    actions.EnrolmentClosed: (
        None, gettext_lazy("One of the sessions has begun or is cancelled: nothing can be decided any more."),
    ),
    actions.CannotMerge: ("into", gettext_lazy("Choose another session of the same workshop.")),
    actions.NotMoved: ("day", gettext_lazy("Choose a date after today, and another half-day than the session has.")),
    planning.OutsideYear: ("day", gettext_lazy("This date is not in this school year.")),
    planning.RoomTaken: ("room", gettext_lazy("Another session is in this room on that half-day.")),
    planning.RoomElsewhere: ("room", gettext_lazy("Choose a room of this school.")),
    planning.TrainerTaken: (
        "day",
        gettext_lazy("The trainer gives another session on that half-day. Choose another one, or first another trainer."),
    ),
}  # fmt: skip


def _decide(request: YearRequest, doubt: queries.Doubt, form: VerdictForm) -> bool:
    typed, found = form.cleaned_data, doubt.session
    kind, reason = VerdictKind(typed["kind"]), typed["reason"]
    who = {"reason": reason, "by": request.user, "at": request.now}
    into = next((one for one in doubt.targets if one.pk == typed.get("into")), None)
    private = plan_permissions.may_know_trainers(request.member)
    verbs: dict[VerdictKind, Callable[[], object]] = {
        VerdictKind.RUN: lambda: actions.run_anyway(found, **who),
        VerdictKind.CANCELLED: lambda: actions.call_off(found, **who),
        VerdictKind.MERGED: lambda: actions.merge_into(found, into=_there(into), **who),
        VerdictKind.MOVED: lambda: actions.move(
            found, day=typed["day"], half_day=typed["half_day"], accepted=form.accepted, private=private,
            room=next((room for room in doubt.rooms if room.pk == typed["room"]), None), **who,
        ),
    }  # fmt: skip
    try:
        verbs[kind]()
    except actions.MindFirst as first:
        form.ask_about(plan.in_words(first.conflicts))
        return False
    except tuple(REFUSED) as no:
        field, sentence = REFUSED[type(no)]
        form.add_error(field, str(sentence))
        return False
    messages.success(request, SAID[kind]())
    return True


def _there(into: Session | None) -> Session:
    if into is None:
        raise actions.CannotMerge
    return into


SAID: dict[VerdictKind, Callable[[], str]] = {
    VerdictKind.RUN: lambda: _("The session goes on."),
    VerdictKind.MOVED: lambda: _(
        "The session is moved. Whoever takes part reads when it is, and can stay, change or leave."
    ),
    VerdictKind.CANCELLED: lambda: _("The session is cancelled. Whoever took part hears why, and where there is room."),
    VerdictKind.MERGED: lambda: _("The sessions are merged. Whoever took part is offered a seat in the other one."),
}

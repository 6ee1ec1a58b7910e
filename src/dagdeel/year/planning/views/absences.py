"""A trainer falls out: noted in a moment, and a plan that moves as little as possible follows."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.pages import page
from dagdeel.year.planning import actions, queries
from dagdeel.year.planning.forms import AwayForm
from dagdeel.year.planning.models import Absence
from dagdeel.year.planning.optimise import Question
from dagdeel.year.planning.states import ProposalMode
from dagdeel.year.planning.views.plan import address
from dagdeel.year.trainers.models import Trainer


def _trainer(trainer_id: int) -> Trainer:
    return get_object_or_404(Trainer.objects.select_related("person"), pk=trainer_id)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLANNING_EDIT)
def away(request: YearRequest, trainer_id: int) -> HttpResponse:
    """When a trainer falls out; a POST notes it and asks for a plan that moves as little as possible."""
    trainer = _trainer(trainer_id)
    if request.method != "POST":
        return _show(request, trainer, AwayForm(year=request.year, day=_day(request)))
    form = AwayForm(request.POST, year=request.year)
    if form.is_valid() and _note(request, trainer, form):
        return _search(request, trainer, form.cleaned_data["first"], form.cleaned_data["last"])
    return _show(request, trainer, form, 422)


def _day(request: YearRequest) -> date:
    """The day that the address asks about, else today."""
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return timezone.localdate(request.now)


def _show(request: YearRequest, trainer: Trainer, form: AwayForm, status: int = 200) -> HttpResponse:
    context: dict[str, object] = {
        "trainer": trainer,
        "form": form,
        "absences": queries.absences_of(trainer, request.year),
        "coming": queries.coming_of(trainer, request.year, timezone.localdate(request.now)),
    }
    return page(request, "planning/away.html", context, part="away", status=status)


def _note(request: YearRequest, trainer: Trainer, form: AwayForm) -> bool:
    try:
        actions.note_absence(trainer, **form.cleaned_data, by=request.user, at=request.now)
    except actions.AbsenceNoted:
        form.add_error("first", _("These days are noted already."))
        return False
    return True


def _search(request: YearRequest, trainer: Trainer, first: date, last: date) -> HttpResponse:
    """A plan for what the trainer would have given; without such sessions there is nothing to look for."""
    coming = queries.coming_of(trainer, request.year, timezone.localdate(request.now))
    if not any(first <= session.day <= last for session in coming if session.day):
        text = _("Noted. %(name)s gives no session on these days, so nothing has to move.")
        messages.success(request, text % {"name": trainer.person})
        return redirect(address(request, "away", trainer.pk))
    question = Question(mode=ProposalMode.LEAST, absent=trainer.pk)
    try:
        job = actions.ask_proposal(request.year, question=question, by=request.user, at=request.now)
    except actions.NothingToPlan:
        messages.warning(request, _("Noted. These sessions are given by several trainers: look at them one by one."))
        return redirect(address(request, "away", trainer.pk))
    messages.success(request, _("Noted. Nothing moves until you take a proposal over."))
    return redirect(address(request, "search", job.pk))


@require_POST
@requires(Permission.PLANNING_EDIT)
def back(request: YearRequest, absence_id: int) -> HttpResponse:
    """The trainer is there after all."""
    absence = get_object_or_404(Absence.objects.select_related("trainer__person"), pk=absence_id)
    actions.end_absence(absence, by=request.user, at=request.now)
    text = _("Noted: %(name)s is there. Proposals reckon with it from now on.")
    messages.success(request, text % {"name": absence.trainer.person})
    return redirect(address(request, "away", absence.trainer_id))

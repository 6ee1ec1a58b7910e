"""The programme lead's side: which questionnaires there are this year, opening and closing them."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.pages import page
from dagdeel.year.evaluation import actions, queries
from dagdeel.year.evaluation.models import Instrument
from dagdeel.year.evaluation.states import ASKS, BY_KEY


def _to(request: YearRequest, name: str, *rest: object) -> HttpResponse:
    return redirect(f"evaluation:{name}", request.partnership.slug, request.year, *rest)


@require_safe
@requires(Permission.EVALUATION_MANAGE)
def instruments(request: YearRequest) -> HttpResponse:
    """The questionnaires of the year, with their state and response, and those that were not made."""
    order = {(ask.audience, ask.moment): place for place, ask in enumerate(ASKS)}
    rows = sorted(
        Instrument.objects.filter(year=request.year).prefetch_related("questions"),
        key=lambda i: order[i.audience, i.moment],
    )
    today = timezone.localdate(request.now)
    made = {(row.audience, row.moment) for row in rows}
    return page(
        request,
        "evaluation/instruments.html",
        {
            "rows": [(row, queries.total_response(request.year, row.audience, row.moment, today)) for row in rows],
            "waiting": {row.pk for row in queries.with_waiting(request.year)},
            "missing": [ask for ask in ASKS if (ask.audience, ask.moment) not in made],
        },
    )


@require_POST
@requires(Permission.EVALUATION_MANAGE)
def make(request: YearRequest) -> HttpResponse:
    """Make the questionnaires that are missing, or the one that was asked for."""
    which = request.POST.get("which", "")
    if which and which not in BY_KEY:
        raise Http404
    try:
        made = actions.make_instruments(
            request.year, asks=[BY_KEY[which]] if which else None, by=request.user, at=request.now
        )
    except actions.AlreadyMade:
        messages.info(request, _("This year has all its questionnaires already."))
    else:
        made_text = ngettext(
            "%(n)s questionnaire is ready to read.", "%(n)s questionnaires are ready to read.", len(made)
        )
        messages.success(request, made_text % {"n": len(made)})
    return _to(request, "instruments")


@require_POST
@requires(Permission.EVALUATION_MANAGE)
def open_one(request: YearRequest, instrument_id: int) -> HttpResponse:
    """Let people answer."""
    return _moved(request, instrument_id, actions.open_instrument, _("The questionnaire is open."))


@require_POST
@requires(Permission.EVALUATION_MANAGE)
def close_one(request: YearRequest, instrument_id: int) -> HttpResponse:
    """Take no more answers."""
    return _moved(request, instrument_id, actions.close_instrument, _("The questionnaire is closed."))


@require_POST
@requires(Permission.EVALUATION_MANAGE)
def drop(request: YearRequest, instrument_id: int) -> HttpResponse:
    """Do without this questionnaire this year."""
    return _moved(request, instrument_id, actions.drop_instrument, _("The questionnaire is not used this year."))


@require_POST
@requires(Permission.EVALUATION_MANAGE)
def publish(request: YearRequest, instrument_id: int) -> HttpResponse:
    """Wait for nobody any more: show what has come in."""
    found = get_object_or_404(Instrument.objects.select_related("year"), pk=instrument_id, year=request.year)
    made = actions.publish(found, by=request.user, at=request.now, all_of_it=True)
    if made:
        told = ngettext("The answers of %(n)s group are shown.", "The answers of %(n)s groups are shown.", made)
        messages.success(request, told % {"n": made})
    else:
        messages.info(request, _("Too few answers wait to be shown. They stay until there are more."))
    return _to(request, "instruments")


def _moved(request: YearRequest, instrument_id: int, verb: Callable[..., None], done: str) -> HttpResponse:
    found = get_object_or_404(Instrument, pk=instrument_id, year=request.year)
    try:
        verb(found, by=request.user, at=request.now)
    except (actions.NotInOrder, actions.NotDraft):
        messages.warning(request, _("Somebody else did that just before you."))
    except actions.NothingAsked:
        messages.warning(request, _("There are no questions in it yet. Add one first."))
    else:
        messages.success(request, done)
    return _to(request, "instruments")

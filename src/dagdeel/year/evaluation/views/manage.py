"""The programme lead's side: questionnaires, the screening queue, and quality for the trainers step."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.pages import page
from dagdeel.year.catalogue.models import Goal
from dagdeel.year.evaluation import actions, queries
from dagdeel.year.evaluation.forms import AnswerForm, QuestionForm, ScreenForm
from dagdeel.year.evaluation.models import Comment, Instrument, Question
from dagdeel.year.evaluation.states import Audience, InstrumentState

REMARKS = 25  # on one page


def _to(request: YearRequest, name: str, *rest: object) -> HttpResponse:
    return redirect(f"evaluation:{name}", request.partnership.slug, request.year, *rest)


@require_safe
@requires(Permission.EVALUATION_MANAGE)
def instruments(request: YearRequest) -> HttpResponse:
    """The questionnaires of the year, with their state and response."""
    order = {audience: place for place, audience in enumerate(Audience.values)}
    rows = sorted(
        Instrument.objects.filter(year=request.year).prefetch_related("questions"), key=lambda i: order[i.audience]
    )
    return page(
        request,
        "evaluation/instruments.html",
        {
            "rows": [(row, queries.total_response(request.year, row.audience)) for row in rows],
            "complete": len(rows) == len(order),
        },
    )


@require_POST
@requires(Permission.EVALUATION_MANAGE)
def make(request: YearRequest) -> HttpResponse:
    """Make the questionnaires that are missing."""
    try:
        made = actions.make_instruments(request.year, by=request.user, at=request.now)
    except actions.AlreadyMade:
        messages.info(request, _("This year has all its questionnaires already."))
    else:
        made_text = ngettext(
            "%(n)s questionnaire is ready to read.", "%(n)s questionnaires are ready to read.", len(made)
        )
        messages.success(request, made_text % {"n": len(made)})
    return _to(request, "instruments")


@require_safe
@requires(Permission.EVALUATION_MANAGE)
def instrument(request: YearRequest, instrument_id: int) -> HttpResponse:
    """A questionnaire as the respondent sees it, with its questions to word while it is a draft."""
    found = get_object_or_404(Instrument, pk=instrument_id, year=request.year)
    questions = queries.questions_of(found)
    goals = list(Goal.objects.filter(edition__year=request.year).order_by("edition__position", "position")[:2])
    context: dict[str, object] = {
        "instrument": found,
        "questions": questions,
        "form": AnswerForm(questions, goals),
        "threshold": request.year.threshold,
        "is_draft": found.state == InstrumentState.DRAFT,
    }
    return page(request, "evaluation/instrument.html", context)


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


def _moved(request: YearRequest, instrument_id: int, verb: Callable[..., None], done: str) -> HttpResponse:
    found = get_object_or_404(Instrument, pk=instrument_id, year=request.year)
    try:
        verb(found, by=request.user, at=request.now)
    except actions.NotInOrder:
        messages.warning(request, _("Somebody else did that just before you."))
    else:
        messages.success(request, done)
    return _to(request, "instruments")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EVALUATION_MANAGE)
def question(request: YearRequest, question_id: int) -> HttpResponse:
    """Word a question. The item behind it stays, so the years can still be compared."""
    found = get_object_or_404(
        Question.objects.select_related("item", "instrument"), pk=question_id, instrument__year=request.year
    )
    form = QuestionForm(request.POST or None, initial={"text_nl": found.text_nl, "text_en": found.text_en})
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_question(
                found,
                text_nl=form.cleaned_data["text_nl"],
                text_en=form.cleaned_data["text_en"],
                by=request.user,
                at=request.now,
            )
        except actions.NotDraft:
            form.add_error(None, _("People are answering already, so the words stay as they are."))
        except actions.WordsMissing as no:
            for name in no.fields:
                form.add_error(name, _("Ask the question in both languages."))
        else:
            messages.success(request, _("The question has its new words."))
            return _to(request, "instrument", found.instrument_id)
    context: dict[str, object] = {"question": found, "form": form}
    return page(request, "evaluation/question.html", context, status=422 if form.errors else 200)


# Remarks ----------------------------------------------------------------------------------------------------------------


@require_safe
@requires(Permission.EVALUATION_MANAGE)
def remarks(request: YearRequest) -> HttpResponse:
    """The remarks that wait for somebody to read them."""
    return _queue(request)


@require_POST
@requires(Permission.EVALUATION_MANAGE)
def screen(request: YearRequest, comment_id: Any) -> HttpResponse:
    """Release or withhold one remark."""
    found = get_object_or_404(Comment, pk=comment_id, question__instrument__year=request.year)
    release = request.POST.get("verb") == "release"
    form = ScreenForm(request.POST, auto_id=f"id_{found.pk}_%s")
    if form.is_valid():
        try:
            actions.screen_comment(
                found,
                release=release,
                text=form.cleaned_data["text"],
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=request.now,
            )
        except actions.ReasonMissing:
            form.add_error("reason", _("Say why this remark is withheld."))
        else:
            messages.success(request, _("The remark is released.") if release else _("The remark is withheld."))
            return _to(request, "remarks")
    return _queue(request, wrong=(found, form))


def _queue(request: YearRequest, wrong: tuple[Comment, ScreenForm] | None = None) -> HttpResponse:
    queue = queries.screening_queue(request.year)
    listing = Paginator(queue, REMARKS).get_page(request.GET.get("page"))
    shown = list(listing)
    if wrong and wrong[0] not in shown:  # what did not hold is seen first, on whatever page it stands
        shown = [*queue.filter(pk=wrong[0].pk), *shown]
    rows = [(row, wrong[1] if wrong and wrong[0].pk == row.pk else _form(row)) for row in shown]
    return page(request, "evaluation/remarks.html", {"rows": rows, "listing": listing}, status=422 if wrong else 200)


def _form(comment: Comment) -> ScreenForm:
    return ScreenForm(initial={"text": comment.text}, auto_id=f"id_{comment.pk}_%s")


@require_POST
@requires(Permission.EVALUATION_MANAGE)
def quality(request: YearRequest) -> HttpResponse:
    """Hand what participants said of the trainers to the trainers step."""
    kept = actions.hand_over_quality(request.year, by=request.user, at=request.now)
    text = ngettext(
        "The quality of %(n)s trainer and workshop is kept.",
        "The quality of %(n)s trainers and workshops is kept.",
        kept,
    )
    messages.success(request, text % {"n": kept})
    return _to(request, "instruments")

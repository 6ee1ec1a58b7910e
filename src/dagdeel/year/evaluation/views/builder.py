"""Making a questionnaire: its questions, the bank, and a look at it as people see it."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.pages import page
from dagdeel.year.catalogue.models import Goal
from dagdeel.year.evaluation import actions, queries
from dagdeel.year.evaluation.actions import Fault
from dagdeel.year.evaluation.forms import AnswerForm, IntroductionForm, QuestionForm, QuestionsFileForm
from dagdeel.year.evaluation.models import Instrument, Question
from dagdeel.year.evaluation.states import CHOICES, InstrumentState, Kind

# beside which field, and what to say
FAULTS = {
    Fault.WORDS_NL: ("text_nl", gettext_lazy("Ask the question in both languages.")),
    Fault.WORDS_EN: ("text_en", gettext_lazy("Ask the question in both languages.")),
    Fault.TOO_LONG: ("text_nl", gettext_lazy("A question is at most 300 characters.")),
    Fault.KEY: ("label", gettext_lazy("A key has small letters, digits and dashes, at most 80.")),
    Fault.KEY_TWICE: ("label", gettext_lazy("This item is asked already in this questionnaire.")),
    Fault.KIND: ("kind", gettext_lazy("This kind of question does not exist.")),
    Fault.OTHER_KIND: (
        "kind", gettext_lazy("This item was asked as another kind of question, so its answers could not be compared."),
    ),
    Fault.ASKED_ALREADY: (
        "text_nl", gettext_lazy("This question exists already. Take it from the bank, so that its answers can be compared."),
    ),
    Fault.GOALS: ("kind", gettext_lazy("The goals are asked once, about a session, as something to agree with.")),
    Fault.PERSON: (
        "about_person",
        gettext_lazy("Words and goals cannot be shown to one person only. Ask about the trainer with a scale or a choice."),
    ),
    Fault.OPTIONS_FEW: ("option_1_nl", gettext_lazy("Give at least two options.")),
    Fault.OPTIONS_MANY: ("option_1_nl", gettext_lazy("Options have their own numbers from 1 to 10, and only with a choice.")),
    Fault.OPTIONS_WORDS: (
        "option_1_nl", gettext_lazy("Give each option in both languages, in at most 120 characters."),
    ),
    Fault.CONDITION: ("only", gettext_lazy("Choose answers of one earlier question that is no text and no goal.")),
    Fault.CONDITION_VALUES: ("only", gettext_lazy("Choose answers that can be given to that question.")),
    Fault.TOO_MANY: (None, gettext_lazy("A questionnaire has at most 40 questions. Three minutes are enough for about 12.")),
}  # fmt: skip
OPEN_ALREADY = gettext_lazy("People are answering already, so the questions stay as they are.")


def back(request: YearRequest, instrument_id: int) -> HttpResponse:
    """To the questionnaire."""
    return redirect("evaluation:instrument", request.partnership.slug, request.year, instrument_id)


def found_instrument(request: YearRequest, instrument_id: int) -> Instrument:
    """A questionnaire of this year; raises Http404."""
    return get_object_or_404(Instrument.objects.select_related("year"), pk=instrument_id, year=request.year)


def _question(request: YearRequest, question_id: int) -> Question:
    rows = Question.objects.select_related("item", "instrument__year", "only_if__item")
    return get_object_or_404(rows, pk=question_id, instrument__year=request.year)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EVALUATION_MANAGE)
def instrument(request: YearRequest, instrument_id: int) -> HttpResponse:
    """A questionnaire as the respondent sees it, with its questions to change while it is a draft."""
    found = found_instrument(request, instrument_id)
    form = IntroductionForm(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.introduce_instrument(found, **form.cleaned_data, by=request.user, at=request.now)
        except actions.NotDraft:
            form.add_error(None, str(OPEN_ALREADY))
        else:
            messages.success(request, _("The introduction is kept."))
            return back(request, found.pk)
    return show(request, found, introduction=form)


def show(
    request: YearRequest,
    found: Instrument,
    *,
    introduction: IntroductionForm | None = None,
    file: QuestionsFileForm | None = None,
) -> HttpResponse:
    """The page of a questionnaire, with what did not hold beside its field."""
    questions = queries.questions_of(found)
    goals = list(Goal.objects.filter(edition__year=request.year).order_by("edition__position", "position")[:2])
    context: dict[str, object] = {
        "instrument": found,
        "questions": questions,
        "form": AnswerForm(questions, goals),
        "introduction": introduction or IntroductionForm(found),
        "file": file or QuestionsFileForm(found),
        "threshold": request.year.threshold,
        "is_draft": found.state == InstrumentState.DRAFT,
    }
    wrong = any(form is not None and form.errors for form in (introduction, file))
    return page(request, "evaluation/instrument.html", context, status=422 if wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EVALUATION_MANAGE)
def add(request: YearRequest, instrument_id: int) -> HttpResponse:
    """A new question, with a new item behind it."""
    found = found_instrument(request, instrument_id)
    form = QuestionForm(queries.questions_of(found), data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        verb = actions.add_question
        if _held(form, lambda: verb(found, line=form.question(), by=request.user, at=request.now)):
            messages.success(request, _("The question stands at the end."))
            return back(request, found.pk)
    context: dict[str, object] = {"instrument": found, "form": form}
    return page(request, "evaluation/question.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EVALUATION_MANAGE)
def question(request: YearRequest, question_id: int) -> HttpResponse:
    """Word a question. The item behind it stays, so the years can still be compared."""
    found = _question(request, question_id)
    earlier = [q for q in queries.questions_of(found.instrument) if q.position < found.position]
    form = QuestionForm(earlier, queries.line_of(found), retired=_retired(found), data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        verb = actions.edit_question
        if _held(form, lambda: verb(found, line=form.question(), by=request.user, at=request.now)):
            messages.success(request, _("The question has its new words."))
            return back(request, found.instrument_id)
    context: dict[str, object] = {"question": found, "instrument": found.instrument, "form": form}
    return page(request, "evaluation/question.html", context, status=422 if form.errors else 200)


def _retired(question: Question) -> set[int]:
    """Numbers of options that this item had and has no more: they are never given to another option."""
    if question.kind not in CHOICES:
        return set()
    rows = Question.objects.filter(item=question.item).values_list("options", flat=True)
    return {row[0] for options in rows for row in options} - {option.number for option in question.choices}


def _held(form: forms.Form, verb: Callable[[], object]) -> bool:
    """Do it; what does not hold is said beside its field."""
    try:
        verb()
    except actions.NotDraft:
        form.add_error(None, str(OPEN_ALREADY))
    except actions.Unfit as no:
        for fault in dict.fromkeys(fault for _place, fault in no.faults):
            field, words = FAULTS[fault]
            form.add_error(field if field in form.fields else None, str(words))
    else:
        return True
    return False


@require_POST
@requires(Permission.EVALUATION_MANAGE)
def move(request: YearRequest, question_id: int) -> HttpResponse:
    """One place up or down."""
    up = request.POST.get("to") == "up"
    return _done(request, question_id, lambda q: actions.move_question(q, up=up, by=request.user, at=request.now))


@require_POST
@requires(Permission.EVALUATION_MANAGE)
def remove(request: YearRequest, question_id: int) -> HttpResponse:
    """Ask it no more."""
    return _done(request, question_id, lambda q: actions.remove_question(q, by=request.user, at=request.now))


def _done(request: YearRequest, question_id: int, verb: Callable[[Question], None]) -> HttpResponse:
    found = _question(request, question_id)
    try:
        verb(found)
    except actions.NotDraft:
        messages.warning(request, str(OPEN_ALREADY))
    except actions.InTheWay:
        messages.warning(request, _("Another question depends on this one. Change that one first."))
    return back(request, found.instrument_id)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EVALUATION_MANAGE)
def bank(request: YearRequest, instrument_id: int) -> HttpResponse:
    """What was asked before and what is ready-made, to be asked as the same item."""
    found = found_instrument(request, instrument_id)
    banked = queries.bank(found)
    status = 200
    if request.method == "POST":
        line = next((row.line for row in banked if row.line.key == request.POST.get("item")), None)
        if line is None:
            raise Http404
        try:
            actions.take_question(found, line=line, by=request.user, at=request.now)
        except (actions.NotDraft, actions.Unfit):
            messages.warning(request, str(OPEN_ALREADY))
            status = 422
        else:
            messages.success(request, _("The question stands at the end."))
            return back(request, found.pk)
    kinds = {str(value): label for value, label in Kind.choices}
    rows = [(row, kinds.get(row.line.kind, "")) for row in banked]
    return page(request, "evaluation/bank.html", {"instrument": found, "rows": rows}, status=status)

"""Answering with a code on paper: without an account, without a name. Whoever holds the code is one of the people who got one."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.clock import now
from dagdeel.base.partnerships.doors import YearRequest, open_to_all, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.pages import page
from dagdeel.outputs.documents.http import pdf_response
from dagdeel.year.evaluation import actions, documents, queries
from dagdeel.year.evaluation.forms import AnswerForm, CodeForm, CodesForm
from dagdeel.year.evaluation.models import Instrument
from dagdeel.year.evaluation.states import BY_CODE, InstrumentState

WHY_OPEN = "a code on paper that works once and is nobody's; it opens questions, never an answer"


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all(WHY_OPEN)
def door(request: HttpRequest) -> HttpResponse:
    """Type the code."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("evaluation_open:by_code", form.cleaned_data["code"])
    return _private(page(request, "evaluation/code.html", {"form": form}, status=422 if form.errors else 200))


@require_safe
@open_to_all(WHY_OPEN)
def thanks(request: HttpRequest) -> HttpResponse:
    """After answering with a code."""
    return _private(page(request, "evaluation/code_thanks.html", {}))


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all(WHY_OPEN)
def by_code(request: HttpRequest, code: str) -> HttpResponse:
    """The questionnaire that this code opens."""
    found = queries.instrument_of_code(code)
    if found is None:
        form = CodeForm({"code": code[:40]})
        form.is_valid()
        return _private(page(request, "evaluation/code.html", {"form": form}, status=404))
    with scope.of(found.year.partnership):
        return _private(_asked(request, found, code))


def _asked(request: HttpRequest, found: Instrument, code: str) -> HttpResponse:
    if found.state != InstrumentState.OPEN:
        return page(request, "evaluation/code_closed.html", {"draft": found.state == InstrumentState.DRAFT}, status=410)
    form = AnswerForm(queries.questions_of(found), [], data=request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_by_code(
                found, code=code, answers=form.answers(), comments=form.comments(), at=now(found.year.partnership)
            )
        except actions.NothingAnswered:
            form.add_error(None, _("You have not answered anything yet. Answer at least one question."))
        except (actions.CodeUnknown, actions.Closed):
            return redirect("evaluation_open:by_code", code)  # it says what is the matter
        else:
            return HttpResponseRedirect(reverse("evaluation_open:code_thanks"))
    context: dict[str, object] = {
        "instrument": found,
        "form": form,
        "threshold": found.year.threshold,
        "partnership": found.year.partnership,
    }
    return page(request, "evaluation/code_answer.html", context, status=422 if form.errors else 200)


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EVALUATION_MANAGE)
def codes(request: YearRequest, instrument_id: int) -> HttpResponse:
    """Make codes: a paper with slips to cut and hand out. It is made once; nobody can look the codes up afterwards."""
    rows = Instrument.objects.filter(audience__in=BY_CODE).select_related("year")
    found = get_object_or_404(rows, pk=instrument_id, year=request.year)
    form = CodesForm(request.year.threshold, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.make_codes(found, number=form.cleaned_data["number"], by=request.user, at=request.now)
        except actions.Closed:
            form.add_error(None, _("The questionnaire is closed. Open it again first."))
        except actions.NotSoMany:
            form.add_error("number", form.limits)
        else:
            content = documents.codes_pdf(request.partnership.name, str(request.year), made)
            return pdf_response(content, f"codes-{request.year}", download=True)
    context: dict[str, object] = {"instrument": found, "form": form}
    return page(request, "evaluation/codes.html", context, status=422 if form.errors else 200)

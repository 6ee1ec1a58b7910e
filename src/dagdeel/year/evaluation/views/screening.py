"""The screening queue, and quality for the trainers step: what the programme lead does with what was said."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.pages import page
from dagdeel.year.evaluation import actions, queries
from dagdeel.year.evaluation.forms import ScreenForm
from dagdeel.year.evaluation.models import Comment

REMARKS = 25  # on one page


def _to(request: YearRequest, name: str, *rest: object) -> HttpResponse:
    return redirect(f"evaluation:{name}", request.partnership.slug, request.year, *rest)


@require_safe
@requires(Permission.EVALUATION_MANAGE)
def remarks(request: YearRequest) -> HttpResponse:
    """The remarks that wait for somebody to read them."""
    return _queue(request)


@require_POST
@requires(Permission.EVALUATION_MANAGE)
def screen(request: YearRequest, comment_id: Any) -> HttpResponse:
    """Release or withhold one remark."""
    found = get_object_or_404(Comment, pk=comment_id, question__instrument__year=request.year, block__isnull=False)
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
    names = queries.known_names()
    rows = [
        (row, wrong[1] if wrong and wrong[0].pk == row.pk else _form(row), queries.marked(row.text, names))
        for row in shown
    ]
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

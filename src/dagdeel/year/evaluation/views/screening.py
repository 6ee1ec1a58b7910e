"""The screening queue, and quality for the trainers step: what the programme lead does with what was said."""

from contextlib import suppress
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

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
from dagdeel.year.evaluation.queries import Waiting
from dagdeel.year.evaluation.states import CommentState
from dagdeel.year.evaluation.views.figures import at

REMARKS = 25  # on one page
MOST = 100  # named at once


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
            return _back(request, [found])
    return _queue(request, wrong=(found, form))


@require_POST
@requires(Permission.EVALUATION_MANAGE)
def release_some(request: YearRequest) -> HttpResponse:
    """Release the remarks that were ticked, as they were written. Where something is marked each is read by itself."""
    chosen = _named(request, request.POST.getlist("remark"))
    names = queries.known_names()
    marked = {row.pk for row in chosen if any(piece.why for piece in queries.marked(row.text, names))}
    number = actions.release_comments(chosen, marked=marked, year=request.year, by=request.user, at=request.now)
    if number:
        told = ngettext("%(n)s remark is released.", "%(n)s remarks are released.", number)
        messages.success(request, told % {"n": number})
    else:
        messages.warning(request, _("Nothing was released. Tick remarks in which nothing is marked."))
    return _back(request, [row for row in chosen if row.pk not in marked] if number else [])


@require_POST
@requires(Permission.EVALUATION_MANAGE)
def unscreen(request: YearRequest) -> HttpResponse:
    """Undo: what was just released or withheld waits again."""
    chosen = _named(request, request.POST.getlist("remark"))
    number = actions.unscreen_comments(chosen, year=request.year, by=request.user, at=request.now)
    told = ngettext("%(n)s remark waits again.", "%(n)s remarks wait again.", number)
    messages.success(request, told % {"n": number})
    return _back(request, [])


def _named(request: YearRequest, keys: list[str]) -> list[Comment]:
    """The remarks of this year with these keys; what is no key is nothing."""
    found = []
    for key in keys[:MOST]:
        with suppress(ValueError):
            found.append(UUID(key))
    return list(Comment.objects.filter(pk__in=found, question__instrument__year=request.year, block__isnull=False))


def _back(request: YearRequest, done: list[Comment]) -> HttpResponse:
    """The queue as it was looked at, with what was just done to undo."""
    query = request.GET.copy()
    query.setlist("done", [str(comment.pk) for comment in done])
    return redirect(f"{at(request, 'remarks')}?{query.urlencode()}")


def _queue(request: YearRequest, wrong: tuple[Comment, ScreenForm] | None = None) -> HttpResponse:
    queue = queries.waiting_remarks(request.year)
    workshops = sorted({row.workshops[0] for row in queue if len(row.workshops) == 1})
    of, only = request.GET.get("workshop", ""), request.GET.get("only", "")
    here = [row for row in queue if not of or row.workshops == (of,)]
    seen = [row for row in here if only not in {"marked", "plain"} or row.is_marked == (only == "marked")]
    listing = Paginator(seen, REMARKS).get_page(request.GET.get("page"))
    shown = list(listing)
    if wrong and wrong[0].pk not in {
        row.comment.pk for row in shown
    }:  # what did not hold is seen first, on whatever page
        shown = [*(row for row in queue if row.comment.pk == wrong[0].pk), *shown]
    done = _named(request, request.GET.getlist("done"))
    read = queries.screened(request.year)
    query = request.GET.copy()
    query.pop("done", None)
    context: dict[str, object] = {
        "rows": [(row, wrong[1] if wrong and wrong[0].pk == row.comment.pk else _form(row.comment)) for row in shown],
        "listing": listing,
        "tabs": _tabs(of, only, here),
        "workshops": workshops,
        "of": of,
        "only": only,
        "done": [row for row in done if row.state != CommentState.WAITING],
        "read": read,
        "all": read + len(queue),
        "left": len(queue),
        "unmarked": [row.comment.pk for row in shown if not row.is_marked],
        "query": query.urlencode(),
    }
    return page(request, "evaluation/remarks.html", context, status=422 if wrong else 200)


def _tabs(of: str, only: str, here: list[Waiting]) -> list[tuple[str, str, bool, int]]:
    """All, with something marked, and with nothing marked: words, address, whether it is open, how many."""
    marked = sum(row.is_marked for row in here)
    kinds = [("", _("All"), len(here)), ("marked", _("Something marked"), marked)]
    kinds.append(("plain", _("Nothing marked"), len(here) - marked))
    return [(words, f"?{urlencode({'only': kind, 'workshop': of})}", kind == only, n) for kind, words, n in kinds]


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
    return redirect(at(request, "instruments"))

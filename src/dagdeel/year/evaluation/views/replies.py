"""Writing back: a trainer replies to remarks, and the programme lead lets participants read the replies."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission, Role
from dagdeel.base.ui.pages import page
from dagdeel.year.evaluation import actions, queries
from dagdeel.year.evaluation.forms import ReplyForm
from dagdeel.year.evaluation.models import Comment
from dagdeel.year.evaluation.queries import Remark
from dagdeel.year.evaluation.views.figures import at

REMARKS = 25  # on one page


@require_safe
@requires(Permission.EVALUATION_ANSWER)
def own_remarks(request: YearRequest) -> HttpResponse:
    """What participants said of this trainer's sessions in their own words, to reply to."""
    return _own(request, _remarks(request))


@require_POST
@requires(Permission.EVALUATION_ANSWER)
def own_reply(request: YearRequest, comment_id: Any) -> HttpResponse:
    """Write back to one remark, take that back, or undo taking it back."""
    remarks = _remarks(request)
    if comment_id not in {remark.key for remark in remarks}:
        raise Http404
    found = get_object_or_404(Comment.objects.select_related("question__instrument__year"), pk=comment_id)
    form = ReplyForm(request.POST, auto_id=f"id_{comment_id}_%s")
    who: dict[str, Any] = {"by": request.user, "at": request.now}
    try:
        if request.POST.get("verb") == "take_back":
            actions.take_back_reply(found, **who)
            messages.success(request, _("The reply is taken back. You can still undo that."))
        elif request.POST.get("verb") == "restore":
            actions.restore_reply(found, **who)
            messages.success(request, _("The reply is there again."))
        elif form.is_valid():
            actions.write_reply(found, text=form.cleaned_data["text"], **who)
            messages.success(request, _("The programme lead can read your reply."))
    except actions.NothingWritten:
        form.add_error("text", _("Write something, or leave the remark as it is."))
    except (actions.NotTheirs, actions.NotThere):
        messages.warning(request, _("Meanwhile something changed about this remark. Look at it again."))
    if form.errors:
        return _own(request, remarks, wrong=(comment_id, form))
    place = next((place for place, remark in enumerate(_remarks(request)) if remark.key == comment_id), 0)
    return redirect(f"{at(request, 'own_remarks')}?page={place // REMARKS + 1}#remark-{comment_id}")


@require_safe
@requires(Permission.EVALUATION_MANAGE)
def replies(request: YearRequest) -> HttpResponse:
    """What trainers wrote back."""
    listing = Paginator(queries.replied_remarks(request.year), REMARKS).get_page(request.GET.get("page"))
    return page(request, "evaluation/replies.html", {"groups": _grouped(listing), "listing": listing})


@require_POST
@requires(Permission.EVALUATION_MANAGE)
def reply_shown(request: YearRequest, comment_id: Any) -> HttpResponse:
    """Let participants read a reply, or no longer."""
    found = get_object_or_404(Comment, pk=comment_id, question__instrument__year=request.year, reply__isnull=False)
    try:
        if request.POST.get("verb") == "show":
            actions.show_reply(found, by=request.user, at=request.now)
            messages.success(request, _("Who took part in these workshops can read the reply."))
        else:
            actions.hide_reply(found, by=request.user, at=request.now)
            messages.success(request, _("Participants no longer read the reply."))
    except actions.NotThere:
        messages.warning(request, _("Meanwhile something changed about this remark. Look at it again."))
    return redirect(at(request, "replies"))


def _remarks(request: YearRequest) -> list[Remark]:
    if not request.member.has(Role.TRAINER):
        raise PermissionDenied
    return queries.remarks_of_trainer(request.year, request.user)


def _own(request: YearRequest, remarks: list[Remark], wrong: tuple[Any, ReplyForm] | None = None) -> HttpResponse:
    place = next((place for place, remark in enumerate(remarks) if wrong and remark.key == wrong[0]), None)
    number = request.GET.get("page") if place is None else place // REMARKS + 1
    listing = Paginator(remarks, REMARKS).get_page(number)
    rows = [
        (heading, [(remark, wrong[1] if wrong and wrong[0] == remark.key else _form(remark)) for remark in group])
        for heading, group in _grouped(listing)
    ]
    waiting = sum(remark.waits for remark in remarks)
    context: dict[str, object] = {"groups": rows, "listing": listing, "waiting": waiting, "me": request.user.pk}
    return page(request, "evaluation/own_remarks.html", context, status=422 if wrong else 200)


def _form(remark: Remark) -> ReplyForm:
    return ReplyForm(initial={"text": remark.reply.text if remark.reply else ""}, auto_id=f"id_{remark.key}_%s")


def _grouped(remarks: Iterable[Remark]) -> list[tuple[str, list[Remark]]]:
    """By workshop; what is shown with several of them stands under its own heading."""

    def heading(remark: Remark) -> str:
        return remark.workshops[0] if len(remark.workshops) == 1 else _("Several workshops together")

    return [(name, list(group)) for name, group in groupby(remarks, key=heading)]

"""Findings: the first page of the step, one finding with its figure, and the decision that follows from it."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.pages import page
from dagdeel.outputs.charts.svg import shown
from dagdeel.year.decisions import actions, permissions, queries
from dagdeel.year.decisions.forms import ConsequenceForm, DecisionForm, FindingForm, ReasonForm, consequence_forms
from dagdeel.year.decisions.models import Finding
from dagdeel.year.decisions.step import STEP
from dagdeel.year.decisions.views.chains import evidence_words, links
from dagdeel.year.decisions.views.drafting import with_costs
from dagdeel.year.decisions.views.figures import drawn, files, sides
from dagdeel.year.decisions.views.suggesting import theme_name, told
from dagdeel.year.evaluation.models import Item
from dagdeel.year.evaluation.states import BY_NAME, Audience

GET_OR_POST = ["GET", "HEAD", "POST"]
FINDINGS = 25  # on one page


@require_safe
@requires(Permission.DECISIONS_VIEW)
def index(request: YearRequest) -> HttpResponse:
    """What is asked, the findings with their state, and what the figures suggest."""
    edits = permissions.may_edit(request.member)
    findings = Paginator(queries.findings_of(request.year), FINDINGS).get_page(request.GET.get("page"))
    context: dict[str, object] = {
        "todos": tuple(STEP.todo(request.year, request.member, request.now)),
        "today": request.now.date(),
        "findings": [(finding, evidence_words(finding.evidence)) for finding in findings],
        "listing": findings,
        "suggestions": [told(found, request) for found in queries.suggest_findings(request.year)] if edits else (),
        "progress": queries.progress(request.year),
        "following": queries.following(request.year),
        "edits": edits,
    }
    return page(request, "decisions/index.html", context)


@require_http_methods(GET_OR_POST)
@requires(Permission.DECISIONS_EDIT)
def note(request: YearRequest) -> HttpResponse:
    """Write a finding down; a suggestion fills the form."""
    names = ("item_key", "workshop", "audience", "title", "against", "theme")
    asked = {name: request.GET[name] for name in names if name in request.GET}
    form = FindingForm(request.POST or None, year=request.year, initial=asked)
    if form.is_valid():
        values = {**form.cleaned_data}
        asked_of = BY_NAME[values["audience"] or Audience.PARTICIPANT]
        values |= {"audience": asked_of.audience, "moment": asked_of.moment}
        try:
            finding = actions.note_finding(request.year, **values, by=request.user, at=request.now)
        except actions.UnknownTheme:
            form.add_error(None, _("This does not come back in the remarks any more. Note it without the theme."))
            return page(request, "decisions/note.html", {"form": form, "theme": ""}, status=422)
        if finding.item_key and not finding.evidence:
            messages.warning(request, _("The finding is noted. Too few people answered to keep a figure with it."))
        else:
            messages.success(request, _("The finding is noted."))
        return _to(request, finding)
    context: dict[str, object] = {"form": form, "theme": theme_name(form["theme"].value() or "")}
    return page(request, "decisions/note.html", context, status=422 if form.is_bound else 200)


@require_safe
@requires(Permission.DECISIONS_VIEW)
def finding(request: YearRequest, finding_id: int) -> HttpResponse:
    """One finding: what people said, and what was decided about it."""
    found = _find(request, finding_id)
    return _show(request, found)


@require_POST
@requires(Permission.DECISIONS_EDIT)
def propose(request: YearRequest, finding_id: int) -> HttpResponse:
    """Lay a decision before a body."""
    found = _find(request, finding_id)
    if "recalculate" in request.POST:
        return _show(
            request,
            found,
            form=DecisionForm(year=request.year, initial=request.POST.dict()),
            rows=consequence_forms(None, request.year, typed=request.POST.dict()),
        )
    form, rows = DecisionForm(request.POST, year=request.year), consequence_forms(request.POST, request.year)
    if all([form.is_valid(), *(row.is_valid() for row in rows)]):
        filled = [row for row in rows if row.is_filled]
        try:
            decision = actions.propose_decision(
                found,
                **form.cleaned_data,
                consequences=[row.draft for row in filled],
                by=request.user,
                at=request.now,
            )
        except actions.BadConsequence as no:
            filled[no.place].refuse(no)
        except REFUSALS as no:
            field, sentence = _refusal(no)
            form.add_error(field, sentence)
        else:
            messages.success(request, _("The decision is proposed."))
            return redirect("decisions:decision", request.partnership.slug, request.year, decision.pk)
    return _show(request, found, form=form, rows=rows, status=422)


REFUSALS = (
    actions.MissingTitle, actions.MissingReason, actions.DueTooEarly, actions.NoConsequences, actions.UnknownOwner,
    actions.FindingClosed,
)  # fmt: skip


def _refusal(no: Exception) -> tuple[str | None, str]:
    """The field that it is about, and the sentence beside it."""
    match no:
        case actions.MissingTitle():
            return "title", _("Say in one sentence what is decided.")
        case actions.MissingReason():
            return "reason", _("Give the reason: everybody who was asked is owed one.")
        case actions.DueTooEarly():
            return "due", _("This is before the meeting in which it is decided.")
        case actions.UnknownOwner():
            return "owner", _("Choose somebody who has a role this year.")
        case actions.NoConsequences():
            return None, _("Say what changes. If everything stays as it is, choose “keep as it is”.")
    return None, _("About this finding it was said that nothing is done. Open it again first.")


@require_POST
@requires(Permission.DECISIONS_EDIT)
def no_action(request: YearRequest, finding_id: int) -> HttpResponse:
    """Nothing is done about it, with the reason."""
    found = _find(request, finding_id)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            actions.no_action(found, **form.cleaned_data, by=request.user, at=request.now)
        except actions.MissingReason:
            form.add_error("reason", _("Give the reason: everybody who was asked is owed one."))
        except actions.FindingClosed:
            form.add_error("reason", _("There is a decision about this finding; withdraw that first."))
        else:
            messages.success(request, _("It is written down why nothing is done."))
            return _to(request, found)
    return _show(request, found, reason_form=form, status=422)


@require_POST
@requires(Permission.DECISIONS_EDIT)
def reopen(request: YearRequest, finding_id: int) -> HttpResponse:
    """Look at it again."""
    found = _find(request, finding_id)
    try:
        actions.reopen_finding(found, by=request.user, at=request.now)
    except actions.FindingClosed:
        messages.error(request, _("This finding is open, or decided."))
    else:
        messages.success(request, _("The finding is open again."))
    return _to(request, found)


def _find(request: YearRequest, finding_id: int) -> Finding:
    return get_object_or_404(queries.findings_of(request.year), pk=finding_id)


def _to(request: YearRequest, found: Finding) -> HttpResponse:
    return redirect("decisions:finding", request.partnership.slug, request.year, found.pk)


def _show(
    request: YearRequest,
    found: Finding,
    *,
    form: DecisionForm | None = None,
    rows: list[ConsequenceForm] | None = None,
    reason_form: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    edits = permissions.may_edit(request.member)
    chains = queries.chains(queries.decisions().filter(finding=found).order_by("day", "pk"))
    item = Item.objects.filter(key=found.item_key).first() if found.item_key else None
    context: dict[str, Any] = {
        "finding": found,
        "item": item,
        "edits": edits,
        "picture": shown(drawn(found.evidence)),
        "sides": sides(found.evidence),
        "files": files(request, found),
        "of_now": _of_now(request, found),
        "words": evidence_words(found.evidence),
        "chains": [(chain, links(chain, request)) for chain in chains],
        "form": form or DecisionForm(year=request.year, initial={"owner": request.user.pk, "day": request.now.date()}),
        "rows": with_costs(rows or consequence_forms(None, request.year), request.POST, request.year),
        "typed": rows is not None,
        "reason_form": reason_form or ReasonForm(prefix=None),
        "refused": status != 200,
    }  # fmt: skip
    return page(request, "decisions/finding.html", context, status=status)


def _of_now(request: YearRequest, found: Finding) -> str:
    """Where the figures stand as they are today, for who may read them."""
    if not found.evidence or not request.member.may(Permission.EVALUATION_VIEW):
        return ""
    where = [request.partnership.slug, request.year]
    if found.workshop_id is not None:
        return reverse("evaluation:workshop", args=[*where, found.workshop_id])
    side = {name: found.evidence[name] for name in ("audience", "moment") if name in found.evidence}
    return reverse("evaluation:index", args=where) + (f"?{urlencode(side)}" if side else "")

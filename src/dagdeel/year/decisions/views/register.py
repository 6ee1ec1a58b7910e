"""The register of decisions: one decision with its chain, the list with its filters, and the list on paper and as a file."""

from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.listing import Heading, Listing
from dagdeel.base.ui.pages import page
from dagdeel.outputs.documents.http import pdf_response
from dagdeel.outputs.sheets.http import sheet_response
from dagdeel.outputs.sheets.sheet import Column, Sheet
from dagdeel.year.decisions import actions, permissions, queries
from dagdeel.year.decisions.documents import register_pdf
from dagdeel.year.decisions.forms import OutcomeForm, ReasonForm
from dagdeel.year.decisions.models import Consequence, Decision
from dagdeel.year.decisions.states import Body, ConsequenceKind, DecisionState
from dagdeel.year.decisions.views.chains import consequence_words, links, outcome_words

DECISIONS = 40  # on one page
HEADINGS = (
    Heading("title", gettext_lazy("Decision"), ("title",), fixed=True),
    Heading("body", gettext_lazy("Body"), ("body", "-day")),
    Heading("day", gettext_lazy("Date"), ("day",)),
    Heading("owner", gettext_lazy("Sees to it"), ("owner__sort_key",)),
    Heading("due", gettext_lazy("Due"), ("due", "day")),
    Heading("state", gettext_lazy("State"), ("state", "-day")),
)


def _filters(request: YearRequest) -> queries.Filters:
    asked = request.GET
    return queries.Filters(asked.get("body", ""), asked.get("state", ""), asked.get("years") == "all")


@require_safe
@requires(Permission.DECISIONS_VIEW)
def register(request: YearRequest) -> HttpResponse:
    """The decisions, by body and state."""
    filters = _filters(request)
    listing = Listing(request.GET, HEADINGS)
    found = listing.ordered(queries.register(request.year, filters))
    context: dict[str, object] = {
        "filters": filters,
        "listing": listing,
        "decisions": Paginator(found, DECISIONS).get_page(request.GET.get("page")),
        "bodies": Body.choices,
        "states": DecisionState.choices,
        "query": request.GET.urlencode(),
        "undecided": [line for line in queries.finding_lines(request.year) if line.undecided],
    }
    return page(request, "decisions/register.html", context, part="register")


@require_safe
@requires(Permission.DECISIONS_VIEW)
def sheet(request: YearRequest, kind: str) -> HttpResponse:
    """The same list as a file."""
    columns = [
        Column(gettext_lazy("Year")), Column(gettext_lazy("Date"), "date"), Column(gettext_lazy("Body")),
        Column(gettext_lazy("Decision")), Column(gettext_lazy("Reason")), Column(gettext_lazy("Finding")),
        Column(gettext_lazy("Consequences")), Column(gettext_lazy("Owner")), Column(gettext_lazy("Due"), "date"),
        Column(gettext_lazy("State")), Column(gettext_lazy("Decided")),
    ]  # fmt: skip
    rows = [
        (
            row.year.label, row.day, row.get_body_display(), row.title, row.reason, row.finding.title,
            "; ".join(item.description for item in row.consequences.all()), row.owner.list_name, row.due,
            row.get_state_display(), outcome_words(row),
        )
        for row in queries.register(request.year, _filters(request))
    ]  # fmt: skip
    title = _("Decisions %(year)s") % {"year": request.year}
    return sheet_response(Sheet(title, columns, rows), cast("Any", kind), title)


@require_safe
@requires(Permission.DECISIONS_VIEW)
def paper(request: YearRequest) -> HttpResponse:
    """The same list on paper, for the table of the body."""
    filters = _filters(request)
    rows = [(row, outcome_words(row)) for row in queries.register(request.year, filters)]
    content = register_pdf(request.year, filters, rows)
    return pdf_response(content, f"{_('decisions')}-{request.year}")


@require_safe
@requires(Permission.DECISIONS_VIEW)
def decision(request: YearRequest, decision_id: int) -> HttpResponse:
    """One decision: where it came from, what it changes, and whether it helped."""
    return _show(request, _find(request, decision_id))


@require_POST
@requires(Permission.DECISIONS_EDIT)
def take(request: YearRequest, decision_id: int) -> HttpResponse:
    """The body took it, or did not; by consensus or by vote."""
    found = _find(request, decision_id)
    form = OutcomeForm(request.POST)
    if form.is_valid():
        try:
            if request.POST.get("result") == DecisionState.REJECTED:
                reason = form.cleaned_data["reason"]
                actions.reject_decision(found, reason=reason, outcome=form.outcome, by=request.user, at=request.now)
                messages.success(
                    request, _("It is written down that it was not taken. Decide what to do with the finding.")
                )
            else:
                actions.take_decision(found, outcome=form.outcome, by=request.user, at=request.now)
                messages.success(request, _("The decision is taken."))
        except actions.WrongState:
            messages.error(request, _("This decision is not waiting to be taken any more."))
        except actions.MissingReason:
            form.add_error("reason", _("Say why it was not taken: everybody who was asked is owed a reason."))
        except actions.NoMajority:
            form.add_error("votes_for", _("Not more votes for than against: then it was not taken."))
        except actions.HadMajority:
            form.add_error("votes_against", _("More votes for than against: then it was taken."))
        if not form.errors:
            return _to(request, found)
    return _show(request, found, outcome_form=form, status=422)


@require_POST
@requires(Permission.DECISIONS_EDIT)
def withdraw(request: YearRequest, decision_id: int) -> HttpResponse:
    """Taken back, with the reason."""
    found = _find(request, decision_id)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            actions.withdraw_decision(found, **form.cleaned_data, by=request.user, at=request.now)
        except actions.MissingReason:
            form.add_error("reason", _("Give the reason: everybody who was asked is owed one."))
        except actions.WrongState:
            form.add_error("reason", _("What was carried out cannot be withdrawn; make a new decision."))
        else:
            messages.success(request, _("The decision is withdrawn."))
            return _to(request, found)
    return _show(request, found, form=form, status=422)


@require_POST
@requires(Permission.DECISIONS_EDIT)
def carry_out(request: YearRequest, decision_id: int) -> HttpResponse:
    """Everything of a decision that waits."""
    return _carry_out(request, _find(request, decision_id))


@require_POST
@requires(Permission.DECISIONS_EDIT)
def carry_out_one(request: YearRequest, decision_id: int, consequence_id: int) -> HttpResponse:
    """One consequence."""
    rows = Consequence.objects.filter(decision__year=request.year).select_related("decision")
    return _carry_out(request, get_object_or_404(rows, pk=consequence_id, decision=decision_id))


@require_POST
@requires(Permission.DECISIONS_EDIT)
def undo(request: YearRequest, decision_id: int, consequence_id: int) -> HttpResponse:
    """Take back what was carried out, with the reason."""
    rows = Consequence.objects.filter(decision__year=request.year).select_related("decision")
    item = get_object_or_404(rows, pk=consequence_id, decision=decision_id)
    form = ReasonForm(request.POST, prefix=f"undo{item.pk}")
    if form.is_valid():
        try:
            actions.undo(item, **form.cleaned_data, by=request.user, at=request.now)
        except (actions.NotDone, actions.WrongState):
            messages.error(request, _("This was not carried out, so there is nothing to undo."))
        except UNDO_REFUSALS as no:
            form.add_error("reason", _undo_refusal(no))
        else:
            messages.success(request, _("Undone. Carry it out again, or withdraw the decision."))
        if not form.errors:
            return _to(request, item.decision)
    return _show(request, _find(request, decision_id), undo_form=(item.pk, form), status=422)


UNDO_REFUSALS = (
    actions.MissingReason, actions.YearClosed, actions.NoNextYear, actions.ChangedSince, actions.NumbersWrong,
)  # fmt: skip


def _undo_refusal(no: Exception) -> str:
    match no:
        case actions.MissingReason():
            return _("Give the reason: everybody who was asked is owed one.")
        case actions.ChangedSince(what=what) if what:
            return _("It was changed in the next year since: it is “%(what)s” now. Change it there.") % {"what": what}
        case actions.ChangedSince():
            return _("It was changed in the next year since. Change it there.")
        case actions.NumbersWrong(sentences=sentences):
            return " ".join(sentences)
    return _("The next year is closed: what was done in it stays.")


def _carry_out(request: YearRequest, what: Decision | Consequence) -> HttpResponse:
    found = what if isinstance(what, Decision) else what.decision
    try:
        actions.carry_out(what, by=request.user, at=request.now)
    except actions.NoNextYear:
        messages.error(request, _("The next year was not started yet; starting it carries out what was decided."))
    except actions.YearClosed:
        messages.error(
            request, _("The next year is closed: nothing changes in it any more. Decide it for a later year.")
        )
    except actions.EditionGone as no:
        messages.error(request, _("“%(title)s” is not in next year's brochure any more.") % {"title": no.title})
    except actions.CannotAdd as no:
        messages.error(request, _("Next year has a workshop “%(title)s” already.") % {"title": no})
    except actions.NumbersWrong as no:
        messages.error(request, " ".join(no.sentences))
    except (actions.AlreadyDone, actions.WrongState):
        messages.error(request, _("There is nothing left to carry out."))
    else:
        messages.success(request, _("Carried out."))
    return _to(request, found)


def _find(request: YearRequest, decision_id: int) -> Decision:
    return get_object_or_404(queries.decisions().filter(year=request.year), pk=decision_id)


def _to(request: YearRequest, found: Decision) -> HttpResponse:
    return redirect("decisions:decision", request.partnership.slug, request.year, found.pk)


def _show(
    request: YearRequest,
    found: Decision,
    *,
    form: ReasonForm | None = None,
    outcome_form: OutcomeForm | None = None,
    undo_form: tuple[int, ReasonForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    chain = queries.chain_of(found)
    refused = dict([undo_form]) if undo_form else {}
    waiting = [item for item in chain.consequences if item.done_at is None]
    context: dict[str, object] = {
        "decision": found,
        "links": links(chain, request),
        "consequences": [
            (item, consequence_words(item), refused.get(item.pk) or ReasonForm(prefix=f"undo{item.pk}"))
            for item in chain.consequences
        ],
        "outcome": outcome_words(found),
        "meeting_day": found.day.isoformat(),
        "untouched": len(waiting) == len(chain.consequences),
        "waiting": any(item.kind != ConsequenceKind.TASK for item in waiting),
        "following": queries.following(request.year),
        "form": form or ReasonForm(),
        "outcome_form": outcome_form or OutcomeForm(),
        "edits": permissions.may_edit(request.member),
    }
    return page(request, "decisions/decision.html", context, status=status)

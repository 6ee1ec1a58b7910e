"""The plan of one school: choosing, proposing, agreeing, sending back."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.members import Member
from dagdeel.base.partnerships.permissions import Permission, Role
from dagdeel.base.ui.dutch import day_long
from dagdeel.base.ui.pages import page
from dagdeel.year.choices import actions, permissions, queries, rules
from dagdeel.year.choices.forms import ChooseForm, RevisionForm, SendBackForm
from dagdeel.year.choices.models import SchoolPlan
from dagdeel.year.choices.states import PLAN_MOVES, PlanState

REFUSALS = (
    actions.AlreadyDecided,
    actions.AlreadyProposed,
    actions.NotComplete,
    actions.NotOffered,
    actions.NotProposed,
    actions.PlanChanged,
    actions.RoundClosed,
    actions.TooMany,
)

SENTENCES: dict[type[Exception], Promise] = {
    actions.AlreadyProposed: gettext_lazy(
        "This plan waits for the head, or is agreed. It has to be sent back before it can change."
    ),
    actions.NotProposed: gettext_lazy("There is no proposal to decide on yet."),
    actions.PlanChanged: gettext_lazy(
        "Somebody changed this plan after you opened the page. Look at it again and decide anew."
    ),
}


def find(request: YearRequest, pk: int, may: Callable[[Member, SchoolPlan], bool]) -> SchoolPlan:
    """The plan, if this member may do this with it; 404 for another year's or partnership's, 403 for another school's."""
    found = get_object_or_404(queries.plans(request.year), pk=pk)
    if not (permissions.can_see(request.member, found) and may(request.member, found)):
        raise PermissionDenied
    return found


@require_safe
@requires(Permission.CHOICES_VIEW)
def plan(request: YearRequest, pk: int) -> HttpResponse:
    """One school's plan."""
    return show(request, pk)


def show(
    request: YearRequest,
    pk: int,
    *,
    choosing: ChooseForm | None = None,
    returning: SendBackForm | None = None,
    refusal: str = "",
) -> HttpResponse:
    """The page of a plan as it is now, with what was typed when something did not hold."""
    found = find(request, pk, permissions.can_see)
    member, year = request.member, request.year
    round_ = queries.round_of(year)
    where = None if round_ is None else rules.window(request.now.date(), opens=round_.opens, deadline=round_.deadline)
    editable = PlanState.PROPOSED in PLAN_MOVES[PlanState(found.state)] and permissions.can_propose(member, found)
    lead = member.has(Role.PROGRAMME_LEAD)
    window = where is not None and rules.may_choose(where, sent_back=found.state == PlanState.RETURNED)
    edits = editable and (window or (lead and round_ is not None))
    if choosing is not None and not editable:  # the form that says it has gone from the page meanwhile
        refusal = " ".join(str(error) for errors in choosing.errors.values() for error in errors)
    context: dict[str, object] = {
        "plan": found,
        "round": round_,
        "where": where,
        "chosen": [row.edition for row in found.chosen.all()],
        "needed": year.workshops_per_school,
        "withdrawn": queries.withdrawn(found),
        "offer": queries.offer(year, apart_from=found),
        "ticked": _ticked(request, found, choosing),
        "edits": edits,
        "asks_reason": lead and not window,
        "proposes": editable and permissions.can_propose(member, found),
        "agrees": found.state == PlanState.PROPOSED and permissions.can_agree(member, found),
        "sends_back": permissions.can_send_back(member, found),
        "rules": permissions.can_propose(member, found),
        "sees_mentors": permissions.can_see_mentors(member, found),
        "rule": queries.rule_in_words(found),
        "wishes": queries.wishes_in_numbers(found),
        "story": queries.story(found),
        "choosing": choosing or ChooseForm(year=year),
        "returning": returning or SendBackForm(),
        "refusal": refusal,
        "others": member.schools_where(Permission.CHOICES_VIEW) is None or len(member.schools_as(*Role)) > 1,
    }
    wrong = bool(refusal or choosing or returning)
    return page(request, "choices/plan.html", context, part="counter", status=422 if wrong else 200)


def _ticked(request: YearRequest, found: SchoolPlan, choosing: ChooseForm | None) -> set[int]:
    """What is ticked: as it was sent, as it is ticked right now (the counter asks), else as it was saved."""
    if choosing is not None:
        sent = choosing.data.getlist("editions") if hasattr(choosing.data, "getlist") else []
    elif "counting" in request.GET:
        sent = request.GET.getlist("editions")
    else:
        return {row.edition_id for row in found.chosen.all()}
    return {int(value) for value in sent if value.isascii() and value.isdigit()}


@require_POST
@requires(Permission.CHOICES_PROPOSE)
def choose(request: YearRequest, pk: int) -> HttpResponse:
    """Save a choice."""
    found = find(request, pk, permissions.can_propose)
    form = ChooseForm(request.POST, year=request.year)
    if not form.is_valid():
        return show(request, pk, choosing=form)
    given = form.cleaned_data
    try:
        actions.choose(
            found, editions=list(given["editions"]), revision=given["revision"], reason=given["reason"],
            by=request.user, at=request.now,
        )  # fmt: skip
    except REFUSALS as no:
        field = "reason" if isinstance(no, actions.RoundClosed) and "reason" in request.POST else "editions"
        form.add_error(field, _("Say why you choose for the school now.") if field == "reason" else words(no, found))
        return show(request, pk, choosing=form)
    left = request.year.workshops_per_school - len(given["editions"])
    if left:
        more = ngettext("Saved. Choose %(n)d more workshop.", "Saved. Choose %(n)d more workshops.", left) % {"n": left}
        messages.success(request, more)
    else:
        messages.success(request, _("Saved. The choice is complete: you can propose it to the head."))
    return _back(request, pk)


@require_POST
@requires(Permission.CHOICES_PROPOSE)
def propose(request: YearRequest, pk: int) -> HttpResponse:
    """Lay the choice before the head."""
    found = find(request, pk, permissions.can_propose)
    return _move(request, found, actions.propose, _("Proposed. The head of the school gets a mail."))


@require_POST
@requires(Permission.CHOICES_AGREE)
def agree(request: YearRequest, pk: int) -> HttpResponse:
    """The head agrees."""
    found = find(request, pk, permissions.can_agree)
    return _move(request, found, actions.agree, _("Agreed. These are the workshops of your school."))


def _move(request: YearRequest, found: SchoolPlan, verb: Callable[..., None], done: str) -> HttpResponse:
    form = RevisionForm(request.POST)
    if not form.is_valid():
        return show(request, found.pk, refusal=words(actions.PlanChanged(), found))
    try:
        verb(found, revision=form.cleaned_data["revision"], by=request.user, at=request.now)
    except REFUSALS as no:
        return show(request, found.pk, refusal=words(no, found))
    messages.success(request, done)
    return _back(request, found.pk)


@require_POST
@requires(Permission.CHOICES_AGREE)
def send_back(request: YearRequest, pk: int) -> HttpResponse:
    """Give it back with a remark; for the programme lead also when it was agreed."""
    found = find(request, pk, lambda member, it: permissions.can_agree(member, it) or member.has(Role.PROGRAMME_LEAD))
    form = SendBackForm(request.POST)
    if not form.is_valid():
        return show(request, pk, returning=form)
    given = form.cleaned_data
    try:
        actions.send_back(found, remark=given["remark"], revision=given["revision"], by=request.user, at=request.now)
    except REFUSALS as no:
        form.add_error(None, words(no, found))
        return show(request, pk, returning=form, refusal=words(no, found))
    messages.success(request, _("Sent back. The educators get a mail with your remark."))
    return _back(request, pk)


def words(no: Exception, found: SchoolPlan) -> str:
    """What did not hold, as a sentence; `found` was read anew by the action."""
    match no:
        case actions.TooMany():
            return _("You chose %(number)d workshops; a school takes %(most)d. Take %(over)d away.") % {
                "number": no.number, "most": no.most, "over": no.number - no.most,
            }  # fmt: skip
        case actions.NotComplete():
            return _("Exactly %(needed)d workshops make a proposal; there are %(number)d now.") % {
                "needed": no.needed, "number": no.number,
            }  # fmt: skip
        case actions.NotOffered():
            return _("“%(title)s” does not stand in the brochure any more. Choose another one.") % {
                "title": no.edition.title
            }
        case actions.RoundClosed():
            return _closed(no)
        case actions.AlreadyDecided():
            return _decided(found)
        case _:
            return str(SENTENCES[type(no)])


def _closed(no: actions.RoundClosed) -> str:
    if no.where == rules.Window.NOT_YET:
        return _("The round opens on %(day)s.") % {"day": day_long(no.opens)}
    return _("The round closed on %(day)s. Ask the programme lead when the choice still has to change.") % {
        "day": day_long(no.deadline)
    }


def _decided(found: SchoolPlan) -> str:
    if found.state == PlanState.AGREED:
        return _("%(who)s agreed a moment before you. Nothing is left to decide.") % {"who": found.agreed_by}
    return _("%(who)s sent the proposal back a moment before you.") % {"who": found.returned_by}


def _back(request: YearRequest, pk: int) -> HttpResponse:
    return redirect("choices:plan", request.partnership.slug, request.year, pk)

"""The placement of a round: asked, followed, looked at, changed by hand, and published."""

from typing import Literal

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dagdeel.base.jobs import actions as jobs
from dagdeel.base.jobs.models import Job
from dagdeel.base.jobs.pages import Face, job_page
from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.people.models import Person
from dagdeel.base.ui.pages import page
from dagdeel.outputs.sheets.http import sheet_response
from dagdeel.year.enrolment import actions, documents, placement, queries, rules
from dagdeel.year.enrolment.forms import RevisionForm, SeatsForm
from dagdeel.year.enrolment.models import Placement, RankingRound
from dagdeel.year.enrolment.states import RoundState
from dagdeel.year.enrolment.views.rounds import round_to_manage, to_round

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_safe
@requires(Permission.ENROLMENT_MANAGE)
def show(request: YearRequest, round_id: int) -> HttpResponse:
    """A round as it stands: who answered; or who goes where, and why."""
    return _show(request, round_to_manage(request, round_id))


def _show(request: YearRequest, round_: RankingRound, *, status: int = 200) -> HttpResponse:
    facts = queries.round_facts(round_, request.now)
    made = queries.placements_of(round_).first()
    over = rules.ranking_is_over(round_.state, request.now.date(), closes=round_.closes)
    context: dict[str, object] = {
        "round": round_,
        "facts": facts,
        "over": over,
        "early": round_.state == RoundState.OPEN and request.now.date() < round_.opens,
        "people": [(standing, facts.said.get(standing.person.pk)) for standing in facts.asked],
        "answered": sum(standing.person.pk in facts.said for standing in facts.asked),
        "job": Job.objects.filter(kind=actions.KIND, subject=rules.job_about(round_.pk)).order_by("-pk").first(),
        "placement": made,
        "review": _review(facts, made) if made else None,
    }
    return page(request, "enrolment/round.html", context, status=status)


def _review(facts: queries.RoundFacts, made: Placement) -> queries.Review:
    """The placement beside things as they are now. What is published is beside things as they were."""
    if made.round.state == RoundState.PUBLISHED:
        return queries.review(facts, made, faults=(), values=None)
    problem = placement.problem_of(facts)
    faults = placement.faults(problem, made.seats)
    values = None if faults else placement.values_of(problem, made.seats)
    return queries.review(facts, made, faults=faults, values=values)


# The work -----------------------------------------------------------------------------------------------------------


@require_POST
@requires(Permission.ENROLMENT_MANAGE)
def place(request: YearRequest, round_id: int) -> HttpResponse:
    """Let the worker place the round."""
    found = round_to_manage(request, round_id)
    try:
        job = actions.ask_placement(found, by=request.user, at=request.now)
    except actions.StillOpen:
        messages.error(request, _("Mentors may still rank. Close the round first."))
    except actions.WrongState:
        messages.error(request, _("This round was published or withdrawn already."))
    else:
        return redirect("enrolment:round_job", request.partnership.slug, request.year, found.pk, job.pk)
    return to_round(request, found)


def _job(request: YearRequest, round_: RankingRound, job_id: int) -> Job:
    rows = Job.objects.filter(kind=actions.KIND, subject=rules.job_about(round_.pk))
    return get_object_or_404(rows.select_related("partnership", "year"), pk=job_id)


@require_safe
@requires(Permission.ENROLMENT_MANAGE)
def job(request: YearRequest, round_id: int, job_id: int) -> HttpResponse:
    """How far the work is."""
    round_ = round_to_manage(request, round_id)
    found = _job(request, round_, job_id)

    def address(name: str, *more: object) -> str:
        return reverse(f"enrolment:{name}", args=[request.partnership.slug, request.year, round_id, *more])

    longest = max((len(said.order) for said in queries.said_in([round_]).values()), default=1)
    offered = len(queries.offered(round_, request.now))
    names = [
        "shortfall",
        "first_timers_without_liked",
        "without_liked",
        *(f"seats_at_rank_{rank}" for rank in range(max(longest, offered) + 1, 1, -1)),
        "open_sessions",
    ]
    face = Face(
        title=_("Placing the round"),
        lead=_("Dagdeel looks for the best division for everybody together, one goal after another."),
        eyebrow=round_.school.name,
        done=address("round"),
        back=address("round"),
        settle=address("round_settle", job_id),
        cancel=address("round_stop", job_id),
        labels={name: queries.goal_label(name) for name in names},
        most=round(settings.SOLVE_SECONDS),
    )
    return job_page(request, found, face)


@require_POST
@requires(Permission.ENROLMENT_MANAGE)
def settle(request: YearRequest, round_id: int, job_id: int) -> HttpResponse:
    """Look no further, and use what was found."""
    return _end(request, round_id, job_id, keep=True)


@require_POST
@requires(Permission.ENROLMENT_MANAGE)
def stop(request: YearRequest, round_id: int, job_id: int) -> HttpResponse:
    """Stop, and keep nothing."""
    return _end(request, round_id, job_id, keep=False)


def _end(request: YearRequest, round_id: int, job_id: int, *, keep: bool) -> HttpResponse:
    found = _job(request, round_to_manage(request, round_id), job_id)
    try:
        (jobs.settle if keep else jobs.cancel)(found, by=request.user, at=request.now)
    except jobs.JobEnded:
        messages.info(request, _("The work has ended already."))
    return redirect("enrolment:round_job", request.partnership.slug, request.year, round_id, job_id)


# By hand -------------------------------------------------------------------------------------------------------------


@require_http_methods(GET_OR_POST)
@requires(Permission.ENROLMENT_MANAGE)
def seats(request: YearRequest, round_id: int, person_id: int) -> HttpResponse:
    """Other seats for one person, or seats that stay when the round is placed again."""
    round_ = round_to_manage(request, round_id)
    made = get_object_or_404(queries.placements_of(round_), round__state=RoundState.PLACED)
    facts = queries.round_facts(round_, request.now)
    row = next((row for row in _review(facts, made).people if row.standing.person.pk == person_id), None)
    person = row.standing.person if row is not None else get_object_or_404(Person, pk=person_id, pk__in=_gone(made))
    form = SeatsForm(
        request.POST if request.method == "POST" else None,
        sessions=facts.sessions,
        initial={
            "revision": made.revision,
            "sessions": [seat.session.pk for seat in row.seats] if row is not None else [],
            "locked": row is not None and bool(row.seats) and all(seat.locked for seat in row.seats),
        },
    )
    if form.is_valid() and _adjust(request, made, facts, person, form):
        return to_round(request, round_, rules.person_id(person_id))
    context: dict[str, object] = {"round": round_, "row": row, "person": person, "form": form}
    return page(request, "enrolment/round_seats.html", context, status=422 if form.is_bound else 200)


def _gone(made: Placement) -> list[int]:
    """Everybody in the placement, whoever left the school meanwhile too."""
    return [rules.key_of(name) for name in made.seats]


def _adjust(request: YearRequest, made: Placement, facts: queries.RoundFacts, person: Person, form: SeatsForm) -> bool:
    given = [facts.session[pk] for pk in form.cleaned_data["sessions"]]
    try:
        actions.adjust_placement(
            made,
            person=person,
            sessions=given,
            locked=given if form.cleaned_data["locked"] else (),
            reason=form.cleaned_data["reason"],
            revision=form.cleaned_data["revision"],
            by=request.user,
            at=request.now,
        )
    except actions.ReasonNeeded:
        form.add_error("reason", _("Say why the seats change: %(name)s can read it.") % {"name": person.full_name})
    except actions.PlacementChanged:
        form.add_error(None, _("The placement was changed meanwhile. Look at it again before you change it."))
    except (actions.WrongState, actions.NotPlaced, actions.NotInRound):
        form.add_error(None, _("This can no longer be changed: the round or its sessions changed meanwhile."))
    else:
        messages.success(request, _("Changed. What is not right with it stands beside the name."))
        return True
    return False


@require_POST
@requires(Permission.ENROLMENT_MANAGE)
def discard(request: YearRequest, round_id: int) -> HttpResponse:
    """Throw the placement away."""
    found = round_to_manage(request, round_id)
    made = queries.placements_of(found).first()
    try:
        if made is None:
            raise actions.WrongState
        actions.discard_placement(made, by=request.user, at=request.now)
    except actions.WrongState:
        messages.error(request, _("There is no placement to throw away: it was published, or thrown away already."))
    else:
        messages.success(request, _("The placement is thrown away. What mentors said is still there."))
    return to_round(request, found)


@require_POST
@requires(Permission.ENROLMENT_MANAGE)
def publish(request: YearRequest, round_id: int) -> HttpResponse:
    """Make the enrolments; nobody publishes what breaks a rule."""
    found = round_to_manage(request, round_id)
    made = queries.placements_of(found).first()
    form = RevisionForm(request.POST)
    try:
        if made is None or not form.is_valid():
            raise actions.WrongState
        actions.publish_placement(made, revision=form.cleaned_data["revision"], by=request.user, at=request.now)
    except actions.RulesBroken:
        messages.error(
            request, _("Not published: something has to be settled first. It stands beside the names below.")
        )
        return _show(request, found, status=422)
    except actions.PlacementChanged:
        messages.error(request, _("Not published: somebody changed the placement meanwhile. Look at it again."))
    except actions.WrongState:
        messages.error(request, _("There is no placement to publish: it was published, or thrown away already."))
    else:
        messages.success(request, _("Published. Everybody gets a mail with the own place and the own reason."))
    return to_round(request, found)


@require_safe
@requires(Permission.ENROLMENT_MANAGE)
def sheet(request: YearRequest, round_id: int, kind: Literal["csv", "xlsx"]) -> HttpResponse:
    """Who goes where, as a file."""
    round_ = round_to_manage(request, round_id)
    made = get_object_or_404(queries.placements_of(round_))
    found = documents.placement_sheet(_review(queries.round_facts(round_, request.now), made))
    return sheet_response(found, kind, f"{_('placement')}-{round_.school.name}-{round_.study_day or round_.year}")

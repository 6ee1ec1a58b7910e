"""The page on which a mentor says what she prefers: from the personal link, signed in, or filled in by the school."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dagdeel.base.partnerships import links
from dagdeel.base.partnerships.doors import YearRequest, open_to_all, requires
from dagdeel.base.partnerships.link_door import through_link
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.people.models import Person
from dagdeel.base.ui.dutch import clock_range, day, half_day
from dagdeel.base.ui.pages import page
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.enrolment import actions, queries, rules
from dagdeel.year.enrolment.forms import RankForm
from dagdeel.year.enrolment.models import RankingRound
from dagdeel.year.enrolment.states import RoundState
from dagdeel.year.enrolment.views.school import school_to_manage

GET_OR_POST = ["GET", "HEAD", "POST"]


@dataclass(frozen=True, slots=True)
class Desk:
    """For whom, by whom, when, and where the addresses are."""

    person: Person
    by: Person
    year: ProgrammeYear
    at: datetime
    back: str
    how: str
    plain: bool = True


@require_http_methods(GET_OR_POST)
@requires(Permission.ENROLMENT_SELF)
def mine(request: YearRequest, round_id: int) -> HttpResponse:
    """The mentor who is signed in ranks."""
    where = [request.partnership.slug, request.year]
    desk = Desk(
        person=request.user,
        by=request.user,
        year=request.year,
        at=request.now,
        back=reverse("enrolment:mine", args=where),
        how=reverse("enrolment:how", args=where),
    )
    return _answer(request, desk, round_id)


@require_http_methods(GET_OR_POST)
@open_to_all("a signed personal link; shows and keeps what the person of the link prefers")
def by_link(request: HttpRequest, token: str, round_id: int) -> HttpResponseBase:
    """The mentor of the link ranks."""

    def show(link: links.PersonalLink, at: datetime) -> HttpResponse:
        desk = Desk(
            person=link.person,
            by=link.person,
            year=link.year,
            at=at,
            back=reverse("enrolment_open:mine", args=[token]),
            how=reverse("enrolment_open:how", args=[token]),
        )
        return _answer(request, desk, round_id)

    purposes = (links.Purpose.MENTOR,)
    return through_link(request, token, show, purposes=purposes, closed="enrolment/link_closed.html")


@require_http_methods(GET_OR_POST)
@requires(Permission.ENROLMENT_MANAGE)
def on_behalf(request: YearRequest, round_id: int, person_id: int) -> HttpResponse:
    """The school fills it in for a mentor, with a reason."""
    round_ = get_object_or_404(queries.rounds_of(request.year), pk=round_id)
    school_to_manage(request, round_.school_id)
    row = get_object_or_404(queries.mentors(request.year), school=round_.school_id, person_id=person_id)
    where = [request.partnership.slug, request.year]
    desk = Desk(
        person=row.person,
        by=request.user,
        year=request.year,
        at=request.now,
        back=reverse("enrolment:round", args=[*where, round_id]),
        how=reverse("enrolment:how", args=where),
        plain=False,
    )
    return _answer(request, desk, round_id)


def _answer(request: HttpRequest, desk: Desk, round_id: int) -> HttpResponse:
    """What was said, or the form to say it; what does not hold comes back as it was typed."""
    rows = queries.rounds_of(desk.year).exclude(state=RoundState.WITHDRAWN)
    round_ = get_object_or_404(rows, pk=round_id)
    facts = queries.round_facts(round_, desk.at, people=[desk.person.pk])
    if not facts.standings:  # another school's round
        raise Http404
    said = facts.said.get(desk.person.pk)
    form = RankForm(
        request.POST if request.method == "POST" else None,
        offered=facts.open_to(desk.person.pk),
        half_days=facts.half_days,
        said=said,
        behalf=desk.by.pk != desk.person.pk,
    )
    if request.method == "POST" and form.is_valid() and _keep(request, desk, round_, facts, form):
        return HttpResponseRedirect(desk.back)
    context = {
        "desk": desk,
        "round": round_,
        "facts": facts,
        "said_list": [facts.editions[pk] for pk in said.order if pk in facts.editions] if said else [],
        "form": form,
        "open": rules.takes_rankings(round_.state, desk.at.date(), opens=round_.opens, closes=round_.closes),
        "taken": [edition for edition in facts.offered if edition not in facts.open_to(desk.person.pk)],
        "asked": bool(facts.asked),
        "early": round_.state == RoundState.OPEN and desk.at.date() < round_.opens,
        "rows": [
            (edition, field, _times(edition, facts), edition.workshop_id in facts.past.done.get(desk.person.pk, ()))
            for edition, field in form.ranks
        ],
    }
    template = "enrolment/ranking.html" if desk.plain else "enrolment/ranking_behalf.html"
    return page(request, template, context, status=422 if request.method == "POST" else 200)


def _times(edition: Edition, facts: queries.RoundFacts) -> str:
    """When a workshop is given in the round; on a study day the day goes without saying."""
    return " · ".join(
        f"{'' if facts.round.study_day else f'{day(s.day)}, '}{half_day(s.half_day)} {clock_range(s.starts, s.ends)}"
        for s in facts.sessions
        if s.edition_id == edition.pk
    )


def _keep(request: HttpRequest, desk: Desk, round_: RankingRound, facts: queries.RoundFacts, form: RankForm) -> bool:
    """Keep it; when that cannot be the form says why."""
    editions = {edition.pk: edition for edition in facts.offered}
    try:
        actions.rank(
            round_,
            person=desk.person,
            editions=[editions[pk] for pk in form.cleaned_data["order"]],
            liked=form.cleaned_data["liked"],
            blocked=form.cleaned_data["blocked"],
            reason=form.cleaned_data.get("reason", ""),
            by=desk.by,
            at=desk.at,
        )
    except actions.RankingClosed:
        form.add_error(None, _("This round is not open; what you typed was not kept."))
    except (actions.NotAsked, actions.NotInRound):
        form.add_error(None, _("What the round offers has just changed. Look at it, and keep it again."))
    else:
        until = {"day": day(round_.closes)}
        if desk.by.pk == desk.person.pk:
            said = _("Your preference is kept. You can change it until %(day)s; we confirm it by mail.") % until
        else:
            said = _("The preference of %(name)s is kept; %(name)s gets a mail.") % {"name": desk.person.full_name}
        messages.success(request, said)
        return True
    return False


# How it is decided -------------------------------------------------------------------------------------------------


@require_safe
@requires(Permission.HOME_VIEW)
def how(request: YearRequest) -> HttpResponse:
    """How a placement decides, in plain words."""
    return page(request, "enrolment/how.html")


@require_safe
@open_to_all("a signed personal link; words that are the same for everybody")
def how_by_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """The same, for whoever has a personal link."""

    def show(link: links.PersonalLink, at: datetime) -> HttpResponse:
        context: dict[str, object] = {"back": reverse("enrolment_open:mine", args=[token]), "person": link.person}
        return page(request, "enrolment/how_plain.html", context)

    purposes = (links.Purpose.MENTOR,)
    return through_link(request, token, show, purposes=purposes, closed="enrolment/link_closed.html")

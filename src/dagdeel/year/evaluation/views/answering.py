"""Answering on a phone: from the personal link without signing in, or signed in. Nothing here is logged or remembered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dagdeel.base.partnerships import links
from dagdeel.base.partnerships.doors import YearRequest, open_to_all, requires
from dagdeel.base.partnerships.link_door import through_link
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.people.models import Person
from dagdeel.base.ui.pages import page
from dagdeel.year.attendance.queries import is_enrolled
from dagdeel.year.evaluation import actions, queries
from dagdeel.year.evaluation.forms import GOAL, REFUSED, AnswerForm
from dagdeel.year.evaluation.models import Instrument, Respondent
from dagdeel.year.evaluation.states import Audience, InstrumentState, Kind, Moment
from dagdeel.year.planning.models import Session

WHY_OPEN = "a signed personal link, for one person, that can be revoked; it shows what can be answered, never an answer"
PURPOSES = (links.Purpose.EVALUATION, links.Purpose.MENTOR)


@dataclass(frozen=True, slots=True)
class Visit:
    """Whose page is open, when, and how its addresses are made."""

    person: Person
    year: ProgrammeYear
    at: datetime
    to: Callable[..., str]
    by_link: bool = False

    @property
    def home(self) -> str:
        """What this person can still answer."""
        return self.to("mine")

    @property
    def thanks(self) -> str:
        """The page after answering."""
        return self.to("thanks")


# The two ways in ------------------------------------------------------------------------------------------------------


@require_safe
@requires(Permission.EVALUATION_ANSWER)
def mine(request: YearRequest) -> HttpResponse:
    """What the person who is signed in can still answer."""
    return _mine(request, _signed_in(request))


@require_safe
@requires(Permission.EVALUATION_ANSWER)
def thanks(request: YearRequest) -> HttpResponse:
    """After answering, signed in."""
    return _mine(request, _signed_in(request), thanks=True)


@require_safe
@requires(Permission.EVALUATION_ANSWER)
def about_session(request: YearRequest, session_id: int) -> HttpResponse:
    """From the check-in in the room to the own questionnaire about this session, when it is open; else to what can be answered."""
    visit = _signed_in(request)
    session = get_object_or_404(Session, pk=session_id, year=request.year)
    rows = Instrument.objects.filter(year=request.year, audience=Audience.PARTICIPANT, moment=Moment.SESSION)
    found = rows.filter(state=InstrumentState.OPEN).first()
    return redirect(visit.to("answer", found.pk, session.pk) if found else visit.home)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EVALUATION_ANSWER)
def answer(request: YearRequest, instrument_id: str, session_id: str | None = None) -> HttpResponse:
    """A questionnaire, signed in."""
    return _answer(request, _signed_in(request), instrument_id, session_id)


@require_safe
@open_to_all(WHY_OPEN)
def mine_by_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """What the person of this link can still answer."""
    return _with_link(request, token, lambda visit: _mine(request, visit))


@require_safe
@open_to_all(WHY_OPEN)
def thanks_by_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """After answering, from a link."""
    return _with_link(request, token, lambda visit: _mine(request, visit, thanks=True))


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all(WHY_OPEN)
def answer_by_link(
    request: HttpRequest, token: str, instrument_id: str, session_id: str | None = None
) -> HttpResponseBase:
    """A questionnaire, from a link."""
    return _with_link(request, token, lambda visit: _answer(request, visit, instrument_id, session_id))


def _signed_in(request: YearRequest) -> Visit:
    where = [request.partnership.slug, request.year]
    return Visit(
        person=request.user,
        year=request.year,
        at=request.now,
        to=lambda name, *rest: reverse(f"evaluation:{name}", args=[*where, *rest]),
    )


def _with_link(request: HttpRequest, token: str, show: Callable[[Visit], HttpResponse]) -> HttpResponseBase:
    """The link for evaluating, or the mentor's one link: both lead to the same person."""

    def visit(link: links.PersonalLink, at: datetime) -> HttpResponse:
        return show(
            Visit(
                person=link.person,
                year=link.year,
                at=at,
                to=lambda name, *rest: reverse(f"evaluation_open:{name}", args=[token, *rest]),
                by_link=True,
            )
        )

    return through_link(request, token, visit, purposes=PURPOSES, closed="evaluation/link_closed.html")


# The pages --------------------------------------------------------------------------------------------------------------


def _mine(request: HttpRequest, visit: Visit, *, thanks: bool = False) -> HttpResponse:
    found = queries.answerable(visit.year, visit.person, visit.at.date())
    cards = [(a, visit.to("answer", a.instrument.pk, *([a.session.pk] if a.session else []))) for a in found]
    replies = [] if thanks else queries.replies_for(visit.year, visit.person)
    context = {"visit": visit, "cards": cards, "thanks": thanks, "replies": replies}
    return page(request, "evaluation/mine.html", context, part=None if thanks else "to_do")


def _answer(request: HttpRequest, visit: Visit, instrument_id: str, session_id: str | None) -> HttpResponse:
    instrument = get_object_or_404(Instrument.objects.select_related("year"), pk=instrument_id, year=visit.year)
    if instrument.state == InstrumentState.DRAFT:
        raise Http404
    sessions = Session.objects.select_related("edition", "school")
    session = get_object_or_404(sessions, pk=session_id, year=visit.year) if session_id is not None else None
    if not queries.entitled(instrument, visit.person, session, visit.at.date()):
        return _not_asked(request, visit, instrument, session)
    questions, goals = queries.questions_of(instrument), queries.goals_of(session)
    if request.method == "POST":
        form = AnswerForm(questions, goals, data=request.POST)
        return _submitted(request, visit, instrument, session, form)
    if Respondent.objects.filter(instrument=instrument, session=session, person=visit.person).exists():
        return _ended(request, visit, "answered", 200)
    if instrument.state != InstrumentState.OPEN:
        return _ended(request, visit, "closed", 200)
    return _show(request, visit, instrument, session, AnswerForm(questions, goals))


def _not_asked(request: HttpRequest, visit: Visit, instrument: Instrument, session: Session | None) -> HttpResponse:
    """Whoever scanned the code in the room and is not on the list yet reads what to do; others are not asked at all."""
    if visit.by_link:
        raise Http404
    in_the_room = instrument.audience == Audience.PARTICIPANT and instrument.moment == Moment.SESSION
    if session is None or not in_the_room or not is_enrolled(session, visit.person):
        raise PermissionDenied
    return _ended(request, visit, "absent", 403)


def _submitted(
    request: HttpRequest, visit: Visit, instrument: Instrument, session: Session | None, form: AnswerForm
) -> HttpResponse:
    if not form.is_valid():
        return _show(request, visit, instrument, session, form)
    try:
        actions.answer(
            instrument,
            person=visit.person,
            session=session,
            answers=form.answers(),
            goal_answers=form.goal_answers(),
            comments=form.comments(),
            at=visit.at,
        )
    except actions.AlreadyAnswered:
        return _ended(request, visit, "answered", 422)
    except actions.Closed:
        return _ended(request, visit, "closed", 422)
    except actions.NothingAnswered:
        form.add_error(None, _("You have not answered anything yet. Answer at least one question."))
    except actions.OffScale as no:
        for key in no.keys:
            name = key if isinstance(key, str) else f"{GOAL}{key}"
            form.add_error(name if name in form.fields else None, str(REFUSED[Kind.AGREE]))
    else:
        return HttpResponseRedirect(visit.thanks)
    return _show(request, visit, instrument, session, form)


def _show(
    request: HttpRequest, visit: Visit, instrument: Instrument, session: Session | None, form: AnswerForm
) -> HttpResponse:
    context: dict[str, object] = {
        "visit": visit,
        "instrument": instrument,
        "session": session,
        "form": form,
        "threshold": visit.year.threshold,
    }
    return page(request, "evaluation/answer.html", context, status=422 if form.errors else 200)


def _ended(request: HttpRequest, visit: Visit, why: str, status: int) -> HttpResponse:
    return page(request, "evaluation/ended.html", {"visit": visit, "why": why}, status=status)

"""The mentor's one page: from the personal link without signing in, or signed in. One link, one button."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dagdeel.base.partnerships import links
from dagdeel.base.partnerships.doors import YearRequest, open_to_all, requires
from dagdeel.base.partnerships.link_door import Show, through_link
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.people.models import Person
from dagdeel.base.ui.dutch import day
from dagdeel.base.ui.pages import page
from dagdeel.year.enrolment import actions, documents, queries
from dagdeel.year.enrolment.forms import WishForm
from dagdeel.year.enrolment.models import Enrolment
from dagdeel.year.enrolment.states import HOLDS_SEAT, EnrolmentState
from dagdeel.year.planning.models import Session


@dataclass(frozen=True, slots=True)
class Visit:
    """Whose page is open, when, and where its addresses are."""

    person: Person
    year: ProgrammeYear
    at: datetime
    here: str
    material: Callable[[int], str]
    ranking: Callable[[int], str]
    how: str
    certificates: str = ""
    evaluation: str = ""
    by_link: bool = False


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ENROLMENT_SELF)
def mine(request: YearRequest) -> HttpResponse:
    """The page of the mentor who is signed in."""
    where = [request.partnership.slug, request.year]
    visit = Visit(
        person=request.user,
        year=request.year,
        at=request.now,
        here=reverse("enrolment:mine", args=where),
        material=lambda pk: reverse("enrolment:my_material", args=[*where, pk]),
        ranking=lambda pk: reverse("enrolment:my_ranking", args=[*where, pk]),
        how=reverse("enrolment:how", args=where),
        certificates=_address("certificates:mine", *where),
        evaluation=_address("evaluation:mine", *where),
    )
    return _answer(request, visit)


@require_safe
@requires(Permission.ENROLMENT_SELF)
def my_material(request: YearRequest, material_id: int) -> HttpResponseBase:
    """A file that belongs to a session in which the signed-in mentor has a seat."""
    return _material(request.user, request.year, request.now, material_id)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all("a signed personal link, for one person and one purpose, that can be revoked")
def by_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """The page of the mentor whose link this is, whoever is signed in."""

    def show(link: links.PersonalLink, at: datetime) -> HttpResponse:
        visit = Visit(
            person=link.person,
            year=link.year,
            at=at,
            here=reverse("enrolment_open:mine", args=[token]),
            material=lambda pk: reverse("enrolment_open:material", args=[token, pk]),
            ranking=lambda pk: reverse("enrolment_open:ranking", args=[token, pk]),
            how=reverse("enrolment_open:how", args=[token]),
            certificates=_address("certificates_open:mine", token),
            evaluation=_address("evaluation_open:mine", token),
            by_link=True,
        )
        return _answer(request, visit)

    return _with_link(request, token, show)


@require_safe
@open_to_all("a signed personal link; opens the files of the person's own sessions only")
def material_by_link(request: HttpRequest, token: str, material_id: int) -> HttpResponseBase:
    """A file that belongs to a session in which the person of the link has a seat."""
    return _with_link(request, token, lambda link, at: _material(link.person, link.year, at, material_id))


def _with_link(request: HttpRequest, token: str, show: Show) -> HttpResponseBase:
    return through_link(request, token, show, purposes=(links.Purpose.MENTOR,), closed="enrolment/link_closed.html")


def _address(name: str, *args: Any) -> str:
    """The address of a page of a later step; empty when there is no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


# The page ------------------------------------------------------------------------------------------------------------


def _answer(request: HttpRequest, visit: Visit) -> HttpResponse:
    if request.method != "POST":
        return _show(request, visit)
    form = WishForm(request.POST)
    if not form.is_valid():
        return _show(request, visit, problem=_("That did not work. Choose again."))
    sessions = queries.sessions_of(visit.year).select_related("year")
    session = get_object_or_404(sessions, pk=form.cleaned_data["session"])
    problem = WISHES[form.cleaned_data["verb"]](request, visit, session)
    if problem:
        return _show(request, visit, problem=problem, about=session.pk)
    return HttpResponseRedirect(visit.here)


def _show(request: HttpRequest, visit: Visit, *, problem: str = "", about: int | None = None) -> HttpResponse:
    found = queries.mine(visit.year, visit.person, visit.at)
    card_in_question = next((card for card in found.shown if card.session.pk == about), None)
    context = {
        "visit": visit,
        "mine": found,
        "title": _title(found),
        "asked_words": documents.in_words(found.asked),
        "have_words": documents.in_words(found.have),
        "missing_words": documents.in_words(found.missing),
        "deadline": visit.year.enrolment_due,
        "problem": problem,
        "about": card_in_question.session.pk if card_in_question else None,
        "other": request.user if request.user.is_authenticated and request.user.pk != visit.person.pk else None,
        "rounds": [
            (mine, visit.ranking(mine.round.pk))
            for mine in queries.my_rounds(visit.year, visit.person, visit.at.date(), found.standings)
        ],
        "materials": [
            (card, [(item, item.url or visit.material(item.pk)) for item in card.materials])
            for card in found.cards
            if card.materials
        ],
    }
    return page(request, "enrolment/mine.html", context, status=422 if problem else 200)


def _title(found: queries.Mine) -> str:
    if not found.cards:
        return _("Your workshops")
    if found.missing and found.choices > found.asked and not (found.assigned or found.ranked):
        of = {"asked": documents.in_words(found.asked), "choices": documents.in_words(found.choices)}
        return _("Choose %(asked)s of %(choices)s") % of
    return _("Your workshops")


# The three wishes: each answers with what is the matter, or nothing -------------------------------------------------------


def _join(request: HttpRequest, visit: Visit, session: Session) -> str:
    try:
        actions.enrol(session, person=visit.person, by=visit.person, at=visit.at)
    except actions.SessionFull:
        return _("This session has just filled up. You can join the waiting list.")
    except actions.AlreadyEnrolled:
        messages.info(request, _("You are already taking part in %(title)s.") % {"title": session.edition.title})
        return ""
    except REFUSALS as no:
        return refusal(no)
    messages.success(
        request,
        _("You are taking part in %(title)s on %(day)s. We confirm it by mail.")
        % {"title": session.edition.title, "day": day(session.day)},
    )
    return ""


def _wait(request: HttpRequest, visit: Visit, session: Session) -> str:
    try:
        made = actions.join_waiting_list(session, person=visit.person, by=visit.person, at=visit.at)
    except actions.AlreadyWaiting:
        messages.info(
            request, _("You are already on the waiting list of %(title)s.") % {"title": session.edition.title}
        )
        return ""
    except actions.AlreadyEnrolled:
        messages.info(request, _("You are already taking part in %(title)s.") % {"title": session.edition.title})
        return ""
    except REFUSALS as no:
        return refusal(no)
    if made.state == EnrolmentState.WAITING:
        said = _("You are on the waiting list of %(title)s. We write to you as soon as you have a seat.")
    else:
        said = _("A seat was free after all: you are taking part in %(title)s.")
    messages.success(request, said % {"title": session.edition.title})
    return ""


def _cancel(request: HttpRequest, visit: Visit, session: Session) -> str:
    rows = Enrolment.objects.filter(session=session, person=visit.person).select_related("person", "session")
    found = rows.exclude(state=EnrolmentState.CANCELLED).first()
    said = _("You are no longer enrolled in %(title)s.") % {"title": session.edition.title}
    try:
        if found is not None:
            actions.cancel(found, by=visit.person, at=visit.at)
    except actions.AlreadyCancelled:
        messages.info(request, said)
    except actions.CancelTooLate:
        return _("The last day for cancelling has passed. Ask your school educator.")
    else:
        messages.success(request, said)
    return ""


WISHES: dict[str, Callable[[HttpRequest, Visit, Session], str]] = {"join": _join, "wait": _wait, "cancel": _cancel}
REFUSALS = (
    actions.HalfDayTaken,
    actions.EnrolmentClosed,
    actions.NotYourSchool,
    actions.AssignedBySchool,
    actions.ByPreference,
)


def refusal(no: Exception) -> str:
    """What is the matter, in a sentence for the mentor."""
    if isinstance(no, actions.HalfDayTaken):
        facts = {"title": no.other.edition.title, "day": day(no.other.day)}
        if isinstance(no, actions.SameHalfDay):
            return _("You have %(title)s in that half-day, on %(day)s. Cancel it first if you want to change.") % facts
        return _("You already take this workshop, on %(day)s. Cancel it first if you want to change.") % facts
    if isinstance(no, actions.NotYourSchool):
        return _("This session is given at another school than yours.")
    if isinstance(no, actions.AssignedBySchool):
        return _("Your school decides who takes which workshop. Ask your school educator.")
    if isinstance(no, actions.ByPreference):
        return _(
            "Your school divides the seats by preference. As soon as everybody is placed you can enrol where there is room."
        )
    return _("You can no longer enrol in this session.")


def _material(person: Person, year: ProgrammeYear, at: datetime, material_id: int) -> FileResponse:
    """The file itself, within its window and for participants only; anything else is not found."""
    seats = queries.live().filter(person=person, session__year=year, state__in=HOLDS_SEAT)
    visible = queries.visible_materials(at.date()).filter(edition__in=seats.values("session__edition"))
    found = get_object_or_404(visible, pk=material_id)
    if not found.file.name:
        raise Http404
    try:
        content = found.file.open("rb")
    except FileNotFoundError as no:
        raise Http404 from no
    response = FileResponse(content, as_attachment=True, filename=found.file.name.rsplit("/", 1)[-1])
    response["Content-Type"] = found.content_type or "application/octet-stream"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response

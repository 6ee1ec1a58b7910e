"""The mentor's one page: from the personal link without signing in, or signed in. One link, one button."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
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
from dagdeel.base.ui.dutch import in_words
from dagdeel.base.ui.pages import page
from dagdeel.outputs.files import stored_file
from dagdeel.year.enrolment import queries, rules
from dagdeel.year.enrolment.forms import SubstituteForm, WishForm
from dagdeel.year.enrolment.models import Enrolment
from dagdeel.year.enrolment.states import HOLDS_SEAT, EnrolmentState
from dagdeel.year.enrolment.views.wishes import WISHES, Wish, send_colleague
from dagdeel.year.planning.models import Session


@dataclass(frozen=True, slots=True)
class Visit:
    """Whose page is open, when, and where its addresses are."""

    person: Person
    year: ProgrammeYear
    at: datetime
    here: str
    material: Callable[[int], str]
    check_in: Callable[[int], str]
    ranking: Callable[[int], str]
    how: str
    certificates: str = ""
    evaluation: str = ""
    calendar: str = ""
    by_link: bool = False


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ENROLMENT_SELF)
def mine(request: YearRequest) -> HttpResponse:
    """The page of the mentor who is signed in."""
    return _answer(request, _signed_in(request))


def _signed_in(request: YearRequest) -> Visit:
    where = [request.partnership.slug, request.year]
    return Visit(
        person=request.user,
        year=request.year,
        at=request.now,
        here=reverse("enrolment:mine", args=where),
        material=lambda pk: reverse("enrolment:my_material", args=[*where, pk]),
        check_in=lambda pk: _address("attendance:check_in", *where, pk),
        ranking=lambda pk: reverse("enrolment:my_ranking", args=[*where, pk]),
        how=reverse("enrolment:how", args=where),
        certificates=_address("certificates:mine", *where),
        evaluation=_address("evaluation:mine", *where),
        calendar=_address("calendar", *where),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ENROLMENT_SELF)
def my_substitute(request: YearRequest, session_id: int) -> HttpResponse:
    """The signed-in mentor lets a colleague come instead."""
    return _substitute(request, _signed_in(request), session_id)


@require_safe
@requires(Permission.ENROLMENT_SELF)
def my_material(request: YearRequest, material_id: int) -> HttpResponseBase:
    """A file that belongs to a session in which the signed-in mentor has a seat."""
    return _material(request.user, request.year, request.now, material_id)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all("a signed personal link, for one person and one purpose, that can be revoked")
def by_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """The page of the mentor whose link this is, whoever is signed in."""

    return _with_link(request, token, lambda link, at: _answer(request, _linked(link, at, token)))


def _linked(link: links.PersonalLink, at: datetime, token: str) -> Visit:
    return Visit(
        person=link.person,
        year=link.year,
        at=at,
        here=reverse("enrolment_open:mine", args=[token]),
        material=lambda pk: reverse("enrolment_open:material", args=[token, pk]),
        check_in=lambda pk: _address("attendance_open:check_in", token, pk),
        ranking=lambda pk: reverse("enrolment_open:ranking", args=[token, pk]),
        how=reverse("enrolment_open:how", args=[token]),
        certificates=_address("certificates_open:mine", token),
        evaluation=_address("evaluation_open:mine", token),
        calendar=_address("calendar_for", token),
        by_link=True,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all("a signed personal link; the seat of the person of the link, and nobody else's, passes on")
def substitute_by_link(request: HttpRequest, token: str, session_id: int) -> HttpResponseBase:
    """The mentor of the link lets a colleague come instead."""
    return _with_link(request, token, lambda link, at: _substitute(request, _linked(link, at, token), session_id))


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
    wish = Wish(visit.person, visit.at, _session(visit, form.cleaned_data["session"]))
    if form.cleaned_data["instead"]:
        wish = replace(wish, instead=_session(visit, form.cleaned_data["instead"]))
    problem = WISHES[form.cleaned_data["verb"]](request, wish)
    session = wish.session
    if problem:
        return _show(request, visit, problem=problem, about=session.pk)
    return HttpResponseRedirect(visit.here)


def _session(visit: Visit, pk: int) -> Session:
    return get_object_or_404(queries.sessions_of(visit.year).select_related("year"), pk=pk)


def _show(request: HttpRequest, visit: Visit, *, problem: str = "", about: int | None = None) -> HttpResponse:
    found = queries.mine(visit.year, visit.person, visit.at)
    card_in_question = next((card for card in (*found.shown, *found.folded) if card.session.pk == about), None)
    context = {
        "visit": visit,
        "mine": found,
        "title": _title(found),
        "asked_words": in_words(found.asked),
        "have_words": in_words(found.have),
        "offered_words": in_words(found.offered),
        "missing_words": in_words(found.missing),
        "deadline": visit.year.enrolment_due,
        "problem": problem,
        "about": card_in_question.session.pk if card_in_question else None,
        "about_folded": card_in_question is not None and card_in_question in found.folded,
        "other": request.user if request.user.is_authenticated and request.user.pk != visit.person.pk else None,
        "today": [today for s in found.today(visit.at.date()) if (today := _today(visit, s))],
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


def _today(visit: Visit, session: Session) -> tuple[Session, str, datetime | None] | None:
    """A session of today with where to say that one is there, or from when; None once it is over."""
    starts, ends = queries.starts_at(session), queries.ends_at(session)
    if starts is None or ends is None or visit.at > ends:
        return None
    opened = rules.doors_open(starts, ends, visit.at)
    return session, visit.check_in(session.pk) if opened else "", starts - rules.DOORS_OPEN


def _title(found: queries.Mine) -> str:
    if not found.cards:
        return _("Your workshops")
    if found.missing and found.choices > found.asked and not (found.assigned or found.ranked):
        of = {"asked": in_words(found.asked), "choices": in_words(found.choices)}
        return _("Choose %(asked)s of %(choices)s") % of
    return _("Your workshops")


# A colleague instead ---------------------------------------------------------------------------------------------------


def _substitute(request: HttpRequest, visit: Visit, session_id: int) -> HttpResponse:
    """Choose who comes; the seat passes on and both hear of it."""
    session = _session(visit, session_id)
    rows = Enrolment.objects.filter(session=session, person=visit.person, state=EnrolmentState.ENROLLED)
    seat = get_object_or_404(rows.select_related("person", "session"))
    colleagues = queries.colleagues(session, apart_from=visit.person)
    form = SubstituteForm(request.POST if request.method == "POST" else None, colleagues=colleagues)
    if request.method == "POST" and form.is_valid():
        colleague = next(one for one in colleagues if one.pk == form.cleaned_data["person"])
        problem = send_colleague(seat, colleague, by=visit.person, at=visit.at)
        if not problem:
            facts = {"name": colleague.full_name, "title": session.edition.title}
            messages.success(request, _("%(name)s comes in your place to %(title)s and hears of it by mail.") % facts)
            return HttpResponseRedirect(visit.here)
        form.add_error("person", problem)
    waiting = Enrolment.objects.filter(session=session, state=EnrolmentState.WAITING).count()
    context = {"visit": visit, "session": session, "form": form, "colleagues": colleagues, "waiting": waiting}
    return page(request, "enrolment/substitute.html", context, status=422 if form.is_bound else 200)


# Files -----------------------------------------------------------------------------------------------------------------


def _material(person: Person, year: ProgrammeYear, at: datetime, material_id: int) -> FileResponse:
    """The file itself, within its window and for participants only; anything else is not found."""
    seats = queries.live().filter(person=person, session__year=year, state__in=HOLDS_SEAT)
    visible = queries.visible_materials(at.date()).filter(edition__in=seats.values("session__edition"))
    found = get_object_or_404(visible, pk=material_id)
    return stored_file(found.file, found.content_type, found.title)

"""Pages that belong to no single step: home, the language switch, the accessibility statement."""

from typing import cast

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships.clock import now
from dagdeel.base.partnerships.doors import YearRequest, open_to_all, requires, signed_in
from dagdeel.base.partnerships.models import Membership, ProgrammeYear, School
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.partnerships.rules import Span
from dagdeel.base.people import actions as people
from dagdeel.base.people.models import Person
from dagdeel.base.ui.pages import page
from dagdeel.web import queries


@require_safe
@signed_in("shows nothing but the way to one's own partnerships")
def home(request: HttpRequest) -> HttpResponse:
    """To the year that runs now; with several partnerships, a choice; with none, a sentence."""
    person = cast("Person", request.user)  # the login middleware let nobody else in
    spans: dict[int, list[Span]] = {}
    held = Membership.everywhere.filter(person=person).order_by("partnership_id", "pk")
    for partnership_id, first, last in held.values_list("partnership_id", "from_year", "to_year"):
        spans.setdefault(partnership_id, []).append(Span(first, last))
    found = [year for pk, roles in spans.items() if (year := _present_year(pk, roles)) is not None]
    if len(found) == 1:
        return redirect("year_home", found[0].partnership.slug, found[0])
    return page(request, "web/partnerships.html", {"years": found})


def _present_year(partnership_id: int, roles: list[Span]) -> ProgrammeYear | None:
    """The year in which today falls, else the newest, of those in which a role is held: another's door stays shut."""
    rows = ProgrammeYear.everywhere.filter(partnership_id=partnership_id).select_related("partnership")
    years = [year for year in rows if any(role.holds_in(year.first_year) for role in roles)]
    if not years:
        return None
    today = now(years[0].partnership).date()
    return next((y for y in years if y.first_day <= today <= y.last_day), years[0])


@require_safe
@requires(Permission.HOME_VIEW)
def year_home(request: YearRequest) -> HttpResponse:
    """What is asked of me now, and where the year stands."""
    year, member, at = request.year, request.member, request.now
    board = None
    if member.may(Permission.CHOICES_VIEW):
        allowed = member.schools_where(Permission.CHOICES_VIEW)
        schools = School.objects.all() if allowed is None else School.objects.filter(pk__in=[s.pk for s in allowed])
        board = queries.board(year, member, at, schools)
    return page(
        request,
        "web/home.html",
        {
            "todos": queries.in_order(queries.asked_of(year, member, at)),
            "today": at.date(),
            "ring": queries.ring(year, at.date()),
            "coming": [item for item in queries.timeline(year, at.date()) if not item.past][:5],
            "board": board,
        },
    )


@require_safe
@requires(Permission.HOME_VIEW)
def timeline(request: YearRequest) -> HttpResponse:
    """All deadlines of the year."""
    return page(
        request,
        "web/timeline.html",
        {"items": queries.timeline(request.year, request.now.date()), "today": request.now.date()},
    )


@require_safe
@requires(Permission.HISTORY_VIEW)
def history(request: YearRequest) -> HttpResponse:
    """Who did what in this partnership, newest first."""
    entries = Entry.objects.filter(about__icontains=request.GET.get("q", "")).order_by("-at", "-id")
    shown = Paginator(entries, 50).get_page(request.GET.get("page"))
    return page(request, "web/history.html", {"entries": shown, "q": request.GET.get("q", "")})


@require_POST
@open_to_all("chooses the language of the pages, for readers of open pages too")
def language(request: HttpRequest) -> HttpResponse:
    """Keep the language: with the person when signed in, else in a cookie."""
    code = request.POST.get("language", "")
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    if code not in Person.Language.values:
        return response
    if isinstance(request.user, Person):
        people.choose_language(request.user, language=code, by=request.user, at=now())
    response.set_cookie("dagdeel_language", code, max_age=365 * 86400, samesite="Lax", httponly=True)
    return response


@require_safe
@open_to_all("says how accessible the product is")
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return page(request, "web/accessibility.html")


@login_not_required
def to_sign_in(request: HttpRequest) -> HttpResponse:
    """There is one way in."""
    return redirect("account_login")


to_sign_in.open_because = "leads to signing in"  # type: ignore[attr-defined]  # read by the house test

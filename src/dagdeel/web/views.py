"""Pages that belong to no single step: home, the language switch, the accessibility statement."""

from contextlib import AbstractContextManager, nullcontext
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from django.views.defaults import page_not_found, permission_denied

from dagdeel.base.administration import actions as administration
from dagdeel.base.administration.queries import last_shift
from dagdeel.base.history.models import Entry
from dagdeel.base.partnerships.clock import now
from dagdeel.base.partnerships.doors import YearRequest, open_to_all, requires, signed_in
from dagdeel.base.partnerships.models import Partnership, School
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.people import actions as people
from dagdeel.base.people.models import Person
from dagdeel.base.ui.pages import page
from dagdeel.base.ui.pronouns import speaking
from dagdeel.web import queries
from dagdeel.web import search as finding
from dagdeel.web.guide import guide_of
from dagdeel.web.named import names_for
from dagdeel.web.story import told

ENTRIES = 50  # of the history on one page
SCHOOLS = 25  # of the board on one page
# What somebody who takes part or gives workshops comes for, also when nothing is asked.
OWN = (
    (Permission.ENROLMENT_SELF, "enrolment:mine", gettext_lazy("My workshops"), "calendar"),
    (Permission.CERTIFICATE_OWN, "certificates:mine", gettext_lazy("My certificates"), "star"),
    (Permission.PLANNING_CONFIRM, "planning:mine", gettext_lazy("My sessions"), "calendar"),
)
KEEP_LANGUAGE = 365 * 86400  # seconds


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page that says no, in the words of the partnership whose door it is."""
    with _speaking_as_in(request):
        return permission_denied(request, exception)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page that says there is nothing, to a member in the words of the partnership."""
    with _speaking_as_in(request):
        return page_not_found(request, exception)


def _speaking_as_in(request: HttpRequest) -> AbstractContextManager[None]:
    """How the partnership speaks whose member is at its door; to a stranger like everywhere."""
    partnership: Partnership | None = getattr(request, "partnership", None)
    return speaking(partnership.pronoun) if partnership else nullcontext()


@require_safe
@signed_in("shows nothing but the way to one's own partnerships")
def home(request: HttpRequest) -> HttpResponse:
    """To the year that runs now; with several partnerships, a choice; with none, a sentence."""
    person = cast("Person", request.user)  # the login middleware let nobody else in
    found = queries.years_now(person, now)
    if len(found) == 1:
        return redirect("year_home", found[0].partnership.slug, found[0])
    return page(request, "web/partnerships.html", {"years": found})


@require_safe
@requires(Permission.HOME_VIEW)
def year_home(request: YearRequest) -> HttpResponse:
    """What is asked of me now, and where the year stands."""
    year, member, at = request.year, request.member, request.now
    board = schools = None
    if member.may(Permission.CHOICES_VIEW):
        allowed = member.schools_where(Permission.CHOICES_VIEW)
        listed = School.objects.all() if allowed is None else School.objects.filter(pk__in=[s.pk for s in allowed])
        schools = Paginator(listed, SCHOOLS).get_page(request.GET.get("page"))
        board = queries.board(year, member, at, schools)
    dates = queries.timeline(year, at.date(), member)
    # the strip around the page asks the same; once is enough
    asked = request.asked = queries.asked_of(year, member, at)  # type: ignore[attr-defined]  # a note on the request
    return page(
        request,
        "web/home.html",
        {
            "todos": queries.in_order(asked, at.date(), queries.mail_troubles(year, member)),
            "today": at.date(),
            "ring": queries.ring(year, at.date()),
            "coming": [item for item in dates if not item.past][:5],
            "dated": bool(dates),
            "happened": queries.happened(year, member),
            "may_read": member.may(Permission.HISTORY_VIEW),
            "may_change": member.may(Permission.SETTINGS_EDIT),
            "own": [
                (label, reverse(name, args=[request.partnership.slug, year]), icon)
                for permission, name, label, icon in OWN
                if member.may(permission)
            ],
            "board": board,
            "schools": schools,
            "guide": None if year.guide_aside else guide_of(year, member),
        },
    )


@require_safe
@requires(Permission.SETTINGS_EDIT)
def guide(request: YearRequest) -> HttpResponse:
    """The guided start on a page of its own, also when it was put aside; finished it leads home."""
    found = guide_of(request.year, request.member)
    if found is None:
        return redirect("year_home", request.partnership.slug, request.year)
    return page(request, "web/guide.html", {"guide": found, "aside": request.year.guide_aside})


@require_POST
@requires(Permission.SETTINGS_EDIT)
def guide_aside(request: YearRequest) -> HttpResponse:
    """Put the guided start aside, or back on the home page."""
    aside = request.POST.get("aside") == "yes"
    verb = administration.put_guide_aside if aside else administration.take_guide_up
    verb(request.year, by=request.user, at=request.now)
    if aside:
        messages.success(request, _("The guided start is put aside. You find it again under your name."))
    return redirect("year_home", request.partnership.slug, request.year)


@require_safe
@requires(Permission.HOME_VIEW)
def search(request: YearRequest) -> HttpResponse:
    """Everything by name, as far as it opens for this member; without a word the pages to go to."""
    typed = request.GET.get("q", "")
    groups = finding.search(request.year, request.member, typed)
    return page(request, "web/search.html", {"typed": typed, "groups": groups}, part="found")


@require_safe
@requires(Permission.HOME_VIEW)
def timeline(request: YearRequest) -> HttpResponse:
    """All deadlines of the year."""
    today = request.now.date()
    may_change = request.member.may(Permission.SETTINGS_EDIT)
    return page(
        request,
        "web/timeline.html",
        {
            "items": queries.timeline(request.year, today, request.member),
            "today": today,
            "may_change": may_change,
            "last_shift": last_shift(request.year) if may_change else None,
        },
    )


@require_safe
@requires(Permission.HISTORY_VIEW)
def history(request: YearRequest) -> HttpResponse:
    """Who did what in this partnership, newest first."""
    q = request.GET.get("q", "")
    entries = Entry.objects.order_by("-at", "-id")
    if q:
        entries = entries.filter(Q(about__icontains=q) | Q(by_name__icontains=q))
    shown = Paginator(entries, ENTRIES).get_page(request.GET.get("page"))
    names = names_for(shown)
    lines = [told(entry, names) for entry in shown]
    return page(request, "web/history.html", {"entries": shown, "lines": lines, "q": q})


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
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=KEEP_LANGUAGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@require_safe
@open_to_all("says how accessible the product is")
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return page(request, "web/accessibility.html")


@require_safe
@open_to_all("browsers ask for it beside a PDF")
def icon(request: HttpRequest) -> HttpResponse:
    """Where the little picture of the product stands."""
    return redirect(static("ui/favicon.svg"), permanent=True)


@login_not_required
def to_sign_in(request: HttpRequest) -> HttpResponse:
    """There is one way in."""
    return redirect("account_login")


to_sign_in.open_because = "leads to signing in"  # type: ignore[attr-defined]  # read by the house test

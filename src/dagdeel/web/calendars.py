"""Calendars to subscribe to: the addresses somebody has, the calendar itself, and withdrawing an address that went astray."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dagdeel.base.administration import actions as administration
from dagdeel.base.partnerships import links, scope
from dagdeel.base.partnerships.clock import now
from dagdeel.base.partnerships.doors import YearRequest, open_to_all, requires
from dagdeel.base.partnerships.link_door import through_link
from dagdeel.base.partnerships.links import Calendar
from dagdeel.base.partnerships.models import Partnership, School
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.people.models import Person
from dagdeel.base.ui.pages import page
from dagdeel.outputs.calendars.http import calendar_response
from dagdeel.web.agenda import NothingToSee, calendar_of
from dagdeel.year.trainers.models import Trainer

A_PAGE = 20


@dataclass(frozen=True, slots=True)
class Address:
    """A calendar with the address to copy and the one that opens a calendar program."""

    label: str
    url: str

    @property
    def webcal(self) -> str:
        """The same address in the way that calendar programs take over."""
        return f"webcal:{self.url.partition(':')[2]}"


def _address(
    label: str, person: Person, partnership: Partnership, shows: Calendar, key: int = 0, *, serial: int
) -> Address:
    token = links.feed_token(person, partnership, shows, key, serial=serial)
    return Address(label, f"{settings.SITE_URL}{reverse('calendar_feed', args=[token])}")


@require_safe
@requires(Permission.HOME_VIEW)
def index(request: YearRequest) -> HttpResponse:
    """The calendars that this member can subscribe to."""
    person, partnership = request.user, request.partnership
    serial = links.feed_serial(person, partnership)
    mine = _address(_("My workshops"), person, partnership, Calendar.MINE, serial=serial)
    allowed = (
        request.member.schools_where(Permission.PLANNING_VIEW) if request.member.may(Permission.PLANNING_VIEW) else ()
    )
    schools = School.objects.all() if allowed is None else School.objects.filter(pk__in=[s.pk for s in allowed])
    active = Trainer.objects.filter(active=True).select_related("person").order_by("person__sort_key", "pk")
    trainers = active if request.member.may(Permission.PLANNING_EDIT) else active.none()
    school_page = Paginator(schools.order_by("name", "pk"), A_PAGE).get_page(request.GET.get("schools"))
    trainer_page = Paginator(trainers, A_PAGE).get_page(request.GET.get("trainers"))
    context: dict[str, object] = {
        "mine": mine,
        "school_page": school_page,
        "schools": [
            _address(school.name, person, partnership, Calendar.SCHOOL, school.pk, serial=serial)
            for school in school_page
        ],
        "trainer_page": trainer_page,
        "trainers": [
            _address(t.person.list_name, person, partnership, Calendar.TRAINER, t.person_id, serial=serial)
            for t in trainer_page
        ],
        "host": urlsplit(settings.SITE_URL).netloc,
    }
    return page(request, "web/calendar.html", context)


@require_POST
@requires(Permission.HOME_VIEW)
def revoke(request: YearRequest) -> HttpResponse:
    """Withdraw the addresses that I was given; new ones take their place."""
    administration.revoke_calendar(request.user, year=request.year, by=request.user, at=request.now)
    messages.success(request, _("The old addresses no longer work. Subscribe with the new one."))
    return redirect("calendar", request.partnership.slug, request.year)


@require_safe
@open_to_all(
    "a secret address, made for one person, that shows what that person may see today and that can be withdrawn"
)
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar itself, for a calendar program that comes again and again."""
    try:
        link = links.open_feed(token)
        at = now(link.partnership)
        with scope.of(link.partnership), translation.override(link.person.language):
            content = calendar_of(link, at)
    except (links.LinkInvalid, NothingToSee):
        raise Http404 from None
    except links.LinkRevoked:
        return HttpResponse(status=410)
    answer = calendar_response(request, content, f"dagdeel-{link.partnership.slug}")
    answer["X-Robots-Tag"] = "noindex"
    return answer


@require_safe
@open_to_all("the personal link of a mentor, who needs no account: it shows that mentor's own calendar address")
def for_mentor(request: HttpRequest, token: str) -> HttpResponseBase:
    """How a mentor gets her workshops into her own calendar."""

    def show(opened: links.PersonalLink, at: object) -> HttpResponse:
        serial = links.feed_serial(opened.person, opened.partnership)
        mine = _address(_("My workshops"), opened.person, opened.partnership, Calendar.MINE, serial=serial)
        own = reverse("enrolment_open:mine", args=[token])
        return page(request, "web/calendar_for.html", {"mine": mine, "person": opened.person, "own_page": own})

    return through_link(request, token, show, purposes=[links.Purpose.MENTOR], closed="enrolment/link_closed.html")

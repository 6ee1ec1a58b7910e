"""Pages about mail that ask every step: all kinds of mail with an example of each, and who gets what when in the whole year."""

from dataclasses import dataclass
from datetime import date

from csp.constants import SELF
from csp.decorators import csp_update
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.people.models import Person
from dagdeel.base.ui.pages import page
from dagdeel.outputs.mail import rendering
from dagdeel.outputs.mail.frame import framed
from dagdeel.outputs.mail.message import Kind
from dagdeel.outputs.mail.readers import settings_of
from dagdeel.outputs.mail.rendering import Rendered, Sheet
from dagdeel.web import year_of_mail
from dagdeel.web.health import health
from dagdeel.web.kinds import ALL, Group, groups
from dagdeel.web.schedule import LABELS

A_PAGE = 100


@require_safe
@requires(Permission.MAIL_VIEW)
def kinds(request: YearRequest) -> HttpResponse:
    """Every kind of mail of a year: to whom, when, and whether one can say no to it."""
    shown: list[Group] = groups()
    return page(request, "web/mail_kinds.html", {"groups": shown, "number": len(ALL)})


@require_safe
@requires(Permission.MAIL_VIEW)
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]  # its types know views without arguments only
def kind(request: YearRequest, key: str) -> HttpResponse:
    """One kind with an example, in the language that is asked for."""
    found, language = _found(key), _language(request)
    words = sample(found, Sheet(request.partnership, settings_of()), language)
    with translation.override(language):
        why = str(found.why)
    context: dict[str, object] = {"kind": found, "words": words, "why": why, "language": language}
    return page(request, "web/mail_kind.html", context)


@require_safe
@requires(Permission.MAIL_VIEW)
def kind_html(request: YearRequest, key: str) -> HttpResponse:
    """The example as a mail program shows it, for the frame in the page."""
    return framed(sample(_found(key), Sheet(request.partnership, settings_of()), _language(request)).html)


def sample(kind: Kind, sheet: Sheet, language: str) -> Rendered:
    """An example of a kind, to somebody who does not exist."""
    to = Person(pk=0, given_name="Anna", prefix="van der", surname="Spek", email="anna@example.org", language=language)
    with translation.override(language):
        context, why = kind.example(), str(kind.why)
        stop = "https://voorbeeld.example/" if kind.topic else ""
        return rendering.fill(kind.template, context, to=to, why=why, sheet=sheet, stop=stop)


def _found(key: str) -> Kind:
    found = ALL.get(key)
    if found is None:
        raise Http404
    return found


def _language(request: YearRequest) -> str:
    asked = request.GET.get("language", "")
    return asked if asked in Person.Language.values else request.user.language


@dataclass(frozen=True, slots=True)
class Month:
    """The lines of one month."""

    first: date
    lines: list[year_of_mail.Line]


@require_safe
@requires(Permission.MAIL_VIEW)
def year(request: YearRequest) -> HttpResponse:
    """Who gets what, and when: what was sent, what is queued, and what is to come as the data now stand.

    Nobody is named until a kind or a name is chosen.
    """
    chosen = request.GET.get("kind", "")
    chosen = chosen if chosen in ALL else ""
    name = " ".join(request.GET.get("q", "").split())[:120]
    context: dict[str, object] = {
        "groups": groups(),
        "kind": chosen,
        "q": name,
        "today": request.now.date(),
    }
    if chosen or name:
        listing = year_of_mail.people(request.year, request.now, kind=chosen, name=name)
        context["listing"] = Paginator(listing, A_PAGE).get_page(request.GET.get("page"))
        context["heading"] = str(ALL[chosen].label) if chosen else _("Mail to “%(name)s”") % {"name": name}
    else:
        context["months"] = _by_month(year_of_mail.lines(request.year, request.now))
    return page(request, "web/mail_year.html", context)


@require_safe
@requires(Permission.MAIL_VIEW)
def worker(request: YearRequest) -> HttpResponse:
    """How the worker is: its rounds, the mail of this partnership, and the dated work."""
    found = health(only=request.partnership)
    dated = [(slot, LABELS.get(slot.job.partition("-")[0], slot.job)) for slot in found.slots]
    return page(request, "web/worker.html", {"health": found, "post": found.posts[0], "dated": dated})


def _by_month(lines: list[year_of_mail.Line]) -> list[Month]:
    months: dict[date, list[year_of_mail.Line]] = {}
    for line in lines:
        months.setdefault(line.day.replace(day=1), []).append(line)
    return [Month(first, found) for first, found in sorted(months.items())]

"""The handbooks as pages and on paper: inside a year with links and the own names of roles, and open to everybody without."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from dagdeel.base.partnerships.doors import YearRequest, open_to_all, requires
from dagdeel.base.partnerships.permissions import Permission, Role
from dagdeel.base.ui.pages import page
from dagdeel.outputs.documents.http import pdf_response
from dagdeel.web import handbook, queries

OPEN = "a handbook tells how the product works, and nothing of anybody"
LONGEST = 200  # characters of a question


Roles = frozenset[Role] | tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the handbooks stand: the name of their addresses, what those begin with, and how roles are called there."""

    name: str
    base: tuple[str, ...]
    roles: Roles
    labels: Mapping[str, str]

    def url(self, name: str = "", *more: str) -> str:
        """The address of the handbooks, or of one."""
        return reverse(f"{self.name}{name}", args=[*self.base, *more])


OUTSIDE = Place("handbook_open", (), (), {})


def _inside(request: YearRequest) -> Place:
    base = (request.partnership.slug, str(request.year))
    return Place("handbook", base, request.member.roles, request.partnership.role_labels)


def _address(request: YearRequest, site: str = "") -> Callable[[str], str]:
    """Gives the address of a page that opens for this reader, else an empty text."""

    def address(name: str) -> str:
        return site + queries.address(name, request.year) if queries.lets_in(name, request.member) else ""

    return address


def _role(key: str) -> Role:
    if key not in Role.values:
        raise Http404
    return Role(key)


@require_safe
@requires(Permission.HOME_VIEW)
def index(request: YearRequest) -> HttpResponse:
    """To the own handbook; with a question, where it is answered."""
    place = _inside(request)
    if "q" in request.GET:
        return _results(request, place)
    return redirect(place.url("_role", handbook.own_first(place.roles)[0].value))


@require_safe
@requires(Permission.HOME_VIEW)
def role(request: YearRequest, key: str) -> HttpResponse:
    """The handbook of a role: everybody may read every one."""
    place = _inside(request)
    return _book(request, handbook.handbook(_role(key), place.labels, _address(request)), place)


@require_safe
@requires(Permission.HOME_VIEW)
def paper(request: YearRequest, key: str) -> HttpResponse:
    """The handbook of a role as PDF, with links that lead back here."""
    labels = request.partnership.role_labels
    book = handbook.handbook(_role(key), labels, _address(request, settings.SITE_URL))
    content = handbook.handbook_pdf(book, labels=labels, partnership=request.partnership.name)
    return pdf_response(content, handbook.title_of(book.role, labels))


@require_safe
@requires(Permission.HOME_VIEW)
def about(request: YearRequest, anchor: str) -> HttpResponse:
    """To the section about a subject, in the own handbook when it stands there."""
    found = handbook.about(anchor, request.member.roles)
    if found is None:
        raise Http404
    url = reverse("handbook_role", args=[request.partnership.slug, request.year, found.value])
    return redirect(f"{url}#{anchor}")


@require_safe
@open_to_all(OPEN)
def open_index(request: HttpRequest) -> HttpResponse:
    """Every handbook, for who is not signed in; with a question, where it is answered."""
    if "q" in request.GET:
        return _results(request, OUTSIDE)
    others = [(label, OUTSIDE.url("_role", key)) for key, label in Role.choices]
    return page(request, "web/handbooks.html", {"others": others, "search_url": OUTSIDE.url()})


@require_safe
@open_to_all(OPEN)
def open_role(request: HttpRequest, key: str) -> HttpResponse:
    """The handbook of a role, without links."""
    return _book(request, handbook.handbook(_role(key), {}, lambda _name: ""), OUTSIDE)


@require_safe
@open_to_all(OPEN)
def open_paper(request: HttpRequest, key: str) -> HttpResponse:
    """The same as PDF."""
    book = handbook.handbook(_role(key), {}, lambda _name: "")
    return pdf_response(handbook.handbook_pdf(book, labels={}, partnership=""), handbook.title_of(book.role, {}))


def _book(request: HttpRequest, book: handbook.Handbook, place: Place) -> HttpResponse:
    others = [
        (handbook.label_of(role, place.labels), place.url("_role", role.value))
        for role in handbook.own_first(place.roles)
        if role != book.role
    ]
    context: dict[str, object] = {
        "book": book,
        "title": handbook.title_of(book.role, place.labels),
        "others": others,
        "paper_url": place.url("_paper", book.role.value),
        "search_url": place.url(),
    }
    return page(request, "web/handbook.html", context)


def _results(request: HttpRequest, place: Place) -> HttpResponse:
    words = request.GET["q"][:LONGEST].strip()
    found = [
        (
            f"{place.url('_role', item.role.value)}#{item.section.anchor}",
            item.section.title,
            handbook.label_of(item.role, place.labels),
            item.snippet,
        )
        for item in handbook.search(words, place.roles, place.labels)
    ]
    return page(request, "web/handbook_found.html", {"found": found, "words": words, "search_url": place.url()})

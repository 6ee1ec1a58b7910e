"""The handbooks as pages and on paper: inside a year with links and the own names of roles, and open to everybody without."""

from collections.abc import Callable, Mapping

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
    base = [request.partnership.slug, str(request.year)]
    if "q" in request.GET:
        return _results(request, request.member.roles, request.partnership.role_labels, "handbook_role", base)
    return redirect("handbook_role", *base, handbook.own_first(request.member.roles)[0].value)


@require_safe
@requires(Permission.HOME_VIEW)
def role(request: YearRequest, key: str) -> HttpResponse:
    """The handbook of a role: everybody may read every one."""
    labels = request.partnership.role_labels
    book = handbook.handbook(_role(key), labels, _address(request))
    return _book(request, book, request.member.roles, labels, "handbook", [request.partnership.slug, str(request.year)])


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
        return _results(request, (), {}, "handbook_open_role", [])
    others = [(label, reverse("handbook_open_role", args=[key])) for key, label in Role.choices]
    return page(request, "web/handbooks.html", {"others": others, "search_url": reverse("handbook_open")})


@require_safe
@open_to_all(OPEN)
def open_role(request: HttpRequest, key: str) -> HttpResponse:
    """The handbook of a role, without links."""
    return _book(request, handbook.handbook(_role(key), {}, lambda _name: ""), (), {}, "handbook_open", [])


@require_safe
@open_to_all(OPEN)
def open_paper(request: HttpRequest, key: str) -> HttpResponse:
    """The same as PDF."""
    book = handbook.handbook(_role(key), {}, lambda _name: "")
    return pdf_response(handbook.handbook_pdf(book, labels={}, partnership=""), handbook.title_of(book.role, {}))


Roles = frozenset[Role] | tuple[Role, ...]


def _book(
    request: HttpRequest, book: handbook.Handbook, roles: Roles, labels: Mapping[str, str], names: str, base: list[str]
) -> HttpResponse:
    others = [
        (handbook.label_of(role, labels), reverse(f"{names}_role", args=[*base, role.value]))
        for role in handbook.own_first(roles)
        if role != book.role
    ]
    context: dict[str, object] = {
        "book": book,
        "title": handbook.title_of(book.role, labels),
        "others": others,
        "paper_url": reverse(f"{names}_paper", args=[*base, book.role.value]),
        "search_url": reverse(names, args=base),
    }
    return page(request, "web/handbook.html", context)


def _results(request: HttpRequest, roles: Roles, labels: Mapping[str, str], name: str, base: list[str]) -> HttpResponse:
    words = request.GET["q"][:LONGEST].strip()
    found = [
        (
            f"{reverse(name, args=[*base, item.role.value])}#{item.section.anchor}",
            item.section.title,
            handbook.label_of(item.role, labels),
            item.snippet,
        )
        for item in handbook.search(words, roles, labels)
    ]
    search_url = reverse(name.removesuffix("_role"), args=base)
    return page(request, "web/handbook_found.html", {"found": found, "words": words, "search_url": search_url})

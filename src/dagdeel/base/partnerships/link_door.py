"""The door of a personal link: the page of one person, without an account, in that person's language."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

from dagdeel.base.partnerships import links, scope
from dagdeel.base.partnerships.clock import now
from dagdeel.base.people.language import SPOKEN
from dagdeel.base.ui.pages import page
from dagdeel.base.ui.pronouns import speaking

Show = Callable[[links.PersonalLink, datetime], HttpResponseBase]


def through_link(
    request: HttpRequest, token: str, show: Show, *, purposes: Iterable[links.Purpose], closed: str
) -> HttpResponseBase:
    """Open the link and its partnership; a link that does not open gets the template `closed`, with `why`, as 404 or 410."""
    try:
        opened, at = _opened(token, purposes)
    except links.LinkInvalid:
        return _private(page(request, closed, {"why": "invalid"}, status=404))
    except links.LinkClosed as no:
        why = "revoked" if isinstance(no, links.LinkRevoked) else "expired"
        with speaking(no.partnership.pronoun):
            return _private(page(request, closed, {"why": why}, status=410))
    chosen = request.user.is_authenticated or request.COOKIES.get("dagdeel_language") in SPOKEN
    language = translation.get_language() if chosen else opened.person.language
    with scope.of(opened.partnership), translation.override(language):
        response = show(opened, at)
    response["Content-Language"] = language or "nl"
    return _private(response)


def _opened(token: str, purposes: Iterable[links.Purpose]) -> tuple[links.PersonalLink, datetime]:
    """The link for one of these purposes, and the moment in its partnership; raises what `open_link` raises."""
    for purpose in purposes:
        try:
            opened = links.open_link(token, purpose)
        except links.LinkInvalid:
            continue
        at = now(opened.partnership)
        links.refuse_expired(opened.year, at)
        return opened, at
    raise links.LinkInvalid


def _private(response: HttpResponseBase) -> HttpResponseBase:
    """The address is the key: it does not travel along to other sites, and nobody keeps what it opened."""
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response

"""The door of every page: who is it, which partnership, which year, is it allowed? Default closed.

`@requires(Permission.X)` marks a page of a partnership's year: it takes the first two parts of the address, answers 404 to a
stranger and 403 to a member without the permission, opens the scope and hands the view a YearRequest.
`@open_to_all("why")` marks the pages that stand open on purpose; a house test reads the marks.
"""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.clock import now
from dagdeel.base.partnerships.members import Member, memberships_of
from dagdeel.base.partnerships.models import Partnership, ProgrammeYear
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.partnerships.reading import reading
from dagdeel.base.partnerships.rules import first_year
from dagdeel.base.people.models import Person

P = ParamSpec("P")


class YearRequest(HttpRequest):
    """A request that came through the door: signed in, a member, in one year of one partnership."""

    user: Person
    partnership: Partnership
    year: ProgrammeYear
    member: Member
    now: datetime


View = Callable[Concatenate[YearRequest, P], HttpResponseBase]


def requires(permission: Permission) -> Callable[[View[P]], Callable[..., HttpResponseBase]]:
    """Let in members whose role allows this; the view is called without `partnership` and `year`."""

    def decorate(view: View[P]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def door(request: HttpRequest, *args: Any, partnership: str, year: str, **kwargs: Any) -> HttpResponseBase:
            entered = enter(request, partnership, year)
            if not entered.member.may(permission):
                raise PermissionDenied
            writes_nothing = request.method in {"GET", "HEAD"}
            with scope.of(entered.partnership), reading() if writes_nothing else nullcontext():
                # Rendered inside the scope: an answer that is still lazy would look at the tables outside of it.
                response = view(entered, *args, **kwargs)
                render = getattr(response, "render", None)
                return cast("HttpResponseBase", render()) if callable(render) else response

        door.permission = permission  # type: ignore[attr-defined]  # read by the house test
        return door

    return decorate


def enter(request: HttpRequest, partnership: str, year: str) -> YearRequest:
    """Put partnership, year and member on the request; raises Http404 for whoever is not a member of that year."""
    starts = first_year(year)
    if starts is None or not isinstance(request.user, Person) or _unreadable(request):
        raise Http404
    years = ProgrammeYear.everywhere.select_related("partnership")
    found = years.filter(partnership__slug=partnership, first_year=starts).first()
    if found is None:
        raise Http404
    member = memberships_of(request.user, found.partnership, found)
    if member is None:
        raise Http404
    entered = cast("YearRequest", request)
    entered.partnership = found.partnership
    entered.year = found
    entered.member = member
    entered.now = now(found.partnership)
    return entered


def _unreadable(request: HttpRequest) -> bool:
    """Whether the address holds the character NUL, which PostgreSQL refuses in a text: no page has it."""
    return "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", "")


def open_to_all(why: str) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """A page without sign-in, and the reason why it is safe (a token, a public brochure …)."""

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        opened = login_not_required(view)
        opened.open_because = why  # type: ignore[attr-defined]  # read by the house test
        return opened

    return decorate


def signed_in(why: str) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """A page for anybody who is signed in, outside of any partnership, and the reason why."""

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        view.signed_in_because = why  # type: ignore[attr-defined]  # read by the house test
        return view

    return decorate

"""What the frame around every page shows: partnership, year, the strip of steps."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dagdeel.base.partnerships import rules, scope
from dagdeel.base.partnerships.members import Member
from dagdeel.base.partnerships.models import Partnership, ProgrammeYear
from dagdeel.base.partnerships.reading import reading
from dagdeel.base.partnerships.years import first_years
from dagdeel.web.guide import Guide, guide_of
from dagdeel.web.handbook import subject_of
from dagdeel.web.queries import Asked, address, asked_of, lets_in
from dagdeel.web.search import MENU
from dagdeel.year.step import Standing, State


@dataclass(frozen=True, slots=True)
class StripItem:
    """One step in the strip under the top bar."""

    key: str
    label: str
    url: str
    figure: str
    state: State
    current: bool
    asked: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything around the page itself."""

    partnership: Partnership | None = None
    year: ProgrammeYear | None = None
    years: tuple[tuple[str, str], ...] = ()
    member: Member | None = None
    strip: tuple[StripItem, ...] = ()
    menu: tuple[tuple[str, str], ...] = ()
    guide: Guide | None = None
    search: str = ""
    help: str = ""
    demo_day: date | None = None
    is_demo: bool = False


def frame(request: HttpRequest) -> dict[str, object]:
    """The frame of a page inside a year; the bare one elsewhere and for parts of a page."""
    year = getattr(request, "year", None)
    if year is None or request.headers.get("HX-Request"):
        return {"frame": Frame(is_demo=settings.DEMO)}
    partnership: Partnership = year.partnership
    member: Member = request.member  # type: ignore[attr-defined]  # set by the door together with the year
    # The page that says no is rendered when the door has closed again; rendering writes nothing, whatever came before.
    with scope.of(partnership), reading():
        labels = [rules.label(first) for first in first_years()]
        around = Frame(
            partnership=partnership,
            year=year,
            years=tuple((label, reverse("year_home", args=[partnership.slug, label])) for label in labels),
            member=member,
            strip=_strip(request, year, member),
            menu=_menu(year, member),
            guide=None if year.guide_aside else guide_of(year, member),
            search=address("search", year),
            help=_help(request, year, member),
            demo_day=partnership.demo_day if settings.DEMO else None,
            is_demo=settings.DEMO,
        )
    return {"frame": around}


def _menu(year: ProgrammeYear, member: Member) -> tuple[tuple[str, str], ...]:
    """The pages of the menu that open for this member; the guided start as long as there is one."""
    names = [*MENU, ("guide", _("Guided start"))] if guide_of(year, member) else MENU
    return tuple((str(label), address(name, year)) for name, label in names if lets_in(name, member))


def _help(request: HttpRequest, year: ProgrammeYear, member: Member) -> str:
    """The address at which the handbook tells of this page."""
    page = request.resolver_match.view_name if request.resolver_match else ""
    role, anchor = subject_of(page, member.roles)
    url = reverse("handbook_role", args=[year.partnership.slug, year, role.value])
    return f"{url}#{anchor}" if anchor else url


def _strip(request: HttpRequest, year: ProgrammeYear, member: Member) -> tuple[StripItem, ...]:
    here = request.resolver_match.namespace if request.resolver_match else ""
    at = request.now  # type: ignore[attr-defined]  # set by the door together with the year
    asked = getattr(request, "asked", None) or asked_of(year, member, at)
    return tuple(_strip_item(item, year, member, at, here) for item in asked)


def _strip_item(item: Asked, year: ProgrammeYear, member: Member, at: datetime, here: str) -> StripItem:
    """A step with its figure and its page. Whom the page is not for reads no figure, and gets the page of the own things."""
    step = item.step
    opens = lets_in(step.home, member)
    standing = step.standing(year, at) if opens else Standing()
    own = address(step.own, year) if step.own and lets_in(step.own, member) else ""
    return StripItem(
        key=step.key,
        label=str(step.label),
        url=(standing.url or address(step.home, year)) if opens else own,
        figure=standing.figure,
        state=standing.state,
        current=step.key == here,
        asked=bool(item.todos),
    )

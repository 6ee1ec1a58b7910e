"""What the frame around every page shows: partnership, year, the strip of steps."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from dagdeel.base.partnerships import scope
from dagdeel.base.partnerships.members import Member
from dagdeel.base.partnerships.models import Partnership, ProgrammeYear
from dagdeel.web.queries import address, asked_of
from dagdeel.year.step import State


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
    demo_day: date | None = None
    is_demo: bool = False


def frame(request: HttpRequest) -> dict[str, object]:
    """The frame of a page inside a year; the bare one elsewhere and for parts of a page."""
    year = getattr(request, "year", None)
    if year is None or request.headers.get("HX-Request"):
        return {"frame": Frame(is_demo=settings.DEMO)}
    partnership: Partnership = year.partnership
    member: Member = request.member  # type: ignore[attr-defined]  # set by the door together with the year
    with scope.of(partnership):  # the page that says no is rendered when the door has closed again
        years = ProgrammeYear.objects.filter(partnership=partnership)
        around = Frame(
            partnership=partnership,
            year=year,
            years=tuple((str(y), reverse("year_home", args=[partnership.slug, y])) for y in years),
            member=member,
            strip=_strip(request, year, member),
            demo_day=partnership.demo_day if settings.DEMO else None,
            is_demo=settings.DEMO,
        )
    return {"frame": around}


def _strip(request: HttpRequest, year: ProgrammeYear, member: Member) -> tuple[StripItem, ...]:
    here = request.resolver_match.namespace if request.resolver_match else ""
    at = request.now  # type: ignore[attr-defined]  # set by the door together with the year
    standings = [(item, item.step.standing(year, at)) for item in asked_of(year, member, at)]
    return tuple(
        StripItem(
            key=item.step.key,
            label=str(item.step.label),
            url=standing.url or address(item.step.home, year),
            figure=standing.figure,
            state=standing.state,
            current=item.step.key == here,
            asked=bool(item.todos),
        )
        for item, standing in standings
    )

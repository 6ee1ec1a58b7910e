"""Who is still waited for: how many of how many answered, of every group, as it stands now. Numbers of people, never answers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.models import School
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.pages import page
from dagdeel.year.evaluation import queries
from dagdeel.year.evaluation.models import Instrument
from dagdeel.year.evaluation.queries import Response
from dagdeel.year.evaluation.states import ASKS, Ask, Moment
from dagdeel.year.evaluation.views.figures import part_of
from dagdeel.year.planning.models import Session

A_PAGE = 25
Parts = Mapping[Ask, Mapping[int, Response]]  # by questionnaire, by session


@dataclass(frozen=True, slots=True)
class Group:
    """A school or a session, with what came in about it at each moment."""

    name: str
    cells: list[tuple[Ask, Response]]
    school: int | None = None
    day: date | None = None


@require_safe
@requires(Permission.EVALUATION_VIEW)
def response(request: YearRequest) -> HttpResponse:
    """Every audience and moment over the whole partnership, and each school, as far as this member sees them; of one its sessions.

    Raises PermissionDenied for another school than the member's own.
    """
    today = timezone.localdate(request.now)
    made = {(row.audience, row.moment): row for row in Instrument.objects.filter(year=request.year)}
    asks = [ask for ask in ASKS if (ask.audience, ask.moment) in made]
    seen = request.member.schools_where(Permission.EVALUATION_VIEW)
    schools = list(School.objects.all()) if seen is None else sorted(seen, key=lambda school: school.name)
    chosen = part_of(request).school
    school = chosen or (schools[0] if len(schools) == 1 else None)
    about = [ask for ask in asks if ask.moment != Moment.YEAR]
    parts = {ask: queries.responses(request.year, ask.audience, ask.moment, today) for ask in about}
    whole = asks if seen is None and chosen is None else []
    shown = parts if school is None else _large(parts, request.year.threshold)
    listing = _listing(request, shown, school, schools)
    context: dict[str, object] = {
        "totals": [
            (made[ask.audience, ask.moment], queries.total_response(request.year, ask.audience, ask.moment, today))
            for ask in whole
        ],
        "about": list(shown),
        "small": _whole_of(school, {ask: part for ask, part in parts.items() if ask not in shown}),
        "listing": listing,
        "groups": list(listing) if shown else [],
        "school": school,
        "chosen": chosen,
        "threshold": request.year.threshold,
        "query": request.GET.urlencode(),
    }
    return page(request, "evaluation/response.html", context, part="counts")


def _listing(request: YearRequest, parts: Parts, school: School | None, schools: Sequence[School]) -> "Page[Group]":
    rows = Session.objects.filter(year=request.year, pk__in={key for found in parts.values() for key in found})
    if school is None:
        where: dict[int, set[int]] = {}
        for session, place in rows.order_by().values_list("pk", "school"):
            where.setdefault(place, set()).add(session)
        groups = [Group(s.name, _cells(parts, where.get(s.pk, ())), school=s.pk) for s in schools]
    else:
        held = rows.filter(school=school).select_related("edition").order_by("day", "edition__title", "pk")
        groups = [Group(row.edition.title, _cells(parts, [row.pk]), day=row.day) for row in held]
    return Paginator(groups, A_PAGE).get_page(request.GET.get("page"))


def _large(parts: Parts, threshold: int) -> Parts:
    """The questionnaires that enough people get about one session: of fewer a number would say who answered."""
    return {ask: part for ask, part in parts.items() if any(one.asked >= threshold for one in part.values())}


def _whole_of(school: School | None, parts: Parts) -> list[tuple[Ask, Response]]:
    """How many answered about all sessions of the school together."""
    rows = Session.objects.filter(school=school, pk__in={key for found in parts.values() for key in found})
    return _cells(parts, list(rows.values_list("pk", flat=True))) if parts else []


def _cells(parts: Parts, sessions: Collection[int]) -> list[tuple[Ask, Response]]:
    """How many answered of how many, about these sessions together."""
    found = []
    for ask, part in parts.items():
        here = [part[session] for session in sessions if session in part]
        found.append((ask, Response(sum(one.answered for one in here), sum(one.asked for one in here))))
    return found

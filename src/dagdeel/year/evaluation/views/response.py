"""Who is still waited for: how many of how many answered, of every group, as it stands now. Numbers of people, never answers."""

from dataclasses import dataclass

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
from dagdeel.year.planning.models import Session


@dataclass(frozen=True, slots=True)
class Group:
    """A school, with what came in about its sessions at each moment."""

    name: str
    cells: list[tuple[Ask, Response]]


@require_safe
@requires(Permission.EVALUATION_VIEW)
def response(request: YearRequest) -> HttpResponse:
    """Every audience and moment, over the whole partnership for who sees that; and each school that this member sees."""
    today = timezone.localdate(request.now)
    made = {(row.audience, row.moment): row for row in Instrument.objects.filter(year=request.year)}
    asks = [ask for ask in ASKS if (ask.audience, ask.moment) in made]
    seen = request.member.schools_where(Permission.EVALUATION_VIEW)
    schools = list(School.objects.all()) if seen is None else sorted(seen, key=lambda school: school.name)
    about = [ask for ask in asks if ask.moment != Moment.YEAR]
    by_ask = {ask: _by_school(request, ask) for ask in about}
    groups = [Group(s.name, [(ask, by_ask[ask].get(s.pk, Response())) for ask in about]) for s in schools]
    whole = asks if seen is None else []
    context: dict[str, object] = {
        "totals": [
            (made[ask.audience, ask.moment], queries.total_response(request.year, ask.audience, ask.moment, today))
            for ask in whole
        ],
        "about": about,
        "groups": groups if about else [],
    }
    return page(request, "evaluation/response.html", context, part="counts")


def _by_school(request: YearRequest, ask: Ask) -> dict[int, Response]:
    """What came in about the sessions of each school. At most five queries."""
    parts = queries.response(request.year, ask.audience, ask.moment, timezone.localdate(request.now))
    where = dict(Session.objects.filter(year=request.year).order_by().values_list("pk", "school"))
    found: dict[int, Response] = {}
    for session, part in parts.items():
        if session in where:
            before = found.get(where[session], Response())
            found[where[session]] = Response(before.answered + part.answered, before.asked + part.asked)
    return found

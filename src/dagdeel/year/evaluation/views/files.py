"""The figures as files: a list, or the picture. The same threshold, from the same place as the pages."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission, Role
from dagdeel.outputs.charts.http import Ending, listed_or_drawn
from dagdeel.year.evaluation import permissions, queries
from dagdeel.year.evaluation.states import Audience
from dagdeel.year.evaluation.views import pictures
from dagdeel.year.evaluation.views.figures import (
    SIDES,
    asked,
    from_side,
    number,
    part_of,
    said_of,
    spoken_of,
    table,
    table_of_sides,
)
from dagdeel.year.evaluation.views.pictures import Said


@require_safe
@requires(Permission.EVALUATION_VIEW)
def sheet(request: YearRequest, kind: Ending) -> HttpResponse:
    """The year, a school, a workshop or a session as a file; a workshop from all sides when that is asked for."""
    ask, part = asked(request), part_of(request)
    personal = permissions.sees_persons(request.member)
    if part.workshop and request.GET.get("sides") == "all":
        sides = [(one, from_side(request, one, part, personal=personal)) for one in SIDES]
        return listed_or_drawn(
            table_of_sides(sides), pictures.sides(sides), kind, f"evaluatie-{request.year}-{part.name}"
        )
    found = queries.load(request.year, ask.audience, ask.moment)
    about = spoken_of(ask, part) if part.workshop else part
    said = said_of(found, about.of(found) if found else (), personal=personal)
    return _file(request, said, kind, f"evaluatie-{request.year}-{ask.key}")


@require_safe
@requires(Permission.EVALUATION_ANSWER)
def own_sheet(request: YearRequest, kind: Ending) -> HttpResponse:
    """The sessions of the trainer's own, or one of them, as a file."""
    if not request.member.has(Role.TRAINER):
        raise PermissionDenied
    view: Collection[int] = {given.pk for given in queries.sessions_of_trainer(request.year, request.user)}
    if (one := number(request, "session")) is not None:
        if one not in view:
            raise PermissionDenied
        view = {one}
    said = said_of(queries.load(request.year, Audience.PARTICIPANT), view, personal=True)
    return _file(request, said, kind, f"evaluatie-{request.year}")


def _file(request: YearRequest, said: Said, kind: Ending, name: str) -> HttpResponse:
    item = request.GET.get("item", "")
    return listed_or_drawn(
        table(said, item), pictures.chosen(said, item) if item else pictures.answers(said), kind, name
    )

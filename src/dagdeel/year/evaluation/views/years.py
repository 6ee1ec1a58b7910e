"""An item over the years: a line beside that of the whole partnership, and every item in a table."""

from collections.abc import Collection
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.partnerships.permissions import Permission, Role
from dagdeel.base.ui.pages import page
from dagdeel.outputs.charts.http import Ending, listed_or_drawn
from dagdeel.outputs.charts.specs import Drawn, Point, trend
from dagdeel.outputs.charts.svg import shown
from dagdeel.outputs.sheets.sheet import Column, Sheet, Value
from dagdeel.year.evaluation import permissions, queries
from dagdeel.year.evaluation.queries import Answers, Figures, OverYears
from dagdeel.year.evaluation.states import SCALE, Ask
from dagdeel.year.evaluation.views.figures import Part, asked, at, files, of_item, part_of


@dataclass(frozen=True, slots=True)
class Look:
    """What is looked at (nothing: the whole partnership), its own address and files, and the page above it."""

    name: str
    base: str
    files: dict[str, str]
    home: str


@require_safe
@requires(Permission.EVALUATION_VIEW)
def years(request: YearRequest) -> HttpResponse:
    """The items of one perspective over the years, of all of it, a school or a workshop."""
    ask, part = asked(request), part_of(request)
    items = _items(request, ask, part)
    base = f"audience={ask.audience}&moment={ask.moment}{part.query}"
    home = at(request, "school", part.school.pk) if part.school else at(request, "index")
    return _page(request, items, Look(part.name, f"?{base}", files(request, "years_sheet", base), home))


@require_safe
@requires(Permission.EVALUATION_VIEW)
def sheet(request: YearRequest, kind: Ending) -> HttpResponse:
    """The same as a file: every item, or the picture of one."""
    ask, part = asked(request), part_of(request)
    items = _items(request, ask, part)
    return _file(request, items, part.name, kind, f"evaluatie-jaren-{request.year}-{ask.key}")


@require_safe
@requires(Permission.EVALUATION_ANSWER)
def own_years(request: YearRequest) -> HttpResponse:
    """What participants said of the sessions that this trainer gave, over the years."""
    look = Look(_("My sessions"), "?", files(request, "own_years_sheet", ""), at(request, "own"))
    return _page(request, _own(request), look)


@require_safe
@requires(Permission.EVALUATION_ANSWER)
def own_years_sheet(request: YearRequest, kind: Ending) -> HttpResponse:
    """The same as a file."""
    return _file(request, _own(request), _("My sessions"), kind, f"evaluatie-jaren-{request.year}")


def _file(request: YearRequest, items: list[OverYears], name: str, kind: Ending, filename: str) -> HttpResponse:
    """Every item as a list, or the one that is asked for; a picture is always of one."""
    chosen = _chosen(request, items)
    drawn = _drawing(chosen, name) if chosen else None
    listed = [chosen] if chosen and chosen.key == request.GET.get("item") else items
    return listed_or_drawn(_table(listed), drawn, kind, filename)


def _page(request: YearRequest, items: list[OverYears], look: Look) -> HttpResponse:
    chosen = _chosen(request, items)
    drawn = _drawing(chosen, look.name) if chosen else None
    context: dict[str, object] = {
        "name": look.name or _("The whole partnership"),
        "part": bool(look.name),
        "items": items,
        "chosen": chosen,
        "base": look.base,
        "labels": [one.year for one in items[0].years] if items else [],
        "picture": shown(drawn),
        "files": look.files,
        "picture_files": of_item(look.files, chosen.key) if chosen else None,
        "home": look.home,
    }
    return page(request, "evaluation/years.html", context)


def _items(request: YearRequest, ask: Ask, part: Part) -> list[OverYears]:
    def view(answers: Answers, _year: ProgrammeYear) -> Collection[int]:
        return part.of(answers)

    personal = permissions.sees_persons(request.member)
    return queries.over_years(request.year, ask.audience, ask.moment, view, personal=personal)


def _own(request: YearRequest) -> list[OverYears]:
    """Raises PermissionDenied for who is no trainer."""
    if not request.member.has(Role.TRAINER):
        raise PermissionDenied

    def view(_answers: Answers, year: ProgrammeYear) -> Collection[int]:
        return {given.pk for given in queries.sessions_of_trainer(year, request.user)}

    ask = asked(request)
    return queries.over_years(request.year, ask.audience, ask.moment, view, personal=True)


def _chosen(request: YearRequest, items: list[OverYears]) -> OverYears | None:
    """The item that is drawn: the one that was asked for, else the first that has figures."""
    drawn = [item for item in items if any(one.figures for one in item.years) or item.together]
    named = (item for item in drawn if item.key == request.GET.get("item"))
    return next(named, drawn[0] if drawn else None)


def _drawing(item: OverYears, name: str) -> Drawn | None:
    """One item: its mean here, and beside it that of the whole partnership; None when no single year can be drawn."""
    if not any(one.figures for one in item.years):
        return None
    whole = _("The whole partnership")
    points = [
        Point(one.year, one.mean, name or whole, *((one.figures.low, one.figures.high) if one.figures else ()))
        for one in item.years
    ]
    if name:
        points += [Point(one.year, one.mean_everywhere, whole) for one in item.years]
    scale = [value for value in SCALE[item.kind] if value]
    alt = _("The mean of one statement in each year, with where it may lie: %(item)s") % {"item": item.text}
    return trend(points, low=scale[0], high=scale[-1]), alt


def _table(items: list[OverYears]) -> Sheet:
    columns = [
        Column(_("Question")), Column(_("Year")), Column(_("Answers"), "integer"), Column(_("Mean"), "number"),
        Column(_("Mean at least (95 %)"), "number"), Column(_("Mean at most (95 %)"), "number"),
        Column(_("Share that agrees"), "percent"), Column(_("Whole partnership"), "number"), Column(_("Reworded")),
        Column(_("Words in that year")), Column(_("In these words since")),
    ]  # fmt: skip
    return Sheet(_("Over the years"), columns, [line for item in items for line in _lines(item)])


def _lines(item: OverYears) -> list[list[Value]]:
    lines: list[list[Value]] = [
        [
            item.text,
            one.year,
            *_values(one.figures),
            one.mean_everywhere,
            _yes(one.reworded),
            one.words or None,
            one.since or None,
        ]
        for one in item.years
    ]
    if item.together:
        lines.append([item.text, _("All years together"), *_values(item.together), *[None] * 4])
    return lines


def _values(found: Figures | None) -> list[Value]:
    if found is None:
        return [None] * 5
    return [found.n, round(found.mean, 3), round(found.low, 3), round(found.high, 3), found.agree]


def _yes(said: bool) -> str | None:
    return _("yes") if said else None

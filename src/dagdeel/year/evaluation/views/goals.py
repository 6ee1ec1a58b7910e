"""What was reached over all workshops: each goal, and the effect on mentoring beside that on the own lessons."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.base.ui.pages import page
from dagdeel.outputs.charts.http import Ending, listed_or_drawn
from dagdeel.outputs.charts.specs import Drawn
from dagdeel.outputs.charts.svg import shown
from dagdeel.outputs.sheets.sheet import Column, Sheet, Value
from dagdeel.year.catalogue.models import Workshop
from dagdeel.year.evaluation import queries
from dagdeel.year.evaluation.queries import Answers, Figures
from dagdeel.year.evaluation.states import Ask, Audience, Moment, ask_of
from dagdeel.year.evaluation.views import pictures
from dagdeel.year.evaluation.views.figures import BOTH_TIMES, at, files

YEARS = 6  # back; each costs its queries
# the items about an effect, first on mentoring, then on the own lessons
ON_MENTORING = ("useful", "mentoring")
ON_TEACHING = ("own_teaching",)


@dataclass(frozen=True, slots=True)
class Reached:
    """A goal of a workshop; without figures there are too few answers."""

    text: str
    figures: Figures | None


@dataclass(frozen=True, slots=True)
class OfWorkshop:
    """The goals of a workshop, and what is said of them in words where nothing may be shown."""

    name: str
    url: str
    goals: tuple[Reached, ...]
    said: str


@dataclass(frozen=True, slots=True)
class BothEffects:
    """A workshop, or all of them in one year: the effect on mentoring, and on the own lessons."""

    name: str
    mentoring: Figures | None
    teaching: Figures | None


@require_safe
@requires(Permission.EVALUATION_VIEW)
def goals(request: YearRequest) -> HttpResponse:
    """Every workshop with its goals, and the effects of every workshop and every year."""
    ask = _moment(request)
    reached, effects = _reached(request), _effects(request, ask)
    context: dict[str, object] = {
        "reached": reached,
        "picture": shown(_drawn_goals(reached)),
        "files": files(request, "goals_sheet", ""),
        "effects": effects if any(one.mentoring or one.teaching for one in effects) else [],
        "moments": [(one.label, f"?moment={one.moment}", one == ask) for one in BOTH_TIMES],
        "effects_picture": shown(_drawn_effects(effects)),
        "effects_files": files(request, "effects_sheet", f"moment={ask.moment}"),
    }
    return page(request, "evaluation/goals.html", context)


@require_safe
@requires(Permission.EVALUATION_VIEW)
def goals_sheet(request: YearRequest, kind: Ending) -> HttpResponse:
    """The goals as a file."""
    reached = _reached(request)
    return listed_or_drawn(_table_of_goals(reached), _drawn_goals(reached), kind, f"{_('goals')}-{request.year}")


@require_safe
@requires(Permission.EVALUATION_VIEW)
def effects_sheet(request: YearRequest, kind: Ending) -> HttpResponse:
    """The effects as a file."""
    effects = _effects(request, _moment(request))
    return listed_or_drawn(_table_of_effects(effects), _drawn_effects(effects), kind, f"{_('effects')}-{request.year}")


def _moment(request: YearRequest) -> Ask:
    """Some weeks later, when people know what they did with it; else what was asked for."""
    wanted = request.GET.get("moment", Moment.LATER)
    return next((ask for ask in BOTH_TIMES if ask.moment == wanted), ask_of(Audience.PARTICIPANT, Moment.LATER))


def _workshops() -> dict[int, str]:
    return dict(Workshop.objects.values_list("pk", "name"))


def _reached(request: YearRequest) -> list[OfWorkshop]:
    found = queries.load(request.year, Audience.PARTICIPANT)
    if found is None:
        return []
    rows = []
    for workshop, view in _views(found):
        told = tuple(Reached(row.text, row.figures) for row in found.goal_rows(view))
        said = "" if any(goal.figures for goal in told) else str(found.too_small(view))
        rows.append((workshop, told, said))
    names = _workshops()
    return [OfWorkshop(names[workshop], at(request, "workshop", workshop), told, said) for workshop, told, said in rows]


def _views(found: Answers) -> Iterator[tuple[int, Collection[int]]]:
    """The workshops about which anybody was asked, each with its sessions."""
    views: dict[int, set[int]] = {}
    for key in found.responses.keys() & found.sessions.keys():
        if found.responses[key].asked:
            views.setdefault(found.sessions[key].workshop_id, set())
    for key, session in found.sessions.items():
        if session.workshop_id in views:
            views[session.workshop_id].add(key)
    yield from sorted(views.items())


def _effects(request: YearRequest, ask: Ask) -> list[BothEffects]:
    """All workshops in each year, the oldest first; then every workshop of this year."""
    before = ProgrammeYear.objects.filter(first_year__lt=request.year.first_year).order_by("-first_year")
    found: list[BothEffects] = []
    for year in [*reversed(before[: YEARS - 1]), request.year]:
        answers = queries.load(year, ask.audience, ask.moment)
        if answers is not None:
            found.append(_both(_("All workshops, %(year)s") % {"year": year}, answers, answers.everything()))
    now = queries.load(request.year, ask.audience, ask.moment)
    if now is not None:
        names = _workshops()
        found += [_both(names[workshop], now, view) for workshop, view in _views(now)]
    return found


def _both(name: str, answers: Answers, view: Collection[int]) -> BothEffects:
    one, other = (
        next(
            (answers.figures(q, view) for q in answers.questions if q.item.key in keys and not q.item.about_person),
            None,
        )
        for keys in (ON_MENTORING, ON_TEACHING)
    )
    return BothEffects(name, one, other)


def _drawn_goals(reached: list[OfWorkshop]) -> Drawn | None:
    """A line for each goal, with the workshop in front of it; its side is what all have in common."""
    told = [(f"{one.name}: {goal.text}", _("Goals"), goal.figures) for one in reached for goal in one.goals]
    alt = _(
        "How far participants agree that they reached the goals of %(number)s workshops: the mean of each goal, with where it"
        " may lie."
    )
    return pictures.means(told, alt % {"number": sum(any(goal.figures for goal in one.goals) for one in reached)})


def _drawn_effects(effects: list[BothEffects]) -> Drawn | None:
    names = _("On mentoring student teachers"), _("On the own lessons")
    told = [
        (one.name, side, found)
        for one in effects
        for side, found in zip(names, (one.mentoring, one.teaching), strict=True)
    ]
    alt = _(
        "The effect on mentoring beside that on the own lessons, per workshop and per year: the mean, with where it may lie."
    )
    return pictures.means(told, alt)


def _columns() -> list[Column]:
    return [
        Column(_("Answers"), "integer"), Column(_("Mean"), "number"),
        Column(_("Mean at least (95 %)"), "number"), Column(_("Mean at most (95 %)"), "number"),
        Column(_("Share that agrees"), "percent"), Column(_("Share at least (95 %)"), "percent"),
        Column(_("Share at most (95 %)"), "percent"),
    ]  # fmt: skip


def _values(found: Figures | None) -> list[Value]:
    if found is None:
        return [None] * 7
    means = [round(value, 3) for value in (found.mean, found.low, found.high)]
    return [found.n, *means, found.agree, found.agree_low, found.agree_high]


def _table_of_goals(reached: list[OfWorkshop]) -> Sheet:
    columns = [Column(_("Workshop")), Column(_("Goal")), *_columns(), Column(_("Told in words"))]
    few = _("too few answers to show")
    rows = [
        [one.name, goal.text, *_values(goal.figures), None if goal.figures else one.said or few]
        for one in reached
        for goal in one.goals
    ]
    rows += [[one.name, None, *_values(None), one.said] for one in reached if not one.goals]
    return Sheet(_("Goals"), columns, rows)


def _table_of_effects(effects: list[BothEffects]) -> Sheet:
    columns = [Column(_("Workshop")), Column(_("Effect")), *_columns(), Column(_("Told in words"))]
    few = _("too few answers to show")
    rows = [
        [one.name, side, *_values(found), None if found else few]
        for one in effects
        for side, found in (
            (_("On mentoring student teachers"), one.mentoring),
            (_("On the own lessons"), one.teaching),
        )
    ]
    return Sheet(_("Effects"), columns, rows)

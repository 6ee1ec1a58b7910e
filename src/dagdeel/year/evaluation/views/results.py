"""What people said: over the year, per school, workshop and session, and for a trainer the own sessions."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.models import School
from dagdeel.base.partnerships.permissions import Permission, Role
from dagdeel.base.ui.pages import page
from dagdeel.outputs.charts.svg import shown
from dagdeel.year.catalogue.models import Workshop
from dagdeel.year.evaluation import permissions, queries
from dagdeel.year.evaluation.models import Instrument
from dagdeel.year.evaluation.queries import Answers, Results, Row
from dagdeel.year.evaluation.states import ASKS, Ask, Audience, Moment
from dagdeel.year.evaluation.views import pictures
from dagdeel.year.evaluation.views.figures import (
    BOTH_TIMES,
    SIDES,
    Part,
    asked,
    at,
    files,
    from_side,
    last_year,
    on_page,
    said_of,
)
from dagdeel.year.evaluation.views.goals import ON_MENTORING, ON_TEACHING
from dagdeel.year.evaluation.views.pictures import Said
from dagdeel.year.planning.models import Session

SCHOOLS = 25  # on one page


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the year with its own page: a school or a workshop."""

    name: str
    url: str
    response: queries.Response


# The pages --------------------------------------------------------------------------------------------------------------


@require_safe
@requires(Permission.EVALUATION_VIEW)
def index(request: YearRequest) -> HttpResponse:
    """The year as one audience saw it, then per school and per workshop."""
    ask = asked(request)
    may_manage = request.member.may(Permission.EVALUATION_MANAGE)
    found = queries.load(request.year, ask.audience, ask.moment, timezone.localdate(request.now))
    before = last_year(request.year, ask.audience, ask.moment)
    per_session = ask.moment != Moment.YEAR
    said = said_of(found, found.everything() if found else (), before, before.everything() if before else ())
    out = files(request, "sheet", f"audience={ask.audience}&moment={ask.moment}")
    context: dict[str, object] = {
        "ask": ask,
        "audiences": _audiences(request, ask),
        **on_page(request, said, out),
        "last_year": before is not None,
        **(_schools(request, found) if found and per_session else {}),
        **(_workshops(request, found) if found and per_session else {}),
        "may_manage": may_manage,
        "waiting": queries.to_screen(request.year) if may_manage else 0,
        "effects": _effects(_at_both_times(request, ask, said)),
        "files": out,
        "over_years": f"{at(request, 'years')}?audience={ask.audience}&moment={ask.moment}",
        "goals": at(request, "goals"),
    }
    return page(request, "evaluation/index.html", context)


@require_safe
@requires(Permission.EVALUATION_VIEW)
def school(request: YearRequest, school_id: int) -> HttpResponse:
    """What participants at one school said."""
    found_school = get_object_or_404(School, pk=school_id)
    if not permissions.sees_school(request.member, found_school):
        raise PermissionDenied
    found, before = queries.load(request.year, Audience.PARTICIPANT), last_year(request.year, Audience.PARTICIPANT)
    view = found.view(school=school_id) if found else set()
    said = said_of(found, view, before, before.view(school=school_id) if before else set())
    out = files(request, "sheet", f"audience=participant&school={school_id}")
    context: dict[str, object] = {
        "school": found_school,
        **on_page(request, said, out),
        "last_year": before is not None,
        "sessions": _sessions(request, found, view) if found else [],
        "files": out,
        "over_years": f"{at(request, 'years')}?audience=participant&school={school_id}",
    }
    return page(request, "evaluation/school.html", context)


@require_safe
@requires(Permission.EVALUATION_VIEW)
def workshop(request: YearRequest, workshop_id: int) -> HttpResponse:
    """One workshop in four perspectives side by side."""
    found_workshop = get_object_or_404(Workshop, pk=workshop_id, editions__year=request.year)
    personal, part = permissions.sees_persons(request.member), Part(workshop=found_workshop)
    columns = [(ask, from_side(request, ask, part, personal=personal)) for ask in SIDES]
    first, later = (said for _ask, said in columns[:2])
    told = [(ask, said) for ask, said in columns if isinstance(said, Results)]
    asked_later = queries.load(request.year, Audience.PARTICIPANT, Moment.LATER) is not None
    out = {ask: files(request, "sheet", f"audience={ask.audience}&moment={ask.moment}{part.query}") for ask in SIDES}
    context: dict[str, object] = {
        "workshop": found_workshop,
        **on_page(request, first, out[SIDES[0]]),
        "columns": [(Audience(ask.audience).label, Moment(ask.moment).label) for ask, _said in told],
        "silent": [(str(ask.label), said) for ask, said in columns if not isinstance(said, Results)],
        "side_by_side": _side_by_side([said for _ask, said in told]),
        "sides_picture": shown(pictures.sides(told)),
        "drawn": [(ask.label, out[ask]["svg"]) for ask, said in told if said.agree_rows],
        "later": on_page(request, later, out[SIDES[1]], "later") if asked_later else None,
        "effects": _effects(columns[:2]),
        "last_year": last_year(request.year, Audience.PARTICIPANT) is not None,
        "files": files(request, "sheet", f"audience=participant&workshop={workshop_id}&sides=all"),
        "over_years": f"{at(request, 'years')}?audience=participant&workshop={workshop_id}",
    }
    return page(request, "evaluation/workshop.html", context)


@require_safe
@requires(Permission.EVALUATION_VIEW)
def session(request: YearRequest, session_id: int) -> HttpResponse:
    """What participants said of one session."""
    found = get_object_or_404(Session.objects.select_related("edition", "school"), pk=session_id, year=request.year)
    if not permissions.sees_session(request.member, found):
        raise PermissionDenied
    where = at(request, "school", found.school_id), found.school.name
    out = files(request, "sheet", f"audience=participant&session={session_id}")
    return _session(request, found, where, out, personal=permissions.sees_persons(request.member))


@require_safe
@requires(Permission.EVALUATION_ANSWER)
def own(request: YearRequest) -> HttpResponse:
    """What participants said of the sessions that this trainer gave."""
    if not request.member.has(Role.TRAINER):
        raise PermissionDenied
    mine = queries.sessions_of_trainer(request.year, request.user)
    found = queries.load(request.year, Audience.PARTICIPANT)
    view = {given.pk for given in mine}
    said = said_of(found, view, personal=True)
    out = files(request, "own_sheet", "")
    context: dict[str, object] = {
        **on_page(request, said, out),
        "files": out,
        "over_years": at(request, "own_years"),
        "sessions": [
            (given, _response(found, [given.pk]), at(request, "own_session", given.pk)) for given in mine if found
        ],
    }
    return page(request, "evaluation/own.html", context)


@require_safe
@requires(Permission.EVALUATION_ANSWER)
def own_session(request: YearRequest, session_id: int) -> HttpResponse:
    """One session of the trainer's own."""
    found = get_object_or_404(Session.objects.select_related("edition", "school"), pk=session_id, year=request.year)
    if not permissions.gave(found, queries.sessions_of_trainer(request.year, request.user)):
        raise PermissionDenied
    where, out = (at(request, "own"), _("My sessions")), files(request, "own_sheet", f"session={session_id}")
    return _session(request, found, where, out, personal=True)


def _session(
    request: YearRequest, about: Session, where: tuple[str, str], out: dict[str, str], *, personal: bool
) -> HttpResponse:
    found = queries.load(request.year, Audience.PARTICIPANT)
    context: dict[str, object] = {
        "session": about,
        **on_page(request, said_of(found, {about.pk}, personal=personal), out),
        "home": where[0],
        "home_label": where[1],
        "files": out,
    }
    return page(request, "evaluation/session.html", context)


# What the pages are made of --------------------------------------------------------------------------------------------


def _response(found: Answers, view: Collection[int]) -> queries.Response:
    return queries.Response(*found.response(view))


def _audiences(request: YearRequest, current: Ask) -> list[tuple[str, str, bool, queries.Response]]:
    """The questionnaires of the year as tabs, with their response."""
    made = {(i.audience, i.moment) for i in Instrument.objects.filter(year=request.year)}
    return [
        (
            str(ask.label).capitalize(),
            f"?audience={ask.audience}&moment={ask.moment}",
            ask == current,
            queries.total_response(request.year, ask.audience, ask.moment, timezone.localdate(request.now)),
        )
        for ask in ASKS
        if not ask.optional or (ask.audience, ask.moment) in made
    ]


def _schools(request: YearRequest, found: Answers) -> dict[str, object]:
    """A page of the schools that this member sees, each with its response."""
    seen = request.member.schools_where(Permission.EVALUATION_VIEW)
    schools = School.objects.all() if seen is None else School.objects.filter(pk__in=[school.pk for school in seen])
    shown = Paginator(schools, SCHOOLS).get_page(request.GET.get("page"))
    there = _grouped((session.school_id, key) for key, session in found.sessions.items())
    groups = [Group(s.name, at(request, "school", s.pk), _response(found, there.get(s.pk, ()))) for s in shown]
    return {"schools": groups, "listing": shown}


def _workshops(request: YearRequest, found: Answers) -> dict[str, object]:
    """The workshops about which somebody was asked, each with its response; and those about which nobody was."""
    workshops = Workshop.objects.filter(editions__year=request.year).distinct()
    about = _grouped((session.workshop_id, key) for key, session in found.sessions.items())
    groups = [Group(w.name, at(request, "workshop", w.pk), _response(found, about.get(w.pk, ()))) for w in workshops]
    asked_about = [group for group in groups if group.response.asked]
    return {"workshops": asked_about, "nobody_asked": [group for group in groups if not group.response.asked]}


def _grouped(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    """The sessions by what they belong to."""
    found: dict[int, list[int]] = {}
    for group, session in pairs:
        found.setdefault(group, []).append(session)
    return found


def _sessions(
    request: YearRequest, found: Answers, view: Collection[int]
) -> list[tuple[Session, queries.Response, str]]:
    """The sessions that somebody was asked about, in order of date."""
    wanted = [key for key in view if key in found.responses and found.responses[key].asked]
    held = Session.objects.filter(pk__in=wanted).select_related("edition", "school")
    rows = [(one, _response(found, [one.pk]), at(request, "session", one.pk)) for one in held]
    return sorted(rows, key=lambda row: (str(row[0].day), row[0].pk))


def _at_both_times(request: YearRequest, current: Ask, said: Said) -> list[tuple[Ask, Said]]:
    """What participants said of the year right after a session and some weeks later; nothing for other audiences."""
    if current not in BOTH_TIMES:
        return []
    other = next(ask for ask in BOTH_TIMES if ask != current)
    found = queries.load(request.year, other.audience, other.moment)
    by_ask = {current: said, other: said_of(found, found.everything() if found else ())}
    return [(ask, by_ask[ask]) for ask in BOTH_TIMES]


def _effects(both: list[tuple[Ask, Said]]) -> list[tuple[str, list[tuple[Ask, Row | None]]]]:
    """The effect on mentoring beside that on the own lessons, right after a session and some weeks later."""
    names = ((_("On mentoring student teachers"), ON_MENTORING), (_("On the own lessons"), ON_TEACHING))
    found = [(name, [(ask, _row(said, keys)) for ask, said in both]) for name, keys in names]
    return found if any(row and row.figures for _name, cells in found for _ask, row in cells) else []


def _row(said: Said, keys: Collection[str]) -> Row | None:
    """The first of these items that was asked."""
    return next((row for row in said.rows if row.key in keys), None) if isinstance(said, Results) else None


def _side_by_side(columns: Sequence[Said]) -> list[tuple[str, list[Row | None]]]:
    """Every item that somebody was asked, in the words of whoever was asked first, with each perspective beside the other."""
    words: dict[str, str] = {}
    by_column: list[dict[str, Row]] = []
    for said in columns:
        rows = {row.key: row for row in said.rows if not row.goal} if isinstance(said, Results) else {}
        words |= {key: row.text for key, row in rows.items() if key not in words}
        by_column.append(rows)
    return [(text, [rows.get(key) for rows in by_column]) for key, text in words.items()]

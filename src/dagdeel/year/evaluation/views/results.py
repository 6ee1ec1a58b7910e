"""What people said: over the year, per school, workshop and session, and for a trainer the own sessions."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.base.partnerships.permissions import Permission, Role
from dagdeel.base.ui.pages import page
from dagdeel.outputs.charts.specs import Answers as Bar
from dagdeel.outputs.charts.specs import likert
from dagdeel.outputs.charts.svg import for_page
from dagdeel.outputs.sheets.http import sheet_response
from dagdeel.outputs.sheets.sheet import Column, Sheet, Value
from dagdeel.year.catalogue.models import Workshop
from dagdeel.year.evaluation import permissions, queries
from dagdeel.year.evaluation.models import Instrument
from dagdeel.year.evaluation.queries import Answers, ChoiceRow, Results, Row, TooSmall
from dagdeel.year.evaluation.states import (
    AGREE_LABELS,
    ASKS,
    BY_KEY,
    PERSPECTIVES,
    Ask,
    Audience,
    Kind,
    Moment,
    main_moment,
)
from dagdeel.year.planning.models import Session

Said = Results | TooSmall
LONGEST_ID = 18  # digits; Python reads no number of thousands of digits
SCHOOLS = 25  # on one page
REMARKS = 40


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
    ask = _asked(request)
    may_manage = request.member.may(Permission.EVALUATION_MANAGE)
    found = queries.load(request.year, ask.audience, ask.moment, timezone.localdate(request.now))
    before = _before(request.year, ask.audience, ask.moment)
    per_session = ask.moment != Moment.YEAR
    said = _said(found, found.everything() if found else (), before, before.everything() if before else ())
    context: dict[str, object] = {
        "ask": ask,
        "audiences": _audiences(request, ask),
        **_shown(request, said),
        "last_year": before is not None,
        **(_schools(request, found) if found and per_session else {}),
        "workshops": _workshops(request, found) if found and per_session else [],
        "may_manage": may_manage,
        "waiting": queries.to_screen(request.year) if may_manage else 0,
        "sheet": f"?audience={ask.audience}&moment={ask.moment}",
    }
    return page(request, "evaluation/index.html", context)


@require_safe
@requires(Permission.EVALUATION_VIEW)
def school(request: YearRequest, school_id: int) -> HttpResponse:
    """What participants at one school said."""
    found_school = get_object_or_404(School, pk=school_id)
    if not permissions.sees_school(request.member, found_school):
        raise PermissionDenied
    found, before = queries.load(request.year, Audience.PARTICIPANT), _before(request.year, Audience.PARTICIPANT)
    view = found.view(school=school_id) if found else set()
    said = _said(found, view, before, before.view(school=school_id) if before else set())
    context: dict[str, object] = {
        "school": found_school,
        **_shown(request, said),
        "last_year": before is not None,
        "sessions": _sessions(request, found, view) if found else [],
        "sheet": f"?audience=participant&school={school_id}",
    }
    return page(request, "evaluation/school.html", context)


@require_safe
@requires(Permission.EVALUATION_VIEW)
def workshop(request: YearRequest, workshop_id: int) -> HttpResponse:
    """One workshop in four perspectives side by side."""
    found_workshop = get_object_or_404(Workshop, pk=workshop_id, editions__year=request.year)
    personal = permissions.sees_persons(request.member)
    columns: list[tuple[Audience, Said]] = []
    for audience in PERSPECTIVES:
        found = queries.load(request.year, audience)
        about_session = found is not None and found.moment != Moment.YEAR
        view = (found.view(workshop=workshop_id) if about_session else found.everything()) if found else ()
        columns.append((audience, _said(found, view, personal=personal)))
    before = _before(request.year, Audience.PARTICIPANT)
    said = columns[0][1]
    if before is not None:
        said = _with_previous(said, before.results(before.view(workshop=workshop_id), personal=personal))
    context: dict[str, object] = {
        "workshop": found_workshop,
        **_shown(request, said),
        "columns": columns,
        "side_by_side": _side_by_side([said for _audience, said in columns]),
        "later": _later(request, workshop_id),
        "last_year": before is not None,
        "sheet": f"?audience=participant&workshop={workshop_id}",
    }
    return page(request, "evaluation/workshop.html", context)


def _later(request: YearRequest, workshop_id: int) -> dict[str, object] | None:
    """What participants of this workshop said some weeks later; None when they are not asked."""
    found = queries.load(request.year, Audience.PARTICIPANT, Moment.LATER)
    return _shown(request, _said(found, found.view(workshop=workshop_id))) if found else None


@require_safe
@requires(Permission.EVALUATION_VIEW)
def session(request: YearRequest, session_id: int) -> HttpResponse:
    """What participants said of one session."""
    found = get_object_or_404(Session.objects.select_related("edition", "school"), pk=session_id, year=request.year)
    if not permissions.sees_session(request.member, found):
        raise PermissionDenied
    return _session(request, found, personal=permissions.sees_persons(request.member), home="school")


@require_safe
@requires(Permission.EVALUATION_ANSWER)
def own(request: YearRequest) -> HttpResponse:
    """What participants said of the sessions that this trainer gave."""
    if not request.member.has(Role.TRAINER):
        raise PermissionDenied
    mine = queries.sessions_of_trainer(request.year, request.user)
    found = queries.load(request.year, Audience.PARTICIPANT)
    view = {given.pk for given in mine}
    said = _said(found, view, personal=True)
    context: dict[str, object] = {
        **_shown(request, said),
        "sessions": [
            (given, _response(found, [given.pk]), _at(request, "own_session", given.pk)) for given in mine if found
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
    return _session(request, found, personal=True, home="own")


def _session(request: YearRequest, found: Session, *, personal: bool, home: str) -> HttpResponse:
    said = queries.results(request.year, Audience.PARTICIPANT, session=found, personal=personal)
    context: dict[str, object] = {
        "session": found,
        **_shown(request, said),
        "home": _at(request, "own") if home == "own" else _at(request, "school", found.school_id),
        "home_label": _("My sessions") if home == "own" else found.school.name,
    }
    return page(request, "evaluation/session.html", context)


@require_safe
@requires(Permission.EVALUATION_VIEW)
def sheet(request: YearRequest, kind: Literal["csv", "xlsx"]) -> HttpResponse:
    """The table of the year, a school or a workshop as a file, with the same threshold."""
    ask = _asked(request)
    workshop_id, school_id = _number(request, "workshop"), _number(request, "school")
    if school_id is not None:
        get_object_or_404(School, pk=school_id)
        if not permissions.sees_school(request.member, school_id):
            raise PermissionDenied
    elif workshop_id is not None:
        get_object_or_404(Workshop, pk=workshop_id, editions__year=request.year)
    found = queries.load(request.year, ask.audience, ask.moment)
    view: Collection[int] = ()
    if found is not None:
        part = school_id is not None or workshop_id is not None
        view = found.view(workshop=workshop_id, school=school_id) if part else found.everything()
    said = _said(found, view, personal=permissions.sees_persons(request.member))
    return sheet_response(_sheet(said), kind, f"evaluatie-{request.year}-{ask.key}")


# What the pages are made of --------------------------------------------------------------------------------------------


def _asked(request: YearRequest) -> Ask:
    """The perspective that was asked for, and its moment (else the main one); raises Http404 for one that does not exist."""
    audience = request.GET.get("audience", Audience.PARTICIPANT)
    if audience not in Audience.values:
        raise Http404
    moment = request.GET.get("moment", "") or main_moment(audience)
    try:
        return BY_KEY[f"{audience}-{moment}"]
    except KeyError as no:
        raise Http404 from no


def _number(request: YearRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    if text and not (text.isdecimal() and len(text) <= LONGEST_ID):
        raise Http404
    return int(text) if text else None


def _at(request: YearRequest, name: str, *rest: object) -> str:
    return reverse(f"evaluation:{name}", args=[request.partnership.slug, request.year, *rest])


def _before(year: ProgrammeYear, audience: str, moment: str = "") -> Answers | None:
    """The answers of last year, to compare with."""
    last = ProgrammeYear.objects.filter(first_year=year.first_year - 1).first()
    return queries.load(last, audience, moment) if last else None


def _said(
    found: Answers | None,
    view: Collection[int],
    before: Answers | None = None,
    view_before: Collection[int] = (),
    *,
    personal: bool = False,
) -> Said:
    if found is None:
        return TooSmall(0, 0)
    said = found.results(view, personal=personal)
    return _with_previous(said, before.results(view_before, personal=personal)) if before else said


def _with_previous(said: Said, before: Said) -> Said:
    """The same items with their mean of last year, where both may be shown."""
    if isinstance(said, TooSmall) or isinstance(before, TooSmall):
        return said
    means = {(row.key, row.goal): row.figures.mean for row in before.rows if row.figures}
    rows = tuple(replace(row, previous=means.get((row.key, row.goal))) for row in said.rows)
    return replace(said, rows=rows)


def _shown(request: YearRequest, said: Said) -> dict[str, object]:
    """What every page of results has: the table, its picture, and a page of the remarks."""
    results = said if isinstance(said, Results) else None
    remarks: Page[str] = Paginator(results.remarks if results else (), REMARKS).get_page(request.GET.get("remarks"))
    return {"said": said, "results": results, "picture": _picture(said), "remarks": remarks}


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
    groups = [Group(s.name, _at(request, "school", s.pk), _response(found, found.view(school=s.pk))) for s in shown]
    return {"schools": groups, "listing": shown}


def _workshops(request: YearRequest, found: Answers) -> list[Group]:
    workshops = Workshop.objects.filter(editions__year=request.year).distinct()
    return [
        Group(w.name, _at(request, "workshop", w.pk), _response(found, found.view(workshop=w.pk))) for w in workshops
    ]


def _sessions(
    request: YearRequest, found: Answers, view: Collection[int]
) -> list[tuple[Session, queries.Response, str]]:
    """The sessions that somebody was asked about, in order of date."""
    rows = [
        (found.sessions[key], _response(found, [key]), _at(request, "session", key))
        for key in view
        if found.asked.get(key)
    ]
    return sorted(rows, key=lambda row: (str(row[0].day), row[0].pk))


def _side_by_side(columns: list[Said]) -> list[tuple[str, list[Row | None]]]:
    """Every item that somebody was asked, in the words of whoever was asked first, with each perspective beside the other."""
    words: dict[str, str] = {}
    by_column: list[dict[str, Row]] = []
    for said in columns:
        rows = {row.key: row for row in said.rows if not row.goal} if isinstance(said, Results) else {}
        words |= {key: row.text for key, row in rows.items() if key not in words}
        by_column.append(rows)
    return [(text, [rows.get(key) for rows in by_column]) for key, text in words.items()]


def _picture(said: Said) -> SafeString | str:
    """The distribution of every five-point question as diverging bars; the table beside it says the same in figures."""
    rows = said.agree_rows if isinstance(said, Results) else ()
    bars = [Bar(row.text, _five(row)) for row in rows]
    if not bars:
        return ""
    most = max(rows, key=lambda row: row.figures.mean if row.figures else 0)
    least = min(rows, key=lambda row: row.figures.mean if row.figures else 0)
    alt = _("How people answered, from disagree to agree. Most agreement: %(most)s Least: %(least)s") % {
        "most": most.text,
        "least": least.text,
    }
    return for_page(likert(bars, labels=[str(label) for label in AGREE_LABELS.values()]), alt=alt)


def _five(row: Row) -> tuple[int, int, int, int, int]:
    one, two, three, four, five = row.figures.counts if row.figures else (0, 0, 0, 0, 0)
    return one, two, three, four, five


def _sheet(said: Said) -> Sheet:
    columns = [
        Column(_("Question")),
        Column(_("Answers"), "integer"),
        Column(_("Mean"), "number"),
        Column(_("± (95 %)"), "number"),
        Column(_("Share that agrees"), "percent"),
        *(Column(str(value), "integer") for value in range(1, 11)),
        Column(_("Not applicable"), "integer"),
        Column(_("Last year"), "number"),
    ]
    rows = said.rows if isinstance(said, Results) else ()
    choices = said.choices if isinstance(said, Results) else ()
    return Sheet(_("Evaluation"), columns, [*map(_line, rows), *(line for row in choices for line in _options(row))])


def _options(row: ChoiceRow) -> list[list[Value]]:
    """A question with options: a line for each, with how often it was chosen as the first count."""
    if not row.options:
        return [[f"{row.text} ({_('too few answers to show')})", *[None] * 16]]
    return [
        [f"{row.text} {option.text}", row.n, None, None, option.share, option.count, *[None] * 11]
        for option in row.options
    ]


def _line(row: Row) -> list[Value]:
    """A question with its figures; one that may not be shown says so and has none."""
    found = row.figures
    if found is None:
        return [f"{row.text} ({_('too few answers to show')})", *[None] * 16]
    counts = [*found.counts, *[None] * (10 - len(found.counts))]
    agree = found.agree if row.kind == Kind.AGREE else None
    margin = None if found.margin is None else round(found.margin, 3)
    return [row.text, found.n, round(found.mean, 3), margin, agree, *counts, found.not_applicable, row.previous]

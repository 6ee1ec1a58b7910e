"""The plan as a list, what it asks for first, drafting, adding and publishing."""

from collections.abc import Iterable, Iterator
from typing import Literal, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.models import School
from dagdeel.base.partnerships.permissions import Permission, Role
from dagdeel.base.ui.dutch import half_day
from dagdeel.base.ui.pages import page
from dagdeel.outputs.sheets.http import sheet_response
from dagdeel.outputs.sheets.sheet import Column, Sheet
from dagdeel.year.planning import actions, permissions, queries
from dagdeel.year.planning.forms import AddForm, FilterForm, PublishForm
from dagdeel.year.planning.models import PlanVersion, Session
from dagdeel.year.step import Todo

SCHOOLS = 12  # with their sessions on one page
CHANGES = 50
NAMES = 12  # more than these are folded in


def address(request: YearRequest, name: str, *rest: object) -> str:
    """A page of this step in this year."""
    return reverse(f"planning:{name}", args=[request.partnership.slug, request.year, *rest])


@require_safe
@requires(Permission.PLANNING_VIEW)
def index(request: YearRequest) -> HttpResponse:
    """Every session by school, and above it what is asked first."""
    private = permissions.may_know_trainers(request.member)
    schools = list(queries.schools_with_sessions(request.year))
    form = FilterForm(request.GET or None, schools=schools)
    shown = queries.chosen(request.year, form.filters, private=private)
    with_them = schools if not form.filters else _schools_of(schools, shown)
    listing = Paginator(with_them, SCHOOLS).get_page(request.GET.get("page"))
    board = queries.board(request.year, shown, listing, private=private)
    context = {
        **head(request),
        "schools": board,
        "listing": listing,
        "form": form,
        "filters": form.filters,
        "openable": {row.session.pk for item in board for row in item.rows if _opens(request, row)},
    }
    return page(request, "planning/index.html", context, part="list")


def head(request: YearRequest) -> dict[str, object]:
    """What stands above the board and above the list: what is asked first, how far the plan is, and where one can go."""
    edits = permissions.may_edit(request.member)
    counts = queries.tally(request.year)
    return {
        "counts": counts,
        "everything": queries.schools_with_sessions(request.year).exists(),
        "asks": list(_asks(request)),
        "undrafted": queries.undrafted(request.year) if edits else 0,
        "edits": edits,
        "has_rooms": request.member.may(Permission.PLANNING_SCHOOL),
        "trains": request.member.has(Role.TRAINER),
        "version": queries.last_version(request.year),
    }


def _schools_of(schools: Iterable[School], sessions: QuerySet[Session]) -> list[School]:
    """Of these schools the ones that have one of these sessions."""
    there = set(sessions.order_by().values_list("school", flat=True))
    return [school for school in schools if school.pk in there]


def _opens(request: YearRequest, row: queries.Row) -> bool:
    gives = any(a.person_id == request.member.person.pk for a in row.trainers)
    return permissions.may_open(request.member, row.session, gives_it=gives)


def _asks(request: YearRequest) -> Iterator[Todo]:
    """What is missing where this member arranges sessions, each with the list that shows it."""
    ours = permissions.schools_arranged(request.member)
    counts, found = queries.tally(request.year, ours), queries.asked(request.year, ours)
    home = address(request, "index")
    one_school = f"&school={ours[0].pk}" if ours is not None and len(ours) == 1 else ""
    look = _("Show them")
    due = request.year.plan_due
    edits = permissions.may_edit(request.member)
    n = found.impossible
    impossible = ngettext("%(n)s session cannot be as it is", "%(n)s sessions cannot be as they are", n)
    n = counts.without_date
    dates = ngettext("%(n)s session without a date", "%(n)s sessions without a date", n)
    n = counts.without_trainer
    trainers = ngettext("%(n)s session without a trainer", "%(n)s sessions without a trainer", n)
    n = counts.without_room
    rooms = ngettext("%(n)s session without a room", "%(n)s sessions without a room", n)
    missing = (
        (found.impossible, "block", impossible),
        (counts.without_date, "no_date", dates),
        (counts.without_trainer if edits else 0, "no_trainer", trainers),
        (counts.without_room, "no_room", rooms),
    )
    for number, matter, title in missing:
        if number:
            yield Todo(title % {"n": number}, f"{home}?matter={matter}{one_school}#list", look, due)
    if found.unconfirmed and edits:
        title = ngettext(
            "%(n)s trainer has not answered yet", "%(n)s trainers have not answered yet", found.unconfirmed
        )
        yield Todo(title % {"n": found.unconfirmed}, f"{home}?matter=unconfirmed#list", look)


@require_safe
@requires(Permission.PLANNING_VIEW)
def export(request: YearRequest, kind: str) -> HttpResponse:
    """The plan as a spreadsheet."""
    if kind not in {"csv", "xlsx"}:
        raise Http404
    columns = [
        Column(_("School")), Column(_("Workshop")), Column(_("Date"), "date"), Column(_("Half-day")), Column(_("Starts"), "time"),
        Column(_("Ends"), "time"), Column(_("Room")), Column(_("Trainer")), Column(_("Fewest"), "integer"),
        Column(_("Seats"), "integer"), Column(_("Taken"), "integer"), Column(_("Catering")), Column(_("State")),
    ]  # fmt: skip
    rows = [
        (
            s.school.name, s.edition.title, s.day, half_day(s.half_day), s.starts, s.ends, s.room.name if s.room else "",
            ", ".join(str(a.trainer.person) for a in row.trainers), s.minimum, s.seats, s.taken, s.catering, s.get_state_display(),
        )
        for item in queries.board(request.year, private=False)
        for row in item.rows
        for s in (row.session,)
    ]  # fmt: skip
    sheet = Sheet(_("Plan %(year)s") % {"year": request.year}, columns, rows)
    name = _("plan")
    return sheet_response(sheet, cast("Literal['csv', 'xlsx']", kind), f"{name}-{request.year}")


@require_POST
@requires(Permission.PLANNING_EDIT)
def draft(request: YearRequest) -> HttpResponse:
    """One draft session per agreed choice."""
    made = actions.draft_sessions(request.year, by=request.user, at=request.now)
    if made:
        text = ngettext("%(n)s session is drafted.", "%(n)s sessions are drafted.", len(made)) % {"n": len(made)}
        messages.success(request, text)
    else:
        messages.info(request, _("Every agreed choice has its session already."))
    return redirect(address(request, "board"))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLANNING_EDIT)
def add(request: YearRequest) -> HttpResponse:
    """A session by hand."""
    form = AddForm(request.POST or None, year=request.year)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = actions.add_session(
            request.year, school=data["school"], edition=data["edition"], by=request.user, at=request.now
        )
        messages.success(request, _("The session is added as a draft. Now choose its date."))
        return redirect(address(request, "session", made.pk))
    return page(request, "planning/add.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLANNING_EDIT)
def publish(request: YearRequest) -> HttpResponse:
    """What publishing would tell, to whom; a POST publishes."""
    form = PublishForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (version := _publish(request, form)) is not None:
        text = _("Version %(number)s is published. The trainers concerned are asked by mail.")
        messages.success(request, text % {"number": version.number})
        return redirect(address(request, "board"))
    last = queries.last_version(request.year)
    changes = queries.changes_since(last, request.year)
    blocked = queries.chosen(request.year, queries.Filters(matter="block"))
    context: dict[str, object] = {
        "form": form,
        "last": last,
        "changes": changes,
        "listing": Paginator(changes, CHANGES).get_page(request.GET.get("page")),
        "trainers": sorted({name for change in changes for name in change.trainers}),
        "names": NAMES,
        "participants": sum(change.participants for change in changes),
        "blocked": [row for item in queries.board(request.year, blocked) for row in item.rows],
        "counts": queries.tally(request.year),
        "versions": PlanVersion.objects.filter(year=request.year).select_related("published_by")[:20],
    }
    return page(request, "planning/publish.html", context, status=422 if form.errors else 200)


def _publish(request: YearRequest, form: PublishForm) -> PlanVersion | None:
    try:
        return actions.publish_plan(request.year, note=form.cleaned_data["note"], by=request.user, at=request.now)
    except actions.PlanBlocked:
        form.add_error(None, _("Some sessions cannot be as they are. Solve these first; nothing was published."))
    except actions.NothingToPublish:
        form.add_error(None, _("Nothing changed since the last version, so there is nothing to publish."))
    return None

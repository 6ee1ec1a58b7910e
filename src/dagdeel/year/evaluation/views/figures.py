"""What every page of results is made of: what is asked for, the table with its comparison, the picture, and the files."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from dagdeel.base.partnerships.doors import YearRequest
from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.outputs.charts.svg import shown
from dagdeel.outputs.sheets.sheet import Column, Sheet, Value
from dagdeel.year.catalogue.models import Workshop
from dagdeel.year.evaluation import permissions, queries
from dagdeel.year.evaluation.queries import Answers, ChoiceRow, Results, Row, TooSmall
from dagdeel.year.evaluation.states import BY_KEY, Ask, Audience, Moment, ask_of, main_moment
from dagdeel.year.evaluation.views import pictures
from dagdeel.year.evaluation.views.pictures import Said
from dagdeel.year.planning.models import Session

LONGEST_ID = 18  # digits; Python reads no number of thousands of digits
REMARKS = 40
# the sides from which a workshop is seen; of institute educators nobody is at a session, they speak of the whole programme
SIDES = (
    ask_of(Audience.PARTICIPANT, Moment.SESSION),
    ask_of(Audience.PARTICIPANT, Moment.LATER),
    ask_of(Audience.TRAINER, Moment.SESSION),
    ask_of(Audience.SCHOOL_EDUCATOR, Moment.SESSION),
    ask_of(Audience.INSTITUTE_EDUCATOR, Moment.YEAR),
)
BOTH_TIMES = SIDES[:2]
BESIDE = 20  # columns of a list beside the words


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a year that is looked at: one session, a school, a workshop, or all of it."""

    school: School | None = None
    workshop: Workshop | None = None
    session: Session | None = None

    def of(self, found: Answers) -> set[int]:
        """Its sessions in a year."""
        if self.session is not None:
            return {self.session.pk}
        if self.workshop is not None:
            return found.view(workshop=self.workshop.pk)
        return found.view(school=self.school.pk) if self.school else found.everything()

    @property
    def name(self) -> str:
        """What it is called; nothing for the whole year."""
        thing = self.school or self.workshop
        return thing.name if thing else ""

    @property
    def query(self) -> str:
        """What stands for it in an address."""
        named = {"school": self.school, "workshop": self.workshop, "session": self.session}
        return "".join(f"&{name}={thing.pk}" for name, thing in named.items() if thing)


def part_of(request: YearRequest) -> Part:
    """The part that the address names; raises Http404, and PermissionDenied for a school that this member does not see."""
    school, workshop, session = (number(request, name) for name in ("school", "workshop", "session"))
    if session is not None:
        rows = Session.objects.select_related("edition", "school")
        about = get_object_or_404(rows, pk=session, year=request.year)
        if not permissions.sees_session(request.member, about):
            raise PermissionDenied
        return Part(session=about)
    if school is not None:
        place = get_object_or_404(School, pk=school)
        if not permissions.sees_school(request.member, place):
            raise PermissionDenied
        return Part(school=place)
    if workshop is not None:
        rows_of = Workshop.objects.filter(editions__year=request.year).distinct()
        return Part(workshop=get_object_or_404(rows_of, pk=workshop))
    return Part()


def asked(request: YearRequest) -> Ask:
    """The perspective that was asked for, and its moment (else the main one); raises Http404 for one that does not exist."""
    audience = request.GET.get("audience", Audience.PARTICIPANT)
    if audience not in Audience.values:
        raise Http404
    moment = request.GET.get("moment", "") or main_moment(audience)
    try:
        return BY_KEY[f"{audience}-{moment}"]
    except KeyError as no:
        raise Http404 from no


def number(request: YearRequest, name: str) -> int | None:
    """A number in the address; raises Http404 for what is none."""
    text = request.GET.get(name, "")
    if text and not (text.isdecimal() and len(text) <= LONGEST_ID):
        raise Http404
    return int(text) if text else None


def at(request: YearRequest, name: str, *rest: object) -> str:
    """An address of the evaluation in this year."""
    return reverse(f"evaluation:{name}", args=[request.partnership.slug, request.year, *rest])


def files(request: YearRequest, name: str, query: str) -> dict[str, str]:
    """The addresses of a table and its picture as files."""
    return {kind: f"{at(request, name, kind)}?{query}" for kind in ("xlsx", "csv", "svg")}


def of_item(out: dict[str, str], key: str) -> dict[str, str]:
    """The addresses of the same files, of one item only."""
    return {kind: f"{url}&item={key}" for kind, url in out.items()}


def last_year(year: ProgrammeYear, audience: str, moment: str = "") -> Answers | None:
    """The answers of last year, to compare with."""
    last = ProgrammeYear.objects.filter(first_year=year.first_year - 1).first()
    return queries.load(last, audience, moment) if last else None


def said_of(
    found: Answers | None,
    view: Collection[int],
    before: Answers | None = None,
    view_before: Collection[int] = (),
    *,
    personal: bool = False,
) -> Said:
    """What may be said of these sessions, beside the whole partnership and beside last year."""
    if found is None:
        return TooSmall(0, 0)
    said = found.results(view, personal=personal, beside=True)
    return _with_previous(said, before.results(view_before, personal=personal)) if before else said


def _with_previous(said: Said, before: Said) -> Said:
    """The same items with their mean of last year, where both may be shown."""
    if isinstance(said, TooSmall) or isinstance(before, TooSmall):
        return said
    means = {(row.key, row.goal): row.figures.mean for row in before.rows if row.figures}
    rows = tuple(replace(row, previous=means.get((row.key, row.goal))) for row in said.rows)
    return replace(said, rows=rows)


def spoken_of(ask: Ask, part: Part) -> Part:
    """What somebody speaks of who is asked about this part of the year: who is asked once a year, of all of it."""
    return Part() if ask.moment == Moment.YEAR else part


def from_side(request: YearRequest, ask: Ask, part: Part, *, personal: bool = False) -> Said:
    """What was said from one side; participants beside last year. Who is asked once a year speaks of the whole programme."""
    found = queries.load(request.year, ask.audience, ask.moment)
    before = last_year(request.year, ask.audience, ask.moment) if ask in BOTH_TIMES else None
    whole = spoken_of(ask, part)
    view = whole.of(found) if found else set()
    return said_of(found, view, before, whole.of(before) if before else set(), personal=personal)


def on_page(request: YearRequest, said: Said, out: dict[str, str], pager: str = "remarks") -> dict[str, object]:
    """What every page of results has: the table, its picture, what was chosen, and a page of the remarks.

    `out`: the addresses of these as files; those of one question with options have the key of that question added.
    """
    results = said if isinstance(said, Results) else None
    remarks: Page[str] = Paginator(results.remarks if results else (), REMARKS).get_page(request.GET.get(pager))
    options = results.choices if results else ()
    return {
        "said": said,
        "results": results,
        "picture": shown(pictures.answers(said)),
        "picture_files": out,
        "choices": [(row, shown(pictures.options(row)), of_item(out, row.key)) for row in options],
        "remarks": remarks,
    }


def table(said: Said, item: str = "") -> Sheet:
    """The figures as a list; of one question with options only when that is asked for."""
    columns = [
        Column(_("Question")),
        Column(_("Answers"), "integer"),
        Column(_("Mean"), "number"),
        Column(_("Mean at least (95 %)"), "number"),
        Column(_("Mean at most (95 %)"), "number"),
        Column(_("Share that agrees"), "percent"),
        Column(_("Share at least (95 %)"), "percent"),
        Column(_("Share at most (95 %)"), "percent"),
        *(Column(str(value), "integer") for value in range(1, 11)),
        Column(_("Not applicable"), "integer"),
        Column(_("Last year"), "number"),
        Column(_("Whole partnership"), "number"),
    ]
    rows = said.rows if isinstance(said, Results) and not item else ()
    choices = [row for row in said.choices if item in {"", row.key}] if isinstance(said, Results) else ()
    return Sheet(_("Evaluation"), columns, [*map(_line, rows), *(line for row in choices for line in _options(row))])


def table_of_sides(sides: Collection[tuple[Ask, Said]]) -> Sheet:
    """One workshop as every side sees it: the same list, with who said it and when in front."""
    lists = [(str(ask.label), table(said)) for ask, said in sides]
    columns = [Column(_("Answered by")), *table(TooSmall(0, 0)).columns]
    return Sheet(_("Evaluation"), columns, [[who, *row] for who, one in lists for row in one.rows])


def _options(row: ChoiceRow) -> list[list[Value]]:
    """A question with options: a line for each, with how often it was chosen as the first count."""
    if not row.options:
        return [[f"{row.text} ({_('too few answers to show')})", *[None] * BESIDE]]
    return [
        [f"{row.text} {option.text}", row.n, None, None, None, option.share, None, None, option.count, *[None] * 12]
        for option in row.options
    ]


def _line(row: Row) -> list[Value]:
    """A question with its figures; one that may not be shown says so and has none."""
    found = row.figures
    if found is None:
        return [f"{row.text} ({_('too few answers to show')})", *[None] * BESIDE]
    counts = [*found.counts, *[None] * (10 - len(found.counts))]
    beside = row.everywhere if row.everywhere is None else round(row.everywhere, 3)
    mean = [round(found.mean, 3), round(found.low, 3), round(found.high, 3)]
    agree = [found.agree, found.agree_low, found.agree_high]
    return [row.text, found.n, *mean, *agree, *counts, found.not_applicable, row.previous, beside]

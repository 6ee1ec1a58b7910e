"""What is asked of the catalogue: its editions, the brochure of a year, and what changed between two years."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, Field, Model, Q, QuerySet, When
from django.utils.translation import gettext

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.partnerships.prepared import prepared, sums
from dagdeel.base.partnerships.reading import asked_once
from dagdeel.year.catalogue import rules
from dagdeel.year.catalogue.models import Brochure, Edition, EditionVersion, Material, Proposal
from dagdeel.year.catalogue.states import ChangeKind, EditionState, ProposalState

# What can be compared as running text, word for word; the rest is shown as old and new.
RUNNING_TEXT = frozenset(
    {"title", "summary", "audience", "prior_knowledge", "content", "methods", "preparation", "competence", "equipment"}
)


def settings_of(year: ProgrammeYear) -> dict[str, Any]:
    """The numbers of a year, and the length of its workshops in hours with one decimal."""
    hours = round(Decimal(year.session_minutes) / 60, 1)
    return {**{name: getattr(year, name) for name in rules.SETTINGS}, "session_hours": hours}


def label_of(model: type[Model], name: str) -> str:
    """What people call a field, in the language of now. Lengths are shown in hours, so no unit is named."""
    if name in {"minutes", "session_minutes"}:
        return gettext("length of a workshop")
    return str(getattr(model._meta.get_field(name), "verbose_name", name))


def parsed(name: str, value: Any) -> Any:
    """The value of a field of an edition as its row keeps it, whether it came from JSON, a form or a caller."""
    field: Field[Any, Any] = Edition._meta.get_field(name)  # type: ignore[assignment]  # these names are no relations
    found = field.to_python(value)
    return found.strip() if isinstance(found, str) else found


# Editions -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EditionLine:
    """One edition in the list of a year, and what it still needs before it can be published."""

    edition: Edition
    goals: int
    missing: tuple[str, ...]

    @property
    def missing_labels(self) -> tuple[str, ...]:
        """What it still needs, in words."""
        return tuple(
            gettext("two to five goals") if name == "goals" else label_of(Edition, name) for name in self.missing
        )

    @property
    def is_complete(self) -> bool:
        """Whether nothing keeps it from being published."""
        return not self.missing


def edition_lines(year: ProgrammeYear, *, drafts: bool = True) -> tuple[EditionLine, ...]:
    """The editions of a year in the order of the brochure, those that are withdrawn last. Two queries.

    Without `drafts` only what is published.
    """
    editions = Edition.objects.filter(year=year).select_related("workshop").prefetch_related("goals")
    if not drafts:
        editions = editions.filter(state=EditionState.PUBLISHED)
    lines = [_line(edition) for edition in editions]
    return tuple(sorted(lines, key=lambda line: line.edition.state == EditionState.WITHDRAWN))


def called(year: ProgrammeYear, words: Iterable[str], *, drafts: bool, most: int = 9) -> QuerySet[Edition]:
    """The editions with all these words in their title or summary, in the order of the brochure. One query."""
    found = Edition.objects.filter(year=year).exclude(state=EditionState.WITHDRAWN)
    if not drafts:
        found = found.filter(state=EditionState.PUBLISHED)
    for word in words:
        found = found.filter(Q(title__icontains=word) | Q(summary__icontains=word))
    return found.order_by("position", "pk")[:most]


def _line(edition: Edition) -> EditionLine:
    goals = len(edition.goals.all())
    missing = rules.missing({name: getattr(edition, name) for name in rules.REQUIRED})
    if not rules.enough_goals(goals):
        missing = (*missing, "goals")
    if rules.needs_reason(edition.change) and not edition.change_reason:
        missing = (*missing, "change_reason")
    return EditionLine(edition, goals, missing)


def line_of(edition: Edition) -> EditionLine:
    """One edition with what it still needs. One query, or none when its goals were fetched."""
    return _line(edition)


def edition_pages() -> QuerySet[Edition]:
    """Editions with everything that the page of one edition shows, in a fixed number of queries."""
    related = ("workshop", "year__partnership", "based_on__year", "merged_into")
    return Edition.objects.select_related(*related).prefetch_related("goals")


def versions_of(edition: Edition) -> QuerySet[EditionVersion]:
    """What was published, the newest first. One query."""
    return edition.versions.select_related("published_by")


def materials_of(edition: Edition) -> tuple[Material, ...]:
    """The newest version of each material. One query."""
    newest: dict[str, Material] = {}
    for material in edition.materials.select_related("edition"):
        newest.setdefault(material.title, material)  # ordered by title, newest version first
    return tuple(newest.values())


def proposals_of(year: ProgrammeYear) -> QuerySet[Proposal]:
    """The ideas handed in for this year: what waits first, and then the newest first. One query."""
    rows = Proposal.objects.filter(year=year).select_related("workshop", "proposed_by", "edition")
    waits = Case(When(state=ProposalState.SUBMITTED, then=0), default=1)
    return rows.order_by(waits, "-id")


# The brochure ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class YearBrochure:
    """What a reader of the brochure reads; the page and the PDF are made from it."""

    year: ProgrammeYear
    introduction: str
    public: bool
    released_at: datetime | None
    editions: tuple[Edition, ...]

    @property
    def open_to_all(self) -> bool:
        """Whether somebody without an account may read it."""
        return self.public and self.released_at is not None


def brochure(year: ProgrammeYear) -> YearBrochure:
    """The published editions of a year with their goals. Three queries."""
    row = Brochure.objects.filter(year=year).first()
    editions = Edition.objects.filter(year=year, state=EditionState.PUBLISHED).prefetch_related("goals")
    return YearBrochure(
        year=year,
        introduction=row.introduction if row else "",
        public=row.public if row else False,
        released_at=row.released_at if row else None,
        editions=tuple(editions),
    )


# What changed ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not what it was: as running text in `pieces`, or as `old` and `new`."""

    name: str
    label: str
    old: object
    new: object
    pieces: tuple[rules.Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, in the words of the year in which it changed; `edition_id` is where a later step hangs its decision."""

    year: ProgrammeYear
    edition_id: int
    text: str


@dataclass(frozen=True, slots=True)
class WorkshopChange:
    """What happened to one workshop between two years."""

    kind: ChangeKind
    title: str
    changes: tuple[Change, ...]  # of the workshop itself
    follows: tuple[Change, ...]  # only because an agreement of the year changed
    reasons: tuple[Reason, ...]
    edition: Edition | None  # in the new year; of a dropped workshop the line that says so, if there is one
    merged_into: str = ""


@dataclass(frozen=True, slots=True)
class YearChanges:
    """What changed between two years: the settings, and each workshop."""

    old_year: ProgrammeYear
    new_year: ProgrammeYear
    settings: tuple[Change, ...]
    workshops: tuple[WorkshopChange, ...]

    def count(self, kind: ChangeKind) -> int:
        """How many workshops it happened to."""
        return sum(line.kind == kind for line in self.workshops)

    @property
    def changed(self) -> tuple[WorkshopChange, ...]:
        """The workshops about which there is something to tell."""
        return tuple(line for line in self.workshops if line.kind != ChangeKind.UNCHANGED)

    @property
    def unchanged(self) -> tuple[WorkshopChange, ...]:
        """The workshops that stayed what they were, apart from the agreements of the year."""
        return tuple(line for line in self.workshops if line.kind == ChangeKind.UNCHANGED)

    @property
    def counts(self) -> tuple[tuple[ChangeKind, int], ...]:
        """Every kind that occurs, and how often."""
        return tuple((kind, self.count(kind)) for kind in ChangeKind if self.count(kind))


def changes_between(old_year: ProgrammeYear, new_year: ProgrammeYear, *, drafts: bool = False) -> YearChanges:
    """What changed from one year to a later one, and why; two queries, however many years lie between.

    Compares what is published; with `drafts` the new year also as it is being made. Reasons of the years between are kept:
    a workshop that was dropped halfway says when and why.
    """
    between = Edition.objects.filter(
        year__first_year__gte=old_year.first_year, year__first_year__lte=new_year.first_year
    )
    rows = between.select_related("year", "workshop", "merged_into").prefetch_related("goals")
    by_workshop: dict[int, list[Edition]] = {}
    for edition in rows.order_by("year__first_year", "position", "title"):
        by_workshop.setdefault(edition.workshop_id, []).append(edition)
    found = (_workshop_change(editions, old_year, new_year, drafts) for editions in by_workshop.values())
    lines = [line for line in found if line is not None]
    order = {kind: place for place, kind in enumerate(ChangeKind)}
    lines.sort(
        key=lambda line: (
            line.kind == ChangeKind.DROPPED,
            line.edition.position if line.edition else 0,
            order[line.kind],
        )
    )
    settings = _changes(
        {name: getattr(old_year, name) for name in rules.SETTINGS},
        {name: getattr(new_year, name) for name in rules.SETTINGS},
        rules.SETTINGS,
        {name: label_of(ProgrammeYear, name) for name in rules.SETTINGS},
    )
    return YearChanges(old_year, new_year, settings, tuple(lines))


def _workshop_change(
    editions: Sequence[Edition], old_year: ProgrammeYear, new_year: ProgrammeYear, drafts: bool
) -> WorkshopChange | None:
    """What happened to the workshop of these editions (oldest first); None when neither year shows it."""
    shown = {EditionState.PUBLISHED, EditionState.DRAFT, EditionState.REVIEW} if drafts else {EditionState.PUBLISHED}
    old = next((e for e in editions if e.year_id == old_year.pk and e.state == EditionState.PUBLISHED), None)
    new = next((e for e in editions if e.year_id == new_year.pk and e.state in shown), None)
    since = [e for e in editions if e.year_id != old_year.pk]
    if new is not None:
        own, follows = _split(edition_changes(old, new), old_year, new_year) if old is not None else ((), ())
        return WorkshopChange(_kind(old, new, own), new.title, own, follows, _reasons(since), new)
    if old is None:
        return None
    ends = [e for e in since if e.state == EditionState.WITHDRAWN]
    last = ends[-1] if ends else None
    if last is not None and last.merged_into is not None:
        return WorkshopChange(
            ChangeKind.MERGED, old.title, (), (), _reasons(ends), last, merged_into=last.merged_into.title
        )
    return WorkshopChange(ChangeKind.DROPPED, old.title, (), (), _reasons(ends), last)


def _split(
    changes: tuple[Change, ...], old_year: ProgrammeYear, new_year: ProgrammeYear
) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    """The workshop's own changes, and those with which it follows a setting of the year."""
    before, after = settings_of(old_year), settings_of(new_year)

    def follows(change: Change) -> bool:
        setting = rules.FOLLOWS_YEAR.get(change.name)
        return setting is not None and change.old == before[setting] and change.new == after[setting]

    return tuple(c for c in changes if not follows(c)), tuple(c for c in changes if follows(c))


def _kind(old: Edition | None, new: Edition, changes: tuple[Change, ...]) -> ChangeKind:
    """What the comparison shows counts; only that workshops came together cannot be seen in the text."""
    if new.change == ChangeKind.MERGED:
        return ChangeKind.MERGED
    if old is None:
        return ChangeKind.NEW
    return ChangeKind.CHANGED if changes else ChangeKind.UNCHANGED


def _reasons(editions: Iterable[Edition]) -> tuple[Reason, ...]:
    said = ((e, e.remark if e.state == EditionState.WITHDRAWN and e.remark else e.change_reason) for e in editions)
    return tuple(Reason(edition.year, edition.pk, text) for edition, text in said if text)


def edition_changes(old: Edition, new: Edition) -> tuple[Change, ...]:
    """What a reader reads otherwise in the new edition, goals last. No query when goals were fetched."""
    now = [goal.text for goal in new.goals.all()]
    return _text_changes(old, {name: getattr(new, name) for name in rules.FIELDS}, now)


def pending_changes(edition: Edition) -> tuple[Change, ...]:
    """What a reader will read otherwise in the next version. No query when goals were fetched."""
    if edition.pending is None:
        return ()
    fields = {name: parsed(name, edition.pending[name]) for name in rules.FIELDS}
    return _text_changes(edition, fields, [goal["text"] for goal in edition.pending["goals"]])


def _text_changes(old: Edition, new: dict[str, object], goals: list[str]) -> tuple[Change, ...]:
    labels = {name: label_of(Edition, name) for name in rules.FIELDS}
    fields = _changes({name: getattr(old, name) for name in rules.FIELDS}, new, rules.FIELDS, labels)
    was = [goal.text for goal in old.goals.all()]
    if was == goals:
        return fields
    return (*fields, Change("goals", gettext("goals"), tuple(was), tuple(goals), rules.compare_items(was, goals)))


def _changes(
    old: dict[str, object], new: dict[str, object], names: Sequence[str], labels: dict[str, str]
) -> tuple[Change, ...]:
    return tuple(
        Change(
            item.name,
            labels[item.name],
            item.old,
            item.new,
            rules.compare_words(str(item.old), str(item.new)) if item.name in RUNNING_TEXT else (),
        )
        for item in rules.differences(old, new, names)
    )


# The year strip and the to-do list ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the offer of a year stands."""

    published: int
    in_review: int
    drafts: int
    released: bool

    @property
    def total(self) -> int:
        """Editions that are in the brochure, or on their way to it."""
        return self.published + self.in_review + self.drafts


@asked_once
def progress(year: ProgrammeYear) -> Progress:
    """How many editions are published, in review and draft, and whether the brochure is out. Two queries."""
    states: dict[str, int] = dict(_editions_by_state(year.pk))
    return Progress(
        published=states.get(EditionState.PUBLISHED, 0),
        in_review=states.get(EditionState.REVIEW, 0),
        drafts=states.get(EditionState.DRAFT, 0),
        released=bool(_released(year.pk)),
    )


@prepared
def _editions_by_state(year: int) -> QuerySet[Any, Any]:
    return Edition.objects.filter(year=year).order_by().values_list("state").annotate(number=Count("pk"))


@prepared
def _released(year: int) -> QuerySet[Any, Any]:
    return Brochure.objects.filter(year=year, released_at__isnull=False).order_by().values_list("pk")


def open_proposals(year: ProgrammeYear) -> int:
    """How many ideas wait for the programme lead. One query."""
    ((number,),) = _open_proposals(year.pk)
    return int(number)


@prepared
def _open_proposals(year: int) -> QuerySet[Any, Any]:
    return sums(Proposal.objects.filter(year=year, state=ProposalState.SUBMITTED), number=Count("pk"))

"""The register of findings and decisions, what waits for whom, and the promises that the doctor checks."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Prefetch, QuerySet

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.partnerships.prepared import prepared
from dagdeel.base.partnerships.reading import asked_once
from dagdeel.base.people.models import Person
from dagdeel.year.decisions.models import Consequence, Decision, Finding, Minutes
from dagdeel.year.decisions.queries.chains import decisions
from dagdeel.year.decisions.states import OVER, STANDS, Body, DecisionState, FindingState


@dataclass(frozen=True, slots=True)
class Filters:
    """Which decisions somebody wants to see; an empty value means all. `years`: not only this year's; `day`: of one meeting."""

    body: str = ""
    state: str = ""
    years: bool = False
    day: date | None = None

    @property
    def active(self) -> bool:
        """Whether anything is left out."""
        return bool(self.body or self.state)


def findings_of(year: ProgrammeYear) -> QuerySet[Finding]:
    """The findings of a year with the decisions that are not withdrawn, open ones first. Two queries."""
    live = Prefetch("decisions", Decision.objects.exclude(state__in=OVER))
    rows = Finding.objects.filter(year=year).select_related("workshop", "year__partnership").prefetch_related(live)
    return rows.order_by("-state", "-pk")  # open, no action, decided


def register(year: ProgrammeYear, filters: Filters) -> QuerySet[Decision]:
    """The decisions of a year, or of all years, newest first. Three queries."""
    found = decisions() if filters.years else decisions().filter(year=year)
    if filters.body in Body.values:
        found = found.filter(body=filters.body)
    if filters.state in DecisionState.values:
        found = found.filter(state=filters.state)
    return found.filter(day=filters.day) if filters.day else found


def proposed(year: ProgrammeYear) -> QuerySet[Decision]:
    """Decisions that wait for their body."""
    return Decision.objects.filter(year=year, state=DecisionState.PROPOSED).order_by("day", "pk")


def owned(year: ProgrammeYear, owner: Person | None = None) -> QuerySet[Decision]:
    """Taken decisions that are still to be carried out, the most urgent first; of one owner when given."""
    rows = Decision.objects.filter(year=year, state=DecisionState.TAKEN).select_related("owner")
    return (rows.filter(owner=owner) if owner else rows).order_by("due", "day")


def decisions_called(words: Iterable[str]) -> QuerySet[Decision]:
    """Decisions of any year with all these words in their title, the newest first. One query."""
    found = Decision.objects.select_related("year__partnership")
    for word in words:
        found = found.filter(title__icontains=word)
    return found.order_by("-day", "-pk")


def findings_called(words: Iterable[str]) -> QuerySet[Finding]:
    """Findings of any year with all these words in their title, the newest first. One query."""
    found = Finding.objects.select_related("year__partnership")
    for word in words:
        found = found.filter(title__icontains=word)
    return found.order_by("-pk")


@dataclass(frozen=True, slots=True)
class Meeting:
    """A body that decides on a day: how many decisions are before it, how many it took, and what was written down of it."""

    body: Body
    day: date
    waiting: int
    taken: int
    rejected: int
    minutes: Minutes | None = None


def meetings(year: ProgrammeYear) -> list[Meeting]:
    """The meetings of a year, the last one first. Two queries."""
    kept = {(minutes.body, minutes.day): minutes for minutes in Minutes.objects.filter(year=year)}
    found: dict[tuple[str, date], Counter[str]] = {}
    rows = Decision.objects.filter(year=year).exclude(state=DecisionState.WITHDRAWN)
    for body, day, state in rows.order_by("-day", "body").values_list("body", "day", "state"):
        found.setdefault((body, day), Counter())[state] += 1
    return [
        Meeting(
            Body(body), day, waiting=states[DecisionState.PROPOSED], taken=sum(states[state] for state in STANDS),
            rejected=states[DecisionState.REJECTED], minutes=kept.get((body, day)),
        )
        for (body, day), states in found.items()
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the decisions of a year stand."""

    findings: int
    open: int
    proposed: int
    taken: int
    carried_out: int

    @property
    def decisions(self) -> int:
        """Decisions that were proposed, taken or carried out."""
        return self.proposed + self.taken + self.carried_out


@asked_once
def progress(year: ProgrammeYear) -> Progress:
    """Counts of findings and decisions. Two queries."""
    findings, decisions = finding_lines(year), Counter(line.state for line in decision_lines(year))
    return Progress(
        findings=len(findings),
        open=sum(line.undecided for line in findings),
        proposed=decisions[DecisionState.PROPOSED],
        taken=decisions[DecisionState.TAKEN],
        carried_out=decisions[DecisionState.CARRIED_OUT],
    )


class FindingLine(NamedTuple):
    """A finding in a word; `proposed`: a decision about it waits for its body."""

    pk: int
    title: str
    state: str
    proposed: bool

    @property
    def undecided(self) -> bool:
        """Open, and no decision is proposed either."""
        return self.state == FindingState.OPEN and not self.proposed


class DecisionLine(NamedTuple):
    """A decision in a word."""

    pk: int
    title: str
    body: str
    state: str
    owner: int
    day: date
    due: date | None


@asked_once
def finding_lines(year: ProgrammeYear) -> list[FindingLine]:
    """The findings of a year, oldest first. One query."""
    return [FindingLine(*row) for row in _finding_lines(year.pk)]


@asked_once
def decision_lines(year: ProgrammeYear) -> list[DecisionLine]:
    """The decisions of a year that are not over (withdrawn, not taken), in order of their day. One query."""
    return [DecisionLine(*row) for row in _decision_lines(year.pk)]


@prepared
def _finding_lines(year: int) -> QuerySet[Any, Any]:
    waits = Exists(Decision.everywhere.filter(finding=OuterRef("pk"), state=DecisionState.PROPOSED))
    return Finding.objects.filter(year=year).order_by("pk").values_list("pk", "title", "state", waits)


@prepared
def _decision_lines(year: int) -> QuerySet[Any, Any]:
    rows = Decision.objects.filter(year=year).exclude(state__in=OVER).order_by("day", "pk")
    return rows.values_list("pk", "title", "body", "state", "owner", "day", "due")


def broken_promises() -> Iterator[str]:
    """What should never be, over all partnerships, one sentence each."""
    stands = Decision.everywhere.filter(finding=OuterRef("pk"), state__in=STANDS)
    findings = Finding.everywhere.filter(~Exists(stands), state=FindingState.DECIDED)
    for pk in findings.values_list("pk", flat=True):
        yield f"Finding {pk} is decided without a decision that stands."
    findings = Finding.everywhere.filter(Exists(stands)).exclude(state=FindingState.DECIDED)
    for pk in findings.values_list("pk", flat=True):
        yield f"Finding {pk} has a decision that stands and is not decided."
    undone = Consequence.everywhere.filter(decision__state=DecisionState.CARRIED_OUT, done_at__isnull=True)
    for pk in undone.values_list("pk", flat=True):
        yield f"Consequence {pk} of a decision that is carried out was not done."
    early = Consequence.everywhere.filter(done_at__isnull=False).exclude(decision__state__in=STANDS)
    for pk in early.values_list("pk", flat=True):
        yield f"Consequence {pk} was done without a decision that stands."
    empty = Decision.everywhere.annotate(number=Count("consequences")).filter(number=0)
    for pk in empty.values_list("pk", flat=True):
        yield f"Decision {pk} has no consequence."
    for decision in Decision.everywhere.exclude(finding__year=F("year")).values_list("pk", flat=True):
        yield f"Decision {decision} is about a finding of another year."

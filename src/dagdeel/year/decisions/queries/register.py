"""The register of findings and decisions, what waits for whom, and the promises that the doctor checks."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.people.models import Person
from dagdeel.year.decisions.models import Consequence, Decision, Finding
from dagdeel.year.decisions.queries.chains import decisions
from dagdeel.year.decisions.states import STANDS, Body, DecisionState, FindingState


@dataclass(frozen=True, slots=True)
class Filters:
    """Which decisions somebody wants to see; an empty value means all. `years`: not only this year's."""

    body: str = ""
    state: str = ""
    years: bool = False

    @property
    def active(self) -> bool:
        """Whether anything is left out."""
        return bool(self.body or self.state)


def findings_of(year: ProgrammeYear) -> QuerySet[Finding]:
    """The findings of a year with the decisions that are not withdrawn, open ones first. Two queries."""
    live = Prefetch("decisions", Decision.objects.exclude(state=DecisionState.WITHDRAWN))
    rows = Finding.objects.filter(year=year).select_related("workshop", "year__partnership").prefetch_related(live)
    return rows.order_by("-state", "-pk")  # open, no action, decided


def register(year: ProgrammeYear, filters: Filters) -> QuerySet[Decision]:
    """The decisions of a year, or of all years, newest first. Three queries."""
    found = decisions() if filters.years else decisions().filter(year=year)
    if filters.body in Body.values:
        found = found.filter(body=filters.body)
    if filters.state in DecisionState.values:
        found = found.filter(state=filters.state)
    return found


def undecided(year: ProgrammeYear) -> QuerySet[Finding]:
    """Open findings about which no decision is proposed either."""
    proposed = Decision.objects.filter(finding=OuterRef("pk"), state=DecisionState.PROPOSED)
    return Finding.objects.filter(~Exists(proposed), year=year, state=FindingState.OPEN)


def proposed(year: ProgrammeYear) -> QuerySet[Decision]:
    """Decisions that wait for their body."""
    return Decision.objects.filter(year=year, state=DecisionState.PROPOSED).order_by("day", "pk")


def owned(year: ProgrammeYear, owner: Person | None = None) -> QuerySet[Decision]:
    """Taken decisions that are still to be carried out, the most urgent first; of one owner when given."""
    rows = Decision.objects.filter(year=year, state=DecisionState.TAKEN).select_related("owner")
    return (rows.filter(owner=owner) if owner else rows).order_by("due", "day")


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


def progress(year: ProgrammeYear) -> Progress:
    """Counts of findings and decisions. Two queries."""
    findings = Finding.objects.filter(year=year).aggregate(
        findings=Count("pk"), open=Count("pk", filter=Q(state=FindingState.OPEN))
    )
    states = {state: Count("pk", filter=Q(state=state)) for state in ("proposed", "taken", "carried_out")}
    return Progress(**findings, **Decision.objects.filter(year=year).aggregate(**states))


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

"""From finding to decision to change to effect, and from a line of the brochure back to what people said."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.catalogue.rules import FOLLOWS_YEAR
from dagdeel.year.decisions.models import Consequence, Decision, Finding
from dagdeel.year.decisions.queries.evidence import Effect, effects
from dagdeel.year.decisions.states import STANDS, ConsequenceKind, DecisionState, FindingState


@dataclass(frozen=True, slots=True)
class Chain:
    """A decision with what led to it, what it changed, and what can be said of that a year later."""

    finding: Finding
    decision: Decision
    consequences: tuple[Consequence, ...]
    effect: Effect | None = None


def decisions() -> QuerySet[Decision]:
    """Decisions with finding, owner and consequences: three queries."""
    consequences = Consequence.objects.select_related("workshop", "merge_into", "edition__year")
    rows = Decision.objects.select_related("finding__workshop", "finding__year", "owner", "year__partnership")
    return rows.prefetch_related(Prefetch("consequences", consequences))


def chain_of(decision: Decision) -> Chain:
    """One decision (of `decisions()`) with its effect."""
    return chains([decision])[0]


def chains(found: Iterable[Decision]) -> list[Chain]:
    """Decisions (of `decisions()`, of one year) with their effects."""
    found = list(found)
    told = effects({decision.finding_id: decision.finding for decision in found}.values())
    return [
        Chain(decision.finding, decision, tuple(decision.consequences.all()), told.get(decision.finding_id))
        for decision in found
    ]


def why(edition: Edition) -> list[Chain]:
    """What was decided that made this edition what it is: about it, or about a number of the year that it follows."""
    asked = Q(consequences__edition=edition)
    asked |= Q(  # a merge is written down at the workshop that goes; here it arrives
        consequences__kind=ConsequenceKind.MERGE,
        consequences__merge_into=edition.workshop_id,
        consequences__edition__year=edition.year_id,
    )
    last = edition.year.first_year - 1
    if edition.based_on_id is not None:
        followed = [setting for name, setting in FOLLOWS_YEAR.items() if _follows(edition, name, setting)]
        hours = "session_minutes" if "session_hours" in followed else ""
        asked |= Q(
            year__first_year=last,
            consequences__kind=ConsequenceKind.SETTING,
            consequences__field__in=[*followed, hours],
            consequences__done_at__isnull=False,
        )
    rows = decisions().filter(asked, state__in=STANDS).distinct().order_by("day", "pk")
    by_year: dict[int, list[Decision]] = {}
    for decision in rows:
        by_year.setdefault(decision.year_id, []).append(decision)
    return [chain for group in by_year.values() for chain in chains(group)]


def _follows(edition: Edition, name: str, setting: str) -> bool:
    """Whether the edition has the number of its year; the hours on the certificate go with the length."""
    return setting == "session_hours" or getattr(edition, name) == getattr(edition.year, setting)


@dataclass(frozen=True, slots=True)
class SaidDone:
    """What was said in a year and what was done with it."""

    year: ProgrammeYear
    decided: list[Chain]
    not_acted: list[Finding]  # with the reason why
    waiting: int  # findings about which nothing is decided yet


def said_and_done(year: ProgrammeYear) -> SaidDone:
    """Everything that a year's evaluation led to. Only what was decided; five queries and those of `effects`."""
    rows = decisions().filter(year=year, state__in=STANDS).order_by("day", "pk")
    findings = list(Finding.objects.filter(year=year).select_related("workshop", "year"))
    return SaidDone(
        year,
        chains(rows),
        [finding for finding in findings if finding.state == FindingState.NO_ACTION],
        sum(finding.state == FindingState.OPEN for finding in findings),
    )


def everything_is_decided(year: ProgrammeYear) -> bool:
    """Whether something was decided and nothing is left to decide. Three queries."""
    if not Decision.objects.filter(year=year, state__in=STANDS).exists():
        return False
    if Finding.objects.filter(year=year, state=FindingState.OPEN).exists():
        return False
    return not Decision.objects.filter(year=year, state=DecisionState.PROPOSED).exists()

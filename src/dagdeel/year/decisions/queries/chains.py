"""From finding to decision to change to effect, and from a line of the brochure back to what people said."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace

from django.db.models import Prefetch, Q, QuerySet

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.catalogue.rules import FOLLOWS_YEAR
from dagdeel.year.catalogue.states import EditionState
from dagdeel.year.decisions.models import Consequence, Decision, Finding
from dagdeel.year.decisions.queries.effects import Effect, Measured, effects
from dagdeel.year.decisions.states import STANDS, ConsequenceKind, DecisionState, FindingState


@dataclass(frozen=True, slots=True)
class Chain:
    """A decision with what led to it, what it changed, and what can be said of that a year later."""

    finding: Finding
    decision: Decision
    consequences: tuple[Consequence, ...]
    effect: Effect | None = None

    @property
    def measured(self) -> tuple[Measured, Measured] | tuple[()]:
        """Both years of a decision that stands; empty as long as there is nothing to compare."""
        return self.effect.measured if self.effect and self.decision.state in STANDS else ()


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
    """What was decided that made this edition what it is: about it, or about a number of the year that it follows.

    Each chain with the consequences that are about this edition only; what is about the workshop itself comes first.
    """
    told: list[Chain] = []
    followed = _followed(edition)
    rows = decisions().filter(_about(edition, followed), state__in=STANDS).distinct().order_by("day", "pk")
    by_year: dict[int, list[Decision]] = {}
    for decision in rows:
        by_year.setdefault(decision.year_id, []).append(decision)
    for group in by_year.values():
        for chain in chains(group):
            mine = tuple(item for item in chain.consequences if _is_about(item, edition, followed))
            told.append(replace(chain, consequences=mine))
    return sorted(told, key=lambda chain: chain.consequences[0].kind == ConsequenceKind.SETTING)


def _about(edition: Edition, followed: Collection[str]) -> Q:
    return (
        Q(consequences__edition=edition)
        | Q(  # a merge is written down at the workshop that goes; here it arrives
            consequences__kind=ConsequenceKind.MERGE,
            consequences__merge_into=edition.workshop_id,
            consequences__edition__year=edition.year_id,
        )
        | Q(
            year__first_year=edition.year.first_year - 1,
            consequences__kind=ConsequenceKind.SETTING,
            consequences__field__in=followed,
            consequences__done_at__isnull=False,
        )
    )


def _is_about(item: Consequence, edition: Edition, followed: Collection[str]) -> bool:
    if item.kind == ConsequenceKind.SETTING:
        return item.done_at is not None and item.field in followed
    arrives = item.kind == ConsequenceKind.MERGE and item.merge_into_id == edition.workshop_id
    return item.edition_id == edition.pk or (arrives and item.done_at is not None)


def _followed(edition: Edition) -> frozenset[str]:
    """The numbers of the year that this edition follows; one that is new or gone has nothing that changed with them."""
    if edition.based_on_id is None or edition.state == EditionState.WITHDRAWN:
        return frozenset()
    return frozenset(
        setting
        for name, setting in FOLLOWS_YEAR.items()
        if setting != "session_hours" and getattr(edition, name) == getattr(edition.year, setting)
    )


@dataclass(frozen=True, slots=True)
class Behind:
    """The decisions that led from one year to a later one."""

    chains: tuple[Chain, ...]

    def setting(self, name: str) -> list[Chain]:
        """Behind a number or a deadline of the year, each with that consequence only."""
        return self._with(lambda item: item.kind == ConsequenceKind.SETTING and item.field == name)

    def money(self, category: str = "") -> list[Chain]:
        """Behind the amounts of the budget, or that of one category, each with those consequences only."""
        return self._with(lambda item: item.kind == ConsequenceKind.BUDGET and category in {"", item.field})

    def editions(self, keys: Collection[int]) -> list[Chain]:
        """Behind these editions of one workshop, also what went up in it."""
        into = {
            item.edition.merged_into_id: item.pk
            for chain in self.chains
            for item in chain.consequences
            if item.kind == ConsequenceKind.MERGE and item.edition is not None
        }
        return self._with(
            lambda item: item.edition_id in keys or any(into.get(key) == item.pk for key in keys)
        )  # fmt: skip

    def _with(self, wanted: Callable[[Consequence], bool]) -> list[Chain]:
        found = (replace(chain, consequences=tuple(filter(wanted, chain.consequences))) for chain in self.chains)
        return [chain for chain in found if chain.consequences]


def behind(old: ProgrammeYear, new: ProgrammeYear) -> Behind:
    """What was decided from a year until a later one, and carried out. Three queries, and those of `effects` a year."""
    rows = decisions().filter(
        state__in=STANDS, year__first_year__gte=old.first_year, year__first_year__lt=new.first_year
    )
    by_year: dict[int, list[Decision]] = {}
    for decision in rows.order_by("day", "pk"):
        by_year.setdefault(decision.year_id, []).append(decision)
    done = Behind(tuple(chain for group in by_year.values() for chain in chains(group)))
    return Behind(tuple(done._with(lambda item: item.done_at is not None)))


def behind_budget(year: ProgrammeYear, category: str = "") -> list[Chain]:
    """What was decided last year about the amounts of this one, and carried out. Four queries, and those of `effects`."""
    before = ProgrammeYear.objects.filter(first_year=year.first_year - 1).first()
    return behind(before, year).money(category) if before else []


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

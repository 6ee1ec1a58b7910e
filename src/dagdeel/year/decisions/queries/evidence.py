"""Did it help? The same item a year later, and what in this year asks for a finding."""

from collections.abc import Iterable
from dataclasses import dataclass

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.year.catalogue.models import Workshop
from dagdeel.year.decisions import rules
from dagdeel.year.decisions.models import Finding
from dagdeel.year.decisions.queries.plan import following
from dagdeel.year.decisions.states import Verdict
from dagdeel.year.evaluation.queries import Answers, Figures, TooSmall, load
from dagdeel.year.evaluation.states import Audience, Kind


@dataclass(frozen=True, slots=True)
class Effect:
    """An item before a decision and a year later: means with the number of answers, and what may be said of the difference."""

    before: float
    n_before: int
    after: float
    n_after: int
    year: str  # in which was measured again
    difference: rules.Difference | None

    @property
    def verdict(self) -> Verdict:
        """Better, worse, or not to be told."""
        return self.difference.verdict if self.difference else Verdict.UNDECIDED


def effects(findings: Iterable[Finding]) -> dict[int, Effect]:
    """By finding id: what became of its item a year later; without an entry where it was not asked, or may not be shown.

    The findings are of one year. One query, and eight per audience that they are about.
    """
    wanted = [finding for finding in findings if finding.evidence]
    if not wanted or (later := following(wanted[0].year)) is None:
        return {}
    answers = {audience: load(later, audience) for audience in {finding.evidence["audience"] for finding in wanted}}
    found: dict[int, Effect] = {}
    for finding in wanted:
        said = answers[finding.evidence["audience"]]
        figures = _figures(said, finding.item_key, finding.workshop_id) if said else None
        if figures is not None:
            found[finding.pk] = _effect(finding, figures, later.label)
    return found


def _figures(answers: Answers, item: str, workshop: int | None) -> Figures | None:
    said = answers.results(answers.view(workshop=workshop) if workshop else answers.everything())
    return None if isinstance(said, TooSmall) else said.figures(item)


def _effect(finding: Finding, after: Figures, year: str) -> Effect:
    before = finding.evidence
    compared = rules.difference(before["distribution"], after.counts)
    return Effect(before["mean"], before["n"], after.mean, after.n, year, compared)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An item that asks for a finding, in the words of the reader."""

    item_key: str
    text: str
    audience: str
    workshop: Workshop | None
    mean: float
    agree: float | None
    n: int

    @property
    def audience_label(self) -> str:
        """Who said it."""
        return str(Audience(self.audience).label)


def suggest_findings(year: ProgrammeYear) -> list[Suggestion]:
    """Items that score low (`rules.is_low`) and have no finding yet: over the year for everybody, per workshop for participants.

    The lowest first. At most 34 queries, however many items and workshops.
    """
    noted = {
        (finding.item_key, finding.workshop_id, finding.evidence.get("audience", Audience.PARTICIPANT))
        for finding in Finding.objects.filter(year=year).exclude(item_key="")
    }
    found: list[Suggestion] = []
    for audience in Audience.values:
        answers = load(year, audience)
        if answers is None:
            continue
        for workshop in (None, *(_workshops(answers) if audience == Audience.PARTICIPANT else ())):
            key = workshop.pk if workshop else None
            found += [s for s in _low(answers, workshop) if (s.item_key, key, audience) not in noted]
    # what was noted about the whole year needs no repeating per workshop or for another audience
    whole = {item for item, workshop, _audience in noted if workshop is None}
    year_wide = {(s.item_key, s.audience) for s in found if s.workshop is None}
    kept = [
        s
        for s in found
        if s.item_key not in whole and (s.workshop is None or (s.item_key, s.audience) not in year_wide)
    ]
    return sorted(kept, key=lambda s: (s.agree is None, s.mean))


def _workshops(answers: Answers) -> list[Workshop]:
    editions = {session.edition.workshop_id for session in answers.sessions.values()}
    return list(Workshop.objects.filter(pk__in=editions))


def _low(answers: Answers, workshop: Workshop | None) -> list[Suggestion]:
    said = answers.results(answers.view(workshop=workshop.pk) if workshop else answers.everything())
    if isinstance(said, TooSmall):
        return []
    return [
        Suggestion(row.key, row.text, answers.audience, workshop, row.figures.mean, row.figures.agree, row.figures.n)
        for row in said.rows
        if row.figures and not row.goal and row.kind != Kind.TEXT and rules.is_low(row.figures.mean, row.figures.agree)
    ]

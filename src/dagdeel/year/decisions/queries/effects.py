"""Did it help? The same item a year later."""

from collections.abc import Iterable
from dataclasses import dataclass

from dagdeel.year.decisions import rules
from dagdeel.year.decisions.models import Finding
from dagdeel.year.decisions.queries.plan import following
from dagdeel.year.decisions.states import Verdict
from dagdeel.year.evaluation.queries import Answers, Figures, TooSmall, load


@dataclass(frozen=True, slots=True)
class Measured:
    """An item in one year: its mean, from where to where that may lie, and on a scale up to what."""

    year: str
    n: int
    mean: float
    low: float
    high: float
    highest: int


@dataclass(frozen=True, slots=True)
class Effect:
    """An item before a decision and a year later: means with half their 95 % interval and the number of answers, and what may be
    said of the difference."""

    before: float
    before_margin: float | None
    n_before: int
    after: float
    after_margin: float | None
    n_after: int
    year: str  # in which was measured again
    difference: rules.Difference | None
    measured: tuple[Measured, Measured]

    @property
    def verdict(self) -> Verdict:
        """Better, worse, or not to be told."""
        return self.difference.verdict if self.difference else Verdict.UNDECIDED


def effects(findings: Iterable[Finding]) -> dict[int, Effect]:
    """By finding id: what became of its item a year later; without an entry where it was not asked, or may not be shown.

    The findings are of one year. One query, and at most ten for each questionnaire that they are about.
    """
    wanted = [finding for finding in findings if "distribution" in finding.evidence]
    if not wanted or (later := following(wanted[0].year)) is None:
        return {}
    asked = {(finding.evidence["audience"], finding.evidence.get("moment", "")) for finding in wanted}
    answers = {(audience, moment): load(later, audience, moment) for audience, moment in asked}
    found: dict[int, Effect] = {}
    for finding in wanted:
        said = answers[finding.evidence["audience"], finding.evidence.get("moment", "")]
        figures = _figures(said, finding.item_key, finding.workshop_id) if said else None
        if figures is not None:
            found[finding.pk] = _effect(finding, figures, later.label)
    return found


def _figures(answers: Answers, item: str, workshop: int | None) -> Figures | None:
    said = answers.results(answers.view(workshop=workshop) if workshop else answers.everything())
    return None if isinstance(said, TooSmall) else said.figures(item)


def _effect(finding: Finding, after: Figures, year: str) -> Effect:
    before = finding.evidence
    # a question whose scale was changed is measured anew
    same = len(before["distribution"]) == len(after.counts)
    compared = rules.difference(before["distribution"], after.counts) if same else None
    highest = len(before["distribution"])
    # of what was kept only the longer arm of the interval is known
    margin = before["margin"] or 0.0
    low, high = max(1.0, before["mean"] - margin), min(float(highest), before["mean"] + margin)
    then = Measured(before["year"], before["n"], before["mean"], low, high, highest)
    now = Measured(year, after.n, after.mean, after.low, after.high, len(after.counts))
    return Effect(
        before["mean"], before["margin"], before["n"], after.mean, after.margin, after.n, year, compared, (then, now),
    )  # fmt: skip

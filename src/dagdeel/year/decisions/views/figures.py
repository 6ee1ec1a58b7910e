"""The figures that a finding rests on: beside each other, as a picture and as files. Frozen, so never under the threshold."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dagdeel.base.partnerships.doors import YearRequest, requires
from dagdeel.base.partnerships.permissions import Permission
from dagdeel.outputs.charts.http import Ending, listed_or_drawn
from dagdeel.outputs.charts.specs import Answers, Drawn, likert
from dagdeel.outputs.sheets.sheet import Column, Sheet, Value
from dagdeel.year.decisions import queries
from dagdeel.year.decisions.models import Finding
from dagdeel.year.decisions.views.chains import evidence_words
from dagdeel.year.evaluation.states import AGREE_LABELS, ask_of


@dataclass(frozen=True, slots=True)
class Side:
    """The figures that a finding rests on, or those that they are compared with."""

    evidence: dict[str, Any]
    name: str  # who answered, and when

    @property
    def answers(self) -> list[tuple[str, int]]:
        """What was answered, and how often."""
        counts = self.evidence["distribution"]
        labels = AGREE_LABELS if len(counts) == len(AGREE_LABELS) else {}
        return [(str(labels.get(value, value)), times) for value, times in enumerate(counts, 1)]


def sides(evidence: dict[str, Any]) -> list[Side]:
    """One side, or two of a comparison; none without figures of a question."""
    found = [part for part in (evidence, evidence.get("beside")) if part and "distribution" in part]
    return [Side(part, f"{ask_of(part['audience'], part.get('moment', '')).who} · {part['year']}") for part in found]


def drawn(evidence: dict[str, Any]) -> Drawn | None:
    """The answers as bars, for a question with five answers."""
    told = [side for side in sides(evidence) if len(side.evidence["distribution"]) == len(AGREE_LABELS)]
    if not told:
        return None
    bars = []
    for side in told:
        one, two, three, four, five = side.evidence["distribution"]
        bars.append(Answers(side.name if len(told) > 1 else evidence["label"], (one, two, three, four, five)))
    return likert(bars, labels=[str(text) for text in AGREE_LABELS.values()]), evidence_words(evidence)


def files(request: YearRequest, found: Finding) -> dict[str, str]:
    """Where the picture and its table are taken along."""
    where = [request.partnership.slug, request.year, found.pk]
    return {kind: reverse("decisions:finding_file", args=[*where, kind]) for kind in ("svg", "xlsx", "csv")}


@require_safe
@requires(Permission.DECISIONS_VIEW)
def finding_file(request: YearRequest, finding_id: int, kind: Ending) -> HttpResponse:
    """The figure of a finding as a list, or as a picture; raises Http404 for a picture that there is not."""
    found = get_object_or_404(queries.findings_of(request.year), pk=finding_id)
    return listed_or_drawn(
        _table(found.evidence), drawn(found.evidence), kind, f"{_('finding')}-{slugify(found.title)}"
    )


def _table(evidence: dict[str, Any]) -> Sheet:
    """A line for each side: who answered, the mean with its interval, and how often each answer was given."""
    told = sides(evidence)
    widest = max((len(side.evidence["distribution"]) for side in told), default=0)
    columns = [
        Column(_("Question")), Column(_("Answered by")), Column(_("Answers"), "integer"), Column(_("On average"), "number"),
        Column(_("95% interval, ±"), "number"), Column(_("Share that agrees"), "percent"),
        *(Column(str(value), "integer") for value in range(1, widest + 1)),
    ]  # fmt: skip
    rows: list[tuple[Value, ...]] = [
        (
            evidence["label"], side.name, side.evidence["n"], side.evidence["mean"], side.evidence.get("margin"),
            side.evidence.get("share_agree"), *side.evidence["distribution"],
            *([None] * (widest - len(side.evidence["distribution"]))),
        )
        for side in told
    ]  # fmt: skip
    return Sheet(_("Finding"), columns, rows)

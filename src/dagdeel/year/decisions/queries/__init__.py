"""Questions to the decisions: the register, the chain from evidence to change and back, and what next year will be."""

from dagdeel.year.decisions.queries.chains import (
    Chain,
    SaidDone,
    chain_of,
    chains,
    decisions,
    everything_is_decided,
    said_and_done,
    why,
)
from dagdeel.year.decisions.queries.effects import Effect, effects
from dagdeel.year.decisions.queries.plan import NextYear, following, next_year, offered, preceding, waiting
from dagdeel.year.decisions.queries.register import (
    Filters,
    Progress,
    broken_promises,
    decision_lines,
    finding_lines,
    findings_of,
    owned,
    progress,
    proposed,
    register,
)
from dagdeel.year.decisions.queries.suggestions import (
    AGAINST_LAST_YEAR,
    Suggestion,
    Themes,
    marks_of,
    suggest_findings,
    themes_of,
)

__all__ = [
    "AGAINST_LAST_YEAR",
    "Chain",
    "Effect",
    "Filters",
    "NextYear",
    "Progress",
    "SaidDone",
    "Suggestion",
    "Themes",
    "broken_promises",
    "chain_of",
    "chains",
    "decision_lines",
    "decisions",
    "effects",
    "everything_is_decided",
    "finding_lines",
    "findings_of",
    "following",
    "marks_of",
    "next_year",
    "offered",
    "owned",
    "preceding",
    "progress",
    "proposed",
    "register",
    "said_and_done",
    "suggest_findings",
    "themes_of",
    "waiting",
    "why",
]

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
from dagdeel.year.decisions.queries.evidence import Effect, Suggestion, effects, suggest_findings
from dagdeel.year.decisions.queries.plan import NextYear, following, next_year, offered, waiting
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

__all__ = [
    "Chain",
    "Effect",
    "Filters",
    "NextYear",
    "Progress",
    "SaidDone",
    "Suggestion",
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
    "next_year",
    "offered",
    "owned",
    "progress",
    "proposed",
    "register",
    "said_and_done",
    "suggest_findings",
    "waiting",
    "why",
]

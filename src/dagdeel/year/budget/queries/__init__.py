"""What pages and later steps ask about money."""

from dagdeel.year.budget.queries.books import (
    Books,
    Gaps,
    actuals,
    booked,
    books,
    committed,
    committed_against_grant,
    facts_of,
    grant_of,
    known,
    line_of,
    overview,
    promised,
    rate_rows,
    rates_held,
    rates_of,
    session_facts,
    sessions_are_over,
    tariff,
    unexplained,
    units,
    wrong_actuals,
    wrong_commitments,
    wrong_grants,
)
from dagdeel.year.budget.queries.effects import (
    ChoiceEffect,
    PlanEffect,
    choice_effect,
    consequence_effect,
    plan_effect,
)
from dagdeel.year.budget.queries.weighing import (
    CentralRow,
    Costs,
    SchoolRow,
    WorkshopCost,
    costs,
    dated_sessions,
    school_contribution,
    school_parts,
    school_ties,
    what_if,
)

__all__ = [
    "Books", "CentralRow", "ChoiceEffect", "Costs", "Gaps", "PlanEffect", "SchoolRow", "WorkshopCost", "actuals",
    "booked", "books", "choice_effect", "committed", "committed_against_grant", "consequence_effect", "costs",
    "dated_sessions", "facts_of", "grant_of", "known", "line_of", "overview", "plan_effect", "promised", "rate_rows",
    "rates_held", "rates_of", "school_contribution", "school_parts", "school_ties", "session_facts",
    "sessions_are_over", "tariff", "unexplained", "units", "what_if", "wrong_actuals", "wrong_commitments",
    "wrong_grants",
]  # fmt: skip

"""Questions to the evaluation: who is asked, what may be shown of the answers, and whether the promises hold."""

from dagdeel.year.evaluation.queries.asked import (
    Answerable,
    Response,
    answerable,
    asked_by_session,
    entitled,
    goals_of,
    missing,
    questions_of,
    response,
    sessions_of_trainer,
)
from dagdeel.year.evaluation.queries.promises import broken_promises
from dagdeel.year.evaluation.queries.results import (
    Answers,
    Evidence,
    Figures,
    Results,
    Row,
    TooSmall,
    evidence,
    load,
    quality,
    results,
    screening_queue,
)

__all__ = [
    "Answerable",
    "Answers",
    "Evidence",
    "Figures",
    "Response",
    "Results",
    "Row",
    "TooSmall",
    "answerable",
    "asked_by_session",
    "broken_promises",
    "entitled",
    "evidence",
    "goals_of",
    "load",
    "missing",
    "quality",
    "questions_of",
    "response",
    "results",
    "screening_queue",
    "sessions_of_trainer",
]

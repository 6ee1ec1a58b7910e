"""Questions to the evaluation: who is asked, what may be shown of the answers, and whether the promises hold."""

from dagdeel.year.evaluation.queries.asked import (
    Answerable,
    Response,
    answerable,
    asked_by_session,
    asked_from,
    digest,
    entitled,
    goals_of,
    instrument_of_code,
    instrument_states,
    is_asked,
    missing,
    participants_response,
    participants_response_by_school,
    questions_of,
    response,
    sessions_of_trainer,
    total_response,
)
from dagdeel.year.evaluation.queries.bank import Banked, bank
from dagdeel.year.evaluation.queries.carried import carried, finished, told_over_years, with_carried
from dagdeel.year.evaluation.queries.lines import Line, line_of, lines_of
from dagdeel.year.evaluation.queries.marking import Piece, known_names, marked
from dagdeel.year.evaluation.queries.promises import broken_promises
from dagdeel.year.evaluation.queries.publishing import is_complete, to_publish, waits_until, with_waiting
from dagdeel.year.evaluation.queries.replies import Remark, remarks_of_trainer, replied_remarks, replies_for
from dagdeel.year.evaluation.queries.results import Answers, load, results
from dagdeel.year.evaluation.queries.said import ChoiceRow, Chosen, Evidence, Figures, Results, Row, TooSmall
from dagdeel.year.evaluation.queries.screening import Waiting, screened, screening_queue, to_screen, waiting_remarks
from dagdeel.year.evaluation.queries.used import evidence, quality
from dagdeel.year.evaluation.queries.years import InYear, OverYears, over_years

__all__ = [
    "Answerable",
    "Answers",
    "Banked",
    "ChoiceRow",
    "Chosen",
    "Evidence",
    "Figures",
    "InYear",
    "Line",
    "OverYears",
    "Piece",
    "Remark",
    "Response",
    "Results",
    "Row",
    "TooSmall",
    "Waiting",
    "answerable",
    "asked_by_session",
    "asked_from",
    "bank",
    "broken_promises",
    "carried",
    "digest",
    "entitled",
    "evidence",
    "finished",
    "goals_of",
    "instrument_of_code",
    "instrument_states",
    "is_asked",
    "is_complete",
    "known_names",
    "line_of",
    "lines_of",
    "load",
    "marked",
    "missing",
    "over_years",
    "participants_response",
    "participants_response_by_school",
    "quality",
    "questions_of",
    "remarks_of_trainer",
    "replied_remarks",
    "replies_for",
    "response",
    "results",
    "screened",
    "screening_queue",
    "sessions_of_trainer",
    "to_publish",
    "to_screen",
    "told_over_years",
    "total_response",
    "waiting_remarks",
    "waits_until",
    "with_carried",
    "with_waiting",
]

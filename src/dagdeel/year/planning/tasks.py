"""The long work of the planning step: a search for a plan."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dagdeel.base.jobs.desk import CannotBeDone, Desk, Settle
from dagdeel.year.planning import actions, optimise


def search(desk: Desk) -> Settle:
    """Look for a plan as the year is now; store it as a proposal when the job ends."""
    job = desk.job
    assert job.year is not None
    assert job.asked_by is not None
    year, by, parameters = job.year, job.asked_by, job.parameters
    question = optimise.Question.from_json(parameters["question"])
    today = timezone.localdate(job.asked_at)
    explaining = parameters.get("explaining", settings.EXPLAIN_SECONDS)
    try:
        found = optimise.propose(
            year,
            question,
            today=today,
            seconds=settings.SOLVE_SECONDS,
            explaining=explaining,
            tell=desk.tell,
            enter=desk.enter,
            stop=desk.stop,
        )
    except optimise.NothingMoves as no:
        raise CannotBeDone(NOTHING_MOVES) from no
    except optimise.NoAnswer as no:
        raise CannotBeDone(NO_ANSWER) from no
    except optimise.CannotHold as no:
        raise CannotBeDone(_in_the_language_of_the_reader(no.said)) from no

    def store(at: datetime) -> Mapping[str, Any]:
        made = actions.store_proposal(year, found=found, parameters=parameters, by=by, at=at)
        return {"proposal": made.pk}

    return store


NOTHING_MOVES = _("Every session is fixed or complete: there is nothing to propose.")
NO_ANSWER = _("No plan was found in time that keeps what has to stay. Let some of it go and ask again.")
CANNOT_HOLD = _("What you held cannot stay so, beside the rest. Let something go and ask again.")


def _in_the_language_of_the_reader(said: Mapping[str, str]) -> Any:
    """What cannot be held, and why: a text that is lazy, as a translation is."""
    return format_lazy("{} {}", CANNOT_HOLD, lazy(lambda: said[(get_language() or "nl")[:2]], str)())

"""Long work of this step: placing a round."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy

from dagdeel.base.jobs.desk import CannotBeDone, Desk, Settle
from dagdeel.year.enrolment import actions, placement, queries
from dagdeel.year.enrolment.models import RankingRound


def place_round(desk: Desk) -> Settle:
    """Place the round that the job is about, with what is locked."""
    asked, at, by = desk.job.parameters, desk.job.started_at, desk.job.asked_by
    assert at is not None  # a job that is done was begun
    assert by is not None  # only people ask for a placement
    round_ = RankingRound.objects.select_related("year__partnership", "school").get(pk=asked["round"])
    problem = placement.problem_of(queries.round_facts(round_, at), locked=[tuple(pair) for pair in asked["locked"]])
    try:
        found = placement.place(
            problem,
            seed=asked["seed"],
            seconds=settings.SOLVE_SECONDS,
            progress=lambda step: desk.tell(step.goal, step.value, step.bound, step.seconds),
            stop=desk.stop,
        )
    except placement.NobodyToPlace as no:
        raise CannotBeDone(gettext_lazy("There is nobody to place, or no session is still to come.")) from no
    except placement.CannotBePlaced as no:
        raise CannotBeDone(
            gettext_lazy("No division keeps what you fixed by hand and every rule. Let something go, and place again.")
        ) from no

    def keep(moment: datetime) -> Mapping[str, Any]:
        try:
            made = actions.keep_placement(round_, found, locked=asked["locked"], by=by, at=moment)
        except actions.WrongState:  # withdrawn or published while we were looking
            return {}
        return {"placement": made.pk, "number": made.number}

    return keep

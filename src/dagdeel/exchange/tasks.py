"""Long work: a long list is taken over by the worker."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from dagdeel.base.jobs.desk import CannotBeDone, Desk, Settle, Task
from dagdeel.exchange import actions, queries
from dagdeel.exchange.models import Intake
from dagdeel.exchange.states import IntakeState

TAKE_OVER: Final = "exchange.take_over"
CHANGED = _("Nothing was taken over: something changed meanwhile. Look at it once more.")


def take_over(desk: Desk) -> Settle:
    """Look at every row once more, and take over all of it when the job ends."""
    asked, by = desk.job.parameters, desk.job.asked_by
    assert by is not None  # only people hand in lists
    desk.enter("looking")
    intake = (
        Intake.objects.select_related("year__partnership").filter(pk=asked["intake"], state=IntakeState.DRAFT).first()
    )
    if intake is None or queries.plan(intake).seal != asked["seal"]:
        raise CannotBeDone(CHANGED)
    desk.enter("writing")
    desk.pulse()

    def store(at: datetime) -> Mapping[str, Any]:
        actions.take_over(intake, seal=asked["seal"], by=by, at=at)
        return {"intake": intake.pk}

    return store


TASKS: Final[Mapping[str, Task]] = {TAKE_OVER: take_over}

"""Long work: a long list is taken over by the worker."""

from collections.abc import Mapping
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from dagdeel.base.jobs.desk import CannotBeDone, Desk, Settle, Task
from dagdeel.exchange import actions, queries
from dagdeel.exchange.models import Intake
from dagdeel.exchange.packing import pack
from dagdeel.exchange.states import IntakeState

TAKE_OVER: Final = "exchange.take_over"
ARCHIVE: Final = "exchange.archive"
IN_MEMORY: Final = 5 * 1024 * 1024  # bytes; what is more goes to disk
STOPPED = _("It was stopped; nothing was kept.")
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


def make_archive(desk: Desk) -> Settle:
    """Pack everything of the partnership, and keep it when the job ends."""
    by, at = desk.job.asked_by, desk.job.started_at
    assert by is not None  # only people ask for it
    assert at is not None  # it was begun
    partnership = desk.job.partnership
    out = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # it goes with the job, whatever becomes of it

    def tell(stage: str, done: int, of: int) -> None:
        desk.enter(stage)
        if of:
            desk.tell(stage, done, of, 0)
        if desk.stop():
            raise CannotBeDone(STOPPED)

    with translation.override(by.language):
        manifest = pack(out, partnership, by=by, at=at, tell=tell)

    def store(moment: datetime) -> Mapping[str, Any]:
        with out:
            made = actions.keep_archive(partnership, packed=out, manifest=manifest, by=by, at=moment)
        return {"archive": made.pk}

    return store


TASKS: Final[Mapping[str, Task]] = {TAKE_OVER: take_over, ARCHIVE: make_archive}

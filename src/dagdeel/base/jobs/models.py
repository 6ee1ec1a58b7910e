"""Work that takes longer than a page may: asked by a person or by a step, done by the worker."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dagdeel.base.jobs.states import OPEN, JobState, Stop
from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.partnerships.scope import Owned
from dagdeel.base.people.models import Person


class Job(Owned):
    """One piece of long work: what, about what, how far, and what became of it.

    `asked_at`, `started_at` and `ended_at` are on the clock of the partnership; `lease_until` is on the clock of the machine,
    so that a demo that lives on another day loses no job.
    """

    PERSONAL: ClassVar[dict[str, str]] = {
        "asked_by": "accountability", "stopped_by": "accountability", "parameters": "accountability",
    }  # fmt: skip

    year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=60)
    subject = models.CharField(_("about"), max_length=200)
    parameters = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    stop = models.CharField(max_length=10, choices=Stop.choices, default=Stop.NO, blank=True)
    progress = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    error = models.JSONField(_("what went wrong"), default=dict)  # the sentence in every language
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    stopped_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(_("asked"))
    started_at = models.DateTimeField(_("begun"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = _("job")
        constraints = (
            models.UniqueConstraint(
                fields=["partnership", "kind", "subject"], condition=Q(state__in=OPEN), name="job_once_per_subject"
            ),
            models.CheckConstraint(
                condition=Q(state=JobState.RUNNING, lease_until__isnull=False)
                | (~Q(state=JobState.RUNNING) & Q(lease_until__isnull=True)),
                name="job_running_has_lease",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, ended_at__isnull=True) | (~Q(state__in=OPEN) & Q(ended_at__isnull=False)),
                name="job_ended_has_moment",
            ),
        )
        indexes = (models.Index(fields=["state", "id"], name="job_to_do"),)

    def __str__(self) -> str:
        return f"{self.kind} · {self.subject}"

    @property
    def open(self) -> bool:
        """Whether it waits or runs."""
        return self.state in OPEN

    @property
    def sentence(self) -> str:
        """What went wrong, in the language of the reader; empty when nothing did."""
        said: dict[str, Any] = self.error
        return str(said.get((get_language() or settings.LANGUAGE_CODE)[:2]) or said.get("nl", ""))

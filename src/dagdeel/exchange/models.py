"""What was handed in, and what came of it."""

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.partnerships.scope import Owned
from dagdeel.exchange.states import IntakeState, Kind


class Intake(Owned):
    """A table that was handed in: first to look at, then taken over, perhaps taken back.

    `table` are its cells, kept until it is taken over; `columns` says which column is what, `wishes` what holds where a cell is
    empty, `decisions` who is who, `counts` what came of it.
    """

    PERSONAL: ClassVar[dict[str, str]] = {"table": "contact", "decisions": "contact", "by_name": "accountability"}

    year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("what"), max_length=10, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=8, choices=IntakeState.choices, default=IntakeState.DRAFT)
    name = models.CharField(_("file"), max_length=160)
    remarks = models.JSONField(default=list)
    table = models.JSONField(default=list)
    starts = models.PositiveIntegerField(default=0)
    columns = models.JSONField(default=dict)
    wishes = models.JSONField(default=dict)
    decisions = models.JSONField(default=dict)
    counts = models.JSONField(_("what came of it"), default=dict)
    by_name = models.CharField(_("who"), max_length=250)
    begun_at = models.DateTimeField(_("handed in"))
    done_at = models.DateTimeField(_("taken over"), null=True, blank=True)
    undone_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    class Meta:
        ordering = ("-begun_at", "-id")
        verbose_name = _("import")
        constraints = (
            models.CheckConstraint(
                condition=Q(state=IntakeState.DRAFT, done_at__isnull=True, undone_at__isnull=True)
                | Q(state=IntakeState.DONE, done_at__isnull=False, undone_at__isnull=True)
                | Q(state=IntakeState.UNDONE, done_at__isnull=False, undone_at__isnull=False),
                name="intake_state_has_moments",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Trace(Owned):
    """A row that an import made, or somebody whom it met: which line of the file, and how it was then, without telling it.

    `print` is the digest of the row as it was left; `ties` how many rows of which table pointed at it.
    """

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="traces")
    row = models.PositiveIntegerField(_("row"))
    table = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    made = models.BooleanField(default=True)
    print = models.CharField(max_length=64, blank=True)
    alias = models.CharField(
        max_length=64, blank=True
    )  # the digest of the address in the file, where it was another one
    ties = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ("row", "id")
        verbose_name = _("row that an import made")
        constraints = (models.UniqueConstraint(fields=["intake", "table", "object_id"], name="trace_once"),)
        indexes = (
            models.Index(fields=["intake", "table", "object_id"], name="trace_of_table"),
            models.Index(fields=["partnership", "alias"], name="trace_alias", condition=~Q(alias="")),
        )


class Archive(Owned):
    """Everything of the partnership in one file, made at a moment; the next one takes its place."""

    PERSONAL: ClassVar[dict[str, str]] = {"by_name": "accountability", "file": "identity"}

    made_at = models.DateTimeField(_("made"))
    by_name = models.CharField(_("who"), max_length=250)
    file = models.FileField(_("file"), upload_to="archives/")
    size = models.PositiveBigIntegerField(_("bytes"))
    manifest = models.JSONField(_("what is in it"), default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ("-made_at", "-id")
        verbose_name = _("archive")

    def __str__(self) -> str:
        return str(self.made_at.date())

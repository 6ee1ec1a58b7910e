"""What the worker does by itself: dated work, once per slot, and when it last did its rounds. Of no partnership."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Slot(models.Model):
    """One turn of a piece of dated work, such as the tasks of week 37: done once, however many workers there are."""

    job = models.CharField(_("what"), max_length=60)
    slot = models.CharField(_("when"), max_length=40)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    begun_at = models.DateTimeField(_("begun"))
    lease_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    failed = models.BooleanField(_("went wrong"), default=False)
    said = models.CharField(_("what came of it"), max_length=300, blank=True)

    class Meta:
        ordering = ("-begun_at", "-id")
        verbose_name = _("dated work")
        constraints = (
            models.UniqueConstraint(fields=["job", "slot"], name="slot_once"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, lease_until__isnull=False)
                | Q(ended_at__isnull=False, lease_until__isnull=True),
                name="slot_ended_or_leased",
            ),
        )

    def __str__(self) -> str:
        return f"{self.job} · {self.slot}"


class Pulse(models.Model):
    """When one of the worker's rounds last began and ended, on the clock of the machine, and what it did."""

    name = models.CharField(_("round"), max_length=20, unique=True)
    began_at = models.DateTimeField(_("begun"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    seconds = models.FloatField(_("seconds"), default=0)
    said = models.CharField(_("what came of it"), max_length=300, blank=True)
    broken = models.PositiveIntegerField(_("went wrong"), default=0)

    class Meta:
        ordering = ("name",)
        verbose_name = _("round of the worker")

    def __str__(self) -> str:
        return self.name

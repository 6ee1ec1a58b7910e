"""Who did what, when, before and after. Append-only, without foreign keys: it stays when its object goes."""

from typing import Any, ClassVar, Never

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from dagdeel.base.partnerships.scope import Owned, OwnedQuerySet, ScopedManager, current


class HistoryIsFinal(Exception):
    """History is told once: an entry was about to be changed or removed."""


class EntryQuerySet(OwnedQuerySet["Entry"]):
    """Entries are added and read; nothing else."""

    def update(self, **kwargs: Any) -> Never:
        """Refused: raises HistoryIsFinal."""
        raise HistoryIsFinal

    def bulk_update(self, *args: Any, **kwargs: Any) -> Never:
        """Refused: raises HistoryIsFinal."""
        raise HistoryIsFinal

    def delete(self) -> Never:
        """Refused: raises HistoryIsFinal."""
        raise HistoryIsFinal


class ScopedEntries(ScopedManager["Entry"]):
    """The history of the current partnership."""

    def get_queryset(self) -> EntryQuerySet:
        """The entries of the current partnership; raises NoScope without one."""
        return EntryQuerySet(self.model, using=self._db).filter(partnership_id=current())


class Entry(Owned):
    """One change, told once."""

    PERSONAL: ClassVar[dict[str, str]] = {"by_id": "accountability", "by_name": "accountability", "before": "accountability",
                                          "after": "accountability", "about": "accountability"}  # fmt: skip

    at = models.DateTimeField(_("when"))
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(_("who"), max_length=250)
    verb = models.CharField(_("what"), max_length=80)
    object_type = models.CharField(max_length=80)
    object_id = models.CharField(max_length=40)
    about = models.CharField(_("about"), max_length=250)
    year_id = models.BigIntegerField(null=True)
    before = models.JSONField(_("before"), default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(_("after"), default=dict, encoder=DjangoJSONEncoder)
    reason = models.TextField(_("reason"), blank=True)

    objects: ClassVar[ScopedEntries] = ScopedEntries()
    everywhere: ClassVar[models.Manager["Entry"]] = models.Manager.from_queryset(EntryQuerySet)()

    class Meta:
        ordering = ("-at", "-id")
        verbose_name = _("history entry")
        indexes = (
            models.Index(fields=["partnership", "-at"], name="history_recent"),
            models.Index(fields=["partnership", "object_type", "object_id"], name="history_of_object"),
        )

    def __str__(self) -> str:
        return f"{self.verb}: {self.about}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Tell it, once; raises HistoryIsFinal when it was told already, IntegrityError for an id that was."""
        if not self._state.adding:
            raise HistoryIsFinal
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        """Refused: raises HistoryIsFinal."""
        raise HistoryIsFinal

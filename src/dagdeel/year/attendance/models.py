"""Who was there."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dagdeel.base.partnerships.scope import Owned
from dagdeel.base.people.models import Person
from dagdeel.year.attendance.states import PresenceState
from dagdeel.year.planning.models import Session


class Roster(Owned):
    """The attendance list of a session; once closed, changes need a reason."""

    PERSONAL: ClassVar[dict[str, str]] = {"closed_by": "accountability"}

    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="roster")
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("roster")

    def __str__(self) -> str:
        return str(self.session)


class Presence(Owned):
    """How one person was present at one session."""

    PERSONAL: ClassVar[dict[str, str]] = {
        "person": "employment", "state": "employment", "minutes": "employment", "walk_in": "employment", "note": "employment",
    }  # fmt: skip

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="presences")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="presences")
    state = models.CharField(_("state"), max_length=8, choices=PresenceState.choices)
    minutes = models.PositiveSmallIntegerField(_("minutes present"), null=True, blank=True)
    walk_in = models.BooleanField(_("came without enrolment"), default=False)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        ordering = ("person__sort_key",)
        verbose_name = _("presence")
        constraints = (
            models.UniqueConstraint(fields=["session", "person"], name="presence_unique"),
            models.CheckConstraint(condition=~Q(state="partly") | Q(minutes__gte=1), name="partly_says_how_long"),
        )

"""Who was there."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dagdeel.base.partnerships.scope import Owned
from dagdeel.base.people.models import Person
from dagdeel.year.attendance.states import ATTENDED, PresenceState
from dagdeel.year.planning.models import Session


class Roster(Owned):
    """The attendance list of a session; once closed, changes need a reason."""

    PERSONAL: ClassVar[dict[str, str]] = {"closed_by": "accountability"}

    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="roster")
    closed_at = models.DateTimeField(_("closed on"), null=True, blank=True)
    closed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("roster")
        constraints = (
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="roster_closed_by_somebody",
            ),
        )

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
            models.CheckConstraint(
                condition=Q(state="partly", minutes__isnull=False, minutes__gte=1)
                | (~Q(state="partly") & Q(minutes__isnull=True)),  # a check that is NULL would pass
                name="partly_says_how_long",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} · {self.session}"

    @property
    def attended(self) -> bool:
        """Whether this counts as having taken part."""
        return self.state in ATTENDED


class TakenOver(Owned):
    """A workshop that somebody followed before this was kept here, taken over from earlier records: `source` says from which."""

    PERSONAL: ClassVar[dict[str, str]] = {
        "person": "employment", "title": "employment", "day": "employment", "hours": "employment",
    }  # fmt: skip

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="taken_over")
    first_year = models.PositiveSmallIntegerField(_("school year that began in"))
    title = models.CharField(_("workshop"), max_length=160)
    day = models.DateField(_("date"), null=True, blank=True)
    hours = models.DecimalField(_("hours"), max_digits=4, decimal_places=1, null=True, blank=True)
    source = models.CharField(_("from which records"), max_length=160)

    class Meta:
        ordering = ("-first_year", "-day", "title")
        verbose_name = _("workshop of an earlier year")
        constraints = (
            models.UniqueConstraint(
                fields=["partnership", "person", "first_year", "title", "day"],
                condition=Q(day__isnull=False), name="taken_over_once",
            ),
            models.UniqueConstraint(
                fields=["partnership", "person", "first_year", "title"],
                condition=Q(day__isnull=True), name="taken_over_once_without_day",
            ),
            models.CheckConstraint(condition=Q(hours__isnull=True) | Q(hours__gt=0), name="taken_over_hours_positive"),
            models.CheckConstraint(condition=~Q(source=""), name="taken_over_has_source"),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person} · {self.title}"

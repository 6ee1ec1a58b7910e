"""Trainers of the institutes: what they can give, when, how often, and how far they travel."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dagdeel.base.partnerships.models import HalfDay, Institute, ProgrammeYear, School
from dagdeel.base.partnerships.scope import Owned
from dagdeel.base.people.models import Person
from dagdeel.year.catalogue.models import Workshop
from dagdeel.year.trainers.states import Suits


class Trainer(Owned):
    """A person who gives workshops for this partnership."""

    PERSONAL: ClassVar[dict[str, str]] = {"person": "identity", "maximum": "employment", "remarks": "employment"}

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="trainer_rows")
    institute = models.ForeignKey(Institute, on_delete=models.PROTECT, related_name="trainers")
    maximum = models.PositiveSmallIntegerField(_("most sessions a year"), default=6)
    active = models.BooleanField(_("active"), default=True)
    remarks = models.TextField(_("remarks"), blank=True)

    class Meta:
        ordering = ("person__sort_key",)
        verbose_name = _("trainer")
        constraints = (
            models.UniqueConstraint(fields=["partnership", "person"], name="trainer_once"),
            models.CheckConstraint(condition=Q(maximum__lte=200), name="trainer_maximum_sensible"),
        )

    def __str__(self) -> str:
        return str(self.person)


class Competence(Owned):
    """A workshop that a trainer can give. The quality comes from earlier evaluations and is never a ranking."""

    PERSONAL: ClassVar[dict[str, str]] = {"trainer": "employment", "quality": "assessment", "answers": "assessment"}

    trainer = models.ForeignKey(Trainer, on_delete=models.CASCADE, related_name="competences")
    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="competences")
    quality = models.DecimalField(_("quality, from 1 to 5"), max_digits=3, decimal_places=2, null=True, blank=True)
    answers = models.PositiveIntegerField(_("answers behind the quality"), default=0)

    class Meta:
        ordering = ("workshop__name",)
        verbose_name = _("competence")
        constraints = (
            models.UniqueConstraint(fields=["trainer", "workshop"], name="competence_unique"),
            models.CheckConstraint(
                condition=Q(quality__isnull=True) | (Q(quality__gte=1) & Q(quality__lte=5)),
                name="competence_quality_on_scale",
            ),
        )


class Availability(Owned):
    """What a trainer said about one half-day."""

    PERSONAL: ClassVar[dict[str, str]] = {"trainer": "employment", "suits": "employment"}

    trainer = models.ForeignKey(Trainer, on_delete=models.CASCADE, related_name="availability")
    year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("date"))
    half_day = models.CharField(_("half-day"), max_length=2, choices=HalfDay.choices)
    suits = models.CharField(_("suits"), max_length=10, choices=Suits.choices)

    class Meta:
        ordering = ("day", "half_day")
        constraints = (models.UniqueConstraint(fields=["trainer", "day", "half_day"], name="availability_unique"),)


class Travel(Owned):
    """How long and how far a trainer travels to a school, one way."""

    PERSONAL: ClassVar[dict[str, str]] = {"trainer": "employment", "minutes": "employment", "km": "employment"}

    trainer = models.ForeignKey(Trainer, on_delete=models.CASCADE, related_name="travel")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    km = models.PositiveSmallIntegerField(_("kilometres"))

    class Meta:
        ordering = ("school__name",)
        constraints = (
            models.UniqueConstraint(fields=["trainer", "school"], name="travel_unique"),
            models.CheckConstraint(condition=Q(minutes__lte=600), name="travel_within_a_day"),
        )

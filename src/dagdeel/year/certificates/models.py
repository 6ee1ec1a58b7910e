"""Certificates that follow from attendance."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dagdeel.base.partnerships.scope import Owned
from dagdeel.base.people.models import Person
from dagdeel.year.planning.models import Session


class Certificate(Owned):
    """What somebody can show; the words are frozen at issue, anyone can check the code."""

    PERSONAL: ClassVar[dict[str, str]] = {
        "person": "employment", "name": "identity", "title": "employment", "school": "employment", "hours": "employment",
        "day": "employment", "code": "employment", "minutes": "employment", "revoked_reason": "employment",
    }  # fmt: skip

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="certificates")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="certificates")
    code = models.CharField(_("check code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=250)
    title = models.CharField(_("workshop"), max_length=160)
    school = models.CharField(_("school"), max_length=120)
    goals = models.JSONField(_("goals"), default=list)
    day = models.DateField(_("date"))
    minutes = models.PositiveSmallIntegerField(
        _("minutes present"), null=True, blank=True, help_text="Of who was there partly; empty for the whole session."
    )
    hours = models.DecimalField(_("hours on this certificate"), max_digits=4, decimal_places=1)
    issued_at = models.DateTimeField(_("issued"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_reason = models.CharField(_("reason of the revocation"), max_length=300, blank=True)
    revoked_by_hand = models.BooleanField(
        default=False,
        help_text="Then only a person brings it back; one that attendance took away, attendance brings back.",
    )

    class Meta:
        ordering = ("-day", "name")
        verbose_name = _("certificate")
        constraints = (
            models.UniqueConstraint(
                fields=["session", "person"], condition=Q(revoked_at__isnull=True), name="one_valid_certificate"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | ~Q(revoked_reason=""), name="revocation_has_reason"
            ),
            models.CheckConstraint(condition=Q(hours__gt=0), name="certificate_has_hours"),
        )

    def __str__(self) -> str:
        return f"{self.name} · {self.title}"

    @property
    def is_valid(self) -> bool:
        """Whether it was not revoked."""
        return self.revoked_at is None

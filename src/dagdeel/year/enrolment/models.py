"""Invitations in the head's name, and who takes part in which session."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.base.partnerships.scope import Owned
from dagdeel.base.people.models import Person
from dagdeel.year.enrolment.states import EnrolmentState, EnrolmentWay, InvitationState
from dagdeel.year.planning.models import Session


class Invitation(Owned):
    """The letter with which a head invites the mentors of a school."""

    PERSONAL: ClassVar[dict[str, str]] = {"signed_by": "accountability"}

    year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="invitations")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="invitations")
    state = models.CharField(_("state"), max_length=8, choices=InvitationState.choices, default=InvitationState.DRAFT)
    subject = models.CharField(_("subject"), max_length=160)
    text = models.TextField(_("text"))
    # for who reads English; both empty: they get the Dutch one
    subject_en = models.CharField(_("subject in English"), max_length=160, blank=True)
    text_en = models.TextField(_("text in English"), blank=True)
    signed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        ordering = ("school__name",)
        verbose_name = _("invitation")
        constraints = (
            models.UniqueConstraint(fields=["year", "school"], name="invitation_once_a_year"),
            models.CheckConstraint(
                condition=Q(subject_en="", text_en="") | ~Q(subject_en="") & ~Q(text_en=""),
                name="invitation_english_whole_or_none",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False, signed_by__isnull=False), name="sent_is_signed"
            ),
        )

    def __str__(self) -> str:
        return f"{self.school} {self.year}"


class Invitee(Owned):
    """A mentor who was invited. Opening the link is a GET and leaves no trace; `nudged_at` asks for a reminder by mail."""

    PERSONAL: ClassVar[dict[str, str]] = {"person": "employment", "nudged_at": "employment"}

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="invitees")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(_("invited"))
    nudged_at = models.DateTimeField(_("reminded"), null=True, blank=True)

    class Meta:
        ordering = ("person__sort_key",)
        verbose_name = _("invited mentor")
        constraints = (models.UniqueConstraint(fields=["invitation", "person"], name="invitee_unique"),)

    def __str__(self) -> str:
        return f"{self.person} · {self.invitation}"


class Enrolment(Owned):
    """A person in a session. A seat is held exactly when the state says so; `Session.taken` counts them.

    `since` is when the state began; `told_sequence` is the sequence of the session that the person knows of: a higher one in
    the session means that a change has to be told. A cancelled session makes its enrolments void without touching them.
    """

    PERSONAL: ClassVar[dict[str, str]] = {
        "person": "employment", "state": "employment", "since": "employment", "way": "employment", "reason": "employment",
        "by": "accountability",
    }  # fmt: skip

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="enrolments")
    state = models.CharField(_("state"), max_length=10, choices=EnrolmentState.choices)
    since = models.DateTimeField(_("since"))
    way = models.CharField(_("way in"), max_length=8, choices=EnrolmentWay.choices, default=EnrolmentWay.SELF)
    told_sequence = models.PositiveIntegerField(default=0)
    offer_until = models.DateTimeField(_("offer open until"), null=True, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        ordering = ("since", "id")
        verbose_name = _("enrolment")
        constraints = (
            models.UniqueConstraint(
                fields=["session", "person"], condition=~Q(state="cancelled"), name="enrolled_once_per_session"
            ),
            models.CheckConstraint(
                condition=~Q(state="offered") | Q(offer_until__isnull=False), name="offer_has_deadline"
            ),
        )
        indexes = (
            models.Index(fields=["session", "state"], name="enrolment_by_session"),
            models.Index(fields=["person", "state"], name="enrolment_by_person"),
        )

    def __str__(self) -> str:
        return f"{self.person} · {self.session}"

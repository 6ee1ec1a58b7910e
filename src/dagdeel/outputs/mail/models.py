"""The outbox, and the mailbox in which the demo delivers."""

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dagdeel.base.partnerships.scope import Owned
from dagdeel.base.people.models import Person
from dagdeel.outputs.mail.states import MailState


class Mail(Owned):
    """One mail to one person: why it should exist, when it may go, what became of it."""

    PERSONAL: ClassVar[dict[str, str]] = {
        "person": "identity", "address": "contact", "context": "contact", "why": "contact", "last_error": "contact",
        "subject": "contact", "text": "contact", "html": "contact", "cancelled_by": "accountability",
    }  # fmt: skip

    key = models.CharField(_("key"), max_length=200)
    source = models.CharField(_("asked for by"), max_length=20, blank=True)
    kind = models.CharField(_("kind"), max_length=60, blank=True)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="mails", verbose_name=pgettext_lazy("mail", "to")
    )
    address = models.EmailField(_("address"))
    template = models.CharField(max_length=120)
    context = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    why = models.TextField(_("reason"))
    fingerprint = models.CharField(max_length=64)
    state = models.CharField(_("state"), max_length=10, choices=MailState.choices, default=MailState.QUEUED)
    cancelled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(_("asked for"))
    due = models.DateTimeField(_("not before"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try = models.DateTimeField(_("next attempt"))
    lease_until = models.DateTimeField(null=True, blank=True)
    message_id = models.CharField(max_length=255)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    # as it was sent
    subject = models.CharField(_("subject"), max_length=250, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)

    class Meta:
        ordering = ("-due", "-id")
        verbose_name = _("mail")
        constraints = (
            models.UniqueConstraint(fields=["partnership", "key"], name="mail_once_per_key"),
            models.CheckConstraint(
                condition=Q(state=MailState.SENT, sent_at__isnull=False)
                | (~Q(state=MailState.SENT) & Q(sent_at__isnull=True)),
                name="mail_sent_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state=MailState.SENDING) | Q(lease_until__isnull=False), name="mail_sending_has_lease"
            ),
            models.CheckConstraint(condition=Q(next_try__gte=F("due")), name="mail_not_before_due"),
        )
        indexes = (
            models.Index(fields=["partnership", "state", "next_try"], name="mail_to_do"),
            models.Index(fields=["partnership", "-due", "-id"], name="mail_latest"),
        )

    def __str__(self) -> str:
        return f"{self.kind or self.template} · {self.person_id}"


class Delivered(models.Model):
    """A mail that reached its mailbox in the demo. Of no partnership: the codes for signing in land here too."""

    PERSONAL: ClassVar[dict[str, str]] = {
        "to": "contact", "subject": "contact", "text": "contact", "html": "contact", "headers": "contact",
    }  # fmt: skip

    at = models.DateTimeField(_("received"))
    to = models.EmailField(pgettext_lazy("mail", "to"), db_index=True)
    subject = models.CharField(_("subject"), max_length=250)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)

    class Meta:
        ordering = ("-at", "-id")
        verbose_name = _("delivered mail")

    def __str__(self) -> str:
        return self.subject

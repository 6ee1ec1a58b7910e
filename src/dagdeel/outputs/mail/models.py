"""The outbox, how a partnership and its people want their mail, addresses that do not work, and the mailbox of the demo."""

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dagdeel.base.partnerships.models import HolidayRegion, ProgrammeYear
from dagdeel.base.partnerships.scope import Owned
from dagdeel.base.people.models import Person
from dagdeel.outputs.mail.states import Daily, MailState, Topic


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
    appointment = models.JSONField(null=True, blank=True, encoder=DjangoJSONEncoder)
    uid = models.CharField(
        max_length=120, blank=True, help_text="Of the appointment that it brings, changes or takes away."
    )
    why = models.TextField(_("reason"))
    fingerprint = models.CharField(max_length=64)
    year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # how it is handled: follows from the kind, and from what the recipient and the partnership chose
    topic = models.CharField(max_length=12, choices=Topic.choices, blank=True)
    urgent = models.BooleanField(default=False)
    daily = models.BooleanField(default=False)
    region = models.CharField(max_length=8, choices=HolidayRegion.choices, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=MailState.choices, default=MailState.QUEUED)
    cancelled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(_("asked for"))
    due = models.DateTimeField(_("not before"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    claims = models.PositiveIntegerField(
        default=0, help_text="Rises with each sender that takes it: only the last one speaks."
    )
    next_try = models.DateTimeField(_("next attempt"))
    lease_until = models.DateTimeField(null=True, blank=True)
    message_id = models.CharField(max_length=255)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    sent_as = models.CharField(max_length=255, blank=True, help_text="The Message-ID of the mail in which it went.")
    bounced_at = models.DateTimeField(_("came back"), null=True, blank=True)
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
            models.Index(fields=["partnership", "source", "year"], name="mail_asked_for"),
            models.Index(fields=["sent_as"], name="mail_sent_as"),
            models.Index(fields=["partnership", "uid"], condition=~Q(uid=""), name="mail_by_appointment"),
        )

    def __str__(self) -> str:
        return f"{self.kind or self.template} · {self.person_id}"


class Breaker(Owned):
    """How a mail server behaves towards this partnership. After too many faults it is left alone until `open_until`.

    Then one mail is tried, and the others follow when that one goes. Without a row there was never a fault.
    """

    server = models.CharField(_("mail server"), max_length=200)
    faults = models.PositiveIntegerField(_("faults one after another"), default=0)
    rests = models.PositiveIntegerField(_("times left alone"), default=0)
    opened_at = models.DateTimeField(_("left alone since"), null=True, blank=True)
    open_until = models.DateTimeField(_("next attempt"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)

    class Meta:
        ordering = ("server",)
        verbose_name = _("mail server")
        constraints = (
            models.UniqueConstraint(fields=["partnership", "server"], name="breaker_once_per_server"),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True, open_until__isnull=True)
                | Q(opened_at__isnull=False, open_until__isnull=False),
                name="breaker_open_since_and_until",
            ),
        )

    def __str__(self) -> str:
        return self.server


class MailSettings(Owned):
    """How the mail of a partnership looks and when it rests. Without a row nothing rests and every mail comes alone."""

    sender_name = models.CharField(_("name of the sender"), max_length=120, blank=True)
    signature = models.TextField(_("signature"), max_length=600, blank=True)
    daily_at = models.PositiveSmallIntegerField(
        _("hour of the mail of the day"), null=True, blank=True, default=7, validators=[MaxValueValidator(23)]
    )
    quiet_from = models.PositiveSmallIntegerField(
        _("quiet from"), null=True, blank=True, default=20, validators=[MaxValueValidator(23)]
    )
    quiet_until = models.PositiveSmallIntegerField(
        _("quiet until"), null=True, blank=True, default=7, validators=[MaxValueValidator(23)]
    )
    rest_weekends = models.BooleanField(_("no mail at the weekend"), default=True)
    rest_holidays = models.BooleanField(_("no mail in the holidays"), default=True)

    class Meta:
        verbose_name = _("settings of the mail")
        constraints = (
            models.UniqueConstraint(fields=["partnership"], name="mail_settings_once"),
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="mail_quiet_from_and_until",
            ),
        )

    def __str__(self) -> str:
        return str(self.partnership_id)


class MailChoice(Owned):
    """How somebody wants the mail of a partnership: `declined` are the topics that need not come."""

    PERSONAL: ClassVar[dict[str, str]] = {"person": "identity", "daily": "preference", "declined": "preference"}

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mail_choices")
    daily = models.CharField(_("when"), max_length=3, choices=Daily.choices, blank=True)
    declined = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("choice about mail")
        constraints = (models.UniqueConstraint(fields=["partnership", "person"], name="mail_choice_once"),)

    def __str__(self) -> str:
        return str(self.person)


class BadAddress(models.Model):
    """An address from which mail came back. Of no partnership: it is bad for whoever writes to it."""

    PERSONAL: ClassVar[dict[str, str]] = {"address": "contact", "reason": "contact"}

    address = models.EmailField(_("address"), unique=True)
    since = models.DateTimeField(_("since"))
    status = models.CharField(_("code"), max_length=12, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        ordering = ("address",)
        verbose_name = _("address that does not work")

    def __str__(self) -> str:
        return self.address


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

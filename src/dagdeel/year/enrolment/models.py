"""Invitations in the head's name, who takes part in which session, and the rounds in which mentors rank."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dagdeel.base.partnerships.models import HalfDay, ProgrammeYear, School
from dagdeel.base.partnerships.scope import Owned
from dagdeel.base.people.models import Person
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.enrolment import rules
from dagdeel.year.enrolment.states import (
    EnrolmentEnd,
    EnrolmentState,
    EnrolmentWay,
    InvitationState,
    RoundState,
    VerdictKind,
    Window,
)
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


class Letterhead(Owned):
    """The paper of a school: what stands above its letters, where the address stands, and the signature of its head."""

    PERSONAL: ClassVar[dict[str, str]] = {"signature": "identity", "signature_of": "identity"}

    school = models.OneToOneField(School, on_delete=models.PROTECT, related_name="letterhead")
    contact = models.CharField(_("telephone, mail and website"), max_length=160, blank=True)
    window = models.CharField(_("window of the envelope"), max_length=5, choices=Window.choices, default=Window.LEFT)
    logo = models.FileField(_("logo"), upload_to="letterheads/%Y/", blank=True)
    signature = models.FileField(pgettext_lazy("picture", "signature"), upload_to="signatures/%Y/", blank=True)
    signature_of = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("letterhead")
        constraints = (
            models.CheckConstraint(
                condition=Q(signature="", signature_of__isnull=True) | ~Q(signature="") & Q(signature_of__isnull=False),
                name="letterhead_signature_of_somebody",
            ),
        )

    def __str__(self) -> str:
        return str(self.school)


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
    `instead_of`: the seat that the person gives up as soon as this one is certain. `moved_at` and `moved_missing`: when a seat
    was offered from the waiting list, and how far from the rule the person then was, so that the others can be told why.
    """

    PERSONAL: ClassVar[dict[str, str]] = {
        "person": "employment", "state": "employment", "since": "employment", "way": "employment", "reason": "employment",
        "ended": "employment", "moved_missing": "employment", "by": "accountability",
    }  # fmt: skip

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="enrolments")
    state = models.CharField(_("state"), max_length=10, choices=EnrolmentState.choices)
    since = models.DateTimeField(_("since"))
    way = models.CharField(_("way in"), max_length=8, choices=EnrolmentWay.choices, default=EnrolmentWay.SELF)
    told_sequence = models.PositiveIntegerField(default=0)
    offer_until = models.DateTimeField(_("offer open until"), null=True, blank=True)
    instead_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    moved_at = models.DateTimeField(null=True, blank=True)
    moved_missing = models.PositiveSmallIntegerField(null=True, blank=True)
    ended = models.CharField(_("how it ended"), max_length=10, choices=EnrolmentEnd.choices, blank=True)
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
            models.CheckConstraint(
                condition=(Q(state="cancelled") & ~Q(ended="")) | (~Q(state="cancelled") & Q(ended="")),
                name="cancelled_says_how",
            ),
        )
        indexes = (
            models.Index(fields=["session", "state"], name="enrolment_by_session"),
            models.Index(fields=["person", "state"], name="enrolment_by_person"),
        )

    def __str__(self) -> str:
        return f"{self.person} · {self.session}"

    @property
    def offer_day(self) -> date | None:
        """The last day on which the offer can be accepted."""
        return rules.last_day(self.offer_until) if self.offer_until else None


class Reservation(Owned):
    """Seats that a school keeps for a team and names later. They count in `Session.taken` like any other seat.

    `seats` is how many are still to be named: naming one makes an enrolment of it, and what is left at `until` is free again.
    """

    PERSONAL: ClassVar[dict[str, str]] = {"by": "accountability"}

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="reservations")
    label = models.CharField(_("for whom"), max_length=80)
    seats = models.PositiveSmallIntegerField(_("seats"))
    until = models.DateTimeField(_("kept until"))
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("until", "id")
        verbose_name = _("reserved seats")

    def __str__(self) -> str:
        return f"{self.label} · {self.session}"

    @property
    def last_day(self) -> date:
        """The last day on which the seats are kept."""
        return rules.last_day(self.until)


class Verdict(Owned):
    """Go or no-go: what was decided about a session that too few people chose. The newest one counts.

    `left` and `day`, each with its half-day: from where and whereto a session was moved. `again_on`: when it is asked once more
    whether it goes on; none when the new date is so near that moving it was the decision.
    """

    PERSONAL: ClassVar[dict[str, str]] = {"by": "accountability"}

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="verdicts")
    kind = models.CharField(_("decision"), max_length=10, choices=VerdictKind.choices)
    reason = models.CharField(_("reason"), max_length=300)
    into = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    left = models.DateField(_("date it had"), null=True, blank=True)
    left_half_day = models.CharField(max_length=2, choices=HalfDay.choices, blank=True)
    day = models.DateField(_("new date"), null=True, blank=True)
    half_day = models.CharField(max_length=2, choices=HalfDay.choices, blank=True)
    again_on = models.DateField(_("asked again on"), null=True, blank=True)
    taken = models.PositiveSmallIntegerField(help_text="Seats that were taken when it was decided.")
    decided_at = models.DateTimeField(_("decided"))
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-decided_at", "-id")
        verbose_name = _("go or no-go")
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="verdict_has_reason"),
            models.CheckConstraint(
                condition=Q(kind="merged", into__isnull=False) | (~Q(kind="merged") & Q(into__isnull=True)),
                name="merged_says_into_what",
            ),
            models.CheckConstraint(
                condition=Q(kind="moved", left__isnull=False, day__isnull=False)
                | (~Q(kind="moved") & Q(left__isnull=True, day__isnull=True, again_on__isnull=True)),
                name="moved_says_whereto",
            ),
        )

    def __str__(self) -> str:
        return f"{self.session}: {self.get_kind_display()}"


class RankingRound(Owned):
    """The days in which the mentors of a school say what they prefer, instead of who comes first.

    It is about the sessions of one study day, or without a day about all sessions of the school that no study-day round is
    about. `places`: how many workshops each mentor gets in it.
    """

    PERSONAL: ClassVar[dict[str, str]] = {"published_by": "accountability"}

    year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="ranking_rounds")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="ranking_rounds")
    study_day = models.DateField(_("study day"), null=True, blank=True)
    opens = models.DateField(_("first day"))
    closes = models.DateField(_("last day"))
    places = models.PositiveSmallIntegerField(_("workshops per mentor"), default=1)
    state = models.CharField(_("state"), max_length=10, choices=RoundState.choices, default=RoundState.OPEN)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("opens", "id")
        verbose_name = _("ranking round")
        constraints = (
            models.CheckConstraint(condition=Q(opens__lte=F("closes")), name="ranking_round_dates_in_order"),
            models.CheckConstraint(condition=Q(places__gte=1) & Q(places__lte=12), name="ranking_round_places"),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False, published_by__isnull=False),
                name="published_round_says_by_whom",
            ),
            models.UniqueConstraint(
                fields=["year", "school", "study_day"],
                condition=~Q(state="withdrawn") & Q(study_day__isnull=False),
                name="ranking_round_once_a_study_day",
            ),
            models.UniqueConstraint(
                fields=["year", "school"],
                condition=~Q(state="withdrawn") & Q(study_day__isnull=True),
                name="ranking_round_once_a_year",
            ),
        )

    def __str__(self) -> str:
        return f"{self.school} {self.study_day or self.year}"


class Ranking(Owned):
    """What one mentor said in a round: workshops in an order, how many of them from the top would be welcome, and when not.

    Without workshops it says: no preference. `reason` is there when somebody else filled it in.
    """

    PERSONAL: ClassVar[dict[str, str]] = {
        "person": "employment", "liked": "employment", "said_at": "employment", "reason": "employment", "by": "accountability",
    }  # fmt: skip

    round = models.ForeignKey(RankingRound, on_delete=models.CASCADE, related_name="rankings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    liked = models.PositiveSmallIntegerField(_("welcome, from the top"), default=0)
    said_at = models.DateTimeField(_("said"))
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        ordering = ("person__sort_key",)
        verbose_name = _("ranking")
        constraints = (models.UniqueConstraint(fields=["round", "person"], name="ranking_once_a_round"),)

    def __str__(self) -> str:
        return f"{self.person} · {self.round}"


class RankedWorkshop(Owned):
    """One of the workshops of a ranking; 1 is the best."""

    PERSONAL: ClassVar[dict[str, str]] = {"edition": "employment", "position": "employment"}

    ranking = models.ForeignKey(Ranking, on_delete=models.CASCADE, related_name="workshops")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=["ranking", "edition"], name="ranked_workshop_once"),
            models.UniqueConstraint(fields=["ranking", "position"], name="ranked_position_once"),
        )


class BlockedHalfDay(Owned):
    """A half-day on which somebody cannot come."""

    PERSONAL: ClassVar[dict[str, str]] = {"day": "employment", "half_day": "employment"}

    ranking = models.ForeignKey(Ranking, on_delete=models.CASCADE, related_name="blocked")
    day = models.DateField(_("date"))
    half_day = models.CharField(_("half-day"), max_length=2, choices=HalfDay.choices)

    class Meta:
        ordering = ("day", "half_day")
        constraints = (models.UniqueConstraint(fields=["ranking", "day", "half_day"], name="blocked_half_day_once"),)


class Placement(Owned):
    """Who goes where in a round: what the engine found, and what people made of it.

    `problem`, `seed`, `engine` and `version` give `plan` again. `seats` (session ids by person id) and `closed` begin as the
    plan and follow what is changed by hand; `locked` are the seats [person id, session id] that a next placement keeps.
    `reasons`: what became of wishes, by person id, and of sessions. `judged`: the problem as it was when it was published.
    """

    PERSONAL: ClassVar[dict[str, str]] = {
        "problem": "employment", "plan": "employment", "seats": "employment", "locked": "employment", "reasons": "employment",
        "judged": "employment", "asked_by": "accountability",
    }  # fmt: skip

    round = models.OneToOneField(RankingRound, on_delete=models.PROTECT, related_name="placement")
    number = models.PositiveSmallIntegerField(pgettext_lazy("order", "number"), default=1)
    made_at = models.DateTimeField(_("made"))
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    engine = models.CharField(max_length=20)
    version = models.CharField(max_length=20)
    seed = models.PositiveIntegerField()
    problem = models.JSONField()
    plan = models.JSONField()
    reasons = models.JSONField()
    seats = models.JSONField()
    closed = models.JSONField(default=list)
    locked = models.JSONField(default=list)
    judged = models.JSONField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0, help_text="Rises with each change by hand.")

    class Meta:
        verbose_name = _("placement")

    def __str__(self) -> str:
        return f"{self.round} · {self.number}"

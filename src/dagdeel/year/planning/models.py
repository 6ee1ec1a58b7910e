"""The plan of the year: sessions with their room, trainers and seats, and the versions in which it was published."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dagdeel.base.partnerships.models import HalfDay, ProgrammeYear, School
from dagdeel.base.partnerships.scope import Owned
from dagdeel.base.people.models import Person
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.planning.states import AssignmentState, ProposalMode, SessionState
from dagdeel.year.trainers.models import Trainer


class Room(Owned):
    """A room of a school."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="rooms")
    name = models.CharField(_("name"), max_length=80)
    seats = models.PositiveSmallIntegerField(_("seats"), default=20)
    equipment = models.CharField(_("equipment"), max_length=200, blank=True)

    class Meta:
        ordering = ("school__name", "name")
        verbose_name = _("room")
        constraints = (models.UniqueConstraint(fields=["school", "name"], name="room_name_unique"),)

    def __str__(self) -> str:
        return self.name


class PlanVersion(Owned):
    """A published plan, frozen: what everybody was told at that moment."""

    PERSONAL: ClassVar[dict[str, str]] = {"published_by": "accountability"}

    year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="plan_versions")
    number = models.PositiveSmallIntegerField(_("number"))
    published_at = models.DateTimeField(_("published"))
    published_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(_("note"), blank=True)
    snapshot = models.JSONField()

    class Meta:
        ordering = ("-number",)
        verbose_name = _("version of the plan")
        constraints = (models.UniqueConstraint(fields=["year", "number"], name="plan_version_unique"),)

    def __str__(self) -> str:
        return f"{self.year} v{self.number}"


class Session(Owned):
    """An edition at a school on a date and half-day.

    `taken` counts the seats that are claimed (enrolled and offered). It is written by `actions.claim_seat` and
    `actions.release_seat` only, in one conditional update; the check constraint keeps taken ≤ seats whatever happens at once.
    """

    year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="sessions")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="sessions")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="sessions")
    state = models.CharField(_("state"), max_length=10, choices=SessionState.choices, default=SessionState.DRAFT)
    day = models.DateField(_("date"), null=True, blank=True)
    half_day = models.CharField(_("half-day"), max_length=2, choices=HalfDay.choices, blank=True)
    starts = models.TimeField(_("starts"), null=True, blank=True)
    ends = models.TimeField(_("ends"), null=True, blank=True)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions")
    minimum = models.PositiveSmallIntegerField(_("minimum"), default=5)
    seats = models.PositiveSmallIntegerField(_("seats"), default=20)
    taken = models.PositiveSmallIntegerField(default=0, editable=False)
    catering = models.CharField(_("catering"), max_length=200, blank=True)
    pinned = models.BooleanField(_("keep as it is"), default=False)
    cancel_reason = models.TextField(_("reason of the cancellation"), blank=True)
    sequence = models.PositiveIntegerField(default=0, help_text="Rises with each change that a calendar must hear of.")

    class Meta:
        ordering = ("day", "half_day", "school__name", "edition__position")
        verbose_name = _("session")
        constraints = (
            models.CheckConstraint(condition=Q(taken__lte=F("seats")), name="session_taken_within_seats"),
            models.CheckConstraint(condition=Q(minimum__lte=F("seats")), name="session_minimum_within_seats"),
            models.CheckConstraint(
                condition=(Q(day__isnull=True) & Q(half_day="")) | (Q(day__isnull=False) & ~Q(half_day="")),
                name="session_day_with_half_day",
            ),
            models.CheckConstraint(
                condition=Q(starts__isnull=True) | Q(ends__isnull=True) | Q(starts__lt=F("ends")),
                name="session_times_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "held"])
                | Q(day__isnull=False, starts__isnull=False, ends__isnull=False),
                name="published_session_has_time",
            ),
            models.CheckConstraint(condition=~Q(state="cancelled") | ~Q(cancel_reason=""), name="cancelled_has_reason"),
            models.UniqueConstraint(
                fields=["room", "day", "half_day"],
                condition=Q(day__isnull=False) & ~Q(state="cancelled"),
                name="room_once_per_half_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.edition} · {self.school}"


class Assignment(Owned):
    """A trainer who gives a session.

    Person, date and half-day stand here again so that the database itself refuses a person twice in one half-day, over all
    partnerships; `actions` keep them equal to the session, `doctor` compares.
    """

    PERSONAL: ClassVar[dict[str, str]] = {"trainer": "employment", "person": "identity", "remark": "employment"}

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="assignments")
    trainer = models.ForeignKey(Trainer, on_delete=models.PROTECT, related_name="assignments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(null=True, blank=True)
    half_day = models.CharField(max_length=2, choices=HalfDay.choices, blank=True)
    live = models.BooleanField(
        default=True, help_text="False when declined or withdrawn, or when the session is cancelled."
    )
    state = models.CharField(
        _("state"), max_length=10, choices=AssignmentState.choices, default=AssignmentState.PROPOSED
    )
    remark = models.TextField(_("remark"), blank=True)
    asked_at = models.DateTimeField(_("asked"), null=True, blank=True)
    known = models.PositiveIntegerField(
        default=0, help_text="The session's sequence when the trainer was asked or answered: a higher one is news."
    )

    class Meta:
        ordering = ("id",)
        verbose_name = _("assignment")
        constraints = (
            models.UniqueConstraint(
                fields=["session", "trainer"], condition=Q(live=True), name="trainer_once_per_session"
            ),
            models.UniqueConstraint(
                fields=["person", "day", "half_day"],
                condition=Q(live=True, day__isnull=False),
                name="trainer_once_per_half_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["declined", "withdrawn"]) | Q(live=False), name="declined_is_not_live"
            ),
        )


class Absence(Owned):
    """Days on which a trainer falls out, noted by the programme lead; why is nobody's business here."""

    PERSONAL: ClassVar[dict[str, str]] = {"trainer": "employment", "noted_by": "accountability"}

    trainer = models.ForeignKey(Trainer, on_delete=models.CASCADE, related_name="absences")
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    noted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(_("noted"))

    class Meta:
        ordering = ("first", "id")
        verbose_name = _("absence")
        constraints = (
            models.CheckConstraint(condition=Q(first__lte=F("last")), name="absence_days_in_order"),
            models.UniqueConstraint(fields=["trainer", "first", "last"], name="absence_noted_once"),
        )

    def __str__(self) -> str:
        return f"{self.trainer} {self.first}–{self.last}"


class PlanProposal(Owned):
    """A plan that the optimiser proposed. Question, problem, seed, engine and its version are kept, so it can be recomputed.

    `problem` holds qualities of trainers and `plan` reasons that speak of them: for who may edit the plan only. People stand in
    both by number, so that no name outlives its person.
    """

    PERSONAL: ClassVar[dict[str, str]] = {
        "asked_by": "accountability", "question": "employment", "problem": "assessment", "plan": "assessment",
    }  # fmt: skip

    class State(models.TextChoices):
        """Open until all of it is taken over, or it is put aside."""

        OPEN = "open", _("open")
        ACCEPTED = "accepted", _("taken over")
        DISCARDED = "discarded", _("put aside")

    year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="plan_proposals")
    name = models.CharField(_("name"), max_length=80, blank=True)
    mode = models.CharField(_("what may move"), max_length=10, choices=ProposalMode.choices)
    question = models.JSONField(default=dict)
    made_at = models.DateTimeField(_("made"))
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    engine = models.CharField(max_length=20)
    version = models.CharField(max_length=80)
    seed = models.PositiveIntegerField()
    problem = models.JSONField()
    plan = models.JSONField()
    outcome = models.JSONField(default=dict, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)

    class Meta:
        ordering = ("-made_at", "-id")
        verbose_name = _("proposal of the optimiser")

    def __str__(self) -> str:
        return self.name or f"{self.year} · {self.made_at:%Y-%m-%d %H:%M}"

    @property
    def is_open(self) -> bool:
        """Whether something of it can still be taken over."""
        return self.state == self.State.OPEN

    @property
    def can_be_taken(self) -> bool:
        """Whether lines of it may be taken over."""
        return self.is_open and not self.supposes

    @property
    def supposes(self) -> bool:
        """Whether it reckons with something that is not so: a what-if changes nothing."""
        return bool(self.question.get("what_if"))

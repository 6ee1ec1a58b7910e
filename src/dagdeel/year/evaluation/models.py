"""Instruments and answers. Anonymous by schema: what was answered and who answered are two tables without a way between them.

`Tally` counts answers and `Comment` holds words, without respondent, time or order (random keys). `Respondent` says who
answered, without what.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.partnerships.scope import Owned
from dagdeel.base.people.models import Person
from dagdeel.year.evaluation.states import Audience, CommentState, InstrumentState, Kind
from dagdeel.year.planning.models import Session


class Item(Owned):
    """What is asked, with an identity over years: changing the words of a question never makes a new item."""

    key = models.SlugField(max_length=80)
    label = models.CharField(_("short name"), max_length=120)

    class Meta:
        ordering = ("key",)
        constraints = (models.UniqueConstraint(fields=["partnership", "key"], name="item_key_unique"),)

    def __str__(self) -> str:
        return self.label


class Instrument(Owned):
    """The questionnaire for one audience in one year."""

    year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="instruments")
    audience = models.CharField(_("for"), max_length=20, choices=Audience.choices)
    state = models.CharField(_("state"), max_length=8, choices=InstrumentState.choices, default=InstrumentState.DRAFT)
    introduction = models.TextField(_("introduction"), blank=True)

    class Meta:
        ordering = ("audience",)
        verbose_name = _("instrument")
        constraints = (models.UniqueConstraint(fields=["year", "audience"], name="instrument_once_a_year"),)

    def __str__(self) -> str:
        return f"{self.get_audience_display()} {self.year}"


class Question(Owned):
    """An item in the words of one instrument, in both languages. `goals`: asked once per goal of the edition."""

    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="questions")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="questions")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind"), max_length=6, choices=Kind.choices)
    goals = models.BooleanField(_("once per goal of the workshop"), default=False)
    text_nl = models.CharField(_("question in Dutch"), max_length=300)
    text_en = models.CharField(_("question in English"), max_length=300)

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=["instrument", "position"], name="question_position_unique"),
            models.UniqueConstraint(fields=["instrument", "item"], name="question_item_once"),
        )

    def __str__(self) -> str:
        return self.text_nl


class Tally(Owned):
    """How often one answer was given to one question about one session (none: about the year)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="tallies")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, blank=True, related_name="tallies")
    goal_key = models.UUIDField(null=True, blank=True)
    value = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("question", "value")
        constraints = (
            models.CheckConstraint(condition=Q(value__lte=10), name="tally_value_on_scale"),
            models.UniqueConstraint(
                fields=["question", "session", "goal_key", "value"],
                condition=Q(session__isnull=False, goal_key__isnull=False), name="tally_unique_session_goal",
            ),
            models.UniqueConstraint(
                fields=["question", "session", "value"],
                condition=Q(session__isnull=False, goal_key__isnull=True), name="tally_unique_session",
            ),
            models.UniqueConstraint(
                fields=["question", "value"],
                condition=Q(session__isnull=True, goal_key__isnull=True), name="tally_unique_year",
            ),
            models.CheckConstraint(
                condition=Q(goal_key__isnull=True) | Q(session__isnull=False), name="tally_goal_has_session"
            ),
        )  # fmt: skip


class Comment(Owned):
    """Somebody's words about one session (none: about the year), read by a screener before others see them."""

    PERSONAL: ClassVar[dict[str, str]] = {"text": "opinion", "released_text": "opinion"}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="comments")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, blank=True, related_name="comments")
    text = models.TextField(_("remark"))
    state = models.CharField(_("state"), max_length=8, choices=CommentState.choices, default=CommentState.WAITING)
    released_text = models.TextField(_("text as released"), blank=True)
    withheld_reason = models.CharField(_("reason for withholding"), max_length=300, blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("remark")
        constraints = (
            models.CheckConstraint(condition=~Q(state="withheld") | ~Q(withheld_reason=""), name="withheld_has_reason"),
        )


class Respondent(Owned):
    """That somebody answered; never what or when."""

    PERSONAL: ClassVar[dict[str, str]] = {"person": "participation"}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="respondents")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, blank=True, related_name="respondents")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=["instrument", "session", "person"],
                condition=Q(session__isnull=False),
                name="answered_once_per_session",
            ),
            models.UniqueConstraint(
                fields=["instrument", "person"], condition=Q(session__isnull=True), name="answered_once_a_year"
            ),
        )

"""Instruments and answers. Anonymous by schema: what was answered and who answered are two tables without a way between them.

`Tally` counts answers and `Comment` holds words, without respondent, time or order (random keys). `Respondent` says who
answered, without what.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.partnerships.scope import Owned
from dagdeel.base.people.models import Person
from dagdeel.year.evaluation.states import (
    CHOICES,
    SCALE,
    WEEKS,
    Audience,
    CommentState,
    InstrumentState,
    Kind,
    Moment,
    ReplyState,
    ask_of,
)
from dagdeel.year.planning.models import Session


class Item(Owned):
    """What is asked, with an identity over years: changing the words of a question never makes a new item.

    What is said about a person is shown to that person and the programme lead, and over the whole year.
    """

    key = models.SlugField(max_length=80)
    label = models.CharField(_("short name"), max_length=120)
    about_person = models.BooleanField(_("about the trainer"), default=False)

    class Meta:
        ordering = ("key",)
        constraints = (models.UniqueConstraint(fields=["partnership", "key"], name="item_key_unique"),)

    def __str__(self) -> str:
        return self.label


class Instrument(Owned):
    """The questionnaire for one audience at one moment in one year.

    Who answers with a code on paper is counted here: how many codes there are, and how many of them were used.
    """

    year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="instruments")
    audience = models.CharField(_("for"), max_length=20, choices=Audience.choices)
    moment = models.CharField(_("moment"), max_length=8, choices=Moment.choices)
    weeks = models.PositiveSmallIntegerField(_("weeks after the session"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=InstrumentState.choices, default=InstrumentState.DRAFT)
    introduction = models.TextField(_("introduction"), blank=True)
    codes_made = models.PositiveIntegerField(default=0)
    codes_used = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("audience", "moment")
        verbose_name = _("instrument")
        constraints = (
            models.UniqueConstraint(fields=["year", "audience", "moment"], name="instrument_once_a_year"),
            models.CheckConstraint(
                condition=Q(moment=Moment.LATER, weeks__gte=WEEKS[0], weeks__lte=WEEKS[-1])
                | (~Q(moment=Moment.LATER) & Q(weeks__isnull=True)),
                name="instrument_weeks_when_later",
            ),
            models.CheckConstraint(condition=Q(codes_used__lte=models.F("codes_made")), name="codes_used_were_made"),
        )

    def __str__(self) -> str:
        return f"{self.get_audience_display()} {self.year}"

    @property
    def title(self) -> str:
        """For whom it is, and when."""
        return str(ask_of(self.audience, self.moment).label)

    @property
    def about_session(self) -> bool:
        """Whether it is answered about one session; else about the year."""
        return self.moment != Moment.YEAR


@dataclass(frozen=True, slots=True)
class Option:
    """One of the options of a question. Its number is its identity: it is never given to another option of that item."""

    number: int
    nl: str
    en: str


class Question(Owned):
    """An item in the words of one instrument, in both languages. `goals`: asked once per goal of the edition.

    `version` counts the wordings in which this audience got the item at this moment. With `only_if` it is asked of those only
    who gave one of `only_values` to an earlier question.
    """

    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="questions")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="questions")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    goals = models.BooleanField(_("once per goal of the workshop"), default=False)
    text_nl = models.CharField(_("question in Dutch"), max_length=300)
    text_en = models.CharField(_("question in English"), max_length=300)
    version = models.PositiveSmallIntegerField(default=1)
    options = models.JSONField(_("options"), default=list, blank=True)  # [number, Dutch, English]
    only_if = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="followed_by",
        verbose_name=_("only after"),
    )
    only_values = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=["instrument", "position"], name="question_position_unique"),
            models.UniqueConstraint(fields=["instrument", "item"], name="question_item_once"),
            models.CheckConstraint(condition=Q(goals=False) | Q(kind=Kind.AGREE), name="goals_are_agreed_with"),
            models.CheckConstraint(condition=Q(goals=False) | Q(only_if__isnull=True), name="goals_are_always_asked"),
        )

    def __str__(self) -> str:
        return self.text_nl

    @property
    def choices(self) -> tuple[Option, ...]:
        """The options, in the order in which they are shown."""
        return tuple(Option(*row) for row in self.options)

    @property
    def values(self) -> Sequence[int]:
        """The values that somebody can give."""
        return [option.number for option in self.choices] if self.kind in CHOICES else SCALE.get(self.kind, ())


class Tally(Owned):
    """How often one answer was given to one question about one session (none: about the year).

    `block`: with what it is shown together; none as long as it waits. `over_years`: with answers of other years, and so in no
    view of a single year. Of a question in own words the people are counted to whom it was put, written or not.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="tallies")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, blank=True, related_name="tallies")
    goal_key = models.UUIDField(null=True, blank=True)
    value = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField(default=0)
    block = models.UUIDField(null=True, blank=True, db_index=True)
    over_years = models.BooleanField(default=False)

    class Meta:
        ordering = ("question", "value")
        # with the partnership first: it is in every question, and without this SQLite would go through all its rows
        indexes = (models.Index(fields=["partnership", "question", "block"], name="tally_of_question"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(over_years=False) | Q(block__isnull=False), name="tally_over_years_is_in_a_block"
            ),
            models.CheckConstraint(condition=Q(value__lte=10), name="tally_value_on_scale"),
            models.UniqueConstraint(
                fields=["question", "session", "goal_key", "value"],
                condition=Q(block__isnull=True, session__isnull=False, goal_key__isnull=False),
                name="tally_unique_session_goal",
            ),
            models.UniqueConstraint(
                fields=["question", "session", "value"],
                condition=Q(block__isnull=True, session__isnull=False, goal_key__isnull=True),
                name="tally_unique_session",
            ),
            models.UniqueConstraint(
                fields=["question", "value"],
                condition=Q(block__isnull=True, session__isnull=True, goal_key__isnull=True), name="tally_unique_year",
            ),
            models.CheckConstraint(
                condition=Q(goal_key__isnull=True) | Q(session__isnull=False), name="tally_goal_has_session"
            ),
        )  # fmt: skip


class Comment(Owned):
    """Somebody's words about one session (none: about the year), read by a screener before others see them.

    `block`: the answers with which it comes to the screener; none as long as those wait.
    """

    PERSONAL: ClassVar[dict[str, str]] = {"text": "opinion", "released_text": "opinion"}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="comments")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, blank=True, related_name="comments")
    text = models.TextField(_("remark"))
    state = models.CharField(_("state"), max_length=8, choices=CommentState.choices, default=CommentState.WAITING)
    released_text = models.TextField(_("text as released"), blank=True)
    withheld_reason = models.CharField(_("reason for withholding"), max_length=300, blank=True)
    block = models.UUIDField(null=True, blank=True, db_index=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("remark")
        constraints = (
            models.CheckConstraint(condition=~Q(state="withheld") | ~Q(withheld_reason=""), name="withheld_has_reason"),
            models.CheckConstraint(
                condition=Q(block__isnull=False) | Q(state="waiting"), name="remark_is_read_with_its_block"
            ),
        )


class Reply(Owned):
    """What the trainer of the sessions writes back to a remark that was released. One a remark; it hangs on the remark alone."""

    PERSONAL: ClassVar[dict[str, str]] = {"person": "participation", "text": "opinion"}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    comment = models.OneToOneField(Comment, on_delete=models.PROTECT, related_name="reply")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("reply"))
    state = models.CharField(_("state"), max_length=8, choices=ReplyState.choices, default=ReplyState.WRITTEN)

    class Meta:
        ordering = ("id",)
        verbose_name = _("reply")
        constraints = (models.CheckConstraint(condition=~Q(text=""), name="reply_says_something"),)


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


class AnswerCode(Owned):
    """A code on paper with which somebody without an account answers once. It is handed out by hand: nobody knows to whom.

    Only a digest is kept, and the row goes when the code is used. So neither a code nor its use can be found back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="codes")
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["digest"], name="answer_code_unique"),)

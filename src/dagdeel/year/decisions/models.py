"""From what people said to what changes: finding, decision, consequence."""

from decimal import Decimal
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.partnerships.scope import Owned
from dagdeel.base.people.models import Person
from dagdeel.year.catalogue.models import Edition, Workshop
from dagdeel.year.decisions.states import Body, ConsequenceKind, DecisionState, FindingState, Manner


class FindingMarks(Owned):
    """From where on the figures of a year ask for a finding; a year without its own takes those of the years before."""

    year = models.OneToOneField(ProgrammeYear, on_delete=models.CASCADE, related_name="finding_marks")
    lowest_mean = models.DecimalField(
        _("lowest mean, from 1 to 5"), max_digits=2, decimal_places=1, default=Decimal("3.0"),
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )  # fmt: skip
    lowest_agree = models.PositiveSmallIntegerField(
        _("lowest share that agrees, in per cent"), default=50, validators=[MaxValueValidator(100)]
    )
    lowest_mark = models.DecimalField(
        _("lowest mark, from 1 to 10"), max_digits=3, decimal_places=1, default=Decimal("6.0"),
        validators=[MinValueValidator(1), MaxValueValidator(10)],
    )  # fmt: skip
    theme_remarks = models.PositiveSmallIntegerField(
        _("remarks in which a theme comes back"), default=3, validators=[MinValueValidator(2), MaxValueValidator(50)]
    )

    class Meta:
        verbose_name = _("marks for findings")
        constraints = (
            models.CheckConstraint(condition=Q(lowest_mean__gte=1, lowest_mean__lte=5), name="marks_mean_on_scale"),
            models.CheckConstraint(condition=Q(lowest_mark__gte=1, lowest_mark__lte=10), name="marks_mark_on_scale"),
            models.CheckConstraint(condition=Q(lowest_agree__lte=100), name="marks_agree_is_a_share"),
            models.CheckConstraint(condition=Q(theme_remarks__gte=2), name="marks_theme_is_more_than_one"),
        )

    def __str__(self) -> str:
        return str(self.year)


class Finding(Owned):
    """Something that the evaluation shows, with the figure as it was when it was written down.

    `evidence`: of a question its figures (`evaluation.queries.Evidence`), and under `beside` those that they are compared with;
    of a theme its name, the words, and in how many remarks it stands. No remark itself: those may go.
    """

    year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="findings")
    title = models.CharField(_("title"), max_length=160)
    text = models.TextField(_("explanation"), blank=True)
    item_key = models.CharField(_("evaluation item"), max_length=80, blank=True)
    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, null=True, blank=True, related_name="findings")
    evidence = models.JSONField(_("evidence"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=FindingState.choices, default=FindingState.OPEN)
    no_action_reason = models.TextField(_("why no action"), blank=True)

    class Meta:
        ordering = ("state", "-id")
        verbose_name = _("finding")
        constraints = (
            models.CheckConstraint(
                condition=~Q(state="no_action") | ~Q(no_action_reason=""), name="no_action_has_reason"
            ),
        )

    def __str__(self) -> str:
        return self.title


class Decision(Owned):
    """What a body decided about a finding, and why."""

    PERSONAL: ClassVar[dict[str, str]] = {"owner": "employment"}

    year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="decisions")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="decisions")
    title = models.CharField(_("decision"), max_length=200)
    body = models.CharField(_("body"), max_length=10, choices=Body.choices)
    day = models.DateField(_("date"))
    reason = models.TextField(_("reason"))
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    due = models.DateField(_("due"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=DecisionState.choices, default=DecisionState.PROPOSED)
    manner = models.CharField(_("how it was decided"), max_length=9, choices=Manner.choices, blank=True)
    votes_for = models.PositiveSmallIntegerField(_("for"), default=0)
    votes_against = models.PositiveSmallIntegerField(_("against"), default=0)
    abstained = models.PositiveSmallIntegerField(_("abstained"), default=0)
    withdrawn_reason = models.TextField(_("why it was withdrawn or not taken"), blank=True)

    class Meta:
        ordering = ("-day", "-id")
        verbose_name = _("decision")
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="decision_has_reason"),
            models.CheckConstraint(
                condition=~Q(state__in=["withdrawn", "rejected"]) | ~Q(withdrawn_reason=""),
                name="withdrawn_decision_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(manner="vote", state__in=["taken", "carried_out"]) | Q(votes_for__gt=F("votes_against")),
                name="decision_taken_has_more_for",
            ),
            models.CheckConstraint(
                condition=Q(manner="vote") | Q(votes_for=0, votes_against=0, abstained=0), name="votes_are_of_a_vote"
            ),
            models.CheckConstraint(condition=Q(due__isnull=True) | Q(due__gte=F("day")), name="decision_due_after_day"),
        )

    def __str__(self) -> str:
        return self.title


class Consequence(Owned):
    """One change that follows from a decision. Once carried out, `edition` is what it became in the next year.

    `field` and `value` by kind: a field of an edition (CHANGE; both empty when the change is told in words only), a number or a
    deadline of the year (SETTING), a category and an amount in euros (BUDGET, `per_school` times the schools), the title of the
    new workshop as value (ADD). A TASK is done by people, whenever that is.
    """

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="consequences")
    kind = models.CharField(_("kind"), max_length=8, choices=ConsequenceKind.choices)
    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, null=True, blank=True, related_name="consequences")
    merge_into = models.ForeignKey(Workshop, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    field = models.CharField(_("what changes"), max_length=40, blank=True)
    value = models.TextField(_("becomes"), blank=True)
    per_school = models.BooleanField(_("for each school"), default=False)
    description = models.CharField(_("in words"), max_length=300)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, null=True, blank=True, related_name="consequences")
    before = models.TextField(_("was"), blank=True)
    done_at = models.DateTimeField(_("carried out"), null=True, blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("consequence")
        constraints = (
            models.CheckConstraint(
                condition=~Q(kind__in=["change", "drop", "merge"]) | Q(workshop__isnull=False),
                name="consequence_has_workshop",
            ),
            models.CheckConstraint(
                condition=~Q(kind="merge") | Q(merge_into__isnull=False) & ~Q(merge_into=F("workshop")),
                name="consequence_merges_into_another",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["setting", "budget"]) | ~Q(field="") & ~Q(value=""),
                name="consequence_says_what_becomes",
            ),
            models.CheckConstraint(condition=~Q(kind="add") | ~Q(value=""), name="consequence_adds_a_title"),
            models.CheckConstraint(condition=Q(per_school=False) | Q(kind="budget"), name="per_school_is_money"),
        )

    def __str__(self) -> str:
        return self.description


class Minutes(Owned):
    """What was written down of a meeting of a body, as a file; one file a meeting, the last one counts."""

    year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="minutes")
    body = models.CharField(_("body"), max_length=10, choices=Body.choices)
    day = models.DateField(_("date"))
    file = models.FileField(_("file"), upload_to="minutes/%Y/")
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))

    class Meta:
        ordering = ("-day", "body")
        verbose_name = pgettext_lazy("of a meeting", "minutes")
        constraints = (models.UniqueConstraint(fields=["year", "body", "day"], name="minutes_once_a_meeting"),)

    def __str__(self) -> str:
        return f"{self.get_body_display()} {self.day}"

"""Which workshops a school takes, how its mentors take part, and when it suits."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dagdeel.base.partnerships.models import HalfDay, ProgrammeYear, School
from dagdeel.base.partnerships.scope import Owned
from dagdeel.base.people.models import Person
from dagdeel.year.catalogue.models import Edition
from dagdeel.year.choices.states import PlanState, RuleAudience, RuleChoice, WishKind


class ChoiceRound(Owned):
    """The weeks in which schools choose from the brochure. How many comes from the year."""

    year = models.OneToOneField(ProgrammeYear, on_delete=models.PROTECT, related_name="choice_round")
    opens = models.DateField(_("opens"))
    deadline = models.DateField(_("deadline"))

    class Meta:
        verbose_name = _("choice round")
        constraints = (
            models.CheckConstraint(condition=Q(opens__lte=models.F("deadline")), name="round_dates_in_order"),
        )

    def __str__(self) -> str:
        return str(self.year)


class SchoolPlan(Owned):
    """What one school chose for one year, and how far the agreement is."""

    PERSONAL: ClassVar[dict[str, str]] = {
        "proposed_by": "accountability",
        "agreed_by": "accountability",
        "returned_by": "accountability",
    }

    year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="school_plans")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="plans")
    state = models.CharField(_("state"), max_length=10, choices=PlanState.choices, default=PlanState.DRAFT)
    remark = models.TextField(_("remark"), blank=True)
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    proposed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    returned_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(
        default=0, help_text="Rises with each change; a form that is behind is refused."
    )
    # the participation rule
    rule_count = models.PositiveSmallIntegerField(_("workshops per mentor"), default=2)
    rule_audience = models.CharField(_("for"), max_length=8, choices=RuleAudience.choices, default=RuleAudience.ALL)
    rule_choice = models.CharField(_("choice"), max_length=10, choices=RuleChoice.choices, default=RuleChoice.OWN)
    study_day = models.DateField(_("study day"), null=True, blank=True)
    # wishes
    room_wish = models.CharField(_("rooms"), max_length=300, blank=True)
    catering_wish = models.CharField(_("catering"), max_length=300, blank=True)

    class Meta:
        ordering = ("school__name",)
        verbose_name = _("school plan")
        constraints = (
            models.UniqueConstraint(fields=["year", "school"], name="school_plan_once_a_year"),
            models.CheckConstraint(
                condition=~Q(state=PlanState.AGREED.value) | Q(agreed_at__isnull=False, agreed_by__isnull=False),
                name="agreed_plan_says_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(state=PlanState.PROPOSED.value) | Q(proposed_at__isnull=False, proposed_by__isnull=False),
                name="proposed_plan_says_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(state=PlanState.RETURNED.value) | ~Q(remark=""), name="returned_plan_says_why"
            ),
            models.CheckConstraint(condition=Q(rule_count__lte=12), name="rule_count_sensible"),
        )

    def __str__(self) -> str:
        return f"{self.school} {self.year}"


class ChosenEdition(Owned):
    """One of the workshops that a school takes."""

    plan = models.ForeignKey(SchoolPlan, on_delete=models.CASCADE, related_name="chosen")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="chosen_by")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=["plan", "edition"], name="edition_chosen_once"),
            models.UniqueConstraint(fields=["plan", "position"], name="chosen_position_unique"),
        )


class WishedHalfDay(Owned):
    """A half-day that the school offers, or that it rules out."""

    plan = models.ForeignKey(SchoolPlan, on_delete=models.CASCADE, related_name="half_days")
    day = models.DateField(_("date"))
    half_day = models.CharField(_("half-day"), max_length=2, choices=HalfDay.choices)
    kind = models.CharField(_("kind"), max_length=10, choices=WishKind.choices, default=WishKind.POSSIBLE)

    class Meta:
        ordering = ("day", "half_day")
        constraints = (models.UniqueConstraint(fields=["plan", "day", "half_day"], name="wished_half_day_unique"),)


class RuleMember(Owned):
    """A mentor whom the participation rule names, or whom it exempts with a reason, for a while or the whole year."""

    class Kind(models.TextChoices):
        """In or out."""

        NAMED = "named", _("named")
        EXEMPT = "exempt", _("exempt")

    PERSONAL: ClassVar[dict[str, str]] = {
        "person": "employment",
        "kind": "employment",
        "reason": "employment",
        "until": "employment",
    }

    plan = models.ForeignKey(SchoolPlan, on_delete=models.CASCADE, related_name="rule_members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    until = models.DateField(_("last day"), null=True, blank=True)

    class Meta:
        ordering = ("person__sort_key",)
        constraints = (
            models.UniqueConstraint(fields=["plan", "person", "kind"], name="rule_member_unique"),
            models.CheckConstraint(condition=~Q(kind="exempt") | ~Q(reason=""), name="exemption_has_reason"),
            models.CheckConstraint(condition=Q(until=None) | Q(kind="exempt"), name="only_exemptions_end"),
        )

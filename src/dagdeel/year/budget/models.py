"""The grant and where it goes. All amounts are euros with two decimals."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dagdeel.base.partnerships.models import Institute, ProgrammeYear, School
from dagdeel.base.partnerships.scope import Owned
from dagdeel.year.budget.states import Category, RateKind
from dagdeel.year.planning.models import Session
from dagdeel.year.trainers.models import Trainer


class Grant(Owned):
    """Money for a year and on what grounds: a fixed sum, so much for each student, or both; `amount` is what that comes to.

    A year has as many as were given; everything that is said of the grant of a year is of all of them together.
    """

    PERSONAL: ClassVar[dict[str, str]] = {"document": "administration"}

    year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="grants")
    name = models.CharField(_("name of the grant"), max_length=200)
    grantor = models.CharField(_("given by"), max_length=120, blank=True)
    reference = models.CharField(_("reference"), max_length=80, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=10, decimal_places=2)
    fixed = models.DecimalField(_("fixed sum"), max_digits=10, decimal_places=2, default=0)
    per_student = models.DecimalField(_("for each student"), max_digits=8, decimal_places=2, default=0)
    students = models.PositiveIntegerField(_("number of students"), default=0)
    document = models.FileField(_("document"), upload_to="grants/%Y/", blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    school_contribution = models.DecimalField(
        _("what a school pays itself"), max_digits=10, decimal_places=2, default=0
    )

    class Meta:
        ordering = ("id",)
        verbose_name = _("grant")
        constraints = (
            models.UniqueConstraint(fields=["year", "name"], name="grant_unique"),
            models.CheckConstraint(condition=~Q(name=""), name="grant_has_name"),
            models.CheckConstraint(
                condition=Q(amount__gte=0) & Q(fixed__gte=0) & Q(per_student__gte=0), name="grant_not_negative"
            ),
            models.CheckConstraint(condition=Q(school_contribution__gte=0), name="contribution_not_negative"),
        )

    def __str__(self) -> str:
        return self.name


class BudgetLine(Owned):
    """What is planned for a category, and later why it came out differently."""

    year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="budget_lines")
    category = models.CharField(_("category"), max_length=14, choices=Category.choices)
    amount = models.DecimalField(_("planned"), max_digits=10, decimal_places=2)
    explanation = models.TextField(_("explanation of the difference"), blank=True)

    class Meta:
        ordering = ("category",)
        verbose_name = _("budget line")
        constraints = (
            models.UniqueConstraint(fields=["year", "category"], name="budget_line_unique"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="budget_line_not_negative"),
        )

    def __str__(self) -> str:
        return self.get_category_display()


class Rate(Owned):
    """What one unit costs from a day on: for everybody, for the trainers of one institute, or for one trainer."""

    PERSONAL: ClassVar[dict[str, str]] = {"trainer": "administration"}

    year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="rates")
    kind = models.CharField(_("kind"), max_length=12, choices=RateKind.choices)
    amount = models.DecimalField(_("amount"), max_digits=8, decimal_places=2)
    from_day = models.DateField(_("from"))
    institute = models.ForeignKey(Institute, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    trainer = models.ForeignKey(Trainer, on_delete=models.PROTECT, null=True, blank=True, related_name="rates")

    class Meta:
        ordering = ("kind", "from_day", "id")
        verbose_name = _("rate")
        constraints = (
            models.UniqueConstraint(
                fields=["year", "kind", "from_day"],
                condition=Q(institute__isnull=True, trainer__isnull=True),
                name="rate_unique",
            ),
            models.UniqueConstraint(
                fields=["year", "kind", "from_day", "institute"],
                condition=Q(institute__isnull=False),
                name="rate_of_institute_unique",
            ),
            models.UniqueConstraint(
                fields=["year", "kind", "from_day", "trainer"],
                condition=Q(trainer__isnull=False),
                name="rate_of_trainer_unique",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="rate_not_negative"),
            models.CheckConstraint(
                condition=Q(institute__isnull=True) | Q(trainer__isnull=True), name="rate_for_one_or_all"
            ),
        )

    def __str__(self) -> str:
        return self.get_kind_display()


class Commitment(Owned):
    """Money promised because of a session, one row per session, category and rate: what `rules.promises` said when last asked.

    Pages work the commitments out anew each time; these rows are what was written down, to compare with.
    """

    year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="commitments")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="commitments")
    category = models.CharField(_("category"), max_length=14, choices=Category.choices)
    units = models.PositiveIntegerField(_("number"), help_text="Half-days, sessions, kilometres or heads.")
    rate = models.DecimalField(_("rate"), max_digits=8, decimal_places=2)
    amount = models.DecimalField(_("amount"), max_digits=10, decimal_places=2)

    class Meta:
        ordering = ("category", "id")
        verbose_name = _("commitment")
        constraints = (
            models.UniqueConstraint(fields=["session", "category", "rate"], name="commitment_unique"),
            models.CheckConstraint(condition=Q(amount__gte=0) & Q(rate__gte=0), name="commitment_not_negative"),
        )

    def __str__(self) -> str:
        return f"{self.get_category_display()} · {self.session}"


class Actual(Owned):
    """Money spent, with its reference."""

    PERSONAL: ClassVar[dict[str, str]] = {"description": "administration", "document": "administration"}

    year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="actuals")
    category = models.CharField(_("category"), max_length=14, choices=Category.choices)
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    day = models.DateField(_("date"))
    amount = models.DecimalField(_("amount"), max_digits=10, decimal_places=2)
    reference = models.CharField(_("reference"), max_length=80)
    description = models.CharField(_("description"), max_length=200, blank=True)
    document = models.FileField(_("document"), upload_to="invoices/%Y/", blank=True)
    content_type = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ("-day", "-id")
        verbose_name = _("actual")
        constraints = (
            models.CheckConstraint(condition=Q(amount__gte=0), name="actual_not_negative"),
            models.UniqueConstraint(fields=["year", "reference"], name="actual_reference_unique"),
        )

    def __str__(self) -> str:
        return self.reference

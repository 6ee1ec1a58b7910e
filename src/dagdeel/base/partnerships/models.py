"""Partnerships, their schools and institutes, their years, and who holds which role."""

from datetime import date
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dagdeel.base.partnerships import rules
from dagdeel.base.partnerships.permissions import INSTITUTE_ROLES, SCHOOL_ROLES, Role
from dagdeel.base.partnerships.scope import Owned
from dagdeel.base.people.models import Person
from dagdeel.base.ui.pronouns import Pronoun

SCHOOL_ROLE_KEYS = sorted(role.value for role in SCHOOL_ROLES)
INSTITUTE_ROLE_KEYS = sorted(role.value for role in INSTITUTE_ROLES)


class HolidayRegion(models.TextChoices):
    """The three regions with their own school holidays."""

    NORTH = "Noord", _("north")
    MIDDLE = "Midden", _("middle")
    SOUTH = "Zuid", _("south")


class HalfDay(models.TextChoices):
    """The parts of a day in which a workshop fits."""

    MORNING = "am", _("morning")
    AFTERNOON = "pm", _("afternoon")
    EVENING = "ev", _("evening")


class Partnership(models.Model):
    """A training school partnership: schools and institutes that train teachers together."""

    name = models.CharField(_("name"), max_length=160)
    short_name = models.CharField(_("short name"), max_length=60)
    slug = models.SlugField(_("address in the browser"), unique=True)
    reply_to = models.EmailField(_("reply address"), blank=True)
    role_labels = models.JSONField(_("own names of roles"), default=dict, blank=True)
    pronoun = models.CharField(_("form of address"), max_length=2, choices=Pronoun.choices, default=Pronoun.U)
    demo_day = models.DateField(null=True, blank=True, help_text="In demo mode this partnership lives on this day.")

    class Meta:
        ordering = ("name",)
        verbose_name = _("partnership")
        constraints = (models.CheckConstraint(condition=Q(pronoun__in=Pronoun.values), name="partnership_pronoun"),)

    def __str__(self) -> str:
        return self.name

    def role_name(self, role: str) -> str:
        """What this partnership calls a role: by its own name, or by the usual one."""
        return str(self.role_labels.get(role) or Role(role).label)


class School(Owned):
    """A secondary school, or one of its sites."""

    name = models.CharField(_("name"), max_length=120)
    brin = models.CharField(
        _("BRIN"),
        max_length=6,
        blank=True,
        validators=[RegexValidator(rules.BRIN, _("A BRIN has two digits and two letters, and two more for the site."))],
    )
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=8, blank=True)
    town = models.CharField(_("town"), max_length=80, blank=True)
    holiday_region = models.CharField(
        _("holiday region"), max_length=8, choices=HolidayRegion.choices, default=HolidayRegion.SOUTH
    )

    class Meta:
        ordering = ("name",)
        verbose_name = _("school")
        constraints = (models.UniqueConstraint(fields=["partnership", "name"], name="school_name_unique"),)

    def __str__(self) -> str:
        return self.name


class Institute(Owned):
    """A teacher education institute."""

    name = models.CharField(_("name"), max_length=120)

    class Meta:
        ordering = ("name",)
        verbose_name = _("institute")
        constraints = (models.UniqueConstraint(fields=["partnership", "name"], name="institute_name_unique"),)

    def __str__(self) -> str:
        return self.name


class ProgrammeYear(Owned):
    """One school year of the programme, with the numbers and deadlines that hold in it."""

    class State(models.TextChoices):
        """A year is prepared, runs, and is closed."""

        PREPARING = "preparing", _("in preparation")
        RUNNING = "running", _("running")
        CLOSED = "closed", _("closed")

    first_year = models.PositiveSmallIntegerField(_("starts in"))
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.PREPARING)
    # the numbers of the booklet are the defaults
    workshops_per_school = models.PositiveSmallIntegerField(
        _("workshops per school"), default=4, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    group_minimum = models.PositiveSmallIntegerField(_("smallest group"), default=5)
    group_maximum = models.PositiveSmallIntegerField(_("largest group"), default=20)
    session_minutes = models.PositiveSmallIntegerField(_("length of a workshop in minutes"), default=210)
    threshold = models.PositiveSmallIntegerField(
        _("fewest answers that are shown"), default=5, validators=[MinValueValidator(3), MaxValueValidator(10)]
    )
    cancel_days = models.PositiveSmallIntegerField(_("days before a session until which one may cancel"), default=7)
    offer_days = models.PositiveSmallIntegerField(
        _("days that an offered seat is kept"), default=3, validators=[MinValueValidator(1), MaxValueValidator(30)]
    )
    decide_days = models.PositiveSmallIntegerField(
        _("days before a session at which it is decided whether it goes on"), default=14,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
    )  # fmt: skip
    guide_aside = models.BooleanField(_("guided start put aside"), default=False)
    # the deadlines, in the order of the year
    brochure_due = models.DateField(_("brochure ready"), null=True, blank=True)
    choices_due = models.DateField(_("schools have chosen"), null=True, blank=True)
    availability_due = models.DateField(_("trainers gave their availability"), null=True, blank=True)
    plan_due = models.DateField(_("plan published"), null=True, blank=True)
    invitations_due = models.DateField(_("invitations sent"), null=True, blank=True)
    enrolment_due = models.DateField(_("mentors have enrolled"), null=True, blank=True)
    evaluation_due = models.DateField(_("evaluation closed"), null=True, blank=True)
    decisions_due = models.DateField(_("decisions taken"), null=True, blank=True)
    report_due = models.DateField(_("annual report published"), null=True, blank=True)

    class Meta:
        ordering = ("-first_year",)
        verbose_name = _("programme year")
        constraints = (
            models.UniqueConstraint(fields=["partnership", "first_year"], name="year_unique"),
            models.CheckConstraint(
                condition=Q(group_minimum__gte=1) & Q(group_minimum__lte=F("group_maximum")), name="year_group_sizes"
            ),
            models.CheckConstraint(condition=Q(threshold__gte=3) & Q(threshold__lte=10), name="year_threshold"),
        )

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """2016-2017."""
        return rules.label(self.first_year)

    @property
    def first_day(self) -> date:
        """A school year runs from 1 August."""
        return date(self.first_year, 8, 1)

    @property
    def last_day(self) -> date:
        """Until 31 July."""
        return date(self.first_year + 1, 7, 31)


class Membership(Owned):
    """A role that a person holds, at a school or institute where the role asks for one, from and until a school year."""

    PERSONAL: ClassVar[dict[str, str]] = {"person": "identity", "role": "employment", "subject": "employment"}

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    institute = models.ForeignKey(
        Institute, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    subject = models.CharField(_("subject taught"), max_length=60, blank=True)
    from_year = models.PositiveSmallIntegerField(_("from school year"))
    to_year = models.PositiveSmallIntegerField(_("to school year"), null=True, blank=True)

    class Meta:
        ordering = ("person__sort_key", "role")
        verbose_name = _("membership")
        constraints = (
            models.UniqueConstraint(
                fields=["partnership", "person", "role", "from_year"],
                condition=Q(school__isnull=True, institute__isnull=True), name="membership_unique",
            ),
            models.UniqueConstraint(
                fields=["partnership", "person", "role", "school", "from_year"],
                condition=Q(school__isnull=False), name="membership_unique_at_school",
            ),
            models.UniqueConstraint(
                fields=["partnership", "person", "role", "institute", "from_year"],
                condition=Q(institute__isnull=False), name="membership_unique_at_institute",
            ),
            models.CheckConstraint(
                condition=~Q(role__in=SCHOOL_ROLE_KEYS) | Q(school__isnull=False), name="membership_has_school"
            ),
            models.CheckConstraint(
                condition=~Q(role__in=INSTITUTE_ROLE_KEYS) | Q(institute__isnull=False), name="membership_has_institute"
            ),
            models.CheckConstraint(
                condition=Q(to_year__isnull=True) | Q(to_year__gte=F("from_year")), name="membership_years_in_order"
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person} · {self.get_role_display()}"

    @property
    def role_name(self) -> str:
        """The role as the partnership calls it."""
        return self.partnership.role_name(self.role)


class LinkSerial(Owned):
    """The number that a personal link must carry to be valid; raising it revokes every link given before."""

    PERSONAL: ClassVar[dict[str, str]] = {"person": "identity"}

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="link_serials")
    purpose = models.CharField(max_length=20)
    serial = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["partnership", "person", "purpose"], name="link_serial_unique"),)

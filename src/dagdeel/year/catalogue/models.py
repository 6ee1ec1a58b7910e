"""Workshops, their yearly editions, the brochure, materials and proposals."""

import uuid
from decimal import Decimal
from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.partnerships.scope import Owned
from dagdeel.base.people.models import Person
from dagdeel.year.catalogue.states import ChangeKind, EditionState, ProposalState


class Workshop(Owned):
    """A workshop across the years; what it is in one year is its edition."""

    name = models.CharField(_("name"), max_length=160)

    class Meta:
        ordering = ("name",)
        verbose_name = _("workshop")
        constraints = (models.UniqueConstraint(fields=["partnership", "name"], name="workshop_name_unique"),)

    def __str__(self) -> str:
        return self.name


class Edition(Owned):
    """A workshop in one school year.

    The row of a published edition is what was published: edits wait in `pending` until the next version.
    """

    year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="editions")
    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="editions")
    state = models.CharField(_("state"), max_length=10, choices=EditionState.choices, default=EditionState.DRAFT)
    position = models.PositiveSmallIntegerField(_("place in the brochure"), default=1)
    title = models.CharField(_("title"), max_length=160)
    summary = models.TextField(_("summary"), blank=True)
    audience = models.CharField(_("audience"), max_length=200, blank=True)
    level = models.CharField(_("level"), max_length=80, blank=True)
    prior_knowledge = models.CharField(_("prior knowledge"), max_length=200, blank=True)
    content = models.TextField(_("content"), blank=True)
    methods = models.TextField(_("working methods"), blank=True)
    preparation = models.TextField(_("preparation"), blank=True)
    minutes = models.PositiveSmallIntegerField(_("length in minutes"), default=210)
    minimum = models.PositiveSmallIntegerField(_("smallest group"), default=5)
    maximum = models.PositiveSmallIntegerField(_("largest group"), default=20)
    competence = models.CharField(_("what the trainer must be able to do"), max_length=200, blank=True)
    equipment = models.CharField(_("room and equipment"), max_length=200, blank=True)
    certificate_hours = models.DecimalField(
        _("hours on the certificate"), max_digits=4, decimal_places=1, default=Decimal("3.5")
    )
    language = models.CharField(_("language"), max_length=2, choices=Person.Language.choices, default="nl")
    based_on = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="successors")
    change = models.CharField(_("kind of change"), max_length=10, choices=ChangeKind.choices, default=ChangeKind.NEW)
    change_reason = models.TextField(_("reason of the change"), blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_from")
    remark = models.TextField(_("remark of the programme lead"), blank=True)
    pending = models.JSONField(_("edits that wait for the next version"), null=True, encoder=DjangoJSONEncoder)
    version = models.PositiveSmallIntegerField(_("version"), default=0)
    # the example whose words these still are; empty as soon as somebody edits or publishes them
    sample = models.CharField(_("example"), max_length=40, blank=True)

    class Meta:
        ordering = ("position", "title")
        verbose_name = _("edition")
        constraints = (
            models.UniqueConstraint(fields=["year", "workshop"], name="edition_once_a_year"),
            models.CheckConstraint(
                condition=Q(minimum__gte=1) & Q(minimum__lte=F("maximum")), name="edition_group_sizes"
            ),
            models.CheckConstraint(condition=Q(minutes__gte=30) & Q(minutes__lte=600), name="edition_minutes"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(state=EditionState.WITHDRAWN), name="edition_merged_is_gone"
            ),
            models.CheckConstraint(
                condition=~Q(state=EditionState.PUBLISHED) | Q(version__gte=1), name="edition_published_has_version"
            ),
            models.CheckConstraint(
                condition=~Q(state=EditionState.PUBLISHED) | Q(sample=""), name="edition_published_is_no_example"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def certificate_minutes(self) -> int:
        """The hours on the certificate, in minutes, for the filter that writes lengths."""
        return int(self.certificate_hours * 60)


class Goal(Owned):
    """What a participant can do afterwards. The key stays over years and versions: it is an evaluation item."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="goals")
    position = models.PositiveSmallIntegerField(default=1)
    key = models.UUIDField(default=uuid.uuid4)
    text = models.CharField(_("goal"), max_length=300)

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=["edition", "position"], name="goal_position_unique"),
            models.UniqueConstraint(fields=["edition", "key"], name="goal_key_unique"),
        )

    def __str__(self) -> str:
        return self.text


class EditionVersion(Owned):
    """What was published, frozen."""

    PERSONAL: ClassVar[dict[str, str]] = {"published_by": "accountability"}

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    snapshot = models.JSONField(encoder=DjangoJSONEncoder)
    changelog = models.TextField(_("what changed"), blank=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=["edition", "number"], name="edition_version_unique"),)


class Brochure(Owned):
    """The brochure of a year: its introduction, who may see it, and whether it is released."""

    year = models.OneToOneField(ProgrammeYear, on_delete=models.PROTECT, related_name="brochure")
    introduction = models.TextField(_("introduction"), blank=True)
    public = models.BooleanField(_("anyone with the link may read it"), default=False)
    released_at = models.DateTimeField(_("released"), null=True, blank=True)

    class Meta:
        verbose_name = _("brochure")

    def __str__(self) -> str:
        return str(self.year)


class Proposal(Owned):
    """An idea of a working group, which the programme lead may turn into an edition."""

    PERSONAL: ClassVar[dict[str, str]] = {"proposed_by": "employment"}

    year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="proposals")
    title = models.CharField(_("title"), max_length=160)
    idea = models.TextField(_("idea"))
    for_whom = models.CharField(_("for whom"), max_length=200, blank=True)
    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, null=True, blank=True, related_name="proposals")
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=ProposalState.choices, default=ProposalState.SUBMITTED)
    remark = models.TextField(_("remark"), blank=True)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, null=True, blank=True, related_name="proposals")

    class Meta:
        ordering = ("-id",)
        verbose_name = _("proposal")
        constraints = (
            models.CheckConstraint(
                condition=~Q(state=ProposalState.ACCEPTED) | Q(edition__isnull=False),
                name="proposal_accepted_has_edition",
            ),
        )

    def __str__(self) -> str:
        return self.title


class Material(Owned):
    """A file or a link that belongs to an edition, open to participants within its window."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="materials")
    title = models.CharField(_("title"), max_length=160)
    file = models.FileField(_("file"), upload_to="materials/%Y/", blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(_("size in bytes"), default=0)
    url = models.URLField(_("link"), blank=True)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    visible_from = models.DateField(_("visible from"), null=True, blank=True)
    visible_until = models.DateField(_("visible until"), null=True, blank=True)

    class Meta:
        ordering = ("title", "-version")
        verbose_name = _("material")
        constraints = (
            models.UniqueConstraint(fields=["edition", "title", "version"], name="material_version_unique"),
            models.CheckConstraint(
                condition=(Q(file="") & ~Q(url="")) | (~Q(file="") & Q(url="")), name="material_file_or_link"
            ),
            models.CheckConstraint(
                condition=Q(visible_until__isnull=True)
                | Q(visible_from__isnull=True)
                | Q(visible_from__lte=F("visible_until")),
                name="material_window_in_order",
            ),
        )

    def __str__(self) -> str:
        return self.title

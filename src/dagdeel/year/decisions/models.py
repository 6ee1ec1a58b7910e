"""From what people said to what changes: finding, decision, consequence."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.partnerships.scope import Owned
from dagdeel.base.people.models import Person
from dagdeel.year.catalogue.models import Edition, Workshop
from dagdeel.year.decisions.states import Body, ConsequenceKind, DecisionState, FindingState


class Finding(Owned):
    """Something that the evaluation shows, with the figure as it was when it was written down."""

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

    class Meta:
        ordering = ("-day", "-id")
        verbose_name = _("decision")
        constraints = (models.CheckConstraint(condition=~Q(reason=""), name="decision_has_reason"),)

    def __str__(self) -> str:
        return self.title


class Consequence(Owned):
    """One change that follows from a decision. `edition` or `applied` says what it became."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="consequences")
    kind = models.CharField(_("kind"), max_length=8, choices=ConsequenceKind.choices)
    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, null=True, blank=True, related_name="consequences")
    merge_into = models.ForeignKey(Workshop, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    field = models.CharField(_("what changes"), max_length=40, blank=True)
    value = models.CharField(_("becomes"), max_length=500, blank=True)
    description = models.CharField(_("in words"), max_length=300)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, null=True, blank=True, related_name="consequences")
    before = models.CharField(_("was"), max_length=500, blank=True)
    done_at = models.DateTimeField(_("carried out"), null=True, blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("consequence")

    def __str__(self) -> str:
        return self.description

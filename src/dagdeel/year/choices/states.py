"""The life of a school's plan: proposed by the educators, agreed by the management."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlanState(models.TextChoices):
    """Draft → proposed → agreed, or sent back with a remark."""

    DRAFT = "draft", _("draft")
    PROPOSED = "proposed", _("proposed")
    RETURNED = "returned", _("sent back")
    AGREED = "agreed", _("agreed")


PLAN_MOVES: dict[PlanState, frozenset[PlanState]] = {
    PlanState.DRAFT: frozenset({PlanState.PROPOSED}),
    PlanState.PROPOSED: frozenset({PlanState.AGREED, PlanState.RETURNED}),
    PlanState.RETURNED: frozenset({PlanState.PROPOSED}),
    PlanState.AGREED: frozenset({PlanState.RETURNED}),
}


class RuleAudience(models.TextChoices):
    """For whom the participation rule holds."""

    ALL = "all", _("all mentors")
    NEW = "new", _("mentors in their first year")
    NAMED = "named", _("mentors who are named")


class RuleChoice(models.TextChoices):
    """Who decides which workshops a mentor takes. By preference: mentors rank them, and a placement divides the seats."""

    OWN = "own", _("own choice")
    RANKED = "ranked", _("by preference")
    ASSIGNED = "assigned", _("assigned by the school")


class WishKind(models.TextChoices):
    """A half-day that suits the school, or one that cannot be."""

    POSSIBLE = "possible", _("possible")
    IMPOSSIBLE = "impossible", _("impossible")

"""The lives of a session, of a trainer's assignment and of a version of the plan."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SessionState(models.TextChoices):
    """A session is a draft until a version of the plan is published; held when its roster is closed."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    CANCELLED = "cancelled", _("cancelled")
    HELD = "held", _("held")


SESSION_MOVES: dict[SessionState, frozenset[SessionState]] = {
    SessionState.DRAFT: frozenset({SessionState.PUBLISHED, SessionState.CANCELLED}),
    SessionState.PUBLISHED: frozenset({SessionState.CANCELLED, SessionState.HELD}),
    SessionState.CANCELLED: frozenset({SessionState.DRAFT}),
    SessionState.HELD: frozenset(),
}


class AssignmentState(models.TextChoices):
    """A trainer is asked when the plan is published, and answers. Withdrawn: asked, and then no longer needed."""

    PROPOSED = "proposed", _("proposed")
    ASKED = "asked", _("asked")
    CONFIRMED = "confirmed", _("confirmed")
    DECLINED = "declined", _("cannot come")
    WITHDRAWN = "withdrawn", _("no longer needed")


ASSIGNMENT_MOVES: dict[AssignmentState, frozenset[AssignmentState]] = {
    AssignmentState.PROPOSED: frozenset({AssignmentState.ASKED}),
    AssignmentState.ASKED: frozenset({AssignmentState.CONFIRMED, AssignmentState.DECLINED, AssignmentState.WITHDRAWN}),
    AssignmentState.CONFIRMED: frozenset({AssignmentState.ASKED, AssignmentState.DECLINED, AssignmentState.WITHDRAWN}),
    AssignmentState.DECLINED: frozenset(),
    AssignmentState.WITHDRAWN: frozenset(),
}


class ProposalMode(models.TextChoices):
    """What a proposal may move. What is held, past or fixed never moves."""

    LEAST = "least", _("keep what is planned, move as little as possible")
    OPEN = "open", _("only what has no trainer or date yet")
    SCRATCH = "scratch", _("everything anew")


class Severity(models.TextChoices):
    """BLOCK: cannot be saved or published. WARN: can, when somebody knows why."""

    BLOCK = "block", _("impossible")
    WARN = "warn", _("mind")

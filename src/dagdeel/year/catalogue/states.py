"""The life of an edition and of a proposal: states, and which follows which."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EditionState(models.TextChoices):
    """Draft → review → published; a published edition can be withdrawn."""

    DRAFT = "draft", _("draft")
    REVIEW = "review", _("in review")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


EDITION_MOVES: dict[EditionState, frozenset[EditionState]] = {
    EditionState.DRAFT: frozenset({EditionState.REVIEW, EditionState.WITHDRAWN}),
    EditionState.REVIEW: frozenset({EditionState.DRAFT, EditionState.PUBLISHED, EditionState.WITHDRAWN}),
    EditionState.PUBLISHED: frozenset({EditionState.PUBLISHED, EditionState.WITHDRAWN}),
    EditionState.WITHDRAWN: frozenset({EditionState.DRAFT}),
}


class ProposalState(models.TextChoices):
    """A proposal of a working group waits for the programme lead."""

    SUBMITTED = "submitted", _("submitted")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")


PROPOSAL_MOVES: dict[ProposalState, frozenset[ProposalState]] = {
    ProposalState.SUBMITTED: frozenset({ProposalState.ACCEPTED, ProposalState.DECLINED}),
    ProposalState.ACCEPTED: frozenset(),
    ProposalState.DECLINED: frozenset(),
}


class ChangeKind(models.TextChoices):
    """What happened to a workshop since last year's brochure."""

    UNCHANGED = "unchanged", _("unchanged")
    CHANGED = "changed", _("changed")
    NEW = "new", _("new")
    MERGED = "merged", _("merged")
    DROPPED = "dropped", _("dropped")

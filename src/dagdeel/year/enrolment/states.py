"""The lives of an invitation and of an enrolment."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class InvitationState(models.TextChoices):
    """A draft until the head signs and sends."""

    DRAFT = "draft", _("draft")
    SENT = "sent", _("sent")


class EnrolmentState(models.TextChoices):
    """Enrolled and offered hold a seat; waiting and cancelled do not."""

    ENROLLED = "enrolled", _("enrolled")
    OFFERED = "offered", _("seat offered")
    WAITING = "waiting", _("on the waiting list")
    CANCELLED = "cancelled", pgettext_lazy("somebody in a session", "cancelled")


HOLDS_SEAT = frozenset({EnrolmentState.ENROLLED, EnrolmentState.OFFERED})
ENROLMENT_MOVES: dict[EnrolmentState, frozenset[EnrolmentState]] = {
    EnrolmentState.WAITING: frozenset({EnrolmentState.OFFERED, EnrolmentState.ENROLLED, EnrolmentState.CANCELLED}),
    EnrolmentState.OFFERED: frozenset({EnrolmentState.ENROLLED, EnrolmentState.CANCELLED}),
    EnrolmentState.ENROLLED: frozenset({EnrolmentState.CANCELLED}),
    EnrolmentState.CANCELLED: frozenset(),
}


class EnrolmentWay(models.TextChoices):
    """How somebody came into a session, which decides what is written to him."""

    SELF = "self", _("enrolled by the mentor")
    BEHALF = "behalf", _("enrolled by the school")
    WAITING_LIST = "waiting", _("moved up from the waiting list")
    SUBSTITUTE = "instead", _("comes in the place of a colleague")
    RESERVED = "reserved", _("named for a reserved seat")


class EnrolmentEnd(models.TextChoices):
    """How an enrolment ended, which decides what is written to him."""

    SELF = "self", _("cancelled by the mentor")
    SCHOOL = "school", _("cancelled by the school")
    DECLINED = "declined", _("declined the seat that was offered")
    LAPSED = "lapsed", _("did not answer the offer in time")
    SWAPPED = "swapped", _("changed to another session")
    SUBSTITUTED = "instead", _("sent a colleague")
    MERGED = "merged", _("stood twice in the administration")
    LEFT = "left", _("is no longer in the administration")


class VerdictKind(models.TextChoices):
    """What was decided about a session under its minimum."""

    RUN = "run", _("goes on")
    CANCELLED = "cancelled", _("is cancelled")
    MERGED = "merged", _("is merged with another session")


class WhyWaiting(models.TextChoices):
    """Why somebody on the waiting list is passed over when a seat comes free."""

    CLASH = "clash", _("has another workshop in that half-day")
    SAME_WORKSHOP = "same", _("already takes this workshop on another day")
    ENOUGH = "enough", _("already has as many workshops as the school asks")

"""The lives of an invitation and of an enrolment."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class InvitationState(models.TextChoices):
    """A draft until the head signs and sends."""

    DRAFT = "draft", _("draft")
    SENT = "sent", _("sent")


class EnrolmentState(models.TextChoices):
    """Enrolled and offered hold a seat; waiting and cancelled do not."""

    ENROLLED = "enrolled", _("enrolled")
    OFFERED = "offered", _("seat offered")
    WAITING = "waiting", _("on the waiting list")
    CANCELLED = "cancelled", _("cancelled")


HOLDS_SEAT = frozenset({EnrolmentState.ENROLLED, EnrolmentState.OFFERED})
ENROLMENT_MOVES: dict[EnrolmentState, frozenset[EnrolmentState]] = {
    EnrolmentState.WAITING: frozenset({EnrolmentState.OFFERED, EnrolmentState.ENROLLED, EnrolmentState.CANCELLED}),
    EnrolmentState.OFFERED: frozenset({EnrolmentState.ENROLLED, EnrolmentState.CANCELLED}),
    EnrolmentState.ENROLLED: frozenset({EnrolmentState.CANCELLED}),
    EnrolmentState.CANCELLED: frozenset(),
}

"""The lives of an invitation, of an enrolment and of a round in which mentors rank."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class InvitationState(models.TextChoices):
    """A draft until the head signs and sends."""

    DRAFT = "draft", _("draft")
    SENT = "sent", _("sent")


class Window(models.TextChoices):
    """Where the window of the school's envelopes is: 90 by 45 mm, 20 mm from that side and 15 mm from below."""

    LEFT = "left", pgettext_lazy("window of an envelope", "left")
    RIGHT = "right", pgettext_lazy("window of an envelope", "right")


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
    PLACED = "placed", _("placed by preference")


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
    MOVED = "moved", _("is moved to another half-day")


class WhyWaiting(models.TextChoices):
    """Why somebody on the waiting list is passed over when a seat comes free."""

    CLASH = "clash", _("has another workshop in that half-day")
    SAME_WORKSHOP = "same", _("already takes this workshop on another day")
    ENOUGH = "enough", _("already has, or is offered, as many workshops as the school asks")


class Outlook(models.TextChoices):
    """What somebody who is short of the rule can do about it; who can do nothing is not reminded."""

    CHOOSE = "choose", _("can choose: a session that suits has room")
    ANSWER = "answer", _("can accept the seat that is offered")
    JOIN = "join", _("can join a waiting list: every session that suits is full")
    WAITS = "waits", _("waits already, and every other session that suits is full")
    NOTHING = "nothing", _("no session is left that suits")


REMINDED = frozenset({Outlook.CHOOSE, Outlook.ANSWER, Outlook.JOIN})


class RoundState(models.TextChoices):
    """Mentors rank, the round closes, a placement is made and looked at, and then everybody hears of it."""

    OPEN = "open", pgettext_lazy("ranking round", "open")
    CLOSED = "closed", pgettext_lazy("ranking round", "closed")
    PLACED = "placed", pgettext_lazy("ranking round", "placed, not published yet")
    PUBLISHED = "published", pgettext_lazy("ranking round", "published")
    WITHDRAWN = "withdrawn", pgettext_lazy("ranking round", "withdrawn")


ROUND_MOVES: dict[RoundState, frozenset[RoundState]] = {
    RoundState.OPEN: frozenset({RoundState.CLOSED, RoundState.WITHDRAWN}),
    # open again: the closing date was put off
    RoundState.CLOSED: frozenset({RoundState.OPEN, RoundState.PLACED, RoundState.WITHDRAWN}),
    # closed again: the placement was thrown away; placed again: by what was locked, or with another seed
    RoundState.PLACED: frozenset({RoundState.PLACED, RoundState.CLOSED, RoundState.PUBLISHED, RoundState.WITHDRAWN}),
    RoundState.PUBLISHED: frozenset(),
    RoundState.WITHDRAWN: frozenset(),
}

"""Who is asked, what kind of question, and what happens to a remark."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Audience(models.TextChoices):
    """The four perspectives on a workshop."""

    PARTICIPANT = "participant", _("participants")
    TRAINER = "trainer", _("trainers")
    SCHOOL_EDUCATOR = "school_educator", _("school educators")
    INSTITUTE_EDUCATOR = "institute_educator", _("institute educators")


class Kind(models.TextChoices):
    """Agree 1-5 (0 is not applicable), a mark 1-10, or words."""

    AGREE = "agree", _("agree from 1 to 5")
    MARK = "mark", _("mark from 1 to 10")
    TEXT = "text", _("own words")


NOT_APPLICABLE = 0
SCALE: dict[str, range] = {Kind.AGREE: range(6), Kind.MARK: range(1, 11)}


class InstrumentState(models.TextChoices):
    """Questions are fixed while an instrument is open."""

    DRAFT = "draft", _("draft")
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")


class CommentState(models.TextChoices):
    """A remark is read by somebody before others see it."""

    WAITING = "waiting", _("to be screened")
    RELEASED = "released", pgettext_lazy("remark", "released")
    WITHHELD = "withheld", pgettext_lazy("remark", "withheld")


INSTRUMENT_MOVES: dict[InstrumentState, frozenset[InstrumentState]] = {
    InstrumentState.DRAFT: frozenset({InstrumentState.OPEN}),
    InstrumentState.OPEN: frozenset({InstrumentState.CLOSED}),
    InstrumentState.CLOSED: frozenset({InstrumentState.OPEN}),
}
COMMENT_MOVES: dict[CommentState, frozenset[CommentState]] = {
    CommentState.WAITING: frozenset({CommentState.RELEASED, CommentState.WITHHELD}),
    CommentState.RELEASED: frozenset({CommentState.WITHHELD}),
    CommentState.WITHHELD: frozenset({CommentState.RELEASED}),
}

# answered about one session, or about the whole year
PER_SESSION: frozenset[Audience] = frozenset({Audience.PARTICIPANT, Audience.TRAINER})
# items that say something about one person: shown to that person and the programme lead, and over the whole year
ABOUT_A_PERSON: frozenset[str] = frozenset({"trainer"})

AGREE_LABELS: dict[int, Any] = {
    1: pgettext_lazy("scale", "disagree strongly"),
    2: pgettext_lazy("scale", "disagree"),
    3: pgettext_lazy("scale", "neutral"),
    4: pgettext_lazy("scale", "agree"),
    5: pgettext_lazy("scale", "agree strongly"),
}

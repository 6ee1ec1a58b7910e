"""Who is asked when, what kind of question, and what happens to a remark."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Audience(models.TextChoices):
    """Whose view of the workshops is asked for."""

    PARTICIPANT = "participant", _("participants")
    TRAINER = "trainer", _("trainers")
    SCHOOL_EDUCATOR = "school_educator", _("school educators")
    INSTITUTE_EDUCATOR = "institute_educator", _("institute educators")
    HEAD = "head", _("heads")
    STUDENT = "student", _("student teachers")


class Moment(models.TextChoices):
    """When a questionnaire is answered: right after a session, some weeks after it, or once a year."""

    SESSION = "session", _("after a session")
    LATER = "later", _("some weeks later")
    YEAR = "year", _("once a year")


@dataclass(frozen=True, slots=True)
class Ask:
    """One questionnaire of a year: who is asked, and when."""

    audience: str
    moment: str
    label: Any
    optional: bool = False  # not made unless somebody wants it

    @property
    def key(self) -> str:
        """The name in an address."""
        return f"{self.audience}-{self.moment}"

    @property
    def name(self) -> str:
        """The audience alone for its main questionnaire, else the key."""
        return self.audience if self.moment == main_moment(self.audience) else self.key

    @property
    def who(self) -> str:
        """Who answered it; with the moment where it is not the main one."""
        return str(Audience(self.audience).label if self.name == self.audience else self.label)


# the first of an audience is the one that is meant when only the audience is named
ASKS: tuple[Ask, ...] = (
    Ask(Audience.PARTICIPANT, Moment.SESSION, _("participants, after a session")),
    Ask(Audience.PARTICIPANT, Moment.LATER, _("participants, some weeks later")),
    Ask(Audience.TRAINER, Moment.SESSION, _("trainers, after a session")),
    Ask(Audience.SCHOOL_EDUCATOR, Moment.YEAR, _("school educators, once a year")),
    Ask(Audience.SCHOOL_EDUCATOR, Moment.SESSION, _("school educators, after a session")),
    Ask(Audience.INSTITUTE_EDUCATOR, Moment.YEAR, _("institute educators, once a year")),
    Ask(Audience.HEAD, Moment.YEAR, _("heads, once a year")),
    Ask(Audience.STUDENT, Moment.YEAR, _("student teachers, once a year"), optional=True),
)
BY_KEY: dict[str, Ask] = {ask.key: ask for ask in ASKS}


def main_moment(audience: str) -> str:
    """The moment that is meant when only the audience is named."""
    return next(ask.moment for ask in ASKS if ask.audience == audience)


def ask_of(audience: str, moment: str = "") -> Ask:
    """This questionnaire, without a moment the main one of the audience; raises KeyError for one that does not exist."""
    return BY_KEY[f"{audience}-{moment or main_moment(audience)}"]


BY_NAME: dict[str, Ask] = {ask.name: ask for ask in ASKS}


# the four perspectives on a workshop that stand side by side
PERSPECTIVES = (Audience.PARTICIPANT, Audience.TRAINER, Audience.SCHOOL_EDUCATOR, Audience.INSTITUTE_EDUCATOR)
# who has no account answers with a code on paper
BY_CODE = frozenset({Audience.STUDENT})
WEEKS = range(8, 13)  # after which participants are asked again
WEEKS_DEFAULT = 10


class Kind(models.TextChoices):
    """Agree 1-5 (0 is not applicable), a mark 1-10, one or several of some options, or words."""

    AGREE = "agree", _("agree from 1 to 5")
    MARK = "mark", _("mark from 1 to 10")
    ONE = "one", _("one of some options")
    SEVERAL = "several", _("several of some options")
    TEXT = "text", _("own words")


NOT_APPLICABLE = 0
SCALE: dict[str, range] = {Kind.AGREE: range(6), Kind.MARK: range(1, 11)}
# options have a number that stays theirs; 0 counts the people who chose something of several
CHOICES: frozenset[str] = frozenset({Kind.ONE, Kind.SEVERAL})
OPTIONS = range(1, 11)
ANSWERED = 0
COUNTS_PEOPLE: frozenset[str] = frozenset({Kind.SEVERAL, Kind.TEXT})


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


class ReplyState(models.TextChoices):
    """What a trainer writes back is for the programme lead, who lets participants see it, or not."""

    WRITTEN = "written", _("for the programme lead")
    SHOWN = "shown", _("participants see it")
    TAKEN_BACK = "taken", _("taken back")


INSTRUMENT_MOVES: dict[InstrumentState, frozenset[InstrumentState]] = {
    InstrumentState.DRAFT: frozenset({InstrumentState.OPEN}),
    InstrumentState.OPEN: frozenset({InstrumentState.CLOSED}),
    InstrumentState.CLOSED: frozenset({InstrumentState.OPEN}),
}
COMMENT_MOVES: dict[CommentState, frozenset[CommentState]] = {
    CommentState.WAITING: frozenset({CommentState.RELEASED, CommentState.WITHHELD}),
    CommentState.RELEASED: frozenset({CommentState.WITHHELD, CommentState.WAITING}),
    CommentState.WITHHELD: frozenset({CommentState.RELEASED, CommentState.WAITING}),
}

# audiences whose main questionnaire is about one session
PER_SESSION: frozenset[Audience] = frozenset({Audience.PARTICIPANT, Audience.TRAINER})
# the ready-made items that say something about one person; they are what the quality of trainers comes from
ABOUT_A_PERSON: frozenset[str] = frozenset({"trainer"})

AGREE_LABELS: dict[int, Any] = {
    1: pgettext_lazy("scale", "disagree strongly"),
    2: pgettext_lazy("scale", "disagree"),
    3: pgettext_lazy("scale", "neutral"),
    4: pgettext_lazy("scale", "agree"),
    5: pgettext_lazy("scale", "agree strongly"),
}

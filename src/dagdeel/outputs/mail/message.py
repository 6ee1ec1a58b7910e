"""A mail as a value: built by a step, kept and delivered by the outbox; and what there is to say about all mails of a kind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from dagdeel.base.people.models import Person
from dagdeel.outputs.mail.states import Topic


@dataclass(frozen=True, slots=True)
class Follows:
    """This mail comes after another one, so long after that one went out; until then there is nothing to send.

    The other one is known by its key, or is whichever brought this appointment (`uid`) into the recipient's calendar.
    """

    key: str = ""
    after: timedelta = timedelta()
    uid: str = ""


@dataclass(frozen=True, slots=True)
class Appointment:
    """What goes into the calendar of the recipient with the mail, or out of it; times are ISO texts.

    `uid` stays when it moves. `sequence` rises with every change: make it with `sequence`.
    """

    uid: str
    title: str
    starts: str
    ends: str
    place: str = ""
    cancelled: bool = False
    sequence: int = 0


def sequence(changes: int, *, withdrawn: bool = False) -> int:
    """The number of an appointment that changed so often; one that is taken away is newer than the same one that stood."""
    return 2 * changes + withdrawn


@dataclass(frozen=True, slots=True)
class Message:
    """A mail that should exist.

    `key` is stable and unique in the partnership: the same mail asked for again is the same row. `template` names two files
    without their ending (`enrolment/mail/invitation` → `.txt` with the subject in its first line, and `.html`), rendered in
    the recipient's language with `context` (plain JSON values only). `due`: not sent before. `why`: the sentence that tells
    the recipient why this mail comes. `year`: the id of the year that it is about; the worker fills it in.
    """

    key: str
    to: Person
    template: str
    why: str
    context: Mapping[str, Any] = field(default_factory=dict)
    due: datetime | None = None
    kind: str = ""
    follows: Follows | None = None
    appointment: Appointment | None = None
    year: int | None = None


def _nothing() -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """All mails of a kind. A step lists its kinds; what it does not list is needed, waits for the morning and comes alone.

    `to`, `when` and `why` are words for people: who gets it, when it exists, and the sentence that the recipient reads.
    `example` gives a context to show it with, in the active language. `topic`: what one can say no to; without one the mail
    always comes. `urgent`: it also comes at night and in the holidays. `daily`: it may wait for the mail of the day.
    """

    key: str
    label: Any
    to: Any
    when: Any
    why: Any
    template: str
    example: Callable[[], Mapping[str, Any]] = _nothing
    topic: Topic = Topic.NEEDED
    urgent: bool = False
    daily: bool = False

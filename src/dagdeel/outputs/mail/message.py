"""A mail as a value: built by a step, kept and delivered by the outbox."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dagdeel.base.people.models import Person


@dataclass(frozen=True, slots=True)
class Message:
    """A mail that should exist.

    `key` is stable and unique in the partnership: the same mail asked for again is the same row. `template` names two files
    without their ending (`enrolment/mail/invitation` → `.txt` with the subject in its first line, and `.html`), rendered in
    the recipient's language with `context` (plain JSON values only). `due`: not sent before. `why`: the sentence that tells
    the recipient why this mail comes.
    """

    key: str
    to: Person
    template: str
    why: str
    context: Mapping[str, Any] = field(default_factory=dict)
    due: datetime | None = None
    kind: str = ""

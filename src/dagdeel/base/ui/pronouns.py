"""How people are spoken to in Dutch: with "u" or with "je", as their partnership chose.

A Dutch text says both where they differ, the formal words first: `‹Kunt u|Kun je› komen?`. The translations are taken apart once,
when they are loaded (`spoken.py`); texts in files of our own go through `addressed`. A text that names the word itself has it
on both sides. English has no marks, so nothing changes there.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

MARK = re.compile(r"‹([^‹›|]*)\|([^‹›|]*)›")


class Pronoun(TextChoices):
    """What somebody is called who is spoken to."""

    U = "u", _("formal: u")
    JE = "je", _("informal: je")


_current: ContextVar[str] = ContextVar("pronoun", default=Pronoun.U.value)


@contextmanager
def speaking(pronoun: str) -> Iterator[None]:
    """Speak to people like this until the end of the block."""
    token = _current.set(pronoun)
    try:
        yield
    finally:
        _current.reset(token)


def current() -> str:
    """How people are spoken to right now; "u" where no partnership is known."""
    return _current.get()


def in_words_of(pronoun: str, text: str) -> str:
    """The text as it reads with this pronoun."""
    if "‹" not in text:
        return text
    number = 2 if pronoun == Pronoun.JE else 1
    return MARK.sub(lambda it: it[number], text)


def addressed(text: str) -> str:
    """The text as it reads with the pronoun of the partnership we work for."""
    return in_words_of(_current.get(), text)

"""One reading: while nothing is written the same question has the same answer, so it is asked once.

The door opens a reading for every GET, which writes nothing. The frame around a page opens one for what it shows, whatever came
before. Elsewhere, and so in every action, a question is asked anew each time. A reading lives as long as its block, and knows
one partnership from the other.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from dagdeel.base.partnerships import scope

P = ParamSpec("P")
R = TypeVar("R")

_answers: ContextVar[dict[Any, Any] | None] = ContextVar("answers", default=None)


@contextmanager
def reading() -> Iterator[None]:
    """Remember the answers to `asked_once` until the end of the block; a reading inside another is the same one."""
    if _answers.get() is not None:
        yield
        return
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def asked_once(question: Callable[P, R]) -> Callable[P, R]:
    """A question that one reading asks once. Its arguments can be hashed, and nobody changes its answer."""

    @wraps(question)
    def ask(*args: P.args, **kwargs: P.kwargs) -> R:
        answers = _answers.get()
        if answers is None:
            return question(*args, **kwargs)
        key = (question, scope.current(), args, tuple(sorted(kwargs.items())))
        if key not in answers:
            answers[key] = question(*args, **kwargs)
        return cast("R", answers[key])

    return ask

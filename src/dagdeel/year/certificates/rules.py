"""Pure decisions about certificates: how many hours, which code, what a typed code means."""

import secrets
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

# Without 0, O, 1 and I, which are read for each other: 32 signs, so 12 of them carry 60 bits.
ALPHABET: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
GROUPS: Final = 3
GROUP: Final = 4
HALF: Final = Decimal("0.5")
ISSUE_WITHIN: Final = timedelta(days=7)


def hours(full: Decimal, minutes: int | None, length: int) -> Decimal:
    """The hours on a certificate: `full` for the whole session, else the share of `length` that `minutes` is, in half hours.

    Whoever took part gets at least half an hour and never more than the whole; both in hours, minutes and length in minutes.
    """
    if minutes is None or length <= 0:
        return full
    halves = (full * minutes / length / HALF).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return min(full, max(HALF, halves * HALF))


def new_code(choose: Callable[[Sequence[str]], str] = secrets.choice) -> str:
    """A code that cannot be guessed, such as K7QM-X2RP-9HTB."""
    return "-".join("".join(choose(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))


def read_code(typed: str) -> str:
    """The code that somebody typed, in its own form; empty when it cannot be one."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum())
    if len(signs) != GROUPS * GROUP or not set(signs) <= set(ALPHABET):
        return ""
    return "-".join(signs[start : start + GROUP] for start in range(0, len(signs), GROUP))


def issue_by(closed: date) -> date:
    """Until when the certificates of a list that closed on this day are expected."""
    return closed + ISSUE_WITHIN

"""What makes a school's choice complete, who may still change it when, and what the participation rule asks of a mentor."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

REMIND_BEFORE = timedelta(days=7)
MOST_WORKSHOPS = 12


class Window(StrEnum):
    """How a day stands to a round."""

    NOT_YET = "not_yet"
    OPEN = "open"
    CLOSED = "closed"


def window(day: date, *, opens: date, deadline: date) -> Window:
    """Both days belong to the round."""
    if day < opens:
        return Window.NOT_YET
    return Window.OPEN if day <= deadline else Window.CLOSED


def may_choose(where: Window, *, sent_back: bool) -> bool:
    """Whether the school itself may change its choice.

    A plan that was sent back opens again for its school, also after the deadline: it was asked to change it.
    """
    return where is Window.OPEN or (sent_back and where is Window.CLOSED)


def is_late(day: date, *, deadline: date, agreed: bool) -> bool:
    """A plan is late when the deadline is over and not everybody agreed."""
    return not agreed and day > deadline


def remind_on(deadline: date, *, opens: date) -> date:
    """A week before the deadline, and never before the round opens."""
    return max(opens, deadline - REMIND_BEFORE)


@dataclass(frozen=True, slots=True)
class Rule:
    """How many workshops whom is asked for. Audience is a value of RuleAudience."""

    count: int
    audience: str


def required(rule: Rule, *, first_time: bool, named: bool, exempt: bool) -> int:
    """How many workshops the rule asks of one mentor; an exemption beats everything."""
    if exempt:
        return 0
    asked = {"all": True, "new": first_time, "named": named}[rule.audience]
    return rule.count if asked else 0


def doubles(half_days: Iterable[tuple[date, str]]) -> list[tuple[date, str]]:
    """The half-days that are given more than once, in order."""
    seen: set[tuple[date, str]] = set()
    twice: set[tuple[date, str]] = set()
    for half_day in half_days:
        (twice if half_day in seen else seen).add(half_day)
    return sorted(twice)

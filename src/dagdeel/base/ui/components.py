"""The structured arguments of the components: frozen values that a view builds and a template hands on.

What is asked of a person (`todo_list`) is duck-typed on `Asked`, so the year's own todo items fit as they are.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, Protocol, get_args

from django.utils.dateformat import format as format_date
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from dagdeel.base.ui.dutch import day_short

Text = str | Promise
State = Literal["done", "now", "late", "later", "idle", "plum", "plain"]
Tone = Literal["plain", "petrol", "honey", "leaf", "brick", "plum"]
Kind = Literal["primary", "secondary", "quiet", "danger"]
Level = Literal["info", "warn", "error", "success"]
Icon = Literal[
    "alert",
    "arrow",
    "book",
    "calendar",
    "check",
    "clock",
    "download",
    "euro",
    "globe",
    "info",
    "lock",
    "mail",
    "pen",
    "people",
    "plus",
    "room",
    "search",
    "star",
    "table",
    "x",
]
STATES: frozenset[str] = frozenset(get_args(State))
TONES: frozenset[str] = frozenset(get_args(Tone))
KINDS: frozenset[str] = frozenset(get_args(Kind))
LEVELS: frozenset[str] = frozenset(get_args(Level))
ICONS: frozenset[str] = frozenset(get_args(Icon))

SOON = timedelta(days=14)  # what is asked by then presses


def one_of(value: str, allowed: frozenset[str], what: str) -> str:
    """The value itself, or a ValueError that names what was meant: a typing error in a template must not be silent."""
    if value not in allowed:
        raise ValueError(f"{what} {value!r} is not one of {', '.join(sorted(allowed))}")
    return value


class Asked(Protocol):
    """What `todo_list` reads of an item: when it is due, one sentence, a detail, and the way there."""

    @property
    def due(self) -> date | None: ...
    @property
    def title(self) -> Text: ...
    @property
    def detail(self) -> Text: ...
    @property
    def url(self) -> str: ...
    @property
    def action(self) -> Text: ...


@dataclass(frozen=True)
class When:
    """The pill in front of something asked: its words and its state."""

    text: str
    state: State


def when(due: date | None, today: date) -> When | None:
    """Say in words how far away a due date is; within a week the day, later the date. None when nothing is due."""
    if due is None:
        return None
    days = (due - today).days
    if days < 0:
        return When(ngettext("%(days)d day late", "%(days)d days late", -days) % {"days": -days}, "late")
    if days == 0:
        return When(str(_("today")), "now")
    if days == 1:
        return When(str(_("tomorrow")), "now")
    near = days < 300  # beyond that a date without its year could be read as this year's
    return When(f"{format_date(due, 'D')} {day_short(due)}" if near else f"{day_short(due)} {due.year}", "plain")


def pressing(due: date | None, today: date) -> tuple[date, bool]:
    """What to sort by: late or due soon first, then what has no date and can be done now, then what has time."""
    return due or today + SOON, due is None


@dataclass(frozen=True)
class Link:
    """One link of the chain from what people said to what it changed."""

    kind: Literal["finding", "decision", "change", "effect"]
    title: Text
    detail: Text = ""
    url: str = ""

    @property
    def label(self) -> Text:
        return CHAIN[self.kind][0]

    @property
    def state(self) -> State:
        return CHAIN[self.kind][1]


CHAIN: dict[str, tuple[Text, State]] = {
    "finding": (pgettext_lazy("chain", "finding"), "late"),
    "decision": (pgettext_lazy("chain", "decision"), "plum"),
    "change": (pgettext_lazy("chain", "change"), "done"),
    "effect": (pgettext_lazy("chain", "effect"), "done"),
}


@dataclass(frozen=True)
class Part:
    """One part of a stacked bar, in percent of the whole bar: where it starts, how wide it is, what it says."""

    name: str
    count: int
    start: float
    width: float

    @property
    def middle(self) -> float:
        return round(self.start + self.width / 2, 2)


@dataclass(frozen=True)
class SeatBar:
    """The seats of one session: taken, offered to the waiting list, kept for a team, and still free.

    `people` is the address of the page with the people behind the numbers, at #enrolled, #offered and #waiting; `until` is the
    last day of the first offer to lapse.
    """

    enrolled: int
    offered: int
    waiting: int
    seats: int
    minimum: int | None = None
    kept: int = 0
    people: str = ""
    until: date | None = None

    @property
    def free(self) -> int:
        return max(0, self.seats - self.enrolled - self.offered - self.kept)

    @property
    def full(self) -> bool:
        return self.free == 0

    @property
    def runs(self) -> bool:
        """Whether enough people joined for the session to go on; without a minimum it always does."""
        return self.minimum is None or self.enrolled >= self.minimum

    @property
    def parts(self) -> list[Part]:
        """The coloured parts from left to right. More people than seats stretches the bar, it never overflows."""
        whole = max(self.seats, self.enrolled + self.offered + self.kept, 1)
        found, start = [], 0.0
        for name, count in (("enrolled", self.enrolled), ("offered", self.offered), ("kept", self.kept)):
            width = 100 * count / whole
            if count:
                found.append(Part(name, count, round(start, 2), round(width, 2)))
            start += width
        return found

    @property
    def minimum_at(self) -> float | None:
        """Where the mark of the minimum stands, in percent; none once it is reached."""
        if self.minimum is None or self.runs or self.seats == 0:
            return None
        return round(min(100.0, 100 * self.minimum / self.seats), 2)


@dataclass(frozen=True)
class Arc:
    """A period on the ring of the year, both days included."""

    start: date
    end: date
    tone: Tone
    label: Text


@dataclass(frozen=True)
class Ring:
    """The year as a ring: at most three tracks from outside to inside, each with its periods, and today's hand."""

    first: date
    last: date
    tracks: tuple[tuple[Arc, ...], ...]
    today: date | None = None

    CENTRE = 160
    RADII = (110, 88, 66)
    LABELS_AT = 138

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def day(self) -> int | None:
        """The how-manieth day of the year today is; none before and after it."""
        if self.today is None or not self.first <= self.today <= self.last:
            return None
        return (self.today - self.first).days + 1

    def _share(self, day: date) -> float:
        return min(1.0, max(0.0, (day - self.first).days / self.days))

    def _point(self, share: float, radius: float) -> tuple[float, float]:
        """Share 0 is the top of the ring and time runs clockwise."""
        angle = 2 * math.pi * share
        return (
            round(self.CENTRE + radius * math.sin(angle), 1),
            round(self.CENTRE - radius * math.cos(angle), 1),
        )

    def _path(self, arc: Arc, radius: float) -> str:
        start, end = self._share(arc.start), self._share(arc.end + timedelta(days=1))
        # A closed arc has equal ends and would vanish; leave a hair of room.
        end = min(end, start + 0.999)
        (x1, y1), (x2, y2) = self._point(start, radius), self._point(end, radius)
        return f"M{x1} {y1}A{radius} {radius} 0 {int(end - start > 0.5)} 1 {x2} {y2}"

    @property
    def paths(self) -> list[tuple[str, Tone]]:
        return [
            (self._path(arc, radius), arc.tone)
            for radius, track in zip(self.RADII, self.tracks, strict=False)
            for arc in track
            if arc.end >= self.first and arc.start <= self.last
        ]

    @property
    def months(self) -> list[tuple[float, float, date]]:
        """Where the name of each month stands: the middle of the month, outside the tracks."""
        found: list[tuple[float, float, date]] = []
        month = self.first.replace(day=1)
        while month <= self.last:
            x, y = self._point(self._share(month.replace(day=15)), self.LABELS_AT)
            found.append((x, y + 4, month))
            month = (month + timedelta(days=32)).replace(day=1)
        return found

    @property
    def hand(self) -> tuple[float, float, float, float] | None:
        if self.today is None or self.day is None:
            return None
        share = self._share(self.today)
        return (*self._point(share, 50), *self._point(share, 124))

    @property
    def legend(self) -> Sequence[Arc]:
        """The periods in the order in which they begin."""
        return sorted((arc for track in self.tracks for arc in track), key=lambda arc: arc.start)

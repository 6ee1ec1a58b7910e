"""What it would mean when a deadline of the year lay on another day, asked before anything is written."""

import copy
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import zip_longest
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dagdeel.base.administration import rules
from dagdeel.base.administration.actions import DEADLINES
from dagdeel.base.partnerships.holidays import public_holiday, school_holiday, school_holidays_known
from dagdeel.base.partnerships.models import ProgrammeYear, School
from dagdeel.base.ui.dutch import day_long
from dagdeel.web.kinds import ALL
from dagdeel.web.year_of_mail import coming
from dagdeel.year.cycle import CYCLE

# The steps whose mails look at a deadline of the year; the others need not be asked, which takes its time.
DATED: Final = frozenset({"trainers", "evaluation", "decisions", "reporting"})


@dataclass(frozen=True, slots=True)
class Move:
    """One deadline that goes from a day to another, and what is particular about that day."""

    setting: str
    label: str
    old: date
    new: date
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MailMove:
    """So many mails of a kind that go on another day; without `old` they come extra, without `new` they do not go."""

    label: Any
    number: int
    old: date | None
    new: date | None


@dataclass(frozen=True, slots=True)
class Shift:
    """What moving a deadline would bring about."""

    moves: tuple[Move, ...]
    staying: tuple[tuple[str, date], ...]
    blocks: tuple[str, ...]
    mails: tuple[MailMove, ...]

    @property
    def days(self) -> dict[str, date]:
        """The new days, by the fields of the year."""
        return {move.setting: move.new for move in self.moves}


def shift_of(year: ProgrammeYear, setting: str, day: date, *, follow: bool, at: datetime) -> Shift:
    """A deadline on another day; with `follow` the later ones move as many days. Nothing is written."""
    days = shifted(year, setting, day, follow=follow)
    supposed = copy.copy(year)
    for name, new in days.items():
        setattr(supposed, name, new)
    regions = sorted(set(School.objects.values_list("holiday_region", flat=True)))
    old = getattr(year, setting)
    later = [(name, getattr(year, name)) for name in DEADLINES if name not in days and getattr(year, name)]
    return Shift(
        moves=tuple(Move(n, label(n), getattr(year, n), d, tuple(_remarks(d, regions))) for n, d in days.items()),
        staying=tuple((label(name), due) for name, due in sorted(later, key=lambda one: one[1]) if due >= old),
        blocks=tuple(_blocks(supposed, days)),
        mails=tuple(_mail_moves(year, supposed, at)),
    )


def shifted(year: ProgrammeYear, setting: str, day: date, *, follow: bool) -> dict[str, date]:
    """The new day of a deadline, and of those after it when they follow, in the order of time."""
    old: date = getattr(year, setting)
    rest = [(name, getattr(year, name)) for name in DEADLINES if name != setting and getattr(year, name)]
    after = [(name, due) for name, due in sorted(rest, key=lambda one: one[1]) if follow and due > old]
    return {setting: day, **{name: due + (day - old) for name, due in after}}


def label(setting: str) -> str:
    """What a deadline is called."""
    return str(ProgrammeYear._meta.get_field(setting).verbose_name)  # type: ignore[union-attr]  # a field of its own


def _blocks(year: ProgrammeYear, days: Mapping[str, date]) -> Iterator[str]:
    first, last = rules.window(year.first_year)
    for name, day in days.items():
        if not first <= day <= last:
            words = {"deadline": label(name), "first": day_long(first), "last": day_long(last)}
            yield _("“%(deadline)s” has to lie between %(first)s and %(last)s.") % words
    for later, earlier in rules.out_of_order({name: getattr(year, name) for name in DEADLINES}).items():
        if {later, earlier} & set(days):
            yield _("“%(later)s” would come before “%(earlier)s”.") % {"later": label(later), "earlier": label(earlier)}


def _remarks(day: date, regions: list[str]) -> Iterator[str]:
    """Why nobody may be at work on that day."""
    language = get_language() or "nl"
    if name := public_holiday(day, language):
        yield _("a public holiday (%(name)s)") % {"name": name}
    elif day.weekday() >= 5:
        yield _("in a weekend")
    names = {name for region in regions if (name := school_holiday(day, region, language))}
    if names:
        yield _("in a school holiday (%(name)s)") % {"name": ", ".join(sorted(names))}
    elif not all(school_holidays_known(day, region) for region in regions):
        yield _("the school holidays then are not known yet")


def _mail_moves(year: ProgrammeYear, supposed: ProgrammeYear, at: datetime) -> Iterator[MailMove]:
    """What of the mail of the year goes on another day, as the steps say it of the one year and of the other."""
    before, after = _mails(year, at), _mails(supposed, at)
    kinds: dict[str, tuple[list[date], list[date]]] = defaultdict(lambda: ([], []))
    for (kind, day), number in (before - after).items():
        kinds[kind][0].extend([day] * number)
    for (kind, day), number in (after - before).items():
        kinds[kind][1].extend([day] * number)
    for kind, (gone, new) in sorted(kinds.items()):
        pairs = Counter(zip_longest(sorted(gone), sorted(new)))
        for (old, other), number in sorted(pairs.items(), key=lambda one: str(one[0])):
            yield MailMove(ALL[kind].label if kind in ALL else kind, number, old, other)


def _mails(year: ProgrammeYear, at: datetime) -> Counter[tuple[str, date]]:
    """How many mails of each kind go on which day from now on."""
    found: Counter[tuple[str, date]] = Counter()
    today = timezone.localdate(at)
    for item in coming(year, at):
        found[item.kind, item.day] += len(item.people)
    for step in (step for step in CYCLE if step.key in DATED):
        for message in step.messages(year, at):
            due = timezone.localdate(message.due) if message.due else today
            found[message.kind, max(due, today)] += 1
    return found

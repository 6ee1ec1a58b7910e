"""Pure decisions about dates, times and conflicts: plain values in, plain values out.

A conflict is data: how severe, which code, which facts. `queries` turns it into a sentence in the reader's language.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Literal

from dagdeel.base.partnerships.holidays import public_holiday, school_holiday, school_holidays_known

SPACING_DAYS: Final = 14  # between two sessions of a school, so that mentors are not away two weeks running
PER_WEEK: Final = 2  # sessions of one trainer in one ISO week
QUALITY_TOP: Final = 50  # the best trainer on the optimiser's scale
PRIOR: Final = 3.5  # a trainer without (enough) answers counts as this mark on the scale of 1 to 5
DEFAULT_START: Final[Mapping[str, time]] = MappingProxyType({"am": time(9, 0), "pm": time(13, 30), "ev": time(19, 0)})
# Between these hours a session of that half-day begins.
BEGINS: Final[Mapping[str, tuple[time, time]]] = MappingProxyType(
    {"am": (time(7, 0), time(12, 0)), "pm": (time(11, 30), time(17, 0)), "ev": (time(16, 30), time(21, 0))}
)

Spot = tuple[date, str]
"""A date and a half-day ("am", "pm", "ev")."""


class Code(StrEnum):
    """What can be the matter with a session; each has one sentence in `queries`."""

    # impossible
    OUTSIDE_YEAR = "outside_year"
    EDITION_WITHDRAWN = "edition_withdrawn"
    ROOM_ELSEWHERE = "room_elsewhere"
    # mind
    NO_DATE = "no_date"
    NO_ROOM = "no_room"
    NO_TRAINER = "no_trainer"
    SCHOOL_HOLIDAY = "school_holiday"
    PUBLIC_HOLIDAY = "public_holiday"
    HOLIDAYS_UNKNOWN = "holidays_unknown"
    WEEKEND = "weekend"
    IMPOSSIBLE_HALF_DAY = "impossible_half_day"
    NOT_WISHED = "not_wished"
    TOO_SHORT = "too_short"
    ODD_HOUR = "odd_hour"
    ROOM_SMALL = "room_small"
    PARALLEL = "parallel"
    TOO_SOON = "too_soon"
    TRAINER_CANNOT = "trainer_cannot"
    TRAINER_RATHER_NOT = "trainer_rather_not"
    TRAINER_UNSAID = "trainer_unsaid"
    TRAINER_NOT_COMPETENT = "trainer_not_competent"
    TRAINER_FULL = "trainer_full"
    TRAINER_INACTIVE = "trainer_inactive"
    TRAINER_AWAY = "trainer_away"


BLOCKING: Final = frozenset({Code.OUTSIDE_YEAR, Code.EDITION_WITHDRAWN, Code.ROOM_ELSEWHERE})
# What is simply not filled in yet; a plan can be published with an empty room, not without a date.
MISSING: Final = frozenset({Code.NO_DATE, Code.NO_ROOM, Code.NO_TRAINER})


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something that is the matter: BLOCK stops publishing, WARN asks for a look."""

    code: Code
    facts: Mapping[str, str | int | date] = field(default_factory=dict)

    @property
    def severity(self) -> Literal["block", "warn"]:
        """The values of `states.Severity`."""
        return "block" if self.code in BLOCKING else "warn"


def to_mind(found: Iterable[Conflict], accepted: Collection[str], *, private: bool) -> tuple[Conflict, ...]:
    """What somebody has to look at before a session moves: what is impossible, and each warning that was not accepted.

    What is not filled in yet stood in nobody's way before; without `private` a trainer's own circumstances are left out.
    """
    return tuple(
        conflict
        for conflict in found
        if conflict.code in BLOCKING
        or (
            conflict.code not in MISSING
            and conflict.code not in accepted
            and (private or "trainer" not in conflict.facts)
        )
    )


@dataclass(frozen=True, slots=True)
class TrainerFacts:
    """What matters of one trainer for one session. `suits` is None when nothing was said of the half-day."""

    name: str
    competent: bool = True
    active: bool = True
    away: bool = False
    suits: str | None = "can"
    sessions: int = 1
    maximum: int = 99


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """All that decides whether something is the matter with a session.

    `minutes`: how long the edition lasts. `others`: the spots of the school's other sessions. `room_seats` is None without a room.
    """

    first_day: date
    last_day: date
    day: date | None = None
    half_day: str = ""
    starts: time | None = None
    ends: time | None = None
    minutes: int = 210
    seats: int = 20
    region: str = "Zuid"
    language: str = "nl"
    room_seats: int | None = None
    room_is_ours: bool = True
    edition_open: bool = True
    possible: frozenset[Spot] = frozenset()
    impossible: frozenset[Spot] = frozenset()
    study_day: date | None = None
    others: tuple[Spot, ...] = ()
    trainers: tuple[TrainerFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a session stands: date and half-day (none yet: None and ""), its room and its trainers, by id."""

    day: date | None = None
    half_day: str = ""
    room: int | None = None
    trainers: frozenset[int] = frozenset()

    @property
    def spot(self) -> tuple[date | None, str]:
        """The moment alone."""
        return self.day, self.half_day

    @property
    def stamp(self) -> str:
        """What somebody saw, as a page can hand it back: 2016-11-08/pm/4/7-9."""
        day = self.day.isoformat() if self.day else ""
        return f"{day}/{self.half_day}/{self.room or ''}/{'-'.join(map(str, sorted(self.trainers)))}"


def conflicts(facts: SessionFacts) -> tuple[Conflict, ...]:
    """Everything that is the matter with a session, the impossible first."""
    found = [
        *_about_edition(facts),
        *_about_day(facts),
        *_about_time(facts),
        *_about_room(facts),
        *_about_trainers(facts),
    ]
    return tuple(sorted(found, key=lambda conflict: conflict.severity != "block"))


def _about_edition(facts: SessionFacts) -> Iterator[Conflict]:
    if not facts.edition_open:
        yield Conflict(Code.EDITION_WITHDRAWN)


def _about_day(facts: SessionFacts) -> Iterator[Conflict]:
    day = facts.day
    if day is None:
        yield Conflict(Code.NO_DATE)
        return
    if not facts.first_day <= day <= facts.last_day:
        yield Conflict(Code.OUTSIDE_YEAR, {"day": day})
        return
    if day.weekday() >= 5:
        yield Conflict(Code.WEEKEND, {"day": day})
    yield from _about_holidays(day, facts.region, facts.language)
    spot = (day, facts.half_day)
    if spot in facts.impossible:
        yield Conflict(Code.IMPOSSIBLE_HALF_DAY, {"day": day})
    elif facts.possible and spot not in facts.possible and day != facts.study_day:
        yield Conflict(Code.NOT_WISHED, {"day": day})
    yield from _about_neighbours(facts, day)


def _about_holidays(day: date, region: str, language: str) -> Iterator[Conflict]:
    if name := public_holiday(day, language):
        yield Conflict(Code.PUBLIC_HOLIDAY, {"day": day, "name": name})
    elif name := school_holiday(day, region, language):
        yield Conflict(Code.SCHOOL_HOLIDAY, {"day": day, "name": name})
    elif not school_holidays_known(day, region):
        yield Conflict(Code.HOLIDAYS_UNKNOWN, {"day": day})


def _about_neighbours(facts: SessionFacts, day: date) -> Iterator[Conflict]:
    if day == facts.study_day:
        return
    if (day, facts.half_day) in facts.others:
        yield Conflict(Code.PARALLEL)
        return
    near = [other for other, _ in facts.others if abs((other - day).days) < SPACING_DAYS]
    if near:
        other = min(near, key=lambda found: (abs((found - day).days), found))
        yield Conflict(Code.TOO_SOON, {"other": other, "days": SPACING_DAYS})


def _about_time(facts: SessionFacts) -> Iterator[Conflict]:
    if facts.starts is None or facts.ends is None:
        return
    lasts = minutes_between(facts.starts, facts.ends)
    if lasts < facts.minutes:
        yield Conflict(Code.TOO_SHORT, {"lasts": lasts, "minutes": facts.minutes})
    if facts.half_day in BEGINS:
        first, last = BEGINS[facts.half_day]
        if not first <= facts.starts <= last:
            yield Conflict(Code.ODD_HOUR)


def _about_room(facts: SessionFacts) -> Iterator[Conflict]:
    if facts.room_seats is None:
        yield Conflict(Code.NO_ROOM)
        return
    if not facts.room_is_ours:
        yield Conflict(Code.ROOM_ELSEWHERE)
    if facts.room_seats < facts.seats:
        yield Conflict(Code.ROOM_SMALL, {"room_seats": facts.room_seats, "seats": facts.seats})


SUITS_CODE: Final[Mapping[str | None, Code]] = MappingProxyType(
    {"cannot": Code.TRAINER_CANNOT, "rather_not": Code.TRAINER_RATHER_NOT, None: Code.TRAINER_UNSAID}
)


def _about_trainers(facts: SessionFacts) -> Iterator[Conflict]:
    if not facts.trainers:
        yield Conflict(Code.NO_TRAINER)
    for trainer in facts.trainers:
        who = {"trainer": trainer.name}
        if not trainer.active:
            yield Conflict(Code.TRAINER_INACTIVE, who)
        if not trainer.competent:
            yield Conflict(Code.TRAINER_NOT_COMPETENT, who)
        if trainer.sessions > trainer.maximum:
            numbers = {"sessions": trainer.sessions, "maximum": trainer.maximum}
            yield Conflict(Code.TRAINER_FULL, {**who, **numbers})
        if trainer.away:
            yield Conflict(Code.TRAINER_AWAY, who)
        elif facts.day is not None and trainer.suits in SUITS_CODE:
            yield Conflict(SUITS_CODE[trainer.suits], who)


# Times -----------------------------------------------------------------------------------------------------------


def minutes_between(starts: time, ends: time) -> int:
    """Whole minutes from one to the other on the same day; negative when they are the wrong way round."""
    return (ends.hour - starts.hour) * 60 + ends.minute - starts.minute


def default_times(half_day: str, minutes: int) -> tuple[time, time]:
    """When a session of so many minutes begins and ends on a half-day; it never runs past midnight."""
    starts = DEFAULT_START[half_day]
    ends = datetime.combine(date(2000, 1, 1), starts) + timedelta(minutes=minutes)  # the date is only a carrier
    return starts, ends.time() if ends.day == 1 else time(23, 59)


# Quality ---------------------------------------------------------------------------------------------------------


def quality_points(quality: float | None, answers: int, threshold: int) -> int:
    """A trainer's mark (1 to 5) on the optimiser's scale from 0 to QUALITY_TOP.

    The evaluation has drawn a mark that few stand behind towards that of all trainers. Fewer answers than the threshold count as
    none: what they say is not to be read from a plan either.
    """
    return _on_scale(PRIOR if quality is None or answers < threshold else quality)


def _on_scale(mark: float) -> int:
    return round((mark - 1) / 4 * QUALITY_TOP)


QUALITY_UNKNOWN: Final = _on_scale(PRIOR)

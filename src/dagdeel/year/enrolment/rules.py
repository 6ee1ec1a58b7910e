"""Pure decisions about taking part: what the rule asks, until when one may cancel, who moves up from the waiting list."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import IO, Final
from zoneinfo import ZoneInfo

from dagdeel.year.catalogue.rules import KindRefused, inspect_upload
from dagdeel.year.choices.states import RuleAudience
from dagdeel.year.enrolment.states import RoundState, WhyWaiting

ZONE: Final = ZoneInfo("Europe/Amsterdam")
REMIND_DAYS: Final = 7
REMIND_AT: Final = time(8, 0)
MIDNIGHT: Final = time(0)
DOORS_OPEN: Final = timedelta(minutes=30)  # from so long before the start until the end people say that they are there

PICTURES: Final = (".png", ".jpg", ".jpeg")  # what paper can show
PICTURE_LIMIT: Final = 1024 * 1024  # bytes of a logo or a signature


def moment(day: date, clock: time) -> datetime:
    """A date and a time of day at school, as an aware moment."""
    return datetime.combine(day, clock, tzinfo=ZONE)


def inspect_picture(name: str, size: int, stream: IO[bytes]) -> None:
    """Raises KindRefused, TooLarge or NotWhatItSays; what is in a picture shows when it is printed."""
    if not name.lower().endswith(PICTURES):
        raise KindRefused(name)
    inspect_upload(name, size, stream, PICTURE_LIMIT)


# The participation rule ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rule:
    """What a school asks of its mentors; without a plan it asks nothing. `possible`: how many different workshops it gives."""

    count: int = 0
    audience: str = RuleAudience.ALL
    possible: int = 0


def asked(rule: Rule, *, is_new: bool, named: bool, exempt: bool) -> int:
    """How many workshops the rule asks of one mentor: never more than there are to choose from."""
    meant = {RuleAudience.ALL: True, RuleAudience.NEW: is_new, RuleAudience.NAMED: named}[RuleAudience(rule.audience)]
    return min(rule.count, rule.possible) if meant and not exempt else 0


def short_of(asks: int, have: int) -> int:
    """How many workshops are missing."""
    return max(0, asks - have)


# Until when ------------------------------------------------------------------------------------------------------


def cancel_until(day: date, cancel_days: int) -> date:
    """The last day on which a mentor may cancel: `cancel_days` days before the session, that day included."""
    return day - timedelta(days=cancel_days)


def decide_on(day: date, decide_days: int) -> date:
    """The day on which it is decided whether a session under its minimum goes on."""
    return day - timedelta(days=decide_days)


def asked_again_on(day: date, decide_days: int, *, today: date) -> date | None:
    """When it is asked again whether a session goes on that moves to this day; None when that day is past or today."""
    due = decide_on(day, decide_days)
    return due if due > today else None


def cut_off(starts: datetime, cancel_days: int) -> datetime:
    """The moment after which the seats of a session no longer move by themselves: the end of the last day for cancelling."""
    day_after = cancel_until(starts.astimezone(ZONE).date(), cancel_days) + timedelta(days=1)
    return min(moment(day_after, MIDNIGHT), starts)


def may_still_cancel(
    *, at: datetime, starts: datetime, cancel_days: int, holds_seat: bool = True, moved: bool = False
) -> bool:
    """Whether a mentor may cancel without asking the school.

    A place on the waiting list can be given up until the start, and so can the seat of a session that `moved` since; any other
    seat until the cut-off.
    """
    return at < (cut_off(starts, cancel_days) if holds_seat and not moved else starts)


def offer_until(at: datetime, *, starts: datetime, cancel_days: int, offer_days: int) -> datetime | None:
    """Until when a seat that is offered now stands: so many whole days, and never past the cut-off. None: too late to offer."""
    last = cut_off(starts, cancel_days)
    days = moment(at.astimezone(ZONE).date() + timedelta(days=offer_days + 1), MIDNIGHT)
    return min(days, last) if at < last else None


def last_day(until: datetime) -> date:
    """The last day of an offer or a reservation, that day included."""
    return (until.astimezone(ZONE) - timedelta(seconds=1)).date()


def remind_at(day: date) -> datetime:
    """When the reminder of a session goes out: a week before, in the morning."""
    return moment(day - timedelta(days=REMIND_DAYS), REMIND_AT)


def doors_open(starts: datetime, ends: datetime, at: datetime) -> bool:
    """Whether one can check in now."""
    return starts - DOORS_OPEN <= at <= ends


# The waiting list ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Waiter:
    """Somebody on the waiting list. `missing`: workshops short of the rule; `hindrance`: why no seat can be given now."""

    key: int
    since: datetime
    missing: int = 0
    hindrance: WhyWaiting | None = None


@dataclass(frozen=True, slots=True)
class Moves:
    """Who gets a seat, in that order, and who is passed over and why."""

    promoted: tuple[int, ...] = ()
    passed_over: Mapping[int, WhyWaiting] = field(default_factory=dict)


def waiting_order(queue: Iterable[Waiter]) -> list[Waiter]:
    """The order of the waiting list: who is furthest from the rule first, then who waits longest."""
    return sorted(queue, key=lambda waiter: (-waiter.missing, waiter.since, waiter.key))


def waiting_list_moves(free: int, queue: Sequence[Waiter]) -> Moves:
    """Give so many free seats to the waiting list."""
    promoted: list[int] = []
    passed_over: dict[int, WhyWaiting] = {}
    for waiter in waiting_order(queue):
        if len(promoted) >= free:
            break
        if waiter.hindrance is not None:
            passed_over[waiter.key] = waiter.hindrance
        else:
            promoted.append(waiter.key)
    return Moves(tuple(promoted), passed_over)


# One person, one half-day ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """Where a session stands in somebody's year."""

    session: int
    edition: int
    day: date
    half_day: str


def hindrance(to: Place, held: Iterable[Place]) -> tuple[WhyWaiting, Place] | None:
    """What keeps somebody who holds these seats out of that session, and the session that does; None when nothing does."""
    for place in held:
        if place.session == to.session:
            continue
        if (place.day, place.half_day) == (to.day, to.half_day):
            return WhyWaiting.CLASH, place
        if place.edition == to.edition:
            return WhyWaiting.SAME_WORKSHOP, place
    return None


# Ranking ----------------------------------------------------------------------------------------------------------

RANKING_REMIND: Final = timedelta(days=3)


def takes_rankings(state: str, day: date, *, opens: date, closes: date) -> bool:
    """Whether mentors may rank on this day; both days belong to the round."""
    return state == RoundState.OPEN and opens <= day <= closes


def ranking_is_over(state: str, day: date, *, closes: date) -> bool:
    """Whether a round can be placed (again): closed by hand, or past its last day."""
    return state in {RoundState.CLOSED, RoundState.PLACED} or (state == RoundState.OPEN and day > closes)


def remind_to_rank(opens: date, closes: date) -> date | None:
    """When whoever did not answer is reminded; None in a round so short that the first mail is hardly read by then."""
    day = closes - RANKING_REMIND
    return day if day > opens + RANKING_REMIND else None


def in_order(numbers: Mapping[int, int]) -> list[int]:
    """Workshops by the numbers they were given, best first; gaps mean nothing."""
    return sorted(numbers, key=lambda workshop: numbers[workshop])


def given_twice(numbers: Mapping[int, int]) -> list[int]:
    """The workshops that share their number with another one."""
    times = Counter(numbers.values())
    return [workshop for workshop, number in numbers.items() if times[number] > 1]


def whole_order(said: Sequence[str], offered: Iterable[str]) -> tuple[str, ...]:
    """What somebody ranked, and after it whatever else is offered: the school asks to take part, so something is given."""
    return (*said, *(workshop for workshop in offered if workshop not in said))


def places_of(
    asks: int, *, a_round: int, missing: int, here: int, study_day: bool, ranked: bool, voluntary: bool
) -> int:
    """How many workshops a round gives one mentor.

    On a study day everybody whom the rule asks anything is there the whole day: as many as the round gives. Otherwise no more
    than she is short of the rule. `here`: seats she has in the round already, which count. Where taking part is voluntary,
    whoever ranked gets what the round gives.
    """
    if voluntary:
        return a_round if ranked else here
    if not asks:
        return here
    return max(here, a_round if study_day else min(a_round, missing + here))


# A placement ------------------------------------------------------------------------------------------------------
# In a problem people, sessions and workshops share no names: m5, s12, w3.


def person_id(person: int) -> str:
    """m5."""
    return f"m{person}"


def session_id(session: int) -> str:
    """s12."""
    return f"s{session}"


def workshop_id(workshop: int) -> str:
    """w3."""
    return f"w{workshop}"


def key_of(name: str) -> int:
    """The key of a person, session or workshop by its name in a problem."""
    return int(name[1:])


def job_about(round_: int) -> str:
    """What the job that places this round is about; a round has one at a time."""
    return f"round {round_}"


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that a placement breaks: its name, and the people and sessions that it is about, by key."""

    rule: str
    people: tuple[int, ...] = ()
    sessions: tuple[int, ...] = ()


def share(part: int, whole: int) -> float:
    """Which part of the whole; nothing of nothing is everything."""
    return part / whole if whole else 1.0


# The letter --------------------------------------------------------------------------------------------------------

_PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")
PLACEHOLDERS: Final[tuple[str, ...]] = (
    "naam", "school", "aantal", "aanbod", "kiezen", "workshops", "uiterlijk", "link", "rector",
)  # fmt: skip


def unknown_placeholders(text: str) -> list[str]:
    """The words between braces that would stay as they are."""
    return [f"{{{word}}}" for word in _PLACEHOLDER.findall(text) if word not in PLACEHOLDERS]


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled in; what was filled in is never read again."""
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text)

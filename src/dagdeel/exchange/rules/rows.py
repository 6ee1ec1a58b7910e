"""What the rows ask: each with what it says, or with a word per cell that does not hold."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, Final

from dagdeel.base.people.rules import sort_key
from dagdeel.exchange.rules.columns import PERSON, folded
from dagdeel.exchange.rules.names import particle_first, prefix_of, split

ADDRESS: Final = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}"
)
PACKED: Final = re.compile(r"^.*<\s*([^<>\s]+)\s*>$")
LONGEST: Final = {
    "given_name": 80,
    "prefix": 30,
    "surname": 120,
    "email": 254,
    "subject": 60,
    "room": 80,
    "equipment": 200,
    "workshop": 160,
}
MOST: Final = {"seats": 1000, "maximum": 200}
YEARS: Final = re.compile(r"((?:19|20)\d{2}|\d{2})\s*[-/–]\s*((?:19|20)\d{2}|\d{2})|((?:19|20)\d{2})")
DAYS: Final = (re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?: .*)?"), re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})"))
SERIAL: Final = re.compile(r"[2-5]\d{4}")  # a day as a spreadsheet counts it, when the cell lost its form: 1954 to 2064
EPOCH: Final = date(1899, 12, 30).toordinal()
PLACES: Final = frozenset({"school", "institute"})  # alone in a row they are a heading, or merged with the row above
PARTING: Final = re.compile(r"\s*(?:[/,;+]|\ben\b)\s*")


class Why(StrEnum):
    """Why a cell does not hold."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    ERROR = "error"
    UNWORKED = "unworked"
    NO_ADDRESS = "no_address"
    UNKNOWN_ROLE = "unknown_role"
    NO_ROLE = "no_role"
    UNKNOWN_SCHOOL = "unknown_school"
    NO_SCHOOL = "no_school"
    UNKNOWN_INSTITUTE = "unknown_institute"
    NO_INSTITUTE = "no_institute"
    NO_NUMBER = "no_number"
    NO_YEAR = "no_year"
    FUTURE = "future"
    NO_DAY = "no_day"
    NO_HOURS = "no_hours"
    OTHER_NAME = "other_name"
    TWICE_OTHERWISE = "twice_otherwise"
    SEVERAL = "several"


@dataclass(frozen=True, slots=True)
class Wrong:
    """A cell that does not hold: `row` as the spreadsheet counts; `near` is what may have been meant."""

    row: int
    field: str
    value: str
    why: Why
    near: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """What one row says, as far as it holds; ids for what the house knows."""

    row: int
    given_name: str = ""
    prefix: str = ""
    surname: str = ""
    email: str = ""
    role: str = ""
    school: int | None = None
    institute: int | None = None
    subject: str = ""
    maximum: int = 6
    room: str = ""
    seats: int = 20
    equipment: str = ""
    workshop: str = ""
    first_year: int = 0
    day: date | None = None
    hours: str = ""

    @property
    def name(self) -> tuple[str, str, str]:
        """Given name, prefix, surname."""
        return self.given_name, self.prefix, self.surname

    @property
    def key(self) -> str:
        """How the name is sorted: the same for the same name, however it was typed."""
        return sort_key(*self.name)


@dataclass(frozen=True, slots=True)
class House:
    """What cells are held against: roles, schools and institutes by their folded names; what holds where a cell is empty."""

    roles: Mapping[str, str]
    schools: Mapping[str, int]
    institutes: Mapping[str, int]
    at_school: frozenset[str] = frozenset()
    at_institute: frozenset[str] = frozenset()
    role: str = ""
    school: int | None = None
    institute: int | None = None
    this_year: int = 9999
    names: Mapping[str, str] = field(default_factory=dict)  # as they are written, by folded name
    errors: Collection[str] = ()  # what a spreadsheet writes where it could work nothing out


@dataclass(slots=True)
class _Cells:
    """The cells of a row by field, and what is found wrong in them."""

    row: int
    cells: Mapping[str, str]
    wrong: list[Wrong]

    def text(self, name: str, *, needed: bool = False) -> str:
        """What stands there; says so when it is missing, an error, or too long."""
        text = self.cells.get(name, "")
        if not text and needed:
            self.say(name, Why.EMPTY)
        if len(text) > LONGEST.get(name, 500):
            self.say(name, Why.TOO_LONG)
        return text

    def say(self, name: str, why: Why, near: str = "") -> None:
        self.wrong.append(Wrong(self.row, name, self.cells.get(name, "")[:80], why, near))


def read(
    rows: Sequence[Sequence[str]],
    columns: Mapping[str, int],
    starts: int,
    kind: str,
    house: House,
) -> tuple[list[Line], list[Wrong]]:
    """Every row with something in it, as what it says or as what is wrong with it."""
    lines: list[Line] = []
    wrong: list[Wrong] = []
    reader = READERS[kind]
    for number, row in enumerate(rows[starts:], starts + 1):
        cells = {name: row[place] for name, place in columns.items() if place < len(row)}
        if not any(text for name, text in cells.items() if name not in PLACES) or _repeats(
            row, rows[starts - 1] if starts else ()
        ):
            continue
        asked = _Cells(number, cells, [])
        for name, text in cells.items():
            if text.upper() in house.errors:
                asked.say(name, Why.ERROR)
            elif text.startswith("="):
                asked.say(name, Why.UNWORKED)
        found = [] if asked.wrong else list(reader(asked, house))
        lines += found if not asked.wrong else []
        wrong += asked.wrong
    return lines, wrong


def _repeats(row: Sequence[str], head: Sequence[str]) -> bool:
    """A list of several pages has its names above each."""
    return bool(head) and list(row) == list(head)


def _person(asked: _Cells, *, address: bool) -> dict[str, Any]:
    given, prefix, surname = _name(asked, needed=address or not asked.cells.get("email"))
    email = address_of(asked.cells.get("email", ""))
    if not email:
        if address:
            asked.say("email", Why.EMPTY)
    elif len(email) > LONGEST["email"] or not ADDRESS.fullmatch(email):
        asked.say("email", Why.NO_ADDRESS)
    for name, text in (("given_name", given), ("prefix", prefix), ("surname", surname)):
        if len(text) > LONGEST[name]:
            asked.say(name if name in asked.cells else "name", Why.TOO_LONG)
    return {"given_name": given, "prefix": prefix, "surname": surname, "email": email}


def _name(asked: _Cells, *, needed: bool) -> tuple[str, str, str]:
    """The three parts, from the cells that there are."""
    cells = asked.cells
    surname, given = cells.get("surname", ""), cells.get("given_name", "") or cells.get("initials", "")
    if not surname:
        whole = cells.get("name", "")
        if not whole:
            if needed and ("surname" in cells or "name" in cells):
                asked.say("surname" if "surname" in cells else "name", Why.EMPTY)
            return given, "", ""
        parts = split(whole)
        return given or parts[0], prefix_of(cells.get("prefix", "")) or parts[1], parts[2]
    prefix = prefix_of(cells.get("prefix", ""))
    front, plain = particle_first(surname)
    if not prefix or (front and front == prefix):
        prefix, surname = front or prefix, plain
    return given, prefix, surname


def address_of(text: str) -> str:
    """The address in “Anna <a@school.nl>”, “mailto:a@school.nl” and “a@school.nl;”, in small letters."""
    packed = PACKED.match(text)
    plain = (packed[1] if packed else text).strip().strip(";,").strip()
    return re.sub(r"^mailto:", "", plain, flags=re.IGNORECASE).lower()


def _one_of(asked: _Cells, name: str, known: Mapping[str, int], house: House, why: Why) -> int | None:
    text = asked.cells.get(name, "")
    if not text:
        return None
    if (found := known.get(folded(text))) is not None:
        return found
    near = get_close_matches(folded(text), list(known), 1, 0.75)
    asked.say(name, why, house.names.get(near[0], "") if near else "")
    return None


def _people(asked: _Cells, house: House) -> Iterator[Line]:
    who = _person(asked, address=True)
    school = _one_of(asked, "school", house.schools, house, Why.UNKNOWN_SCHOOL) or house.school
    institute = _one_of(asked, "institute", house.institutes, house, Why.UNKNOWN_INSTITUTE) or house.institute
    roles = list(_roles(asked, house))
    if any(role in house.at_school for role in roles) and school is None and not asked.wrong:
        asked.say("school", Why.NO_SCHOOL)
    if any(role in house.at_institute for role in roles) and institute is None and not asked.wrong:
        asked.say("institute", Why.NO_INSTITUTE)
    subject = asked.text("subject")
    for role in roles:
        yield Line(
            asked.row, **who, role=role, subject=subject,
            school=school if role in house.at_school else None,
            institute=institute if role in house.at_institute else None,
        )  # fmt: skip


def _roles(asked: _Cells, house: House) -> Iterator[str]:
    text = asked.cells.get("role", "")
    if not text:
        if not house.role:
            asked.say("role", Why.NO_ROLE)
        else:
            yield house.role
        return
    whole = house.roles.get(folded(text))
    found: list[str] = []
    for part in [text] if whole else PARTING.split(text):
        role = house.roles.get(folded(part))
        if role is None and part:
            near = get_close_matches(folded(part), list(house.roles), 1, 0.75)
            asked.say("role", Why.UNKNOWN_ROLE, near[0] if near else "")
        elif role is not None and role not in found:
            found.append(role)
    yield from found


def _trainers(asked: _Cells, house: House) -> Iterator[Line]:
    who = _person(asked, address=True)
    institute = _one_of(asked, "institute", house.institutes, house, Why.UNKNOWN_INSTITUTE) or house.institute
    if institute is None and not asked.wrong:
        asked.say("institute", Why.NO_INSTITUTE)
    yield Line(asked.row, **who, role="trainer", institute=institute, maximum=_number(asked, "maximum", 6))


def _rooms(asked: _Cells, house: House) -> Iterator[Line]:
    school = _one_of(asked, "school", house.schools, house, Why.UNKNOWN_SCHOOL) or house.school
    if school is None and not asked.wrong:
        asked.say("school", Why.NO_SCHOOL)
    room, equipment = asked.text("room", needed=True), asked.text("equipment")
    yield Line(asked.row, school=school, room=room, seats=_number(asked, "seats", 20), equipment=equipment)


def _number(asked: _Cells, name: str, otherwise: int) -> int:
    text = asked.cells.get(name, "")
    if not text:
        return otherwise
    if not re.fullmatch(r"\d{1,4}", text) or not 1 <= int(text) <= MOST[name]:
        asked.say(name, Why.NO_NUMBER)
        return otherwise
    return int(text)


def _history(asked: _Cells, house: House) -> Iterator[Line]:
    who = _person(asked, address=False) if any(asked.cells.get(name) for name in PERSON) else None
    if who is None:
        asked.say("email" if "email" in asked.cells else "name", Why.EMPTY)
        return
    school = _one_of(asked, "school", house.schools, house, Why.UNKNOWN_SCHOOL) or house.school
    workshop = asked.text("workshop", needed=True)
    day = _day(asked)
    first_year = _school_year(asked, day)
    if first_year > house.this_year:
        asked.say("school_year" if asked.cells.get("school_year") else "day", Why.FUTURE)
    hours = _hours(asked)
    yield Line(asked.row, **who, school=school, workshop=workshop, day=day, first_year=first_year, hours=hours)


def _day(asked: _Cells) -> date | None:
    text = asked.cells.get("day", "")
    if not text:
        return None
    if SERIAL.fullmatch(text):
        return date.fromordinal(EPOCH + int(text))
    for place, pattern in enumerate(DAYS):
        if found := pattern.fullmatch(text):
            one, month, other = (int(part) for part in found.groups())
            try:
                return date(other, month, one) if place else date(one, month, other)
            except ValueError:
                break
    asked.say("day", Why.NO_DAY)
    return None


def _school_year(asked: _Cells, day: date | None) -> int:
    """2014 for “2014-2015”, “14/15” and “2014”, else the year in which the day falls."""
    text = asked.cells.get("school_year", "")
    if found := YEARS.fullmatch(text):
        if found[3]:
            return int(found[3])
        first, second = (int(part) + (2000 if len(part) == 2 else 0) for part in (found[1], found[2]))
        if second == first + 1:
            return first
    if not text and day:
        return day.year if day.month >= 8 else day.year - 1
    if text or "day" not in asked.cells or not asked.wrong:
        asked.say("school_year" if text or "school_year" in asked.cells else "day", Why.NO_YEAR if text else Why.EMPTY)
    return 0


def _hours(asked: _Cells) -> str:
    text = asked.cells.get("hours", "").replace(",", ".").removesuffix("uur").strip()
    if not text:
        return ""
    if not re.fullmatch(r"\d{1,3}(?:\.\d{1,2})?", text) or not 0 < float(text) <= 200:
        asked.say("hours", Why.NO_HOURS)
        return ""
    return f"{float(text):.1f}"


READERS: Final[Mapping[str, Callable[[_Cells, House], Iterator[Line]]]] = {
    "people": _people, "trainers": _trainers, "rooms": _rooms, "history": _history,
}  # fmt: skip

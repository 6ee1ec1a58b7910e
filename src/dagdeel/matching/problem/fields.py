"""Reading JSON by hand, so that every refusal names its place: ``sessions[3].min: 7 is more than max 5``."""

import json
import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TypeVar

from dagdeel.matching.problem.half_days import is_date, is_half_day

LONGEST = 200
"""No id may be longer, so that a sentence can name it."""

LARGEST = 10**9
"""No number in a problem may be larger, so that sums of goals stay exact."""

T = TypeVar("T")


class BadProblem(ValueError):
    """A problem or plan that cannot be used: ``path`` into the JSON and one sentence for a person."""

    def __init__(self, path: str, sentence: str) -> None:
        super().__init__(f"{path}: {sentence}" if path else sentence)
        self.path = path
        self.sentence = sentence


def parse_json(text: str | bytes) -> object:
    """The JSON value of ``text``; raises BadProblem when it is no JSON or an object repeats a key."""
    if not text.strip():
        raise BadProblem("", "there is nothing here: a problem in JSON was expected")
    repeats: list[tuple[dict[str, object], str]] = []

    def without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found: dict[str, object] = dict(pairs)
        if len(found) < len(pairs):
            repeats.append((found, Counter(key for key, _ in pairs).most_common(1)[0][0]))
        return found

    try:
        value = json.loads(text, object_pairs_hook=without_repeats)
    except RecursionError:
        raise BadProblem("", "the JSON is nested too deeply") from None
    except UnicodeDecodeError as error:
        raise BadProblem("", f"this is not UTF-8 (at byte {error.start})") from None
    except json.JSONDecodeError as error:
        raise BadProblem("", f"this is not JSON ({error})") from None
    except ValueError:
        raise BadProblem("", "a number has more digits than can be read") from None
    for found, key in repeats:
        path = next((field.path for field in _all(Field(value, "")) if field.value is found), "")
        raise BadProblem(path, f"the key {_name(key)} appears twice in this object")
    return value


def _all(top: "Field") -> "Iterator[Field]":
    """Every object and list in a value; as deep as the parser can go, so not by recursion."""
    waiting = [top]
    while waiting:
        field = waiting.pop()
        yield field
        if isinstance(field.value, dict):
            waiting += [inner for _, inner in field.items()]
        elif isinstance(field.value, list):
            waiting += field.entries()


@dataclass(frozen=True)
class Field:
    """A JSON value and the path that leads to it."""

    value: object
    path: str

    def refuse(self, sentence: str) -> BadProblem:
        return BadProblem(self.path, sentence)

    @property
    def missing(self) -> bool:
        return self.value is None

    def present(self) -> None:
        if self.missing:
            raise self.refuse("is missing")

    def mapping(self) -> dict[str, object]:
        if not isinstance(self.value, dict):
            self.present()
            raise self.refuse(f"must be an object, not {_name(self.value)}")
        return self.value

    def items(self) -> Iterator[tuple[str, "Field"]]:
        for key, value in self.mapping().items():
            yield key, Field(value, self._inside(key))

    def keyed(self) -> Iterator[tuple[str, "Field"]]:
        """As items, where every key is an id."""
        for key, field in self.items():
            yield Field(key, field.path).text(), field

    def entries(self) -> list["Field"]:
        if not isinstance(self.value, list):
            self.present()
            raise self.refuse(f"must be a list, not {_name(self.value)}")
        return [Field(value, f"{self.path}[{index}]") for index, value in enumerate(self.value)]

    def get(self, key: str) -> "Field":
        return Field(self.mapping().get(key), self._inside(key))

    def _inside(self, key: str) -> str:
        shown = key if key.isprintable() else json.dumps(key)
        return f"{self.path}.{shown}" if self.path else shown

    def only(self, *keys: str) -> None:
        """Refuse a misspelt key, which would otherwise go unread; other extra keys may carry notes."""
        for key, field in self.items():
            if key not in keys and (meant := get_close_matches(key, keys, 1, 0.8)):
                raise field.refuse(f"is not a known key; was {meant[0]!r} meant?")

    def text(self) -> str:
        self.present()
        if not isinstance(self.value, str) or not self.value:
            raise self.refuse(f"must be a text, not {_name(self.value)}")
        if not self.value.isprintable():
            raise self.refuse("holds a character that cannot be shown")
        if len(self.value) > LONGEST:
            raise self.refuse(f"is longer than {LONGEST} characters")
        return self.value

    def flag(self, default: bool = False) -> bool:
        if self.value is None:
            return default
        if not isinstance(self.value, bool):
            raise self.refuse(f"must be true or false, not {_name(self.value)}")
        return self.value

    def number(self, *, least: float = 0, most: float = LARGEST) -> int | float:
        self.present()
        value = self.value
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.refuse(f"must be a number, not {_name(value)}")
        if isinstance(value, float) and not math.isfinite(value):
            raise self.refuse("must be a finite number, not NaN or infinity")
        if value < least:
            raise self.refuse(f"{_name(value)} is less than {least}")
        if value > most:
            raise self.refuse(f"{_name(value)} is more than {most}")
        return value

    def whole(self, *, most: int = LARGEST) -> int:
        value = self.number(most=most)
        if value != int(value):
            raise self.refuse(f"{value} is not a whole number")
        return int(value)

    def half_day(self) -> str:
        if not is_half_day(value := self.text()):
            raise self.refuse(f"{value!r} is not a half-day (write 2016-11-08/am, /pm or /ev)")
        return value

    def date(self) -> str:
        if not is_date(value := self.text()):
            raise self.refuse(f"{value!r} is not a date (write 2016-11-08)")
        return value

    def id_of(self, known: "frozenset[str] | dict[str, int]", what: str) -> str:
        if (value := self.text()) not in known:
            raise self.refuse(f"there is no {what} {value!r}")
        return value

    def list_of(self, read: Callable[["Field"], T]) -> tuple[T, ...]:
        """Read each entry; an absent list is empty."""
        return () if self.missing else tuple(read(entry) for entry in self.entries())

    def set_of(self, read: Callable[["Field"], str]) -> tuple[str, ...]:
        """As list_of, in the given order, refusing a value that is there twice."""
        seen: set[str] = set()
        for entry in () if self.missing else self.entries():
            if (value := read(entry)) in seen:
                raise entry.refuse(f"{value!r} is there twice")
            seen.add(value)
        return self.list_of(read)

    def at_most(self, limit: int, what: str) -> list["Field"]:
        """The entries of a list that must be there, no longer than the limit of the package."""
        entries = self.entries()
        if len(entries) > limit:
            raise self.refuse(f"{len(entries)} {what} are more than the limit of {limit}")
        return entries


def unique_ids(entries: Field, ids: Sequence[str], what: str) -> dict[str, int]:
    """Index by id; raises BadProblem that names both places of a repeated id."""
    index: dict[str, int] = {}
    for position, name in enumerate(ids):
        if name in index:
            first = f"{entries.path}[{index[name]}]"
            raise BadProblem(f"{entries.path}[{position}].id", f"{what} {name!r} is already at {first}")
        index[name] = position
    return index


def _name(value: object) -> str:
    """A value in a sentence: short, whatever it is."""
    if isinstance(value, list | dict) and value:
        return "a list" if isinstance(value, list) else "an object"
    if isinstance(value, int) and abs(value) > 10**30:
        return "a number of more than 30 digits"
    shown = json.dumps(value, ensure_ascii=not str(value).isprintable())
    return shown if len(shown) <= 40 else f"{shown[:37]}..."

"""An entry of the history as people read it: a sentence, and the facts that changed, in words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from dagdeel.base.history.models import Entry
from dagdeel.base.ui.dutch import clock, day_long, number
from dagdeel.web.named import Names, field_of, model_of, pointed_at, with_names
from dagdeel.web.words import FACTS, VALUES, VERBS

LONGEST = 300  # characters of one value on the page
DAY = re.compile(r"\d{4}-\d\d-\d\d")
DAY_IN_TEXT = re.compile(r"(?<!\S)\d{4}-\d\d-\d\d(?!\S)")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)")
TIME = re.compile(r"\d\d:\d\d(?::\d\d)?")
DECIMAL = re.compile(r"-?\d{1,12}\.\d{1,4}")
Labels = Mapping[Any, Any]
NAMELESS: Final[Names] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that changed; `before` or `after` is empty where there was nothing."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the history."""

    at: datetime
    who: str
    what: str
    about: str
    reason: str
    facts: tuple[Fact, ...]


def told(entry: Entry, names: Names = NAMELESS) -> Told:
    """The entry in the active language. No query; what the code no longer knows is shown as it was written.

    `names` are those of `names_for`; a row without one is shown by its number.
    """
    facts_of = [*entry.before, *(name for name in entry.after if name not in entry.before)]
    facts = (_fact(entry, name, names) for name in facts_of)
    return Told(
        at=entry.at,
        who=entry.by_name,
        what=str(VERBS.get(entry.verb, entry.verb)),
        about=DAY_IN_TEXT.sub(lambda found: _text(found[0]), entry.about),
        reason=entry.reason,
        facts=tuple(fact for fact in facts if fact.before != fact.after),
    )


def _fact(entry: Entry, name: str, names: Names) -> Fact:
    field = field_of(model_of(entry.object_type), name)
    called = field.verbose_name if field else ""
    label = called if isinstance(called, Promise) else FACTS.get(name, name.replace("_", " "))
    if field is None and name in VALUES:
        field = field_of(model_of(VALUES[name][0]), VALUES[name][1])
    labels: Labels = dict(field.flatchoices) if field else {}
    before, after = entry.before.get(name), entry.after.get(name)
    if table := pointed_at(entry, name):
        before, after = (with_names(name, value, table, names) for value in (before, after))
    return Fact(capfirst(str(label)), _shown(before, labels), _shown(after, labels))


def _shown(value: Any, labels: Labels) -> str:
    return Truncator(_in_words(value, labels)).chars(LONGEST)


def _in_words(value: Any, labels: Labels) -> str:
    match value:
        case None:
            return ""
        case bool():
            return _("yes") if value else _("no")
        case dict():
            return "; ".join(f"{_in_words(key, {})}: {_in_words(item, labels)}" for key, item in value.items())
        case list():
            return ", ".join(_in_words(item, labels) for item in value)
        case str():
            return str(labels[value]) if value in labels else _text(value)
    return str(value)


def _text(text: str) -> str:
    """Dates, times and amounts are kept as JSON writes them and read as people write them."""
    try:
        if DAY.fullmatch(text):
            return day_long(date.fromisoformat(text))
        if MOMENT.fullmatch(text):
            moment = datetime.fromisoformat(text)
            return f"{day_long(moment)}, {clock(moment)}"
        if TIME.fullmatch(text):
            return clock(time.fromisoformat(text))
    except ValueError:  # it looked like one
        return text
    if DECIMAL.fullmatch(text):
        return number(Decimal(text), len(text.partition(".")[2]))
    return text

"""The names behind the numbers: history knows other rows by their number only, and a reader knows them by name."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext as _

from dagdeel.base.history.models import Entry

# Whose numbers a fact holds, where no foreign key of the entry's own table tells it.
HOLDS: Final[dict[str, str]] = {
    "applied": "planning.session",
    "edition": "catalogue.edition",
    "invited": "people.person",
    "person": "people.person",
    "reminded": "people.person",
    "session": "planning.session",
    "sessions": "planning.session",
    "states": "people.person",
    "trainer": "trainers.trainer",
    "trainers": "trainers.trainer",
}
# Of these a number alone is a count, and only a list or table of them points at rows.
SEVERAL: Final = frozenset({"applied", "invited", "reminded", "sessions", "states", "trainers"})
# What the name of a row is made of, beside the row itself.
PARTS: Final[dict[str, tuple[str, ...]]] = {
    "planning.session": ("edition", "school"),
    "trainers.trainer": ("person",),
    "partnerships.membership": ("person",),
}
Names = Mapping[tuple[str, int], str]


def model_of(label: str) -> type[models.Model] | None:
    """The table of that label; none when the code no longer has it."""
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def field_of(model: type[models.Model] | None, name: str) -> "models.Field[Any, Any] | None":
    """The field of this name; none for a fact that the table does not have."""
    try:
        found = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, models.Field) else None


def pointed_at(entry: Entry, fact: str) -> str:
    """The label of the table whose numbers this fact holds; empty when it holds none."""
    field = field_of(model_of(entry.object_type), fact)
    if isinstance(field, models.ForeignKey):
        return str(field.related_model._meta.label_lower)
    return "" if field else HOLDS.get(fact, "")


def names_for(entries: Iterable[Entry]) -> Names:
    """The names of all rows that these entries point at: one query per table. Who or what is gone has none."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        for facts in (entry.before, entry.after):
            for fact, value in facts.items():
                if label := pointed_at(entry, fact):
                    wanted[label] |= _numbers(fact, value)
    return {(label, pk): name for label, pks in wanted.items() for pk, name in _named(label, pks)}


def with_names(fact: str, value: Any, label: str, names: Names) -> Any:
    """The value of a fact with names in the place of numbers; what has no name any more keeps its number."""
    match value:
        case bool():
            return value
        case int() if fact not in SEVERAL:
            return _name(value, label, names)
        case list():
            return [_name(item, label, names) if type(item) is int else item for item in value]
        case dict():
            return {_name(int(key), label, names) if key.isdecimal() else key: item for key, item in value.items()}
    return value


def _name(pk: int, label: str, names: Names) -> str:
    return names.get((label, pk)) or _("no. %(number)d") % {"number": pk}


def _numbers(fact: str, value: Any) -> set[int]:
    """The numbers in a fact: itself, those of a list, or the keys of a table."""
    match value:
        case bool():
            return set()
        case int() if fact not in SEVERAL:
            return {value}
        case list():
            return {item for item in value if type(item) is int}
        case dict():
            return {int(key) for key in value if str(key).isdecimal()}
    return set()


def _named(label: str, pks: set[int]) -> Iterable[tuple[int, str]]:
    model = model_of(label)
    if model is None or not pks:
        return
    rows = model._default_manager.filter(pk__in=pks).select_related(*PARTS.get(label, ()))
    for row in rows:
        yield row.pk, str(row)

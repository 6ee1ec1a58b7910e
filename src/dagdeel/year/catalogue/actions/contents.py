"""What an edition says: read from its row as plain values, and written back to it. Not a verb by itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.year.catalogue import rules
from dagdeel.year.catalogue.models import Edition, Goal
from dagdeel.year.catalogue.queries import parsed, settings_of


class UnknownField(Exception):
    """An edition has no such field, or not one that may be written."""


class NumberWrong(Exception):
    """A length or a group size cannot be; `name` is the field."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def fields_of(edition: Edition) -> dict[str, Any]:
    """What a reader reads, by field."""
    return {name: getattr(edition, name) for name in rules.FIELDS}


def goals_of(edition: Edition) -> list[tuple[Any, str]]:
    """Key and text of each goal, in their order."""
    return [(goal.key, goal.text) for goal in edition.goals.all()]


def numbers_of(year: ProgrammeYear) -> dict[str, Any]:
    """The numbers with which an edition of that year begins."""
    settings = settings_of(year)
    return {name: settings[setting] for name, setting in rules.FOLLOWS_YEAR.items()}


def snapshot(edition: Edition) -> dict[str, Any]:
    """Everything that its makers may change, and the goals with their keys: what a version freezes."""
    values = {name: getattr(edition, name) for name in rules.EDITABLE}
    return {**values, "goals": [{"key": key, "text": text} for key, text in goals_of(edition)]}


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """A snapshot as it comes back from JSON, where decimals and keys are text: two of these can be compared."""
    goals = [{"key": str(goal["key"]), "text": goal["text"]} for goal in values["goals"]]
    fields = {name: parsed(name, values[name]) for name in rules.EDITABLE}
    return {**fields, "certificate_hours": f"{fields['certificate_hours']:.1f}", "goals": goals}


def told(values: Mapping[str, Any], names: Sequence[str] | None = None) -> dict[str, Any]:
    """A snapshot for the history: only the named values, goals as text."""
    said = {**values, "goals": [goal["text"] for goal in values["goals"]]}
    return {name: said[name] for name in (said if names is None else names)}


def with_edits(edition: Edition, fields: Mapping[str, Any], goals: Sequence[str] | None) -> dict[str, Any]:
    """What the edition will say: what it says now, the edits that wait, and these. Raises UnknownField or NumberWrong."""
    now = {**snapshot(edition), **(edition.pending or {})}
    if goals is not None:
        kept = [(goal["key"], goal["text"]) for goal in now["goals"]]
        new = rules.match_goals(kept, cleaned(goals))
        now["goals"] = [{"key": key or Goal().key, "text": text} for key, text in new]
    _check_names(fields)
    wanted = plain({**now, **fields})
    _check_numbers(wanted)
    return wanted


def take(edition: Edition, wanted: Mapping[str, Any]) -> None:
    """Put a whole snapshot on the (unsaved) row and in the goals."""
    write(edition, {name: wanted[name] for name in rules.EDITABLE})
    write_goals(edition, [(goal["key"], goal["text"]) for goal in wanted["goals"]])


def write(edition: Edition, values: Mapping[str, Any]) -> None:
    """Put values on the (unsaved) row; raises UnknownField or NumberWrong."""
    _check_names(values)
    for name, value in values.items():
        setattr(edition, name, parsed(name, value))
    _check_numbers(fields_of(edition))


def write_goals(edition: Edition, goals: Sequence[tuple[Any, str]]) -> None:
    """Replace the goals; a key of None makes a new one."""
    edition.goals.all().delete()
    rows = [Goal(edition=edition, position=i, text=text) for i, (_, text) in enumerate(goals, 1)]
    for row, (key, _) in zip(rows, goals, strict=True):
        row.key = key or row.key
    Goal.objects.bulk_create(rows)


def cleaned(goals: Sequence[str]) -> list[str]:
    """Without blanks around them, and without empty ones."""
    return [text.strip() for text in goals if text.strip()]


def _check_names(values: Mapping[str, Any]) -> None:
    if unknown := set(values) - set(rules.EDITABLE):
        raise UnknownField(", ".join(sorted(unknown)))


def _check_numbers(values: Mapping[str, Any]) -> None:
    if wrong := rules.wrong_number(values):
        raise NumberWrong(wrong)

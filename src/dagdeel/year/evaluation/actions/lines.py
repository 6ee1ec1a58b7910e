"""Writing questions into an instrument."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple

from dagdeel.year.evaluation.models import Instrument, Item, Question
from dagdeel.year.evaluation.queries.lines import Asked, Line
from dagdeel.year.evaluation.states import ABOUT_A_PERSON


def write_lines(instrument: Instrument, lines: Sequence[Line], labels: Mapping[str, str]) -> list[Question]:
    """Write these questions into an instrument that has none. A condition points to an earlier line."""
    items = _items(lines, labels)
    asked = Asked(instrument)
    written: dict[str, Question] = {}
    for position, line in enumerate(lines, 1):
        written[line.key] = Question.objects.create(
            partnership_id=instrument.partnership_id,
            instrument=instrument,
            item=items[line.key],
            position=position,
            kind=line.kind,
            goals=line.goals,
            text_nl=line.nl,
            text_en=line.en,
            options=[list(astuple(option)) for option in line.options],
            version=asked.version(line),
            only_if=written[line.only_if] if line.only_if else None,
            only_values=list(line.only_values),
        )
    return list(written.values())


def _items(lines: Iterable[Line], labels: Mapping[str, str]) -> dict[str, Item]:
    """The items behind these lines, by key; made where they are new to the partnership."""
    there = {item.key: item for item in Item.objects.filter(key__in=[line.key for line in lines])}
    for line in lines:
        if line.key not in there:
            there[line.key] = new_item(line, labels)
    return there


def new_item(line: Line, labels: Mapping[str, str]) -> Item:
    """The item behind a line that is new to the partnership."""
    label = line.label or labels.get(line.key, line.nl[:120])
    about = line.about_person or line.key in ABOUT_A_PERSON
    return Item.objects.create(key=line.key, label=label, about_person=about)

"""What is known of the questions of a partnership, to hold a file with questions against."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.text import slugify

from dagdeel.outputs.sheets.table import plain
from dagdeel.year.evaluation.models import Instrument, Item, Question
from dagdeel.year.evaluation.queries.lines import lines_of
from dagdeel.year.evaluation.queries.sets import LABELS


@dataclass(frozen=True, slots=True)
class Known:
    """The items by key, the numbers that their options ever had, and the words of this instrument as they are written."""

    items: Mapping[str, Item]
    numbers: Mapping[str, frozenset[int]]
    words: Mapping[str, str]

    def new_key(self, label: str, also: Collection[str]) -> str:
        """A key that no item has, nor any of `also`."""
        return free_key(label, {*self.items, *also})

    def as_written(self, text: str) -> str:
        """A spreadsheet's cell in the blanks in which it was written: who changes nothing changes no version."""
        return self.words.get(text, text)


def known(instrument: Instrument) -> Known:
    """Three queries."""
    items = {item.key: item for item in Item.objects.all()}
    numbers: dict[str, set[int]] = {}
    for key, options in Question.objects.exclude(options=[]).order_by().values_list("item__key", "options"):
        numbers.setdefault(key, set()).update(row[0] for row in options)
    words: dict[str, str] = {}
    for line in lines_of(instrument):
        said = [line.nl, line.en, *(text for option in line.options for text in (option.nl, option.en))]
        words |= {plain(text): text for text in said}
    return Known(items, {key: frozenset(found) for key, found in numbers.items()}, words)


def free_key(label: str, taken: Collection[str]) -> str:
    """A key that is not taken, nor that of a ready-made item."""
    base = slugify(label)[:60] or "question"
    used = {*taken, *LABELS}
    return next(key for key in (base, *(f"{base}-{n}" for n in range(2, len(used) + 3))) if key not in used)

"""The questions of an instrument as plain lines: as they come from a ready-made set, last year, the bank or a file."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from dagdeel.year.evaluation.models import Instrument, Option, Question
from dagdeel.year.evaluation.states import InstrumentState


@dataclass(frozen=True, slots=True)
class Line:
    """One question: its item, its words in both languages, its options, and of whom it is asked."""

    key: str
    kind: str
    nl: str
    en: str
    goals: bool = False
    options: tuple[Option, ...] = ()
    only_if: str = ""  # the key of an earlier question
    only_values: tuple[int, ...] = ()
    label: str = ""
    about_person: bool = False

    @property
    def words(self) -> tuple[str, str, tuple[Option, ...]]:
        """What makes a version: the words in which it is asked, of its options too."""
        return self.nl, self.en, self.options


def line_of(question: Question) -> Line:
    """A question as a line; its item and the item of its condition must be there."""
    return Line(
        question.item.key,
        question.kind,
        question.text_nl,
        question.text_en,
        goals=question.goals,
        options=question.choices,
        only_if=question.only_if.item.key if question.only_if else "",
        only_values=tuple(question.only_values),
        label=question.item.label,
        about_person=question.item.about_person,
    )


def lines_of(instrument: Instrument) -> list[Line]:
    """The questions of an instrument, in order. One query."""
    return [line_of(question) for question in instrument.questions.select_related("item", "only_if__item")]


class Asked:
    """In which words this audience was asked the items at this moment, in earlier years."""

    def __init__(self, instrument: Instrument) -> None:
        rows = Question.objects.filter(
            instrument__audience=instrument.audience,
            instrument__moment=instrument.moment,
            instrument__year__first_year__lt=instrument.year.first_year,
        ).exclude(instrument__state=InstrumentState.DRAFT)
        rows = rows.select_related("item", "only_if__item").order_by("instrument__year__first_year")
        self._last = {row.item.key: (line_of(row).words, row.version) for row in rows}

    def version(self, line: Line) -> int:
        """The number of this wording: that of the last one when nothing was changed, else the next."""
        words, number = self._last.get(line.key, (line.words, 1))
        return number if words == line.words else number + 1


@dataclass(frozen=True, slots=True)
class Changed:
    """What reading a file does to a question."""

    line: Line
    what: Literal["new", "changed", "moved", "same", "gone"]


def changes(before: Sequence[Line], after: Sequence[Line]) -> list[Changed]:
    """What becomes of each question when these come in the place of those; what goes stands last."""
    old, new = {line.key: line for line in before}, {line.key for line in after}
    order = [line.key for line in before if line.key in new]
    stays = [line.key for line in after if line.key in old]
    found = []
    for line in after:
        there = old.get(line.key)
        if there is None:
            found.append(Changed(line, "new"))
        elif _asked(there) != _asked(line):
            found.append(Changed(line, "changed"))
        else:
            found.append(Changed(line, "same" if order.index(line.key) == stays.index(line.key) else "moved"))
    return found + [Changed(line, "gone") for line in before if line.key not in new]


def _asked(line: Line) -> Line:
    """Without what belongs to the item, which no file changes."""
    return replace(line, label="", about_person=False)

"""The bank: what was asked before, and what is ready-made, to be asked again as the same item."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from dagdeel.year.evaluation.models import Instrument, Question
from dagdeel.year.evaluation.queries.lines import Line, line_of, lines_of
from dagdeel.year.evaluation.queries.sets import LABELS, SETS, ready_made


@dataclass(frozen=True, slots=True)
class Banked:
    """A question that can be taken, and the year in which it was asked last; empty for a ready-made one."""

    line: Line
    year: str = ""


def bank(instrument: Instrument) -> list[Banked]:
    """Every item that this instrument does not ask, in the words that fit it best, by short name. Two queries.

    That is: as this audience was asked last at this moment, else as is ready-made for it, else as anybody was asked. A condition
    comes along when the question on which it depends is asked here.
    """
    there = {line.key: line for line in lines_of(instrument)}
    mine = (instrument.audience, instrument.moment)
    found: dict[str, Banked] = {}
    for audience, moment in SETS:
        found |= _ready_made(ready_made(audience, moment))
    asked = _asked(instrument)
    found |= {q.item.key: _was(q) for q in asked if _for(q) != mine}
    found |= _ready_made(ready_made(*mine))
    found |= {q.item.key: _was(q) for q in asked if _for(q) == mine}
    can_have_goals = instrument.about_session and not any(line.goals for line in there.values())
    kept = [
        replace(banked, line=_fitting(banked.line, there))
        for key, banked in found.items()
        if key not in there and (can_have_goals or not banked.line.goals)
    ]
    return sorted(kept, key=lambda banked: (banked.line.label.casefold(), banked.line.key))


def _ready_made(lines: Iterable[Line]) -> dict[str, Banked]:
    return {line.key: Banked(replace(line, label=LABELS.get(line.key, line.key))) for line in lines}


def _was(question: Question) -> Banked:
    return Banked(line_of(question), str(question.instrument.year))


def _for(question: Question) -> tuple[str, str]:
    return question.instrument.audience, question.instrument.moment


def _asked(instrument: Instrument) -> list[Question]:
    """What is asked anywhere else, the oldest first."""
    rows = Question.objects.exclude(instrument=instrument).select_related("item", "instrument__year", "only_if__item")
    return list(rows.order_by("instrument__year__first_year", "pk"))


def _fitting(line: Line, there: dict[str, Line]) -> Line:
    return line if line.only_if in there else replace(line, only_if="", only_values=())

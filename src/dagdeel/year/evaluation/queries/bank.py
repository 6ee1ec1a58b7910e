"""The bank: what was asked before, and what is ready-made, to be asked again as the same item."""

from dataclasses import dataclass, replace

from dagdeel.year.evaluation.models import Instrument, Question
from dagdeel.year.evaluation.queries.lines import Line, line_of, lines_of
from dagdeel.year.evaluation.queries.sets import LABELS, SETS


@dataclass(frozen=True, slots=True)
class Banked:
    """A question that can be taken, and the year in which it was asked last; empty for a ready-made one."""

    line: Line
    year: str = ""


def bank(instrument: Instrument) -> list[Banked]:
    """Every item that this instrument does not ask, in the words that fit it best, by short name. Two queries.

    That is: as this audience was asked last at this moment, else as anybody was; else ready-made. A condition comes along when the
    question on which it depends is asked here.
    """
    there = {line.key: line for line in lines_of(instrument)}
    found: dict[str, Banked] = {}
    mine = (instrument.audience, instrument.moment)
    for _ask, lines in sorted(SETS.items(), key=lambda entry: entry[0] == mine):
        found |= {line.key: Banked(replace(line, label=LABELS.get(line.key, line.key))) for line in lines}
    for question in _asked(instrument):
        found[question.item.key] = Banked(line_of(question), str(question.instrument.year))
    can_have_goals = instrument.about_session and not any(line.goals for line in there.values())
    kept = [
        replace(banked, line=_fitting(banked.line, there))
        for key, banked in found.items()
        if key not in there and (can_have_goals or not banked.line.goals)
    ]
    return sorted(kept, key=lambda banked: (banked.line.label.casefold(), banked.line.key))


def _asked(instrument: Instrument) -> list[Question]:
    """What was asked anywhere, in the order in which the later one counts."""
    rows = Question.objects.exclude(instrument=instrument).select_related("item", "instrument__year", "only_if__item")
    mine = (instrument.audience, instrument.moment)
    return sorted(
        rows,
        key=lambda q: ((q.instrument.audience, q.instrument.moment) == mine, q.instrument.year.first_year, q.pk),
    )


def _fitting(line: Line, there: dict[str, Line]) -> Line:
    return line if line.only_if in there else replace(line, only_if="", only_values=())

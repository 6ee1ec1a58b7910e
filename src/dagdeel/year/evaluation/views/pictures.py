"""What is drawn of the results: each picture with the sentence that it says. The table beside it says the same in figures."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from dagdeel.base.ui.dutch import percent
from dagdeel.outputs.charts.specs import Answers as Bar
from dagdeel.outputs.charts.specs import Dot, Drawn, Group, grouped, intervals, likert
from dagdeel.outputs.look import COLOURS
from dagdeel.year.evaluation.queries import ChoiceRow, Figures, Results, Row, TooSmall
from dagdeel.year.evaluation.states import AGREE_LABELS, SCALE, Ask, Kind

Said = Results | TooSmall
LOWEST, HIGHEST = 1, SCALE[Kind.AGREE][-1]


def answers(said: Said) -> Drawn | None:
    """Diverging bars of every five-point question, and what they say in a sentence; None when there is nothing to draw."""
    rows = said.agree_rows if isinstance(said, Results) else ()
    bars = [Bar(row.text, _five(row)) for row in rows]
    if not bars:
        return None
    most = max(rows, key=lambda row: row.figures.mean if row.figures else 0)
    least = min(rows, key=lambda row: row.figures.mean if row.figures else 0)
    alt = _("How people answered, from disagree to agree. Most agreement: %(most)s Least: %(least)s") % {
        "most": most.text,
        "least": least.text,
    }
    return likert(bars, labels=[str(label) for label in AGREE_LABELS.values()]), alt


def options(row: ChoiceRow) -> Drawn | None:
    """A bar for each option of a question: the share of the people who answered it that chose it."""
    if not row.options:
        return None
    most = max(row.options, key=lambda option: option.count)
    alt = _("%(question)s Chosen most: %(option)s, by %(share)s of %(n)s people.") % {
        "question": row.text, "option": most.text, "share": percent(most.share), "n": row.n,
    }  # fmt: skip
    bars = [Group(option.text, (100 * option.share,)) for option in row.options]
    return grouped(bars, labels=[_("share")], tones=[COLOURS["petrol"]], unit="%"), alt


def chosen(said: Said, key: str) -> Drawn | None:
    """The bars of the question with options that has this key; None without."""
    rows = said.choices if isinstance(said, Results) else ()
    return next((options(row) for row in rows if row.key == key), None)


def sides(columns: Sequence[tuple[Ask, Said]]) -> Drawn | None:
    """The statements about which more than one side may be told: a mean with its interval for each side, under each other."""
    by_key: dict[str, list[tuple[Ask, Row]]] = {}
    for ask, said in columns:
        for row in said.agree_rows if isinstance(said, Results) else ():
            if not row.goal:
                by_key.setdefault(row.key, []).append((ask, row))
    shared = [rows for rows in by_key.values() if len(rows) > 1]
    told = [(rows[0][1].text, str(ask.label), row.figures) for rows in shared for ask, row in rows]
    alt = _("What each side said of the same statements: the mean, with where it may lie. Statements: %(number)s.")
    return means(told, alt % {"number": len(shared)})


def means(told: Iterable[tuple[str, str, Figures | None]], alt: str) -> Drawn | None:
    """Means on the five-point scale with their intervals, by row and side; None without any."""
    dots = [Dot(row, side, found.mean, found.low, found.high) for row, side, found in told if found]
    return (intervals(dots, low=LOWEST, high=HIGHEST, unit=_("mean, from 1 to 5")), alt) if dots else None


def _five(row: Row) -> tuple[int, int, int, int, int]:
    one, two, three, four, five = row.figures.counts if row.figures else (0, 0, 0, 0, 0)
    return one, two, three, four, five

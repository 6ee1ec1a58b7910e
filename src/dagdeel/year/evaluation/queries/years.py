"""An item over the years: what may be shown of each year, and all of them together."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.year.evaluation import rules
from dagdeel.year.evaluation.models import Question
from dagdeel.year.evaluation.queries.carried import told_over_years, year_key
from dagdeel.year.evaluation.queries.results import Answers, figures_of, load, words
from dagdeel.year.evaluation.queries.said import Figures
from dagdeel.year.evaluation.states import CHOICES, Kind

LONGEST = 6  # years back; each costs its queries

View = Callable[[Answers, ProgrammeYear], Collection[int]]


@dataclass(frozen=True, slots=True)
class InYear:
    """An item in one year: here, and in the whole partnership. Without figures: not asked, or too few answers.

    `words`: those in which it was asked, `since` that year; `reworded`: in other words than in the year before it.
    """

    year: str
    figures: Figures | None = None
    everywhere: Figures | None = None
    reworded: bool = False
    words: str = ""
    since: str = ""

    @property
    def mean(self) -> float | None:
        """The mean here."""
        return self.figures.mean if self.figures else None

    @property
    def mean_everywhere(self) -> float | None:
        """The mean of the whole partnership."""
        return self.everywhere.mean if self.everywhere else None


@dataclass(frozen=True, slots=True)
class OverYears:
    """An item of this year in every year in which it was asked on the same scale.

    `together`: all that was shown, as one; `carried`: how many of these answers were too little in any one year.
    """

    key: str
    text: str
    kind: str
    years: tuple[InYear, ...]
    together: Figures | None
    carried: int = 0

    @property
    def wordings(self) -> list[InYear]:
        """The years from which it was asked in other words, the first of them too; empty when the words never changed."""
        asked = [one for one in self.years if one.words and one.since == one.year]
        return asked if len(asked) > 1 else []


def over_years(
    year: ProgrammeYear, audience: str, moment: str, view: View, *, personal: bool = False
) -> list[OverYears]:
    """The items of this year over the last years, the oldest first. At most ten queries a year, and one.

    All years together is the sum of the blocks of each, and of those that were made over the years: these are in no single one.
    """
    rows = list(ProgrammeYear.objects.filter(first_year__lte=year.first_year).order_by("-first_year")[:LONGEST])
    loaded = [(one, load(one, audience, moment)) for one in reversed(rows)]
    found = [(one, answers, view(answers, one)) for one, answers in loaded if answers is not None]
    if not found or found[-1][0] != year:
        return []
    _now, answers, here = found[-1]
    asked = [q for q in answers.seen(here, personal=personal) if q.kind not in CHOICES and q.kind != Kind.TEXT]
    blocks = told_over_years(audience, moment)
    whole = {key or year_key(one.pk) for one, _answers, view_then in found for key in view_then}
    over = {q.pk: rules.shown(blocks.get((q.item_id, q.kind), ()), whole, ()) for q in asked}
    return [_item(question, found, over[question.pk]) for question in asked]


def _item(
    now: Question, found: list[tuple[ProgrammeYear, Answers, Collection[int]]], over: rules.Shown | None
) -> OverYears:
    years: list[InYear] = []
    tables: list[rules.Shown] = []
    before: Question | None = None
    since = ""
    for year, answers, view in found:
        question = next((q for q in answers.questions if q.item_id == now.item_id and q.kind == now.kind), None)
        if question is None:
            years.append(InYear(year.label))
            continue
        reworded = before is not None and (before.text_nl, before.text_en) != (question.text_nl, question.text_en)
        since = since if before is not None and not reworded else year.label
        whole = answers.figures(question, answers.everything())
        here = answers.figures(question, view)
        years.append(InYear(year.label, here, whole, reworded, words(question), since))
        table, before = answers.shown(question, view), question
        tables += [table] if table else []
    tables += [over] if over else []
    counts, people = rules.total(table.counts for table in tables), sum(table.people for table in tables)
    together = figures_of(now.kind, counts, people=people if now.goals else None) if len(tables) > 1 or over else None
    carried = rules.given(over.counts) if over else 0
    return OverYears(now.item.key, words(now), now.kind, tuple(years), together, carried)

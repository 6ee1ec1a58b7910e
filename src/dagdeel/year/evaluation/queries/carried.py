"""What stays too little in its own year: what of it may be told over the years, and what was."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.year.evaluation import rules
from dagdeel.year.evaluation.models import Instrument, Respondent, Tally
from dagdeel.year.evaluation.states import BY_CODE, InstrumentState, Kind
from dagdeel.year.planning.models import Session

# remarks and options are told in the words of their own year
CARRIED = (Kind.AGREE, Kind.MARK)
Asked = tuple[int, str]  # an item, and the kind of question: another scale is another question
Told = tuple[int, str, str | None]  # the same about one goal


@dataclass(frozen=True, slots=True)
class Carried:
    """What of one item (and one goal) waits in several years. `questions`: that of each session, in its own year."""

    goal: str | None
    questions: Mapping[int, int]
    sessions: tuple[rules.Waiting, ...]

    @property
    def over_workshops(self) -> bool:
        """Goals are told within their workshop."""
        return self.goal is None


def year_key(year: int) -> int:
    """What stands for a year as a whole, among the sessions of several years."""
    return -year


def finished(audience: str, moment: str) -> QuerySet[Instrument]:
    """The questionnaires of this audience and moment that take no more answers.

    None of those that are answered with a code: nobody knows whether these are the same people as a year ago.
    """
    over = Q(state=InstrumentState.CLOSED) | Q(year__state=ProgrammeYear.State.CLOSED)
    rows = Instrument.objects.filter(over, audience=audience, moment=moment).exclude(audience__in=BY_CODE)
    return rows.order_by("year__first_year")


def carried(audience: str, moment: str) -> list[Carried]:
    """What waits in questionnaires that have closed, by item and goal. At most three queries, however many years."""
    instruments = list(finished(audience, moment).values_list("pk", "year", "year__threshold"))
    if len(instruments) < 2:
        return []
    years = {pk: (year, threshold) for pk, year, threshold in instruments}
    found: dict[Told, dict[int, list[int]]] = {}
    for instrument, question, item, kind, goal, session, count in _held([*years]):
        key = session or year_key(years[instrument][0])
        told = found.setdefault((item, kind, str(goal) if goal else None), {})
        told.setdefault(key, [instrument, question, 0])[2] += count
    if not found:
        return []
    people = _people(years)
    places = _places({key for told in found.values() for key in told if key > 0})
    return [
        Carried(
            goal,
            {key: question for key, (_instrument, question, _count) in told.items()},
            tuple(
                rules.Waiting(key, *places.get(key, (0, 0)), count, frozenset(people.get(key, ())), *years[instrument])
                for key, (instrument, _question, count) in told.items()
            ),
        )
        for (_item, _kind, goal), told in found.items()
    ]


def _held(instruments: list[int]) -> QuerySet[Any, Any]:
    rows = Tally.objects.filter(
        question__instrument__in=instruments, question__kind__in=CARRIED, block__isnull=True, count__gt=0, value__gt=0
    ).order_by()
    return rows.values_list(
        "question__instrument", "question", "question__item", "question__kind", "goal_key", "session", "count"
    )


def _people(years: Mapping[int, tuple[int, int]]) -> dict[int, set[int]]:
    """Everybody who answered, by session."""
    found: dict[int, set[int]] = {}
    rows = Respondent.objects.filter(instrument__in=years).order_by()
    for instrument, session, person in rows.values_list("instrument", "session", "person"):
        found.setdefault(session or year_key(years[instrument][0]), set()).add(person)
    return found


def _places(sessions: set[int]) -> dict[int, tuple[int, int]]:
    rows = Session.objects.filter(pk__in=sessions).order_by().values_list("pk", "edition__workshop", "school")
    return {pk: (workshop, school) for pk, workshop, school in rows}


def told_over_years(audience: str, moment: str) -> dict[Asked, list[rules.Block]]:
    """The blocks that were made over the years, by item. One query.

    As everywhere: what the strictest of its years now finds too small is no longer shown.
    """
    rows = Tally.objects.filter(
        question__instrument__audience=audience, question__instrument__moment=moment, over_years=True, count__gt=0
    ).order_by()
    made: dict[tuple[Asked, Any, str], tuple[list[int], set[int], set[int]]] = {}
    for item, kind, block, goal, session, year, threshold, value, count in rows.values_list(
        "question__item", "question__kind", "block", "goal_key", "session", "question__instrument__year",
        "question__instrument__year__threshold", "value", "count",
    ):  # fmt: skip
        key = ((item, kind), block, str(goal) if goal else "")
        counts, about, thresholds = made.setdefault(key, ([0] * rules.VALUES, set(), set()))
        counts[value] += count
        about.add(session or year_key(year))
        thresholds.add(threshold)
    found: dict[Asked, list[rules.Block]] = {}
    for (asked, _block, about_goal), (counts, about, thresholds) in made.items():
        answers = rules.given(tuple(counts))
        if answers >= max(thresholds):
            found.setdefault(asked, []).append(rules.Block(frozenset(about), about_goal, answers, tuple(counts)))
    return found


def with_carried(year: ProgrammeYear) -> list[Instrument]:
    """The questionnaires of a year that have closed, of which something waits to be told over the years. One query."""
    held = Tally.objects.filter(
        question__instrument__year=year, question__kind__in=CARRIED, block__isnull=True, count__gt=0, value__gt=0
    )
    rows = Instrument.objects.filter(year=year, pk__in=held.values("question__instrument")).exclude(
        audience__in=BY_CODE
    )
    return list(rows.filter(state=InstrumentState.CLOSED))

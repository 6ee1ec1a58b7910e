"""What the evaluation of a year asks to be looked at. Everything that is counted here was let through by the evaluation."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from dagdeel.base.partnerships.models import ProgrammeYear
from dagdeel.base.partnerships.reading import asked_once
from dagdeel.year.catalogue.models import Workshop
from dagdeel.year.decisions import rules
from dagdeel.year.decisions.models import Finding, FindingMarks
from dagdeel.year.decisions.queries.plan import preceding
from dagdeel.year.decisions.states import Signal, Verdict
from dagdeel.year.evaluation.queries import Answers, Figures, Row, TooSmall, load
from dagdeel.year.evaluation.states import ASKS, BY_NAME, Audience, Kind, ask_of

AGAINST_LAST_YEAR = "year"


@asked_once
def marks_of(year: ProgrammeYear) -> rules.Marks:
    """The marks of a year, or of the last year before it that set them. One query."""
    rows = FindingMarks.objects.filter(year__first_year__lte=year.first_year).order_by("-year__first_year")
    row = rows.first()
    if row is None:
        return rules.Marks()
    return rules.Marks(float(row.lowest_mean), row.lowest_agree, float(row.lowest_mark), row.theme_remarks)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An item or a theme that asks for a finding. `beside`: the figures it was compared with, of `against`: last year ("year") or
    what another audience said, at a moment (`Ask.name`)."""

    signals: tuple[Signal, ...]
    item_key: str = ""
    text: str = ""
    audience: str = ""
    workshop: Workshop | None = None
    figures: Figures | None = None
    against: str = ""
    beside: Figures | None = None
    theme: rules.Theme | None = None
    of: int = 0  # remarks that were released, for a theme
    moment: str = ""

    @property
    def side(self) -> str:
        """Who said it at which moment, as a name in an address (`Ask.name`)."""
        return ask_of(self.audience, self.moment).name

    @property
    def audience_label(self) -> str:
        """Who said it, and when."""
        return BY_NAME[self.side].who if self.audience else ""

    @property
    def against_label(self) -> str:
        """What else it is compared with; empty for last year."""
        return BY_NAME[self.against].who if self.against in BY_NAME else ""


@dataclass(frozen=True, slots=True)
class Themes:
    """The themes of a year's released remarks, and of how many remarks."""

    found: tuple[rules.Theme, ...]
    remarks: int


@asked_once
def themes_of(year: ProgrammeYear) -> Themes:
    """What comes back in the remarks that were released, of all questionnaires. One query, and at most ten for each."""
    remarks = [text for answers in _said(year).values() for text in answers.released(answers.everything())]
    return Themes(tuple(rules.themes(remarks, marks_of(year).theme_remarks)), len(remarks))


def suggest_findings(year: ProgrammeYear) -> list[Suggestion]:
    """What has no finding yet: items under the mark or lower than last year (over the year for everybody, per workshop for
    participants), items about which audiences differ, and themes that come back. A fixed number of queries.

    Differences are kept when they stand out among all that were looked at (`rules.beyond_luck`).
    """
    noted = _Noted(year)
    said, before = _said(year), _said(last) if (last := preceding(year)) else {}
    found = [*_items(year, said, before), *_between(said)]
    whole = {(s.item_key, s.side) for s in found if s.workshop is None and Signal.DIFFERS not in s.signals}
    kept = [
        s
        for s in found
        if not noted.has(s) and (s.workshop is None or (s.item_key, s.side) not in whole)
    ]  # fmt: skip
    themes = themes_of(year)
    kept.sort(key=lambda s: (Signal.DIFFERS in s.signals, _position(s)))
    told = [Suggestion((Signal.THEME,), theme=theme, of=themes.remarks) for theme in themes.found]
    return kept + [s for s in told if not noted.has(s)]


def _position(suggestion: Suggestion) -> float:
    """Where on its scale the mean lies, from 0 to 1, so that marks and agreement can stand in one list."""
    assert suggestion.figures is not None
    return (suggestion.figures.mean - 1) / (len(suggestion.figures.counts) - 1)


class _Noted:
    """What stands in a finding already. What was noted about the whole year needs no repeating per workshop or audience."""

    def __init__(self, year: ProgrammeYear) -> None:
        self.items: set[tuple[str, int | None]] = set()
        self.between: set[tuple[str, str]] = set()
        self.themes: set[str] = set()
        for key, workshop, evidence in Finding.objects.filter(year=year).values_list(
            "item_key", "workshop", "evidence"
        ):
            if evidence.get("against") in BY_NAME:
                self.between.add((key, evidence["against"]))
            elif key:
                self.items.add((key, workshop))
            self.themes |= {evidence["theme"]} if "theme" in evidence else set()

    def has(self, found: Suggestion) -> bool:
        if found.theme is not None:
            return found.theme.name in self.themes
        if Signal.DIFFERS in found.signals:
            return (found.item_key, found.against) in self.between
        return not {(found.item_key, found.workshop.pk if found.workshop else None), (found.item_key, None)}.isdisjoint(
            self.items
        )


def _said(year: ProgrammeYear) -> dict[str, Answers]:
    """What was answered to every questionnaire of the year, by its name (`Ask.name`)."""
    found = {ask.name: load(year, ask.audience, ask.moment) for ask in ASKS}
    return {name: answers for name, answers in found.items() if answers is not None}


def _rows(answers: Answers | None, workshop: int | None = None) -> dict[str, Row]:
    """The questions with figures in one view, by item; goals belong to their workshop and are looked at there."""
    if answers is None:
        return {}
    said = answers.results(answers.view(workshop=workshop) if workshop else answers.everything())
    if isinstance(said, TooSmall):
        return {}
    return {row.key: row for row in said.rows if row.figures and not row.goal and row.kind != Kind.TEXT}


def _items(year: ProgrammeYear, said: Mapping[str, Answers], before: Mapping[str, Answers]) -> Iterator[Suggestion]:
    """Items under the mark, and items that fell."""
    marks = marks_of(year)
    looked = [s for name in said for s in _looks(said[name], before.get(name))]
    fell = [_change(s.beside, s.figures) for s in looked]
    kept = _standing_out(fell)
    for suggestion, change, stands_out in zip(looked, fell, kept, strict=True):
        assert suggestion.figures is not None
        signals = (Signal.LOW,) if marks.under(suggestion.figures.mean, suggestion.figures.agree) else ()
        if stands_out and change is not None and change.verdict == Verdict.WORSE:
            signals = (*signals, Signal.DROP)
        if signals:
            against = suggestion.against if Signal.DROP in signals else ""
            yield replace(suggestion, signals=signals, against=against)


def _looks(now: Answers, before: Answers | None) -> Iterator[Suggestion]:
    """Every item of one questionnaire, over the year and for participants per workshop, beside last year's."""
    per_workshop = _workshops(now) if now.audience == Audience.PARTICIPANT else []
    for workshop in (None, *per_workshop):
        key = workshop.pk if workshop else None
        last = _rows(before, key)
        for row in _rows(now, key).values():
            old = last.get(row.key)
            yield Suggestion(
                (),
                row.key,
                row.text,
                now.audience,
                workshop,
                row.figures,
                AGAINST_LAST_YEAR,
                old.figures if old else None,
                moment=now.moment,
            )


def _workshops(answers: Answers) -> list[Workshop]:
    editions = {session.workshop_id for session in answers.sessions.values()}
    return list(Workshop.objects.filter(pk__in=editions))


def _between(said: Mapping[str, Answers]) -> Iterator[Suggestion]:
    """Items that two audiences answered, over the year, and about which they do not agree; told from who is less glad."""
    rows = {name: _rows(answers) for name, answers in said.items()}
    pairs = [
        (one, other, key)
        for place, one in enumerate(rows)
        for other in list(rows)[place + 1 :]
        if said[one].audience != said[other].audience
        for key in rows[one]
        if key in rows[other]
    ]
    found = [_change(rows[one][key].figures, rows[other][key].figures) for one, other, key in pairs]
    for (one, other, key), change, kept in zip(pairs, found, _standing_out(found), strict=True):
        if not kept or change is None or change.verdict == Verdict.UNDECIDED:
            continue
        low, high = (one, other) if change.points > 0 else (other, one)
        row = rows[low][key]
        yield Suggestion(
            (Signal.DIFFERS,), key, row.text, said[low].audience, None, row.figures, high, rows[high][key].figures,
            moment=said[low].moment,
        )  # fmt: skip


def _change(old: Figures | None, new: Figures | None) -> rules.Difference | None:
    if old is None or new is None or len(old.counts) != len(new.counts):
        return None
    return rules.difference(old.counts, new.counts)


def _standing_out(found: list[rules.Difference | None]) -> list[bool]:
    """What could not be compared was not looked at, and does not count among the many."""
    kept = iter(rules.beyond_luck([change.chance for change in found if change is not None]))
    return [change is not None and next(kept) for change in found]

"""Reasons as data, and their sentences in Dutch and English.

A reason claims only what was checked on this problem and this plan: "with the rest of the plan as it is" means
that everything else stood still while one thing was tried, "the best plan" that the changed problem was solved
again and every goal named was proven.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, Self

from dagdeel.matching.explain.sentences_placement import PLACEMENT
from dagdeel.matching.explain.sentences_rules import RULES
from dagdeel.matching.explain.sentences_timetable import TIMETABLE

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = ("nl", "en")
Fact = str | int | float | tuple[str, ...]
Facts = dict[str, Fact]
SENTENCES: Mapping[str, tuple[str, str]] = {**TIMETABLE, **PLACEMENT, **RULES}

What = Literal["mentor", "session", "workshop", "school", "trainer", "slot", "weekday", "goal"]
Naming = Callable[[What, str, Language], str]
"""What to call something in a sentence: its kind, its id, the language."""

KINDS: Mapping[str, What] = {
    "person": "mentor",
    "people": "mentor",
    "session": "session",
    "sessions": "session",
    "other_session": "session",
    "workshop": "workshop",
    "school": "school",
    "trainer": "trainer",
    "trainers": "trainer",
    "other_trainer": "trainer",
    "slot": "slot",
    "other_slot": "slot",
    "weekday": "weekday",
    "goal": "goal",
}
"""The facts that are ids, or lists of them; all others are numbers."""

WEEKDAYS = (
    ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
    ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
)
MONTHS = (
    [
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ],
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
)
PARTS: tuple[Mapping[str, str], Mapping[str, str]] = (
    {"am": "ochtend", "pm": "middag", "ev": "avond"},
    {"am": " morning", "pm": " afternoon", "ev": " evening"},
)

GOALS: Mapping[str, tuple[str, str]] = {
    "uncovered": ("sessies zonder trainer", "sessions without a trainer"),
    "disruption": ("wijzigingen ten opzichte van het vorige rooster", "changes to the previous plan"),
    "quality_loss": ("kwaliteitsverlies", "loss of quality"),
    "load": ("werklast van trainers", "load of trainers"),
    "km": ("reiskilometers", "kilometres of travel"),
    "slot_cost": ("bezwaar tegen dagdelen", "objections to half-days"),
    "shortfall": ("plaatsen tekort", "seats short"),
    "first_timers_without_liked": (
        "nieuwe deelnemers zonder graag gewilde workshop",
        "first-timers without a liked workshop",
    ),
    "without_liked": ("mensen zonder graag gewilde workshop", "people without a liked workshop"),
    "open_sessions": ("sessies die doorgaan", "sessions that run"),
    "utilitarian": ("som van de punten", "sum of points"),
    "egalitarian": ("punten van wie het minst krijgt", "points of the least happy person"),
}


def goal_name(name: str, language: Language) -> str:
    if name.startswith("seats_at_rank_"):
        rank = name.rsplit("_", 1)[1]
        return f"plaatsen op wens {rank} of lager" if language == "nl" else f"seats at wish {rank} or lower"
    return GOALS[name][LANGUAGES.index(language)]


def plain(what: What, name: str, language: Language) -> str:
    """Half-days and goals in words, everything else by its id."""
    if what == "slot":
        day = date.fromisoformat(name[:10])
        month = MONTHS[LANGUAGES.index(language)][day.month - 1]
        return f"{_weekday(day.weekday(), name[11:], language)} {day.day} {month} {day.year}"
    if what == "weekday":
        return _weekday(int(name[0]), name[2:], language)
    return goal_name(name, language) if what == "goal" else name


def _weekday(day: int, part: str, language: Language) -> str:
    at = LANGUAGES.index(language)
    return WEEKDAYS[at][day] + PARTS[at][part]


@dataclass(frozen=True)
class Reason:
    """``kind`` is a key of SENTENCES; ``facts`` are the ids and numbers the sentence speaks of."""

    kind: str
    facts: Mapping[str, Fact] = field(default_factory=dict)

    def sentence(self, language: Language = "nl", naming: Naming = plain) -> str:
        shown = {key: _show(key, value, language, naming) for key, value in self.facts.items()}
        text = SENTENCES[self.kind][LANGUAGES.index(language)]
        sentence = text.format(**shown)
        return sentence[0].upper() + sentence[1:] if text.startswith(("{slot}", "{other_slot}")) else sentence

    def to_json(self, naming: Naming = plain) -> dict[str, object]:
        facts = {key: list(v) if isinstance(v, tuple) else v for key, v in self.facts.items()}
        nl, en = self.sentence("nl", naming), self.sentence("en", naming)
        return {"kind": self.kind, "facts": facts, "nl": nl, "en": en}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """A reason that ``to_json`` wrote; its sentences are made anew."""
        facts = {key: tuple(v) if isinstance(v, list) else v for key, v in value["facts"].items()}
        return cls(value["kind"], facts)


@dataclass(frozen=True)
class Explanation:
    """Why a part of the plan is as it is.

    ``question`` and what ``about`` holds: ``trainer`` (session, trainer) · ``date`` (session, half-day) ·
    ``uncovered`` (session) · ``wish`` (mentor, workshop; by points mentor, session) · ``no_wish`` (mentor) ·
    ``changed`` (session) · ``closed`` (session) · ``idle`` (trainer) · ``clash`` (nothing).
    """

    question: str
    about: tuple[str, ...]
    reasons: tuple[Reason, ...]

    def to_json(self, naming: Naming = plain) -> dict[str, object]:
        reasons = [reason.to_json(naming) for reason in self.reasons]
        return {"question": self.question, "about": list(self.about), "reasons": reasons}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        reasons = tuple(Reason.from_json(reason) for reason in value["reasons"])
        return cls(value["question"], tuple(value["about"]), reasons)


def _show(key: str, value: Fact, language: Language, naming: Naming) -> str:
    what = KINDS.get(key)
    if isinstance(value, tuple):
        names = [name if what is None else naming(what, name, language) for name in value]
        return _listed(names, language)
    if what is not None:
        return naming(what, str(value), language)
    if isinstance(value, float):
        shown = f"{value:.10g}"
        return shown.replace(".", ",") if language == "nl" else shown
    return str(value)


def _listed(names: list[str], language: Language) -> str:
    """Up to six in full, more with how many there are besides."""
    last = "en" if language == "nl" else "and"
    if len(names) > 6:
        more = f"nog {len(names) - 5}" if language == "nl" else f"{len(names) - 5} more"
        names = [*names[:5], more]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}" if names else "-"

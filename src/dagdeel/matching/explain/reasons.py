"""Reasons as data, and their sentences in Dutch and English.

A reason claims only what was checked on this problem and this plan: "with the rest of the plan as it is"
means that everything else stood still while one thing was tried.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = ("nl", "en")
Fact = str | int | float | tuple[str, ...]
Facts = dict[str, Fact]


@dataclass(frozen=True)
class Reason:
    """``kind`` is a key of SENTENCES; ``facts`` are the ids and numbers the sentence speaks of."""

    kind: str
    facts: Mapping[str, Fact] = field(default_factory=dict)

    def sentence(self, language: Language = "nl") -> str:
        shown = {key: _show(key, value, language) for key, value in self.facts.items()}
        return SENTENCES[self.kind][LANGUAGES.index(language)].format(**shown)

    def to_json(self) -> dict[str, object]:
        facts = {key: list(v) if isinstance(v, tuple) else v for key, v in self.facts.items()}
        return {"kind": self.kind, "facts": facts, "nl": self.sentence("nl"), "en": self.sentence("en")}


@dataclass(frozen=True)
class Explanation:
    """Why a part of the plan is as it is. ``question``: trainer, date, uncovered, wish or closed."""

    question: str
    about: tuple[str, ...]
    reasons: tuple[Reason, ...]

    def to_json(self) -> dict[str, object]:
        reasons = [reason.to_json() for reason in self.reasons]
        return {"question": self.question, "about": list(self.about), "reasons": reasons}


def _show(key: str, value: Fact, language: Language) -> str:
    if key == "goal" and isinstance(value, str):
        return _goal(value, language)
    if isinstance(value, tuple):
        shown = ", ".join(value[:5])
        more = len(value) - 5
        return (
            shown
            if more <= 0
            else f"{shown} {'en nog' if language == 'nl' else 'and'} {more}" + ("" if language == "nl" else " more")
        )
    return f"{value:g}" if isinstance(value, float) else str(value)


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


def _goal(name: str, language: Language) -> str:
    if name.startswith("seats_at_rank_"):
        rank = name.rsplit("_", 1)[1]
        return f"plaatsen op wens {rank} of lager" if language == "nl" else f"seats at wish {rank} or lower"
    return GOALS[name][LANGUAGES.index(language)]


SENTENCES: Mapping[str, tuple[str, str]] = {
    # Why this trainer
    "locked": (
        "Dit is vastgezet.",
        "This is locked.",
    ),
    "only_qualified": (
        "{trainer} is de enige die deze workshop op deze school kan geven.",
        "{trainer} is the only one who can give this workshop at this school.",
    ),
    "only_free": (
        ("Van de {qualified} trainers die dit kunnen geven, kan alleen {trainer} op een toegestaan dagdeel."),
        ("Of the {qualified} trainers who can give this, only {trainer} is available on an allowed half-day."),
    ),
    "best_quality": (
        ("Niemand die dit kan geven en beschikbaar is, heeft een hogere kwaliteit dan {trainer} ({quality})."),
        "Nobody who can give this and is available has a higher quality than {trainer} ({quality}).",
    ),
    "better_away": (
        ("{trainer} heeft een hogere kwaliteit ({quality}), maar is op geen enkel toegestaan dagdeel beschikbaar."),
        "{trainer} has a higher quality ({quality}), but is not available on any allowed half-day.",
    ),
    "better_barred": (
        (
            "{trainer} heeft een hogere kwaliteit ({quality}), maar mag geen sessies geven: het maximum "
            "is 0, of deze sessie is op een ander dagdeel vastgezet."
        ),
        (
            "{trainer} has a higher quality ({quality}), but may give no session: the maximum is 0, or "
            "this session is locked to another half-day."
        ),
    ),
    "better_taken": (
        (
            "{trainer} heeft een hogere kwaliteit ({quality}), maar kan met de rest van het rooster zoals"
            " het is op geen dagdeel. In de weg: {sessions}."
        ),
        (
            "{trainer} has a higher quality ({quality}), but with the rest of the plan as it is no half-"
            "day works. In the way: {sessions}."
        ),
    ),
    "better_costs": (
        (
            "{trainer} heeft een hogere kwaliteit ({quality}). Met {trainer} op {slot} wordt een eerder "
            "doel slechter: {goal} stijgt met {more}."
        ),
        (
            "{trainer} has a higher quality ({quality}). With {trainer} on {slot} an earlier goal gets "
            "worse: {goal} rises by {more}."
        ),
    ),
    "better_possible": (
        ("{trainer} heeft een hogere kwaliteit ({quality}) en zou op {slot} kunnen: dit rooster kan beter."),
        "{trainer} has a higher quality ({quality}) and could do {slot}: this plan can be improved.",
    ),
    # Why this half-day
    "only_date": (
        "{slot} is het enige dagdeel dat de school, de sessie en {trainer} alle drie toestaan.",
        "{slot} is the only half-day that the school, the session and {trainer} all allow.",
    ),
    "only_date_left": (
        ("{trainer} kon op {count} dagdelen; met de rest van het rooster zoals het is, blijft alleen {slot} over."),
        ("{trainer} could do {count} half-days; with the rest of the plan as it is, only {slot} is left."),
    ),
    "cheapest_date": (
        (
            "Van de {count} dagdelen die voor {trainer} overblijven, is er geen dat de school en de "
            "trainer liever hebben dan {slot}."
        ),
        ("Of the {count} half-days left for {trainer}, the school and the trainer prefer none to {slot}."),
    ),
    "date_kept": (
        "{slot} stond al in het vorige rooster; een ander dagdeel is een wijziging meer.",
        "{slot} was in the previous plan; another half-day would be one change more.",
    ),
    "better_date": (
        "{other} zou ook kunnen en is beter voor het geheel dan {slot}: dit rooster kan beter.",
        ("{other} would be possible too and is better for the whole than {slot}: this plan can be improved."),
    ),
    # Why uncovered
    "no_qualified": (
        "Geen trainer van een instituut van deze school geeft deze workshop.",
        "No trainer of an institute of this school gives this workshop.",
    ),
    "nobody_free": (
        ("Geen van de {qualified} trainers die dit kunnen geven, is beschikbaar op een toegestaan dagdeel."),
        "None of the {qualified} trainers who can give this is available on an allowed half-day.",
    ),
    "all_barred": (
        "Wie dit kan geven, mag geen sessies geven: het maximum is 0.",
        "Whoever can give this may give no session: the maximum is 0.",
    ),
    "all_spacing": (
        ("Elk mogelijk dagdeel ligt minder dan {days} dagen van een andere sessie van deze school ({sessions})."),
        ("Every possible half-day lies less than {days} days from another session of this school ({sessions})."),
    ),
    "all_taken": (
        (
            "Er zijn {count} combinaties van trainer en dagdeel; met de rest van het rooster zoals het "
            "is, past er geen. In de weg: {sessions}."
        ),
        (
            "There are {count} pairs of trainer and half-day; with the rest of the plan as it is, none "
            "fits. In the way: {sessions}."
        ),
    ),
    "could_be_covered": (
        "{trainer} zou op {slot} kunnen: dit rooster kan beter.",
        "{trainer} could do {slot}: this plan can be improved.",
    ),
    # Why not this wish, why closed
    "not_given": (
        "Deze workshop is er niet op een school waar deze persoon terecht kan.",
        "This workshop is not given at a school where this person can go.",
    ),
    "done": (
        "Deze persoon heeft deze workshop al gedaan.",
        "This person has already done this workshop.",
    ),
    "blocked": (
        "Deze persoon is verhinderd op elk dagdeel van deze workshop ({sessions}).",
        "This person is unable to attend on every half-day of this workshop ({sessions}).",
    ),
    "session_closed": (
        "{session} gaat niet door. Hoogstens {could} mensen konden komen; het minimum is {least}.",
        "{session} does not run. At most {could} people could come; the minimum is {least}.",
    ),
    "closed_beforehand": (
        "{session} is vooraf gesloten.",
        "{session} was closed beforehand.",
    ),
    "closed_in_plan": (
        (
            "{session} gaat in dit rooster niet door. {could} mensen konden komen, maar ook naar andere "
            "sessies; het minimum is {least}."
        ),
        (
            "{session} does not run in this plan. {could} people could come, but to other sessions too; "
            "the minimum is {least}."
        ),
    ),
    "locked_elsewhere": (
        "Een vastgezette plaats van deze persoon gaat voor {session}.",
        "A locked seat of this person goes before {session}.",
    ),
    "same_slot": (
        "{session} valt op hetzelfde dagdeel als {other}, waar deze persoon een plaats heeft.",
        "{session} is on the same half-day as {other}, where this person has a seat.",
    ),
    "conflict": (
        "{session} gaat niet samen met {other}, waar deze persoon een plaats heeft.",
        "{session} conflicts with {other}, where this person has a seat.",
    ),
    "no_seats": (
        "{session} heeft geen plaatsen.",
        "{session} has no seats.",
    ),
    "nobody_can_leave": (
        ("{session} is vol ({seats} plaatsen), en niemand die er zit kan weg zonder een regel te breken."),
        "{session} is full ({seats} seats), and nobody there can leave without breaking a rule.",
    ),
    "exchange_costs": (
        (
            "{session} is vol ({seats} plaatsen). Er zijn {tried} ruilen met wie er zit geprobeerd; elke "
            "ruil maakt een doel slechter. De minst slechte is die met {other}: {goal} gaat {more} "
            "achteruit."
        ),
        (
            "{session} is full ({seats} seats). {tried} exchanges with people there were tried; each "
            "makes a goal worse. The least bad is the one with {other}: {goal} gets worse by {more}."
        ),
    ),
    "room_costs": (
        ("In {session} is plaats, maar met deze persoon erin gaat een doel achteruit: {goal}, met {more}."),
        "There is room in {session}, but with this person in it a goal gets worse: {goal}, by {more}.",
    ),
    "minimum_elsewhere": (
        "Een plaats in {session} laat {other} onder het minimum komen.",
        "A seat in {session} would leave {other} below its minimum.",
    ),
    "tie": (
        "{session} was voor het geheel even goed; de doelen geven geen voorkeur.",
        "{session} was equally good for the whole; the goals prefer neither.",
    ),
    "improvable": (
        "Een plaats in {session} zou het geheel beter maken: dit plan kan beter.",
        "A seat in {session} would make the whole better: this plan can be improved.",
    ),
}

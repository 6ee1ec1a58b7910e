"""Why the plan is as it is, as it is stored: numbers for people and sessions, and a sentence in both languages."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import translation

from dagdeel.matching.explain import Explanation, Language, Reason
from dagdeel.matching.problem import TimetableProblem
from dagdeel.year.planning import queries
from dagdeel.year.planning.models import Session
from dagdeel.year.planning.optimise.calendar import offered
from dagdeel.year.planning.optimise.world import World

LANGUAGES: tuple[Language, ...] = ("nl", "en")
# The page shows from what to what in columns of its own.
SHOWN_ELSEWHERE = frozenset({"moved", "was_given"})
# Of somebody who fell out or left we say it in the words of the year.
SAID_BETTER = frozenset({"was_away", "was_gone"})


def reasons_of(
    problem: TimetableProblem, world: World, explanations: Iterable[Explanation]
) -> dict[str, list[dict[str, Any]]]:
    """By session its reasons: what each answers, its kind and facts, and the sentences."""
    found = {f"session-{s.pk}": list(_about_now(s, problem, world)) for s in world.moving}
    for explanation in explanations:
        name = explanation.about[0] if explanation.about else ""
        if name not in found or not problem.session[name].slots:
            continue
        hidden = SHOWN_ELSEWHERE | (SAID_BETTER if found[name] else frozenset())
        found[name] += [
            {"question": explanation.question, **reason.to_json()}
            for reason in explanation.reasons
            if reason.kind not in hidden
        ]
    return found


def _about_now(session: Session, problem: TimetableProblem, world: World) -> Iterator[dict[str, Any]]:
    """What the problem does not know: why who gives it now does not, and that there is no half-day for it."""
    holders = {a.trainer_id for a in world.holders(session)}
    for assignment in queries.live(session):
        trainer = assignment.trainer_id
        if trainer in world.question.what_if.without:
            yield _own("supposed_gone", trainer=f"trainer-{trainer}")
        elif trainer not in holders:
            yield _own("away" if assignment.trainer.active else "inactive", trainer=f"trainer-{trainer}")
    if not problem.session[f"session-{session.pk}"].slots:
        yield _own("too_close" if offered(world, session.school_id) else "no_half_days")


def _own(code: str, **facts: str) -> dict[str, Any]:
    return {"question": "now", "kind": code, "facts": facts, **in_both(code, **facts)}


def in_both(code: str, **facts: str) -> dict[str, str]:
    """A reason of our own in both languages."""
    said: dict[str, str] = {}
    for language in LANGUAGES:
        with translation.override(language):
            said[language] = str(queries.REASONS[code]) % facts
    return said


def told_in_both(found: Iterable[Reason]) -> dict[str, str]:
    """Reasons of the optimiser, one after the other, in both languages."""
    rows = list(found)
    return {language: " ".join(reason.sentence(language) for reason in rows) for language in LANGUAGES}
